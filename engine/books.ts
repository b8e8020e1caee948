import type { CommissionRule, CommissionTerms } from './domain/commission.ts'
import type { CompensationStore } from './compensations.ts'
import type { CorrectionReadings } from './corrections.ts'
import type { DigestFigures } from './digest-figures.ts'
import type { Period, PeriodFigures } from './period-figures.ts'
import type { Explanation } from './explain.ts'
import type { Reconciliation, ReconciliationHead, RunRequest } from './reconcile.ts'
import type { ChangesOutcome } from './reconcile/changes.ts'
import type { Audits } from './weekly-audit.ts'

/** One split as it stands, with everything that its formula needs. */
export interface CommissionReading {
  readonly id: bigint
  readonly transactionId: string
  readonly transactionTime: Date
  readonly machineName: string | null
  readonly rule: CommissionRule
  readonly terms: CommissionTerms
  readonly baseSats: bigint
  readonly commissionSats: bigint
  /** What was given back of it since: 0 where nothing was. */
  readonly compensatedSats: bigint
  /** Of how many clients; they share what is over or under. */
  readonly clients: readonly { readonly id: bigint; readonly username: string; readonly amountSats: bigint }[]
}

export interface CommissionRange {
  /** The newest so many; all within the range where it is null. */
  readonly last: number | null
  readonly from: Date | null
  readonly to: Date | null
}

export interface CommissionStore {
  /** Distributed cash-outs, the newest first. */
  splits(range: CommissionRange): Promise<readonly CommissionReading[]>
}

/** What people ask of the books as a whole. Runs and reports are written down; nothing else is changed. */
export interface Books extends CorrectionReadings {
  reconcile(request: RunRequest): Promise<Reconciliation>
  /** Every minute's look at what changed. */
  lookAtChanges(): Promise<ChangesOutcome>
  /** Null: the newest run of the whole. */
  run(id: bigint | null): Promise<Reconciliation | null>
  history(limit: number): Promise<readonly ReconciliationHead[]>
  splits(range: CommissionRange): Promise<readonly CommissionReading[]>
  /** The same with what is needed to say what clients are owed. */
  compensable: CompensationStore['compensable']
  committedMsat: CompensationStore['committedMsat']
  /** Of a local day ('2026-11-21'); yesterday where it is null. */
  digest(day: string | null, timeZone: string, now: Date): Promise<DigestFigures>
  /** Names of the tables that an export for an audit may hold. */
  readonly exportTables: readonly string[]
  period(range: Period): Promise<PeriodFigures>
  readonly audits: Audits
  /** A client's history, entry by entry, to where it stops to agree; null when there is no such client. */
  explain(clientId: bigint): Promise<Explanation | null>
}
