import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { command as compensateCommand } from '../../commands/commission/compensate.ts'
import { splitCommission } from '../../engine/domain/commission.ts'
import { type Desk, openDesk } from '../support/commands.ts'
import { expectSoundBooks } from '../support/invariants.ts'
import { runOn, wordsOf } from './reconcile-desk.ts'
import { soon } from './one-payment.ts'

const DEPOSITS = [
  ['Ana', '1000.01'],
  ['Beto', '777.77'],
  ['Carla', '500.00'],
  ['Delia', '333.33'],
  ['Ernesto', '123.45'],
] as const
const ASKED = { rate: '5.5', reason: '8 % had been configured' }

let desk: Desk
let owned: Map<bigint, bigint>

const balanceOf = (walletId: string): bigint => desk.world.control.balanceMsat(walletId)
const clients = async () => {
  const { rows } = await desk.world.pool.query<{ id: bigint; wallet: string; sats: bigint }>(
    `SELECT c.id, c.wallet_id AS wallet, coalesce(sum(t.amount_sats) FILTER (WHERE t.status = 'completed'), 0)::bigint AS sats
     FROM dca_clients c LEFT JOIN transfers t ON t.client_id = c.id GROUP BY c.id ORDER BY c.id`,
  )
  return rows
}

beforeAll(async () => {
  desk = await openDesk()
  for (const [name, deposit] of DEPOSITS) await desk.world.addClient(name, deposit)
  // The third is larger than what is left of the deposits: part of it is the operator's own.
  for (const [fiat, sats] of [
    ['600.00000', '80041'],
    ['1300.00000', '173417'],
    ['1500.00000', '200101'],
  ] as const) {
    await desk.world.sell({
      fiat,
      crypto_atoms: sats,
      commission_percentage: '0.08000',
      confirmed_at: soon(),
    })
    await desk.world.toRest()
  }
  await desk.world.sell({ fiat: '100.00000', crypto_atoms: '13341', confirmed_at: soon() })
  await desk.world.toRest()
  owned = new Map((await clients()).map(({ id, sats }) => [id, sats]))
})
afterAll(() => desk.close())

test('books what each is owed, pays it once, and everything is square', async () => {
  const readings = await desk
    .context()
    .then(({ books }) => books.compensable({ ids: [1n, 2n, 3n], last: null, from: null, to: null }, 10))
  const over = readings.map((one) => {
    const right = splitCommission('markup', { ...one.terms, commissionE5: 5500n })
    return (right?.baseSats ?? 0n) - one.baseSats
  })
  expect(over.every((amount) => amount > 0n)).toBe(true)
  const { answer, preview } = await desk.run(compensateCommand, { cashouts: '1,2,3', ...ASKED })
  console.log(preview, answer)
  await desk.world.toRest()
  const after = await clients()
  for (const { wallet, sats } of after) expect(balanceOf(wallet)).toBe(sats * 1000n)
  await expectSoundBooks(desk.world)
  const { run, found } = await runOn(desk.world)
  console.log(wordsOf(run), owned)
  expect(found).toEqual([])
  expect(run.verdict).toBe('ok')
})
