import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { allocate } from '../../engine/domain/allocation.ts'
import { splitCommission } from '../../engine/domain/commission.ts'
import { fiatMinor, parseDecimal, sats } from '../../engine/domain/money.ts'
import { expectSoundBooks } from '../support/invariants.ts'
import { openWorld, type SaleRow, type TestClient, type World, type WorldOptions } from '../support/world.ts'

/** Who gets how much of a cash-out. Each test has clients in a currency of its own, so that they don't meet. */

let world: World
beforeAll(async () => {
  world = await openWorld({ timeZone: 'America/Guatemala', commissionWallet: false })
})
afterAll(() => world.close())
afterEach(() => expectSoundBooks(world))

const LONG_AGO = '2026-01-01T00:00:00Z'

/** A deposit that counts from a given moment; the amount in minor units. */
async function depositAt(client: TestClient, amount: bigint, at = LONG_AGO): Promise<void> {
  await world.pool.query(
    `INSERT INTO dca_deposits (client_id, amount, status, confirmed_at) VALUES ($1, $2, 'confirmed', $3)`,
    [client.id, amount, at],
  )
}

async function clientWith(name: string, fiatCode: string, amount: bigint, more = {}): Promise<TestClient> {
  const client = await world.addClient(name, null, { fiatCode, ...more })
  if (amount > 0n) await depositAt(client, amount)
  return client
}

/** A cash-out whose cash left the machine at that moment. */
const sellAt = (at: string, fiatCode: string, fiat: string, row: SaleRow = {}): Promise<string> =>
  world.sell({ created: new Date(at), confirmed_at: new Date(at), fiat_code: fiatCode, fiat, ...row })

/** Polls and distributes; what became of the cash-out, by client name. */
async function split(
  id: string,
): Promise<{ shares: Record<string, bigint>; unallocated: bigint | null | undefined }> {
  await world.takeIn()
  await world.distribute()
  const tx = await world.readings.transaction(id)
  const payments = await world.readings.transfers({
    status: 'all',
    ...(tx === null ? {} : { lamassuTransactionId: tx.id }),
    limit: 100,
  })
  const clients = payments.filter((payment) => payment.kind === 'client')
  await world.toRest()
  return {
    shares: Object.fromEntries(clients.map((payment) => [payment.username, payment.amountFiat])),
    unallocated: tx?.unallocatedFiat,
  }
}

describe('currencies', () => {
  test('a cash-out reaches only the clients of its own currency, whatever its exponent', async () => {
    await clientWith('Gloria', 'GTQ', 1_000_000n)
    await clientWith('Yuki', 'JPY', 1_000_000n)
    await clientWith('Salem', 'KWD', 1_000_000n)
    const yen = await sellAt('2026-02-01T12:00:00Z', 'JPY', '30000')
    const dinar = await sellAt('2026-02-01T12:00:00Z', 'KWD', '12.345')
    const quetzal = await sellAt('2026-02-01T12:00:00Z', 'GTQ', '2000.50')
    expect(await split(yen)).toEqual({ shares: { Yuki: 30_000n }, unallocated: 0n })
    expect(await split(dinar)).toEqual({ shares: { Salem: 12_345n }, unallocated: 0n })
    expect(await split(quetzal)).toEqual({ shares: { Gloria: 200_050n }, unallocated: 0n })
  })

  test('a client with wallets in two currencies is two clients: neither pays for the other', async () => {
    await clientWith('Rosa', 'USD', 50_000n)
    await clientWith('Rosa', 'EUR', 50_000n)
    expect(await split(await sellAt('2026-02-01T12:00:00Z', 'USD', '300'))).toEqual({
      shares: { Rosa: 30_000n },
      unallocated: 0n,
    })
    const rosas = await world.readings.findClients('Rosa')
    expect(rosas.map((client) => [client.fiatCode, client.remaining])).toEqual([
      ['USD', 20_000n],
      ['EUR', 50_000n],
    ])
  })
})

describe('balances as of the cash-out', () => {
  test('a deposit confirmed after the cash left the machine does not share in it', async () => {
    const early = await clientWith('Early', 'MXN', 100_000n)
    const late = await clientWith('Late', 'MXN', 0n)
    await depositAt(late, 100_000n, '2026-02-01T12:00:01Z')
    await depositAt(early, 400_000n, '2026-02-01T12:00:01Z')
    const id = await sellAt('2026-02-01T12:00:00Z', 'MXN', '2000')
    expect(await split(id)).toEqual({ shares: { Early: 100_000n }, unallocated: 100_000n })
    const next = await sellAt('2026-02-01T12:00:02Z', 'MXN', '1000')
    expect(await split(next)).toEqual({ shares: { Early: 80_000n, Late: 20_000n }, unallocated: 0n })
  })

  test('an older cash-out that is processed later can’t spend what a newer one has spent', async () => {
    await clientWith('Omar', 'CAD', 200_000n)
    const newer = await sellAt('2026-02-02T12:00:00Z', 'CAD', '1500')
    expect(await split(newer)).toEqual({ shares: { Omar: 150_000n }, unallocated: 0n })
    const older = await sellAt('2026-02-01T12:00:00Z', 'CAD', '1000')
    expect(await split(older)).toEqual({ shares: { Omar: 50_000n }, unallocated: 50_000n })
  })

  test('within one round the older one comes first, whatever the order of the rows', async () => {
    await clientWith('Pia', 'CHF', 100_000n)
    const newer = await sellAt('2026-02-02T12:00:00Z', 'CHF', '700')
    const older = await sellAt('2026-02-01T12:00:00Z', 'CHF', '700')
    expect(await split(older)).toEqual({ shares: { Pia: 70_000n }, unallocated: 0n })
    expect(await split(newer)).toEqual({ shares: { Pia: 30_000n }, unallocated: 40_000n })
  })

  test('a correction by hand counts from when it was made; a negative one counts at once', async () => {
    const ada = await clientWith('Ada', 'GBP', 100_000n)
    await world.pool.query('SELECT satoshimachine.adjust_client($1, 50000, $2)', [
      ada.id,
      'found in the drawer',
    ])
    expect(await split(await sellAt('2026-02-01T12:00:00Z', 'GBP', '1200'))).toMatchObject({
      unallocated: 20_000n,
    })
    const ben = await clientWith('Ben', 'NOK', 100_000n)
    await world.pool.query('SELECT satoshimachine.adjust_client($1, -40000, $2)', [ben.id, 'false notes'])
    expect(await split(await sellAt('2026-02-01T12:00:00Z', 'NOK', '900'))).toEqual({
      shares: { Ben: 60_000n },
      unallocated: 30_000n,
    })
  })
})

describe('fixed mode', () => {
  const fixed = { mode: 'fixed', dailyLimit: '100.00' }

  test('a daily limit caps the weight: one pool, no priority between the modes', async () => {
    await clientWith('Flo', 'SEK', 90_000n)
    await clientWith('Fix', 'SEK', 500_000n, fixed)
    const first = await sellAt('2026-02-01T18:00:00Z', 'SEK', '500')
    expect(await split(first)).toEqual({ shares: { Flo: 45_000n, Fix: 5_000n }, unallocated: 0n })
    // Flo has 450.00 left, Fix may spend another 50.00 today.
    const second = await sellAt('2026-02-01T19:00:00Z', 'SEK', '600')
    expect(await split(second)).toEqual({ shares: { Flo: 45_000n, Fix: 5_000n }, unallocated: 10_000n })
    const third = await sellAt('2026-02-01T20:00:00Z', 'SEK', '600')
    expect(await split(third)).toEqual({ shares: {}, unallocated: 60_000n })
  })

  test("the day is the operator's: midnight in Guatemala is six in the morning of UTC", async () => {
    await clientWith('Dia', 'DKK', 500_000n, fixed)
    const evening = await sellAt('2026-02-02T05:59:59Z', 'DKK', '80')
    const midnight = await sellAt('2026-02-02T06:00:00Z', 'DKK', '80')
    const sameDay = await sellAt('2026-02-03T05:59:59Z', 'DKK', '80')
    const nextDay = await sellAt('2026-02-03T06:00:00Z', 'DKK', '80')
    expect((await split(evening)).shares).toEqual({ Dia: 8_000n })
    expect((await split(midnight)).shares).toEqual({ Dia: 8_000n })
    expect((await split(sameDay)).shares).toEqual({ Dia: 2_000n })
    expect((await split(nextDay)).shares).toEqual({ Dia: 8_000n })
  })

  test('the day is that of the cash-out, not of its processing', async () => {
    await clientWith('Tarde', 'CZK', 500_000n, fixed)
    expect((await split(await sellAt('2026-02-05T18:00:00Z', 'CZK', '100'))).shares).toEqual({
      Tarde: 10_000n,
    })
    expect((await split(await sellAt('2026-02-04T18:00:00Z', 'CZK', '100'))).shares).toEqual({
      Tarde: 10_000n,
    })
  })
})

describe('clients come and go', () => {
  const setStatus = (client: TestClient, status: 'active' | 'paused') =>
    world.stores.bookkeeping.setClientStatus(client.id, status, 'test')

  test('a paused client gets nothing; a pause after the distribution takes nothing away', async () => {
    const a = await clientWith('Act', 'PLN', 100_000n)
    const p = await clientWith('Pau', 'PLN', 100_000n)
    await setStatus(p, 'paused')
    const first = await sellAt('2026-02-01T12:00:00Z', 'PLN', '500')
    expect(await split(first)).toEqual({ shares: { Act: 50_000n }, unallocated: 0n })
    await setStatus(p, 'active')
    const second = await sellAt('2026-02-02T12:00:00Z', 'PLN', '300')
    await world.takeIn()
    await world.distribute()
    await setStatus(a, 'paused')
    await setStatus(p, 'paused')
    expect(await split(second)).toEqual({ shares: { Act: 10_000n, Pau: 20_000n }, unallocated: 0n })
  })

  test('nobody has a balance: the cash-out is finished all the same, and all of it is the operator’s', async () => {
    await clientWith('Poor', 'HUF', 0n)
    const id = await sellAt('2026-02-01T12:00:00Z', 'HUF', '500')
    expect(await split(id)).toEqual({ shares: {}, unallocated: 50_000n })
    expect(await world.readings.transaction(id)).toMatchObject({
      status: 'completed',
      unallocatedSats: 259_029n,
    })
  })

  test('a share that buys no sat costs nothing', async () => {
    await clientWith('Much', 'RON', 1_000_000n)
    await clientWith('Dust', 'RON', 1n)
    const id = await sellAt('2026-02-01T12:00:00Z', 'RON', '10000.01', { crypto_atoms: '1030' })
    expect(await split(id)).toEqual({ shares: { Much: 1_000_000n }, unallocated: 1n })
  })
})

test('every result can be worked out again from its row alone', async () => {
  for (let i = 1; i <= 7; i += 1) await clientWith(`R${i}`, 'BRL', BigInt(i) * 33_333n)
  await sellAt('2026-02-01T12:00:00Z', 'BRL', '1999.99', { discount: 10, commission_percentage: '0.05500' })
  await sellAt('2026-02-02T12:00:00Z', 'BRL', '17000', { crypto_atoms: '1234567' })
  await world.toRest()
  const all = await world.readings.transactions({ status: 'completed', limit: 100 })
  expect(all.length).toBeGreaterThan(10)
  for (const tx of all) {
    const scaled = (text: string | null, decimals: number): bigint =>
      parseDecimal(text ?? '0', decimals) ?? -1n
    const terms = {
      cryptoAtomsSats: sats(tx.cryptoAtoms ?? 0n),
      commissionE5: scaled(tx.commissionPercentage, 5),
      discountE4: scaled(tx.discount, 4),
      fiatE5: scaled(tx.fiatMajor, 5),
      fixedFeeE5: scaled(tx.fixedFee, 5),
      tickerPriceE5: scaled(tx.rawTickerPrice, 5),
    }
    expect(splitCommission(tx.rule ?? 'ticker', terms)).toEqual({
      baseSats: tx.baseAmount,
      commissionSats: tx.commissionAmount,
    })
    const weights = (tx.calculation?.weights ?? []).map(([clientId, minor]) => ({
      clientId: BigInt(clientId),
      weightMinor: fiatMinor(BigInt(minor)),
    }))
    const again = allocate({ fiat: fiatMinor(tx.fiatAmount ?? 0n), base: sats(tx.baseAmount ?? 0n) }, weights)
    const { rows } = await world.pool.query(
      'SELECT client_id AS "clientId", amount_fiat AS fiat, amount_sats AS amount FROM dca_payments WHERE lamassu_transaction_id = $1 ORDER BY client_id',
      [tx.id],
    )
    expect(again).toEqual({
      shares: rows,
      unallocatedFiat: tx.unallocatedFiat,
      unallocatedSats: tx.unallocatedSats,
    })
  }
})

test.each<[string, WorldOptions, Record<string, bigint>]>([
  ['off: clients with a limit take no part', { fixedMode: false }, { Flow: 50_000n }],
  ['on: they do', {}, { Flow: 45_455n, Fixed: 4_545n }],
])('fixed mode switched %s', async (_what, options, shares) => {
  const own = await openWorld(options)
  try {
    await own.addClient('Flow', '1000.00')
    await own.addClient('Fixed', '1000.00', { mode: 'fixed', dailyLimit: '100.00' })
    await own.sell({ fiat: '500', confirmed_at: new Date(Date.now() + 5) })
    await own.toRest()
    const payments = await own.readings.transfers({ status: 'completed', limit: 10 })
    const clients = payments.filter((payment) => payment.kind === 'client')
    expect(Object.fromEntries(clients.map((p) => [p.username, p.amountFiat]))).toEqual(shares)
    await expectSoundBooks(own)
  } finally {
    await own.close()
  }
})
