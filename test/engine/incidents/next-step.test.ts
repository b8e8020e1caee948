import { expect, test } from 'vitest'
import { checklist } from '../../../engine/incidents/checklist.ts'
import { gateOf } from '../../../engine/incidents/gate.ts'
import type { Incident, IncidentEvent } from '../../../engine/incidents/incident.ts'
import { nextStep, type OfferedStep } from '../../../engine/incidents/next-step.ts'
import type { Telemetry } from '../../../engine/incidents/telemetry.ts'
import { PART_KEYS } from '../../../engine/incidents/checklist.ts'
import { anIncident, at, event, quiet, ready, stopped } from './sight.ts'

/** One thing at a time: stop, lead, look, mend by the scenario's page, the gate, the watch, the writing. */

interface Given {
  readonly incident?: Partial<Incident>
  readonly telemetry?: Telemetry
  readonly events?: readonly IncidentEvent[]
  readonly playbook?: readonly OfferedStep[]
}

function next({ incident = {}, telemetry = quiet(), events = [], playbook = [] }: Given) {
  const one = anIncident(incident)
  const items = checklist(one, events, telemetry)
  const step = nextStep({ incident: one, items, gate: gateOf(telemetry), telemetry, playbook })
  return { what: String(step.what), line: step.line, why: step.why === null ? null : String(step.why) }
}

/** Everything of these phases that nobody has done is left out. */
const skipped = (...keys: readonly string[]): IncidentEvent[] =>
  PART_KEYS.filter((key) => keys.includes(key.split('.')[0] ?? '')).map((part) =>
    event('skipped', { part, words: 'a test' }),
  )
const PHASE_1_2 = ['stop', 'severity', 'document', 'notify', 'diagnose', 'cause', 'findings'] as const
const PHASE_3 = ['fix', 'correct', 'verify'] as const
const led = { leadId: 1n }
const both = { on: true, pause: { since: at(1), until: at(20), resumed: true } }

test('while payouts run: stop first', () => {
  expect(next({ incident: led })).toEqual({
    what: 'Stop now, if money may be wrong.',
    line: 'panic',
    why: 'payouts ON; polling ON',
  })
})

test('stopped, and nobody leads: take the lead', () => {
  const telemetry = quiet({ polling: stopped(), payouts: stopped() })
  expect(next({ telemetry })).toMatchObject({ what: 'Take the lead.', line: 'incident lead' })
})

test('the checklist in its order, with the line that does it', () => {
  const telemetry = quiet({ polling: stopped(), payouts: stopped() })
  expect(next({ telemetry, incident: led })).toMatchObject({ line: 'incident assess' })
  const events = skipped('severity', 'document', 'notify')
  expect(next({ telemetry, incident: led, events })).toMatchObject({ line: 'incident diagnose' })
})

test("then the scenario's own steps, as long as the cause is not put right, and the checklist's own without any", () => {
  const telemetry = quiet({ polling: stopped(), payouts: stopped() })
  const events = skipped(...PHASE_1_2)
  const playbook = [
    { what: 'Hold it', why: null, line: 'tx hold 17', done: true },
    { what: 'Look it up', why: 'it may have been paid', line: 'payment lookup 8', done: false },
  ]
  expect(next({ telemetry, incident: led, events, playbook })).toEqual({
    what: 'Look it up',
    line: 'payment lookup 8',
    why: 'it may have been paid',
  })
  const mended = [...events, ...skipped('fix')]
  expect(next({ telemetry, incident: led, events: mended, playbook })).toMatchObject({ line: 'recon run' })
  expect(next({ telemetry, incident: led, events })).toMatchObject({ line: 'incident check fix.code' })
})

test('then the gate: the first red condition, or resuming', () => {
  const events = skipped(...PHASE_1_2, ...PHASE_3)
  const red = ready({ reconciliation: null })
  expect(next({ telemetry: red, incident: led, events })).toMatchObject({
    what: 'Books reconciled in full',
    line: 'recon run',
  })
  expect(next({ telemetry: ready(), incident: led, events })).toMatchObject({ line: 'poll resume' })
})

test('resumed: what was resumed is verified, then it is resolved, written down, watched and closed', () => {
  const telemetry = ready({ polling: both, payouts: both })
  const resumed = event('resumed')
  const before = [...skipped(...PHASE_1_2, ...PHASE_3), resumed]
  const coming = { ...telemetry, cashOuts: { ...telemetry.cashOuts, completed: 0, waiting: 1 } }
  expect(next({ telemetry: coming, incident: led, events: before })).toMatchObject({ line: 'tx list' })
  const running = [...before, ...skipped('restart', 'automation')]
  expect(next({ telemetry, incident: led, events: running })).toMatchObject({ line: 'incident resolve' })
  const resolved = { ...led, status: 'watching' as const, resolvedAt: at(29), watchUntil: at(1500) }
  expect(next({ telemetry, incident: resolved, events: running })).toMatchObject({
    line: 'incident postmortem',
  })
  const written = [...running, ...skipped('postmortem', 'safeguards', 'communicate')]
  expect(next({ telemetry, incident: resolved, events: written })).toMatchObject({ line: 'status watch' })
  const over = { ...resolved, watchUntil: at(29) }
  expect(next({ telemetry, incident: over, events: written })).toMatchObject({ line: 'incident close' })
  expect(next({ telemetry, incident: { ...over, status: 'closed' }, events: written })).toMatchObject({
    line: null,
  })
})

test('what is on its way and nobody can say more of holds up no diagnosis, and is not forgotten', () => {
  const telemetry = quiet({ polling: stopped(), payouts: stopped(), inFlight: 3 })
  expect(next({ telemetry, incident: led })).toMatchObject({ line: 'incident assess' })
  const events = skipped(...PHASE_1_2, ...PHASE_3).filter(({ part }) => part !== 'stop.in_flight')
  expect(next({ telemetry, incident: led, events })).toMatchObject({
    line: 'payment list --status unfinished',
  })
})

test('a resumption that the gate would refuse is not offered: what is red comes first', () => {
  const telemetry = quiet({ polling: stopped(), payouts: stopped() })
  const offer = (line: string) =>
    next({
      telemetry,
      incident: led,
      events: skipped(...PHASE_1_2),
      playbook: [{ what: 'Go on', why: null, line, done: false }],
    })
  expect(offer('poll resume --what ingest')).toMatchObject({ what: 'Connections stable', line: 'check all' })
  expect(offer('poll resume --what payout')).toMatchObject({ line: 'check wallets' })
  expect(offer('payment lookup 8')).toMatchObject({ what: 'Go on' })
})

test('where nobody comes to buy, it is resolved and written down meanwhile', () => {
  const telemetry = { ...ready(), polling: both, payouts: both }
  const events = skipped(...PHASE_1_2, ...PHASE_3).concat(event('resumed'), ...skipped('automation'))
  const waiting = {
    ...telemetry,
    cashOuts: { ...telemetry.cashOuts, completed: 0, waiting: 0 },
    commissionsArrived: 0,
  }
  expect(next({ telemetry: waiting, incident: led, events })).toMatchObject({ line: 'incident resolve' })
})
