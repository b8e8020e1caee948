import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { command as compensate } from '../../commands/commission/compensate.ts'
import { command as verify } from '../../commands/commission/verify.ts'
import { command as explainCommand } from '../../commands/recon/explain.ts'
import { command as show } from '../../commands/tx/show.ts'
import { splitCommission } from '../../engine/domain/commission.ts'
import { openDesk, rowsOf, saidBy } from '../support/commands.ts'
import { expectSoundBooks } from '../support/invariants.ts'
import { photograph } from '../support/rewind.ts'
import { soon } from './one-payment.ts'
import { runOn, wordsOf } from './reconcile-desk.ts'
import { ASKED, one, overcharged, SALES, type Shop, wallets } from './overcharged.ts'

/** What everybody should have got of the three, by arithmetic of its own: quotas as fractions, the last sats by remainder. */
function owedBy(shares: readonly { tx: bigint; client: bigint; fiat: bigint }[]): Map<bigint, bigint> {
  const owed = new Map<bigint, bigint>()
  for (const [i, [fiat, sats]] of SALES.entries()) {
    const cash = BigInt(fiat.replace('.', '')) / 1000n
    const base = (percent: bigint) => (BigInt(sats) * 1000n) / (1000n + percent)
    const mine = shares.filter(({ tx }) => tx === BigInt(i + 1))
    const spent = mine.reduce((all, one) => all + one.fiat, 0n)
    const pot = (base(55n) * spent) / cash - (base(80n) * spent) / cash
    const parts = mine.map((one) => ({
      ...one,
      sats: (pot * one.fiat) / spent,
      rest: (pot * one.fiat) % spent,
    }))
    let left = pot - parts.reduce((all, part) => all + part.sats, 0n)
    for (const part of [...parts].sort((a, b) => (a.rest > b.rest ? -1 : 1))) {
      owed.set(part.client, (owed.get(part.client) ?? 0n) + part.sats + (left > 0n ? 1n : 0n))
      left -= left > 0n ? 1n : 0n
    }
  }
  return owed
}

describe('three cash-outs of five clients with a commission that was too high', () => {
  let shop: Shop
  let before: bigint[]
  beforeAll(async () => {
    shop = await overcharged()
    before = wallets(shop)
  })
  afterAll(() => shop.desk.close())

  test('the preview says for each cash-out and each client what it comes to, and that the sums hold', async () => {
    const preview = await shop.desk.preview(compensate, ASKED)
    expect(preview.what).toBe(
      'Give 9,952 sats of commission back: 8,004 sats to 5 clients, 1,948 sats to the house',
    )
    expect(preview.lines).toContain('judged by the rule of each cash-out, 5.5 % commission')
    expect(preview.lines.join('\n')).toMatch(
      /cash-out #1 \(\w{8}\): 5,929 sats commission were kept, 4,173 sats would have been right, 1,756 sats too much/,
    )
    expect(preview.lines).toContain('#1 Ana: 2,926 sats from 3 cash-outs, at their own prices 23.13 GTQ')
    expect(preview.lines).toContain(
      'checked: 9,952 sats too much = 8,004 sats for clients + 1,948 sats of the house, where no deposit covered the cash ✔',
    )
    expect(preview.interested).toEqual([1n, 2n, 3n, 4n, 5n].map((clientId) => ({ clientId })))
    expect(await one(shop.desk, 'SELECT count(*) FROM commission_compensations')).toEqual({ count: 0n })
  })

  test('is given back to the last sat, and the books are square', async () => {
    const { rows: shares } = await shop.desk.world.pool.query(
      'SELECT lamassu_transaction_id AS tx, client_id AS client, amount_fiat::bigint AS fiat FROM dca_payments',
    )
    const owed = owedBy(shares)
    const { answer } = await shop.desk.run(compensate, ASKED)
    expect(answer.heading).toBe('9,952 sats of commission of 3 cash-outs are given back')
    await shop.desk.world.toRest()
    const after = wallets(shop)
    expect(after.map((sats, i) => sats - (before[i] ?? 0n))).toEqual(
      [1n, 2n, 3n, 4n, 5n].map((id) => owed.get(id)),
    )
    await expectSoundBooks(shop.desk.world)
    const { run, found } = await runOn(shop.desk.world)
    expect([run.verdict, found]).toEqual(['ok', []])
    expect(wordsOf(run)).toContain(
      'cash-outs: 3 cash-outs: in 453,559 sats = clients 345,770 sats + commission 23,646 sats + house 84,143 sats',
    )
  })

  test('is in the journal: taken from the commission, for the clients and the house', async () => {
    const { rows } = await shop.desk.world.pool.query<{ account: string; balance: string }>(
      `SELECT account, balance FROM v_account_balances WHERE unit = 'msat' AND (account LIKE 'payable%' OR account LIKE 'commission%') ORDER BY account`,
    )
    expect(rows).toEqual([
      { account: 'commission:BTC', balance: '9952000' },
      ...[1, 2, 3, 4, 5].map((id) => ({ account: `payable:${id}:BTC`, balance: '0' })),
    ])
    expect(
      await one(
        shop.desk,
        `SELECT sum(compensated_sats)::bigint AS given, sum(abs(open_difference)) AS open FROM v_commission_check`,
      ),
    ).toEqual({ given: 9952n, open: '0' })
  })

  test('is never given back twice', async () => {
    const again = await shop.desk.refusal(compensate, ASKED)
    expect(again).toContain(
      'None of these cash-outs has a commission that was too high and is not compensated yet',
    )
    expect(await shop.desk.refusal(compensate, { ...ASKED, rate: '4' })).toBe(again)
    const paid = wallets(shop)
    await shop.desk.world.toRest()
    expect(wallets(shop)).toEqual(paid)
  })

  test('is known to those who look: verify, the cash-out, the explained client, the statement', async () => {
    const verified = await shop.desk.run(verify, { rate: '5.5' })
    expect(verified.answer.json).toMatchObject({ wrong: [], compensated: ['3', '2', '1'], impactSats: '0' })
    expect(saidBy(verified.answer)).toContain(
      'Compensated, the clients have or get back what was too much: #3, #2, #1.',
    )
    const { answer } = await shop.desk.run(show, { cashout: '1' })
    expect(answer.tone).toBe('good')
    expect(saidBy(answer)).toMatch(
      /given back: 1,756 sats to clients \+ 0 sats to the house = 1,756 sats of the commission ✔/,
    )
    expect(rowsOf(answer).filter(([to]) => to?.endsWith('(commission given back)'))).toHaveLength(5)
    expect((await shop.desk.run(explainCommand, { client: 'Ana' })).answer.tone).toBe('good')
    const month = new Date().toISOString().slice(0, 7)
    const { movements } = await shop.desk.world.readings.statement(1n, { month, timeZone: 'UTC' })
    const given = movements.filter(({ kind }) => kind === 'compensation_payment')
    expect([given.length, given.reduce((sum, { receivedMsat }) => sum + receivedMsat, 0n)]).toEqual([
      3,
      2_926_000n,
    ])
    expect(given.every(({ change }) => change === 0n)).toBe(true)
    expect((await shop.desk.world.readings.clients({ limit: 9 })).map(({ paidSats }) => paidSats)).toEqual(
      wallets(shop),
    )
  })

  test('no key that forbids doubles is weaker for it, and nothing but its own booking makes a compensation', async () => {
    const signs = await shop.desk.context().then(({ rules }) => rules.find(({ id }) => id === 'TX_DUPLICATE'))
    expect(signs?.id).toBe('TX_DUPLICATE')
    const { pool } = shop.desk.world
    const copy = (table: string) =>
      pool.query(
        `INSERT INTO ${table} (lamassu_transaction_id, client_id, amount_sats, fiat_code, payer_wallet_id, payee_wallet_id, kind, transaction_type)
         SELECT lamassu_transaction_id, client_id, amount_sats, fiat_code, payer_wallet_id, payee_wallet_id, kind, transaction_type
         FROM compensation_payments ORDER BY id LIMIT 1`,
      )
    await expect(copy('compensation_payments')).rejects.toMatchObject({
      constraint: 'one_compensation_per_client',
    })
    await expect(
      pool.query(
        `INSERT INTO commission_compensations (lamassu_transaction_id, commission_rule, commission_percentage, right_base_amount, amount_sats, house_sats, reason, actor, operation_id)
         SELECT lamassu_transaction_id, commission_rule, commission_percentage, right_base_amount, amount_sats, house_sats, reason, actor, 'other' FROM commission_compensations LIMIT 1`,
      ),
    ).rejects.toMatchObject({ constraint: 'one_compensation_per_transaction' })
    await shop.desk.world.sell({ fiat: '10.00000', crypto_atoms: '1334', confirmed_at: soon() })
    await shop.desk.world.toRest()
    for (const table of ['compensation_payments', 'transfers'])
      await expect(
        pool.query(
          `INSERT INTO ${table} (kind, transaction_type, lamassu_transaction_id, client_id, amount_sats, fiat_code)
           SELECT 'compensation', 'correction', max(id), 1, 7, 'GTQ' FROM lamassu_transactions`,
        ),
      ).rejects.toMatchObject({ constraint: 'compensation_is_booked' })
  })
})

describe('asked for by several at the same moment', () => {
  let shop: Shop
  beforeAll(async () => {
    shop = await overcharged()
  })
  afterAll(() => shop.desk.close())

  test('is booked for one of them, and the same request twice is one', async () => {
    const contexts = await Promise.all(
      ['terminal:a', 'terminal:b', 'terminal:c'].map((who) => shop.desk.context(who)),
    )
    const request = {
      range: { ids: [1n, 2n, 3n], last: null, from: null, to: null },
      right: { rule: null, commissionE5: 5500n },
      reason: 'all at once',
      incident: null,
      approver: null,
    }
    const outcomes = await Promise.allSettled(
      contexts.map(({ actions, operationId }) => actions.compensate({ ...request, operationId })),
    )
    const done = outcomes.filter((outcome) => outcome.status === 'fulfilled')
    expect(done).toHaveLength(1)
    const winner = contexts[outcomes.findIndex(({ status }) => status === 'fulfilled')]
    if (winner === undefined) throw new Error('one of them was first')
    const again = await winner.actions.compensate({ ...request, operationId: winner.operationId })
    expect(again).toEqual(done[0]?.value)
    await Promise.all([shop.desk.world.pay('one'), shop.desk.world.pay('two')])
    await shop.desk.world.toRest()
    await expectSoundBooks(shop.desk.world)
    expect(
      await one(shop.desk, 'SELECT sum(amount_sats)::bigint AS sats FROM compensation_payments'),
    ).toEqual({
      sats: 8004n,
    })
  })
})

test('a rule that was the wrong one is judged by the right one', async () => {
  const desk = await openDesk()
  try {
    await desk.world.addClient('Ana', '4000.00')
    // At this price the cash is worth more sats than markup gave.
    await desk.world.sell({ raw_ticker_price: '760000.00000', confirmed_at: soon() })
    await desk.world.toRest()
    const reading = (
      await desk
        .context()
        .then(({ books }) => books.compensable({ ids: null, last: 1, from: null, to: null }, 5))
    )[0]
    if (reading === undefined) throw new Error('one was sold')
    const right = splitCommission('ticker', reading.terms)
    const over = (right?.baseSats ?? 0n) - reading.baseSats
    const { answer } = await desk.run(compensate, {
      last: '1',
      rule: 'ticker',
      reason: 'ticker had been agreed',
    })
    expect(answer.json).toMatchObject({ overSats: over.toString(), houseSats: '0' })
    await desk.world.toRest()
    await expectSoundBooks(desk.world)
    expect((await runOn(desk.world)).found).toEqual([])
  } finally {
    await desk.close()
  }
})

test('a database that has forgotten it sends nothing before it is asked for again, and pays nobody twice', async () => {
  const shop = await overcharged({ reissueAfterSeconds: 0 })
  const { world } = shop.desk
  try {
    const restore = await photograph(world.books)
    await shop.desk.run(compensate, ASKED)
    await world.toRest()
    const paid = wallets(shop)
    await restore()
    await world.addDeposit(1n, '50.00')
    await world.sell({ fiat: '50.00000', crypto_atoms: '6670', confirmed_at: soon() })
    await world.toRest(3)
    expect(wallets(shop)).toEqual(paid)
    const waiting = await one<{ error: string }>(
      shop.desk,
      `SELECT last_error AS error FROM dca_payments WHERE status = 'pending'`,
    )
    expect(waiting?.error).toMatch(
      /that the books have forgotten; nothing else is sent until the compensation of cash-out \S+ has been asked for again \("commission compensate"\), or until a person/,
    )
    await shop.desk.run(compensate, ASKED)
    await world.toRest()
    await world.toRest()
    expect(wallets(shop).slice(1)).toEqual(paid.slice(1))
    const [ana] = wallets(shop)
    const later = await one<{ sats: bigint }>(
      shop.desk,
      'SELECT amount_sats::bigint AS sats FROM dca_payments WHERE lamassu_transaction_id = 4',
    )
    expect(ana).toBe((paid[0] ?? 0n) + (later?.sats ?? 0n))
    await expectSoundBooks(world)
    expect((await runOn(world)).found).toEqual([])
  } finally {
    await shop.desk.close()
  }
})
