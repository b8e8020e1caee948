import { afterEach, beforeEach, expect, test } from 'vitest'
import { minutesAfter, minutesBefore, secondsBefore } from '../../../alerts/moments.ts'
import { rule } from '../../../alerts/rules/payment-stuck.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { distributed, openShop, paymentsOf, type Shop } from '../shop.ts'

let shop: Shop
beforeEach(async () => {
  shop = await openShop()
})
afterEach(() => shop.close())

test('what is not finished after fifteen minutes is said, and over when it is paid', async () => {
  const { world, ana, luis } = shop
  const cashOut = await distributed(world)
  const [first, second] = await paymentsOf(world, cashOut)
  const made = first?.createdAt ?? new Date(0)
  expect(await check(rule, await sightOf(world, { now: secondsBefore(minutesAfter(made, 15), 1) }))).toEqual(
    [],
  )
  expect(await check(rule, await sightOf(world, { now: minutesAfter(made, 16) }))).toEqual([
    {
      entity: 'stuck:pending:untried',
      what: `3 payments · #${ana.id} Ana, #${luis.id} Luis · not tried yet`,
      exposureSats: 266_800n,
      worth: "≈ 2,000.00 GTQ of it the clients'",
      since: made,
      fired: `without an invoice for 16 min, limit 15 minutes; the oldest is payment #${first?.id} of cash-out #${cashOut.id}`,
      did: 'Their sats and balances stay on hold; they are looked up again and again, and nothing is paid a second time.',
      now: 'See whether the bot works and payouts are on: nobody has tried to pay this yet.',
      steps: ['status show', 'payment list --status stuck', `payment lookup ${first?.id}`],
      remedies: [{ kind: 'pause_payouts' }],
    },
  ])
  expect(second?.amountSats).toBe(64_757n)
  await world.toRest()
  expect(await check(rule, await sightOf(world, { now: minutesAfter(made, 60) }))).toEqual([])
})

test('each cause has an alert of its own, with its own first step', async () => {
  const { world } = shop
  await distributed(world)
  world.control.inject({ endpoint: 'pay', fault: { kind: 'half_state' } })
  for (let round = 0; round < 5; round += 1) {
    await world.skipWaiting()
    await world.pay()
  }
  const later = await distributed(world)
  await world.pool.query(
    `UPDATE transfers SET last_error = 'awaiting_funds: the paying wallet holds less than this payment needs' WHERE lamassu_transaction_id = $1`,
    [later.id],
  )
  const findings = await check(rule, await sightOf(world, { now: minutesAfter(new Date(), 20) }))
  expect(findings.map(({ entity, steps }) => [entity, steps[0]?.replace(/\d+/, 'N')])).toEqual([
    ['stuck:needs_review:half_paid', 'payment lookup N'],
    ['stuck:pending:no_funds', 'check wallets'],
  ])
  expect(findings[0]?.now).toMatch(/^Never pay it again/)
})

test('what waits behind one that hangs has one alert, with an invoice or without', async () => {
  const { world } = shop
  const [first] = await paymentsOf(world, await distributed(world))
  await world.pool.query(
    `WITH made AS (INSERT INTO payment_invoices (transfer_kind, transfer_id, seq, payment_hash, bolt11)
       VALUES ('client', $1, 1, repeat('a', 64), 'lnbc1'))
     UPDATE transfers SET status = 'invoiced', payment_hash = repeat('a', 64), bolt11 = 'lnbc1' WHERE kind = 'client' AND id = $1`,
    [first?.id],
  )
  const findings = await check(rule, await sightOf(world, { now: minutesAfter(new Date(), 20) }))
  expect(findings).toMatchObject([{ entity: 'stuck:pending:untried', exposureSats: 266_800n }])
})

test('payouts are paused from so many payments, or so many sats', async () => {
  const { world } = shop
  const cashOut = await distributed(world)
  const now = minutesAfter(new Date(), 20)
  const remedies = async (limits: Parameters<typeof check>[2]) =>
    (await check(rule, await sightOf(world, { now }), limits as object))[0]?.remedies
  expect(await remedies({})).toEqual([{ kind: 'pause_payouts' }])
  expect(await remedies({ pauseAtPayments: 4 })).toBeUndefined()
  expect(await remedies({ pauseAtPayments: 4, pauseAboveSats: 266_800 })).toEqual([{ kind: 'pause_payouts' }])
  expect(await remedies({ pauseAtPayments: 4, pauseAboveSats: 266_801 })).toBeUndefined()
  expect(cashOut.cryptoAtoms).toBe(266_800n)
})

test('what merely waits because payouts are off is not stuck; what was before, or is being paid, is', async () => {
  const { world } = shop
  const cashOut = await distributed(world)
  await world.pool.query(`UPDATE lamassu_config SET payouts_enabled = false, pause_reason = 'counting'`)
  const { rows } = await world.pool.query<{ off: Date }>(
    'SELECT payouts_off_since AS off FROM lamassu_config',
  )
  const off = rows[0]?.off ?? new Date(0)
  const later = { now: minutesAfter(off, 120) }
  expect(await check(rule, await sightOf(world, later))).toEqual([])
  const [first, second] = await paymentsOf(world, cashOut)
  const setMade = (id: bigint | undefined, minutes: number) =>
    world.pool.query('UPDATE transfers SET created_at = $2 WHERE id = $1', [id, minutesBefore(off, minutes)])
  await setMade(first?.id, 14)
  expect(await check(rule, await sightOf(world, later))).toEqual([])
  await setMade(first?.id, 16)
  expect(await check(rule, await sightOf(world, later))).toMatchObject([
    { entity: 'stuck:pending:untried', exposureSats: first?.amountSats, since: minutesBefore(off, 16) },
  ])
  await world.stores.transfers.review(
    { ...(await claimed(second?.id)) },
    'contradiction: the paying wallet has 2 debits for one invoice',
  )
  expect(await check(rule, await sightOf(world, later))).toMatchObject([
    { entity: 'stuck:pending:untried' },
    { entity: 'stuck:needs_review:contradiction', exposureSats: second?.amountSats },
  ])
  async function claimed(id: bigint | undefined) {
    const transfer = await world.stores.transfers.claimOne({ owner: 'test', seconds: 60 }, 'client', id ?? 0n)
    if (transfer === null) throw new Error(`payment ${id} could not be claimed`)
    return transfer
  }
})

test('commission that accrues for want of a wallet is not stuck', async () => {
  await shop.close()
  shop = await openShop({ commissionWallet: false })
  const { world } = shop
  await distributed(world)
  await world.toRest()
  const { rows } = await world.pool.query(`SELECT FROM transfers WHERE status = 'accrued'`)
  expect(rows).toHaveLength(1)
  expect(await check(rule, await sightOf(world, { now: minutesAfter(new Date(), 600) }))).toEqual([])
})
