import type { LimitValues } from '../alerts/limits.ts'
import type { Rule } from '../alerts/rule.ts'
import type { Actions } from '../engine/actions.ts'
import type { AlertDesk, AlertReadings } from '../engine/alerting.ts'
import type { Books } from '../engine/books.ts'
import type { ActionLog, PeopleStore, RequestStore, Role } from '../engine/people.ts'
import type { Text } from '../engine/phrase.ts'
import type { Probes } from '../engine/probes.ts'
import type { Readings } from '../engine/readings.ts'
import type { EffectiveSetting, Settings } from '../engine/settings.ts'
import type { IncidentBoard, IncidentDesk } from '../engine/incidents/board.ts'
import type { Answer } from './answer.ts'
import type { ArgumentSpecs, ArgumentsOf } from './arguments.ts'
import type { Asker } from './asker.ts'
import type { Charts } from './charts.ts'
import type { Host } from './host.ts'
import type { Papers } from './papers.ts'
import type { RoomStore } from '../engine/rooms.ts'

/** C0 nothing · C1 one yes · C2 the typed word · C4E a second person. */
export type ConfirmLevel = 'C0' | 'C1' | 'C2' | 'C4E'

/** What a command that only looks may use: by type it can't move money or change the books. */
export interface LookContext {
  readonly readings: Readings
  readonly probes: Probes
  readonly settings: Settings
  readonly settingsList: readonly EffectiveSetting[]
  readonly host: Pick<Host, 'version' | 'logLines'> & { readonly drills: Pick<Host['drills'], 'current'> }
  /** All definitions, for commands that speak about commands. */
  readonly commands: readonly Command[]
  readonly asker: Asker
  readonly people: Pick<PeopleStore, 'people'>
  readonly requests: Pick<RequestStore, 'pending' | 'byId'>
  readonly log: Pick<ActionLog, 'actions' | 'verify'>
  readonly rooms: Pick<RoomStore, 'rooms'>
  readonly alerts: AlertReadings
  /** What goes wrong, and how it is dealt with. */
  readonly incidents: IncidentBoard
  /** Everything that the bot looks for, in order of their ids. */
  readonly rules: readonly Rule[]
  /** What the settings say about the alerts. */
  readonly alertSettings: AlertSettings
  /** The books as a whole: reconciled, reported. */
  readonly books: Books
  /** Drawn for whoever reads the answer: in the asker's language, or for a room with clients by initials. */
  readonly charts: Charts
  readonly papers: Papers
  readonly now: Date
}

export interface AlertSettings {
  /** Limits of rules that the environment fixes, by its variables. */
  readonly fixedLimits: LimitValues
  /** Channels that the settings name, besides rooms: 'email:ops@shop.example', 'slack:1'. */
  readonly addresses: readonly string[]
}

export interface ActContext extends Omit<LookContext, 'host' | 'people' | 'rooms' | 'alerts' | 'incidents'> {
  readonly actions: Actions
  readonly alerts: AlertDesk
  readonly incidents: IncidentDesk
  readonly host: Host
  readonly people: PeopleStore
  readonly rooms: RoomStore
  /** What came with the command, where it takes a file. */
  readonly file: ReceivedFile | null
  /** Says yes or no to an open request as this asker: all rules of four-eyes are checked, then it is carried out. */
  decide(requestId: bigint, decision: 'approve' | 'reject'): Promise<Answer>
  /** The second person who said yes; null where nobody else was asked. */
  readonly approver: string | null
  /** One per request of a person: a request that is delivered twice carries the same one. */
  readonly operationId: string
}

/** A file that came with a message: a photo of a receipt, a PDF. */
export interface ReceivedFile {
  readonly name: string
  readonly mediaType: string
  readonly bytes: Uint8Array
}

/** What is about to happen, shown before it does. */
export interface Preview {
  /** 'Confirm deposit #12 of 5,000.00 GTQ for Ana' */
  readonly what: Text
  /** Before and after, and the invariant that was checked. */
  readonly lines: readonly Text[]
  /** For C2: the word that has to be typed. */
  readonly word?: string
  /** Asks for more than the command's own level, as amounts above a limit do. */
  readonly confirm?: ConfirmLevel
  /** Parties in interest: people (by actor, or as the client who is concerned) who may not be the ones that say yes. */
  readonly interested?: readonly Interest[]
}

export type Interest = { readonly actor: string } | { readonly clientId: bigint }

interface Common<S extends ArgumentSpecs> {
  readonly noun: string
  /** Empty for a noun that is a command by itself, such as "panic". */
  readonly verb: string
  /** One sentence without a full stop; the key of its translations, as are the arguments' own. */
  readonly help: string
  readonly example: string
  /** Who may run it; 'anyone' is for strangers too. */
  readonly role: Role | 'anyone'
  readonly arguments: S
  /** The command takes a file, such as the photo of a receipt. */
  readonly file?: { readonly help: string }
  /** What can't be left out where something else was said, as "add" has to say what: the chat asks for it, too. */
  readonly needs?: (written: Readonly<Record<string, string>>) => readonly string[]
  /** Telegram's short form, such as "s" for "status show". */
  readonly alias?: string
  /** Where it may be asked: a key or a code never goes through a room. */
  readonly place?: 'anywhere' | 'direct' | 'terminal'
}

export interface LookCommand<S extends ArgumentSpecs = ArgumentSpecs> extends Common<S> {
  look(context: LookContext, args: ArgumentsOf<S>): Promise<Answer>
}

export interface ActCommand<S extends ArgumentSpecs = ArgumentSpecs> extends Common<S> {
  readonly confirm: ConfirmLevel
  /** Runs even when the books can't be reached: stopping is always possible. */
  readonly evenWithoutBooks?: true
  /**
   * What it does shows on a card that is changed anyway, as an acknowledgement on its alert: a press of its button is
   * answered to whoever pressed alone, and no other room is told.
   */
  readonly quiet?: true
  /** Refuses with a Failure when it can't be done; otherwise says what would be done. */
  preview(context: LookContext, args: ArgumentsOf<S>): Promise<Preview>
  /** Runs after the action log has its row and the person has confirmed. Checks everything again. */
  act(context: ActContext, args: ArgumentsOf<S>): Promise<Answer>
}

export type Command = LookCommand | ActCommand

/** Declares a command that only looks; its argument types follow from its argument list. */
export const lookCommand = <const S extends ArgumentSpecs>(command: LookCommand<S>): LookCommand<S> => command
/** Declares a command that changes something. */
export const actCommand = <const S extends ArgumentSpecs>(command: ActCommand<S>): ActCommand<S> => command

export const isAct = (command: Command): command is ActCommand => 'act' in command
/** 'deposit confirm', 'panic' */
export const nameOf = (command: Pick<Command, 'noun' | 'verb'>): string =>
  command.verb === '' ? command.noun : `${command.noun} ${command.verb}`
