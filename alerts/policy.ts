import type { Severity } from '../engine/alerting.ts'

/** How loudly, how often and how far an alert is told. The handbook's numbers stand here and nowhere else. */

/** How long an acknowledgement holds; then the alert speaks again. */
export const ACK_MINUTES: Readonly<Record<Severity, number>> = {
  critical: 30,
  high: 120,
  medium: 24 * 60,
  info: 24 * 60,
}

/** A moment for its likes to come, so that many are told as one. */
export const GROUP_WAIT_SECONDS: Readonly<Record<Severity, number>> = {
  critical: 0,
  high: 30,
  medium: 30,
  info: 30,
}

/** More of one rule than this are told by one card. */
export const SINGLE_CARDS = 3

/** Minutes between repeats while nobody has acknowledged: the last one holds on. */
export const REPEAT_MINUTES: Readonly<Record<Severity, readonly number[]>> = {
  critical: [5, 5, 10, 20, 30, 60],
  high: [30, 60, 120, 240, 480],
  medium: [4 * 60, 24 * 60, 7 * 24 * 60],
  info: [],
}

/** After how many minutes without an acknowledgement levels 2 and 3 are called; null: never by itself. */
export const ESCALATION_MINUTES: Readonly<
  Record<Severity, { readonly 2: number | null; readonly 3: number | null }>
> = {
  critical: { 2: 5, 3: 15 },
  high: { 2: 30, 3: 120 },
  medium: { 2: 240, 3: null },
  info: { 2: null, 3: null },
}

/** Between two messages that something fires, and between two that it is over: a flapping source says each once. */
export const SPACING_SECONDS = 300

/** Over, and back within this: it is the same alert, which flaps. */
export const FLAP_SECONDS = 900

/** A rule that fires is asked at least so often, however seldom it is checked otherwise. */
export const FIRING_SECONDS = 120

/** Good for so long it is over, however seldom it is checked. */
export const GOOD_SECONDS = 300
export const GOOD_CHECKS = 2

/** What was only the consequence of another alert gets this long to end by itself when that one is over. */
export const AFTER_INHIBITION_SECONDS = 120

/** Twice the money as last told is news. */
export const WORSE_FACTOR = 2n

/** A channel is told no more than this in a minute; the rest is one message that counts them. */
export const MESSAGES_PER_MINUTE = 10

/** A channel that has not told an alert for so long: the others do. */
export const FALLBACK_SECONDS = 30

/** Nobody has heard of it on any channel for so long: the numbers to call are printed. */
export const UNHEARD_SECONDS = 60

/** The steps of a test, in seconds after its beginning. */
export const TEST_STEPS = { acked: 5, escalated: 10, resolved: 15 } as const
