import { afterAll, beforeAll, expect, test } from 'vitest'
import { command as verifyCommand } from '../../commands/commission/verify.ts'
import { soon } from '../engine/one-payment.ts'
import { tamper } from '../engine/reconcile-desk.ts'
import { type Desk, openDesk, rowsOf, saidBy } from '../support/commands.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
  await desk.world.addClient('Ana', '4000.00')
  await desk.world.addClient('Luis', '2000.00')
  for (const fiat of ['1000.00000', '2000.00000', '500.00000']) {
    await desk.world.sell({ fiat, confirmed_at: soon() })
    await desk.world.toRest()
  }
})
afterAll(() => desk.close())

const overcharge = (id: number, sats: number) =>
  tamper(
    desk.world,
    `ALTER TABLE lamassu_transactions DROP CONSTRAINT IF EXISTS commission_is_floor;
     UPDATE lamassu_transactions SET commission_amount = commission_amount + ${sats}, base_amount = base_amount - ${sats} WHERE id = ${id}`,
  )

test('the commission that is right is said to be', async () => {
  const { answer } = await desk.run(verifyCommand)
  expect([answer.heading, answer.tone]).toEqual(['The commission of 3 cash-outs is right', 'good'])
  expect(answer.json).toMatchObject({ checked: 3, wrong: [], impactSats: '0' })
})

test('a sat is within the tolerance, and is said', async () => {
  await overcharge(1, 1)
  const { answer } = await desk.run(verifyCommand)
  expect(answer.tone).toBe('good')
  expect(saidBy(answer)).toContain('1 cash-out off by 1 sats: within the tolerance.')
})

test('more than a sat is named, with its impact and with whom it concerns', async () => {
  await overcharge(2, 3000)
  await overcharge(3, -2)
  const { answer } = await desk.run(verifyCommand)
  expect([answer.heading, answer.tone]).toEqual(['2 cash-outs of 3 with a wrong commission', 'bad'])
  const rows = rowsOf(answer)
  expect(rows[0]?.slice(2)).toEqual(['10,771 sats', '7,771 sats', '3,000 sats'])
  expect(rows[1]?.slice(2)).toEqual(['7,769 sats', '7,771 sats', '-2 sats'])
  expect(saidBy(answer)).toContain('All in all 2,998 sats too much commission was kept.')
  const owed = rows.filter(([who]) => who?.startsWith('#1 Ana') || who?.startsWith('#2 Luis'))
  expect(owed.map(([who]) => who)).toEqual(['#1 Ana', '#2 Luis'])
  expect(rows.at(-1)).toEqual(['markup', '3.000', '–', '2'])
  expect(answer.json).toMatchObject({ impactSats: '2998', rounding: 1 })
})

test('takes the newest, or a time', async () => {
  expect((await desk.run(verifyCommand, { last: '1' })).answer.json).toMatchObject({ checked: 1 })
  expect((await desk.run(verifyCommand, { from: '2100-01-01' })).answer.heading).toBe(
    'The commission of 0 cash-outs is right',
  )
  expect((await desk.run(verifyCommand, { to: '2100-01-01' })).answer.json).toMatchObject({ checked: 3 })
})
