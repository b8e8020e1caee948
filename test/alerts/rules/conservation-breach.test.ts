import { afterEach, beforeEach, expect, test } from 'vitest'
import { minutesAfter, secondsBefore } from '../../../alerts/moments.ts'
import { rule } from '../../../alerts/rules/conservation-breach.ts'
import { sats } from '../../../engine/domain/money.ts'
import type { WalletKey } from '../../../engine/ports.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { byForce, finished, forgetPayment, openShop, paymentsOf, type Shop } from '../shop.ts'

let shop: Shop
beforeEach(async () => {
  shop = await openShop()
})
afterEach(() => shop.close())

const remedies = [{ kind: 'pause_payouts' }, { kind: 'open_incident', scenario: 'R4' }]
const found = async (minutes = 5) =>
  check(rule, await sightOf(shop.world, { now: minutesAfter(new Date(), minutes) }))

async function compare(): Promise<void> {
  await shop.world.stores.history.doubt()
  await shop.world.payDependencies().history.payDoubt()
}

test('books and wallets that agree are silent', async () => {
  await finished(shop.world)
  await finished(shop.world)
  expect(await found()).toEqual([])
})

test('what a wallet paid and the books do not know is said with its sats, until somebody settles it', async () => {
  const { world, ana } = shop
  await finished(world)
  const hashes: string[] = []
  for (const amount of [1000n, 234n]) {
    const reference = `satmachine:client:11111111-2222-3333-4444-555555555555:${ana.wallet.walletId}:1`
    const invoice = await world.client.createInvoice(ana.wallet.invoiceKey as WalletKey, {
      amountSats: sats(amount),
      memo: 'unknown',
      reference,
      expirySeconds: 60,
    })
    if (invoice.kind !== 'ok') throw new Error('no invoice')
    await world.client.pay(world.wallets.source.adminKey as WalletKey, {
      bolt11: invoice.value.bolt11,
      reference,
    })
    hashes.push(invoice.value.paymentHash)
  }
  await compare()
  const { rows } = await world.pool.query<{ paid: Date; found: Date }>(
    'SELECT min(paid_at) AS paid, min(found_at) AS found FROM wallet_differences',
  )
  const early = await sightOf(world, { now: secondsBefore(minutesAfter(rows[0]?.found ?? new Date(), 2), 1) })
  expect(await check(rule, early), 'it may still be recognised').toEqual([])
  expect(await found()).toMatchObject([
    {
      entity: `wallet:${world.wallets.source.walletId}:unbooked`,
      what: `2 payments out of wallet ${world.wallets.source.walletId.slice(0, 8)} that the books don't know`,
      exposureSats: 1234n,
      since: rows[0]?.paid,
      steps: ['status show', 'check wallets'],
      remedies,
    },
  ])
  for (const hash of hashes)
    await world.pool.query('SELECT settle_wallet_difference($1, $2)', [hash, 'sent back'])
  expect(await found()).toEqual([])
})

test('what the books call paid and the wallet does not show is said until it shows it again', async () => {
  const { world } = shop
  const cashOut = await finished(world)
  const [first] = await paymentsOf(world, cashOut)
  const remember = forgetPayment(world, first?.paymentHash ?? '')
  await compare()
  expect(await found()).toMatchObject([
    {
      entity: `wallet:${world.wallets.source.walletId}:missing`,
      exposureSats: 194_272n,
      worth: '≈ 1,500.00 GTQ',
      steps: [`payment lookup ${first?.id}`, 'status show', 'check wallets'],
      remedies,
    },
  ])
  remember()
  await compare()
  expect(await found()).toEqual([])
})

test('a settled payment that the journal has not, or has over another amount, is said to the sat', async () => {
  const { world } = shop
  const cashOut = await finished(world)
  const [first, second] = await paymentsOf(world, cashOut)
  const key = `payment:client:${first?.id}`
  const rename = (from: string, to: string) =>
    byForce(world, 'UPDATE ledger_entries SET idempotency_key = $2 WHERE idempotency_key = $1', [from, to])
  await rename(key, 'lost')
  expect(await found()).toMatchObject([
    {
      entity: `cash-out:${cashOut.id}`,
      what: `cash-out #${cashOut.id}: 194,272 sats between journal and payments`,
      exposureSats: 194_272n,
      since: cashOut.processedAt,
      remedies,
    },
  ])
  await rename('lost', key)
  expect(await found()).toEqual([])
  const move = (msat: number) =>
    byForce(
      world,
      `UPDATE ledger_lines SET amount = amount + $2 WHERE account = 'payable:' || $1 || ':BTC'
       AND entry_id = (SELECT id FROM ledger_entries WHERE idempotency_key = 'payment:client:' || $3)`,
      [second?.clientId, msat, second?.id],
    )
  await move(1)
  expect((await found()).map(({ entity, exposureSats }) => [entity, exposureSats])).toEqual([
    [`cash-out:${cashOut.id}`, 64_757n],
    [expect.stringMatching(/^entry:\d+$/), 1n],
  ])
  await move(-1)
  expect(await found()).toEqual([])
})

test('a distribution that gives the operator a sat of the clients in the journal is said', async () => {
  const { world } = shop
  const cashOut = await finished(world)
  const move = (msat: number) =>
    byForce(
      world,
      `UPDATE ledger_lines SET amount = amount + CASE account WHEN 'commission:BTC' THEN -$2::bigint ELSE $2 END
       WHERE entry_id = (SELECT id FROM ledger_entries WHERE idempotency_key = 'allocation:' || $1)
         AND (account = 'commission:BTC' OR account = $3)`,
      [cashOut.id, msat, `payable:${shop.ana.id}:BTC`],
    )
  await move(1000)
  expect(await found()).toMatchObject([
    {
      entity: `cash-out:${cashOut.id}`,
      exposureSats: 1n,
      fired:
        'it brought 266,800 sats; in the journal 259,028 sats went to clients, 7,772 sats to the commission, 0 sats to the operator, and 0 sats of settled payments are missing; limit 0 sats',
    },
  ])
  await move(-1000)
  expect(await found()).toEqual([])
})
