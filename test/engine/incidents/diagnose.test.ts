import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Diagnosis, ScenarioMatch } from '../../../engine/incidents/board.ts'
import { ENGLISH, write } from '../../../engine/phrase.ts'
import { type Desk, openDesk } from '../../support/commands.ts'
import { answerWallets, lookAtWallets, remember } from '../../support/looking.ts'
import { distributed, finished, paymentsOf } from '../../alerts/shop.ts'
import { tamper } from '../reconcile-desk.ts'

/** Each of the handbook's faults, planted in real books and wallets, is named first, and the others are not. */

let desk: Desk
beforeEach(async () => {
  desk = await openDesk({
    reissueAfterSeconds: 0,
    checks: [{ name: 'lamassu', ok: true, sentence: 'answers', milliseconds: 1 }],
  })
  await desk.world.addClient('Ana', '30000.00')
  await desk.world.addClient('Luis', '10000.00')
  await finished(desk.world)
  await finished(desk.world)
})
afterEach(() => desk.close())

const look = () => lookAtWallets(desk.world, { now: new Date() })
const diagnosed = (): Promise<Diagnosis> => desk.incidents.diagnose()
const scores = ({ matches }: Diagnosis) =>
  Object.fromEntries(matches.map(({ scenario, score }) => [scenario, score]))

/** The signs that were found, in English, with their figures. */
const foundOf = ({ matches }: Diagnosis, scenario: string): string[] =>
  (matches.find((match) => match.scenario === scenario)?.signs ?? [])
    .filter(({ found }) => found)
    .map(({ what, figure }) => `${write(what, ENGLISH)}: ${write(figure ?? '–', ENGLISH)}`)

/** It fits best, by a distance, and nothing else fits well. */
function expectFirst(diagnosis: Diagnosis, scenario: string): void {
  const [first, ...others] = diagnosis.matches as [ScenarioMatch, ...ScenarioMatch[]]
  expect([first.scenario, scores(diagnosis)]).toEqual([scenario, scores(diagnosis)])
  expect(first.score).toBeGreaterThanOrEqual(50)
  for (const other of others) expect([other.scenario, other.score < 45]).toEqual([other.scenario, true])
}

/** As in books whose unique keys somebody has taken away. */
const payTwice = async (paymentId: bigint | undefined): Promise<bigint> => {
  await desk.world.pool.query('DROP INDEX one_payment_per_client')
  const { rows } = await desk.world.pool.query<{ id: bigint }>(
    `INSERT INTO dca_payments (lamassu_transaction_id, client_id, amount_sats, amount_fiat, fiat_code, payer_wallet_id, payee_wallet_id)
     SELECT lamassu_transaction_id, client_id, amount_sats, amount_fiat, fiat_code, payer_wallet_id, payee_wallet_id
     FROM dca_payments WHERE id = $1 RETURNING id`,
    [paymentId],
  )
  return rows[0]?.id ?? 0n
}

test('clean books fit nothing', async () => {
  await look()
  const diagnosis = await diagnosed()
  for (const { scenario, score } of diagnosis.matches)
    expect([scenario, score <= 15, foundOf(diagnosis, scenario)]).toEqual([scenario, true, expect.anything()])
  expect(scores(diagnosis)).toMatchObject({ R1: 0, R3: 0, R4: 0, R5: 0, R6: 0 })
})

test('R1: a second payment to a client for one cash-out', async () => {
  const { world } = desk
  const [first] = await paymentsOf(world, await finished(world))
  const second = await payTwice(first?.id)
  await look()
  const diagnosis = await diagnosed()
  expectFirst(diagnosis, 'R1')
  expect(foundOf(diagnosis, 'R1')).toContain(
    `Several payments of one cash-out to one client: payments #${first?.id}, #${second}; 194,272 sats too much`,
  )
})

describe('R2', () => {
  test('the way to Lamassu is broken, and polls fail', async () => {
    const { world } = desk
    await world.lamassu.pool.query('ALTER TABLE public.cash_out_txs RENAME TO gone')
    await world.takeIn()
    await world.takeIn()
    await look()
    const diagnosis = await diagnosed()
    expectFirst(diagnosis, 'R2')
    const r2 = diagnosis.matches[0]?.signs ?? []
    expect(r2.filter(({ asked }) => !asked).map(({ what }) => write(what, ENGLISH))).toContain(
      'Cash-outs of Lamassu that are missing in the books, or the other way round',
    )
  })

  test('a cash-out of Lamassu that no poll took in', async () => {
    const { world } = desk
    const id = await world.sell({
      confirmed_at: new Date(Date.now() - 3_600_000),
      created: new Date(Date.now() - 3_600_000),
    })
    await world.takeIn()
    await tamper(world, `DELETE FROM lamassu_transactions WHERE transaction_id = '${id}'`)
    await world.pool.query('SELECT 1')
    await look()
    expectFirst(await diagnosed(), 'R2')
  })
})

test('R3: payments that nobody sends', async () => {
  const { world } = desk
  await distributed(world)
  await world.pool.query(
    `UPDATE dca_payments SET created_at = now() - interval '1 hour' WHERE status = 'pending'`,
  )
  await world.pool.query(`UPDATE dca_payments SET attempts = 6 WHERE status = 'pending'`)
  await look()
  expectFirst(await diagnosed(), 'R3')
})

test('R4: a balance that somebody changed past every trigger', async () => {
  await tamper(desk.world, 'UPDATE dca_clients SET remaining_balance = remaining_balance + 5000 WHERE id = 1')
  await look()
  expectFirst(await diagnosed(), 'R4')
})

test('R5: a commission that is not what its formula gives', async () => {
  const { world } = desk
  await tamper(
    world,
    `ALTER TABLE lamassu_transactions DROP CONSTRAINT commission_is_floor;
     UPDATE lamassu_transactions SET base_amount = base_amount - 1000, commission_amount = commission_amount + 1000 WHERE id = 2`,
  )
  await look()
  const diagnosis = await diagnosed()
  expectFirst(diagnosis, 'R5')
  expect(foundOf(diagnosis, 'R5')[0]).toBe(
    'A commission, worked out again, is another one: 1 cash-out: #2; 1,000 sats too much commission in all',
  )
})

test('R6: a key that LNbits refuses, which also keeps payments from being made', async () => {
  const { world } = desk
  await distributed(world)
  await world.pool.query(
    `UPDATE dca_payments SET created_at = now() - interval '1 hour', attempts = 6,
       last_error = 'LNbits refuses the key of the paying wallet (401)' WHERE status = 'pending'`,
  )
  answerWallets(world, 401, '{"detail":"Invalid key"}')
  await look()
  await look()
  const diagnosis = await diagnosed()
  expectFirst(diagnosis, 'R6')
})

test('R10: a bot that has stopped looking', async () => {
  await look()
  await remember(desk.world, 'heartbeat', { at: new Date(Date.now() - 3_600_000) })
  expectFirst(await diagnosed(), 'R10')
})
