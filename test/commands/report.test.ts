import { afterAll, beforeAll, expect, test } from 'vitest'
import { command as daily } from '../../commands/report/daily.ts'
import { command as reconRun } from '../../commands/recon/run.ts'
import { localDay } from '../../engine/local-time.ts'
import { soon } from '../engine/one-payment.ts'
import { tamper } from '../engine/reconcile-desk.ts'
import { type Desk, openDesk, saidBy } from '../support/commands.ts'

let desk: Desk
const today = localDay(new Date(), 'UTC')
beforeAll(async () => {
  desk = await openDesk()
  await desk.world.addClient('Ana', '4000.00')
  await desk.world.addClient('Luis', '2000.00')
  await desk.world.sell({ fiat: '1000.00000', confirmed_at: soon() })
  await desk.world.toRest()
})
afterAll(() => desk.close())

test('books that were never reconciled are not called square', async () => {
  const { answer } = await desk.run(daily, { date: today })
  expect([answer.heading, answer.tone]).toEqual([`🟡 Not known whether all is square · ${today}`, 'warn'])
  expect(saidBy(answer)).toContain('> recon run')
})

test('a good day says so first, and what moved', async () => {
  await desk.run(reconRun)
  const { answer } = await desk.run(daily, { date: today })
  expect([answer.heading, answer.tone]).toEqual([`🟢 All square · ${today} · day 1 in a row`, 'good'])
  const said = saidBy(answer)
  expect(said).toContain('💵 1 cash-out · 1,000.00 GTQ → 259,029 sats to 2 clients')
  expect(said).toContain('🪙 Commission 7,771 sats · 3.00 % effective')
  expect(said).toContain('📚 Books: in 266,800 sats = clients 259,029 sats + commission 7,771 sats · drift 0')
  expect(said).toMatch(/📡 1\/\d+ hours polled · slowest payout \d+ s · 0 stuck/)
  expect(said).toContain('⏳ Float 5,000.00 GTQ · ≈ 35.0 days · first to run dry: ')
})

test('what needs somebody has its line and its command', async () => {
  await desk.world.stores.bookkeeping.addDeposit(
    { clientId: 2n, amount: 500_000n as never, note: null, idempotencyKey: null },
    'test',
  )
  const said = saidBy((await desk.run(daily, { date: today })).answer)
  expect(said).toMatch(/👉 Needs you: confirm deposit #3 \(#2 Luis, 5,000.00 GTQ, \d+ s\)/)
  expect(said).toContain('> deposit confirm 3')
})

test('a bad day names what is off, and nothing that is only nice to know', async () => {
  await tamper(desk.world, `UPDATE dca_clients SET remaining_balance = remaining_balance + 1 WHERE id = 1`)
  await desk.run(reconRun)
  const { answer } = await desk.run(daily, { date: today })
  expect(answer.tone).toBe('bad')
  expect(answer.heading).toMatch(/^🔴 Not square · open \d+ s · /)
  const said = saidBy(answer)
  expect(said).toContain('📚 balance of #1 Ana: off by 0.01 GTQ')
  expect(said).not.toMatch(/💵|🪙|⏳|📡/)
})

test('yesterday unless a day is given; no day that is none, and none to come', async () => {
  expect((await desk.run(daily)).answer.json).toMatchObject({
    day: localDay(new Date(Date.now() - 86_400_000), 'UTC'),
    cashOuts: 0,
  })
  expect(await desk.refusal(daily, { date: '2026-02-31' })).toContain('must be a day')
  expect(await desk.refusal(daily, { date: 'tomorrow' })).toContain('must be a day')
  expect(await desk.refusal(daily, { date: '2999-01-01' })).toContain('must not lie in the future')
})
