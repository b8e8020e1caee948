import type { CommissionReading } from './books.ts'
import {
  commissionCheck,
  depositsCheck,
  logCheck,
  reconciliationCheck,
  recalculationCheck,
} from './weekly-checks.ts'
import { sentenceOf } from './failure.ts'
import { formatNumber } from './format.ts'
import type { Observation } from './observations.ts'
import { say, type Text } from './phrase.ts'
import type { CheckReading } from './probes.ts'
import type { DepositReading } from './readings.ts'
import type { Reconciliation } from './reconcile.ts'

/** The handbook's eight checks of Sunday, by its numbers. */
export const AUDIT_CHECKS = [1, 2, 3, 4, 5, 6, 7, 8] as const
export type AuditNumber = (typeof AUDIT_CHECKS)[number]

/** unknown: it could not be looked at, which is not the same as good. */
export type AuditOutcome = 'good' | 'attention' | 'unknown'

export interface AuditCheck {
  readonly number: AuditNumber
  readonly outcome: AuditOutcome
  readonly figure: Text
  /** Command lines that help where it is not good. */
  readonly steps: readonly string[]
}

/** What the checks that need nobody showed. Kept for ever. */
export interface WeeklyAudit {
  readonly id: bigint
  /** The Sunday with whose beginning (UTC) the week was over: '2026-11-22'. */
  readonly week: string
  readonly actor: string
  readonly startedAt: Date
  readonly finishedAt: Date
  readonly reconciliationId: bigint | null
  readonly exported: { readonly name: string; readonly sha256: string } | null
  /** All but the seventh, which is a person's. */
  readonly checks: readonly AuditCheck[]
}

export interface WeekSignoff {
  readonly week: string
  readonly auditId: bigint
  readonly actor: string
  /** How the manual poll went. */
  readonly evidence: string
  /** Why it was signed although a check was not good. */
  readonly accepting: string | null
  readonly signedAt: Date
}

/** The names under the handbook's last page. */
export const PROTOCOL_ROLES = ['administrator', 'technical-lead', 'owner'] as const
export type ProtocolRole = (typeof PROTOCOL_ROLES)[number]

export interface ProtocolSignoff {
  /** '2026-Q4' */
  readonly quarter: string
  readonly role: ProtocolRole
  readonly actor: string
  /** Of the program. */
  readonly version: string
  readonly note: string | null
  readonly signedAt: Date
}

export interface WeekReading {
  readonly week: string
  readonly latest: WeeklyAudit | null
  readonly signoff: WeekSignoff | null
}

export interface WeeklyAuditStore {
  save(audit: Omit<WeeklyAudit, 'id'>): Promise<bigint>
  /** What is known of these weeks, in the order in which they are named. */
  weeks(weeks: readonly string[]): Promise<WeekReading[]>
  /** False: the week was signed before. */
  sign(signoff: Omit<WeekSignoff, 'signedAt'>): Promise<boolean>
  /** False: for this role the quarter was signed before. */
  signProtocol(signoff: Omit<ProtocolSignoff, 'signedAt'>): Promise<boolean>
  /** The newest first. */
  protocol(limit: number): Promise<ProtocolSignoff[]>
  /** Sats of commission of all distributed cash-outs, and what of them was paid out. */
  commission(): Promise<{ readonly dueSats: bigint; readonly paidSats: bigint; readonly givenUpSats: bigint }>
}

/** What people ask of the audits, and sign. */
export interface Audits extends Omit<WeeklyAuditStore, 'save' | 'commission'> {
  /** Runs the checks that need nobody, and keeps what they showed. */
  run(week: string, actor: string): Promise<WeeklyAudit>
}

export interface WeeklyAuditDependencies {
  readonly store: WeeklyAuditStore
  readonly now: () => Date
  readonly reconcile: (actor: string) => Promise<Reconciliation>
  readonly exportAll: () => Promise<{ readonly name: string; readonly sha256: string; readonly size: number }>
  readonly pendingDeposits: () => Promise<readonly DepositReading[]>
  readonly lastSplits: (count: number) => Promise<readonly CommissionReading[]>
  readonly lamassu: () => Promise<readonly CheckReading[]>
  readonly observations: () => Promise<ReadonlyMap<string, Observation>>
}

const RECALCULATED = 20

/** The seven checks that need nobody. One that can't be made says why, and keeps no other from its turn. */
export async function runWeeklyAudit(
  deps: WeeklyAuditDependencies,
  { week, actor }: { readonly week: string; readonly actor: string },
): Promise<WeeklyAudit> {
  const startedAt = deps.now()
  const run = await attempt(() => deps.reconcile(actor))
  const exported = await attempt(() => deps.exportAll())
  const checks: AuditCheck[] = [
    run.kind === 'done' ? reconciliationCheck(run.value) : failed(1, run.why, ['recon run', 'check all']),
    exported.kind === 'done'
      ? {
          number: 2,
          outcome: 'good',
          figure: say`${exported.value.name}, ${formatNumber(String(exported.value.size))} bytes, on the server's disk`,
          steps: [],
        }
      : failed(2, exported.why, ['export audit', 'bot backup']),
    await checked(3, ['recon run --scope wallets'], async () =>
      commissionCheck(run.kind === 'done' ? run.value : null, await deps.store.commission()),
    ),
    await checked(4, ['deposit list'], async () => depositsCheck(await deps.pendingDeposits(), startedAt)),
    await checked(5, ['commission verify'], async () =>
      recalculationCheck(await deps.lastSplits(RECALCULATED)),
    ),
    await checked(6, ['check all'], async () => lamassuCheck(await deps.lamassu())),
    await checked(8, ['bot logs errors'], async () =>
      logCheck((await deps.observations()).get('log'), startedAt),
    ),
  ]
  const audit = {
    week,
    actor,
    startedAt,
    finishedAt: deps.now(),
    reconciliationId: run.kind === 'done' ? run.value.id : null,
    exported: exported.kind === 'done' ? { name: exported.value.name, sha256: exported.value.sha256 } : null,
    checks,
  }
  return { id: await deps.store.save(audit), ...audit }
}

type Attempt<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly why: Text }

async function attempt<T>(work: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { kind: 'done', value: await work() }
  } catch (thrown) {
    // An outcome: what could not be looked at is told as that.
    return { kind: 'failed', why: sentenceOf(thrown) }
  }
}

async function checked(
  number: AuditNumber,
  steps: readonly string[],
  work: () => Promise<AuditCheck>,
): Promise<AuditCheck> {
  const outcome = await attempt(work)
  return outcome.kind === 'done' ? outcome.value : failed(number, outcome.why, steps)
}

const failed = (number: AuditNumber, why: Text, steps: readonly string[]): AuditCheck => ({
  number,
  outcome: 'unknown',
  figure: say`could not be looked at: ${why}`,
  steps,
})

function lamassuCheck(readings: readonly CheckReading[]): AuditCheck {
  const [reading] = readings
  if (reading === undefined)
    return { number: 6, outcome: 'unknown', figure: say`nobody looked`, steps: ['check ssh'] }
  return {
    number: 6,
    outcome: reading.ok ? 'good' : 'attention',
    figure: reading.sentence,
    steps: reading.ok ? [] : ['check ssh', 'check db'],
  }
}

const WEEK_MS = 7 * 86_400_000
/** 1970-01-04 was a Sunday. */
const A_SUNDAY_MS = 3 * 86_400_000

/** The Sunday (00:00 UTC) with which the newest week was over. */
export const weekEnd = (now: Date): Date =>
  new Date(Math.floor((now.getTime() - A_SUNDAY_MS) / WEEK_MS) * WEEK_MS + A_SUNDAY_MS)

export const weekName = (end: Date): string => end.toISOString().slice(0, 10)

/** The newest weeks, the newest first. */
export const lastWeeks = (now: Date, count: number): string[] =>
  Array.from({ length: count }, (_, i) => weekName(new Date(weekEnd(now).getTime() - i * WEEK_MS)))

/** The seven days that a week names. */
export const weekBounds = (week: string): { readonly from: Date; readonly until: Date } => {
  const until = new Date(`${week}T00:00:00Z`)
  return { from: new Date(until.getTime() - WEEK_MS), until }
}

/** '2026-Q4', UTC. */
export const quarterOf = (now: Date): string =>
  `${now.getUTCFullYear()}-Q${Math.floor(now.getUTCMonth() / 3) + 1}`

/** The audits, out of what they look at. */
export const createAudits = (deps: WeeklyAuditDependencies): Audits => ({
  run: (week, actor) => runWeeklyAudit(deps, { week, actor }),
  weeks: (weeks) => deps.store.weeks(weeks),
  sign: (signoff) => deps.store.sign(signoff),
  signProtocol: (signoff) => deps.store.signProtocol(signoff),
  protocol: (limit) => deps.store.protocol(limit),
})
