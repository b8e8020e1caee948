import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Command } from '../../commands/definition.ts'
import { command as propose } from '../../commands/adjust/propose.ts'
import { command as reverse } from '../../commands/adjust/reverse.ts'
import { command as explain } from '../../commands/recon/explain.ts'
import { splitWords, readWords } from '../../bot/chat/words.ts'
import { soon } from '../engine/one-payment.ts'
import { runOn, tamper } from '../engine/reconcile-desk.ts'
import { type Desk, openDesk, rowsOf, saidBy } from '../support/commands.ts'
import { expectSoundBooks } from '../support/invariants.ts'
import { minor, type TestClient } from '../support/world.ts'

/** A client with a past of every kind: deposits, payments paid, given up and under way, an adjustment. */
let desk: Desk
let ana: TestClient
beforeEach(async () => {
  desk = await openDesk()
  ana = await desk.world.addClient('Ana', '1000.00')
  await sell('200.00000')
  await desk.world.toRest()
  await desk.world.addDeposit(ana.id, '500.00')
  await sell('100.00000')
  await desk.world.takeIn()
  await desk.world.distribute()
  await desk.world.pool.query(
    `UPDATE transfers SET status = 'cancelled' WHERE status = 'pending' AND kind = 'client'`,
  )
  await desk.run(propose, { client: 'Ana', amount: '-11.00', reason: 'false note' })
  await desk.world.toRest()
  await sell('50.00000')
  await desk.world.takeIn()
  await desk.world.distribute()
})
afterEach(() => desk.close())

const sell = (fiat: string): Promise<string> => desk.world.sell({ fiat, confirmed_at: soon() })
const explained = async () => (await desk.run(explain, { client: 'Ana' })).answer
async function entryOf(key: string): Promise<bigint> {
  const { rows } = await desk.world.pool.query<{ id: bigint }>(
    'SELECT id FROM ledger_entries WHERE idempotency_key LIKE $1 ORDER BY id LIMIT 1',
    [key],
  )
  return rows[0]?.id ?? 0n
}
/** Carries out the line that was proposed, word for word. */
async function carryOut(line: string, command: Command): Promise<void> {
  const read = readWords(splitWords(line), [command])
  await desk.run(command, { ...read.written })
}
/** Of the client's own run, and of everything. */
const clientFindings = async (): Promise<string[]> => {
  const ofClient = await runOn(desk.world, { scope: { kind: 'client', clientId: ana.id } })
  const ofAll = await runOn(desk.world)
  return [...ofClient.found, ...ofAll.found].filter((line) => /^(?:clients|journal)/.test(line))
}

test('where everything agrees it says so, with figures in fiat and in sats', async () => {
  await expectSoundBooks(desk.world, { settled: false })
  const answer = await explained()
  expect(answer.tone).toBe('good')
  expect(answer.heading).toMatch(/^#1 Ana: everything agrees, over \d+ journal entries$/)
  const said = saidBy(answer)
  expect(said).toContain(
    'Deposits − payments + adjustments: 1,500.00 GTQ − 200.00 GTQ + -11.00 GTQ = 1,289.00 GTQ',
  )
  expect(said).toContain('Balance: 1,289.00 GTQ')
  expect(said).toContain('On hold: 50.00 GTQ · payments under way 50.00 GTQ · journal 50.00 GTQ')
  const { rows } = await desk.world.pool.query<{ status: string; sats: string }>(
    'SELECT status, sum(amount_sats) AS sats FROM dca_payments GROUP BY 1 ORDER BY 1',
  )
  expect(answer.json).toMatchObject({
    agrees: true,
    first: null,
    proposal: null,
    receivedSats: rows.find(({ status }) => status === 'completed')?.sats,
    underWaySats: rows.find(({ status }) => status === 'pending')?.sats,
  })
})

test('a balance that was changed past the journal: which entry, what should stand there, and the way back', async () => {
  await tamper(
    desk.world,
    `UPDATE dca_clients SET remaining_balance = remaining_balance + 7700 WHERE id = ${ana.id}`,
  )
  await desk.world.toRest()
  const payment = await entryOf('payment:client:%')
  const last = await desk.world.pool.query<{ id: bigint }>(
    `SELECT max(entry_id) AS id FROM ledger_lines WHERE client_id = $1 AND account LIKE 'hold:%'`,
    [ana.id],
  )
  const id = last.rows[0]?.id ?? 0n
  expect(id).toBeGreaterThan(payment)
  const answer = await explained()
  expect(answer).toMatchObject({
    tone: 'bad',
    heading: expect.stringContaining(`journal entry #${id} (payment #`),
  })
  expect(saidBy(answer)).toContain('left a balance of 1,289.00 GTQ')
  expect(saidBy(answer)).toContain(
    'began with 1,366.00 GTQ: in between it was changed by +77.00 GTQ without an entry. 1,289.00 GTQ should stand there.',
  )
  expect(rowsOf(answer).at(-1)?.[0]).toBe(`✘ #${id}`)
  const { command } = answer.json.proposal as { command: string }
  expect(command).toBe(
    `adjust propose ${ana.id} --amount -77.00 --reason "balance changed by 77.00 GTQ without a journal entry, before entry ${id}"`,
  )
  expect(await clientFindings()).not.toEqual([])
  await carryOut(command, propose)
  expect(await clientFindings()).toEqual([])
  await expectSoundBooks(desk.world)
  const after = await explained()
  expect(after.tone).toBe('good')
  expect(saidBy(after)).toContain('Corrected since, 1 thing; the newest:')
})

test('a balance that was changed in SQL is booked: it is named, and can be taken back', async () => {
  await desk.world.pool.query(
    'UPDATE dca_clients SET remaining_balance = remaining_balance - 2300 WHERE id = $1',
    [ana.id],
  )
  const answer = await explained()
  expect(answer.tone).toBe('good')
  const id = await entryOf(`adjustment:${ana.id}:%`)
  expect(saidBy(answer)).toContain(`booked as adjustment #${id}: -23.00 GTQ at `)
  expect(saidBy(answer)).toContain(`> adjust reverse ${id} --reason "changed by mistake"`)
  await carryOut(`adjust reverse ${id} --reason "changed by mistake"`, reverse)
  expect(saidBy(await explained())).toContain('Balance: 1,289.00 GTQ')
})

test.each([
  {
    name: 'an edited entry',
    key: 'deposit:2',
    plant: `UPDATE ledger_lines SET amount = amount * 2 WHERE entry_id = (SELECT id FROM ledger_entries WHERE idempotency_key = 'deposit:2')`,
    says: 'books +1,000.00 GTQ, and by deposit #2 it should be +500.00 GTQ. The balances around the entry agree with deposit #2: the entry was changed, and +500.00 GTQ should stand there.',
    amount: '0',
  },
  {
    name: 'an edited deposit',
    key: 'deposit:2',
    plant: 'UPDATE dca_deposits SET amount = 90000 WHERE id = 2',
    says: 'The balances around the entry agree with the entry: the row of deposit #2 was changed, and +500.00 GTQ should stand there.',
    amount: '0',
  },
  {
    name: 'a lost entry',
    key: 'allocation:%',
    plant: `DELETE FROM ledger_lines WHERE entry_id = (SELECT id FROM ledger_entries WHERE idempotency_key = 'deposit:2');
            DELETE FROM ledger_entries WHERE idempotency_key = 'deposit:2'`,
    says: 'for deposit #2 there is no entry in the journal, and the balance counts it: an entry of +500.00 GTQ should stand right before',
    amount: '0',
  },
  {
    name: 'a deposit that was confirmed past the journal',
    key: '',
    plant: `INSERT INTO dca_deposits (id, client_id, amount, currency, status, confirmed_at) OVERRIDING SYSTEM VALUE
            VALUES (99, 1, 4200, 'GTQ', 'confirmed', now())`,
    says: 'for deposit #99 there is no entry in the journal, and the balance does not count it either: an entry of +42.00 GTQ should stand at the end.',
    amount: '4200',
  },
])('$name is found, and gone after the proposed correction', async ({ plant, says, amount }) => {
  await tamper(desk.world, plant)
  const answer = await explained()
  expect(saidBy(answer)).toContain(says)
  const proposal = answer.json.proposal as { command: string; amountMinor: string }
  expect(proposal.amountMinor).toBe(amount)
  expect(await clientFindings()).not.toEqual([])
  await carryOut(proposal.command, propose)
  expect(await clientFindings()).toEqual([])
  await expectSoundBooks(desk.world, { settled: false })
  expect((await explained()).json).toMatchObject({ agrees: true, settled: 1 })
})

test('sats that are not those of the payment, and a hold that was changed, are for no adjustment', async () => {
  await tamper(
    desk.world,
    'UPDATE dca_payments SET amount_sats = amount_sats + 29 WHERE id = (SELECT min(id) FROM dca_payments)',
  )
  const sats = await explained()
  expect(saidBy(sats)).toMatch(
    /journal entry #\d+ \(distribution of cash-out #1\) books [\d,]+ sats, and by payment #\d+ it should be/,
  )
  expect(sats.json).toMatchObject({ proposal: null, first: { account: 'msat' } })
  expect(saidBy(sats)).toContain('No adjustment mends this')
  expect(saidBy(sats)).toMatch(/> payment lookup \d+/)
  await tamper(
    desk.world,
    'UPDATE dca_payments SET amount_sats = amount_sats - 29 WHERE id = (SELECT min(id) FROM dca_payments)',
  )
  await tamper(desk.world, `UPDATE dca_clients SET held_balance = held_balance + 100 WHERE id = ${ana.id}`)
  const hold = await explained()
  expect(saidBy(hold)).toContain('50.00 GTQ was on hold, and now it is 51.00 GTQ')
  expect(hold.json).toMatchObject({ proposal: null, first: { kind: 'gap', account: 'held' } })
})

test('a payment given up while a deposit was being confirmed is booked before it and counts after it: that agrees', async () => {
  const { pool, stores } = desk.world
  const deposit = await stores.bookkeeping.addDeposit(
    { clientId: ana.id, amount: minor('8.00'), note: null, idempotencyKey: null },
    'test',
  )
  const other = await pool.connect()
  try {
    await other.query('BEGIN')
    await other.query('SELECT FROM dca_clients WHERE id = $1 FOR UPDATE', [ana.id])
    const given = pool.query(
      `UPDATE transfers SET status = 'cancelled' WHERE status = 'pending' AND kind = 'client'`,
    )
    await expect
      .poll(async () => {
        const { rows } = await pool.query<{ waiting: bigint }>(
          `SELECT count(*) AS waiting FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        )
        return rows[0]?.waiting
      })
      .toBe(1n)
    await other.query(`UPDATE dca_deposits SET status = 'confirmed' WHERE id = $1`, [deposit])
    await other.query('COMMIT')
    await given
  } finally {
    other.release()
  }
  expect(await entryOf('void:client:2')).toBeLessThan(await entryOf(`deposit:${deposit}`))
  expect((await explained()).json).toMatchObject({ agrees: true, divergences: 0 })
})

test('what can be taken back is no more than what is free', async () => {
  await tamper(
    desk.world,
    `UPDATE dca_clients SET remaining_balance = remaining_balance + 10000 WHERE id = ${ana.id}`,
  )
  const { rows } = await desk.world.pool.query<{ held: bigint }>(
    'SELECT held_balance AS held FROM dca_clients WHERE id = $1',
    [ana.id],
  )
  await tamper(
    desk.world,
    `UPDATE dca_clients SET remaining_balance = ${(rows[0]?.held ?? 0n) + 300n} WHERE id = ${ana.id}`,
  )
  // 53.00 stand there, 50.00 of them on hold, instead of 1,289.00: what is missing is given back.
  expect((await explained()).json.proposal).toMatchObject({ amountMinor: '123600' })
})
