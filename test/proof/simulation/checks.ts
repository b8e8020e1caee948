import type { Client } from 'pg'
import type { SimulatedPayment } from '../../../bot/sandbox/lnbits/journal.ts'

/** What the books say, as far as the wallets can be compared with it. */
export interface BooksView {
  readonly transfers: readonly TransferView[]
  /** Lamassu's ids of all cash-outs in the books. */
  readonly cashOuts: readonly string[]
  /** Whether a cash-out waits to be distributed, or a transfer is due. */
  readonly hasWork: boolean
  /** Every invoice that was ever recorded, dead ones too. */
  readonly invoices: readonly { readonly hash: string; readonly transfer: string }[]
}

export interface TransferView {
  /** Like 'client:17'. */
  readonly transfer: string
  readonly status: string
  readonly hash: string | null
  readonly sats: number
  readonly payer: string
  readonly payee: string
  readonly error: string | null
  /** Debited, and the receiver's key refused in four looks: the debit is final, and the books say so. */
  readonly unconfirmed: boolean
}

/** I1 to I4 and I8 of the invariants, in one question. Each rule gives a sentence for every row that breaks it. */
const BROKEN_RULES = `
  SELECT 'I1: entry ' || entry_id || ' has a sum of ' || sum(amount) || ' ' || unit AS sentence
    FROM ledger_lines GROUP BY entry_id, unit HAVING sum(amount) <> 0
  UNION ALL
  SELECT 'I2: client ' || id || ' has a drift of ' || balance_drift || ' in the balance and ' || hold_drift || ' in the hold'
    FROM v_reconciliation WHERE balance_drift <> 0 OR hold_drift <> 0
  UNION ALL
  SELECT 'I2: the journal and the balance of client ' || c.id || ' differ'
    FROM dca_clients c
    LEFT JOIN v_account_balances a ON a.account = 'client:' || c.id || ':' || c.fiat_code
    LEFT JOIN v_account_balances h ON h.account = 'hold:' || c.id || ':' || c.fiat_code
   WHERE -coalesce(a.balance, 0) <> c.remaining_balance - c.held_balance OR -coalesce(h.balance, 0) <> c.held_balance
  UNION ALL
  SELECT 'I3: client ' || id || ' has ' || held_balance || ' on hold of ' || remaining_balance
    FROM dca_clients WHERE held_balance < 0 OR held_balance > remaining_balance
  UNION ALL
  SELECT 'I4: cash-out ' || t.id || ' is not split to the last sat and the last minor unit'
    FROM lamassu_transactions t
    LEFT JOIN (SELECT lamassu_transaction_id AS id, sum(amount_sats) AS sats, sum(amount_fiat) AS fiat
                 FROM dca_payments GROUP BY 1) p ON p.id = t.id
   WHERE t.status IN ('processing', 'completed')
     AND (coalesce(p.sats, 0) + t.unallocated_sats <> t.base_amount
       OR coalesce(p.fiat, 0) + t.unallocated_fiat <> t.fiat_amount
       OR t.base_amount + t.commission_amount <> t.crypto_atoms)
  UNION ALL
  SELECT 'I4: what is given back of the commission of cash-out ' || k.lamassu_transaction_id || ' is not what it was too much'
    FROM commission_compensations k
    LEFT JOIN (SELECT lamassu_transaction_id AS id, sum(amount_sats) AS sats FROM compensation_payments GROUP BY 1) p ON p.id = k.lamassu_transaction_id
   WHERE coalesce(p.sats, 0) + k.house_sats <> k.amount_sats
  UNION ALL
  SELECT 'I8: cash-out ' || transaction_id || ' is in the books ' || count(*) || ' times'
    FROM lamassu_transactions GROUP BY transaction_id HAVING count(*) > 1
  UNION ALL
  SELECT 'I8: client ' || client_id || ' has ' || count(*) || ' payments of cash-out ' || lamassu_transaction_id
    FROM transfers WHERE client_id IS NOT NULL GROUP BY kind, lamassu_transaction_id, client_id HAVING count(*) > 1
  UNION ALL
  SELECT 'I8: cash-out ' || transaction_id || ' was there before the bot, and is in the books'
    FROM lamassu_transactions JOIN cash_out_sightings s USING (transaction_id) WHERE s.state = 'baseline'`

const VIEW = {
  name: 'simulation-view',
  text: `SELECT
    (SELECT coalesce(json_agg(json_build_object('transfer', kind || ':' || id, 'status', status, 'hash', payment_hash,
       'sats', amount_sats, 'payer', payer_wallet_id, 'payee', payee_wallet_id, 'error', last_error,
       'unconfirmed', receiver_confirmed = false AND attempts >= 3)), '[]') FROM transfers) AS transfers,
    (SELECT coalesce(json_agg(json_build_object('hash', payment_hash, 'transfer', transfer_kind || ':' || transfer_id)), '[]')
       FROM payment_invoices) AS invoices,
    (SELECT coalesce(json_agg(transaction_id), '[]') FROM lamassu_transactions) AS "cashOuts",
    (SELECT EXISTS (SELECT FROM lamassu_transactions WHERE status = 'pending')
         OR EXISTS (SELECT FROM transfers WHERE status IN ('pending', 'invoiced', 'paying') AND next_attempt_at <= now()
                    AND (lease_until IS NULL OR lease_until < now()))) AS "hasWork"`,
}

/** The first rule that the books break by themselves, in words; null when they are sound. */
export async function brokenBooks(checker: Client): Promise<string | null> {
  const { rows } = await checker.query<{ sentence: string }>({ name: 'simulation-rules', text: BROKEN_RULES })
  return rows[0]?.sentence ?? null
}

export async function viewOf(checker: Client): Promise<BooksView> {
  const { rows } = await checker.query<BooksView>(VIEW)
  const [view] = rows
  if (view === undefined) throw new Error('a question without FROM has one answer')
  return view
}

/**
 * I6 and I7: whatever left a wallet of ours left it for an invoice in the books, once for each transfer, and to the
 * sat; whatever the books call completed did leave it.
 */
export function brokenByWallets(
  view: BooksView,
  rows: readonly SimulatedPayment[],
  ownWalletIds: ReadonlySet<string>,
): string | null {
  const transferOf = new Map(view.invoices.map(({ hash, transfer }) => [hash, transfer]))
  const known = new Map(view.transfers.map((transfer) => [transfer.transfer, transfer]))
  const paidBy = new Map<string, string>()
  for (const row of rows) {
    if (row.amountMsat >= 0n || row.status === 'failed' || !ownWalletIds.has(row.walletId)) continue
    const name = transferOf.get(row.paymentHash)
    if (name === undefined)
      return `I6: ${-row.amountMsat} msat left a wallet for an invoice that is not in the books`
    const other = paidBy.get(name)
    if (other !== undefined && other !== row.paymentHash)
      return `I6: ${name} was paid twice, for two invoices`
    paidBy.set(name, row.paymentHash)
    const transfer = known.get(name)
    if (transfer === undefined) return `I6: ${name} was paid and is gone from the books`
    if (BigInt(transfer.sats) * 1000n !== -row.amountMsat)
      return `I7: ${name} is over ${transfer.sats} sats, and ${-row.amountMsat} msat left the wallet`
    if (transfer.payer !== row.walletId) return `I7: ${name} was paid from another wallet than the books say`
  }
  return brokenCompletion(view, rows, paidBy)
}

function brokenCompletion(
  view: BooksView,
  rows: readonly SimulatedPayment[],
  paidBy: ReadonlyMap<string, string>,
): string | null {
  for (const transfer of view.transfers) {
    const hash = paidBy.get(transfer.transfer)
    if (transfer.status === 'completed' && hash !== transfer.hash)
      return `I6: ${transfer.transfer} is completed, and no wallet paid its invoice`
    if ((transfer.status === 'failed' || transfer.status === 'cancelled') && hash !== undefined)
      return `I6: ${transfer.transfer} is ${transfer.status}, and it was paid`
    if (transfer.status !== 'completed') continue
    const credited = rows.some(
      (row) => row.paymentHash === hash && row.walletId === transfer.payee && row.status === 'success',
    )
    if (!credited && !transfer.unconfirmed)
      return `I7: ${transfer.transfer} is completed, and its receiver was not credited`
  }
  return null
}
