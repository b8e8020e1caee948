import { beforeAll, describe, expect, test } from 'vitest'
import { loadLanguages } from '../../bot/languages/catalogue.ts'
import { renderAnswer } from '../../bot/terminal/render.ts'
import { incidentCard, incidentColour } from '../../commands/incident-view.ts'
import { sats } from '../../engine/domain/money.ts'
import type { IncidentView, ItemState, PartState } from '../../engine/incidents/board.ts'
import { type Incident, type Phase, PHASES } from '../../engine/incidents/incident.ts'
import { ENGLISH, say, type Voice } from '../../engine/phrase.ts'

/** The card as a person reads it in each phase, as files to read; `vitest -u` writes them anew. */

const OPENED = new Date('2026-11-22T03:00:00Z')
const after = (minutes: number): Date => new Date(OPENED.getTime() + minutes * 60_000)

const incidentOf = (more: Partial<Incident>): Incident => ({
  id: 3n,
  scenario: 'R3',
  severity: 'critical',
  summary: 'PAYMENT_STUCK: 3 payments of cash-out #12 (alert #12)',
  drill: false,
  origin: 'alert:12',
  alertId: 12n,
  status: 'open',
  phase: 1,
  phaseSince: OPENED,
  openedBy: 'person:1',
  openedAt: OPENED,
  leadId: null,
  moneyAtRisk: null,
  clientsAffected: null,
  operationsBlocked: null,
  impact: null,
  rootCause: null,
  causeKind: null,
  fix: null,
  level: 0,
  resolvedAt: null,
  watchUntil: null,
  recurrences: 0,
  closedBy: null,
  closedAt: null,
  revision: 1,
  ...more,
})

const CHECKLIST: Readonly<Record<Phase, Readonly<Record<string, readonly string[]>>>> = {
  1: {
    stop: ['Stop automatic processing', 'polling', 'in_flight'],
    severity: ['Assess severity', 'money', 'clients', 'blocked'],
    document: ['Initial documentation', 'state', 'screenshots'],
    notify: ['Notify those who have to know', 'administrator', 'clients'],
  },
  2: {
    diagnose: ['Collect diagnostics', 'queries'],
    cause: ['Root cause', 'scenario', 'kind'],
    findings: ['Document findings', 'cause', 'records', 'backup'],
  },
  3: {
    fix: ['Fix the root cause', 'steps'],
    correct: ['Correct the books', 'reconcile', 'balances'],
    verify: ['Verify', 'transaction', 'wallets', 'connections'],
  },
  4: {
    restart: ['Restart step by step', 'poll'],
    automation: ['Automation on again', 'polling', 'alerts'],
    watch: ['Watch closely', 'day', 'reconcile'],
  },
  5: {
    postmortem: ['Post-mortem', 'timeline'],
    safeguards: ['Safeguards', 'prevention', 'tests'],
    communicate: ['Tell everybody concerned', 'report', 'clients'],
  },
}

/** Phases before this one are done, and of this one the first item. */
const itemsIn = (now: Phase): ItemState[] =>
  PHASES.flatMap((phase) =>
    Object.entries(CHECKLIST[phase]).map(([key, [title = '', ...names]], at) => {
      const isDone = phase < now || (phase === now && at === 0)
      const parts = names.map(
        (name, i): PartState => ({
          key: `${key}.${name}`,
          title: `the ${name.replace('_', ' ')}`,
          state: isDone ? 'seen' : i === 0 && phase === now ? 'attested' : 'open',
          why: null,
          asks: name === 'screenshots' || name === 'tests',
          line: null,
        }),
      )
      return { key, phase, title, parts, done: isDone }
    }),
  )

const viewOf = (more: Partial<Incident>, view: Partial<IncidentView> = {}): IncidentView => {
  const incident = incidentOf(more)
  return {
    incident,
    leadName: incident.leadId === null ? null : 'Mara',
    items: itemsIn(incident.phase),
    gate: {
      open: false,
      conditions: [
        { key: 'wallets', title: say`Wallets`, ok: true, why: 'both open', line: null },
        { key: 'findings', title: say`Findings`, ok: false, why: 'alert #12 fires', line: 'alert show 12' },
      ],
    },
    next: { what: 'Look each of them up.', line: 'payment list --status stuck', why: '3 are stuck' },
    phaseDueAt: after(5),
    moneyInDoubt: sats(266_800n),
    followUps: [],
    files: [],
    lastUpdateAt: null,
    ...view,
  }
}

const answered = { moneyAtRisk: true, clientsAffected: true, operationsBlocked: false, leadId: 2n } as const
const watched = {
  ...answered,
  status: 'watching',
  rootCause: 'the source wallet was empty',
  causeKind: 'human',
  fix: 'it was filled, and the payments arrived',
  resolvedAt: after(90),
  watchUntil: after(90 + 1440),
} as const
const impact = {
  cashOuts: 1,
  clients: 3,
  satsOver: 0n,
  satsUnder: 266_800n,
  satsInDoubt: 0n,
  fiat: [{ fiatCode: 'GTQ', exponent: 2, amount: -200_000n }],
  cashOutIds: [12n],
  clientIds: [1n, 2n, 3n],
  at: after(20),
}

const CARDS: Readonly<Record<string, { readonly view: IncidentView; readonly now: Date }>> = {
  'phase-1': { view: viewOf({}), now: after(2) },
  'phase-1-late': { view: viewOf({ moneyAtRisk: true, level: 1 }), now: after(9) },
  'phase-2': {
    view: viewOf({ ...answered, phase: 2 }, { phaseDueAt: after(35), lastUpdateAt: after(12) }),
    now: after(15),
  },
  'phase-3': { view: viewOf({ ...answered, phase: 3, impact }, { phaseDueAt: after(120) }), now: after(40) },
  'phase-4': {
    view: viewOf({ ...answered, phase: 4, impact, watchUntil: after(1500) }, { phaseDueAt: null }),
    now: after(70),
  },
  'phase-5': {
    view: viewOf({ ...watched, phase: 5, recurrences: 1 }, { phaseDueAt: null }),
    now: after(200),
  },
  closed: {
    view: viewOf({
      ...watched,
      phase: 5,
      status: 'closed',
      closedAt: after(2000),
      closedBy: 'person:2',
      impact,
    }),
    now: after(2100),
  },
  drill: { view: viewOf({ drill: true, scenario: 'other', severity: 'medium' }), now: after(1) },
}

let spanish: Voice
beforeAll(async () => {
  spanish = (await loadLanguages()).voiceFor('es', { timeZone: 'America/Guatemala', names: 'initials' })
})

describe.each(Object.entries(CARDS))('%s', (name, { view, now }) => {
  const render = (voice: Voice): string =>
    `${renderAnswer(incidentCard(view, now), { colours: false, width: 60, voice })}\n`

  test('in the terminal', async () => {
    await expect(render(ENGLISH)).toMatchFileSnapshot(`golden/incident-${name}.txt`)
    await expect(render(spanish)).toMatchFileSnapshot(`golden/incident-${name}.es.txt`)
  })

  test('for programs', async () => {
    const { json } = incidentCard(view, now)
    await expect(`${JSON.stringify(json, null, 2)}\n`).toMatchFileSnapshot(`golden/incident-${name}.json`)
    expect(JSON.parse(JSON.stringify(json))).toEqual(json)
  })

  test('fits on a phone', () => {
    expect(render(ENGLISH).split('\n').length).toBeLessThanOrEqual(30)
    const onward = incidentCard(view, now).blocks.at(-1)
    expect(onward?.kind === 'next' && onward.commands.length).toBeLessThanOrEqual(6)
  })
})

test('the colour says what the words say', () => {
  const colour = (name: string): string => {
    const card = CARDS[name]
    return card === undefined ? '' : incidentColour(card.view, card.now)
  }
  expect(['phase-1', 'phase-1-late', 'phase-5', 'closed', 'drill'].map(colour)).toEqual([
    '#D92D20',
    '#912018',
    '#2E90FA',
    '#12B76A',
    '#FDB022',
  ])
})
