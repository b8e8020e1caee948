import { afterAll, beforeAll, expect, test } from 'vitest'
import { command as add } from '../../commands/deposit/add.ts'
import { command as confirm } from '../../commands/deposit/confirm.ts'
import { command as list } from '../../commands/deposit/list.ts'
import { command as reject } from '../../commands/deposit/reject.ts'
import { command as show } from '../../commands/deposit/show.ts'
import type { Answer } from '../../commands/answer.ts'
import { actorOf } from '../../engine/people.ts'
import { type Desk, openDesk, rowsOf, saidBy } from '../support/commands.ts'
import type { TestClient } from '../support/world.ts'

let desk: Desk
let ana: TestClient
beforeAll(async () => {
  desk = await openDesk()
  ana = await desk.world.addClient('Ana', '1000.00')
  await desk.world.addClient('Ana', null, { fiatCode: 'USD' })
  await desk.world.addClient('Yuki', null, { fiatCode: 'JPY' })
})
afterAll(() => desk.close())

const idOf = (answer: Answer): string => answer.json.depositId as string
const added = async (amount: string): Promise<string> =>
  idOf((await desk.run(add, { client: String(ana.id), amount })).answer)

test('deposit add enters a pending deposit, which does not count yet', async () => {
  const { preview, answer } = await desk.run(add, {
    client: String(ana.id),
    amount: '5000.00',
    note: 'two bundles',
  })
  expect(preview?.what).toBe(`Enter a deposit of 5,000.00 GTQ for #${ana.id} Ana`)
  expect(answer.json).toMatchObject({
    amountMinor: '500000',
    fiatCode: 'GTQ',
    status: 'pending',
    note: 'two bundles',
    createdBy: 'terminal:maria',
  })
  expect((await desk.world.readings.findClients(String(ana.id)))[0]?.remaining).toBe(100_000n)
})

test.each([
  [{ amount: '1.005' }, 'too many decimals: GTQ has 2 digits after the point at most'],
  [{ amount: '0' }, '--amount must be above zero; "0" is zero.'],
  [{ amount: '-5000.00' }, '--amount must be above zero; "-5000.00" is negative.'],
  [{ amount: '90071992547409.92' }, 'can be 90,071,992,547,409.91 GTQ at most'],
  [{ amount: '5,000.00' }, 'without thousands separators; "5,000.00" is not.'],
  [{ amount: '5', currency: 'USD' }, 'Ana keeps deposits in GTQ, not in USD: a client has one currency.'],
  [{ amount: '5', client: 'Nobody' }, 'There is no client "Nobody"'],
  [{ amount: '5', client: 'Ana' }, '"Ana" can mean several clients'],
  [{ amount: '1.5', client: 'Yuki' }, 'JPY has no digits after the point'],
  [{}, '--amount is missing: the amount in whole units, such as 5000.00.'],
])('deposit add refuses %j', async (change, expected) => {
  const given = { client: String(ana.id), ...change } as Record<string, string>
  expect(await desk.refusal(add, given)).toContain(expected)
})

test('where a name is used in two currencies, the currency decides', async () => {
  const { answer } = await desk.run(add, { client: 'Ana', amount: '7.00', currency: 'usd' })
  expect(answer.json).toMatchObject({ fiatCode: 'USD', amountMinor: '700' })
})

test('deposit confirm shows the balance before and after', async () => {
  const id = await added('250.50')
  const preview = await desk.preview(confirm, { deposit: `#${id}` })
  expect(preview.what).toBe(`Confirm deposit #${id} of 250.50 GTQ for #${ana.id} Ana`)
  expect(preview.lines).toContain('balance: 1,000.00 GTQ → 1,250.50 GTQ')
  const { answer } = await desk.run(confirm, { deposit: id }, 'terminal:tom')
  expect(saidBy(answer)).toContain('Balance: 1,000.00 GTQ → 1,250.50 GTQ')
  expect(answer.json).toMatchObject({
    status: 'confirmed',
    decidedBy: 'terminal:tom',
    remainingBeforeMinor: '100000',
    remainingAfterMinor: '125050',
  })
  expect(await desk.refusal(confirm, { deposit: id })).toBe(
    `Deposit ${id} was already confirmed by terminal:tom: nothing was changed.`,
  )
  expect(await desk.refusal(reject, { deposit: id, reason: 'no' })).toContain(
    'already confirmed by terminal:tom',
  )
})

test('of two who confirm at once, one is told that he was too late, and by whom', async () => {
  const id = await added('100.00')
  const before = (await desk.world.readings.findClients(String(ana.id)))[0]?.remaining ?? 0n
  const context = { maria: await desk.context('terminal:maria'), tom: await desk.context('terminal:tom') }
  const both = await Promise.allSettled([
    confirm.act(context.maria, { deposit: BigInt(id) }),
    confirm.act(context.tom, { deposit: BigInt(id) }),
  ])
  const refused = both.flatMap((result) =>
    result.status === 'rejected' ? [String(result.reason.message)] : [],
  )
  expect(refused).toHaveLength(1)
  expect(refused[0]).toMatch(
    /^Deposit \d+ was already confirmed by terminal:(?:maria|tom): nothing was changed\.$/,
  )
  expect((await desk.world.readings.findClients(String(ana.id)))[0]?.remaining).toBe(before + 10_000n)
})

test('deposit reject keeps the note and the reason, and leaves the balance alone', async () => {
  const { answer: entered } = await desk.run(add, {
    client: String(ana.id),
    amount: '3.00',
    note: 'envelope 4',
  })
  const before = (await desk.world.readings.findClients(String(ana.id)))[0]?.remaining
  const { answer } = await desk.run(reject, { deposit: idOf(entered), reason: 'the cash never came' })
  expect(answer.json).toMatchObject({ status: 'rejected', note: 'envelope 4; rejected: the cash never came' })
  expect((await desk.world.readings.findClients(String(ana.id)))[0]?.remaining).toBe(before)
  expect(await desk.refusal(reject, { deposit: idOf(entered) })).toBe(
    '--reason is missing: why, for whoever looks next.',
  )
})

test.each([confirm, show])('a deposit that does not exist', async (command) => {
  expect(await desk.refusal(command, { deposit: '999' })).toBe(
    'There is no deposit 999: "deposit list" shows which there are.',
  )
  expect(await desk.refusal(command, { deposit: 'first' })).toBe(
    '--deposit must be a number such as 17; "first" is not.',
  )
})

test('a deposit that would bring the balance out of range is refused before it is confirmed', async () => {
  const id = await added('90071992547409.91')
  expect(await desk.refusal(confirm, { deposit: id })).toContain(
    'would bring the balance above 90,071,992,547,409.91 GTQ',
  )
})

test('deposit list filters, and points at what waits too long', async () => {
  const all = rowsOf((await desk.run(list)).answer).length
  const pending = (await desk.run(list, { status: 'pending', client: String(ana.id) })).answer
  expect(all).toBeGreaterThan(rowsOf(pending).length)
  expect(pending.tone).toBe('plain')
  await desk.world.pool.query(
    `UPDATE dca_deposits SET created_at = now() - interval '3 days' WHERE status = 'pending' AND client_id = $1`,
    [ana.id],
  )
  const late = (await desk.run(list, { status: 'pending', client: String(ana.id) })).answer
  expect(late.tone).toBe('warn')
  expect(saidBy(late)).toContain('pending for more than 48 h: confirm or reject.')
  expect(await desk.refusal(list, { status: 'open' })).toContain(
    'one of pending, confirmed, rejected, reversed',
  )
})

test('deposit show tells who did what', async () => {
  const id = await added('9.00')
  await desk.run(confirm, { deposit: id }, 'terminal:tom')
  const { answer } = await desk.run(show, { deposit: id })
  expect(saidBy(answer)).toContain('by terminal:maria')
  expect(saidBy(answer)).toContain('Decided by: terminal:tom')
  expect(answer.json).toMatchObject({ depositId: id, amountMinor: '900', status: 'confirmed' })
})

test('whoever entered and decided is called by his name, not by his number in the books', async () => {
  const { people } = desk.stores
  await people.invite('CODE0001', { kind: 'new_person', name: 'Marta', role: 'treasurer' }, 'terminal:root')
  const paired = await people.pair('CODE0001', { platform: 'telegram', userId: '77' })
  if (paired.kind !== 'paired') throw new Error('the code was just made')
  const { person } = paired
  const marta = {
    actor: actorOf(person),
    person,
    role: person.role,
    identity: { platform: 'telegram', userId: '77' },
  } as const
  const entered = (await desk.run(add, { client: String(ana.id), amount: '10.00' }, marta)).answer
  const { preview } = await desk.run(confirm, { deposit: idOf(entered) }, marta)
  expect(preview?.lines.at(-1)).toBe('entered by Marta')
  expect(await desk.refusal(confirm, { deposit: idOf(entered) })).toMatch(
    /was already confirmed by Marta: nothing/,
  )
  const shown = (await desk.run(show, { deposit: idOf(entered) })).answer
  expect(saidBy(shown)).toContain('Decided by: Marta')
  expect(shown.json).toMatchObject({ createdBy: actorOf(person), decidedBy: actorOf(person) })
})
