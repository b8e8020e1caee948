import { beforeAll, describe, expect, test } from 'vitest'
import { type AlertContext, composeAlert, composeOverview } from '../../alerts/compose.ts'
import { lookOf } from '../../alerts/compose-look.ts'
import { minutesAfter, minutesBefore } from '../../alerts/moments.ts'
import type { AlertMessage } from '../../alerts/message.ts'
import { plainText } from '../../alerts/plain.ts'
import type { Rule } from '../../alerts/rule.ts'
import type { AlertReading } from '../../engine/alerting.ts'
import { sats } from '../../engine/domain/money.ts'
import { ENGLISH, write } from '../../engine/phrase.ts'
import { happened, NOW, ruleOf, sampleAlert } from './samples.ts'

let stuck: Rule | null
beforeAll(async () => {
  stuck = await ruleOf('PAYMENT_STUCK')
})

type Changes = Partial<AlertReading>
const told = async (changes: Changes = {}, context: Partial<AlertContext> = {}): Promise<AlertMessage> =>
  composeAlert(await sampleAlert('PAYMENT_STUCK', changes), stuck, {
    kind: 'first',
    now: NOW,
    quiet: false,
    actorName: (actor) => (actor === 'discord:1' ? 'Mara' : actor),
    ...context,
  })
const heading = (message: AlertMessage) => write(message.heading, ENGLISH)
const lead = (message: AlertMessage) => write(message.lead, ENGLISH)
const section = (message: AlertMessage, title: string): string | undefined =>
  message.sections
    .map(([name, words]) => [write(name, ENGLISH), write(words, ENGLISH)] as const)
    .find(([name]) => name === title)?.[1]

describe('the two lines that somebody reads at three in the morning', () => {
  test('say what, how much, since when, and what to do now', async () => {
    const message = await told()
    expect(heading(message)).toBe(
      '🔴 CRITICAL · Payment stuck · 3 payments · #8 Ana López · #3 Luis <b>Pérez</b> * · the wallet gives no answer · 184,220 sats in doubt (≈ 1,381.00 GTQ)',
    )
    expect(lead(message)).toBe('Since 21 Nov, 20:04 (31 min). Look up payment #31 in both wallets.')
    expect(plainText(message, ENGLISH).split('\n').slice(0, 2)).toEqual([heading(message), lead(message)])
  })

  test('hide clients where names are hidden', async () => {
    const voice = { ...ENGLISH, names: 'initials' } as const
    const written = plainText(await told(), voice)
    expect(written).toContain('#8 A. L.')
    expect(written).not.toMatch(/Ana|López|Pérez/)
    expect(JSON.stringify((await told()).json)).not.toMatch(/Ana|López|Pérez/)
  })

  test('mark a test where nobody overlooks it, and call nobody', async () => {
    const message = await told({ testChannel: 'slack:1' })
    expect(heading(message)).toMatch(/^🧪 TEST · 🔴 CRITICAL · Payment stuck/)
    expect(write(message.subject ?? '', ENGLISH)).toBe('TEST · Alert 12 · Payment stuck')
    expect(message).toMatchObject({ isTest: true, mention: false })
    expect(message.json['test']).toBe(true)
  })

  test('leave money out where none is in doubt, and write what is only known in the clients’ money', async () => {
    const { finding } = await sampleAlert('PAYMENT_STUCK')
    const { worth: _worth, ...without } = finding
    expect(heading(await told({ finding: { ...without, exposureSats: sats(0n) } }))).toMatch(/no answer$/)
    expect(heading(await told({ finding: { ...finding, exposureSats: sats(0n) } }))).toMatch(
      /· ≈ 1,381\.00 GTQ in doubt$/,
    )
  })
})

describe('what is new', () => {
  test('it is back', async () => {
    expect(lead(await told({ flaps: 3 }, { kind: 'again' }))).toMatch(
      /^It was over and is back, 3 times so far\. Since /,
    )
  })

  test.each([
    [{}, {}, 'It has become worse. Since'],
    [{ toldExposureSats: sats(50_000n) }, {}, 'It has become worse: it was 50,000 sats. Since'],
    [{ toldSeverity: 'high' }, {}, 'It has become worse: it was HIGH. Since'],
    [
      { toldSeverity: 'high', toldExposureSats: sats(50_000n) },
      {},
      'It has become worse: it was HIGH, with 50,000 sats in doubt. Since',
    ],
    [
      {},
      { events: [happened('worse', { detail: 'critical 70000' })] },
      'It has become worse: it was 70,000 sats.',
    ],
    [
      {},
      { before: { severity: 'medium', exposureSats: 1n } },
      'It has become worse: it was MEDIUM, with 1 sats',
    ],
  ] satisfies [Changes, Partial<AlertContext>, string][])(
    'it is worse: %o %o',
    async (changes, context, words) => {
      expect(lead(await told(changes, { ...context, kind: 'worse' }))).toContain(words)
    },
  )

  test('it is still so', async () => {
    expect(lead(await told({ repeats: 3 }, { kind: 'repeat' }))).toMatch(/^Still so, told 4 times\. Since/)
  })

  test('nobody answered, so that others are called; enough money calls the owner at once', async () => {
    const unackedSince = minutesBefore(NOW, 5)
    expect(lead(await told({ level: 2, unackedSince }, { kind: 'escalated' }))).toMatch(
      /^Nobody has answered for 5 min: level 2 is called\./,
    )
    expect(
      lead(await told({ level: 3, unackedSince: minutesBefore(NOW, 15) }, { kind: 'escalated' })),
    ).toMatch(/^Nobody has answered for 15 min: level 3 is called\./)
    expect(lead(await told({ level: 3, unackedSince }, { kind: 'escalated' }))).toMatch(
      /^So much money is in doubt that level 3 is called\./,
    )
  })

  test('an acknowledgement ran out', async () => {
    expect(lead(await told({}, { kind: 'unacked' }))).toMatch(
      /^The acknowledgement ran out, and it still is so\./,
    )
  })
})

describe('what follows', () => {
  test('is why, what fired, what the bot did, and who has it', async () => {
    const message = await told()
    expect(message.sections.map(([title]) => write(title, ENGLISH))).toEqual([
      'Why it matters',
      'What fired',
      'What the bot did',
      'Who has it',
    ])
    expect(section(message, 'Why it matters')).toBe(stuck?.why)
    expect(section(message, 'What fired')).toBe('under way for 31 min, limit 15 minutes')
    expect(section(message, 'Who has it')).toBe('Nobody yet; level 1 is called.')
  })

  test('says that an answer is overdue', async () => {
    const message = await told({ dueAt: minutesBefore(NOW, 10) })
    expect(section(message, 'Who has it')).toContain('An answer was due 21 Nov, 20:25.')
    // At once is now when it is told.
    const atOnce = await told({ dueAt: new Date(NOW.getTime() - 1000) })
    expect(section(atOnce, 'Who has it')).not.toContain('An answer was due')
  })

  test('says who has acknowledged it until when, in grey, without the button for it', async () => {
    const message = await told({
      ackedBy: 'discord:1',
      ackedAt: NOW,
      ackUntil: minutesAfter(NOW, 30),
      ackNote: 'on my way',
    })
    expect(message).toMatchObject({ state: 'acked', clock: null, mention: false })
    expect(heading(message)).toMatch(/^⚪ ACKNOWLEDGED · CRITICAL · Payment stuck/)
    expect(lookOf(message).colour).toBe('#667085')
    expect(section(message, 'Who has it')).toBe(
      'Mara has acknowledged it, until 21 Nov, 21:05.\nNote: on my way',
    )
    expect(message.buttons.map(({ line }) => line)).toEqual([
      'payment lookup 31',
      'incident open --from-alert 12',
      'panic',
      'alert show 12',
    ])
  })

  test('an acknowledgement that ran out counts no more', async () => {
    expect(await told({ ackedBy: 'discord:1', ackUntil: NOW })).toMatchObject({ state: 'firing' })
  })

  test.each([
    ['silence:3', {}, 'Silence 3 holds.'],
    ['maintenance:1', {}, 'Maintenance 1 is under way.'],
    ['inhibited:LAMASSU_DB_DOWN', {}, 'It follows from LAMASSU_DB_DOWN, which is told instead.'],
    [
      'silence:3',
      {
        silence: {
          id: 3n,
          rule: 'PAYMENT_STUCK',
          entity: null,
          reason: 'LNbits is being moved',
          createdBy: 'discord:1',
          createdAt: NOW,
          until: minutesAfter(NOW, 60),
        },
      },
      'By Mara until 21 Nov, 21:35: LNbits is being moved',
    ],
  ] satisfies [string, Partial<AlertContext>, string][])(
    'says that it is muted: %s',
    async (mutedBy, context, words) => {
      const message = await told({ mutedBy }, context)
      expect(message).toMatchObject({ state: 'silenced', silent: true, mention: false })
      expect(section(message, 'Silenced')).toBe(words)
    },
  )

  test('whoever is called stands there with the number, and nobody else', async () => {
    const contact = { email: null, personId: null, takenBy: null, takenUntil: null, availability: null }
    const contacts = [
      { ...contact, slot: 'level1', name: 'Luz', phone: null },
      { ...contact, slot: 'level2', name: 'Pedro', phone: '+50255551234', availability: 'after 9' },
      { ...contact, slot: 'level3', name: 'Rosa', phone: '+50255550003' },
      { ...contact, slot: 'accountant', name: 'Paz', phone: '+50255550004' },
    ] as const
    const called = async (changes: Changes) => section(await told(changes, { contacts }), 'Whom to call')
    expect(await called({ level: 2 })).toBe('Pedro (level 2): +50255551234, after 9')
    expect(await called({ level: 1 })).toBeUndefined()
    expect(await called({ level: 3, testChannel: 'slack:1' })).toBeUndefined()
  })

  test('nobody is said to be called where nobody is entered', async () => {
    const blank = {
      name: null,
      email: null,
      phone: null,
      personId: null,
      takenBy: null,
      takenUntil: null,
      availability: null,
    }
    const contacts = [
      { ...blank, slot: 'level1' },
      { ...blank, slot: 'level2', name: 'Pedro', phone: '+50255551234' },
      { ...blank, slot: 'level3', name: 'Rosa' },
    ] as const
    const words = async (level: 1 | 2 | 3, kind: AlertContext['kind']) => {
      const message = await told({ level, toldExposureSats: sats(1n) }, { kind, contacts })
      return [section(message, 'Who has it'), write(message.lead, ENGLISH)].join(' | ')
    }
    expect(await words(1, 'first')).toContain('nobody is entered as level 1 ("oncall set")')
    expect(await words(2, 'escalated')).toMatch(/level 2 is called.*level 2 is called/)
    const third = await words(3, 'escalated')
    expect(third).not.toContain('is called')
    expect(third).toContain('nobody is entered')
  })

  test('an end that can’t be seen has to be said', async () => {
    const rule = stuck === null ? null : ({ ...stuck, recovery: 'acknowledged' } satisfies Rule)
    const message = composeAlert(await sampleAlert('PAYMENT_STUCK'), rule, {
      kind: 'first',
      now: NOW,
      quiet: false,
    })
    expect(section(message, 'Who has it')).toContain('alert resolve 12 --reason')
  })
})

describe('what the bot stopped is never told without how to start it again', () => {
  const remedies = [
    { kind: 'pause_payouts' },
    { kind: 'pause_client', clientId: 8n },
    { kind: 'hold_cash_out', transactionId: '5f7b' },
  ] as const
  const KEYS = ['pause_payouts', 'pause_client:8', 'hold_cash_out:5f7b']
  const RESUME = ['poll resume payout', 'client resume 8', 'tx release 5f7b']

  test.each(['first', 'again', 'worse', 'repeat', 'escalated', 'unacked', 'resolved'] as const)(
    '%s',
    async (kind) => {
      const { finding } = await sampleAlert('PAYMENT_STUCK')
      const state = kind === 'resolved' ? ({ state: 'resolved', resolvedAt: NOW } as const) : {}
      for (const events of [undefined, KEYS.map((detail) => happened('remedy', { detail }))]) {
        const context = events === undefined ? { kind } : { kind, events }
        const written = plainText(
          await told({ finding: { ...finding, remedies }, ...state }, context),
          ENGLISH,
        )
        for (const line of RESUME) expect(written).toContain(line)
      }
    },
  )

  test('what is not known to be done is not told as done', async () => {
    const events = [happened('remedy', { detail: 'pause_client:8' })]
    const { finding } = await sampleAlert('PAYMENT_STUCK')
    const message = await told({ finding: { ...finding, remedies } }, { events })
    const did = section(message, 'What the bot did')
    expect(did).toContain('The bot pauses the payouts ("poll status" shows whether they are)')
    expect(did).toContain('The bot paused client #8')
  })

  test('what people have let go on is not told as if it still stood', async () => {
    const events = KEYS.map((detail) => happened('remedy', { detail }))
    const { finding } = await sampleAlert('PAYMENT_STUCK')
    const context = { events, letGo: new Set(['pause_payouts', 'hold_cash_out:5f7b']) }
    const firing = await told({ finding: { ...finding, remedies } }, context)
    const did = section(firing, 'What the bot did')
    expect(did).toContain('The bot paused the payouts; they have been resumed since.')
    expect(did).toContain('client #8, who stays paused')
    expect(did).toContain('it has been released since')
    const over = await told(
      { finding: { ...finding, remedies }, state: 'resolved', resolvedAt: NOW },
      { kind: 'resolved', ...context },
    )
    expect(write(over.lead, ENGLISH)).not.toMatch(/payouts|cash-out back/)
    expect(write(over.lead, ENGLISH)).toContain('client resume 8')
  })

  test('the card of many tells what was stopped because of one of them', async () => {
    const member = await sampleAlert('PAYMENT_STUCK')
    const { remedies: _none, ...finding } = member.finding
    for (const state of [{}, { state: 'resolved', resolvedAt: NOW } as const]) {
      const message = await told(
        { entity: '*', finding, ...state },
        { members: [member, member], memberCount: 2, events: [] },
      )
      expect(plainText(message, ENGLISH).match(/poll resume payout/g)).toHaveLength(1)
    }
  })
})

describe('when it is over', () => {
  const over = { state: 'resolved', resolvedAt: minutesAfter(NOW, 11), resolvedHow: 'observed' } as const
  const events = [
    happened('first'),
    happened('remedy', { detail: 'pause_payouts' }),
    happened('worse'),
    happened('acked', { actor: 'discord:1' }),
    happened('resolved', { detail: 'observed' }),
  ]

  test('it says after how long, what happened meanwhile, and what stays stopped', async () => {
    const message = await told(over, { kind: 'resolved', events })
    expect(heading(message)).toMatch(
      /^🟢 RESOLVED · Payment stuck · .* · 184,220 sats were in doubt \(≈ 1,381\.00 GTQ\)$/,
    )
    expect(lead(message)).toBe(
      'Over after 42 min (it began 21 Nov, 20:04). The bot paused the payouts; they stay paused until somebody resumes them with "poll resume payout".',
    )
    expect(section(message, 'Meanwhile')).toBe('acknowledged by Mara; worse: 1 time')
    expect(message).toMatchObject({ state: 'resolved', clock: null, mention: false })
    expect(message.buttons.map(({ line }) => line)).toEqual(['alert show 12'])
    expect(lookOf(message).colour).toBe('#12B76A')
  })

  test('it does not speak of a pause that never was', async () => {
    expect(lead(await told(over, { kind: 'resolved', events: [happened('first')] }))).toBe(
      'Over after 42 min (it began 21 Nov, 20:04).',
    )
  })

  test('it says who ended it', async () => {
    const message = await told(
      { ...over, resolvedHow: 'resolved by discord:1: counted the cash' },
      { kind: 'resolved' },
    )
    expect(section(message, 'How it ended')).toBe('resolved by Mara: counted the cash')
  })
})

describe('noise', () => {
  test.each([
    ['critical', true, { silent: false, mention: true }],
    ['high', true, { silent: false, mention: true }],
    ['medium', true, { silent: true, mention: false }],
    ['medium', false, { silent: false, mention: true }],
    ['info', false, { silent: true, mention: false }],
  ] as const)('%s, quiet hours: %s', async (severity, quiet, expected) => {
    expect(await told({ severity }, { quiet })).toMatchObject(expected)
  })

  test('the end of something wakes nobody in quiet hours', async () => {
    const over = { state: 'resolved', resolvedAt: NOW } as const
    expect(await told(over, { kind: 'resolved', quiet: true })).toMatchObject({
      silent: true,
      mention: false,
    })
    expect(await told(over, { kind: 'resolved' })).toMatchObject({ silent: false, mention: false })
  })
})

test('buttons: acknowledge, the next step, an incident where it is serious, and the rest', async () => {
  expect((await told()).buttons).toMatchObject([
    { line: 'alert ack 12', style: 'primary' },
    { line: 'payment lookup 31', style: 'primary' },
    { line: 'incident open --from-alert 12', style: 'plain' },
    { line: 'panic', style: 'danger' },
    { line: 'alert show 12', style: 'plain' },
  ])
  const stops = async (more: Partial<AlertReading>): Promise<boolean> =>
    (await told(more)).buttons.some(({ line }) => line === 'panic')
  expect(await stops({ severity: 'high' })).toBe(false)
  expect(await stops({ testChannel: 'telegram:room:1' })).toBe(false)
  const offers = async (more: Partial<AlertReading>): Promise<boolean> =>
    (await told(more)).buttons.some(({ line }) => line.startsWith('incident open'))
  expect(await offers({ severity: 'high' })).toBe(true)
  expect(await offers({ severity: 'medium' })).toBe(false)
  expect(await offers({ testChannel: 'telegram:room:1' })).toBe(false)
})

test('the runbook is its address where there is one, else its name', async () => {
  expect(await told()).toMatchObject({ runbook: 'R3' })
  expect(await told({}, { runbookUrl: (runbook) => `https://shop.example/${runbook}` })).toMatchObject({
    runbook: 'https://shop.example/R3',
  })
})

test('the card of many counts them and names the worst five', async () => {
  const member = async (n: bigint) => {
    const { finding } = await sampleAlert('DEPOSIT_PENDING')
    return sampleAlert('DEPOSIT_PENDING', {
      id: n,
      finding: { ...finding, what: `deposit #${n}`, exposureSats: sats(n * 100n) },
    })
  }
  const members = await Promise.all([9n, 8n, 7n, 6n, 5n, 4n].map(member))
  const message = await told({ entity: '*' }, { members, memberCount: 27 })
  expect(heading(message)).toBe(
    '🔴 CRITICAL · Payment stuck · 27 alerts at once · 184,220 sats in doubt (≈ 1,381.00 GTQ)',
  )
  expect(section(message, 'The worst of them')?.split('\n')).toEqual([
    '🟡 MEDIUM · deposit #9 · 900 sats in doubt',
    '🟡 MEDIUM · deposit #8 · 800 sats in doubt',
    '🟡 MEDIUM · deposit #7 · 700 sats in doubt',
    '🟡 MEDIUM · deposit #6 · 600 sats in doubt',
    '🟡 MEDIUM · deposit #5 · 500 sats in doubt',
    'and 22 more alerts',
  ])
  expect(message.json['members']).toBe(27)
})

test('many alerts in one message are counted by severity, the worst by their money', async () => {
  const small = await sampleAlert('PAYMENT_STUCK', { id: 1n })
  const big = await sampleAlert('POLL_GAP', { id: 2n })
  const message = composeOverview([small, big], { critical: 2, medium: 25 }, { now: NOW })
  expect(heading(message)).toBe('🔴 CRITICAL · 27 alerts firing: 2 CRITICAL, 25 MEDIUM')
  expect(
    section(message, 'The worst of them')
      ?.split('\n')
      .map((line) => line.split(' · ').at(-1)),
  ).toEqual(['alert show 2', 'alert show 1'])
  expect(message).toMatchObject({
    alertId: null,
    kind: 'overview',
    severity: 'critical',
    mention: true,
    silent: false,
  })
  expect(plainText(message, ENGLISH)).toContain('POLL_GAP')
  expect(message.buttons.map(({ line }) => line)).toEqual(['alert list'])
})
