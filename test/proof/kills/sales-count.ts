import { Pool } from 'pg'

/** What became of every cash-out that Lamassu calls dispensed. */
export interface SalesCount {
  readonly problems: readonly string[]
  /** Dispensed and payable, and not yet in the books. */
  readonly missing: number
  readonly completed: number
  readonly setAside: number
}

interface KnownSale {
  readonly status: string
  readonly quarantineReason: string | null
  readonly upstreamChanged: boolean
  readonly cryptoAtoms: bigint | null
}

/** Reasons for which a person rightly decides about a sale that is payable by its row alone. */
const RIGHTLY_SET_ASIDE = new Set(['partial_dispense', 'changed_upstream'])

/** Lamassu's own database against the books: every dispensed cash-out is there exactly once, with its own amount (I8). */
export async function countSales(lamassuUrl: string, books: Pool): Promise<SalesCount> {
  const lamassu = new Pool({ connectionString: lamassuUrl, max: 1 })
  try {
    const dispensed = await lamassu.query<{ id: string; payable: boolean; atoms: string }>(
      `SELECT id::text, crypto_atoms::text AS atoms, (status = 'confirmed' AND error IS NULL AND crypto_code IN ('BTC', 'LN')
         AND customer_id NOT IN (SELECT id FROM public.customers WHERE is_test_customer)) AS payable
       FROM public.cash_out_txs WHERE dispense_confirmed`,
    )
    const known = await knownSales(books)
    const problems: string[] = []
    let missing = 0
    for (const { id, payable, atoms } of dispensed.rows) {
      const sale = known.get(id)
      if (payable && sale === undefined) missing += 1
      const problem = judgeSale(payable, atoms, sale)
      if (problem !== null) problems.push(`Cash-out ${id} ${problem}.`)
    }
    const count = (status: string): number =>
      [...known.values()].filter((sale) => sale.status === status).length
    return { problems, missing, completed: count('completed'), setAside: count('quarantined') }
  } finally {
    await lamassu.end()
  }
}

async function knownSales(books: Pool): Promise<Map<string, KnownSale>> {
  const { rows } = await books.query<KnownSale & { id: string }>(
    `SELECT transaction_id AS id, status, quarantine_reason AS "quarantineReason", upstream_changed_at IS NOT NULL AS "upstreamChanged",
            crypto_atoms AS "cryptoAtoms" FROM lamassu_transactions`,
  )
  return new Map(rows.map((row) => [row.id, row]))
}

function judgeSale(payable: boolean, atoms: string, sale: KnownSale | undefined): string | null {
  if (!payable) {
    const fine = sale === undefined || sale.status === 'quarantined' || sale.upstreamChanged
    return fine ? null : `is not payable, and the books call it ${sale.status}`
  }
  if (sale === undefined) return 'was dispensed, and the books do not know it'
  if (sale.status === 'quarantined') {
    const reason = sale.quarantineReason ?? ''
    return RIGHTLY_SET_ASIDE.has(reason) ? null : `is payable, and was set aside: ${reason}`
  }
  if (sale.cryptoAtoms !== BigInt(atoms)) return `is of ${atoms} sats, and the books say ${sale.cryptoAtoms}`
  return sale.status === 'completed' || sale.status === 'processing'
    ? null
    : `is payable, and the books call it ${sale.status}`
}
