import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { CashOutRow } from '../../../engine/ports.ts'
import { openBooks, type SimulatedBooks } from '../simulation/books.ts'
import { contrastOne, type ContrastRun, faultsOfOurs } from './contrast-run.ts'
import { count, type Counts, emptySats } from './counts.ts'
import { live } from './days.ts'
import { reckon } from './reckoning.ts'
import { runPredecessor } from './run-predecessor.ts'
import type { PredecessorEdition } from './predecessor.ts'
import { baseOf } from './predecessor-split.ts'
import type { Happening, Workload } from './workload.ts'

/** The same days, once with our own program and once with the model of its predecessor. */
describe('the contrast', () => {
  let books: SimulatedBooks
  let run: ContrastRun
  beforeAll(async () => {
    books = await openBooks(inject('testServer').maintenanceUrl, `contrast_${process.pid}`)
    run = await contrastOne(books, { seed: 11, weather: 'heavy', days: 1 })
  }, 120_000)
  afterAll(() => books?.close())

  test('ours loses, doubles and invents nothing', () => {
    expect(faultsOfOurs(run)).toEqual([])
    expect(run.counts.satmachine.clients.received).toBeGreaterThan(0n)
  })

  test('the predecessor loses, doubles and invents sats on the very same days', () => {
    const { clients, neverTakenIn, takenInTwice, driftMinor } = run.counts.repaired
    expect(run.counts.repaired.clients.owed).toBe(run.counts.satmachine.clients.owed)
    expect(clients.lost).toBeGreaterThan(0n)
    expect(clients.duplicated).toBeGreaterThan(0n)
    expect(clients.notOwed + clients.overpaid).toBeGreaterThan(0n)
    expect(neverTakenIn).toBeGreaterThan(0)
    expect(takenInTwice).toBeGreaterThan(0)
    expect(driftMinor).toBeGreaterThan(0n)
  })
})

const START_MS = Date.UTC(2026, 0, 5, 8)

/** The handbook's worked example (money.md): 2000 quetzales for 266,800 sats at 3 %. */
const ROW: CashOutRow = {
  transactionId: '11111111-1111-4111-8111-111111111111',
  cryptoCode: 'LN',
  cryptoAtoms: '266800',
  fiat: '2000.00000',
  fiatCode: 'GTQ',
  fixedFee: '0',
  commissionPercentage: '0.03000',
  rawTickerPrice: '772105.00000',
  discount: null,
  status: 'confirmed',
  dispense: true,
  dispenseConfirmed: true,
  error: null,
  errorCode: null,
  isTestCustomer: false,
  created: new Date(START_MS + 3_600_000),
  confirmedAt: new Date(START_MS + 3_640_000),
  dispensedFiat: '2000',
  cashTime: new Date(START_MS + 3_680_000),
  deviceId: 'machine-1',
  machineName: null,
  receivedCryptoAtoms: '266800',
}

/** One client with `quetzales`, one cash-out, no trouble. */
function oneCashOut(quetzales: bigint): Workload {
  const happenings: Happening[] = [
    { kind: 'deposit', atMs: START_MS + 60_000, client: 0, minor: quetzales * 100n },
    { kind: 'row', atMs: START_MS + 3_680_000, row: ROW },
  ]
  return { seed: 1, weather: 'calm', clients: 1, days: 1, startMs: START_MS, happenings }
}

async function predecessorOn(workload: Workload, edition: PredecessorEdition) {
  const { shop, program } = await live(workload, async (opened) => runPredecessor(opened, edition))
  const report = await program.report()
  const counts: Counts = count(shop, reckon(workload), report)
  return { counts, report, sourceSats: shop.network.control.balanceMsat(shop.wallets.source) / 1000n }
}

describe('the model of the predecessor is a fair one', () => {
  test('one simple cash-out without trouble is paid, to the sat', async () => {
    const { counts, report, sourceSats } = await predecessorOn(oneCashOut(5_000n), 'repaired')
    expect(counts.clients).toEqual({ ...emptySats(), owed: 259_029n, received: 259_029n })
    expect(counts.commission.received).toBe(7_771n)
    expect(report.balancesMinor).toEqual([300_000n])
    expect(sourceSats).toBe(0n)
  })

  test('as published it credits the source wallet in full and pays nobody', async () => {
    const { counts, report, sourceSats } = await predecessorOn(oneCashOut(5_000n), 'published')
    expect(counts.clients).toMatchObject({ received: 0n, lost: 259_029n, shown: 0n })
    expect(report.balancesMinor).toEqual([500_000n])
    expect(sourceSats).toBe(266_800n)
  })

  test('a client with 100 quetzales gets all sats of a cash-out of 2000 (B20)', async () => {
    const { counts } = await predecessorOn(oneCashOut(100n), 'repaired')
    expect(counts.clients).toMatchObject({ owed: 12_951n, received: 259_029n, overpaid: 246_078n })
  })

  test('its floats are one sat off where the exact quotient is whole (B19)', () => {
    expect(baseOf(20_003, 0.0015, 90)).toBe(19_999)
  })
})
