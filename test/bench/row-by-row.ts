import type { Pool, PoolClient } from 'pg'
import type { Allocation, Share } from '../../engine/domain/allocation.ts'
import type { AllocationWallets } from '../../engine/storage.ts'
import type { Line } from '../../engine/store/ledger.ts'
import { inTransaction } from '../../engine/store/pool.ts'

export interface SplitToWrite {
  readonly cashOut: {
    readonly id: bigint
    readonly fiatCode: string
    readonly base: bigint
    readonly commission: bigint
    readonly time: Date
  }
  readonly allocation: Allocation
  readonly weights: readonly { clientId: bigint; weightMinor: bigint }[]
  readonly clients: ReadonlyMap<bigint, { remaining: bigint; held: bigint; walletId: string }>
  readonly wallets: AllocationWallets
}

/** The schema refuses a journal entry that comes line by line. This gives up the rule that every entry balances. */
export const WITHOUT_BALANCE_RULE = 'ALTER TABLE ledger_lines DISABLE TRIGGER entry_balances'

/** This keeps the rule in the one way that PostgreSQL has for single lines: a constraint that is looked at on commit. */
export const BALANCE_RULE_ON_COMMIT = `
  ALTER TABLE ledger_lines DISABLE TRIGGER entry_balances;
  CREATE FUNCTION refuse_unbalanced_line() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF (SELECT sum(amount) FROM satoshimachine.ledger_lines WHERE entry_id = NEW.entry_id AND unit = NEW.unit) <> 0 THEN
      RAISE EXCEPTION 'journal entry % does not balance', NEW.entry_id;
    END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER line_balances AFTER INSERT ON ledger_lines DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION refuse_unbalanced_line()`

/**
 * Writes the rows of an allocation as a program without sets would: one transaction, one statement a row, five rows a
 * client (payment, hold, three lines of the journal). The split itself is given.
 */
export async function writeRowByRow(pool: Pool, split: SplitToWrite): Promise<void> {
  await inTransaction(pool, async (client) => {
    const { cashOut, allocation } = split
    await writeCommission(client, split)
    const entryId = await insertEntry(client, cashOut)
    const line = (account: string, unit: string, amount: bigint): Promise<void> =>
      insertLine(client, entryId, { account, unit, amount })
    await line('funding:BTC', 'msat', (cashOut.base + cashOut.commission) * 1000n)
    await line('commission:BTC', 'msat', -cashOut.commission * 1000n)
    await line('house:BTC', 'msat', -allocation.unallocatedSats * 1000n)
    await line(`house:${cashOut.fiatCode}`, cashOut.fiatCode, allocation.unallocatedFiat)
    await line(`dispensed:${cashOut.fiatCode}`, cashOut.fiatCode, -allocation.unallocatedFiat)
    for (const share of allocation.shares) await writeShare(client, split, entryId, share)
    await distributed(client, split)
  })
}

async function writeShare(
  client: PoolClient,
  { cashOut, clients, wallets }: SplitToWrite,
  entryId: bigint,
  share: Share,
): Promise<void> {
  const { clientId, amount, fiat } = share
  const { fiatCode } = cashOut
  const before = clients.get(clientId)
  if (before === undefined) throw new Error(`there is no client ${clientId}`)
  await client.query(
    `UPDATE dca_clients SET held_balance = held_balance + $2, balance_version = balance_version + 1, updated_at = now()
     WHERE id = $1`,
    [clientId, fiat],
  )
  await insertLine(client, entryId, {
    account: `payable:${clientId}:BTC`,
    unit: 'msat',
    amount: -amount * 1000n,
    clientId,
  })
  const balances = {
    remainingBefore: before.remaining,
    remainingAfter: before.remaining,
    heldBefore: before.held,
    heldAfter: before.held + fiat,
  }
  const line = { unit: fiatCode, clientId, balances }
  await insertLine(client, entryId, { ...line, account: `client:${clientId}:${fiatCode}`, amount: fiat })
  await insertLine(client, entryId, { ...line, account: `hold:${clientId}:${fiatCode}`, amount: -fiat })
  await client.query(
    `INSERT INTO dca_payments
       (lamassu_transaction_id, client_id, transaction_type, amount_sats, amount_fiat, fiat_code, payer_wallet_id, payee_wallet_id)
     VALUES ($1, $2, 'flow', $3, $4, $5, $6, $7)`,
    [cashOut.id, clientId, amount, fiat, fiatCode, wallets.sourceWalletId, before.walletId],
  )
}

async function writeCommission(client: PoolClient, { cashOut, wallets }: SplitToWrite): Promise<void> {
  await client.query(
    `INSERT INTO commission_payments (lamassu_transaction_id, amount_sats, status, payer_wallet_id, payee_wallet_id)
     VALUES ($1, $2, 'pending', $3, $4)`,
    [cashOut.id, cashOut.commission, wallets.sourceWalletId, wallets.commissionWalletId],
  )
}

async function insertEntry(client: PoolClient, cashOut: SplitToWrite['cashOut']): Promise<bigint> {
  const { rows } = await client.query<{ id: bigint }>(
    `INSERT INTO ledger_entries (kind, idempotency_key, lamassu_transaction_id, actor, effective_at)
     VALUES ('allocation', $1, $2, 'satmachine', $3) RETURNING id`,
    [`allocation:${cashOut.id}`, cashOut.id, cashOut.time],
  )
  const [row] = rows
  if (row === undefined) throw new Error('an insert returns its row')
  return row.id
}

async function insertLine(client: PoolClient, entryId: bigint, line: Line): Promise<void> {
  if (line.amount === 0n) return
  await client.query(
    `INSERT INTO ledger_lines
       (entry_id, account, unit, amount, client_id, remaining_before, remaining_after, held_before, held_after)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      entryId,
      line.account,
      line.unit,
      line.amount,
      line.clientId ?? null,
      line.balances?.remainingBefore ?? null,
      line.balances?.remainingAfter ?? null,
      line.balances?.heldBefore ?? null,
      line.balances?.heldAfter ?? null,
    ],
  )
}

async function distributed(
  client: PoolClient,
  { cashOut, allocation, wallets, weights }: SplitToWrite,
): Promise<void> {
  await client.query(
    `UPDATE lamassu_transactions
     SET status = 'processing', unallocated_sats = $2, unallocated_fiat = $3, source_wallet_id = $4,
         commission_wallet_id = $5, calculation = $6
     WHERE id = $1`,
    [
      cashOut.id,
      allocation.unallocatedSats,
      allocation.unallocatedFiat,
      wallets.sourceWalletId,
      wallets.commissionWalletId,
      JSON.stringify({ weights: weights.map((w) => [w.clientId.toString(), w.weightMinor.toString()]) }),
    ],
  )
}
