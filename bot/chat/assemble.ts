import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { createChartReadings } from '../../engine/store/readings/charts.ts'
import { loadRules } from '../../alerts/catalogue.ts'
import type { Drills } from '../../engine/incidents/drill.ts'
import type { Command } from '../../commands/definition.ts'
import { alertSecretsOf } from '../alert-settings.ts'
import { addressesOf } from '../alert-addresses.ts'
import { pollSecondsOf } from '../alerts/poll-seconds.ts'
import type { Assembly } from '../assembly.ts'
import { createBooks } from '../books.ts'
import { chartsFor } from '../charts/charts.ts'
import { createDrawing } from '../charts/drawing.ts'
import { createHost } from '../host.ts'
import { createIncidentParts } from '../incidents/desks.ts'
import type { LogRing } from '../host/log-ring.ts'
import { loadLanguages } from '../languages/catalogue.ts'
import { createPapers } from '../statements/papers.ts'
import { LOG_FILE } from '../log.ts'
import type { ChatParts } from './parts.ts'
import { createPatience } from './patience.ts'

export interface ProgramParts {
  readonly commands: readonly Command[]
  /** Null in a process that runs one command and ends anyway. */
  readonly onRestart: (() => void) | null
  /** Of this program's HTTP server; null in a process that has none. */
  readonly httpUrl: () => string | null
  /** Null where the log is a file in the data folder. */
  readonly logRing: LogRing | null
  /** A rehearsal, in a world of its own. */
  readonly drill?: boolean
  /** What rehearsals there are from here; none unless it is said. */
  readonly drills?: Drills
}

/** What a request of a person needs, out of the program's parts. */
export async function chatPartsOf(assembly: Assembly, program: ProgramParts): Promise<ChatParts> {
  const { config, world, chatStores, pool, clock, log, halt } = assembly
  const languages = await loadLanguages()
  const drill = program.drill === true ? { drill: true } : {}
  const pollSeconds = () => pollSecondsOf(config.pollSchedule)
  const drawing = createDrawing()
  const chartParts = { readings: createChartReadings(pool), drawing, pollSeconds }
  const charts: ChatParts['chartsFor'] = (voice, now) => chartsFor(chartParts, voice, now)
  const chatLog = log.child({ module: 'chat' })
  const host = createHost({
    pool,
    dataFolder: config.dataFolder,
    halt,
    keyLinks: chatStores.keyLinks,
    httpUrl: program.httpUrl,
    logPlace: {
      file: program.logRing === null ? join(config.dataFolder, LOG_FILE) : null,
      ring: program.logRing,
      // A key that was entered meanwhile is among them.
      get secrets() {
        return secretsOf(assembly)
      },
    },
    startedAt: clock.now(),
    now: () => clock.now(),
    onRestart: program.onRestart,
    ...(program.drills === undefined ? {} : { drills: program.drills }),
    log,
  })
  const books = createBooks(assembly, pollSeconds)
  return {
    ...createIncidentParts({
      pool,
      readings: assembly.readings,
      probes: assembly.probes,
      books,
      alerts: chatStores.alerts,
      log: chatStores.actionLog,
      people: chatStores.people,
      settings: assembly.settings,
      isHalted: () => host.isHalted(),
      logLines: (filter) => host.logLines(filter),
      clock,
      pollSeconds,
      fixedLimits: config.fixedLimits,
      ...drill,
    }),
    commands: program.commands,
    readings: assembly.readings,
    probes: assembly.probes,
    settings: assembly.settings,
    actionsFor: assembly.actionsFor,
    people: chatStores.people,
    requests: chatStores.requests,
    requestFiles: chatStores.requestFiles,
    actionLog: chatStores.actionLog,
    rooms: chatStores.rooms,
    alerts: chatStores.alerts,
    books,
    chartsFor: charts,
    papers: createPapers({
      drawing,
      chartsFor: charts,
      voiceFor: languages.voiceFor,
      sandbox: config.sandbox,
      ...drill,
      log: chatLog,
    }),
    rules: await loadRules(),
    alertSettings: { fixedLimits: config.fixedLimits, addresses: addressesOf(config.alerts) },
    host,
    voiceFor: languages.voiceFor,
    language: config.chat.language,
    clock,
    log: chatLog,
    sandbox: config.sandbox,
    ...drill,
    patience: createPatience(),
    newToken: () => randomBytes(12).toString('base64url'),
  }

  /** What must not show in a log, wherever it stands. */
  function secretsOf({ config, ownKeys }: Assembly): string[] {
    const { discord, telegram } = config.chat
    const { lamassu } = world
    const secrets = [discord?.token, telegram?.token, ...ownKeys.seen()]
    const known = [...secrets, lamassu.ssh?.password, lamassu.ssh?.passphrase].filter(
      (secret): secret is NonNullable<typeof secret> => secret !== null && secret !== undefined,
    )
    return [...known, ...alertSecretsOf(config.alerts)]
  }
}
