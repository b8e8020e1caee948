import { describe, expect, test } from 'vitest'
import { BOT_ACTOR, checklist, ITEMS, PART_KEYS } from '../../../engine/incidents/checklist.ts'
import type { Incident, IncidentEvent } from '../../../engine/incidents/incident.ts'
import type { Telemetry } from '../../../engine/incidents/telemetry.ts'
import { anIncident, aRun, at, connection, event, impact, quiet, ready, stopped } from './sight.ts'

/** The handbook's own words, as short as they can be told apart, beside our keys: phase, item, its boxes. */
const HANDBOOK: readonly (readonly [number, string, string, readonly (readonly [string, string])[]])[] = [
  [
    1,
    'Stop Automatic Processing',
    'stop',
    [
      ['Disable background polling', 'polling'],
      ['no transactions are currently', 'in_flight'],
      ['Document time', 'time'],
    ],
  ],
  [
    1,
    'Assess Severity',
    'severity',
    [
      ['money at risk', 'money'],
      ['clients affected', 'clients'],
      ['blocking operations', 'blocked'],
    ],
  ],
  [
    1,
    'Initial Documentation',
    'document',
    [
      ['screenshots', 'screenshots'],
      ['exact timestamp', 'detected'],
      ['system state', 'state'],
    ],
  ],
  [
    1,
    'Notify Stakeholders',
    'notify',
    [
      ['system administrator', 'administrator'],
      ['delayed > 24 hours', 'clients'],
      ['impact > threshold', 'escalate'],
    ],
  ],
  [
    2,
    'Collect Diagnostic Information',
    'diagnose',
    [
      ['SQL queries', 'queries'],
      ['LNBits logs', 'logs'],
      ['configuration changes', 'settings'],
      ['external connections', 'connections'],
    ],
  ],
  [
    2,
    'Identify Root Cause',
    'cause',
    [
      ['Match symptoms', 'scenario'],
      ['human error', 'kind'],
      ['scope of impact', 'scope'],
    ],
  ],
  [
    2,
    'Document Findings',
    'findings',
    [
      ['root cause analysis', 'cause'],
      ['affected records', 'records'],
      ['financial impact', 'money'],
      ['database snapshots', 'backup'],
    ],
  ],
  [
    3,
    'Fix Root Cause',
    'fix',
    [
      ['code fix', 'code'],
      ['Update configuration', 'settings'],
      ['Restore connection', 'connection'],
      ['recovery steps', 'steps'],
    ],
  ],
  [
    3,
    'Data Correction',
    'correct',
    [
      ['reconciliation queries', 'reconcile'],
      ['correction SQL', 'corrections'],
      ['client balances', 'balances'],
      ['audit trail', 'trail'],
    ],
  ],
  [
    3,
    'Verification',
    'verify',
    [
      ['single transaction', 'transaction'],
      ['wallets are accessible', 'wallets'],
      ['connections are stable', 'connections'],
      ['full reconciliation', 'reconciliation'],
    ],
  ],
  [
    4,
    'Gradual Restart',
    'restart',
    [
      ['manual poll', 'poll'],
      ['Monitor for errors', 'errors'],
      ['distributions complete', 'distributions'],
      ['commission payments arrive', 'commission'],
    ],
  ],
  [
    4,
    'Re-enable Automation',
    'automation',
    [
      ['Turn on background polling', 'polling'],
      ['monitoring alerts', 'alerts'],
      ['system log', 'log'],
    ],
  ],
  [
    4,
    'Enhanced Monitoring',
    'watch',
    [
      ['24 hours', 'day'],
      ['3-5 transactions', 'reconcile'],
      ['no recurrence', 'recurrence'],
    ],
  ],
  [
    5,
    'Complete Post-Mortem',
    'postmortem',
    [
      ['full timeline', 'timeline'],
      ['exact root cause', 'cause'],
      ['total impact', 'impact'],
      ['what went well', 'learned'],
    ],
  ],
  [
    5,
    'Implement Safeguards',
    'safeguards',
    [
      ['prevention measures', 'prevention'],
      ['new monitoring', 'monitoring'],
      ['automated tests', 'tests'],
      ['runbooks', 'runbooks'],
    ],
  ],
  [
    5,
    'Stakeholder Communication',
    'communicate',
    [
      ['incident report', 'report'],
      ['Notify affected', 'clients'],
      ['lessons learned', 'lessons'],
      ['contact procedures', 'contacts'],
    ],
  ],
]

test('it is the handbook: sixteen items, fifty-seven boxes, in its order', () => {
  expect(ITEMS).toHaveLength(16)
  expect(PART_KEYS).toHaveLength(57)
  expect(new Set(PART_KEYS).size).toBe(57)
  expect(ITEMS.map(({ phase, key, parts }) => [phase, key, parts.map((part) => part.key)])).toEqual(
    HANDBOOK.map(([phase, , key, boxes]) => [phase, key, boxes.map(([, box]) => box)]),
  )
})

interface World {
  readonly telemetry?: Partial<Telemetry>
  readonly incident?: Partial<Incident>
  readonly events?: readonly IncidentEvent[]
}

function partOf(key: string, { telemetry = {}, incident = {}, events = [] }: World) {
  const items = checklist(anIncident(incident), events, quiet(telemetry))
  const part = items.flatMap(({ parts }) => parts).find((one) => one.key === key)
  if (part === undefined) throw new Error(`there is no part ${key}`)
  return part
}

const resumed = { on: true, pause: { since: at(1), until: at(20), resumed: true } }
const behindItsBack = { on: true, pause: { since: at(1), until: at(20), resumed: false } }
const byHand = { result: 'ok' as const, at: at(25), taken: 1 }
const noCashOuts = { waiting: 0, completed: 0, completedAt: null, completedSinceResumed: null, onTrial: null }
const good = ready()
const after = (minutes: number): Partial<IncidentEvent> => ({ at: at(minutes) })

/** Of each part: a world in which it is done, and one, as like it as can be, in which it is not. */
const PARTS: readonly (readonly [key: string, done: World, open: World])[] = [
  [
    'stop.polling',
    { telemetry: { polling: stopped(), payouts: stopped() } },
    { telemetry: { payouts: stopped() } },
  ],
  [
    'stop.polling',
    { telemetry: { polling: resumed, payouts: resumed } },
    { telemetry: { polling: behindItsBack, payouts: resumed } },
  ],
  [
    'stop.in_flight',
    { telemetry: { payouts: stopped() } },
    { telemetry: { payouts: stopped(), inFlight: 1 } },
  ],
  ['stop.in_flight', { telemetry: { payouts: resumed, inFlight: 3 } }, { telemetry: {} }],
  ['stop.time', { telemetry: { polling: stopped() } }, {}],
  ['severity.money', { incident: { moneyAtRisk: false } }, {}],
  ['severity.clients', { incident: { clientsAffected: true } }, {}],
  ['severity.blocked', { incident: { operationsBlocked: true } }, {}],
  ['document.screenshots', { telemetry: { images: 1 } }, {}],
  ['document.state', { events: [event('snapshot')] }, { events: [event('file')] }],
  [
    'notify.administrator',
    { telemetry: { calls: { called: [1], answered: [1], alertAcked: false, leadIsLevel1: false } } },
    { telemetry: { calls: { called: [1], answered: [], alertAcked: false, leadIsLevel1: false } } },
  ],
  [
    'notify.administrator',
    { telemetry: { calls: { called: [], answered: [], alertAcked: false, leadIsLevel1: true } } },
    {},
  ],
  [
    'notify.clients',
    { telemetry: { delayed: { clients: 2, told: 2, oldest: at(-2000) } } },
    { telemetry: { delayed: { clients: 2, told: 1, oldest: at(-2000) } } },
  ],
  [
    'notify.escalate',
    { incident: { impact: impact({ satsOver: 1_000_000n }), level: 3 } },
    { incident: { impact: impact({ satsOver: 1_000_000n }), level: 2 } },
  ],
  ['diagnose.queries', { events: [event('diagnosed')] }, {}],
  ['diagnose.logs', { events: [event('diagnosed')] }, {}],
  [
    'diagnose.settings',
    { telemetry: { settings: { beforehand: 1, since: 0, newestAt: at(-5) } }, events: [event('diagnosed')] },
    { telemetry: { settings: { beforehand: 1, since: 1, newestAt: at(15) } }, events: [event('diagnosed')] },
  ],
  [
    'diagnose.connections',
    { telemetry: { connections: [connection('lamassu', { ok: false })] } },
    { telemetry: { connections: [connection('lamassu', { testedAt: at(-1) })] } },
  ],
  [
    'cause.scenario',
    { incident: { scenario: 'R3' }, events: [event('diagnosed')] },
    { incident: { scenario: 'R3' } },
  ],
  [
    'cause.scenario',
    { incident: { scenario: 'R3' }, events: [event('scenario')] },
    { events: [event('diagnosed')] },
  ],
  ['cause.kind', { incident: { causeKind: 'human' } }, {}],
  ['cause.scope', { incident: { impact: impact() } }, {}],
  ['findings.cause', { incident: { rootCause: 'a worn cable' } }, {}],
  ['findings.records', { incident: { impact: impact() } }, {}],
  ['findings.money', { incident: { impact: impact() } }, {}],
  ['findings.backup', { telemetry: { backupAt: at(5) } }, {}],
  ['fix.settings', { telemetry: { settings: { beforehand: 0, since: 1, newestAt: at(9) } } }, {}],
  [
    'fix.connection',
    { telemetry: { connections: [connection('lamassu', { failedSince: true })] } },
    { telemetry: { connections: [connection('lamassu', { failedSince: true, goodAt: [at(29)] })] } },
  ],
  [
    'fix.steps',
    { telemetry: { origin: { id: 12n, rule: 'LAMASSU_DB_DOWN', over: true } } },
    { telemetry: { origin: { id: 12n, rule: 'LAMASSU_DB_DOWN', over: false } } },
  ],
  ['fix.steps', { incident: { fix: 'a new cable' } }, {}],
  ['correct.reconcile', { telemetry: { reconciliation: aRun({ broken: ['clients'] }) } }, {}],
  [
    'correct.corrections',
    { telemetry: { reconciliation: aRun(), corrections: 1, lastFixAt: at(15) } },
    { telemetry: { reconciliation: aRun(), corrections: 1, lastFixAt: at(25) } },
  ],
  [
    'correct.corrections',
    { telemetry: { reconciliation: aRun(), corrections: 1 } },
    { telemetry: { reconciliation: aRun({ broken: ['wallets'] }), corrections: 1 } },
  ],
  [
    'correct.balances',
    { telemetry: { reconciliation: aRun({ broken: ['wallets'] }) } },
    { telemetry: { reconciliation: aRun({ broken: ['clients'] }) } },
  ],
  [
    'correct.trail',
    { telemetry: { reconciliation: aRun() } },
    { telemetry: { reconciliation: aRun({ broken: ['action-log'] }) } },
  ],
  [
    'verify.transaction',
    { telemetry: { cashOuts: { ...noCashOuts, completed: 1, completedAt: at(25) } } },
    {},
  ],
  ['verify.wallets', { telemetry: { preflight: good.preflight } }, {}],
  ['verify.connections', { telemetry: { connections: good.connections } }, {}],
  [
    'verify.reconciliation',
    { telemetry: { reconciliation: aRun() } },
    { telemetry: { reconciliation: aRun(), lastFixAt: at(26) } },
  ],
  [
    'restart.poll',
    { telemetry: { polls: { byHand, failed: 0, goodInARow: 1 } } },
    { telemetry: { polls: { byHand: { ...byHand, result: 'failed' }, failed: 1, goodInARow: 0 } } },
  ],
  [
    'restart.errors',
    { telemetry: { polls: { byHand, failed: 1, goodInARow: 2 } } },
    { telemetry: { polls: { byHand, failed: 1, goodInARow: 0 } } },
  ],
  [
    'restart.errors',
    { telemetry: { polls: { byHand, failed: 0, goodInARow: 2 } } },
    { telemetry: { polls: { byHand, failed: 0, goodInARow: 2 }, needReview: 1 } },
  ],
  [
    'restart.distributions',
    { telemetry: { cashOuts: { ...noCashOuts, completed: 1, completedAt: at(25) } } },
    { telemetry: { cashOuts: { ...noCashOuts, waiting: 1 } } },
  ],
  ['restart.commission', { telemetry: { commissionsArrived: 1 } }, {}],
  [
    'automation.polling',
    { telemetry: { polling: resumed, payouts: resumed }, events: [event('resumed')] },
    { telemetry: { polling: resumed, payouts: stopped() }, events: [event('resumed')] },
  ],
  [
    'automation.alerts',
    { telemetry: { muted: { silences: 0, windows: 0, lookedAt: at(29) } } },
    { telemetry: { muted: { silences: 1, windows: 0, lookedAt: at(29) } } },
  ],
  [
    'automation.alerts',
    { telemetry: { muted: { silences: 0, windows: 0, lookedAt: at(29) } } },
    { telemetry: { muted: { silences: 0, windows: 0, lookedAt: at(20) } } },
  ],
  [
    'automation.log',
    { telemetry: { payouts: resumed }, events: [event('resumed')] },
    { telemetry: { payouts: resumed } },
  ],
  ['watch.day', { incident: { watchUntil: at(30) } }, { incident: { watchUntil: at(31) } }],
  // Nothing was stopped: it is watched from its resolution on.
  [
    'watch.reconcile',
    { events: [event('resolved'), event('reconciled'), event('reconciled'), event('reconciled')] },
    { events: [event('reconciled'), event('reconciled'), event('resolved'), event('reconciled')] },
  ],
  [
    'watch.recurrence',
    { incident: { watchUntil: at(30) }, events: [event('resolved')] },
    { events: [event('resolved'), event('recurred')] },
  ],
  [
    'watch.reconcile',
    { events: [event('resumed'), event('reconciled'), event('reconciled'), event('reconciled')] },
    { events: [event('reconciled'), event('resumed'), event('reconciled'), event('reconciled')] },
  ],
  [
    'watch.recurrence',
    { incident: { watchUntil: at(29) }, events: [event('resumed')] },
    { incident: { watchUntil: at(29) }, events: [event('resumed'), event('recurred')] },
  ],
  ['postmortem.timeline', { events: [event('reviewed')] }, {}],
  [
    'postmortem.cause',
    { incident: { rootCause: 'a worn cable', fix: 'a new one' } },
    { incident: { rootCause: 'a worn cable' } },
  ],
  [
    'postmortem.impact',
    { incident: { impact: impact(), resolvedAt: at(29) } },
    { incident: { impact: impact({ satsInDoubt: 1n }), resolvedAt: at(29) } },
  ],
  ['postmortem.learned', { events: [event('reviewed')] }, {}],
  ['safeguards.prevention', { telemetry: { followUps: 1 } }, {}],
  [
    'communicate.clients',
    { telemetry: { clientsTold: 2 }, incident: { impact: impact() } },
    { telemetry: { clientsTold: 1 }, incident: { impact: impact() } },
  ],
  ['communicate.contacts', { telemetry: { contactsMissing: 0 } }, { telemetry: { contactsMissing: 1 } }],
]

describe('what telemetry shows ticks itself, and un-ticks when it is no longer so', () => {
  test.each(PARTS)('%s', (key, done, open) => {
    expect(partOf(key, done)).toMatchObject({ state: 'seen', line: null })
    const undone = partOf(key, open)
    expect(undone.state).toBe('open')
    expect(String(undone.why)).not.toBe('')
  })

  test('every part is either seen here or asks', () => {
    const tried = new Set(PARTS.map(([key]) => key))
    const rest = checklist(anIncident(), [], quiet())
      .flatMap(({ parts }) => parts)
      .filter(({ key }) => !tried.has(key))
    expect(rest.map(({ key, asks, state }) => [key, asks, state])).toEqual([
      // The opening has its time.
      ['document.detected', false, 'seen'],
      ['fix.code', true, 'open'],
      ['safeguards.monitoring', true, 'open'],
      ['safeguards.tests', true, 'open'],
      ['safeguards.runbooks', true, 'open'],
      ['communicate.report', true, 'open'],
      ['communicate.lessons', true, 'open'],
    ])
  })
})

test.each<readonly [string, World]>([
  ['notify.clients', {}],
  ['notify.escalate', { incident: { impact: impact() } }],
  ['fix.code', { incident: { causeKind: 'external' } }],
  ['fix.settings', { incident: { causeKind: 'external' } }],
  ['fix.settings', { incident: { scenario: 'R3' } }],
  ['fix.connection', { telemetry: { connections: [connection('lamassu')] } }],
  ['correct.corrections', { telemetry: { reconciliation: aRun() } }],
  ['restart.distributions', { incident: { watchUntil: at(29) } }],
  ['restart.commission', { incident: { watchUntil: at(29) } }],
  ['automation.polling', {}],
  [
    'watch.reconcile',
    {
      incident: { watchUntil: at(29) },
      events: [event('resumed')],
      telemetry: { cashOuts: { ...noCashOuts, completedSinceResumed: 0 } },
    },
  ],
  ['communicate.clients', { incident: { impact: impact({ clients: 0 }) } }],
])('%s does not apply', (key, world) => {
  expect(partOf(key, world)).toMatchObject({ state: 'not_needed', line: null })
})

describe('what a person says', () => {
  const part = 'communicate.report'
  const ticked = event('ticked', { part, words: 'sent at noon', ...after(3) })

  test('stands until he takes it back', () => {
    expect(partOf(part, { events: [ticked] })).toMatchObject({ state: 'attested', why: 'sent at noon' })
    const taken = [ticked, event('unticked', { part })]
    expect(partOf(part, { events: taken })).toMatchObject({
      state: 'open',
      line: 'incident check communicate.report',
    })
    expect(partOf(part, { events: [...taken, ticked] }).state).toBe('attested')
  })

  test('a part that was left out has its reason', () => {
    const skipped = event('skipped', { part: 'notify.escalate', words: 'the owner sits beside me' })
    expect(partOf('notify.escalate', { events: [skipped] })).toMatchObject({
      state: 'skipped',
      why: 'the owner sits beside me',
    })
  })

  test("what telemetry shows is stronger, and the bot's own ticks are only for the timeline", () => {
    const stop = event('skipped', { part: 'stop.polling', words: 'not needed' })
    const world = { telemetry: { polling: stopped(), payouts: stopped() }, events: [stop] }
    expect(partOf('stop.polling', world).state).toBe('seen')
    const bots = event('ticked', { part: 'stop.polling', actor: BOT_ACTOR })
    expect(partOf('stop.polling', { events: [bots] }).state).toBe('open')
  })
})

test('an item is done when none of its parts is open', () => {
  const all = { moneyAtRisk: true, clientsAffected: false, operationsBlocked: false }
  const item = (incident: Partial<Incident>) =>
    checklist(anIncident(incident), [], quiet()).find(({ key }) => key === 'severity')
  expect(item(all)?.done).toBe(true)
  expect(item({ ...all, operationsBlocked: null })?.done).toBe(false)
})

test('whoever was called and sleeps holds up nothing: he is rung, and somebody says who knows', () => {
  const nobody = { called: [], answered: [], alertAcked: false, leadIsLevel1: false }
  const line = (calls: Telemetry['calls']) => partOf('notify.administrator', { telemetry: { calls } }).line
  expect(line(nobody)).toBe('oncall page level1')
  expect(line({ ...nobody, called: [1] })).toBe('incident check notify.administrator')
})

test('the clients who were affected are named to whoever tells them', () => {
  const affected = impact({ clients: 2, clientIds: [3n, 8n] })
  expect(partOf('communicate.clients', { incident: { impact: affected } }).line).toBe(
    'client notify 3,8 --template incident',
  )
  expect(partOf('communicate.clients', {}).line).toBe('incident impact')
})
