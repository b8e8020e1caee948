import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadCommands } from '../../commands/catalogue.ts'
import { mayAct, type Asker } from '../../commands/asker.ts'
import { nameOf } from '../../commands/definition.ts'
import { command as help } from '../../commands/help/show.ts'
import type { Platform, Role } from '../../engine/people.ts'
import { type Desk, openDesk, saidBy } from '../support/commands.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())

const someone = (role: Role, platform: Platform = 'telegram'): Asker => ({
  actor: 'person:3',
  person: null,
  role,
  identity: { platform, userId: '17' },
})

const namesIn = (json: object): string[] =>
  ((json as { commands: { name: string }[] }).commands ?? []).map(({ name }) => name)

test.each(['viewer', 'operator', 'treasurer', 'owner'] as const)(
  'a %s sees what he may run from where he is, and nothing else',
  async (role) => {
    const all = await loadCommands()
    const { answer } = await desk.run(help, {}, someone(role))
    const wanted = all.filter(
      (one) =>
        mayAct(role, one.role) &&
        one.place !== 'terminal' &&
        !Object.values(one.arguments).some((spec) => spec.secret && spec.required),
    )
    expect(namesIn(answer.json)).toEqual(wanted.map(nameOf))
    const said = saidBy(answer)
    for (const noun of new Set(wanted.map((one) => one.noun)))
      expect(said).toMatch(new RegExp(`^/${noun}: `, 'm'))
    for (const one of all.filter((one) => !wanted.some((each) => each.noun === one.noun)))
      expect(said).not.toContain(`/${one.noun}:`)
  },
)

test('at the terminal words have no slash, and keys are spoken of', async () => {
  const { answer } = await desk.run(help)
  expect(saidBy(answer)).toMatch(/^client: add, .*set-key/m)
  expect(saidBy(answer)).not.toContain('/client')
})

test('a noun shows its commands, each with what it does and an example', async () => {
  const said = saidBy((await desk.run(help, { noun: '/Deposit' }, someone('treasurer'))).answer)
  expect(said).toMatch(/^What "deposit" can do\n/)
  expect(said).toMatch(/deposit add: .+\nfor example: \/deposit add .+/)
  expect(said).toMatch(/deposit confirm: .+\nfor example: \/deposit confirm .+/)
  const viewer = saidBy((await desk.run(help, { noun: 'payment' }, someone('viewer'))).answer)
  expect(viewer).not.toContain('retry')
})

test('one command shows its arguments, and how it is confirmed', async () => {
  const said = saidBy((await desk.run(help, { noun: 'poll pause' }, someone('operator'))).answer)
  expect(said).toMatch(/^poll pause\n/)
  expect(said).toMatch(/what \(if you like\): what to stop \(payout, ingest, both\)/)
  expect(said).toContain('It is done at once.')
  expect(saidBy((await desk.run(help, { noun: 'panic' }, someone('operator'))).answer)).toMatch(/^panic\n/)
  const byAlias = await desk.run(help, { noun: 'h' }, someone('viewer'))
  expect(byAlias.answer.heading).toBe('help')
})

test('what one may not run is not explained', async () => {
  for (const noun of ['config', 'bot restart', 'panic', 'nothing'])
    expect(await desk.refusal(help, { noun }, someone('viewer'))).toMatch(
      /There is nothing called ".*" that you can ask for: "\/help" shows/,
    )
})

test('a key is not asked for in a chat', async () => {
  const said = saidBy((await desk.run(help, { noun: 'config rotate' }, someone('owner'))).answer)
  expect(said).toContain('client')
  expect(said).not.toMatch(/^key/m)
  expect(saidBy((await desk.run(help, { noun: 'config rotate' })).answer)).toMatch(/^key \(if you like\)/m)
})

test('what is to be done now comes first, as far as the person can do it', async () => {
  expect((await desk.run(help, {}, someone('owner'))).answer.json).toMatchObject({ hints: [] })
  await desk.world.stores.bookkeeping.setSwitches({ payouts: false }, 'counting the cash')
  await desk.world.addClient('Ana', null)
  await desk.world.stores.bookkeeping.addDeposit(
    { clientId: 1n, amount: 5000n as never, note: null, idempotencyKey: null },
    'test',
  )
  const { answer } = await desk.run(help, {}, someone('owner'))
  expect(answer.tone).toBe('warn')
  expect(saidBy(answer)).toMatch(
    /What to do now:\n• Payouts are paused \(counting the cash\)\. .* \/poll resume\n• 1 deposit waiting .* \/deposit list --status pending\n/,
  )
  const viewer = (await desk.run(help, {}, someone('viewer'))).answer
  expect(saidBy(viewer)).not.toContain('poll resume')
  expect(viewer.json).toMatchObject({ hints: ['deposit list --status pending'] })
  await desk.world.stores.bookkeeping.setSwitches({ payouts: true }, null)
})
