import { afterAll, beforeAll, expect, test } from 'vitest'
import { command as pause } from '../../commands/poll/pause.ts'
import { command as show } from '../../commands/status/show.ts'
import { type Desk, openDesk, saidBy } from '../support/commands.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk({ live: false })
  await desk.world.addClient('Ana', '5000.00')
})
afterAll(() => desk.close())

test('status show says in its heading what matters most', async () => {
  expect((await desk.run(show)).answer).toMatchObject({
    tone: 'plain',
    heading: 'Ready; nothing has been polled yet',
  })
  await desk.world.takeIn()
  await desk.world.sell()
  await desk.world.toRest()
  const { answer } = await desk.run(show)
  expect(answer).toMatchObject({
    tone: 'good',
    heading: 'All is well',
    json: { transactions: { completed: 1 } },
  })
  expect(saidBy(answer)).toContain('Paid: 266,800 sats in 2 payments')
  expect(saidBy(answer)).toContain('3,000.00 GTQ left of 1 active client')
  await desk.world.sell({ crypto_code: 'ETH' })
  await desk.world.takeIn()
  expect((await desk.run(show)).answer.heading).toBe('1 cash-out set aside for a person to decide')
})

test('poll pause stops both at once, with its reason in sight', async () => {
  const { answer } = await desk.run(pause, { reason: 'counting the cash' })
  expect(answer.json).toMatchObject({
    pollingEnabled: false,
    payoutsEnabled: false,
    reason: 'counting the cash',
  })
  expect((await desk.run(show)).answer.heading).toBe('Payouts are paused: counting the cash')
  expect(await desk.refusal(pause)).toBe('--reason is missing: why, for whoever looks next.')
})
