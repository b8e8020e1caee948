import { createHash } from 'node:crypto'
import { Failure } from '../../engine/failure.ts'
import { formatCount } from '../../engine/format.ts'
import { refuseClosed } from '../../engine/incidents/steps.ts'
import type { NewFile } from '../../engine/incidents/storage.ts'
import { say, type Text } from '../../engine/phrase.ts'
import { type Answer, fields, next, text } from '../answer.ts'
import { type ArgumentsOf, choice, flag, optional, text as words } from '../arguments.ts'
import { actCommand, type ActContext } from '../definition.ts'
import { readerFor, writtenPostmortem } from '../incident-paper.ts'
import { incidentFirst, theIncident } from '../incident-reference.ts'

const specs = {
  id: incidentFirst,
  well: optional(words({ help: 'with --better, the review: what went well' })),
  better: optional(words({ help: 'with --well, the review: what could be better' })),
  review: flag({ help: 'asks for what went well and what could be better' }),
  names: flag({ help: "with the clients' full names, to you alone; else by initials" }),
  language: optional(choice(['en', 'es'], { help: 'of the paper; yours unless given' })),
}
type Args = ArgumentsOf<typeof specs>

export const command = actCommand({
  noun: 'incident',
  verb: 'postmortem',
  help: 'What happened, who did what, what it cost and why, as a paper to sign; with --well and --better it is reviewed',
  example: 'incident postmortem 3 --well "stopped within a minute" --better "the float was too small"',
  role: 'operator',
  confirm: 'C0',
  quiet: true,
  arguments: specs,
  needs: ({ review }) => (review === undefined ? [] : ['well', 'better']),
  async preview({ incidents }, args) {
    const incident = await theIncident(incidents, args.id)
    const review = reviewIn(args)
    if (review !== null) refuseClosed(incident)
    return review === null
      ? { what: say`Write the postmortem of incident #${incident.id}`, lines: [] }
      : {
          what: say`Review the postmortem of incident #${incident.id}`,
          lines: [say`went well: ${review.well}`, say`could be better: ${review.better}`],
        }
  },
  async act(context, args) {
    const { incidents } = context
    const { id } = await theIncident(incidents, args.id)
    const review = reviewIn(args)
    if (review !== null) await incidents.recordReview(id, review)
    const reader = readerFor(context, { names: args.names ? 'full' : 'initials', language: args.language })
    const paper = await writtenPostmortem(context, id, reader)
    // What was reviewed is kept as it was read; with full names it is for one person alone.
    if (review !== null && !args.names) await incidents.attach(id, paper, null)
    return answerOf(context, { id, paper, isReviewed: review !== null, isPrivate: args.names })
  },
})

/** Both or neither: nothing ever went well or badly alone. */
function reviewIn({ well, better }: Pick<Args, 'well' | 'better'>): { well: string; better: string } | null {
  if (well === null && better === null) return null
  if (well === null || better === null)
    throw new Failure(
      'usage',
      say`A review says both what went well and what could be better: incident postmortem --well "…" --better "…"`,
    )
  return { well, better }
}

async function answerOf(
  { incidents }: Pick<ActContext, 'incidents'>,
  {
    id,
    paper,
    isReviewed,
    isPrivate,
  }: { id: bigint; paper: NewFile; isReviewed: boolean; isPrivate: boolean },
): Promise<Answer> {
  const sha256 = createHash('sha256').update(paper.bytes).digest('hex')
  const open = (await incidents.followUps({ incidentId: id })).filter(({ doneAt }) => doneAt === null).length
  const wasReviewed = (await incidents.events(id)).some(({ kind }) => kind === 'reviewed')
  return {
    tone: wasReviewed ? 'good' : 'plain',
    ...(isPrivate ? { private: true as const } : {}),
    heading: headingOf(id, { isReviewed, wasReviewed }),
    blocks: [
      fields([say`File`, paper.name], ['SHA-256', sha256], [say`kept open`, formatCount(open, 'follow-up')]),
      ...(wasReviewed
        ? []
        : [text(say`Read it, and say in your own words what went well and what could be better.`)]),
      { kind: 'file', private: isPrivate, ...paper },
      next(
        ...(wasReviewed ? [] : [`incident postmortem ${id} --review`]),
        `incident followup add --id ${id}`,
        `incident evidence ${id}`,
        `incident show ${id}`,
      ),
    ],
    json: { incidentId: id.toString(), name: paper.name, sha256, isReviewed: wasReviewed },
  }
}

function headingOf(
  id: bigint,
  { isReviewed, wasReviewed }: { isReviewed: boolean; wasReviewed: boolean },
): Text {
  if (isReviewed) return say`The postmortem of incident #${id} is reviewed, and kept`
  return wasReviewed ? say`Postmortem of incident #${id}` : say`Postmortem of incident #${id}: a draft`
}
