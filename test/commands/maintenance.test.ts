import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Rule } from '../../alerts/rule.ts'
import { command as end } from '../../commands/maintenance/end.ts'
import { command as list } from '../../commands/maintenance/list.ts'
import { command as start } from '../../commands/maintenance/start.ts'
import type { Asker } from '../../commands/asker.ts'
import { maintainable } from '../../commands/maintenance-view.ts'
import { type Desk, openDesk, rowsOf, saidBy } from '../support/commands.ts'
import { fire } from '../support/firing.ts'
import { somebody } from './alert-people.ts'

const ruleOf = (id: string, money = false): Rule => ({
  id,
  title: id,
  severity: 'medium',
  runbook: 'R0',
  respondMinutes: 60,
  everySeconds: 60,
  money,
  why: 'why',
  trigger: 'trigger',
  automatic: null,
  resolves: 'it is put right',
  limits: {},
  check: () => Promise.resolve([]),
})

const RULES = [
  ruleOf('LAMASSU_DB_DOWN'),
  ruleOf('MACHINE_DOWN'),
  ruleOf('MACHINE_LOW_CASH'),
  ruleOf('PAYMENT_STUCK', true),
  ruleOf('POLL_LATE'),
  ruleOf('SOURCE_LOW', true),
  ruleOf('WALLET_AUTH', true),
]

let desk: Desk
let mara: Asker
beforeAll(async () => {
  desk = await openDesk({ rules: RULES })
  mara = await somebody(desk, 'Mara', 'operator')
})
afterAll(() => desk.close())

const asked = (what: string, more: Record<string, string> = {}) => ({
  what,
  for: '2h',
  reason: 'new router',
  ...more,
})

test('maintenance start mutes what is worked on, until an end that is shown', async () => {
  await fire(desk.world.pool, { rule: 'MACHINE_DOWN', entity: 'machine:1' })
  const { answer, preview } = await desk.run(start, asked('machines'), mara)
  expect(preview).toMatchObject({
    what: 'Start maintenance for 2 h: new router',
    lines: [
      'before: told as always',
      'after: muted for 2 h from your yes on: MACHINE_DOWN, MACHINE_LOW_CASH',
      '1 alert of them firing now, told again afterwards if it still is so',
    ],
  })
  expect(answer.heading).toMatch(/^Maintenance #\d+ until .+: new router$/)
  const [window] = await desk.stores.alerts.maintenance()
  expect(window).toMatchObject({ rules: ['MACHINE_DOWN', 'MACHINE_LOW_CASH'], createdBy: mara.actor })
  const lasts = (window?.until.getTime() ?? 0) - (window?.createdAt.getTime() ?? 0)
  expect(Math.round(lasts / 60_000)).toBe(120)

  const listed = (await desk.run(list)).answer
  expect(listed.heading).toBe('1 maintenance under way')
  expect(rowsOf(listed)).toEqual([
    [`#${window?.id}`, 'MACHINE_DOWN, MACHINE_LOW_CASH', expect.any(String), 'Mara', 'new router'],
  ])

  const ended = await desk.run(end, { maintenance: `${window?.id}` }, mara)
  expect(ended.preview?.lines[0]).toMatch(/^before: muted until .+, by Mara: new router$/)
  expect(ended.preview?.lines[1]).toBe('after: told as always: MACHINE_DOWN, MACHINE_LOW_CASH')
  expect(ended.answer.heading).toBe(`Maintenance #${window?.id} is over: new router`)
  expect(await desk.stores.alerts.maintenance()).toEqual([])
  expect(await desk.refusal(end, { maintenance: `${window?.id}` })).toBe(
    `No maintenance ${window?.id} is under way: "maintenance list" shows what is.`,
  )
  expect(saidBy((await desk.run(list)).answer)).toContain('Everything is told as always.')
})

test.each([
  ['lamassu', ['LAMASSU_DB_DOWN', 'MACHINE_DOWN', 'MACHINE_LOW_CASH', 'POLL_LATE']],
  ['polling', ['POLL_LATE']],
  ['all-but-money', ['LAMASSU_DB_DOWN', 'MACHINE_DOWN', 'MACHINE_LOW_CASH', 'POLL_LATE']],
  ['poll_late', ['POLL_LATE']],
  ['POLL_LATE, machine_down,POLL_LATE', ['POLL_LATE', 'MACHINE_DOWN']],
])('"%s" mutes these rules and no others', async (what, expected) => {
  const { answer } = await desk.run(start, asked(what), mara)
  expect(answer.json['rules']).toEqual(expected)
})

test.each([
  ['PAYMENT_STUCK', 'PAYMENT_STUCK: about money'],
  ['POLL_LATE,WALLET_AUTH,PAYMENT_STUCK', 'WALLET_AUTH, PAYMENT_STUCK: about money'],
  ['wallets', 'There is nothing to mute in "wallets"'],
  ['NONE', 'There is no alert rule "NONE"'],
  [' , ', 'Say what is maintained'],
])('maintenance of "%s" is refused', async (what, expected) => {
  const before = await desk.stores.alerts.maintenance()
  expect(await desk.refusal(start, asked(what), mara)).toContain(expected)
  expect(await desk.stores.alerts.maintenance()).toEqual(before)
})

test.each(['8d', '169h', 'endless', '-1h', '0h'])(
  'maintenance for %s is refused: nothing is endless',
  async (lasting) => {
    expect(await desk.refusal(start, asked('polling', { for: lasting }), mara)).toContain('--for must be')
  },
)

test('a group says which of its rules are told all the same', async () => {
  const mixed = await openDesk({ rules: [...RULES, ruleOf('WALLET_UNREACHABLE')] })
  try {
    const { answer, preview } = await mixed.run(start, asked('wallets'))
    expect(answer.json['rules']).toEqual(['WALLET_UNREACHABLE'])
    expect(preview?.lines).toContain(
      'told all the same, because they are about money: SOURCE_LOW, WALLET_AUTH',
    )
    expect(saidBy(answer)).toContain('Told all the same: SOURCE_LOW, WALLET_AUTH')
  } finally {
    await mixed.close()
  }
})

test('what completes is what can be muted', () => {
  const words = maintainable(RULES)
  expect(words).toEqual(expect.arrayContaining(['machines', 'polling', 'all-but-money', 'POLL_LATE']))
  for (const refused of ['wallets', 'PAYMENT_STUCK', 'SOURCE_LOW']) expect(words).not.toContain(refused)
})
