import { createHash } from 'node:crypto'
import { judge, type Verdict, type VerdictContext } from './domain/cash-out.ts'
import type { CommissionRule } from './domain/commission.ts'
import { formatDecimal, parseDecimal } from './domain/money.ts'
import { Failure, type FailureCode, sentenceOf } from './failure.ts'
import type { CashOutRow, Clock, LamassuDigests, LamassuSource } from './ports.ts'
import type { KnownCashOut, PollContext, PollRecord, TakeInDecision, TakeInStore } from './storage.ts'

export interface PollDependencies {
  readonly source: LamassuSource
  readonly store: TakeInStore
  readonly clock: Clock
  readonly rule: CommissionRule
  /** Runs before Lamassu is read; when it fails, the poll has failed. For a person who wants no back-off. */
  readonly connect?: () => Promise<void>
}

export type PollOutcome =
  | { readonly kind: 'done'; readonly record: PollRecord; readonly taken: readonly string[] }
  | { readonly kind: 'failed'; readonly record: PollRecord; readonly code: FailureCode | 'unexpected' }
  /** Polling is switched off. */
  | { readonly kind: 'off' }
  /** Another replica is polling at this moment. */
  | { readonly kind: 'busy' }

/** How many buckets are read in one query: bounds the rows held in memory at a first poll. */
const BUCKETS_PER_READ = 128

/**
 * Compares Lamassu's table with what the books know and takes in what is new: no watermark, state plus ids. A poll
 * that fails is recorded as failed and advances nothing; a row that can't be read is set aside and blocks nothing.
 */
export async function poll(deps: PollDependencies): Promise<PollOutcome> {
  return (await deps.store.withPollLock(() => pollAlone(deps))) ?? { kind: 'busy' }
}

async function pollAlone(deps: PollDependencies): Promise<PollOutcome> {
  const startedAt = deps.clock.now()
  const context = await deps.store.pollContext()
  if (!context.pollingEnabled) return { kind: 'off' }
  const counts = { rowsInLamassu: null as number | null, rowsRead: 0, taken: 0, quarantined: 0, waiting: 0 }
  const window = { windowFrom: context.windowFrom, windowUntil: startedAt }
  try {
    await deps.connect?.()
    const state = await deps.source.digests()
    counts.rowsInLamassu = state.rowCount
    const taken = await readChanges(deps, context, state, counts)
    if (taken === null) return { kind: 'off' }
    const result = counts.taken + counts.quarantined > 0 ? 'ok' : 'empty'
    const record: PollRecord = { result, ...window, ...counts, errorCode: null, errorMessage: null }
    await deps.store.recordPoll(record)
    return { kind: 'done', record, taken }
  } catch (thrown) {
    const code = thrown instanceof Failure ? thrown.code : 'unexpected'
    const record: PollRecord = {
      result: 'failed',
      ...window,
      ...counts,
      errorCode: code,
      errorMessage: sentenceOf(thrown),
    }
    // When our own database is what failed, there is no place to record it: the outcome still says so.
    await deps.store.recordPoll(record).catch(() => undefined)
    return { kind: 'failed', record, code }
  }
}

type Counts = { rowsRead: number; taken: number; quarantined: number; waiting: number }

async function readChanges(
  deps: PollDependencies,
  context: PollContext,
  state: LamassuDigests,
  counts: Counts,
): Promise<string[] | null> {
  const taken: string[] = []
  const toRead = bucketsToRead(context, state)
  for (let at = 0; at < toRead.length; at += BUCKETS_PER_READ) {
    const buckets = toRead.slice(at, at + BUCKETS_PER_READ)
    const rows = (await deps.source.cashOutsInBuckets(buckets)).sort(inOrderOfTime)
    counts.rowsRead += rows.length
    if (context.baselineAt === null) await takeBaseline(deps.store, rows)
    else if (!(await takeRows(deps, context, rows, counts, taken))) return null
    await deps.store.recordDigests(
      new Map(buckets.map((bucket) => [bucket, state.digests.get(bucket) ?? null])),
    )
  }
  if (context.baselineAt === null) await deps.store.completeBaseline()
  return taken
}

function bucketsToRead(context: PollContext, state: LamassuDigests): number[] {
  const buckets = new Set(context.waitingBuckets)
  for (const [bucket, digest] of state.digests)
    if (context.digests.get(bucket) !== digest) buckets.add(bucket)
  for (const bucket of context.digests.keys()) if (!state.digests.has(bucket)) buckets.add(bucket)
  return [...buckets].sort((a, b) => a - b)
}

/** Older cash-outs first, so that balances are spent in the order in which the cash left the machine. */
function inOrderOfTime(a: CashOutRow, b: CashOutRow): number {
  const time = (row: CashOutRow): number => (row.cashTime ?? row.confirmedAt ?? row.created).getTime()
  return time(a) - time(b) || (a.transactionId < b.transactionId ? -1 : 1)
}

async function takeBaseline(store: TakeInStore, rows: readonly CashOutRow[]): Promise<void> {
  const finished = rows.filter((row) => row.dispense || row.dispenseConfirmed === true)
  await store.recordBaseline(
    finished.map((row) => ({
      transactionId: row.transactionId,
      bucket: bucketOf(row.transactionId),
      confirmed: row.dispenseConfirmed === true,
    })),
  )
}

/** False when polling was switched off on the way. */
async function takeRows(
  deps: PollDependencies,
  context: PollContext,
  rows: readonly CashOutRow[],
  counts: Counts,
  taken: string[],
): Promise<boolean> {
  const known = await deps.store.known(rows.map((row) => row.transactionId))
  const verdicts: VerdictContext = { rule: deps.rule, exponents: context.exponents, now: deps.clock.now() }
  for (const row of rows) {
    const decision = decide(row, known.get(row.transactionId), verdicts)
    if (decision === null) continue
    if (!(await writeOrSetAside(deps.store, decision))) return false
    if (decision.kind === 'take') taken.push(row.transactionId)
    if (decision.kind === 'take') counts.taken += 1
    if (decision.kind === 'quarantine') counts.quarantined += 1
    if (decision.kind === 'wait') counts.waiting += 1
  }
  return true
}

/** A row that our own database refuses is a poison row: it is set aside with the refusal, and the next one goes on. */
async function writeOrSetAside(store: TakeInStore, decision: TakeInDecision): Promise<boolean> {
  try {
    return await store.takeIn(decision)
  } catch (thrown) {
    if (decision.kind !== 'take' || !(thrown instanceof Failure) || thrown.code !== 'database_refused')
      throw thrown
    const { row, hash } = decision
    return store.takeIn({ kind: 'quarantine', row, hash, reason: 'unreadable', detail: sentenceOf(thrown) })
  }
}

/** What is to be done about a row, given what the books hold for its id; null when there is nothing to do. */
export function decide(
  row: CashOutRow,
  known: KnownCashOut | undefined,
  context: VerdictContext,
): TakeInDecision | null {
  const hash = moneyHash(row)
  if (known?.kind === 'transaction') return decideKnown(row, hash, known, context)
  if (known?.state === 'baseline') return null
  if (known?.state === 'baseline_unconfirmed' && row.dispenseConfirmed !== true) return null
  const { verdict, detail } = judgeSafely(row, context)
  switch (verdict.kind) {
    case 'payable':
      return { kind: 'take', row, hash, cashOut: verdict.cashOut, rule: context.rule }
    case 'quarantine':
      return { kind: 'quarantine', row, hash, reason: verdict.reason, detail }
    case 'waiting':
      return { kind: 'wait', row, bucket: bucketOf(row.transactionId), reason: verdict.reason }
    case 'nothing':
      return known === undefined ? null : { kind: 'forget', row }
  }
}

function decideKnown(
  row: CashOutRow,
  hash: string,
  known: Extract<KnownCashOut, { kind: 'transaction' }>,
  context: VerdictContext,
): TakeInDecision | null {
  const isUnchanged = known.sourceRowHash === hash
  const reason = known.status === 'quarantined' ? known.quarantineReason : null
  // What was missing may come later: a client of the currency, without any change of the row.
  if (isUnchanged && reason !== 'other_currency') return null
  if (known.status === 'pending')
    return { kind: 'quarantine', row, hash, reason: 'changed_upstream', detail: null }
  if (reason !== 'dispense_unconfirmed' && reason !== 'other_currency') {
    return known.upstreamChanged ? null : { kind: 'flag_upstream_change', row }
  }
  // Or the machine's late report, which it posts again when it starts.
  const { verdict, detail } = judgeSafely(row, context)
  if (isUnchanged && verdict.kind === 'quarantine' && verdict.reason === reason) return null
  if (verdict.kind === 'payable')
    return { kind: 'take', row, hash, cashOut: verdict.cashOut, rule: context.rule }
  if (verdict.kind === 'quarantine') return { kind: 'quarantine', row, hash, reason: verdict.reason, detail }
  return null
}

/** A row that makes the judgement fail is set aside like any other that can't be read. */
export function judgeSafely(
  row: CashOutRow,
  context: VerdictContext,
): { verdict: Verdict; detail: string | null } {
  try {
    const verdict = judge(row, context)
    return { verdict, detail: verdict.kind === 'quarantine' ? row.error : null }
  } catch (thrown) {
    return { verdict: { kind: 'quarantine', reason: 'unreadable' }, detail: sentenceOf(thrown) }
  }
}

/** The bucket of an id: its first three hex digits, as LamassuSource has it. */
export const bucketOf = (transactionId: string): number => Number.parseInt(transactionId.slice(0, 3), 16)

/**
 * A fingerprint of what decides about money in a row. Decimals are brought to one form first, so that a server
 * upgrade that prints them differently is not taken for a change.
 */
export function moneyHash(row: CashOutRow): string {
  const canonical = (text: string | null): string | null => {
    const scaled = text === null ? null : parseDecimal(text, 12)
    return scaled === null ? text : formatDecimal(scaled, 12)
  }
  const facts = [
    row.transactionId,
    row.cryptoCode,
    canonical(row.cryptoAtoms),
    canonical(row.fiat),
    row.fiatCode,
    canonical(row.fixedFee),
    canonical(row.commissionPercentage),
    canonical(row.rawTickerPrice),
    canonical(row.discount ?? '0'),
    row.dispenseConfirmed === true,
    row.error,
    row.errorCode,
    row.isTestCustomer,
  ]
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex')
}
