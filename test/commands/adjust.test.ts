import { afterAll, beforeAll, expect, test } from 'vitest'
import { command as confirm } from '../../commands/deposit/confirm.ts'
import { command as list } from '../../commands/adjust/list.ts'
import { command as propose } from '../../commands/adjust/propose.ts'
import { command as reverse } from '../../commands/adjust/reverse.ts'
import { command as reverseDeposit } from '../../commands/deposit/reverse.ts'
import { command as reject } from '../../commands/deposit/reject.ts'
import { soon } from '../engine/one-payment.ts'
import { tamper } from '../engine/reconcile-desk.ts'
import { type Desk, openDesk, rowsOf, saidBy } from '../support/commands.ts'
import { expectSoundBooks } from '../support/invariants.ts'
import type { TestClient } from '../support/world.ts'

let desk: Desk
let ana: TestClient
let yuki: TestClient
/** Closed long ago: a correction may still belong to it. */
let incident: string
beforeAll(async () => {
  desk = await openDesk()
  ana = await desk.world.addClient('Ana', '1000.00')
  yuki = await desk.world.addClient('Yuki', '50000', { fiatCode: 'JPY' })
  incident = await openIncident()
  await closeIncidents()
})
afterAll(() => desk.close())

async function openIncident(): Promise<string> {
  const { incident: opened } = await desk.incidentsFor('terminal:maria').openIncident({
    scenario: 'R4',
    severity: 'high',
    summary: 'a balance is off',
    origin: null,
    alertId: null,
    openedAt: new Date(),
  })
  return String(opened.id)
}
const closeIncidents = () =>
  desk.world.pool.query(
    "UPDATE incidents SET status = 'closed', closed_at = now(), closed_by = 'test' WHERE status <> 'closed'",
  )

const given = (amount: string, client: TestClient = ana) => ({
  client: client.name,
  amount,
  reason: 'counted twice',
})
const depositOf = async (client: TestClient): Promise<string> =>
  String((await desk.world.readings.deposits({ clientId: client.id, limit: 1 }))[0]?.id)

test('adjust propose shows before and after and the line of the reconciliation, and keeps the client out of it', async () => {
  expect([propose.confirm, reverse.confirm, reverseDeposit.confirm]).toEqual(['C4E', 'C4E', 'C4E'])
  const { preview, answer } = await desk.run(propose, { ...given('-50.00'), incident })
  expect(preview?.what).toBe(`Adjust the balance of #${ana.id} Ana by -50.00 GTQ`)
  expect(preview?.interested).toEqual([{ clientId: ana.id }])
  expect(preview?.lines).toEqual([
    'balance: 1,000.00 GTQ → 950.00 GTQ',
    'available for cash-outs: 1,000.00 GTQ → 950.00 GTQ',
    `reconciliation, “balance of #${ana.id} Ana”: 1,000.00 GTQ deposited − 0.00 GTQ paid + 0.00 GTQ adjusted = 1,000.00 GTQ, and -50.00 GTQ adjusted = 950.00 GTQ afterwards: square before and after`,
    'because: counted twice',
    `incident: #${incident}`,
  ])
  expect(answer).toMatchObject({
    tone: 'good',
    heading: `The balance of #${ana.id} Ana is adjusted: 1,000.00 GTQ → 950.00 GTQ`,
    json: { changeMinor: '-5000', incident, actor: 'terminal:maria', approver: null, agrees: true },
  })
  expect(saidBy(answer)).toContain(`> client notify ${ana.id} --template corrected`)
  await expectSoundBooks(desk.world)
})

test('adjust propose takes every way of writing a sign, and keeps to the digits of the currency', async () => {
  for (const [written, minor] of [
    ['+10.00', '1000'],
    ['10', '1000'],
    ['−20.00', '-2000'],
  ] as const)
    expect((await desk.run(propose, given(written))).answer.json).toMatchObject({ changeMinor: minor })
  expect((await desk.run(propose, given('-500', yuki))).answer.json).toMatchObject({
    changeMinor: '-500',
    remainingAfterMinor: '49500',
  })
  expect(await desk.refusal(propose, given('-0.5', yuki))).toContain('JPY has no digits after the point')
  expect(await desk.refusal(propose, given('1,000'))).toContain('must be a plain number')
  expect(await desk.refusal(propose, given('0.00'))).toContain('there is nothing to adjust')
  expect(await desk.refusal(propose, given('-2000.00'))).toContain('none goes below zero')
  expect(await desk.refusal(propose, { client: 'Ana', amount: '1.00' })).toContain('--reason is missing')
})

test('adjust propose of a balance that does not agree says what it fixes', async () => {
  await tamper(
    desk.world,
    `UPDATE dca_clients SET remaining_balance = remaining_balance + 12345 WHERE id = ${ana.id}`,
  )
  const { preview, answer } = await desk.run(propose, given('-123.45'))
  expect(preview?.lines).toEqual(
    expect.arrayContaining([
      `reconciliation, “balance of #${ana.id} Ana”: off by +123.45 GTQ → 0.00 GTQ: this fixes it`,
      'booked first: +123.45 GTQ by which the balance differs from its deposits, payments and adjustments',
    ]),
  )
  expect(saidBy(answer)).toContain("Reconciliation: the client's numbers agree")
  await expectSoundBooks(desk.world)
})

test('adjust list tells who, why, approved by whom, before and after', async () => {
  await desk.world.pool.query(
    'UPDATE dca_clients SET remaining_balance = remaining_balance - 23 WHERE id = $1',
    [ana.id],
  )
  const { answer } = await desk.run(list, { client: 'Ana', limit: '2' })
  const [first, second] = rowsOf(answer)
  expect(first?.[3]).toBe('950.00 GTQ → 949.77 GTQ')
  expect(first?.[4]).toMatch(/^no reason given \(.+; directly in the database\)$/)
  expect(second?.[3]).toBe('1,073.45 GTQ → 950.00 GTQ')
  expect(second?.[4]).toBe('counted twice (terminal:maria)')
  expect(saidBy(answer)).toContain('The newest 2; --limit shows more.')
  expect(saidBy((await desk.run(list)).answer)).toContain('#2 Yuki')
})

test('adjust reverse takes back what it names, once', async () => {
  const { answer: listed } = await desk.run(list, { client: 'Ana', limit: '1' })
  const adjustment = rowsOf(listed)[0]?.[0] ?? ''
  const asked = { adjustment, reason: 'the till was right' }
  const { preview, answer } = await desk.run(reverse, asked, 'terminal:tom')
  expect(preview?.what).toBe(`Take back adjustment ${adjustment} of -0.23 GTQ for #${ana.id} Ana`)
  expect(preview?.lines).toContain('balance: 949.77 GTQ → 950.00 GTQ')
  expect(answer.heading).toBe(
    `Adjustment ${adjustment} of #${ana.id} Ana is taken back: 949.77 GTQ → 950.00 GTQ`,
  )
  expect(answer.json).toMatchObject({ reverses: adjustment.slice(1), actor: 'terminal:tom' })
  expect(await desk.refusal(reverse, asked)).toContain(`Adjustment ${adjustment} was already taken back by #`)
  expect(saidBy((await desk.run(list, { client: 'Ana' })).answer)).toContain('taken back by #')
  await expectSoundBooks(desk.world)
})

test('deposit reverse shows what changes, is done once, and offers the notice', async () => {
  const luis = await desk.world.addClient('Luis', '300.00', { fiatCode: 'USD' })
  const deposit = await depositOf(luis)
  const asked = { deposit, reason: 'false notes', incident }
  const { preview, answer } = await desk.run(reverseDeposit, asked)
  expect(preview?.interested).toEqual([{ clientId: luis.id }])
  expect(preview?.lines).toEqual(
    expect.arrayContaining([
      'balance: 300.00 USD → 0.00 USD',
      'available for cash-outs: 300.00 USD → 0.00 USD',
      'because: false notes',
    ]),
  )
  expect(answer.heading).toBe(`Deposit #${deposit} of 300.00 USD is taken back`)
  expect(answer.json).toMatchObject({
    status: 'reversed',
    decidedBy: 'terminal:maria',
    remainingAfterMinor: '0',
  })
  expect(saidBy(answer)).toContain(`> client notify ${luis.id} --template corrected`)
  const again = `Deposit ${deposit} was already reversed by terminal:maria: nothing was changed.`
  expect(await desk.refusal(reverseDeposit, asked)).toBe(again)
  expect(await desk.refusal(confirm, { deposit })).toBe(again)
  await expectSoundBooks(desk.world)
})

test('deposit reverse of one that does not count, or is spent, says what to do instead', async () => {
  const pending = await desk.world.stores.bookkeeping.addDeposit(
    { clientId: yuki.id, amount: 5n as never, note: null, idempotencyKey: null },
    'test',
  )
  const asked = { reason: 'x' }
  expect(await desk.refusal(reverseDeposit, { ...asked, deposit: String(pending) })).toBe(
    `Deposit ${pending} is pending and counts for nothing so far: "deposit reject ${pending}" turns it down.`,
  )
  await desk.run(reject, { deposit: String(pending), reason: 'x' })
  expect(await desk.refusal(reverseDeposit, { ...asked, deposit: String(pending) })).toContain(
    'already rejected',
  )
  expect(await desk.refusal(reverseDeposit, { ...asked, deposit: '999' })).toContain(
    'There is no deposit 999',
  )
  const deposit = await depositOf(ana)
  await desk.world.sell({ fiat: '300.00000', confirmed_at: soon() })
  await desk.world.takeIn()
  await desk.world.distribute()
  expect(await desk.refusal(reverseDeposit, { ...asked, deposit })).toBe(
    `Deposit #${deposit} of 1,000.00 GTQ can't be taken back: only 650.00 GTQ of the balance is left and not on hold. Take that with "adjust propose ${ana.id} --amount -650.00", and settle the other 350.00 GTQ with the client himself. 300.00 GTQ is on hold for payments under way: wait until they are completed or cancelled.`,
  )
  await desk.world.toRest()
  await desk.run(propose, given('-650.00'))
  expect(await desk.refusal(reverseDeposit, { ...asked, deposit })).toBe(
    `Deposit #${deposit} of 1,000.00 GTQ can't be taken back: nothing of the balance is left that is not on hold. Settle it with the client himself.`,
  )
  await expectSoundBooks(desk.world)
})

test('a correction belongs to the one incident that is open, and never to one that is not there', async () => {
  expect(await desk.refusal(propose, { ...given('1.00'), incident: '99999' })).toContain(
    'There is no incident 99999',
  )
  expect((await desk.run(propose, given('1.00'))).answer.json).toMatchObject({ incident: null })
  const only = await openIncident()
  const { preview, answer } = await desk.run(propose, given('-1.00'))
  expect(preview?.lines).toContain(`incident: #${only}`)
  expect(answer.json).toMatchObject({ incident: only })
  const listed = await desk.run(list, { client: 'Ana' })
  const adjustment = rowsOf(listed.answer)[0]?.[0] ?? ''
  const back = await desk.run(reverse, { adjustment, reason: 'only a test' })
  expect(back.answer.json).toMatchObject({ incident: only })
  await openIncident()
  const unsure = await desk.preview(propose, given('1.00'))
  expect(unsure.lines.join(' ')).not.toContain('incident:')
  await closeIncidents()
})
