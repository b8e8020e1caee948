import { afterAll, beforeAll, expect, test } from 'vitest'
import type { World } from '../support/world.ts'
import { runOn, shop, tamper } from './reconcile-desk.ts'

let world: World
beforeAll(async () => {
  world = await shop()
})
afterAll(() => world.close())

const FOUND = 'payments broken payment:client:1 '
const finds = async (): Promise<boolean> => (await runOn(world)).found.some((line) => line.startsWith(FOUND))

test('a preimage that was found to prove nothing is proven again at each run, however old its payment gets', async () => {
  const { rows } = await world.pool.query<{ preimage: string }>(
    `SELECT preimage FROM dca_payments WHERE id = 1`,
  )
  await tamper(world, `UPDATE dca_payments SET preimage = repeat('ab', 32) WHERE id = 1`)
  expect(await finds(), 'new').toBe(true)
  await tamper(world, `UPDATE transfers SET completed_at = completed_at - interval '30 days'`)
  for (const again of [1, 2, 3, 4, 5]) expect(await finds(), `old, ${again}`).toBe(true)
  await tamper(world, `UPDATE dca_payments SET preimage = '${rows[0]?.preimage ?? ''}' WHERE id = 1`)
  expect(await finds(), 'put back').toBe(false)
})

test('a preimage that is no number does not end the run', async () => {
  await tamper(world, `UPDATE dca_payments SET preimage = repeat('zz', 32) WHERE id = 2`)
  const { run } = await runOn(world)
  expect(run.checks.map(({ name }) => name)).toContain('payments')
})
