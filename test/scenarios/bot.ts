import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadRules } from '../../alerts/catalogue.ts'
import type { Channel } from '../../alerts/channel.ts'
import { createDeliveries } from '../../alerts/deliver.ts'
import { limitsFor } from '../../alerts/limits.ts'
import type { AlertMessage } from '../../alerts/message.ts'
import { createRounds } from '../../alerts/round.ts'
import { createComposing } from '../../bot/alerts/composing.ts'
import { createDirectory } from '../../bot/alerts/directory.ts'
import { createObservers } from '../../bot/alerts/observers.ts'
import { createRemedies } from '../../bot/alerts/remedies.ts'
import { type Assembly, assemble, workerName } from '../../bot/assembly.ts'
import { chatPartsOf } from '../../bot/chat/assemble.ts'
import type { ChatParts } from '../../bot/chat/parts.ts'
import { createReception } from '../../bot/chat/reception.ts'
import { readConfig } from '../../bot/config.ts'
import { startHttp } from '../../bot/http.ts'
import { createKeyPage } from '../../bot/key-page.ts'
import { createLogRing } from '../../bot/host/log-ring.ts'
import { createPanicWatch } from '../../bot/incidents/panic-watch.ts'
import { createIncidentRounds } from '../../bot/incidents/rounds.ts'
import { incidentRoundsParts } from '../../bot/incidents/start-rounds.ts'
import { pollOnce, type Shift, workOnce } from '../../bot/shift.ts'
import { loadCommands } from '../../commands/catalogue.ts'
import { sats } from '../../engine/domain/money.ts'
import { Failure } from '../../engine/failure.ts'
import { createAlertStore } from '../../engine/store/alert-store.ts'
import { createObservationStore } from '../../engine/store/observation-store.ts'
import { createSigns } from '../../engine/store/signs/signs.ts'
import type { Outside } from './outside.ts'
import { silentLog } from '../support/database.ts'

export type Bot = Awaited<ReturnType<typeof startBot>>

const ROOM = '-100200300'

/** Minutes. A longer silence would be told as a bot that was down. */
const LIVES_EVERY = 2
const WORKS_EVERY = 120

/** What somebody heard by himself: every message of the alerts, in the room or to a person. */
export interface Told {
  readonly at: Date
  readonly channel: string
  readonly message: AlertMessage
}

/**
 * The program as bot/run.ts puts it together, without its clockwork: the test lets the minutes pass. People talk to
 * the real reception; only the chat platforms are missing.
 */
export async function startBot(outside: Outside, environment: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'satmachine-scenario-'))
  const config = readConfig({ ...outside.environment, DATA_DIR: folder, ...environment })
  if (config.world === null) throw new Error('outside the sandbox there is a world')
  const assembly = await assemble({
    config,
    world: config.world,
    database: {
      databaseUrl: outside.books.url,
      revive: () => Promise.resolve(),
      stop: () => Promise.resolve(),
    },
    log: silentLog,
    poolSize: 10,
  })
  const address: { url: string | null } = { url: null }
  const parts = await chatPartsOf(assembly, {
    commands: await loadCommands(),
    onRestart: null,
    httpUrl: () => address.url,
    logRing: createLogRing(),
  })
  const http = await startHttp({
    port: null,
    readings: assembly.readings,
    metrics: { render: () => Promise.reject(new Error('nobody asks here')) } as never,
    log: silentLog,
    keyPage: keyPageOf(assembly, parts),
  })
  address.url = http.url
  await parts.rooms.bind({ platform: 'telegram', roomId: ROOM, purpose: 'ops' }, 'test')
  const told: Told[] = []
  const duties = await dutiesOf(assembly, parts, told)
  const reception = createReception(parts, {
    onLocked: () => undefined,
    onSettled: () => undefined,
    onSaid: () => undefined,
  })
  return {
    assembly,
    parts,
    reception,
    told,
    room: { id: ROOM, kind: 'shared', guildId: null } as const,
    folder,
    ...duties,
    /** Time passes; the bot does whatever it does meanwhile. */
    async pass(minutes: number, everyMinutes = 1): Promise<void> {
      for (let left = minutes; left > 0; left -= everyMinutes) {
        await outside.time.pass(Math.min(left, everyMinutes) * 60)
        await duties.minute()
      }
    },
    /** The same for long: it lives all the time, and does its work every so often. */
    async passDay(minutes: number): Promise<void> {
      for (let gone = 0; gone < minutes; gone += LIVES_EVERY) {
        await outside.time.pass(Math.min(LIVES_EVERY, minutes - gone) * 60)
        if (gone % WORKS_EVERY === 0) await duties.minute()
        else await duties.live()
      }
      await duties.minute()
    },
    async stop(): Promise<void> {
      await http.stop()
      await duties.stop()
      await assembly.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const keyPageOf = ({ chatStores, readings, actionsFor, log }: Assembly, { voiceFor }: ChatParts) =>
  createKeyPage({
    keyLinks: chatStores.keyLinks,
    actionLog: chatStores.actionLog,
    readings,
    actionsFor,
    voiceFor: (language) => voiceFor(language, { timeZone: 'UTC', names: 'initials' }),
    log,
  })

/** What its clockwork does, once each, in the order in which a minute brings it. */
async function dutiesOf(assembly: Assembly, parts: ChatParts, told: Told[]) {
  const { pool } = assembly
  const store = createAlertStore(pool)
  const observations = createObservationStore(pool)
  const remedies = createRemedies({ ...assembly, ...parts })
  const composing = createComposing(parts)
  const channels = new Map(['telegram', 'terminal'].map((kind) => [kind, recorder(kind, told, assembly)]))
  const directory = createDirectory({
    assembly: { config: { ...assembly.config, chat: { ...assembly.config.chat, telegram: TELEGRAM } } },
    parts,
    channels: { byKind: channels, terminal: null as never },
  })
  const errors = {
    processStartedAt: assembly.clock.now(),
    totals: { errors: 0, processor: 0, payments: 0, ssh: 0, wallet: 0 },
  }
  const observers = createObservers({ assembly, parts, store, observations, errors: () => errors })
  const rounds = createRounds({
    rules: await loadRules(),
    store,
    readings: parts.alerts,
    observations,
    sight: async (now) => ({
      now,
      readings: assembly.readings,
      signs: createSigns(pool, parts.alerts),
      observations: await observations.all(),
      settings: (await parts.settings()).settings,
      pollSeconds: 60,
    }),
    directory,
    limitsOf: (rule, set) => limitsFor(rule, set, parts.alertSettings.fixedLimits),
    policy: async () => ({
      l3ThresholdSats: sats(BigInt((await parts.settings()).settings['l3-threshold-sats'])),
      isQuiet: () => false,
    }),
    remedy: (remedy, reason, alert) => remedies(remedy, reason, { actor: `alert:${alert.rule}`, alert }),
    nowMs: () => performance.now(),
    log: silentLog,
  })
  const deliveries = createDeliveries({
    store,
    channels: () => channels,
    compose: composing.alert,
    composeOverview: composing.overview,
    directory,
    log: silentLog,
  })
  const shift = shiftOf(assembly)
  const panics = createPanicWatch({
    halt: assembly.halt,
    incidentsFor: parts.incidentsFor,
    clock: assembly.clock,
  })
  const incidents = createIncidentRounds(incidentRoundsParts({ assembly, parts }))
  return {
    /** The rules are asked, before anything else happens. */
    async look(): Promise<void> {
      await rounds.run()
      await deliveries.look()
      await deliveries.idle()
    },
    async minute(): Promise<void> {
      // Each as the clockwork runs it: what breaks off comes again, and holds up nothing else.
      await goesOn(() => pollOnce(shift))
      await goesOn(() => workOnce(shift))
      await Promise.all(observers.map(({ look }) => goesOn(look)))
      await goesOn(() => parts.books.lookAtChanges())
      await goesOn(() => rounds.run())
      await goesOn(() => deliveries.look())
      await deliveries.idle()
      await goesOn(() => panics.look())
      await goesOn(() => incidents.run())
    },
    /** Only the sign of life. */
    live: async (): Promise<void> => observers.find(({ name }) => name === 'self')?.look(),
    stop: () => deliveries.stop(),
  }
}

const TELEGRAM = { token: '1:x', opsChatId: ROOM, alertsChatId: null, apiRoot: null }

async function goesOn(work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown
  }
}

const shiftOf = (assembly: Assembly): Shift => ({
  parts: assembly,
  log: silentLog,
  events: {
    onPoll: () => undefined,
    onAllocated: () => undefined,
    onWaiting: () => undefined,
    onPayment: () => undefined,
    onTrouble: () => undefined,
  },
  owner: workerName(),
  nowMs: () => performance.now(),
  stopping: false,
  waitUntilMs: 0,
  doubtful: true,
})

const recorder = (kind: string, told: Told[], { clock }: Assembly): Channel => ({
  kind,
  isChat: kind === 'telegram',
  addresses: [],
  async send(address, message) {
    told.push({ at: clock.now(), channel: `${kind}:${address}`, message })
    return { kind: 'sent', posted: { message: `${told.length}-${randomBytes(2).toString('hex')}` } }
  },
  async edit(posted) {
    return { kind: 'sent', posted }
  },
})
