import { afterEach, beforeEach, expect, test } from 'vitest'
import { splitWords, readWords } from '../../bot/chat/words.ts'
import { command as propose } from '../../commands/adjust/propose.ts'
import type { Command } from '../../commands/definition.ts'
import { command as reverse } from '../../commands/deposit/reverse.ts'
import { command as lookup } from '../../commands/payment/lookup.ts'
import { command as backfill } from '../../commands/poll/backfill.ts'
import { command as explain } from '../../commands/recon/explain.ts'
import { command as process } from '../../commands/tx/process.ts'
import { type Desk, openDesk, saidBy } from '../support/commands.ts'
import { expectSoundBooks } from '../support/invariants.ts'
import { soon } from './one-payment.ts'
import { runOn, tamper, wordsOf } from './reconcile-desk.ts'

/** What is wrong in the books is found and named, and gone when what the finding proposes was done. */

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
  await desk.world.addClient('Ana', '4000.00')
  await desk.world.addClient('Luis', '2000.00')
  await desk.world.sell({ fiat: '1000.00000', confirmed_at: soon() })
  await desk.world.toRest()
})
afterEach(() => desk.close())

const found = async (): Promise<string[]> => (await runOn(desk.world)).found
const stepsOf = async (): Promise<string[]> =>
  (await runOn(desk.world)).run.checks.flatMap(({ discrepancies }) =>
    discrepancies.flatMap(({ steps }) => steps),
  )
/** Carries out a line that was proposed, word for word. */
async function carryOut(line: string, command: Command): Promise<void> {
  await desk.run(command, { ...readWords(splitWords(line), [command]).written })
}
async function carryOutWhatExplains(): Promise<void> {
  const { answer } = await desk.run(explain, { client: 'Ana' })
  const { command } = answer.json.proposal as { command: string }
  await carryOut(command, propose)
}
const takeBack = () => desk.run(reverse, { deposit: '99', reason: 'the same cash twice' })
const value = async (sql: string): Promise<unknown> =>
  (await desk.world.pool.query<{ value: unknown }>(sql)).rows[0]?.value

test.each([
  ['booked first and then taken back', carryOutWhatExplains, takeBack],
  ['taken back first and then booked', takeBack, carryOutWhatExplains],
])('a deposit confirmed twice past the journal is gone, %s', async (_, first, second) => {
  const before = await value('SELECT remaining_balance AS value FROM dca_clients WHERE id = 1')
  await tamper(
    desk.world,
    `INSERT INTO dca_deposits (id, client_id, amount, currency, status, confirmed_at) OVERRIDING SYSTEM VALUE
     VALUES (99, 1, 4200, 'GTQ', 'confirmed', now())`,
  )
  expect(await found()).toEqual(['clients broken client:1 -4200 GTQ', 'journal broken deposit:99 +4200 GTQ'])
  expect(await stepsOf()).toContain('recon explain 1')
  expect(await stepsOf()).toContain('deposit show 99')
  await first()
  await second()
  expect(await found()).toEqual([])
  expect(await value('SELECT remaining_balance AS value FROM dca_clients WHERE id = 1')).toBe(before)
  await expectSoundBooks(desk.world)
})

/** What explain says should stand there, in minor units or sats, and that no command puts it there. */
async function shouldStand(): Promise<bigint> {
  const { answer } = await desk.run(explain, { client: 'Ana' })
  expect(answer.json.proposal).toBeNull()
  expect(saidBy(answer)).toContain('Put it back as it stands in the newest export or backup')
  return BigInt((answer.json.first as { should: string }).should)
}

test('a broken chain of balances before and after is named by its entry, and gone when the row is put back', async () => {
  const entry = await value(
    'SELECT min(entry_id) AS value FROM ledger_lines WHERE client_id = 1 AND remaining_after IS NOT NULL',
  )
  const line = `WHERE client_id = 1 AND remaining_after IS NOT NULL AND entry_id = ${String(entry)}`
  await tamper(desk.world, `UPDATE ledger_lines SET remaining_after = remaining_after + 100 ${line}`)
  expect(await found()).toEqual(['clients broken client:1 -100 GTQ'])
  expect((await stepsOf())[0]).toBe('recon explain 1')
  const { answer } = await desk.run(explain, { client: 'Ana' })
  expect(answer.heading).toBe(
    `#1 Ana: the books stop to agree at journal entry #${String(entry)} (deposit #1)`,
  )
  expect(saidBy(answer)).toContain(
    'says that it left a balance of 4,001.00 GTQ. By its own amounts it left 4,000.00 GTQ',
  )
  await tamper(desk.world, `UPDATE ledger_lines SET remaining_after = ${await shouldStand()} ${line}`)
  expect(await found()).toEqual([])
  await expectSoundBooks(desk.world)
})

test('a wrong amount of a payment is named by both wallets and the journal, and gone when put back as they have it', async () => {
  const amount = `FROM dca_payments WHERE client_id = 1`
  const real = await value(`SELECT amount_sats AS value ${amount}`)
  await tamper(desk.world, 'UPDATE dca_payments SET amount_sats = amount_sats + 1 WHERE client_id = 1')
  const { run, found: lines } = await runOn(desk.world)
  const id = String(await value(`SELECT id AS value ${amount}`))
  expect(lines).toContain(`wallets broken payment:client:${id} +1000 msat`)
  expect(lines).toContain(`receivers broken payment:client:${id} -1000 msat`)
  expect(lines).toContain(`journal broken payment:client:${id} -1000 msat`)
  const moved = /and the wallet moved -([\d,]+) sats/.exec(wordsOf(run).join('\n'))?.[1]?.replaceAll(',', '')
  expect(BigInt(moved ?? 0)).toBe(real)
  expect((await desk.run(lookup, { payment: id })).answer.tone).toBe('bad')
  await tamper(desk.world, `UPDATE dca_payments SET amount_sats = ${moved} WHERE client_id = 1`)
  expect(await found()).toEqual([])
  expect((await desk.run(lookup, { payment: id })).answer.tone).toBe('good')
})

test('an edited cash-out is named, and gone when put back as Lamassu has it', async () => {
  await tamper(desk.world, 'UPDATE lamassu_transactions SET fiat_amount = fiat_amount + 1 WHERE id = 1')
  expect(await found()).toContain('cash-outs broken tx:1 -1 GTQ')
  expect(await stepsOf()).toContain('tx show 1')
  const id = String(await value('SELECT transaction_id AS value FROM lamassu_transactions WHERE id = 1'))
  const row = await desk.world.lamassuSource.cashOut(id)
  await tamper(desk.world, `UPDATE lamassu_transactions SET fiat_amount = ${row?.fiat} * 100 WHERE id = 1`)
  expect(await found()).toEqual([])
})

const anHourAgo = (): Date => new Date(Date.now() - 3_600_000)

test('a cash-out that only Lamassu has is gone after the backfill that the finding proposes', async () => {
  const id = await desk.world.sell({ fiat: '100.00000', created: anHourAgo(), confirmed_at: anHourAgo() })
  expect(await found()).toEqual([`lamassu broken lamassu:${id} –`])
  expect((await stepsOf())[0]).toBe('poll backfill')
  await desk.run(backfill, { since: '2026-01-01' })
  await desk.world.toRest()
  expect(await found()).toEqual([])
  await expectSoundBooks(desk.world)
})

test('a cash-out that no poll takes in again is listed by the backfill, and gone after the "tx process" that it proposes', async () => {
  const id = await desk.world.sell({ fiat: '100.00000', created: anHourAgo(), confirmed_at: anHourAgo() })
  await desk.world.takeIn()
  await tamper(
    desk.world,
    `DELETE FROM ledger_lines WHERE entry_id IN (SELECT id FROM ledger_entries WHERE lamassu_transaction_id = 2);
     DELETE FROM ledger_entries WHERE lamassu_transaction_id = 2;
     DELETE FROM cash_out_sightings WHERE transaction_id = '${id}';
     DELETE FROM lamassu_transactions WHERE transaction_id = '${id}'`,
  )
  expect(await found()).toEqual([`lamassu broken lamassu:${id} –`])
  const { answer } = await desk.run(backfill, { since: '2026-01-01' })
  expect(answer.json.missing).toEqual([id])
  const line = saidBy(answer).match(/tx process .*/)?.[0] ?? ''
  await carryOut(line, process)
  await desk.world.toRest()
  expect(await found()).toEqual([])
  await expectSoundBooks(desk.world)
})
