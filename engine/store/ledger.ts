import type { PoolClient } from 'pg'

/** Who stands in the journal for what the bot does by itself. */
export const BOT = 'satmachine'

export interface Line {
  readonly account: string
  /** 'msat', or the currency in whose minor units the amount is. */
  readonly unit: string
  /** Debit positive, credit negative; never zero. */
  readonly amount: bigint
  readonly clientId?: bigint
  readonly balances?: {
    remainingBefore: bigint
    remainingAfter: bigint
    heldBefore: bigint
    heldAfter: bigint
  }
}

export interface Entry {
  readonly kind: string
  /** What may be booked once only: a second entry with this key is refused by the database. */
  readonly idempotencyKey: string
  readonly lamassuTransactionId: bigint | null
  readonly transferId: bigint | null
  readonly actor: string
  readonly reason: string | null
  /** Null: the moment of the commit, by the database's clock. */
  readonly effectiveAt: Date | null
  /** The correction that it takes back. */
  readonly reverses?: bigint | null
  readonly lines: readonly Line[]
}

export const accounts = {
  source: 'source:BTC',
  commission: 'commission:BTC',
  house: 'house:BTC',
  fees: 'fees:BTC',
  funding: 'funding:BTC',
  payable: (clientId: bigint) => `payable:${clientId}:BTC`,
  client: (clientId: bigint, fiatCode: string) => `client:${clientId}:${fiatCode}`,
  hold: (clientId: bigint, fiatCode: string) => `hold:${clientId}:${fiatCode}`,
  cash: (fiatCode: string) => `cash:${fiatCode}`,
  dispensed: (fiatCode: string) => `dispensed:${fiatCode}`,
  houseFiat: (fiatCode: string) => `house:${fiatCode}`,
  adjustment: (fiatCode: string) => `adjustment:${fiatCode}`,
}

/** Writes an entry with all its lines in one statement; the database refuses it unless Σ = 0 per unit. */
export async function insertEntry(client: PoolClient, entry: Entry): Promise<void> {
  const lines = entry.lines.filter((line) => line.amount !== 0n)
  await client.query({
    name: 'insert-entry',
    text: `WITH entry AS (
             INSERT INTO ledger_entries (kind, idempotency_key, lamassu_transaction_id, transfer_id, actor, reason, effective_at, reverses)
             VALUES ($1, $2, $3, $4, $5, $6, coalesce($7, now()), $16) RETURNING id)
           INSERT INTO ledger_lines (entry_id, account, unit, amount, client_id, remaining_before, remaining_after, held_before, held_after)
           SELECT entry.id, l.* FROM entry, unnest($8::text[], $9::text[], $10::bigint[], $11::bigint[],
                                                   $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[]) AS l`,
    values: [
      entry.kind,
      entry.idempotencyKey,
      entry.lamassuTransactionId,
      entry.transferId,
      entry.actor,
      entry.reason,
      entry.effectiveAt,
      lines.map((line) => line.account),
      lines.map((line) => line.unit),
      lines.map((line) => line.amount),
      lines.map((line) => line.clientId ?? null),
      lines.map((line) => line.balances?.remainingBefore ?? null),
      lines.map((line) => line.balances?.remainingAfter ?? null),
      lines.map((line) => line.balances?.heldBefore ?? null),
      lines.map((line) => line.balances?.heldAfter ?? null),
      entry.reverses ?? null,
    ],
  })
}
