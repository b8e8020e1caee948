import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { reconcileChanges } from '../../engine/reconcile.ts'
import { createReconcileStore } from '../../engine/store/reconcile-store.ts'
import { reconcileDependencies } from '../support/books.ts'
import type { World } from '../support/world.ts'
import { soon } from './one-payment.ts'
import { foundIn, runOn, shop, tamper, wordsOf } from './reconcile-desk.ts'

let world: World
beforeAll(async () => {
  world = await shop()
})
afterAll(() => world.close())

const look = () => reconcileChanges(reconcileDependencies(world), 'test')
const runs = async (): Promise<bigint> =>
  (await world.pool.query<{ count: bigint }>('SELECT count(*) FROM reconciliations')).rows[0]?.count ?? 0n
const rows = async (sql: string): Promise<unknown[]> => (await world.pool.query(sql)).rows

/** All that was written so far is as if of yesterday. */
const letADayPass = () =>
  tamper(
    world,
    `UPDATE ledger_entries SET created_at = created_at - interval '1 day';
     UPDATE transfers SET updated_at = updated_at - interval '1 day', created_at = created_at - interval '1 day', completed_at = completed_at - interval '1 day';
     UPDATE dca_deposits SET confirmed_at = confirmed_at - interval '1 day';
     UPDATE lamassu_transactions SET created_at = created_at - interval '1 day', processed_at = processed_at - interval '1 day'`,
  )

async function nextDay(): Promise<void> {
  await letADayPass()
  await world.addDeposit(1n, '500.00')
  await world.sell({ fiat: '100.00000', confirmed_at: soon() })
  await world.toRest()
}

describe("every minute's look", () => {
  test('begins where it stands, keeps no run while all is square, and moves on', async () => {
    expect(await look()).toEqual({ kind: 'square', since: null })
    await nextDay()
    expect((await look()).kind).toBe('square')
    expect((await look()).kind).toBe('square')
    expect(await runs()).toBe(0n)
    expect(
      await rows('SELECT open_run, looked_at >= checked_until AS moved FROM reconciliation_mark'),
    ).toEqual([{ open_run: null, moved: true }])
  })

  test('is square at every step of a cash-out that is under way', async () => {
    await world.sell({ fiat: '90.00000', confirmed_at: soon() })
    await world.takeIn()
    expect((await look()).kind, 'taken in').toBe('square')
    await world.distribute()
    expect((await look()).kind, 'distributed').toBe('square')
    await world.toRest()
    expect((await look()).kind, 'paid').toBe('square')
  })

  const newest = `(SELECT max(id) FROM dca_payments)`
  const entry = `(SELECT id FROM ledger_entries WHERE idempotency_key = 'payment:client:' || ${newest})`
  test.each([
    {
      name: 'a line of the journal',
      plant: `UPDATE ledger_lines SET amount = amount + 1 WHERE account = 'source:BTC' AND entry_id = ${entry}`,
      undo: `UPDATE ledger_lines SET amount = amount - 1 WHERE account = 'source:BTC' AND entry_id = ${entry}`,
      found: [/^journal broken entry:\d+ \+1 msat$/, /^journal broken payment:client:\d+ \+1 msat$/],
    },
    {
      name: 'the amount of a payment',
      plant: `UPDATE dca_payments SET amount_sats = amount_sats + 1 WHERE id = ${newest}`,
      undo: `UPDATE dca_payments SET amount_sats = amount_sats - 1 WHERE id = ${newest}`,
      found: [/^cash-outs broken tx:\d+ \+1000 msat$/, /^journal broken payment:client:\d+ /],
    },
    {
      name: 'a deposit that was confirmed past the journal',
      plant: `INSERT INTO dca_deposits (id, client_id, amount, currency, status, confirmed_at) VALUES (99, 1, 500, 'GTQ', 'confirmed', now())`,
      undo: `DELETE FROM dca_deposits WHERE id = 99`,
      found: [/^journal broken deposit:99 \+500 GTQ$/],
    },
    {
      name: 'a payment completed without an entry',
      plant: `UPDATE ledger_entries SET idempotency_key = 'x', transfer_id = NULL WHERE id = ${entry}`,
      undo: `UPDATE ledger_entries SET idempotency_key = 'payment:client:' || ${newest}, transfer_id = ${newest} WHERE idempotency_key = 'x'`,
      found: [/^journal broken entry:\d+ –$/, /^journal broken payment:client:\d+ /],
    },
    {
      name: 'a balance that did not move as its newest entries say',
      plant: `UPDATE dca_clients SET remaining_balance = remaining_balance + 700 WHERE id = 1`,
      undo: `UPDATE dca_clients SET remaining_balance = remaining_balance - 700 WHERE id = 1`,
      found: [/^clients broken client:1 \+700 GTQ$/],
    },
  ])(
    'finds $name, keeps that once, and lets go of it when it is put back',
    async ({ plant, undo, found }) => {
      const before = await runs()
      await tamper(world, plant)
      const outcome = await look()
      expect(outcome).toMatchObject({ kind: 'found', isNew: true })
      const run = await createReconcileStore(world.pool).byId(outcome.kind === 'found' ? outcome.run : null)
      if (run === null) throw new Error('there is no run')
      for (const line of found)
        expect(foundIn(run), wordsOf(run).join('\n')).toContainEqual(expect.stringMatching(line))
      expect(run.scope.kind).toBe('since')
      expect(await look()).toMatchObject({ kind: 'found', isNew: false })
      expect(await runs()).toBe(before + 1n)
      await tamper(world, undo)
      expect((await look()).kind).toBe('square')
      expect(await rows('SELECT open_run FROM reconciliation_mark')).toEqual([{ open_run: null }])
    },
  )

  test('does not see an old row that was changed past every trigger, and takes nothing back of what the daily run found of it', async () => {
    await letADayPass()
    expect((await look()).kind).toBe('square')
    await tamper(world, 'UPDATE dca_payments SET amount_sats = amount_sats + 1 WHERE id = 1')
    expect((await look()).kind).toBe('square')
    const { found } = await runOn(world)
    expect(found).toContain('cash-outs broken tx:1 +1000 msat')
    expect((await look()).kind).toBe('square')
    expect((await createReconcileStore(world.pool).byId(null))?.verdict).toBe('broken')
    await tamper(world, 'UPDATE dca_payments SET amount_sats = amount_sats - 1 WHERE id = 1')
  })

  test('hands over to a run of everything, which has found the same', async () => {
    await nextDay()
    await tamper(world, `UPDATE dca_clients SET remaining_balance = remaining_balance + 1 WHERE id = 1`)
    expect((await look()).kind).toBe('found')
    expect((await runOn(world)).run.verdict).toBe('broken')
    expect(await rows('SELECT open_run FROM reconciliation_mark')).toEqual([{ open_run: null }])
    await tamper(world, `UPDATE dca_clients SET remaining_balance = remaining_balance - 1 WHERE id = 1`)
    expect((await look()).kind).toBe('square')
  })
})
