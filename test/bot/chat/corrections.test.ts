import { afterAll, beforeAll, expect, test } from 'vitest'
import { actorOf } from '../../../engine/people.ts'
import { type ChatDesk, openChatDesk, type TestPerson } from '../../support/chat.ts'
import { expectSoundBooks } from '../../support/invariants.ts'

/** Corrections as they are really made: asked for by one, agreed to by another, in the journal with both. */
let chat: ChatDesk
let tom: TestPerson
let marta: TestPerson
let clara: TestPerson
let clientId: bigint
beforeAll(async () => {
  chat = await openChatDesk()
  clientId = (await chat.world.addClient('Clara', '1000.00')).id
  tom = await chat.addPerson('Tom', 'treasurer')
  marta = await chat.addPerson('Marta', 'treasurer', 'discord')
  clara = await chat.addPerson('Clara', 'treasurer')
  await chat.stores.people.setClient(clara.id, clientId)
  await chat.world.pool.query(
    `INSERT INTO incidents (scenario, severity, summary, opened_by, opened_at, phase_since)
     VALUES ('R4', 'high', 'a balance is off', 'test', now(), now())`,
  )
})
afterAll(() => chat.close())

const balance = async (): Promise<bigint | undefined> =>
  (await chat.world.readings.findClients(String(clientId)))[0]?.remaining
const newest = async () => {
  const { rows } = await chat.world.pool.query(
    'SELECT kind, actor, approver, reason, incident FROM ledger_entries ORDER BY id DESC LIMIT 1',
  )
  return rows[0] as unknown
}

test('an adjustment is booked once a second person has agreed, and never by the client', async () => {
  const asked = await chat.tell(
    tom,
    '/adjust propose Clara --amount -50.00 --reason "counted twice" --incident 1',
  )
  expect(asked.text).toContain('Somebody else has to approve it')
  expect(await balance()).toBe(100_000n)
  expect((await chat.push(tom, asked.button('Approve'))).heading).toContain('You asked for this yourself')
  expect((await chat.push(clara, asked.button('Approve'))).heading).toContain('You have a part in this')
  const done = await chat.push(marta, asked.button('Approve'))
  expect(done.text).toContain('By Tom, approved by Marta.')
  expect(await balance()).toBe(95_000n)
  expect(await newest()).toEqual({
    kind: 'manual_adjustment',
    actor: actorOf(tom),
    approver: actorOf(marta),
    reason: 'counted twice',
    incident: '1',
  })
  expect((await chat.push(marta, asked.button('Approve'))).heading).toContain('This card is old')
  expect(await balance()).toBe(95_000n)
})

test('what would happen by now is shown instead of what was agreed to', async () => {
  const asked = await chat.tell(tom, '/adjust propose Clara --amount 7.00 --reason x')
  await chat.world.addDeposit(clientId, '1.00')
  const changed = await chat.push(marta, asked.button('Approve'))
  expect(await balance()).toBe(95_100n)
  await chat.push(marta, changed.button('Approve'))
  expect(await balance()).toBe(95_800n)
})

test('a deposit is taken back with both names in the journal', async () => {
  const deposit = await chat.world.addDeposit(clientId, '20.00')
  const asked = await chat.tell(marta, `/deposit reverse ${deposit} --reason "false notes"`)
  const done = await chat.push(tom, asked.button('Approve'))
  expect(done.heading).toContain(`Deposit #${deposit} of 20.00 GTQ is taken back`)
  expect(await newest()).toMatchObject({
    kind: 'deposit_reversal',
    actor: actorOf(marta),
    approver: actorOf(tom),
    reason: 'reversed: false notes',
    // The one that is open, although nobody named it.
    incident: '1',
  })
  await expectSoundBooks(chat.world)
})
