import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { command as duplicates } from '../../commands/tx/duplicates.ts'
import { command as list } from '../../commands/tx/list.ts'
import { command as missing } from '../../commands/tx/missing.ts'
import { command as preview } from '../../commands/tx/preview.ts'
import { command as show } from '../../commands/tx/show.ts'
import { type Desk, openDesk, rowsOf, saidBy } from '../support/commands.ts'
import type { TestClient } from '../support/world.ts'

let desk: Desk
let ana: TestClient
let luis: TestClient
/** Lamassu's ids: before go-live, paid, set aside, waiting. */
let ids: { baseline: string; paid: string; quarantined: string; waiting: string }

beforeAll(async () => {
  desk = await openDesk({ live: false })
  ana = await desk.world.addClient('Ana', '3000.00')
  luis = await desk.world.addClient('Luis', '1000.00')
  const baseline = await desk.world.sell()
  await desk.world.takeIn()
  const paid = await desk.world.sell()
  await desk.world.toRest()
  const quarantined = await desk.world.sell({ crypto_code: 'ETH' })
  const waiting = await desk.world.sell({ status: 'authorized', confirmed_at: null })
  await desk.world.takeIn()
  ids = { baseline, paid, quarantined, waiting }
})
afterAll(() => desk.close())

const rowCounts = async (): Promise<unknown> => {
  const { rows } = await desk.world.pool.query(
    `SELECT (SELECT count(*) FROM lamassu_transactions) AS cash_outs, (SELECT count(*) FROM transfers) AS transfers,
            (SELECT count(*) FROM ledger_entries) AS entries, (SELECT sum(held_balance) FROM dca_clients) AS held`,
  )
  return rows[0]
}

test('tx list shows what was taken in, and what waits in a table of its own', async () => {
  const { answer } = await desk.run(list)
  expect(answer.heading).toBe('2 cash-outs, 1 waiting')
  const rows = rowsOf(answer)
  expect(rows.map((row) => row.at(-1))).toEqual([
    'quarantined',
    'completed',
    "the customer's sats are not confirmed yet",
  ])
  expect(rows[0]?.[2]).toBe('2,000 GTQ')
  expect(rows[1]?.slice(2, 4)).toEqual(['2,000.00 GTQ', '266,800 sats'])
  expect(answer.json).toMatchObject({
    cashOuts: [{ status: 'quarantined', quarantineReason: 'other_coin' }, { lamassuId: ids.paid }],
    waiting: [{ lamassuId: ids.waiting, reason: 'sats_unconfirmed' }],
  })
})

test('tx list filters by status, machine and time', async () => {
  const rowCount = async (written: Record<string, string>) =>
    rowsOf((await desk.run(list, written)).answer).length
  expect(await rowCount({ status: 'completed' })).toBe(1)
  expect(await rowCount({ machine: 'machine-1' })).toBe(3)
  expect(await rowCount({ machine: 'machine-2' })).toBe(0)
  expect(await rowCount({ from: '2999-01-01' })).toBe(0)
  expect(await rowCount({ to: '2999-01-01', limit: '1' })).toBe(2)
  expect(await desk.refusal(list, { from: 'yesterday' })).toContain(
    '--from must be a date such as 2026-11-22',
  )
})

test('tx show works the commission out in words, and accounts for every sat and centavo', async () => {
  const { answer } = await desk.run(show, { cashout: ids.paid.slice(0, 8) })
  const said = saidBy(answer)
  expect(answer.tone).toBe('good')
  expect(said).toContain('2. The commission is 3 %, without a discount.')
  expect(said).toContain('266,800 / 1.03 = 259,029.126213… sats')
  expect(said).toContain('By the ticker rule: 259,067 sats for the clients')
  expect(said).toContain('Σ sats: 259,029 sats for the clients + 7,771 sats commission = 266,800 sats ✔')
  expect(said).toContain(
    "Σ clients: 259,029 sats + 0 sats that no deposit covers (the operator's) = 259,029 sats ✔",
  )
  expect(said).toContain('Σ cash: 2,000.00 GTQ + 0.00 GTQ that no deposit covers = 2,000.00 GTQ ✔')
  expect(said).toContain('worked out again from this row alone: the same ✔')
  expect(rowsOf(answer).map((row) => row.slice(0, 4))).toEqual([
    [`#${ana.id} Ana`, '3,000.00 GTQ', '1,500.00 GTQ', '194,272 sats'],
    [`#${luis.id} Luis`, '1,000.00 GTQ', '500.00 GTQ', '64,757 sats'],
    ['commission', '–', '–', '7,771 sats'],
  ])
  expect(rowsOf(answer).every((row) => row[4]?.endsWith('completed ✔'))).toBe(true)
  expect(said).toContain(`In Lamassu: ${ids.paid}`)
  expect(answer.json).toMatchObject({
    rule: 'markup',
    baseSats: '259029',
    commissionSats: '7771',
    workedOut: [
      { rule: 'markup', baseSats: '259029' },
      { rule: 'ticker', baseSats: '259067' },
    ],
  })
})

test('tx show says why a cash-out was set aside, and what it would have been worth', async () => {
  const { answer } = await desk.run(show, { cashout: ids.quarantined })
  expect(answer.tone).toBe('warn')
  const said = saidBy(answer)
  expect(said).toContain(
    'not paid before a person decides: the customer paid with a coin that is neither BTC nor LN.',
  )
  expect(said).toContain("The commission can't be worked out: the customer paid with a coin")
  expect(said).toContain('Paid: 266,800 of ETH')
})

test('tx show names what changed in Lamassu afterwards', async () => {
  const id = await desk.world.sell()
  await desk.world.toRest()
  await desk.world.changeSale(id, { fiat: '2500.00000' })
  await desk.world.takeIn()
  const { answer } = await desk.run(show, { cashout: id })
  expect(answer.tone).toBe('warn')
  expect(saidBy(answer)).toContain('CHANGED IN LAMASSU after it was taken in.')
  expect(saidBy(answer)).toContain('fiat: 2000.00000 → 2500.00000')
  expect(answer.json.upstreamChanges).toEqual(['fiat: 2000.00000 → 2500.00000'])
})

test('a sum that does not come out is shown as broken', async () => {
  const broken = await openDesk()
  try {
    await broken.world.addClient('Ana', '5000.00')
    const id = await broken.world.sell()
    await broken.world.toRest()
    await broken.world.pool.query('ALTER TABLE dca_payments DISABLE TRIGGER USER')
    await broken.world.pool.query('UPDATE dca_payments SET amount_sats = amount_sats - 1')
    const { answer } = await broken.run(show, { cashout: id })
    expect(answer.tone).toBe('bad')
    expect(saidBy(answer)).toMatch(/Σ clients: 259,028 sats .* = 259,029 sats ✘/)
  } finally {
    await broken.close()
  }
})

test.each([show, preview])('a cash-out that nobody knows', async (command) => {
  expect(await desk.refusal(command, { cashout: 'ffffffffff' })).toContain(
    'No cash-out in the books is "ffffffffff", or more than one begins like that',
  )
  expect(await desk.refusal(command, {})).toContain('--cashout is missing')
})

test('tx preview of one that waits: the split at this moment, and nothing is written', async () => {
  await desk.world.addDeposit(ana.id, '1500.00')
  const before = await rowCounts()
  const { answer } = await desk.run(preview, { cashout: ids.waiting.slice(0, 10) })
  expect(await rowCounts()).toEqual(before)
  const said = saidBy(answer)
  expect(answer.heading).toBe(`Preview of ${ids.waiting.slice(0, 8)}, 2,000.00 GTQ: nothing was written`)
  expect(said).toContain("A poll has seen it and waits: the customer's sats are not confirmed yet.")
  expect(said).toContain('266,800 / 1.03')
  expect(said).toMatch(/Σ cash: .* = 2,000\.00 GTQ ✔/)
  expect(said).not.toContain('✘')
  expect(answer.json).toMatchObject({ preview: true, fiatMinor: '200000', baseSats: '259029' })
})

test('tx preview of one that only Lamassu has says what the next poll will do with it', async () => {
  const payable = await desk.world.sell()
  const test = await desk.world.sell({ error_code: 'somethingBroke' })
  expect(saidBy((await desk.run(preview, { cashout: payable })).answer)).toContain(
    'The books do not have it. The next poll takes it in.',
  )
  expect(saidBy((await desk.run(preview, { cashout: test })).answer)).toContain(
    'The next poll sets it aside: the cash came out, and Lamassu recorded an error on the same row.',
  )
  expect(saidBy((await desk.run(preview, { cashout: ids.baseline })).answer)).toContain(
    'it belongs to the baseline and is never paid',
  )
  expect(await desk.refusal(preview, { cashout: randomUUID() })).toContain(
    'Neither the books nor Lamassu have a cash-out with the id',
  )
})

test('tx preview of one that is distributed, or that can not be worked out, is refused', async () => {
  expect(await desk.refusal(preview, { cashout: ids.paid })).toMatch(
    /^Cash-out \d+ is completed: there is nothing to preview\. "tx show \d+" shows how it was split\.$/,
  )
  expect(await desk.refusal(preview, { cashout: ids.quarantined })).toContain(
    "can't be worked out: the customer paid with",
  )
})

test('tx missing compares both ways', async () => {
  await desk.world.takeIn()
  expect((await desk.run(missing)).answer).toMatchObject({
    tone: 'good',
    heading: 'Nothing is missing on either side',
  })
  const unpolled = await desk.world.sell()
  await desk.world.lamassu.pool.query('DELETE FROM public.cash_out_txs WHERE id = $1', [ids.paid])
  const { answer } = await desk.run(missing)
  expect(answer).toMatchObject({
    tone: 'bad',
    json: { missingInBooks: [unpolled], missingInLamassu: [ids.paid], baselineMissingInLamassu: 0 },
  })
  expect(rowsOf(answer)).toEqual([
    ['dispensed in Lamassu, not in the books', unpolled],
    ['in the books, not in Lamassu', ids.paid],
  ])
})

test('tx missing does not call an unconfirmed dispense gone, and notices a baseline that vanished', async () => {
  const other = await openDesk({ live: false })
  try {
    await other.world.addClient('Ana', '5000.00')
    const baseline = await other.world.sell()
    await other.world.takeIn()
    const longAgo = new Date('2020-01-01T00:00:00Z')
    await other.world.sell({ dispense_confirmed: null, created: longAgo, confirmed_at: longAgo })
    await other.world.takeIn()
    await other.world.lamassu.pool.query('DELETE FROM public.cash_out_txs WHERE id = $1', [baseline])
    const { answer } = await other.run(missing)
    expect(answer.json).toMatchObject({
      missingInBooks: [],
      missingInLamassu: [],
      baselineMissingInLamassu: 1,
    })
    expect(saidBy(answer)).toContain(
      '1 cash-out of the go-live baseline gone from Lamassu: is it the same server?',
    )
  } finally {
    await other.close()
  }
})

test('tx duplicates finds none, and says which when somebody has dropped a constraint', async () => {
  expect((await desk.run(duplicates)).answer).toMatchObject({
    tone: 'good',
    heading: 'Nothing is there twice',
  })
  await desk.world.pool.query('ALTER TABLE lamassu_transactions DROP CONSTRAINT unique_transaction_id')
  await desk.world.pool.query(
    `INSERT INTO lamassu_transactions (transaction_id, status, quarantine_reason, device_id, source_row, source_row_hash)
     SELECT transaction_id, 'quarantined', 'unreadable', device_id, '{}', 'x' FROM lamassu_transactions WHERE transaction_id = $1`,
    [ids.paid],
  )
  const { answer } = await desk.run(duplicates)
  expect(answer).toMatchObject({ tone: 'bad', json: { duplicates: [{ reference: ids.paid, count: 2 }] } })
  const twin = (answer.json.duplicates as { ids: string[] }[])[0]?.ids[1] ?? ''
  // A row that a person wrote is shown with what it has.
  expect((await desk.run(show, { cashout: twin })).answer.heading).toContain('of –, quarantined')
})
