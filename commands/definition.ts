import type { Actions } from '../engine/actions.ts'
import type { Probes } from '../engine/probes.ts'
import type { Readings } from '../engine/readings.ts'
import type { EffectiveSetting, Settings } from '../engine/settings.ts'
import type { Answer } from './answer.ts'
import type { ArgumentSpecs, ArgumentsOf } from './arguments.ts'

/** viewer < operator < treasurer (moves money) < owner. */
export type Role = 'viewer' | 'operator' | 'treasurer' | 'owner'

/** C0 nothing · C1 one yes · C2 the typed word · C4E a second person. */
export type ConfirmLevel = 'C0' | 'C1' | 'C2' | 'C4E'

/** What a command that only looks may use: by type it can't move money or change the books. */
export interface LookContext {
  readonly readings: Readings
  readonly probes: Probes
  readonly settings: Settings
  readonly settingsList: readonly EffectiveSetting[]
  readonly now: Date
}

export interface ActContext extends LookContext {
  readonly actions: Actions
  /** One per request of a person: a request that is delivered twice carries the same one. */
  readonly operationId: string
}

/** What is about to happen, shown before it does. */
export interface Preview {
  /** 'Confirm deposit #12 of 5,000.00 GTQ for Ana' */
  readonly what: string
  /** Before and after, and the invariant that was checked. */
  readonly lines: readonly string[]
  /** For C2: the word that has to be typed. */
  readonly word?: string
}

interface Common<S extends ArgumentSpecs> {
  readonly noun: string
  readonly verb: string
  /** One sentence without a full stop. */
  readonly help: string
  readonly example: string
  readonly role: Role
  readonly arguments: S
}

export interface LookCommand<S extends ArgumentSpecs = ArgumentSpecs> extends Common<S> {
  look(context: LookContext, args: ArgumentsOf<S>): Promise<Answer>
}

export interface ActCommand<S extends ArgumentSpecs = ArgumentSpecs> extends Common<S> {
  readonly confirm: ConfirmLevel
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
export const nameOf = (command: Pick<Command, 'noun' | 'verb'>): string => `${command.noun} ${command.verb}`
