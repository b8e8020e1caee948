import { describe, expect, test } from 'vitest'
import type { IncidentView } from '../../../engine/incidents/board.ts'
import type { Incident, TimelineLine } from '../../../engine/incidents/incident.ts'
import { lessonsOf, milestonesOf, phaseTimes } from '../../../engine/incidents/lessons.ts'
import { writeMarkdown } from '../../../engine/incidents/paper.ts'
import { postmortem } from '../../../engine/incidents/postmortem.ts'
import type { PostmortemFacts } from '../../../engine/incidents/postmortem-facts.ts'
import { phaseStep, reviewStep } from '../../../engine/incidents/steps.ts'
import { viewOf } from '../../../engine/incidents/view.ts'
import type { PersonReading } from '../../../engine/people.ts'
import { ENGLISH, say, write } from '../../../engine/phrase.ts'
import type { ReconciliationHead } from '../../../engine/reconcile.ts'
import { anIncident, at, event, impact, quiet } from './sight.ts'

const person = (id: bigint, name: string): PersonReading => ({
  id,
  name,
  role: 'operator',
  language: 'en',
  clientId: null,
  active: true,
  identities: [],
  createdAt: at(-1000),
})

const run = (id: bigint, verdict: ReconciliationHead['verdict'], minute: number): ReconciliationHead => ({
  id,
  scope: { kind: 'all' },
  actor: 'satmachine',
  startedAt: at(minute),
  finishedAt: at(minute + 1),
  verdict,
  slot: null,
  missed: [],
  broken: verdict === 'ok' ? 0 : 2,
  late: 0,
  doubtSats: 0n,
})

const line = (minute: number, more: Partial<TimelineLine> = {}): TimelineLine => ({
  at: at(minute),
  source: 'action',
  id: 1n,
  kind: 'poll pause',
  what: say`"${'poll pause'}": done`,
  words: null,
  actor: 'person:1',
  ...more,
})
const alert = (minute: number, kind: string, more: Partial<TimelineLine> = {}): TimelineLine =>
  line(minute, { source: 'alert', id: 12n, kind, what: 'PAYMENT_STUCK', actor: null, ...more })

/** Phase 1 took 4 minutes, 2 took 41, 3 took 75; payouts were off from minute 2 to 120. */
const toPhase = (minute: number, from: Incident['phase'], to: Incident['phase']) => {
  const step = phaseStep(anIncident({ phase: from }), to)
  return event('phase', { at: at(minute), what: step?.events[0]?.what ?? '' })
}
const reviewed = (minute: number) =>
  reviewStep({ well: 'stopped at once', better: 'the *float* was too small' }).events.map((one) =>
    event('reviewed', {
      at: at(minute),
      part: one.part ?? null,
      what: one.what,
      words: one.words ?? null,
      actor: 'person:2',
    }),
  )
const EVENTS = [
  event('opened', { at: at(0), actor: 'satmachine' }),
  event('lead', { at: at(3), actor: 'person:1' }),
  toPhase(4, 1, 2),
  toPhase(45, 2, 3),
  event('resumed', { at: at(120), actor: 'person:2' }),
  event('resolved', { at: at(130) }),
  toPhase(140, 4, 5),
  ...reviewed(1600),
]

function facts(incident: Partial<Incident> = {}, more: Partial<PostmortemFacts> = {}): PostmortemFacts {
  const events = more.events ?? EVENTS
  const view: IncidentView = viewOf({
    incident: anIncident({
      scenario: 'R3',
      severity: 'critical',
      alertId: 12n,
      leadId: 1n,
      phase: 5,
      impact: impact({
        satsUnder: 266_800n,
        satsOver: 0n,
        fiat: [{ fiatCode: 'GTQ', exponent: 2, amount: 12_345n }],
      }),
      rootCause: 'the source wallet was empty',
      causeKind: 'human',
      fix: '10,000,000 sats were sent to it',
      status: 'closed',
      resolvedAt: at(130),
      watchUntil: at(1560),
      closedAt: at(1700),
      closedBy: 'person:1',
      ...incident,
    }),
    leadName: 'Mara',
    events,
    followUps: [
      {
        id: 4n,
        incidentId: 3n,
        what: 'alert at half the | float',
        ownerId: 2n,
        due: '2026-12-01',
        createdBy: 'person:1',
        createdAt: at(1500),
        doneBy: null,
        doneAt: null,
        doneNote: null,
      },
    ],
    files: [
      {
        id: 7n,
        incidentId: 3n,
        name: 'snapshot_20261122T0301Z_aabbccdd.json',
        mediaType: 'application/json',
        size: 1234,
        sha256: 'ab'.repeat(32),
        addedBy: 'satmachine',
        addedAt: at(1),
      },
    ],
    telemetry: quiet(),
    playbook: [],
  })
  return {
    view,
    events,
    timeline: [
      alert(-2, 'first'),
      line(2),
      alert(3, 'acked', { actor: 'person:1' }),
      line(50, { words: 'adjusted Ana López by 50.00', what: say`"${'adjust propose'}": done` }),
      ...events.map(
        (one): TimelineLine => ({
          at: one.at,
          source: 'incident',
          id: one.id,
          kind: one.kind,
          what: one.what,
          words: one.words,
          actor: one.actor,
        }),
      ),
    ],
    isWhole: true,
    people: [person(1n, 'Mara'), person(2n, 'Tom')],
    clients: [
      { id: 1n, username: 'Ana López' },
      { id: 2n, username: 'Luis Paz' },
    ],
    stop: { since: at(2), until: at(120) },
    books: { before: run(40n, 'ok', -600), after: run(52n, 'ok', 118) },
    at: at(1700),
    ...more,
  }
}

const paper = (of: PostmortemFacts = facts(), names: 'full' | 'initials' = 'initials'): string =>
  writeMarkdown(postmortem(of, { withAnswers: names === 'full' }), {
    ...ENGLISH,
    timeZone: 'America/Guatemala',
    names,
  })
const chapter = (name: string, of = paper()): string => of.split(`## ${name}\n`)[1]?.split('\n## ')[0] ?? ''

describe('a postmortem', () => {
  test('has every chapter that a person looks for, in order', () => {
    const titles = [...paper().matchAll(/^## (.*)$/gm)].map(([, title]) => title)
    expect(titles).toEqual([
      'When it happened',
      'How long each phase took',
      'Who did what',
      'Impact',
      'Cause and fix',
      'What went well',
      'What could be better',
      'So that it does not happen again',
      'The books before and after',
      'Checklist',
      'Files',
      'Timeline',
      'Signed',
    ])
  })

  test('says when everything was, in two zones, and how long after the first sign', () => {
    const times = chapter('When it happened')
    expect(times).toContain('| Stopped | 21 Nov 2026, 21:02:00 (2026-11-22 03:02:00 UTC) | +2 min |')
    expect(times).toContain('| Acknowledged | 21 Nov 2026, 21:03:00 (2026-11-22 03:03:00 UTC) | +3 min |')
    expect(times).toContain('| Closed | 23 Nov 2026, 01:20:00 (2026-11-23 07:20:00 UTC) | +1 d 4 h |')
  })

  test('tells the impact to the sat and the centavo, with the clients by initials', () => {
    const said = chapter('Impact')
    expect(said).toContain('- **Missing:** 266,800 sats')
    expect(said).toContain('- **Paid too much:** 0 sats')
    expect(said).toContain('- **Balances, GTQ:** 123.45 GTQ')
    expect(said).toContain('- **Cash-outs:** 1: #17')
    expect(said).toContain('- **Clients:** 2: #1 A. L., #2 L. P.')
    expect(said).toContain('- **Payouts rested:** 1 h 58 min')
  })

  test('names clients, and what actions answered, only where that may be read', () => {
    expect(paper()).not.toMatch(/López|Paz/)
    const full = paper(facts(), 'full')
    expect(full).toContain('#1 Ana López')
    expect(full).toContain('adjusted Ana López by 50.00')
  })

  test('tells who did what', () => {
    const who = chapter('Who did what')
    expect(who).toMatch(/\| Mara \| led, .*2 actions \|/)
    expect(who).toContain('| Tom | started payouts again, reviewed this |')
    expect(who).toContain('| satmachine | opened it |')
  })

  test('has the facts, and people’s words beside them, as words', () => {
    const well = chapter('What went well')
    expect(well).toContain('- Tom: stopped at once')
    expect(well).toContain('- Everything was stopped after 2 min.')
    expect(well).toContain('- It did not come back while it was watched.')
    expect(chapter('What could be better')).toContain(String.raw`- Tom: the \*float\* was too small`)
    expect(chapter('What could be better')).toContain(
      '- Phase 2 Investigation: 41 min, of 30 min that it may take.',
    )
  })

  test('has the follow-ups with owner and day, the files with their sums, the runs by number', () => {
    expect(chapter('So that it does not happen again')).toContain(
      String.raw`| \#4 | alert at half the \| float | Tom | 2026-12-01 | open |`.replace(
        String.raw`\#4`,
        '#4',
      ),
    )
    expect(chapter('Files')).toContain(`| ${'ab'.repeat(32)} |`)
    const books = chapter('The books before and after')
    expect(books).toMatch(/\| Before \| #40 \|.*\| ok: 0 broken, 0 late \|/)
    expect(books).toMatch(/\| After \| #52 \|/)
  })

  test('has all fifty-seven parts of the checklist with what shows them', () => {
    const rows = [...chapter('Checklist').matchAll(/^\| .* \| (?:✔|↷|–|☐) /gm)]
    expect(rows).toHaveLength(57)
  })

  test('of a rehearsal it says so, and of one that nobody has read that it is a draft', () => {
    const draft = paper(facts({ drill: true, status: 'open', closedAt: null }, { events: [] }))
    expect(draft).toMatch(/^# DRILL · Postmortem of incident #3$/m)
    expect(draft).toContain('a draft that nobody has reviewed so far')
  })
})

describe('how long each phase took', () => {
  test('by the steps that people and the gate made', () => {
    const took = phaseTimes(facts()).map(({ phase, seconds, isLate }) => [phase, seconds / 60, isLate])
    expect(took).toEqual([
      [1, 4, false],
      [2, 41, true],
      [3, 75, false],
      [4, 20, false],
      [5, 1560, false],
    ])
  })

  test('times in a phase that was gone back to are one time', () => {
    const events = [toPhase(5, 1, 2), toPhase(10, 2, 1), toPhase(20, 1, 2)]
    const took = phaseTimes(facts({ closedAt: null, status: 'open' }, { events, at: at(30) }))
    expect(took.map(({ phase, seconds, until }) => [phase, seconds / 60, until])).toEqual([
      [1, 15, at(20)],
      [2, 15, null],
    ])
  })
})

describe('what the facts say by themselves', () => {
  const badly = (of: PostmortemFacts): string[] => lessonsOf(of).badly.map((text) => write(text, ENGLISH))

  test('an alert that came after a person had seen it', () => {
    const late = facts({ alertId: null }, { timeline: [alert(6, 'first')] })
    expect(badly(late)).toContain('The first alert, #12, came 6 min after somebody had seen it.')
    expect(badly(facts({}, { timeline: [] }))[0]).toContain('No alert told of it')
  })

  test('slow hands, nags, what was left out, a gate that was passed over, a recurrence, books that do not add up', () => {
    const events = [
      event('opened'),
      event('nagged'),
      event('nagged'),
      event('skipped', { part: 'correct.trail', words: 'no correction was made', actor: 'person:1' }),
      event('resumed', { at: at(60), words: 'clients wait at the counter' }),
    ]
    const said = badly(
      facts(
        { recurrences: 1 },
        {
          events,
          timeline: [alert(-2, 'first')],
          stop: { since: at(9), until: null },
          books: { before: null, after: run(53n, 'broken', 100) },
        },
      ),
    )
    expect(said).toEqual(
      expect.arrayContaining([
        'Nobody said that it was his to deal with.',
        'Everything was stopped after 9 min.',
        'The bot had to remind people 2 times.',
        'Left out of the checklist: correct.trail.',
        'Payouts went on although the gate was shut: clients wait at the counter',
        'It came back 1 time.',
        'The books are not square afterwards: reconciliation #53.',
      ]),
    )
  })

  test('the first of an acknowledgement and a lead is when somebody had it', () => {
    const both = facts({}, { timeline: [alert(8, 'acked')] })
    expect(milestonesOf(both).acknowledged).toEqual(at(3))
  })
})
