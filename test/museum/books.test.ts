import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { fiatMinor, sats } from '../../engine/domain/money.ts'
import { previewSplit } from '../../engine/store/allocation-store.ts'
import { createWallets } from '../../bot/wallets.ts'
import { settingsSchema } from '../../engine/settings.ts'
import { claimPayment } from '../engine/one-payment.ts'
import { silentLog } from '../support/database.ts'
import { expectSoundBooks } from '../support/invariants.ts'
import { fixedKeys } from '../support/own-keys.ts'
import { openWorld, type World } from '../support/world.ts'
import type { WalletKey } from '../../engine/ports.ts'
import { openPool, refusalOf } from './pool.ts'

/** The room of the books that took anything, and of the tests that moved real money. */

let world: World
beforeAll(async () => {
  world = await openWorld({ commissionWallet: false })
})
afterAll(() => world.close())
afterEach(() => expectSoundBooks(world))

/** Every row of every table, and every row of every wallet. */
async function everything(): Promise<unknown> {
  const { rows } = await world.pool.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'satoshimachine' AND table_type = 'BASE TABLE' ORDER BY 1`,
  )
  const tables: Record<string, unknown> = {}
  for (const { name } of rows) {
    const all = await world.pool.query(`SELECT to_jsonb(t)::text AS row FROM ${name} t ORDER BY 1`)
    tables[name] = all.rows
  }
  return { tables, wallets: world.control.payments() }
}

test('B32 a deposit goes its way once: confirmed when it was, never unconfirmed, never of nothing', async () => {
  const client = await world.addClient('B32', null)
  const { bookkeeping } = world.stores
  const deposit = { clientId: client.id, amount: fiatMinor(50_000n), note: null, idempotencyKey: null }
  const id = await bookkeeping.addDeposit(deposit, 'maria')
  const [first, second] = await Promise.all([
    bookkeeping.decideDeposit(id, 'confirmed', 'maria', null),
    bookkeeping.decideDeposit(id, 'confirmed', 'pedro', null),
  ])
  expect([first.kind, second.kind].sort()).toEqual(['done', 'too_late'])
  const confirmedAt = (await world.readings.deposit(id))?.confirmedAt
  expect(await bookkeeping.decideDeposit(id, 'rejected', 'pedro', null)).toMatchObject({
    kind: 'too_late',
    status: 'confirmed',
  })
  const change = (what: string): Promise<string> =>
    refusalOf(world, `UPDATE dca_deposits SET ${what} WHERE id = $1`, [id])
  expect(await change("status = 'pending'")).toBe('legal_status_changes')
  expect(await change("status = 'rejected'")).toBe('legal_status_changes')
  expect(await change("status = 'whatever'")).not.toBe('accepted')
  expect(await change("confirmed_at = confirmed_at - interval '1 year'")).toBe('agreed_is_final')
  expect(await change('amount = 1')).toBe('agreed_is_final')
  expect((await world.readings.deposit(id))?.confirmedAt).toEqual(confirmedAt)
  for (const amount of [0n, -5n]) {
    const refused = bookkeeping.addDeposit({ ...deposit, amount: fiatMinor(amount) }, 'maria')
    await expect(refused).rejects.toMatchObject({ code: 'database_refused' })
  }
  expect((await world.readings.findClients('B32'))[0]?.remaining).toBe(50_000n)
})

test('B33 a client is never removed, and neither is what belongs to him', async () => {
  const client = await world.addClient('B33', '100.00')
  expect(await refusalOf(world, 'DELETE FROM dca_clients WHERE id = $1', [client.id])).toMatch(
    /append_only|kept for ever/,
  )
  expect(await refusalOf(world, 'DELETE FROM dca_deposits')).toMatch(/append_only|kept for ever/)
  expect(await refusalOf(world, 'TRUNCATE dca_clients CASCADE')).toMatch(/append_only|kept for ever/)
  // And were the trigger away, the keys would still hold it.
  const { rows } = await world.pool.query(
    `SELECT DISTINCT conrelid::regclass::text AS child, confdeltype::text AS on_delete FROM pg_constraint
     WHERE confrelid = 'dca_clients'::regclass AND conparentid = 0 ORDER BY 1`,
  )
  expect(rows.map((row) => row.child)).toEqual(expect.arrayContaining(['dca_deposits', 'transfers']))
  // Refused at once or at the commit; never along with him, and never set to nothing.
  expect(rows.filter((row) => !['r', 'a'].includes(String(row.on_delete)))).toEqual([])
})

test('B34 more than 21 bitcoin and more than 21 million centavos fit, and what can not be is refused', async () => {
  Object.assign(world.control.settings, { maxIncomingSats: 10n ** 12n, maxOutgoingSats: 10n ** 12n })
  world.control.topUp(world.wallets.source.walletId, 10n ** 11n)
  const pool = await openPool(world, { B34: '1.00' })
  const insert = `INSERT INTO dca_deposits (client_id, amount, status, confirmed_at) VALUES ($1, $2, 'confirmed', '2026-01-01')`
  const deposit = (amount: string): Promise<string> =>
    refusalOf(world, insert, [pool.clients['B34']?.id, amount])
  expect(await deposit('900000000000')).toBe('accepted')
  const id = await pool.sell({ crypto_atoms: '5000000000', fiat: '900000000.00' })
  await world.toRest()
  expect(await pool.payments(id)).toMatchObject([
    { status: 'completed', amountSats: 4_854_368_932n, amountFiat: 90_000_000_000n },
    { kind: 'commission' },
  ])
  expect(await deposit('9007199254740992')).toBe('minor_check')
})

test('B37 a test transaction shows the whole split and moves nothing', async () => {
  const pool = await openPool(world, { B37a: '3000.00', B37b: '1000.00' })
  const { walletId } = world.wallets.source
  await world.stores.bookkeeping.describeWallets({
    sourceWalletId: walletId,
    commissionWalletId: null,
    commissionKeyPreview: null,
  })
  const before = await everything()
  const requests = world.control.requestCount('create') + world.control.requestCount('pay')
  const cashOut = {
    fiatCode: pool.fiatCode,
    fiat: fiatMinor(200_000n),
    base: sats(259_029n),
    time: new Date(),
  }
  const { allocation } = await previewSplit(world.pool, cashOut, { fixedModeEnabled: true, timeZone: 'UTC' })
  expect(allocation.shares.map((share) => share.amount)).toEqual([194_272n, 64_757n])
  expect(await everything()).toEqual(before)
  expect(world.control.requestCount('create') + world.control.requestCount('pay')).toBe(requests)
})

test('B38 no currency but the cash-out’s own is named, in the books and to the client', async () => {
  const client = await world.addClient('B38', null, { fiatCode: 'JPY' })
  await world.pool.query(
    `INSERT INTO dca_deposits (client_id, amount, status, confirmed_at) VALUES ($1, 100000, 'confirmed', '2026-01-01')`,
    [client.id],
  )
  const transactionId = await world.sell({ fiat_code: 'JPY', fiat: '30000' })
  await world.takeIn()
  await world.distribute()
  const [payment] = await world.readings.transfers({ status: 'pending', clientId: client.id, limit: 2 })
  expect(payment).toMatchObject({ fiatCode: 'JPY', amountFiat: 30_000n, exponent: 0 })
  const wallets = createWallets({
    lnbits: world.client,
    ownKeys: fixedKeys({
      source: world.wallets.source.adminKey as WalletKey,
      commission: null,
      treasury: null,
    }),
    stores: world.stores,
    sealing: null as never,
    settings: async () => ({ settings: settingsSchema.parse({}) }),
    log: silentLog,
    random: () => 0.5,
  })
  const transfer = await claimPayment(world, { client, transactionId, id: payment?.id ?? 0n })
  const { memo } = (await wallets.payDependencies('worker')).settings
  expect(memo(transfer)).not.toMatch(/GTQ|USD|EUR/)
  await world.toRest()
})

test('B47 there is one configuration, always, and it changes in one piece', async () => {
  expect(await refusalOf(world, 'INSERT INTO lamassu_config DEFAULT VALUES')).toBe(
    'lamassu_config_is_one_row',
  )
  expect(await refusalOf(world, 'DELETE FROM lamassu_config')).toMatch(/append_only|kept for ever/)
  await world.pool.query(`
    CREATE FUNCTION fail_b47() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'killed here'; END $$;
    CREATE TRIGGER fail_b47 BEFORE UPDATE OF pause_reason ON lamassu_config FOR EACH ROW EXECUTE FUNCTION fail_b47()`)
  const switched = world.stores.bookkeeping.setSwitches({ polling: false, payouts: true }, 'upgrade')
  await expect(switched).rejects.toThrow('killed here')
  await world.pool.query('DROP TRIGGER fail_b47 ON lamassu_config')
  const { pollingEnabled, payoutsEnabled, pauseReason } = await world.readings.status()
  expect([pollingEnabled, payoutsEnabled, pauseReason]).toEqual([true, true, null])
})
