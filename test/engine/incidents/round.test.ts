import { describe, expect, test } from 'vitest'
import { sats } from '../../../engine/domain/money.ts'
import type { IncidentView, ItemState, PartState } from '../../../engine/incidents/board.ts'
import { BOT_ACTOR } from '../../../engine/incidents/checklist.ts'
import {
  type Incident,
  type IncidentEvent,
  type NewEvent,
  type Phase,
  PHASE_MINUTES,
} from '../../../engine/incidents/incident.ts'
import { callDue, decideRound } from '../../../engine/incidents/round.ts'
import { ENGLISH, write } from '../../../engine/phrase.ts'
import { anIncident, at, event } from './sight.ts'

const part = (key: string, state: PartState['state'], why = 'so it is'): PartState => ({
  key,
  title: key,
  state,
  why,
  asks: false,
  line: null,
})
const item = (phase: Phase, parts: readonly PartState[]): ItemState => ({
  key: parts[0]?.key.split('.')[0] ?? '',
  phase,
  title: 'item',
  parts,
  done: parts.every(({ state }) => state !== 'open'),
})

function viewOf(incident: Incident, items: readonly ItemState[] = []): IncidentView {
  const minutes = PHASE_MINUTES[incident.phase]
  return {
    incident,
    leadName: null,
    items,
    gate: { open: false, conditions: [] },
    next: { what: '', line: null, why: null },
    phaseDueAt: minutes === null ? null : new Date(incident.phaseSince.getTime() + minutes * 60_000),
    moneyInDoubt: sats(0n),
    followUps: [],
    files: [],
    lastUpdateAt: null,
  }
}

/** Somebody leads and has just told how it stands: nothing is to be said. */
const led = (changed: Partial<Incident> = {}): Incident => anIncident({ leadId: 1n, phase: 4, ...changed })

interface Situation {
  readonly incident: Incident
  readonly items?: readonly ItemState[]
  readonly events?: readonly IncidentEvent[]
  readonly minute: number
  readonly isQuiet?: boolean
}
const round = ({ incident, items = [], events = [], minute, isQuiet = false }: Situation) =>
  decideRound({ view: viewOf(incident, items), events, now: at(minute), isQuiet })

const kept = (events: readonly NewEvent[], minute: number): IncidentEvent[] =>
  events.map((one) => event(one.kind, { ...one, at: at(minute), actor: BOT_ACTOR }))

/** Round after round, each minute, with what was written before: the minutes at which each was said. */
function live(
  incident: Incident,
  minutes: number,
  how: { items?: (minute: number) => readonly ItemState[]; isQuiet?: (minute: number) => boolean } = {},
) {
  let now = incident
  const events: IncidentEvent[] = []
  for (let minute = 0; minute <= minutes; minute += 1) {
    const step = round({
      incident: now,
      items: how.items?.(minute) ?? [],
      events,
      minute,
      isQuiet: how.isQuiet?.(minute) ?? false,
    })
    if (step === null) continue
    events.push(...kept(step.events, minute))
    if (step.change?.phase !== undefined) now = { ...now, phase: step.change.phase, phaseSince: at(minute) }
  }
  const said = (kind: string, about: string): number[] =>
    events
      .filter((one) => one.kind === kind && one.part === about)
      .map((one) => (one.at.getTime() - at(0).getTime()) / 60_000)
  return { events, said, incident: now }
}

describe('ticks', () => {
  test('each is written once when it is seen, once when it is not any more, and again when it is back', () => {
    const { events } = live(led(), 8, {
      items: (minute) => [
        item(4, [part('stop.polling', [2, 3, 4, 7, 8].includes(minute) ? 'seen' : 'open')]),
      ],
    })
    expect(events.map(({ kind, at: when }) => `${kind} ${when.getUTCMinutes()}`)).toEqual([
      'ticked 2',
      'unticked 5',
      'ticked 7',
    ])
    expect(write(events[0]?.what ?? '', ENGLISH)).toBe('✔ stop.polling: so it is')
    expect(events.every(({ part: about }) => about === 'stop.polling')).toBe(true)
  })

  test('what a person has said is not written a second time, nor what does not apply', () => {
    const items = [item(4, [part('a.b', 'attested'), part('a.c', 'skipped'), part('a.d', 'not_needed')])]
    expect(round({ incident: led(), items, minute: 1 })).toBeNull()
  })

  test('what telemetry showed and then a person said stays ticked', () => {
    const events = kept([{ kind: 'ticked', part: 'a.b', what: '✔' }], 1)
    expect(
      round({ incident: led(), items: [item(4, [part('a.b', 'attested')])], events, minute: 2 }),
    ).toBeNull()
  })

  test('a part that can not make up its mind is left alone at last', () => {
    const { said } = live(led(), 29, {
      items: (minute) => [item(4, [part('a.b', minute % 2 === 0 ? 'seen' : 'open')])],
    })
    expect(said('ticked', 'a.b')).toHaveLength(10)
    expect(said('unticked', 'a.b')).toHaveLength(10)
  })
})

describe('time boxes', () => {
  test('a phase that takes too long is said once, and again when it is entered again', () => {
    const first = live(anIncident({ leadId: 1n }), 20)
    expect(first.said('overrun', 'phase:1')).toEqual([5])
    const again = anIncident({ leadId: 1n, phaseSince: at(20) })
    expect(round({ incident: again, events: first.events, minute: 24 })?.events ?? []).toEqual([])
    expect(
      round({ incident: again, events: first.events, minute: 25 })?.events.map(({ part: about }) => about),
    ).toContain('phase:1')
  })

  test('resumption has none', () => {
    expect(live(led(), 600).events.filter(({ kind }) => kind === 'overrun')).toEqual([])
  })

  test('the first one calls the next level, until somebody was called for it', () => {
    const late = kept([{ kind: 'overrun', part: 'phase:1', what: 'late' }], 5)
    const view = { incident: anIncident({ level: 1 }) }
    expect(callDue(view, [], 0)).toBeNull()
    expect(callDue(view, late, 0)?.level).toBe(2)
    expect(callDue({ incident: anIncident() }, late, 0)?.level).toBe(1)
    // Its alert has called level 2 by itself.
    expect(callDue(view, late, 2)?.level).toBe(3)
    expect(callDue({ incident: anIncident({ level: 3 }) }, late, 0)?.level).toBe(3)
    expect(callDue(view, [...late, event('escalated')], 0)).toBeNull()
    // Done meanwhile.
    expect(callDue({ incident: anIncident({ phase: 2 }) }, late, 0)).toBeNull()
    const investigation = kept([{ kind: 'overrun', part: 'phase:2', what: 'late' }], 40)
    expect(callDue({ incident: anIncident({ phase: 2 }) }, investigation, 0)).toBeNull()
  })

  test('what came back calls level 1, whoever was called before', () => {
    const events = [event('escalated'), event('recurred', { what: 'again' })]
    expect(callDue({ incident: anIncident({ level: 2 }) }, events, 0)).toEqual({ level: 1, why: 'again' })
    expect(callDue({ incident: anIncident({ level: 2 }) }, [...events, event('escalated')], 0)).toBeNull()
    expect(callDue({ incident: anIncident({ status: 'closed' }) }, events, 0)).toBeNull()
  })
})

describe('phases', () => {
  const done = (phase: Phase) => item(phase, [part(`p${phase}.a`, 'attested')])
  const undone = (phase: Phase) => item(phase, [part(`p${phase}.a`, 'open')])

  test('one follows the other when every item is done, one a round', () => {
    const { incident, said } = live(anIncident({ leadId: 1n }), 4, {
      items: () => [done(1), done(2), done(3), undone(4)],
    })
    expect(incident.phase).toBe(4)
    expect([2, 3, 4].map((phase) => said('phase', `phase:${phase}`))).toEqual([[0], [1], [2]])
  })

  test('an item that is not done holds it, and the last one waits for the resolution', () => {
    expect(live(anIncident({ leadId: 1n }), 4, { items: () => [done(1), undone(1)] }).incident.phase).toBe(1)
    expect(live(led(), 4, { items: () => [done(4)] }).incident.phase).toBe(4)
    expect(live(led({ status: 'watching' }), 4, { items: () => [done(4)] }).incident.phase).toBe(5)
  })

  test('whoever goes back is not pushed forward again, unless it came back', () => {
    const events = kept([{ kind: 'phase', part: 'phase:2', what: 'Phase 2' }], 1)
    const incident = anIncident({ leadId: 1n })
    expect(round({ incident, items: [done(1)], events, minute: 2 })).toBeNull()
    const again = [...events, event('recurred', { at: at(2) })]
    expect(round({ incident, items: [done(1)], events: again, minute: 3 })?.change).toEqual({ phase: 2 })
  })
})

describe('reminders', () => {
  test('nobody leads: after ten minutes, every ten minutes, five times', () => {
    const { said } = live(anIncident({ phase: 4 }), 300)
    expect(said('nagged', 'lead')).toEqual([10, 20, 30, 40, 50])
  })

  test('somebody leads: not a word of it', () => {
    expect(live(led(), 300).said('nagged', 'lead')).toEqual([])
  })

  test('no update: after half an hour, five times, and anew after the next one', () => {
    const { events, said } = live(led(), 400)
    expect(said('nagged', 'update')).toEqual([30, 60, 90, 120, 150])
    const told = [...events, event('update', { at: at(401) })]
    expect(round({ incident: led(), events: told, minute: 430 })).toBeNull()
    expect(round({ incident: led(), events: told, minute: 431 })?.events[0]?.part).toBe('update')
  })

  test('afterwards nobody has to tell how it stands every half hour', () => {
    expect(live(led({ phase: 5 }), 400).said('nagged', 'update')).toEqual([])
    expect(live(led({ status: 'watching', resolvedAt: at(0) }), 400).said('nagged', 'update')).toEqual([])
  })

  test('not closed: after a day and after two, by day, and no more', () => {
    const incident = led({ status: 'watching', resolvedAt: at(0), phase: 5 })
    // The night ends at 07:00 and begins at 22:00; it was resolved at 03:00.
    const isQuiet = (minute: number) => {
      const hour = at(minute).getUTCHours()
      return hour < 7 || hour >= 22
    }
    const { said } = live(incident, 80 * 60, { isQuiet })
    expect(said('nagged', 'close:24')).toEqual([28 * 60])
    expect(said('nagged', 'close:48')).toEqual([52 * 60])
  })

  test('a bot that was away for two days says it once', () => {
    const incident = led({ status: 'watching', resolvedAt: at(0), phase: 5, phaseSince: at(49 * 60) })
    expect(round({ incident, minute: 50 * 60 })?.events.map(({ part: about }) => about)).toEqual(['close:48'])
  })

  test('what came back begins anew', () => {
    const { events } = live(anIncident({ phase: 4 }), 100)
    const again = [...events, event('recurred', { at: at(200) }), event('escalated', { at: at(200) })]
    const incident = anIncident({ phase: 4, phaseSince: at(200), recurrences: 1 })
    expect(round({ incident, events: again, minute: 205 })).toBeNull()
    expect(round({ incident, events: again, minute: 210 })?.events.map(({ part: about }) => about)).toEqual([
      'lead',
    ])
  })
})
