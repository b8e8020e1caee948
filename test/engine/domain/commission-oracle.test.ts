import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CommissionTerms, splitCommission } from '../../../engine/domain/commission.ts'
import { formatDecimal, MAX_SATS, sats } from '../../../engine/domain/money.ts'
import { freshDatabase, type TestDatabase } from '../../support/database.ts'

/**
 * Both commission rules against PostgreSQL's numeric, which knows nothing of our scaled integers: every row of a
 * large random table in one query. Another seed: SEED=… npx vitest run commission-oracle.
 */

const ROWS = 100_000
const SEED = Number(process.env['SEED'] ?? 20_251_019)

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())

/** xorshift32: small, seedable, and the same everywhere. */
function randomBits(seed: number): () => bigint {
  let state = seed | 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return BigInt(state >>> 0)
  }
}

function randomTerms(seed: number): () => CommissionTerms {
  const bits = randomBits(seed)
  const below = (limit: bigint): bigint => ((bits() << 32n) | bits()) % limit
  /** As many small amounts as large ones. */
  const anySize = (limit: bigint): bigint => below(1n + (limit >> below(50n)))
  return () => {
    const commissionE5 = below(100_000n)
    const discountE4 = below(3n) === 0n ? 0n : below(1_000_001n)
    // Every fourth is an exact multiple of the factor, where a float is off by one most easily.
    const factor = 10n ** 11n + commissionE5 * (1_000_000n - discountE4)
    const exact = ((1n + below(2000n)) * factor) / 10n ** 11n
    return {
      cryptoAtomsSats: sats(below(4n) === 0n ? exact : anySize(MAX_SATS)),
      commissionE5,
      discountE4,
      fiatE5: 1n + anySize(10n ** 14n),
      fixedFeeE5: below(2n) === 0n ? 0n : anySize(10n ** 10n),
      tickerPriceE5: 1n + anySize(10n ** 14n),
    }
  }
}

test(`markup and ticker agree with SQL numeric on ${ROWS} random rows (SEED=${SEED})`, async () => {
  const next = randomTerms(SEED)
  const columns: string[][] = Array.from({ length: 8 }, () => [])
  for (let row = 0; row < ROWS; row += 1) {
    const terms = next()
    const values = [
      terms.cryptoAtomsSats,
      formatDecimal(terms.commissionE5 ?? 0n, 5),
      formatDecimal(terms.discountE4, 4),
      formatDecimal(terms.fiatE5, 5),
      formatDecimal(terms.fixedFeeE5, 5),
      formatDecimal(terms.tickerPriceE5 ?? 1n, 5),
      splitCommission('markup', terms)?.baseSats,
      splitCommission('ticker', terms)?.baseSats,
    ]
    for (const [index, value] of values.entries()) columns[index]?.push(String(value))
  }
  const { rows } = await database.pool.query<{ compared: bigint; differences: bigint; exact: bigint }>(
    `SELECT count(*) AS compared,
            count(*) FILTER (WHERE markup IS DISTINCT FROM div(c * fiat, (fiat + fee) * (1 + p * (100 - d) * 0.01))
                                OR ticker IS DISTINCT FROM least(c, div(fiat * 100000000, price))) AS differences,
            count(*) FILTER (WHERE fee = 0 AND markup * (1 + p * (100 - d) * 0.01) = c) AS exact
     FROM unnest($1::numeric[], $2::numeric[], $3::numeric[], $4::numeric[], $5::numeric[], $6::numeric[],
                 $7::numeric[], $8::numeric[]) AS t(c, p, d, fiat, fee, price, markup, ticker)`,
    columns,
  )
  expect(rows[0]).toMatchObject({ compared: BigInt(ROWS), differences: 0n })
  // The table does hold what it was made for.
  expect(rows[0]?.exact).toBeGreaterThan(100n)
})
