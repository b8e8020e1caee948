import { viewOf } from './checks.ts'
import type { World } from './world.ts'

/** What must hold when nothing is under way any more; null, or the first sentence that is broken. */
export async function brokenAtRest(world: World): Promise<string | null> {
  return (
    (await brokenFates(world)) ??
    (await brokenBalances(world)) ??
    (await brokenJournal(world)) ??
    (await brokenReviews(world)) ??
    (await brokenPolls(world)) ??
    (await brokenLimits(world))
  )
}

/** I8 and I9: every row of Lamassu is where it belongs, exactly once, whatever happened on the way. */
async function brokenFates(world: World): Promise<string | null> {
  const { rows } = await world.pool.query<{ transaction_id: string; status: string }>(
    'SELECT transaction_id, status FROM lamassu_transactions',
  )
  const { transfers } = await viewOf(world.books.checker)
  const waits = transfers.some(
    ({ transfer, status }) => transfer.startsWith('funding:') && status === 'needs_review',
  )
  const statusOf = new Map(rows.map((row) => [row.transaction_id, row.status]))
  for (const { row, fate } of world.sales.values()) {
    const id = row.transactionId
    const status = statusOf.get(id)
    const problem = (should: string): string =>
      `I8: cash-out ${id} is ${status ?? 'not in the books'} and should be ${should}`
    const done = status === 'processing' || status === 'completed' || (status === 'pending' && waits)
    if (fate === 'distributed' && !done) return problem('distributed')
    if (fate === 'set_aside' && status !== 'quarantined') return problem('set aside')
    if (fate === 'known' && status === undefined) return problem('known')
    if (fate === 'absent' && status !== undefined && status !== 'quarantined')
      return problem('absent or set aside')
  }
  const strange = rows.find((row) => !world.sales.has(row.transaction_id))
  return strange === undefined
    ? null
    : `I8: cash-out ${strange.transaction_id} is in the books and not in Lamassu`
}

/** I7: every wallet holds exactly what the books paid into it; LNbits' own half-states lack their credit. */
async function brokenBalances(world: World): Promise<string | null> {
  const { transfers } = await viewOf(world.books.checker)
  const { control } = world.network
  const dueMsat = new Map<string, bigint>()
  for (const transfer of transfers) {
    if (transfer.status !== 'completed' || (transfer.unconfirmed && !isCredited(world, transfer.hash)))
      continue
    dueMsat.set(transfer.payee, (dueMsat.get(transfer.payee) ?? 0n) + BigInt(transfer.sats) * 1000n)
  }
  const receivers = [world.wallets.commission, ...world.clients.map((client) => client.walletId)]
  for (const walletId of receivers) {
    const heldMsat = control.balanceMsat(walletId)
    if (heldMsat !== (dueMsat.get(walletId) ?? 0n))
      return `I7: a receiver's wallet holds ${heldMsat} msat, and the books paid ${dueMsat.get(walletId) ?? 0n}`
  }
  return null
}

const isCredited = (world: World, hash: string | null): boolean =>
  world.network.control
    .payments()
    .some((row) => row.paymentHash === hash && row.amountMsat > 0n && row.status === 'success')

/** I7: the journal's own account of the source wallet and the wallet agree to the millisat, half-states apart. */
async function brokenJournal(world: World): Promise<string | null> {
  const { control } = world.network
  const { rows } = await world.pool.query<{ moved: string | null }>(
    "SELECT sum(amount)::text AS moved FROM ledger_lines WHERE account LIKE 'source:%' AND unit = 'msat'",
  )
  const booked = BigInt(rows[0]?.moved ?? '0')
  const { transfers } = await viewOf(world.books.checker)
  const completed = new Set(transfers.filter(({ status }) => status === 'completed').map(({ hash }) => hash))
  let paid = 0n
  for (const row of control.payments()) {
    if (row.walletId !== world.wallets.source || row.status !== 'success' || !completed.has(row.paymentHash))
      continue
    paid += row.amountMsat - (row.feeMsat < 0n ? -row.feeMsat : row.feeMsat)
  }
  return booked === paid
    ? null
    : `I7: the journal moved ${booked} msat in the source wallet, and the wallet moved ${paid}`
}

/** What is left to a person says why, and only what really needs one is left. */
async function brokenReviews(world: World): Promise<string | null> {
  const { transfers } = await viewOf(world.books.checker)
  const left = transfers.filter(({ status }) => status === 'needs_review')
  const silent = left.find(({ error }) => error === null || error === '')
  if (silent !== undefined) return `I9: ${silent.transfer} needs a person and does not say why`
  const { control } = world.network
  for (const transfer of left) {
    const debited = control
      .payments()
      .some((row) => row.paymentHash === transfer.hash && row.amountMsat < 0n && row.status === 'success')
    if (debited === isCredited(world, transfer.hash))
      return `I9: ${transfer.transfer} was left to a person for nothing: ${transfer.error}`
  }
  return null
}

/** I13: a poll that failed never moved the window on. */
async function brokenPolls(world: World): Promise<string | null> {
  const { rows } = await world.pool.query<{ id: bigint }>(
    `SELECT id FROM lamassu_polls l
     WHERE window_from IS NOT NULL AND NOT EXISTS (
       SELECT FROM lamassu_polls p WHERE p.id < l.id AND p.result <> 'failed' AND p.window_until = l.window_from)`,
  )
  return rows.length === 0 ? null : `I13: poll ${rows[0]?.id} begins where no poll that succeeded has ended`
}

/** I14: nobody in fixed mode was given more than his limit on one day; changes of the operator's zone apart. */
async function brokenLimits(world: World): Promise<string | null> {
  const { rows: zones } = await world.pool.query("SELECT FROM settings WHERE name = 'operator-timezone'")
  if (zones.length > 0) return null
  const { rows } = await world.pool.query<{ id: bigint }>(
    `SELECT c.id FROM dca_clients c JOIN dca_payments p ON p.client_id = c.id
       JOIN lamassu_transactions t ON t.id = p.lamassu_transaction_id
     WHERE c.dca_mode = 'fixed' AND p.status NOT IN ('failed', 'cancelled')
     GROUP BY c.id, c.fixed_mode_daily_limit, (t.transaction_time AT TIME ZONE 'UTC')::date
     HAVING sum(p.amount_fiat) > c.fixed_mode_daily_limit`,
  )
  return rows.length === 0 ? null : `I14: client ${rows[0]?.id} was given more than the daily limit`
}
