import { afterAll, beforeAll, expect, test } from 'vitest'
import { command as list } from '../../commands/payment/list.ts'
import { command as lookup } from '../../commands/payment/lookup.ts'
import { command as retry } from '../../commands/payment/retry.ts'
import { command as show } from '../../commands/payment/show.ts'
import { type Desk, openDesk, rowsOf, saidBy } from '../support/commands.ts'
import type { TestClient } from '../support/world.ts'

let desk: Desk
let ana: TestClient
/** Of a cash-out that is taken in and distributed, and not paid yet. */
let paymentId: string
let commissionId: string

beforeAll(async () => {
  desk = await openDesk()
  ana = await desk.world.addClient('Ana', '90000.00')
})
afterAll(() => desk.close())

async function distributed(): Promise<void> {
  await desk.world.sell()
  await desk.world.takeIn()
  await desk.world.distribute()
  const unfinished = await desk.world.readings.transfers({ status: 'unfinished', limit: 10 })
  paymentId = String(unfinished.find((payment) => payment.kind === 'client')?.id)
  commissionId = String(unfinished.find((payment) => payment.kind === 'commission')?.id)
}

test('payment list shows what is unfinished, with the sum of its sats', async () => {
  expect((await desk.run(list)).answer.heading).toBe('0 payments (unfinished), Σ 0 sats')
  await distributed()
  const { answer } = await desk.run(list)
  expect(answer.heading).toBe('2 payments (unfinished), Σ 266,800 sats')
  expect(rowsOf(answer).map((row) => row.slice(0, 4))).toEqual(
    expect.arrayContaining([
      [`#${paymentId}`, `#${ana.id} Ana`, '259,029 sats', 'pending'],
      [`#${commissionId}`, 'commission', '7,771 sats', 'pending'],
    ]),
  )
  expect(answer.json).toMatchObject({ status: 'unfinished', totalSats: '266800' })
  expect(rowsOf((await desk.run(list, { client: 'Ana' })).answer)).toHaveLength(1)
  expect(rowsOf((await desk.run(list, { status: 'stuck' })).answer)).toEqual([])
  expect(await desk.refusal(list, { status: 'lost' })).toContain('--status must be one of unfinished, stuck,')
  expect(await desk.refusal(list, { client: 'Nobody' })).toContain('There is no client "Nobody"')
})

test('payment show and lookup of one that was never sent: UNPAID, and nothing can have been sent', async () => {
  const shown = (await desk.run(show, { payment: paymentId })).answer
  expect(shown.heading).toBe(`Payment #${paymentId}: 259,029 sats to #${ana.id} Ana, pending`)
  expect(saidBy(shown)).toContain('Payment hash: no invoice yet')
  const { answer } = await desk.run(lookup, { payment: paymentId })
  expect(answer.heading).toBe(`Payment #${paymentId} is UNPAID`)
  expect(answer.json).toMatchObject({ verdict: 'UNPAID', resolution: 'no_invoice' })
})

test('payment retry sends it, once, and then there is nothing to retry', async () => {
  const { preview, answer } = await desk.run(retry, { payment: paymentId })
  expect(preview?.lines[0]).toMatch(/^looked up: UNPAID\./)
  expect(answer).toMatchObject({ tone: 'good', json: { outcome: 'paid', status: 'completed' } })
  expect(desk.world.control.balanceMsat(ana.wallet.walletId)).toBe(259_029_000n)
  expect(await desk.refusal(retry, { payment: paymentId })).toContain(
    `Payment ${paymentId} is completed: there is nothing to retry.`,
  )
  const looked = (await desk.run(lookup, { payment: paymentId })).answer
  expect(looked).toMatchObject({ tone: 'good', json: { verdict: 'PAID' } })
  expect(saidBy(looked)).toContain('The books say the same. Nothing to do.')
})

test('a payment whose answer was lost is healed from the wallets, and not sent again', async () => {
  await desk.world.toRest()
  await distributed()
  const before = desk.world.control.balanceMsat(ana.wallet.walletId)
  desk.world.control.inject({ endpoint: 'pay', fault: { kind: 'drop', moment: 'after' } })
  desk.world.control.inject({ endpoint: 'rows', fault: { kind: 'drop', moment: 'before' }, times: 'all' })
  const lost = await desk.run(retry, { payment: paymentId })
  expect(lost.answer).toMatchObject({ tone: 'warn', json: { outcome: 'not_yet', status: 'paying' } })
  const unknown = (await desk.run(lookup, { payment: paymentId })).answer
  expect(unknown).toMatchObject({ tone: 'warn', json: { verdict: 'UNKNOWN' } })
  expect(await desk.refusal(retry, { payment: paymentId })).toContain(`Payment ${paymentId} is UNKNOWN.`)
  desk.world.control.clearFaults()
  expect((await desk.run(lookup, { payment: paymentId })).answer.heading).toBe(
    `Payment #${paymentId} is PAID`,
  )
  const { preview, answer } = await desk.run(retry, { payment: paymentId })
  expect(preview?.lines).toContain('the books: being paid → completed; nothing is sent')
  expect(answer).toMatchObject({ tone: 'good', json: { outcome: 'healed', status: 'completed' } })
  expect(desk.world.control.balanceMsat(ana.wallet.walletId)).toBe(before + 259_029_000n)
})

test('a half payment is named, and never paid again', async () => {
  await desk.world.toRest()
  await distributed()
  desk.world.control.inject({ endpoint: 'pay', fault: { kind: 'half_state' } })
  await desk.run(retry, { payment: paymentId })
  const { answer } = await desk.run(lookup, { payment: paymentId })
  expect(answer).toMatchObject({ tone: 'bad', heading: `Payment #${paymentId} is HALF PAID` })
  const sentence = await desk.refusal(retry, { payment: paymentId })
  expect(sentence).toContain(`Payment ${paymentId} is HALF PAID.`)
  expect(sentence).toContain('Never pay it again.')
})

test('with payouts switched off, nothing is sent', async () => {
  await desk.world.stores.bookkeeping.setSwitches({ payouts: false }, 'counting')
  expect(await desk.refusal(retry, { payment: commissionId })).toBe(
    'Payouts are switched off: "poll resume --what payout" switches them on.',
  )
  const act = retry.act(await desk.context(), { payment: BigInt(commissionId), max: 5 })
  await expect(act).rejects.toThrow(/was not retried: payouts are switched off/)
  await desk.world.stores.bookkeeping.setSwitches({ payouts: true }, null)
})

test.each([show, lookup, retry])('a payment that does not exist', async (command) => {
  expect(await desk.refusal(command, { payment: '999' })).toBe(
    'There is no payment 999: "payment list --status all" shows which there are.',
  )
  expect(await desk.refusal(command, { payment: '8f2c' })).toBe(
    '--payment must be a number such as 17; "8f2c" is not.',
  )
})

test('commission without a wallet has nothing to retry, and says what it waits for', async () => {
  const poor = await openDesk({ commissionWallet: false })
  try {
    await poor.world.addClient('Ana', '5000.00')
    await poor.world.sell()
    await poor.world.takeIn()
    await poor.world.distribute()
    const [accrued] = await poor.world.readings.transfers({ status: 'accrued', limit: 1 })
    expect(await poor.refusal(retry, { payment: String(accrued?.id) })).toContain(
      'is commission without a wallet to go to: set LNBITS_COMMISSION_INVOICE_KEY',
    )
  } finally {
    await poor.close()
  }
})
