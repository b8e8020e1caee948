import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectSoundBooks } from '../support/invariants.ts'
import { soon } from '../engine/one-payment.ts'
import type { History } from './night.ts'
import { addedConstraints, balanceUpdates, compensatingDeposit, stopPolling } from './seed-changes.ts'
import { compensatingPayment, doesNotRun, reconciliations } from './seed-mistakes.ts'
import { seedReadings, typed } from './seed-statements.ts'
import { emergencyStatements, openSession, type Session } from './session.ts'

/** The emergency handbook's own SQL against our schema, as printed: what of it is right works, what is wrong is known. */

let session: Session
let history: History
beforeAll(async () => {
  session = await openSession()
  history = session.history
})
afterAll(() => session?.close())

const clientRow = async (id: bigint) =>
  (
    await session.query(
      `SELECT remaining_balance AS remaining, held_balance AS held FROM satoshimachine.dca_clients WHERE id = ${id}`,
    )
  )[0]
const lastChange = async (id: bigint) =>
  (
    await session.query(
      `SELECT kind, remaining_before, remaining_after, actor, reason FROM satoshimachine.balance_changes WHERE client_id = ${id} ORDER BY entry_id DESC LIMIT 1`,
    )
  )[0]

describe('reads as printed', () => {
  test.each(seedReadings)('$where', async (statement) => {
    statement.expected(await session.query(typed(statement, history)), history)
  })
})

describe('is wrong as printed', () => {
  test.each(doesNotRun)('$where: $why', async ({ sql, code, ours }) => {
    await session.triedOut(async () => {
      expect(await session.refusal(session.query(sql))).toMatchObject({ code })
    })
    const names = emergencyStatements.map(({ name }) => name)
    for (const name of ours) expect(names).toContain(name)
  })

  test('the expected commission is right once its comma is gone', async () => {
    const comma = doesNotRun[1]
    const mended = comma?.sql.replace('expected,', 'expected') ?? ''
    const [sum] = await session.query(
      'SELECT sum(commission_amount) AS all FROM satoshimachine.lamassu_transactions',
    )
    expect(await session.query(mended)).toEqual([{ total_commission_expected: sum?.all }])
  })

  test(`${compensatingPayment.where}: refused, with what to use`, async () => {
    const values = () => [history.clients.ana, 1000n]
    const refused = await session.refusal(
      session.query(typed({ ...compensatingPayment, gaps: values }, history)),
    )
    expect(refused).toMatchObject({ code: '23514', hint: expect.stringContaining('adjust_client') })
  })

  test(`${reconciliations.report.where}: flags every client of sound books`, async () => {
    const { report } = reconciliations
    await expectSoundBooks(history.world, { settled: false })
    expect(await session.query(report.sql)).toHaveLength(4)
    expect(await session.run('4a')).toEqual([])
    const fiatOnly = report.sql.replaceAll('p.amount_sats', 'p.amount_fiat')
    const flagged = await session.query(fiatOnly)
    expect(
      flagged.map((row) => row.username),
      'still, with the unit mended: two deposits by several payments',
    ).toContain('ana')
  })

  test(`${reconciliations.full.where}: calls all of them a mismatch`, async () => {
    const rows = await session.query(reconciliations.full.sql)
    expect(rows.map((row) => row.status)).toEqual(Array.from({ length: 4 }, () => '⚠️ MISMATCH'))
    expect((await session.run('Ra')).map((row) => row.status)).toEqual(Array.from({ length: 4 }, () => 'OK'))
  })

  test(`${reconciliations.verification.where}: counts ana's deposits once for each payment`, async () => {
    const rows = await session.query(reconciliations.verification.sql)
    const ana = rows.find((row) => row.username === 'ana')
    expect(BigInt(String(ana?.total_deposits)) % 1_100_000n).toBe(0n)
    expect(BigInt(String(ana?.total_deposits))).toBeGreaterThan(1_100_000n)
  })

  test('1. Step 1 takes fright at a client who is used up; ours does not', async () => {
    const overCount = seedReadings[1]?.sql ?? ''
    await session.triedOut(async () => {
      // It compares with the clients who have money left; a cash-out that takes the last of it makes them fewer.
      await session.query(
        `SELECT satoshimachine.adjust_client(id, held_balance - remaining_balance, 'used up') FROM satoshimachine.dca_clients`,
      )
      expect((await session.query(overCount)).length).toBeGreaterThan(0)
      expect(await session.run('1b')).toEqual([])
      expect(await session.run('1c')).toEqual([])
    })
  })

  test('5. the verification knows neither fixed fees nor the ticker rule; ours does', async () => {
    const verification = seedReadings.find(({ where }) => where.startsWith('5.'))?.sql ?? ''
    await session.triedOut(async () => {
      await session.query(
        `INSERT INTO satoshimachine.lamassu_transactions (transaction_id, status, device_id, source_row, source_row_hash, crypto_code, crypto_atoms,
           fiat_code, fiat_amount, fiat_major, commission_percentage, raw_ticker_price, commission_rule, base_amount, commission_amount, transaction_time)
         VALUES ('by ticker', 'pending', 'm', '{}', 'x', 'LN', 266800, 'GTQ', 200000, 2000, 0.03, 800000, 'ticker', 250000, 16800, now())`,
      )
      expect((await session.query(verification)).map((row) => row.transaction_id)).toEqual(['by ticker'])
      expect(await session.run('5a')).toEqual([])
    })
  })
})

describe('changes as printed', () => {
  test.each(stopPolling)('$where: stops every replica within the one statement', async ({ sql }) => {
    const { world } = history
    await world.sell({ confirmed_at: soon() })
    await world.takeIn()
    await world.distribute()
    await world.sell({ confirmed_at: soon() })
    await world.takeIn()
    await world.skipWaiting()
    const { transfers } = world.stores
    const replicas = ['one', 'two', 'three'].map((owner) => ({ owner, seconds: 60 }))
    const [first] = replicas
    if (first === undefined) throw new Error('there is a first replica')
    const [invoiced] = await transfers.claim(first, [world.wallets.source.walletId], 1)
    if (invoiced === undefined) throw new Error('there is a payment to be made')
    const invoice = { paymentHash: crypto.randomUUID().replaceAll('-', '').repeat(2), bolt11: 'lnbc1' }
    await transfers.recordInvoice(first, invoiced, invoice)
    const requests = world.control.requestCount('pay')

    await session.query(sql)

    expect(await world.takeIn()).toEqual({ kind: 'off' })
    expect((await world.distribute()).allocated).toEqual([])
    const pending = await session.query(
      `SELECT id FROM satoshimachine.lamassu_transactions WHERE status = 'pending'`,
    )
    expect(pending.length).toBeGreaterThan(0)
    for (const replica of replicas) {
      expect(await transfers.claim(replica, [world.wallets.source.walletId], 100)).toEqual([])
      expect((await world.pay(replica.owner)).completed).toBe(0)
    }
    expect(
      await transfers.markPaying(first, { ...invoiced, ...invoice }),
      'not even the one that is in hand',
    ).toBe(false)
    expect(world.control.requestCount('pay')).toBe(requests)

    await session.run('Se')
    expect((await world.distribute()).allocated.length).toBeGreaterThan(0)
    expect(await transfers.markPaying(first, { ...invoiced, ...invoice })).toBe(true)
    await transfers.review({ ...invoiced, ...invoice }, 'made up by the test')
  })

  test(`${compensatingDeposit.where}: is booked in the journal`, async () => {
    const id = history.clients.ana
    await session.triedOut(async () => {
      const before = (await clientRow(id))?.remaining as bigint
      await session.query(typed({ ...compensatingDeposit, gaps: () => [id, 500n] }, history))
      expect((await clientRow(id))?.remaining).toBe(before + 500n)
      expect(await lastChange(id)).toMatchObject({
        kind: 'deposit',
        remaining_before: before,
        remaining_after: before + 500n,
        reason: 'Balance correction - reconciliation 2025-10-19',
      })
      expect(await session.run('4a')).toEqual([])
      expect(await session.run('Rd')).toEqual([])
    })
  })

  test.each(balanceUpdates)('$where: counts, and is booked as an adjustment', async (statement) => {
    const id = history.clients.dora
    const update = (balance: bigint) =>
      session.query(typed({ ...statement, gaps: () => [balance, id] }, history))
    await session.triedOut(async () => {
      const before = (await clientRow(id))?.remaining as bigint
      await update(777n)
      expect(await clientRow(id)).toEqual({ remaining: 777n, held: 0n })
      expect(await lastChange(id)).toMatchObject({
        kind: 'manual_adjustment',
        remaining_before: before,
        remaining_after: 777n,
        actor: expect.stringContaining('satmachine test'),
      })
      expect(await session.run('4a')).toEqual([])
      expect(await session.run('Rd')).toEqual([])
    })
    await session.triedOut(async () => {
      expect(await session.refusal(update(-1n))).toMatchObject({ constraint: 'positive_balance' })
    })
  })

  test.each(addedConstraints)('$where, $name: is there already', async ({ sql, name }) => {
    const refused = await session.refusal(session.query(sql))
    expect(refused.message).toMatch(new RegExp(`"${name}".* already exists`))
    expect(['42P07', '42710']).toContain(refused.code)
  })
})
