import { formatShortTime, iso } from '../../engine/format.ts'
import type { IncidentView } from '../../engine/incidents/board.ts'
import type { TimelineLine } from '../../engine/incidents/incident.ts'
import { PHASE_TITLES } from '../../engine/incidents/words.ts'
import { actorName, type PersonReading } from '../../engine/people.ts'
import { ENGLISH, joined, say, type Text, write } from '../../engine/phrase.ts'
import { type Answer, type Block, lines, table } from '../answer.ts'
import { flag } from '../arguments.ts'
import { mayAct } from '../asker.ts'
import { lookCommand, type LookContext } from '../definition.ts'
import { incidentFirst, theIncidentView } from '../incident-reference.ts'
import { incidentCard } from '../incident-view.ts'

/** A screen of them; the postmortem has them all. */
const MOST_LINES = 30

export const command = lookCommand({
  noun: 'incident',
  verb: 'show',
  help: "An incident's card: how bad, how far, who leads, and the one thing to do now",
  example: 'incident show 3 --timeline',
  role: 'viewer',
  arguments: {
    id: incidentFirst,
    timeline: flag({ help: 'with what happened, the newest last' }),
    checklist: flag({ help: 'with the checklist of all five phases, part by part' }),
  },
  async look(context, args) {
    const view = await theIncidentView(context.incidents, args.id)
    const card = incidentCard(view, context.now)
    const timeline = args.timeline ? await linesOf(view, context) : null
    const more = [
      ...(args.checklist ? checklistBlocks(view) : []),
      ...(timeline === null ? [] : [timelineBlock(timeline, await context.people.people(), context)]),
    ]
    return withBlocks(card, more, timeline === null ? {} : { timeline: timeline.map(lineJson) })
  },
})

/** Before the buttons. */
const withBlocks = (card: Answer, more: readonly Block[], json: Answer['json']): Answer => ({
  ...card,
  blocks: [...card.blocks.slice(0, -1), ...more, ...card.blocks.slice(-1)],
  json: { ...card.json, ...json },
})

const linesOf = (view: IncidentView, { incidents, now }: LookContext): Promise<readonly TimelineLine[]> =>
  incidents.timeline(view.incident, view.incident.closedAt ?? now, MOST_LINES)

function timelineBlock(
  timeline: readonly TimelineLine[],
  people: readonly PersonReading[],
  { asker }: LookContext,
): Block {
  const rows = timeline.map((line) => [
    formatShortTime(line.at),
    line.actor === null ? '–' : actorName(line.actor, people),
    wordsOf(line, mayAct(asker.role, 'operator')),
  ])
  return table([say`When`, say`Who`, say`What`], rows, say`Nothing happened yet.`)
}

/** What an action answered may name a client, so it is for those who may read names. */
const wordsOf = ({ what, words, source }: TimelineLine, mayReadNames: boolean): Text =>
  words === null || (source !== 'incident' && !mayReadNames) ? what : joined([what, words], ': ')

const lineJson = ({ at, source, id, kind, what, actor }: TimelineLine): Answer['json'] => ({
  at: iso(at),
  source,
  id: id.toString(),
  kind,
  what: write(what, { ...ENGLISH, names: 'initials' }),
  actor,
})

const SIGNS = { seen: '✔', attested: '✔', skipped: '↷', not_needed: '–', open: '☐' } as const

/** Phase by phase, each part with its key, by which it is ticked. */
const checklistBlocks = ({ items }: IncidentView): Block[] =>
  ([1, 2, 3, 4, 5] as const).map((phase) =>
    lines([
      say`Phase ${phase}: ${PHASE_TITLES[phase]}`,
      ...items
        .filter((item) => item.phase === phase)
        .flatMap((item) => [
          joined([item.done ? '✔ ' : '☐ ', item.title]),
          ...item.parts.map(({ key, title, state, why }) =>
            joined([`   ${SIGNS[state]} `, title, ` (${key})`, ...(why === null ? [] : [': ', why])]),
          ),
        ]),
    ]),
  )
