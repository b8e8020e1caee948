import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Comparison } from '../../engine/history.ts'
import { openWorld, type World } from '../support/world.ts'
import { readPayment, startPayment } from './one-payment.ts'

let world: World
beforeAll(async () => {
  world = await openWorld({ commissionWallet: false })
})
afterAll(() => world.close())

test.each([
  ['at the very instant of the last comparison', 0],
  ['by a clock that had not yet been set back when it was made', -1800],
])('a payment completed %s is looked for in the wallet', async (_when, seconds) => {
  const payment = await startPayment(world)
  await world.toRest()
  const { completedAt, paymentHash } = await readPayment(world, payment)
  const comparison: Comparison = {
    books: 'these',
    mark: 'these',
    startedAt: new Date(),
    waitSeconds: 0,
    comparedUntil: new Date(),
    comparedAt: new Date((completedAt?.getTime() ?? 0) - seconds * 1000),
    newestHash: null,
  }
  const { history } = world.stores
  const source = world.wallets.source.walletId
  const missing = async (shown: readonly string[]) =>
    (await history.completedBeside(source, comparison, shown, 10)).map((row) => row.paymentHash)
  expect(await missing([])).toContain(paymentHash)
  expect(await missing([paymentHash ?? ''])).not.toContain(paymentHash)
})
