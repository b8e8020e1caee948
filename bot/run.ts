import type { Command } from '../commands/definition.ts'
import type { Clock } from '../engine/ports.ts'
import { createIncidentReadings } from '../engine/store/incident-readings.ts'
import { createObservationStore } from '../engine/store/observation-store.ts'
import { createScheduledRunStore } from '../engine/store/scheduled-run-store.ts'
import { type Assembly, assemble, openDatabase, type OpenDatabase } from './assembly.ts'
import { terminalAsker } from './chat/access.ts'
import { chatPartsOf } from './chat/assemble.ts'
import type { ChatParts } from './chat/parts.ts'
import { createKeyPage, type KeyPage } from './key-page.ts'
import { startTalking } from './platforms.ts'
import { Cleanups } from './cleanups.ts'
import type { Config, World } from './config.ts'
import { createDrillsInChat } from './drill/in-chat.ts'
import { removeLeftovers } from './drill/leftovers.ts'
import { startHttp } from './http.ts'
import { watchForBlackout } from './alerts/blackout.ts'
import { createPulse, type Pulse } from './alerts/pulse.ts'
import { countingRing, createLogCounts } from './host/log-counts.ts'
import { createLogRing } from './host/log-ring.ts'
import { watchForPanic } from './incidents/panic-watch.ts'
import { createLog } from './log.ts'
import { signOfLife, withSignOfLife } from './heartbeat.ts'
import { beginLeading, DAILY_JOBS } from './leading.ts'
import type { AlertSources } from './metrics/alert-metrics.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { play } from './sandbox/play.ts'
import type { Sandbox } from './sandbox/sandbox.ts'
import { sandboxExtras, sandboxGuide } from './sandbox/guide.ts'
import { terminalAccount, terminalVoice } from './terminal/account.ts'
import { type Chat, openChat } from './terminal/chat.ts'
import { createNarrator } from './terminal/narrator.ts'
import type { WorkEvents } from './shift.ts'
import { startWork } from './work.ts'

const POOL_SIZE = 12

/** Why a run ended: somebody stopped it, or asked for it to begin anew. */
export type Ending = 'stop' | 'restart'

/** Runs the bot until it is told to stop; resolves when everything has been put away. */
export async function runBot(config: Config, commands: readonly Command[]): Promise<Ending> {
  const attended = process.stdin.isTTY && process.stdout.isTTY
  const folder = attended || config.sandbox ? config.dataFolder : null
  const ring = folder === null ? createLogRing() : null
  const errors = createLogCounts(new Date())
  const log = createLog({ level: config.logLevel, folder, ring: countingRing(errors, ring) })
  const onMistake = ({ stack }: Error): void => log.fatal({ stack }, 'a mistake of our own ends the bot')
  process.on('uncaughtExceptionMonitor', onMistake)
  const clock: Clock = { now: () => new Date() }
  const cleanups = new Cleanups(log)
  const quit = untilQuit()
  let chat: Chat | null = null
  const print = (line: string): void =>
    chat === null ? void process.stdout.write(`${line}\n`) : chat.print(line)
  try {
    // Loaded for play money only: it brings a machine, an SSH server and an LNbits of its own.
    const toys = config.sandbox ? await import('./sandbox/sandbox.ts') : null
    const sandbox = toys === null ? null : await toys.openSandbox(config, cleanups, log, clock)
    const { world, database } = await worldAndDatabase(config, sandbox, log)
    const assembly = await assemble({ config, world, database, log, poolSize: POOL_SIZE })
    cleanups.add('connections', () => assembly.stop())
    const pulse = createPulse(clock)
    const metrics = createMetrics(assembly.readings, { sandbox: config.sandbox }, sourcesOf(assembly, pulse))
    await removeLeftovers(config.dataFolder, log)
    const address: { url: string | null } = { url: null }
    const rehearsals = createDrillsInChat(assembly, commands)
    const parts = await chatPartsOf(assembly, {
      commands,
      drills: rehearsals.drills,
      onRestart: () => quit.now('restart'),
      httpUrl: () => address.url,
      logRing: ring,
    })
    const keyPage = keyPageOf(assembly, parts)
    const http = await startHttp({
      port: config.httpPort,
      readings: assembly.readings,
      metrics,
      log,
      keyPage,
      pulse,
    })
    address.url = http.url
    cleanups.add('HTTP server', () => http.stop())
    for (const line of greeting(config, http.url)) print(line)
    if (attended) {
      const opened = openTerminal(parts, sandbox, () => quit.now('stop'))
      cleanups.add('terminal', () => opened.stop())
      chat = opened
    }
    const story = createNarrator({
      readings: assembly.readings,
      print,
      now: () => clock.now(),
      world: config.sandbox ? 'sandbox' : '',
      voice: parts.voiceFor(parts.language, { timeZone: 'UTC', names: 'full' }),
    })
    cleanups.add('story', () => story.told())
    const told = withMetrics(story, metrics)
    const alive = signOfLife(config.alerts.heartbeatUrl, log, cleanups)
    const heard = withSignOfLife(told, alive)
    const events = sandbox === null ? heard : await play(sandbox, assembly, heard, { cleanups, log })
    const talk = await startTalking({
      assembly,
      parts,
      print,
      front: rehearsals.front(parts),
      duties: (chatNow) =>
        beginLeading(
          { assembly, parts, print, errors: () => errors.counts(), metrics, pulse, alive },
          chatNow,
        ),
    })
    cleanups.add('chat', () => talk.stop())
    rehearsals.speakThrough((platform) => talk.outlet(platform))
    cleanups.add('drill', () => rehearsals.stop())
    const blackout = watchForBlackout(assembly, parts, print)
    cleanups.add('watch over the books', () => blackout.stop())
    const panics = watchForPanic(assembly, parts)
    cleanups.add('watch over the flag', () => panics.stop())
    const work = startWork(assembly, events)
    cleanups.add('work in hand', () => work.stop())
    log.info({ sandbox: config.sandbox, http: http.url }, 'the bot is running')
    await quit.promise
    chat?.close()
    print('Stopping: what is being paid is finished first…')
  } finally {
    await cleanups.run()
  }
  const ending = await quit.promise
  quit.forget()
  process.off('uncaughtExceptionMonitor', onMistake)
  process.stdout.write(ending === 'restart' ? 'Stopped, and starting again.\n' : 'Stopped.\n')
  return ending
}

async function worldAndDatabase(
  config: Config,
  sandbox: Sandbox | null,
  log: Parameters<typeof openDatabase>[1],
): Promise<{ world: World; database: OpenDatabase }> {
  if (sandbox !== null) return sandbox
  if (config.world === null) throw new Error('outside the sandbox there is a world')
  return { world: config.world, database: await openDatabase(config, log) }
}

const greeting = (config: Config, url: string): string[] =>
  config.sandbox
    ? sandboxGuide(url)
    : [
        `satmachine is running. Health and metrics: ${url}/healthz and /metrics`,
        `Polling by schedule "${config.pollSchedule}".`,
      ]

function openTerminal(parts: ChatParts, sandbox: Sandbox | null, onQuit: () => void): Chat {
  return openChat({
    parts,
    commands: parts.commands,
    asker: () => terminalAsker(parts, terminalAccount()),
    voice: (asker) => terminalVoice(parts, asker),
    prompt: sandbox === null ? 'satmachine> ' : 'sandbox> ',
    surface: () => ({ colours: true, width: process.stdout.columns || 80 }),
    extras: sandbox === null ? {} : sandboxExtras(sandbox),
    onQuit,
  })
}

function withMetrics(events: WorkEvents, metrics: Metrics): WorkEvents {
  return {
    ...events,
    onPoll(outcome, seconds) {
      metrics.countPoll(outcome.kind === 'done' ? outcome.record.result : outcome.kind, seconds)
      events.onPoll?.(outcome, seconds)
    },
    onPayment(transfer, result, seconds) {
      metrics.countPayment(result.kind, seconds)
      events.onPayment?.(transfer, result, seconds)
    },
  }
}

const sourcesOf = ({ chatStores, pool, clock }: Assembly, pulse: Pulse): AlertSources => ({
  alerts: chatStores.alerts,
  observations: createObservationStore(pool),
  scheduled: createScheduledRunStore(pool),
  incidents: createIncidentReadings(pool),
  jobs: DAILY_JOBS,
  pulse,
  now: () => clock.now(),
})

/** Takes clients' keys behind one-time links of the bot's own HTTP server. */
const keyPageOf = ({ chatStores, readings, actionsFor, log }: Assembly, { voiceFor }: ChatParts): KeyPage =>
  createKeyPage({
    keyLinks: chatStores.keyLinks,
    actionLog: chatStores.actionLog,
    readings,
    actionsFor,
    voiceFor: (language) => voiceFor(language, { timeZone: 'UTC', names: 'initials' }),
    log,
  })

/** SIGINT and SIGTERM ask to stop; a second one ends the program at once, which loses nothing that is in the books. */
function untilQuit(): { promise: Promise<Ending>; now: (ending: Ending) => void; forget: () => void } {
  let now: (ending: Ending) => void = () => undefined
  const promise = new Promise<Ending>((resolve) => {
    now = resolve
  })
  let asked = false
  const onSignal = (): void => {
    if (asked) process.exit(1)
    asked = true
    now('stop')
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, onSignal)
  const forget = (): void => {
    for (const signal of signals) process.off(signal, onSignal)
  }
  return { promise, now, forget }
}
