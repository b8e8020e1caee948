import { sats } from '../../../engine/domain/money.ts'
import type { EventKind, Impact, Incident, IncidentEvent } from '../../../engine/incidents/incident.ts'
import type { Telemetry } from '../../../engine/incidents/telemetry.ts'
import { CHECKS } from '../../../engine/reconcile/verdict.ts'

/** Times are minutes since the incident was opened. */
export const at = (minutes: number): Date => new Date(Date.UTC(2026, 10, 22, 3, 0) + minutes * 60_000)

export const anIncident = (changed: Partial<Incident> = {}): Incident => ({
  id: 3n,
  scenario: 'other',
  severity: 'high',
  summary: 'the cash does not match',
  drill: false,
  origin: null,
  alertId: null,
  status: 'open',
  phase: 1,
  phaseSince: at(0),
  openedBy: 'person:1',
  openedAt: at(0),
  leadId: null,
  moneyAtRisk: null,
  clientsAffected: null,
  operationsBlocked: null,
  impact: null,
  rootCause: null,
  causeKind: null,
  fix: null,
  level: 0,
  resolvedAt: null,
  watchUntil: null,
  recurrences: 0,
  closedBy: null,
  closedAt: null,
  revision: 1,
  ...changed,
})

export const impact = (changed: Partial<Impact> = {}): Impact => ({
  cashOuts: 1,
  clients: 2,
  satsOver: 1000n,
  satsUnder: 0n,
  satsInDoubt: 0n,
  fiat: [],
  cashOutIds: [17n],
  clientIds: [1n, 2n],
  at: at(20),
  ...changed,
})

/** A world in which nothing was done and nothing was seen, half an hour after the opening. */
export const quiet = (changed: Partial<Telemetry> = {}): Telemetry => ({
  at: at(30),
  halted: false,
  thresholdSats: 1_000_000n,
  preflight: { ready: false, reasons: ['LNbits asks to slow down (429)'], at: at(30) },
  polling: { on: true, pause: null },
  payouts: { on: true, pause: null },
  pauseReason: null,
  inFlight: 0,
  inDoubtSats: sats(0n),
  needReview: 0,
  failed: 0,
  alerts: [],
  origin: null,
  calls: { called: [], answered: [], alertAcked: false, leadIsLevel1: false },
  polls: { byHand: null, failed: 0, goodInARow: 0 },
  connections: [],
  reconciliation: null,
  lastFixAt: null,
  cashOuts: { waiting: 0, completed: 0, completedAt: null, completedSinceResumed: null, onTrial: null },
  commissionsArrived: 0,
  settings: { beforehand: 0, since: 0, newestAt: null },
  lastGoodPollBefore: at(-1),
  backupAt: null,
  exportAt: null,
  delayed: { clients: 0, told: 0, oldest: null },
  clientsTold: 0,
  corrections: 0,
  images: 0,
  followUps: 0,
  muted: { silences: 0, windows: 0, lookedAt: null },
  contactsMissing: 3,
  ...changed,
})

export const stopped = (since = at(1)) => ({ on: false, pause: { since, until: null, resumed: false } })

export const connection = (
  subject: string,
  changed: Partial<Telemetry['connections'][number]> = {},
): Telemetry['connections'][number] => ({
  subject,
  ok: true,
  detail: null,
  testedAt: at(29),
  goodAt: [at(27), at(28), at(29)],
  failedSince: false,
  ...changed,
})

/** A full run after twenty minutes; `late` and `broken` are checks that came out like that. */
export function aRun(
  odd: {
    readonly late?: readonly string[]
    readonly broken?: readonly string[]
    readonly startedAt?: Date
  } = {},
): NonNullable<Telemetry['reconciliation']> {
  const checks = CHECKS.map((name) => ({
    name,
    verdict: odd.broken?.includes(name)
      ? ('broken' as const)
      : odd.late?.includes(name)
        ? ('late' as const)
        : ('ok' as const),
  }))
  return {
    id: 9n,
    startedAt: odd.startedAt ?? at(20),
    finishedAt: at(21),
    verdict: checks.some(({ verdict }) => verdict === 'broken') ? 'broken' : 'ok',
    checks,
  }
}

let events = 0n
export function event(kind: EventKind, more: Partial<IncidentEvent> = {}): IncidentEvent {
  events += 1n
  return {
    id: events,
    incidentId: 3n,
    at: at(10),
    kind,
    part: null,
    what: kind,
    words: null,
    fileId: null,
    actor: 'person:1',
    ...more,
  }
}

/** Everything green. */
export const ready = (changed: Partial<Telemetry> = {}): Telemetry =>
  quiet({
    polling: stopped(),
    payouts: stopped(),
    preflight: { ready: true, reasons: [], at: at(30) },
    connections: [connection('lamassu'), connection('wallet:commission'), connection('wallet:source')],
    reconciliation: aRun(),
    polls: { byHand: { result: 'empty', at: at(25), taken: 0 }, failed: 0, goodInARow: 1 },
    ...changed,
  })
