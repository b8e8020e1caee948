import type { Pool, PoolClient } from 'pg'
import type { Actor } from '../bookkeeping.ts'
import {
  type Adjustment,
  type AdjustmentReading,
  type Because,
  type Corrected,
  type CorrectionPlan,
  type CorrectionReadings,
  type DepositReversal,
  planCorrection,
  reversalProblem,
} from '../corrections.ts'
import { Failure } from '../failure.ts'
import { say } from '../phrase.ts'
import type { ClientFacts } from '../reconcile/clients.ts'
import { guarded } from './guarded.ts'
import { accounts, insertEntry } from './ledger.ts'

export const createCorrectionReadings = (pool: Pool): CorrectionReadings =>
  guarded<CorrectionReadings>({
    figures: (clientId) => clientFigures(pool, clientId),
    adjustments: (only) => adjustments(pool, only),
  })

/** For this transaction the journal has the person's name, not the database login's; and who approved, and why. */
export const actAs = (
  client: PoolClient,
  { actor, approver = null, incident = null }: { actor: Actor } & Partial<Because>,
): Promise<unknown> =>
  client.query(
    `SELECT set_config('satmachine.actor', $1, true), set_config('satmachine.approver', $2, true),
            set_config('satmachine.incident', $3, true)`,
    [actor, approver ?? '', incident ?? ''],
  )

/** All numbers of one client, by the view that everybody else reconciles with; the journal's beside them. */
export async function clientFigures(db: Pool | PoolClient, clientId: bigint): Promise<ClientFacts | null> {
  const { rows } = await db.query<ClientFacts>(
    `SELECT r.id, r.username, r.fiat_code AS "fiatCode", u.exponent, r.remaining_balance::bigint AS remaining, r.held_balance::bigint AS held,
            r.deposited::bigint, r.completed::bigint, r.adjusted::bigint, (r.held_balance - r.hold_drift)::bigint AS unfinished,
            j.available AS "journalAvailable", j.held AS "journalHeld"
     FROM v_reconciliation r JOIN currencies u ON u.code = r.fiat_code
     CROSS JOIN LATERAL (
       SELECT coalesce(-sum(l.amount) FILTER (WHERE l.account LIKE 'client:%'), 0)::bigint AS available,
              coalesce(-sum(l.amount) FILTER (WHERE l.account LIKE 'hold:%'), 0)::bigint AS held
       FROM ledger_lines l WHERE l.client_id = $1 AND l.unit = r.fiat_code) j
     WHERE r.id = $1`,
    [clientId],
  )
  return rows[0] ?? null
}

/** The newest first; of one client, or the one with this number. */
export async function adjustments(
  db: Pool | PoolClient,
  only: { id?: bigint; clientId?: bigint; limit: number },
): Promise<AdjustmentReading[]> {
  const { rows } = await db.query<AdjustmentReading>(
    `SELECT e.id, e.created_at AS at, e.kind, l.client_id AS "clientId", c.username, l.unit AS "fiatCode", u.exponent,
            -l.amount AS change, l.remaining_before::bigint AS before, l.remaining_after::bigint AS after,
            e.actor, e.approver, e.reason, e.incident, e.reverses, r.id AS "reversedBy",
            e.idempotency_key ~ '^adjustment:[0-9]+:[0-9]+$' AS direct
     FROM ledger_entries e JOIN ledger_lines l ON l.entry_id = e.id AND l.client_id IS NOT NULL
     JOIN dca_clients c ON c.id = l.client_id JOIN currencies u ON u.code = l.unit
     LEFT JOIN ledger_entries r ON r.reverses = e.id
     WHERE e.kind IN ('manual_adjustment', 'correction')
       AND ($1::bigint IS NULL OR e.id = $1) AND ($2::bigint IS NULL OR l.client_id = $2)
     ORDER BY e.id DESC LIMIT $3`,
    [only.id ?? null, only.clientId ?? null, only.limit],
  )
  return rows
}

export const adjust = (client: PoolClient, adjustment: Adjustment, actor: Actor): Promise<Corrected> =>
  correct(client, adjustment, actor, null)

/** The row's lock makes everything that changes a client's balance happen one after the other. */
async function lockClient(client: PoolClient, clientId: bigint): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM dca_clients WHERE id = $1 FOR UPDATE', [clientId])
  if (rowCount === 0) throw new Failure('refused', say`There is no client #${clientId}.`)
}

async function correct(
  client: PoolClient,
  adjustment: Adjustment,
  actor: Actor,
  reverses: bigint | null,
): Promise<Corrected> {
  const { clientId, amount } = adjustment
  await lockClient(client, clientId)
  const before = await doneBefore(client, adjustment.operationId)
  if (before !== null) return before
  if (reverses !== null) await refuseReversed(client, reverses)
  // Read after the lock, in a statement of its own: what the lock waited for is in it.
  const facts = await clientFigures(client, clientId)
  if (facts === null) throw new Error(`client ${clientId} was just locked`)
  const plan = planCorrection(facts, amount)
  await actAs(client, { ...adjustment, actor })
  // The version says that the change has its entry: without it, a trigger would book it a second time.
  await client.query(
    `UPDATE dca_clients SET remaining_balance = remaining_balance + $2, balance_version = balance_version + 1, updated_at = now()
     WHERE id = $1`,
    [clientId, amount],
  )
  await book(client, { adjustment, facts, plan, actor, reverses })
  const done = await doneBefore(client, adjustment.operationId)
  if (done === null) throw new Error('a correction books at least one entry')
  return done
}

async function refuseReversed(client: PoolClient, entryId: bigint): Promise<void> {
  const [found] = await adjustments(client, { id: entryId, limit: 1 })
  const problem = reversalProblem(entryId, found ?? null)
  if (problem !== null) throw problem
}

const keysOf = (operationId: string) => ({
  unbooked: `adjustment:found:${operationId}`,
  missing: `correction:${operationId}`,
  amount: `adjustment:by:${operationId}`,
})

/** What this very operation has booked already; the entry that moved the balance, where there is one. */
async function doneBefore(client: PoolClient, operationId: string): Promise<Corrected | null> {
  const { unbooked, missing, amount } = keysOf(operationId)
  const { rows } = await client.query<Corrected>(
    `SELECT e.id AS "entryId", l.client_id AS "clientId", l.remaining_before::bigint AS "remainingBefore",
            l.remaining_after::bigint AS "remainingAfter"
     FROM ledger_entries e JOIN ledger_lines l ON l.entry_id = e.id AND l.client_id IS NOT NULL
     WHERE e.idempotency_key = ANY($1) ORDER BY e.id DESC LIMIT 1`,
    [[unbooked, missing, amount]],
  )
  return rows[0] ?? null
}

interface Booking {
  readonly adjustment: Adjustment
  readonly facts: ClientFacts
  readonly plan: CorrectionPlan
  readonly actor: Actor
  readonly reverses: bigint | null
}

/** First what nobody has booked, so that the journal is where the balance is; then the adjustment itself. */
async function book(client: PoolClient, booking: Booking): Promise<void> {
  const { adjustment, plan } = booking
  const keys = keysOf(adjustment.operationId)
  const still = { remainingBefore: plan.before, remainingAfter: plan.before }
  await bookOne(client, booking, ['manual_adjustment', keys.unbooked, plan.unbooked, still])
  await bookOne(client, booking, ['correction', keys.missing, plan.missing, still])
  const moved = { remainingBefore: plan.before, remainingAfter: plan.after }
  await bookOne(client, booking, ['manual_adjustment', keys.amount, adjustment.amount, moved])
}

async function bookOne(
  client: PoolClient,
  { adjustment, facts, actor, reverses }: Booking,
  [kind, idempotencyKey, amount, balance]: [
    kind: AdjustmentReading['kind'],
    key: string,
    amount: bigint,
    balance: { remainingBefore: bigint; remainingAfter: bigint },
  ],
): Promise<void> {
  if (amount === 0n) return
  const { id: clientId, fiatCode: unit, held } = facts
  const { rows } = await client.query<{ now: Date }>('SELECT clock_timestamp() AS now')
  await insertEntry(client, {
    kind,
    idempotencyKey,
    lamassuTransactionId: null,
    transferId: null,
    actor,
    reason: adjustment.reason,
    effectiveAt: rows[0]?.now ?? null,
    reverses: idempotencyKey === keysOf(adjustment.operationId).amount ? reverses : null,
    lines: [
      { account: accounts.adjustment(unit), unit, amount },
      {
        account: accounts.client(clientId, unit),
        unit,
        amount: -amount,
        clientId,
        balances: { ...balance, heldBefore: held, heldAfter: held },
      },
    ],
  })
}

export async function reverseAdjustment(
  client: PoolClient,
  entryId: bigint,
  because: Because,
  actor: Actor,
): Promise<Corrected> {
  const [found] = await adjustments(client, { id: entryId, limit: 1 })
  if (found === undefined)
    throw reversalProblem(entryId, null) ?? new Error('what is not there has a problem')
  return correct(client, { ...because, clientId: found.clientId, amount: -found.change }, actor, entryId)
}

/** The deposit's own trigger books it; here is only said what it would refuse. */
export async function reverseDeposit(
  client: PoolClient,
  depositId: bigint,
  because: Because,
  actor: Actor,
): Promise<DepositReversal> {
  const found = await client.query<{
    client_id: bigint
    amount: bigint
    status: string
    decided_by: string | null
  }>('SELECT client_id, amount, status, decided_by FROM dca_deposits WHERE id = $1 FOR UPDATE', [depositId])
  const [deposit] = found.rows
  if (deposit === undefined) return { kind: 'unknown' }
  if (deposit.status !== 'confirmed')
    return { kind: 'not_confirmed', status: deposit.status, decidedBy: deposit.decided_by }
  const balance = await client.query<{ remaining: bigint; held: bigint }>(
    'SELECT remaining_balance AS remaining, held_balance AS held FROM dca_clients WHERE id = $1 FOR UPDATE',
    [deposit.client_id],
  )
  const { remaining = 0n, held = 0n } = balance.rows[0] ?? {}
  if (remaining - held < deposit.amount) return { kind: 'not_covered', available: remaining - held, held }
  await actAs(client, { ...because, actor })
  await client.query(
    `UPDATE dca_deposits SET status = 'reversed', decided_by = $2, decided_at = clock_timestamp(),
       note = concat_ws('; ', note, 'reversed: ' || $3::text)
     WHERE id = $1`,
    [depositId, actor, because.reason],
  )
  return { kind: 'done', remainingBefore: remaining, remainingAfter: remaining - deposit.amount }
}
