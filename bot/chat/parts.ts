import type { Logger } from 'pino'
import type { Rule } from '../../alerts/rule.ts'
import type { AlertSettings, Command } from '../../commands/definition.ts'
import type { Charts } from '../../commands/charts.ts'
import type { Host } from '../../commands/host.ts'
import type { Papers } from '../../commands/papers.ts'
import type { Actions } from '../../engine/actions.ts'
import type { AlertDesk } from '../../engine/alerting.ts'
import type { Books } from '../../engine/books.ts'
import type { ActionLog, Language, PeopleStore, RequestFileStore, RequestStore } from '../../engine/people.ts'
import type { Voice } from '../../engine/phrase.ts'
import type { Clock } from '../../engine/ports.ts'
import type { Probes } from '../../engine/probes.ts'
import type { Readings } from '../../engine/readings.ts'
import type { RoomStore } from '../../engine/rooms.ts'
import type { IncidentParts } from '../incidents/desks.ts'
import type { Patience } from './patience.ts'
import type { EffectiveSetting, Settings } from '../../engine/settings.ts'

/** What it takes to serve a person's request, on whatever surface it comes in. */
export interface ChatParts extends IncidentParts {
  readonly commands: readonly Command[]
  readonly readings: Readings
  readonly probes: Probes
  readonly settings: () => Promise<{
    readonly settings: Settings
    readonly list: readonly EffectiveSetting[]
  }>
  readonly actionsFor: (actor: string) => Promise<Actions>
  readonly people: PeopleStore
  readonly requests: RequestStore
  readonly actionLog: ActionLog
  readonly rooms: RoomStore
  readonly alerts: AlertDesk
  readonly books: Books
  /** Charts as one reader sees them, by his voice. */
  readonly chartsFor: (voice: Voice, now: Date) => Charts
  readonly papers: Papers
  readonly rules: readonly Rule[]
  readonly alertSettings: AlertSettings
  readonly host: Host
  readonly voiceFor: (
    language: Language,
    place: { readonly timeZone: string; readonly names: Voice['names'] },
  ) => Voice
  readonly clock: Clock
  readonly log: Logger
  readonly sandbox: boolean
  /** A rehearsal, in a world of its own. */
  readonly drill?: boolean
  readonly patience: Patience
  readonly requestFiles: RequestFileStore
  /** Of rooms, and of people who have not chosen one. */
  readonly language: Language
  /** 16 characters that can't be guessed. */
  readonly newToken: () => string
}
