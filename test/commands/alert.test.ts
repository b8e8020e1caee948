import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Rule } from '../../alerts/rule.ts'
import { command as ack } from '../../commands/alert/ack.ts'
import { command as list } from '../../commands/alert/list.ts'
import { command as resolve } from '../../commands/alert/resolve.ts'
import { command as rules } from '../../commands/alert/rules.ts'
import { command as set } from '../../commands/alert/set.ts'
import { command as show } from '../../commands/alert/show.ts'
import { command as silence } from '../../commands/alert/silence.ts'
import { command as startTest } from '../../commands/alert/test.ts'
import { command as unack } from '../../commands/alert/unack.ts'
import { command as unsilence } from '../../commands/alert/unsilence.ts'
import { command as status } from '../../commands/status/show.ts'
import type { Asker } from '../../commands/asker.ts'
import { sats } from '../../engine/domain/money.ts'
import { clientName } from '../../engine/format.ts'
import { say } from '../../engine/phrase.ts'
import { type Desk, openDesk, rowsOf, saidBy } from '../support/commands.ts'
import { fire } from '../support/firing.ts'
import { somebody } from './alert-people.ts'

const ruleOf = (id: string, more: Partial<Rule> = {}): Rule => ({
  id,
  title: `Title of ${id}`,
  severity: 'medium',
  runbook: 'R0',
  respondMinutes: 60,
  everySeconds: 60,
  money: false,
  why: `why ${id} matters`,
  trigger: 'something is wrong',
  automatic: null,
  resolves: 'it is put right',
  limits: {},
  check: () => Promise.resolve([]),
  ...more,
})

const RULES: readonly Rule[] = [
  ruleOf('CRITICAL_ONE', {
    severity: 'critical',
    respondMinutes: 0,
    money: true,
    inhibitedBy: ['MEDIUM_ONE'],
  }),
  ruleOf('MEDIUM_ONE', {
    automatic: 'the payouts stop',
    limits: {
      afterHours: { default: 48, least: 1, most: 720, unit: 'hours', help: 'how long it may wait' },
      sats: {
        default: 100,
        least: 0,
        most: 1_000_000,
        unit: 'sats',
        help: 'how many',
        variable: 'MAX_BALANCE_DISCREPANCY_SATS',
      },
      share: { default: 0.25, least: 0.01, most: 10, unit: 'percent', help: 'how much' },
    },
  }),
  ruleOf('PAGE', { severity: 'critical', money: true, recovery: 'acknowledged' }),
  ruleOf('SAID_OVER', { recovery: 'acknowledged' }),
]

let desk: Desk
let mara: Asker & { person: { name: string } }
let pedro: Asker
let owner: Asker
let viewer: Asker
beforeAll(async () => {
  desk = await openDesk({
    rules: RULES,
    alertSettings: {
      fixedLimits: new Map([['MAX_BALANCE_DISCREPANCY_SATS', 250]]),
      addresses: ['slack:1', 'email:ops@shop.example'],
    },
  })
  mara = await somebody(desk, 'Mara', 'operator', '-100')
  pedro = await somebody(desk, 'Pedro', 'operator')
  owner = await somebody(desk, 'Olga', 'owner')
  viewer = await somebody(desk, 'Vera', 'viewer')
})
afterAll(() => desk.close())
/** What was there before is over. */
beforeEach(() =>
  desk.world.pool.query(
    `UPDATE alerts SET state = 'resolved', resolved_at = now(), resolved_how = 'observed' WHERE state = 'firing';
     UPDATE alert_silences SET ended_at = now() WHERE ended_at IS NULL`,
  ),
)

const alert = (id: bigint) => desk.stores.alerts.alert(id)
const firing = (more: Parameters<typeof fire>[1] = {}) =>
  fire(desk.world.pool, { rule: 'MEDIUM_ONE', severity: 'medium', ...more })

describe('alert list', () => {
  test('has the most pressing first, with money, age, owner and clock', async () => {
    const medium = await firing({ entity: 'thing:1', dueAt: new Date(Date.now() - 60_000), level: 2 })
    const critical = await firing({
      rule: 'CRITICAL_ONE',
      severity: 'critical',
      entity: 'thing:2',
      finding: { exposureSats: sats(184_220n), worth: '≈ 1,381.00 GTQ' },
    })
    await desk.run(ack, { alert: `${critical}`, note: 'looking' }, mara)
    const { answer } = await desk.run(list, {}, viewer)
    expect(answer).toMatchObject({ tone: 'bad', heading: '2 alerts firing: 1 CRITICAL, 1 MEDIUM' })
    const rows = rowsOf(answer)
    expect(rows[0]?.slice(0, 4)).toEqual([
      `#${critical} 🔴 CRITICAL`,
      'Title of CRITICAL_ONE · three things',
      '184,220 sats in doubt (≈ 1,381.00 GTQ)',
      '10 min',
    ])
    expect(rows[0]?.[4]).toMatch(/^Mara has it until /)
    expect(rows[1]?.[0]).toBe(`#${medium} 🟡 MEDIUM`)
    expect(rows[1]?.[4]).toMatch(/^nobody has it, at level 2; an answer was due /)
    expect(rowsOf((await desk.run(list, { state: 'acked' })).answer)).toHaveLength(1)
    expect(rowsOf((await desk.run(list, { state: 'unanswered' })).answer)).toHaveLength(1)
    expect(rowsOf((await desk.run(list, { severity: 'medium' })).answer)).toHaveLength(1)
    const over = await firing({ entity: 'thing:3', state: 'resolved' })
    expect(rowsOf((await desk.run(list, { state: 'resolved' })).answer)[0]?.[0]).toBe(`#${over} 🟡 MEDIUM`)
    const one = (await desk.run(list, { limit: '1' })).answer
    expect(saidBy(one)).toContain('The first 1 of 2; --limit shows more.')
  })

  test('names clients for those who may read it', async () => {
    const ana = clientName({ id: 7n, username: 'Ana López' })
    await firing({ entity: 'client:7', finding: { what: say`the money of ${ana}` } })
    const whatOf = async (who: Asker) =>
      ((await desk.run(list, {}, who)).answer.json['alerts'] as { what: string }[])[0]?.what
    expect(await whatOf(mara)).toBe('the money of #7 Ana López')
    expect(await whatOf(viewer)).toBe('the money of #7 A. L.')
  })

  test('says so when all is well', async () => {
    expect((await desk.run(list)).answer).toMatchObject({ tone: 'good', heading: 'No alert is firing' })
  })
})

describe('alert show', () => {
  test('says what it is, what to do, what happened and who was told, without addresses of people', async () => {
    const id = await firing({ finding: { now: 'Look at the thing.', steps: ['status show', 'check all'] } })
    await desk.world.pool.query(
      `INSERT INTO alert_messages (channel, alert_id, notice, kind, started_at, finished_at, outcome)
       VALUES ('email:mara@shop.example', $1, 1, 'first', now(), now(), 'sent'),
              ('discord:room:118000', $1, 1, 'first', now(), NULL, NULL)`,
      [id],
    )
    await desk.run(ack, { alert: `#${id}`, note: 'with the technician' }, mara)
    const { answer } = await desk.run(show, { alert: `${id}` }, viewer)
    const said = saidBy(answer)
    expect(answer.heading).toContain('Title of MEDIUM_ONE · three things')
    for (const words of [
      'Look at the thing.',
      'why MEDIUM_ONE matters',
      'Mara has acknowledged it, until',
      'Note: with the technician',
      'acknowledged | Mara | with the technician',
      '| email | told first | sent',
      'discord room 118000 | told first | on its way',
      '> check all',
      `> alert unack ${id}`,
    ])
      expect(said).toContain(words)
    expect(said + JSON.stringify(answer.json)).not.toContain('mara@shop')
    expect(await desk.refusal(show, { alert: '987654' })).toBe(
      'There is no alert 987654: "alert list" shows which there are.',
    )
  })
})

describe('alert ack', () => {
  test.each([
    ['critical', 30],
    ['high', 120],
    ['medium', 24 * 60],
  ] as const)('of a %s alert holds for %i minutes', async (severity, minutes) => {
    const id = await firing({ severity })
    const { answer, preview } = await desk.run(ack, { alert: `${id}` }, mara)
    expect(answer.heading).toMatch(new RegExp(`^Alert #${id}: Mara has it until `))
    expect(preview?.lines[0]).toBe('before: nobody has it, at level 1')
    const acked = await alert(id)
    expect(acked?.ackedBy).toBe(mara.actor)
    const lasts = (acked?.ackUntil?.getTime() ?? 0) - (acked?.ackedAt?.getTime() ?? 0)
    expect(lasts).toBe(minutes * 60_000)
  })

  test('takes over from somebody else, and says so', async () => {
    const id = await firing()
    await desk.run(ack, { alert: `${id}` }, mara)
    const again = await desk.run(ack, { alert: `${id}`, note: 'longer' }, mara)
    expect(again.answer.heading).not.toContain('instead of')
    const { answer } = await desk.run(ack, { alert: `${id}` }, pedro)
    expect(answer.heading).toMatch(/: Pedro has it until .+, instead of Mara$/)
    expect(answer.json).toMatchObject({ outcome: 'acked', previous: mara.actor })
    expect((await alert(id))?.ackedBy).toBe(pedro.actor)
  })

  test('by two people at once tells one of them that he took over', async () => {
    const id = await firing()
    const both = await Promise.all([mara, pedro].map((who) => desk.run(ack, { alert: `${id}` }, who)))
    const headings = both.map(({ answer }) => answer.heading)
    expect(headings.filter((heading) => heading.includes('instead of'))).toHaveLength(1)
    const last = (await alert(id))?.ackedBy === mara.actor ? 'Mara' : 'Pedro'
    expect(headings.find((heading) => heading.includes('instead of'))).toContain(`: ${last} has it`)
  })

  test('of a member is its group’s', async () => {
    const group = await firing({ entity: '*', severity: 'high' })
    const members = [
      await firing({ entity: 'thing:1', groupId: group }),
      await firing({ entity: 'thing:2', groupId: group }),
    ]
    const { answer, preview } = await desk.run(ack, { alert: `${members[1]}` }, mara)
    expect(answer.heading).toContain(`Alert #${group}: Mara has it`)
    expect(saidBy(answer)).toContain('It stands for 2 alerts, which are acknowledged together.')
    expect(preview?.lines).toContain('It stands for 2 alerts, which are acknowledged together.')
    expect((await alert(group))?.ackedBy).toBe(mara.actor)
    expect((await alert(members[1] ?? 0n))?.ackedBy).toBeNull()
  })

  test('of what is over changes nothing and says so', async () => {
    const id = await firing({ state: 'resolved' })
    const { answer, preview } = await desk.run(ack, { alert: `${id}` }, mara)
    expect(answer).toMatchObject({
      tone: 'plain',
      heading: `Alert #${id} is over already: nothing was changed`,
    })
    expect(saidBy(answer)).toContain('over: the bot saw that it is over')
    expect(preview?.lines).toContain('after: the same: it is over already')
    expect(await alert(id)).toMatchObject({ state: 'resolved', ackedBy: null, revision: 1 })
  })

  test('settles what the bot can’t see to be over', async () => {
    const id = await firing({ rule: 'SAID_OVER' })
    const { answer, preview } = await desk.run(ack, { alert: `${id}` }, mara)
    expect(preview?.lines).toContain('after: over, acknowledged by Mara')
    expect(answer.heading).toBe(`Alert #${id} is over: Mara has acknowledged it`)
    expect(await alert(id)).toMatchObject({ state: 'resolved', pending: 'resolved' })
    expect(saidBy((await desk.run(show, { alert: `${id}` })).answer)).toContain('acknowledged by Mara')
    const test = await firing({ rule: 'SAID_OVER', testChannel: 'slack:1' })
    await desk.run(ack, { alert: `${test}` }, mara)
    expect(await alert(test), 'a test goes its own way').toMatchObject({ state: 'firing' })
  })
})

test('alert unack makes it everybody’s again, and is refused where nobody has it', async () => {
  const id = await firing()
  expect(await desk.refusal(unack, { alert: `${id}` })).toBe(
    `Nobody has acknowledged alert #${id}: there is nothing to take back.`,
  )
  await desk.run(ack, { alert: `${id}` }, mara)
  const { answer, preview } = await desk.run(unack, { alert: `${id}` }, pedro)
  expect(preview?.lines[0]).toMatch(/^before: Mara has it until /)
  expect(answer.heading).toBe(`Alert #${id}: nobody has it any more, and it calls people anew`)
  expect(await alert(id)).toMatchObject({ ackedBy: null, pending: 'unacked' })
  const over = await firing({ entity: 'thing:9', state: 'resolved' })
  expect(await desk.refusal(unack, { alert: `${over}` })).toBe(
    `Alert #${over} is over: there is nothing to take back.`,
  )
})

describe('alert silence', () => {
  const quiet = (written: Record<string, string>, who: Asker = mara) =>
    desk.run(silence, { for: '2h', reason: 'new router', ...written }, who)

  test('keeps one alert quiet until an end that is shown', async () => {
    const id = await firing({ entity: 'thing:4' })
    const { answer, preview } = await quiet({ what: `${id}` })
    expect(preview).toMatchObject({ what: 'Silence Title of MEDIUM_ONE · three things' })
    expect(preview?.lines).toEqual([
      'before: told as always',
      'after: not told for 2 h from your yes on, then told again if it still is so',
      '1 firing alert of it, quiet from then on',
      'it is still checked, and listed in status and alert list; what it stops is still stopped',
    ])
    const [found] = await desk.stores.alerts.silences()
    expect(found).toMatchObject({
      rule: 'MEDIUM_ONE',
      entity: 'thing:4',
      reason: 'new router',
      createdBy: mara.actor,
    })
    const lasts = (found?.until.getTime() ?? 0) - (found?.createdAt.getTime() ?? 0)
    expect(Math.round(lasts / 60_000)).toBe(120)
    expect(answer.heading).toMatch(/^Silenced until .+: Title of MEDIUM_ONE · three things$/)
    expect(saidBy(answer)).toContain(`> alert unsilence ${found?.id}`)
    const again = await desk.preview(silence, { what: `${id}`, for: '1h', reason: 'r' }, mara)
    expect(again.lines[0]).toMatch(/^before: silenced until .+, by Mara: new router$/)
  })

  test('keeps a whole rule quiet, by its name or by the card that stands for many', async () => {
    await quiet({ what: 'medium_one', for: '24h' })
    const group = await firing({ entity: '*' })
    const { answer } = await quiet({ what: `#${group}` })
    expect(answer.json).toMatchObject({ rule: 'MEDIUM_ONE', entity: null })
    expect(await desk.stores.alerts.silences(), 'the second one instead of the first').toHaveLength(1)
  })

  test('of one among many leaves the card of all to be told, and says so', async () => {
    const group = await firing({ entity: '*' })
    const member = await firing({ entity: 'thing:6', groupId: group })
    const { answer, preview } = await quiet({ what: `${member}` })
    expect(answer.json).toMatchObject({ rule: 'MEDIUM_ONE', entity: 'thing:6' })
    const line = `alert #${group} tells it together with others, and is still told for those`
    expect(preview?.lines).toContain(line)
    expect(saidBy(answer)).toContain(line)
  })

  test('of what is critical needs an owner', async () => {
    const loud = await firing({ entity: 'thing:5', severity: 'critical' })
    for (const what of ['CRITICAL_ONE', `${loud}`, 'MEDIUM_ONE'])
      expect(await desk.refusal(silence, { what, for: '1h', reason: 'r' }, mara)).toContain(
        'is critical, and only an owner may silence that',
      )
    expect((await desk.preview(silence, { what: 'CRITICAL_ONE', for: '1h', reason: 'r' }, owner)).what).toBe(
      'Silence Title of CRITICAL_ONE (all of CRITICAL_ONE)',
    )
    expect(await desk.stores.alerts.silences()).toEqual([])
  })

  test('of a person who is called is refused to everybody, and of a test to nobody’s gain', async () => {
    expect(await desk.refusal(silence, { what: 'PAGE', for: '1h', reason: 'r' }, owner)).toBe(
      "Somebody who is called by hand can't be silenced: acknowledge it instead.",
    )
    const test = await firing({ testChannel: 'slack:1' })
    expect(await desk.refusal(silence, { what: `${test}`, for: '1h', reason: 'r' }, owner)).toContain(
      'is a test',
    )
  })

  test.each([
    [{ for: '25h' }, '--for must be from 1 min to 1 d; "25h" is not.'],
    [{ for: '2d' }, '--for must be from 1 min to 1 d; "2d" is not.'],
    [{ for: '30s' }, '--for must be a time such as 30m, 2h or 1d; "30s" is not.'],
    [{ for: 'forever' }, '--for must be a time such as 30m, 2h or 1d; "forever" is not.'],
    [{ for: '0m' }, '--for must be from 1 min to 1 d; "0m" is not.'],
    [{ what: 'NO_SUCH_RULE' }, 'There is no alert rule "NO_SUCH_RULE": "alert rules" shows which there are.'],
    [{ what: '987654' }, 'There is no alert 987654'],
    [{ reason: ' ' }, '--reason is missing'],
  ])('refuses %j', async (written, expected) => {
    const all = { what: 'MEDIUM_ONE', for: '1h', reason: 'r', ...written }
    expect(await desk.refusal(silence, all, mara)).toContain(expected)
  })

  test('alert unsilence ends it, once', async () => {
    await quiet({ what: 'MEDIUM_ONE' })
    const [found] = await desk.stores.alerts.silences()
    const { answer, preview } = await desk.run(unsilence, { silence: `${found?.id}` }, pedro)
    expect(preview?.lines[0]).toMatch(/^before: silenced until .+, by Mara: new router$/)
    expect(answer.heading).toBe('Not silenced any more: Title of MEDIUM_ONE (all of MEDIUM_ONE)')
    expect(await desk.stores.alerts.silences()).toEqual([])
    expect(await desk.refusal(unsilence, { silence: `${found?.id}` })).toBe(
      `No silence ${found?.id} is in force: "status show" lists those that are.`,
    )
  })
})

describe('alert resolve', () => {
  test('is for what the bot can’t see to be over, or does not know any more', async () => {
    for (const rule of ['SAID_OVER', 'RULE_OF_OLD']) {
      const id = await firing({ rule })
      const { answer, preview } = await desk.run(resolve, { alert: `${id}`, reason: 'paid back' }, mara)
      expect(preview?.lines).toEqual([
        'before: firing; nobody has it, at level 1',
        'after: over, because Mara says so: paid back',
      ])
      expect(answer.heading).toContain(`Alert #${id} is over: `)
      expect(await alert(id)).toMatchObject({ state: 'resolved', pending: 'resolved' })
      const said = saidBy((await desk.run(show, { alert: `${id}` })).answer)
      expect(said).toContain('resolved by Mara: paid back')
      expect(await desk.refusal(resolve, { alert: `${id}`, reason: 'r' })).toBe(
        `Alert #${id} is over already: nothing was changed.`,
      )
    }
  })

  test('is refused otherwise, with what would resolve it', async () => {
    const id = await firing()
    expect(await desk.refusal(resolve, { alert: `${id}`, reason: 'r' })).toBe(
      `The bot sees by itself when this is over: Title of MEDIUM_ONE resolves when it is put right. "alert ack ${id}" says that you have it.`,
    )
    const test = await firing({ rule: 'SAID_OVER', testChannel: 'slack:1' })
    expect(await desk.refusal(resolve, { alert: `${test}`, reason: 'r' })).toContain('is a test')
    expect(await desk.refusal(resolve, { alert: `${id}` })).toContain('--reason is missing')
    expect(await alert(id)).toMatchObject({ state: 'firing' })
  })
})

describe('alert rules and alert set', () => {
  test('show every rule with the limits as they are now', async () => {
    const { answer } = await desk.run(rules, {}, viewer)
    expect(answer.heading).toBe('The bot looks for 4 things')
    expect(rowsOf(answer)).toContainEqual([
      'MEDIUM_ONE',
      '🟡 MEDIUM',
      '1 h',
      'afterHours 48 hours (default), sats 250 sats (environment), share 0.25 % (default)',
    ])
    expect(rowsOf(answer)).toContainEqual(['CRITICAL_ONE', '🔴 CRITICAL', 'at once', '–'])
  })

  test('show one rule in full', async () => {
    const said = saidBy((await desk.run(rules, { rule: 'medium_one' }, viewer)).answer)
    for (const words of [
      'MEDIUM_ONE: Title of MEDIUM_ONE',
      'Fires when: something is wrong',
      'What the bot does: the payouts stop',
      'Over when: it is put right',
      'Runbook: R0',
      'sats | 250 sats | environment: MAX_BALANCE_DISCREPANCY_SATS | 0 sats to 1,000,000 sats | how many',
    ])
      expect(said).toContain(words)
    const other = saidBy((await desk.run(rules, { rule: 'CRITICAL_ONE' })).answer)
    expect(other).toContain('Not told while one of these fires: MEDIUM_ONE')
    expect(other).toContain('Maintenance: never mutes it')
    expect(await desk.refusal(rules, { rule: 'NONE' })).toContain('There is no alert rule "NONE"')
  })

  test('set a limit within its bounds', async () => {
    const change = { rule: 'MEDIUM_ONE', limit: 'afterhours', value: '72' }
    const { answer, preview } = await desk.run(set, change, owner)
    expect(preview?.lines.slice(0, 2)).toEqual(['before: 48 hours (default)', 'after: 72 hours (database)'])
    expect(answer.heading).toBe('afterHours of MEDIUM_ONE is 72 hours now')
    expect((await desk.stores.alerts.limits()).get('MEDIUM_ONE')?.get('afterHours')).toBe(72)
    expect(saidBy((await desk.run(rules, { rule: 'MEDIUM_ONE' })).answer)).toContain(
      'afterHours | 72 hours | database | 1 hour to 720 hours | how long it may wait',
    )
    await desk.run(set, { ...change, limit: 'share', value: '0.5' }, owner)
    expect(await desk.refusal(set, change, owner)).toBe(
      'afterHours of MEDIUM_ONE is 72 hours already: nothing was changed.',
    )
  })

  test.each([
    [{ value: '721' }, 'afterHours of MEDIUM_ONE may be from 1 hour to 720 hours; 721 hours is not.'],
    [{ value: '0' }, 'may be from 1 hour to 720 hours; 0 hours is not.'],
    [{ value: '-5' }, 'may be from 1 hour to 720 hours'],
    [{ value: '1.5' }, 'afterHours of MEDIUM_ONE is a whole number; "1.5" is not.'],
    [{ value: 'many' }, '--value must be a plain number'],
    [{ limit: 'share', value: '11' }, 'may be from 0.01 % to 10 %'],
    [{ limit: 'nothing' }, 'MEDIUM_ONE has no limit "nothing": it has afterHours, sats, share.'],
    [{ rule: 'CRITICAL_ONE' }, 'CRITICAL_ONE has no limits: there is nothing to set.'],
    [{ rule: 'NONE' }, 'There is no alert rule "NONE"'],
    [
      { limit: 'sats', value: '300' },
      'MAX_BALANCE_DISCREPANCY_SATS is set in the environment, to 250, and the environment wins: change it there and start again.',
    ],
  ])('alert set refuses %j', async (written, expected) => {
    const before = await desk.stores.alerts.limits()
    const all = { rule: 'MEDIUM_ONE', limit: 'afterHours', value: '24', ...written }
    expect(await desk.refusal(set, all, owner)).toContain(expected)
    expect(await desk.stores.alerts.limits()).toEqual(before)
  })

  test('what no longer fits its bounds does not count', async () => {
    await desk.stores.alerts.setLimit('MEDIUM_ONE', 'share', 5000, 'test')
    expect(saidBy((await desk.run(rules, { rule: 'MEDIUM_ONE' })).answer)).toContain(
      'share | 0.25 % | default',
    )
  })
})

describe('alert test', () => {
  test('goes where it was asked, if that room is ours', async () => {
    const { rooms } = desk.stores
    await desk.run(startTest, { rule: 'CRITICAL_ONE', channel: 'slack:1' }, mara)
    await rooms.bind({ platform: 'discord', roomId: '118000000000000001', purpose: 'digest' }, 'test')
    await rooms.bind({ platform: 'discord', roomId: '118000000000000002', purpose: 'medium' }, 'test')
    await rooms.bind({ platform: 'discord', roomId: '118000000000000003', purpose: 'critical' }, 'test')
    const elsewhere = await desk.run(startTest, { rule: 'CRITICAL_ONE' }, mara)
    expect(elsewhere.answer.json['channel'], 'the first alert room').toBe('discord:room:118000000000000003')
    await rooms.bind({ platform: 'telegram', roomId: '-100', purpose: 'ops' }, 'test')
    const { answer, preview } = await desk.run(startTest, { rule: 'critical_one' }, mara)
    expect(answer.json).toMatchObject({ channel: 'telegram:room:-100', severity: 'critical', test: true })
    expect(answer.heading).toMatch(/^TEST: alert #\d+ of CRITICAL_ONE goes to telegram room -100$/)
    expect(preview?.lines.join('\n')).toContain('nobody on call is called, whatever it says')
    const started = await alert(BigInt(answer.json['alertId'] as string))
    expect(started).toMatchObject({ testChannel: 'telegram:room:-100', state: 'firing', pending: 'first' })
    expect(String(started?.finding.what)).toBe('this is a test')
    expect(String(started?.finding.fired)).toBe(
      'Mara tries out what happens when "Title of CRITICAL_ONE" fires',
    )
  })

  test('goes to the terminal where nothing else is known', async () => {
    const bare = await openDesk({})
    try {
      await bare.run(startTest, { rule: 'PAYMENT_STUCK' })
      const [alert] = await bare.stores.alerts.firing()
      expect(alert?.testChannel).toBe('terminal:here')
    } finally {
      await bare.close()
    }
  })

  test('goes to nobody’s own telephone, mailbox or chat', async () => {
    await desk.world.pool.query(
      `INSERT INTO alert_channels (channel) VALUES ('phone:+50255551234'), ('email:olga@shop.example'), ('telegram:person:7')`,
    )
    for (const channel of ['phone:+50255551234', 'email:olga@shop.example', 'telegram:person:7', 'slack:9']) {
      const refusal = await desk.refusal(startTest, { rule: 'CRITICAL_ONE', channel }, mara)
      expect(refusal).toContain(`"${channel}" is no channel that a test may use`)
      expect(refusal).not.toContain('ops@shop')
    }
    const { answer } = await desk.run(
      startTest,
      { rule: 'CRITICAL_ONE', channel: 'email:ops@shop.example' },
      mara,
    )
    expect(answer.heading, 'and the address is not for the room').not.toContain('@')
  })
})

test('status show says what fires, who is on call, and what is quiet', async () => {
  const { alerts } = desk.stores
  await desk.world.takeIn()
  expect(saidBy((await desk.run(status, {}, viewer)).answer)).toContain(
    'On call: ⚠ NOBODY: "oncall set level1"',
  )
  await alerts.setContact('level1', { name: 'Pedro' }, 'test')
  const id = await firing({ rule: 'CRITICAL_ONE', severity: 'critical', finding: { exposureSats: sats(5n) } })
  await firing({ severity: 'info', entity: 'quiet' })
  await desk.run(silence, { what: 'MEDIUM_ONE', for: '2h', reason: 'router' }, mara)
  await alerts.startMaintenance({
    rules: ['MEDIUM_ONE'],
    reason: 'paint',
    actor: mara.actor,
    until: new Date(Date.now() + 60_000),
  })
  const { answer } = await desk.run(status, {}, viewer)
  expect(answer).toMatchObject({ tone: 'bad', heading: '1 alert firing: 1 CRITICAL' })
  const said = saidBy(answer)
  expect(said).toMatch(
    new RegExp(`#${id} 🔴 CRITICAL · Title of CRITICAL_ONE · three things · nobody has it.+an answer is due`),
  )
  expect(said).toContain('Alerts: 1 CRITICAL')
  expect(said).toContain('On call: Pedro; ⚠ nobody for level 2, level 3')
  expect(said).toMatch(/🔕 #\d+ Title of MEDIUM_ONE \(all of MEDIUM_ONE\), until /)
  expect(said).toMatch(/🔧 #\d+ maintenance until .+, by Mara: paint/)
  expect(answer.json).toMatchObject({ alerts: { critical: 1, info: 0 }, worstAlertId: `${id}` })
})
