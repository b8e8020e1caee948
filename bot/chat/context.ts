import type { Answer } from '../../commands/answer.ts'
import { type Asker, mayAct } from '../../commands/asker.ts'
import {
  type ActContext,
  type Command,
  type LookContext,
  type ReceivedFile,
} from '../../commands/definition.ts'
import type { Actions } from '../../engine/actions.ts'
import type { Voice } from '../../engine/phrase.ts'
import { effectiveSettings } from '../../engine/settings.ts'
import type { ChatParts } from './parts.ts'
import { isForEmergencies } from './patience.ts'

/** Who sees what is looked up: whoever asked, alone, or everybody in a room. */
export type Audience = 'asker' | 'room'

/** What a look, or a preview, may use. Unless it is for the asker alone, pictures are drawn as a room may see them. */
export async function lookContext(
  parts: ChatParts,
  asker: Asker,
  command: Command,
  audience: Audience = 'room',
): Promise<LookContext> {
  const { readings, probes, host, commands, people, requests, rooms, alerts, rules, alertSettings, books } =
    parts
  const { settings, list } = await settingsFor(parts, command)
  const now = parts.clock.now()
  return {
    readings: isForEmergencies(command) ? parts.patience.hurried(readings) : readings,
    probes,
    settings,
    settingsList: list,
    host,
    commands,
    asker,
    people,
    requests,
    log: parts.actionLog,
    rooms,
    alerts,
    rules,
    alertSettings,
    books,
    incidents: parts.incidents,
    charts: parts.chartsFor(voiceFor(parts, asker, audience, settings['operator-timezone']), now),
    papers: parts.papers,
    now,
  }
}

function voiceFor(parts: ChatParts, asker: Asker, audience: Audience, timeZone: string): Voice {
  if (audience === 'room') return parts.voiceFor(parts.language, { timeZone, names: 'initials' })
  return parts.voiceFor(asker.person?.language ?? parts.language, {
    timeZone,
    names: mayAct(asker.role, 'operator') ? 'full' : 'initials',
  })
}

/** Stopping does not wait for the books: without them it has the settings that everybody begins with. */
const settingsFor = (parts: ChatParts, command: Command): ReturnType<ChatParts['settings']> =>
  parts.patience.soonFor(command, parts.settings()).catch((thrown: unknown) => {
    if (!isForEmergencies(command)) throw thrown
    return effectiveSettings(new Map(), new Map())
  })

/** Without the books there are no actions on them; stopping has the host's. */
const actionsFor = (parts: ChatParts, asker: Asker, command: Command): Promise<Actions> =>
  parts.patience.soonFor(command, parts.actionsFor(asker.actor)).catch((thrown: unknown) => {
    if (!isForEmergencies(command)) throw thrown
    return new Proxy({} as Actions, {
      // A promise must not take it for another promise.
      get: (_, name) => (name === 'then' ? undefined : () => Promise.reject(thrown)),
    })
  })

export interface ActOptions {
  readonly operationId: string
  readonly file: ReceivedFile | null
  readonly approver: string | null
  readonly decide: (requestId: bigint, decision: 'approve' | 'reject') => Promise<Answer>
}

export async function actContext(
  parts: ChatParts,
  asker: Asker,
  command: Command,
  options: ActOptions,
): Promise<ActContext> {
  const { host, people, rooms, alerts } = parts
  return {
    ...(await lookContext(parts, asker, command)),
    file: options.file,
    operationId: options.operationId,
    approver: options.approver,
    decide: options.decide,
    host,
    people,
    rooms,
    alerts,
    incidents: parts.incidentsFor(asker.actor),
    actions: await actionsFor(parts, asker, command),
  }
}

/** Every argument read by its own specification; throws Failure 'usage' with a complete sentence. */
export function readArguments(
  command: Command,
  written: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(command.arguments).map(([name, spec]) => [name, spec.read(written[name], name)]),
  )
}
