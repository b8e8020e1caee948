import type { Severity } from '../alerting.ts'
import { formatCount, formatSats, formatShortTime } from '../format.ts'
import { say, type Text } from '../phrase.ts'
import type { Verdict } from '../reconcile/verdict.ts'
import type { ItemState } from './board.ts'
import {
  type Incident,
  type IncidentEvent,
  type IncidentSeverity,
  type NewEvent,
  WATCH_HOURS,
  WATCHED_CASH_OUTS,
} from './incident.ts'
import { watchSeconds } from './drill.ts'
import type { Step } from './storage.ts'
import { PHASE_TITLES, SEVERITY_LOOKS } from './words.ts'

/** Since when it is watched; null: it is not. */
export const watchBegan = (incident: Incident): Date | null =>
  incident.watchUntil === null
    ? null
    : new Date(incident.watchUntil.getTime() - watchSeconds(incident) * 1000)

export const isWatched = ({ watchUntil, status }: Incident, now: Date): boolean =>
  status !== 'closed' && watchUntil !== null && now < watchUntil

/** Of the cash-outs that were completed in the watch, in their order, those after which the books are to be reconciled. */
export function toReconcile(
  incident: Incident,
  events: readonly IncidentEvent[],
  completed: readonly bigint[],
): readonly bigint[] {
  const began = watchBegan(incident)
  if (began === null) return []
  const done = new Set(
    events.filter(({ kind, at }) => kind === 'reconciled' && at >= began).map(({ part }) => part),
  )
  return completed.slice(0, WATCHED_CASH_OUTS).filter((id) => !done.has(cashOutPart(id)))
}

export const cashOutPart = (id: bigint): string => `tx:${id}`

/** What a reconciliation in the watch has shown. */
export const reconciledEvent = (
  cashOutId: bigint,
  run: { readonly id: bigint; readonly verdict: Verdict },
): NewEvent => ({
  kind: 'reconciled',
  part: cashOutPart(cashOutId),
  what: say`Reconciliation #${run.id} after cash-out #${cashOutId}: ${VERDICT_WORDS[run.verdict]}`,
})

const VERDICT_WORDS: Readonly<Record<Verdict, Text>> = {
  ok: say`the books are square`,
  late: say`something is late, and nothing is lost`,
  broken: say`something does not add up`,
}

/** An alert that began to fire, or came back, in the watch. */
export interface WatchedAlert {
  readonly id: bigint
  readonly rule: string
  readonly severity: Severity
  readonly what: Text
  /** The same rule, about the same thing, as the incident's own alert. */
  readonly isSame: boolean
  /** It asks for payouts to be paused. */
  readonly stopsPayouts: boolean
}

/** What has happened again, and where it is to be seen. */
export interface Recurrence {
  /** 'alert:12', 'recon:9' */
  readonly part: string
  readonly what: Text
}

/**
 * Whether one of these says that it has happened again: the incident's own alert, or another one of its page of the
 * handbook that is critical or stops payouts. Slow payments after a long pause are of the same page too, and no recurrence.
 */
export function recurrenceIn(
  { scenario }: Pick<Incident, 'scenario'>,
  fired: readonly WatchedAlert[],
  runbookOf: (rule: string) => string | null,
): Recurrence | null {
  const again = fired.find(
    (alert) =>
      alert.isSame ||
      (runbookOf(alert.rule) === scenario && (alert.severity === 'critical' || alert.stopsPayouts)),
  )
  return again === undefined ? null : { part: `alert:${again.id}`, what: alertText(again) }
}

const alertText = ({ id, rule, what }: WatchedAlert): Text => say`alert #${id} ${rule}: ${what}`

export const brokenBooks = (runId: bigint): Recurrence => ({
  part: `recon:${runId}`,
  what: say`reconciliation #${runId} does not add up`,
})

const RAISED: Readonly<Record<IncidentSeverity, IncidentSeverity>> = {
  medium: 'high',
  high: 'critical',
  critical: 'critical',
}

/**
 * It is back: open, from the first phase on, and one more severe. What was found out and put right was not it, so what
 * people said of phases 2 to 4 counts no more; all of it stays in the events.
 */
export function recurredStep(
  incident: Incident,
  items: readonly ItemState[],
  { part, what }: Recurrence,
): Step {
  const severity = RAISED[incident.severity]
  return {
    change: {
      status: 'open',
      phase: 1,
      severity,
      recurrences: incident.recurrences + 1,
      watchUntil: null,
      resolvedAt: null,
      rootCause: null,
      causeKind: null,
      fix: null,
    },
    events: [
      { kind: 'recurred', part, what: say`It is back: ${what}` },
      ...(severity === incident.severity ? [] : [severityEvent(incident.severity, severity)]),
      { kind: 'phase', what: say`Phase ${1}: ${PHASE_TITLES[1]}` },
      ...disproved(items),
    ],
  }
}

const severityEvent = (before: IncidentSeverity, after: IncidentSeverity): NewEvent => ({
  kind: 'severity',
  what: say`Severity: ${SEVERITY_LOOKS[before].word} → ${SEVERITY_LOOKS[after].word}`,
})

const disproved = (items: readonly ItemState[]): NewEvent[] =>
  items
    .filter(({ phase }) => phase >= 2 && phase <= 4)
    .flatMap(({ parts }) => parts)
    .filter(({ state }) => state === 'attested' || state === 'skipped')
    .map(({ key, title }) => ({ kind: 'unticked', part: key, what: say`✘ ${title}: it has happened again` }))

/** In whose name a recurrence is written, and payouts paused: not the one whose ticks count for nothing. */
export const incidentActor = ({ id }: Pick<Incident, 'id'>): string => `incident:${id}`

/** The figures of a watch. */
export interface WatchFigures {
  readonly cashOuts: number
  readonly payments: number
  readonly paidSats: bigint
  readonly alerts: number
  readonly reconciliations: number
  readonly notSquare: number
}

/** The watch is over, and nobody was told so far what it has shown. */
export function isWatchToReport(
  incident: Incident,
  events: readonly IncidentEvent[],
  now: Date,
): { readonly from: Date; readonly until: Date } | null {
  const { watchUntil, status } = incident
  const from = watchBegan(incident)
  if (status === 'closed' || watchUntil === null || from === null || now < watchUntil) return null
  const isTold = events.some(({ kind, part }) => kind === 'watched' && part === watchPart(watchUntil))
  return isTold ? null : { from, until: watchUntil }
}

const watchPart = (until: Date): string => `watch:${until.toISOString()}`

export const watchedEvent = (until: Date, figures: WatchFigures): NewEvent => ({
  kind: 'watched',
  part: watchPart(until),
  what: say`Watched for ${WATCH_HOURS} hours, until ${formatShortTime(until)}: ${formatCount(figures.cashOuts, 'cash-out')} completed, ${formatCount(figures.payments, 'payment')} made (${formatSats(figures.paidSats)}), ${formatCount(figures.alerts, 'alert')}, ${formatCount(figures.reconciliations, 'reconciliation')}, ${figures.notSquare} of them not square`,
})
