import type { Finding, Severity } from '../engine/alerting.ts'
import type { Observation } from '../engine/observations.ts'
import type { Readings } from '../engine/readings.ts'
import type { Settings } from '../engine/settings.ts'
import type { Signs } from '../engine/signs/signs.ts'

/** The handbook's pages, docs/runbooks/. */
export type Runbook = 'R0' | 'R1' | 'R2' | 'R3' | 'R4' | 'R5' | 'R6' | 'R7' | 'R8' | 'R9' | 'R10'

/** A threshold that the operator may change while the bot runs, within bounds. */
export interface LimitSpec {
  readonly default: number
  readonly least: number
  readonly most: number
  readonly unit: 'seconds' | 'minutes' | 'hours' | 'days' | 'sats' | 'percent' | 'count' | 'times'
  /** What it is for; a clause without a full stop, the key of its translations. */
  readonly help: string
  /** The environment variable of the same meaning, which wins over what is set in chat. */
  readonly variable?: string
}
export type LimitSpecs = Readonly<Record<string, LimitSpec>>
export type Limits<L extends LimitSpecs> = { readonly [K in keyof L]: number }

/** Everything that a rule may look at. By type it can change nothing. */
export interface Sight {
  /** By our database's clock. Rules and signs compare with this, never with now(). */
  readonly now: Date
  readonly readings: Readings
  readonly signs: Signs
  /** What was seen outside, by subject. */
  readonly observations: ReadonlyMap<string, Observation>
  readonly settings: Settings
  /** How far apart polls are by their schedule. */
  readonly pollSeconds: number
}

/**
 * What is worth waking somebody for. It says what is wrong now, and has no memory: the pipeline knows what is new,
 * worse, told or over.
 */
export interface Rule<L extends LimitSpecs = LimitSpecs> {
  /** 'PAYMENT_STUCK' */
  readonly id: string
  /** 'Payment stuck': for the headline. This and the sentences below are keys of their translations. */
  readonly title: string
  readonly severity: Severity
  readonly runbook: Runbook
  /** Within which somebody has to take care of it; 0: at once. */
  readonly respondMinutes: number
  /** How often it is checked. */
  readonly everySeconds: number
  /** About money: never muted by maintenance. */
  readonly money: boolean
  /** Why it matters, in one sentence. */
  readonly why: string
  /** When it fires, in words, for the list of rules. */
  readonly trigger: string
  /** What the bot does by itself; null where nothing. */
  readonly automatic: string | null
  /** When it is over, in words. */
  readonly resolves: string
  readonly limits: L
  /** While one of these fires, this one is not told: it is their consequence. */
  readonly inhibitedBy?: readonly string[]
  /** Good checks in a row until it is over; 2 unless the rule says otherwise. */
  readonly goodChecks?: number
  /** 'observed' unless it says otherwise. 'acknowledged': nothing to observe, it is over when somebody says so, once for each entity. */
  readonly recovery?: 'observed' | 'acknowledged'
  /** Throws when it can't tell, which is not the same as finding nothing. */
  check(sight: Sight, limits: Limits<L>): Promise<readonly Finding[]>
}

/** Declares a rule; the types of its limits follow from their list. */
export const defineRule = <const L extends LimitSpecs>(rule: Rule<L>): Rule<L> => rule
