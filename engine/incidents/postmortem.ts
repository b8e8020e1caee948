import { clientName, formatAge, formatCount, formatFiat, formatSats, formatSpan } from '../format.ts'
import { actorName, actorOf } from '../people.ts'
import { joined, say, type Text } from '../phrase.ts'
import type { FollowUp, IncidentEvent } from './incident.ts'
import { lessonsOf, milestonesOf, phaseTimes } from './lessons.ts'
import type { PaperBlock } from './paper.ts'
import { type PostmortemFacts, REVIEW_PARTS } from './postmortem-facts.ts'
import { books, checklist, files, inBothZones, SIGNATURES, timeline, words } from './postmortem-records.ts'
import { CAUSE_WORDS, PHASE_TITLES, SCENARIO_TITLES, SEVERITY_LOOKS, STATUS_WORDS } from './words.ts'

export interface PostmortemOptions {
  /** What actions answered may name clients; left out of what others may read. */
  readonly withAnswers: boolean
}

/** What happened, who did what, what it cost, why, and what is done about it: a paper that a person signs. */
export const postmortem = (facts: PostmortemFacts, { withAnswers }: PostmortemOptions): PaperBlock[] => [
  ...head(facts),
  ...chapter(say`When it happened`, times(facts)),
  ...chapter(say`How long each phase took`, phases(facts)),
  ...chapter(say`Who did what`, who(facts)),
  ...chapter(say`Impact`, impact(facts)),
  ...chapter(say`Cause and fix`, cause(facts)),
  ...chapter(say`What went well`, lessons(facts, 'well')),
  ...chapter(say`What could be better`, lessons(facts, 'badly')),
  ...chapter(say`So that it does not happen again`, followUps(facts)),
  ...chapter(say`The books before and after`, books(facts)),
  ...chapter(say`Checklist`, ...checklist(facts)),
  ...chapter(say`Files`, files(facts)),
  ...chapter(say`Timeline`, ...timeline(facts, withAnswers)),
  ...chapter(say`Signed`, SIGNATURES),
]

const chapter = (title: Text, ...blocks: readonly PaperBlock[]): PaperBlock[] => [
  { kind: 'heading', level: 2, text: title },
  ...blocks,
]

function head({ view: { incident }, events, at }: PostmortemFacts): PaperBlock[] {
  const { icon, word } = SEVERITY_LOOKS[incident.severity]
  const title = say`Postmortem of incident #${incident.id}`
  const isReviewed = events.some(({ kind }) => kind === 'reviewed')
  return [
    { kind: 'heading', level: 1, text: incident.drill ? joined([say`DRILL`, ' · ', title]) : title },
    words(incident.summary),
    {
      kind: 'fields',
      fields: [
        [say`Severity`, joined([icon, word], ' ')],
        [say`Scenario`, joined([incident.scenario, SCENARIO_TITLES[incident.scenario]], ' · ')],
        [say`Standing`, STATUS_WORDS[incident.status]],
        [say`This paper`, isReviewed ? say`reviewed` : say`a draft that nobody has reviewed so far`],
        [say`Written`, inBothZones(at)],
      ],
    },
  ]
}

function times(facts: PostmortemFacts): PaperBlock {
  const { detected, ...later } = milestonesOf(facts)
  const since = (at: Date | null): Text => (at === null ? '–' : joined(['+', formatAge(detected, at)]))
  const line = (title: Text, at: Date | null): Text[] => [title, inBothZones(at), since(at)]
  return {
    kind: 'table',
    columns: [say`What`, say`When`, say`Since detected`],
    rows: [
      line(say`Detected`, detected),
      line(say`Opened`, later.opened),
      line(say`Acknowledged`, later.acknowledged),
      line(say`Stopped`, later.stopped),
      line(say`Resumed`, later.resumed),
      line(say`Resolved`, later.resolved),
      line(say`Reviewed`, later.reviewed),
      line(say`Closed`, later.closed),
    ],
  }
}

const phases = (facts: PostmortemFacts): PaperBlock => ({
  kind: 'table',
  columns: [say`Phase`, say`Began`, say`Took`],
  rows: phaseTimes(facts).map(({ phase, from, until, seconds, isLate }) => [
    joined([String(phase), PHASE_TITLES[phase]], ' '),
    inBothZones(from),
    joined([
      formatSpan(seconds),
      ...(isLate ? [' ', say`⏰ longer than it may`] : []),
      ...(until === null ? [' ', say`so far`] : []),
    ]),
  ]),
})

/** The first time that each kind was done is told; the timeline has them all. */
function who({ view, events, timeline: lines, people }: PostmortemFacts): PaperBlock {
  const { incident } = view
  const lead = incident.leadId === null ? null : actorOf({ id: incident.leadId })
  const actors = [
    ...new Set([...(lead === null ? [] : [lead]), ...lines.flatMap(({ actor }) => actor ?? [])]),
  ]
  const parts = (actor: string): Text[] => {
    const own = events.filter((event) => event.actor === actor)
    const count = (kind: IncidentEvent['kind']): number => own.filter((event) => event.kind === kind).length
    const acts = lines.filter((line) => line.source === 'action' && line.actor === actor).length
    return [
      ...(actor === lead ? [say`led`] : []),
      ...(count('opened') > 0 ? [say`opened it`] : []),
      ...(count('ticked') > 0 ? [say`ticked: ${count('ticked')}`] : []),
      ...(count('skipped') > 0 ? [say`left out: ${count('skipped')}`] : []),
      ...(count('escalated') > 0 ? [say`called others`] : []),
      ...(count('resumed') > 0 ? [say`started payouts again`] : []),
      ...(count('resolved') > 0 ? [say`resolved it`] : []),
      ...(count('reviewed') > 0 ? [say`reviewed this`] : []),
      ...(count('closed') > 0 ? [say`closed it`] : []),
      ...(acts > 0 ? [formatCount(acts, 'action')] : []),
    ]
  }
  return {
    kind: 'table',
    columns: [say`Who`, say`What`],
    rows: actors.map((actor) => [actorName(actor, people), joinedOrDash(parts(actor))]),
  }
}

const joinedOrDash = (parts: readonly Text[]): Text => (parts.length === 0 ? '–' : joined(parts, ', '))

function impact({ view: { incident }, clients, stop, at }: PostmortemFacts): PaperBlock {
  const found = incident.impact
  const rested: readonly (readonly [Text, Text])[] =
    stop === null ? [] : [[say`Payouts rested`, formatAge(stop.since, stop.until ?? incident.closedAt ?? at)]]
  if (found === null)
    return { kind: 'fields', fields: [[say`Impact`, say`not worked out so far`], ...rested] }
  return {
    kind: 'fields',
    fields: [
      [
        say`Cash-outs`,
        numbered(
          found.cashOuts,
          found.cashOutIds.map((id) => `#${id}`),
        ),
      ],
      [
        say`Clients`,
        numbered(
          found.clients,
          found.clientIds.map((id) => theClient(id, clients)),
        ),
      ],
      [say`Paid too much`, formatSats(found.satsOver)],
      [say`Missing`, formatSats(found.satsUnder)],
      [say`In doubt`, formatSats(found.satsInDoubt)],
      ...found.fiat.map(
        ({ fiatCode, exponent, amount }) =>
          [say`Balances, ${fiatCode}`, formatFiat(amount, exponent, fiatCode)] as const,
      ),
      ...rested,
      [say`Worked out`, inBothZones(found.at)],
    ],
  }
}

const numbered = (count: number, names: readonly Text[]): Text =>
  names.length === 0 ? String(count) : joined([`${count}: `, joined(names, ', ')])

const theClient = (id: bigint, clients: PostmortemFacts['clients']): Text => {
  const client = clients.find((one) => one.id === id)
  return client === undefined ? `#${id}` : clientName(client)
}

const cause = ({ view: { incident } }: PostmortemFacts): PaperBlock => ({
  kind: 'fields',
  fields: [
    [say`Root cause`, incident.rootCause ?? say`not written down so far`],
    [say`Kind`, incident.causeKind === null ? say`not said so far` : CAUSE_WORDS[incident.causeKind]],
    [say`Fix`, incident.fix ?? say`not written down so far`],
  ],
})

/** What the facts say, and then what people say about it. */
function lessons(facts: PostmortemFacts, which: 'well' | 'badly'): PaperBlock {
  const part = which === 'well' ? REVIEW_PARTS.well : REVIEW_PARTS.better
  const said = facts.events.filter((event) => event.kind === 'reviewed' && event.part === part)
  const items = [
    ...lessonsOf(facts)[which],
    ...said.map(({ words: theirs, actor }) => joined([actorName(actor, facts.people), ': ', theirs ?? '–'])),
  ]
  return items.length === 0 ? words(say`Nothing so far.`) : { kind: 'list', items }
}

function followUps({ view, people }: PostmortemFacts): PaperBlock {
  if (view.followUps.length === 0) return words(say`Nobody has taken anything on so far.`)
  const row = (one: FollowUp): Text[] => [
    `#${one.id}`,
    one.what,
    actorName(actorOf({ id: one.ownerId }), people),
    one.due,
    one.doneAt === null
      ? say`open`
      : joined([inBothZones(one.doneAt), ...(one.doneNote === null ? [] : [one.doneNote])], ': '),
  ]
  return {
    kind: 'table',
    columns: ['#', say`What`, say`Who`, say`Due`, say`Done`],
    rows: view.followUps.map(row),
  }
}
