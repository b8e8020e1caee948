import { afterAll, beforeAll, expect, test } from 'vitest'
import { command as month } from '../../commands/report/month.ts'
import { command as weekly } from '../../commands/report/weekly.ts'
import { isSound } from '../../commands/period-view.ts'
import { fiatMinor } from '../../engine/domain/money.ts'
import { createPeriodStore } from '../../engine/store/period-store.ts'
import { soon } from '../engine/one-payment.ts'
import { type Desk, openDesk, rowsOf, saidBy } from '../support/commands.ts'
import { readCsv } from '../support/csv.ts'

let desk: Desk
/** One more than the world's own. */
const MACHINE_2: object = { device_id: 'machine-2' }
const thisMonth = new Date().toISOString().slice(0, 7)
beforeAll(async () => {
  desk = await openDesk()
  await desk.world.addClient('Ana', '4000.00')
  await desk.world.addClient('Kenji', '50000', { fiatCode: 'JPY' })
  await desk.world.sell({ fiat: '1000.00000', confirmed_at: soon() })
  await desk.world.sell({ fiat: '300.00000', confirmed_at: soon(), ...MACHINE_2 })
  await desk.world.sell({ fiat: '9000.00000', fiat_code: 'JPY', confirmed_at: soon() })
  await desk.world.toRest()
  await desk.world.pool.query(`SELECT adjust_client(1, -5000, 'counted twice')`)
  const { bookkeeping } = desk.world.stores
  await bookkeeping.addDeposit(
    { clientId: 1n, amount: fiatMinor(999n), note: null, idempotencyKey: null },
    'test',
  )
})
afterAll(() => desk.close())

test('a month has every currency and machine, and balances that follow from what moved them', async () => {
  const { answer } = await desk.run(month, { month: thisMonth })
  expect(answer.tone).toBe('good')
  expect(answer.heading).toMatch(new RegExp(`^${thisMonth}: 3 cash-outs, [\\d,]+ sats to clients$`))
  const rows = rowsOf(answer)
  expect(rows.filter((row) => row[0]?.startsWith('machine'))).toEqual([
    ['machine-1', '1', '1,000.00 GTQ', '259,029 sats', '7,771 sats'],
    ['machine-2', '1', '300.00 GTQ', '259,029 sats', '7,771 sats'],
    ['machine-1', '1', '9,000 JPY', '259,029 sats', '7,771 sats'],
  ])
  expect(rows.at(-2)).toEqual(['GTQ', '0.00 GTQ', '4,000.00 GTQ', '1,300.00 GTQ', '2,650.00 GTQ'])
  expect(rows.at(-1)).toEqual(['JPY', '0 JPY', '50,000 JPY', '9,000 JPY', '41,000 JPY'])
  const said = saidBy(answer)
  expect(said).toContain('Adjustments: -50.00 GTQ')
  expect(said).toContain('Paid out: 777,087 sats to clients, 23,313 sats of commission, 0 sats of fees')
  expect(said).toContain('the balances follow from what moved them ✔')
})

test('the files say the same, to the last unit', async () => {
  const { answer } = await desk.run(month, { month: thisMonth })
  const [machines, balances] = answer.blocks.flatMap((block) =>
    block.kind === 'file' ? [readCsv(block.bytes)] : [],
  )
  expect(
    machines?.map((row) => [row['currency'], row['fiat'], row['received_sats'], row['house_sats']]),
  ).toEqual([
    ['GTQ', '1000.00', '266800', '0'],
    ['GTQ', '300.00', '266800', '0'],
    ['JPY', '9000', '266800', '0'],
  ])
  expect(balances?.[0]).toEqual({
    currency: 'GTQ',
    opening: '0.00',
    deposits: '4000.00',
    deposits_taken_back: '0.00',
    spent: '1300.00',
    adjusted_up: '0.00',
    adjusted_down: '50.00',
    closing: '2650.00',
  })
})

test('what a month ends with, the next one begins with', async () => {
  const store = createPeriodStore(desk.world.pool)
  const now = Date.now()
  const first = await store.figures({ from: new Date(0), until: new Date(now + 60_000) })
  const second = await store.figures({ from: new Date(now + 60_000), until: new Date(now + 120_000) })
  expect(second.currencies.map(({ opening }) => opening)).toEqual(
    first.currencies.map(({ closing }) => closing),
  )
  expect(second.machines).toEqual([])
  expect([first, second].map(isSound)).toEqual([true, true])
  // A sum that was changed behind the journal's back would show.
  const [one] = first.currencies
  expect(isSound({ ...first, currencies: [{ ...one, closing: 1n } as never] })).toBe(false)
})

test('a week is the one that is over; alerts count as answered when somebody took them in time', async () => {
  const alert = (fired: string, due: string, acked: string | null, rule = 'POLL_LATE') =>
    desk.world.pool.query(
      `WITH a AS (INSERT INTO alerts (rule, entity, state, severity, finding, since, opened_at, last_seen_at, fired_notice_at, due_at)
                  VALUES ($1, gen_random_uuid()::text, 'firing', 'high', '{}', $2, $2, $2, $2, $3) RETURNING id)
       INSERT INTO alert_events (alert_id, at, what) SELECT id, $4::timestamptz, 'acked' FROM a WHERE $4 IS NOT NULL`,
      [rule, fired, due, acked],
    )
  await alert('2026-11-10T10:00:00Z', '2026-11-10T12:00:00Z', '2026-11-10T11:00:00Z')
  await alert('2026-11-11T10:00:00Z', '2026-11-11T12:00:00Z', '2026-11-11T12:00:01Z')
  await alert('2026-11-12T10:00:00Z', '2026-11-12T12:00:00Z', null)
  await alert('2026-11-12T10:00:00Z', '2026-11-12T12:00:00Z', null, 'RESPONSE_OVERDUE')
  await alert('2026-11-14T23:00:00Z', '2026-11-15T12:00:00Z', null)
  await alert('2026-11-15T00:00:00Z', '2026-11-15T00:10:00Z', null)
  const { answer } = await desk.run(weekly, { date: '2026-11-17' })
  expect(answer.json).toMatchObject({
    period: '2026-11-15',
    from: '2026-11-08T00:00:00.000Z',
    until: '2026-11-15T00:00:00.000Z',
    alertsTold: 3,
    alertsInTime: 1,
  })
  expect(saidBy(answer)).toContain('Alerts: 1 of 3 answered in time')
})

test('no day and no month that is none, and none to come', async () => {
  expect(await desk.refusal(weekly, { date: 'Sunday' })).toContain('must be a day')
  expect(await desk.refusal(weekly, { date: '2999-01-01' })).toContain('must not lie in the future')
  expect(await desk.refusal(month, { month: '2026-13' })).toContain('must be a month')
  expect(await desk.refusal(month, { month: '2999-01' })).toContain('must not lie in the future')
})
