import { formatSats, formatTime } from '../format.ts'
import { actorName } from '../people.ts'
import { joined, say, type Text } from '../phrase.ts'
import type { ReconciliationHead } from '../reconcile.ts'
import type { ItemState, PartState } from './board.ts'
import type { TimelineLine } from './incident.ts'
import type { PaperBlock } from './paper.ts'
import type { PostmortemFacts } from './postmortem-facts.ts'

/* The records that a postmortem ends with. */

export const words = (text: Text): PaperBlock => ({ kind: 'text', text })

/** In the operator's zone, and in UTC. */
export const inBothZones = (at: Date | null): Text =>
  at === null ? '–' : joined([formatTime(at), ` (${utc(at)})`])
const utc = (at: Date): string => `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`

/** As reconciled last before it, and last since. */
export function books({ books: { before, after } }: PostmortemFacts): PaperBlock {
  const line = (title: Text, run: ReconciliationHead | null): Text[] => [
    title,
    run === null ? say`none` : `#${run.id}`,
    run === null ? '–' : inBothZones(run.finishedAt),
    run === null ? '–' : say`${run.verdict}: ${run.broken} broken, ${run.late} late`,
    run === null ? '–' : formatSats(run.doubtSats),
  ]
  return {
    kind: 'table',
    columns: ['', say`Reconciliation`, say`When`, say`Result`, say`In doubt`],
    rows: [line(say`Before`, before), line(say`After`, after)],
  }
}

const STATE_WORDS: Readonly<Record<PartState['state'], Text>> = {
  seen: say`✔ seen by the bot`,
  attested: say`✔ said by a person`,
  skipped: say`↷ left out`,
  not_needed: say`– not needed`,
  open: say`☐ open`,
}

/** Part by part, with what shows it. */
export const checklist = ({ view: { items } }: PostmortemFacts): PaperBlock[] =>
  items.flatMap((item: ItemState): PaperBlock[] => [
    { kind: 'heading', level: 3, text: joined([say`Phase ${item.phase}`, ' · ', item.title]) },
    {
      kind: 'table',
      columns: [say`Part`, say`State`, say`What shows it`],
      rows: item.parts.map(({ title, state, why }) => [title, STATE_WORDS[state], why ?? '–']),
    },
  ])

/** Each as it was kept, with its hash. */
export const files = ({ view, people }: PostmortemFacts): PaperBlock =>
  view.files.length === 0
    ? words(say`None.`)
    : {
        kind: 'table',
        columns: [say`File`, say`Bytes`, 'SHA-256', say`From`],
        rows: view.files.map((file) => [
          file.name,
          String(file.size),
          file.sha256,
          joined([actorName(file.addedBy, people), inBothZones(file.addedAt)], ', '),
        ]),
      }

/** Everything that happened, in two zones. */
export function timeline(
  { timeline: lines, isWhole, people }: PostmortemFacts,
  withAnswers: boolean,
): PaperBlock[] {
  const row = ({ at, actor, what, words: said, source }: TimelineLine): Text[] => [
    utc(at),
    formatTime(at),
    actor === null ? '–' : actorName(actor, people),
    said === null || (source !== 'incident' && !withAnswers) ? what : joined([what, said], ': '),
  ]
  return [
    ...(isWhole ? [] : [words(say`Only the newest are here: the rest is in "audit log" and "alert show".`)]),
    {
      kind: 'table',
      columns: ['UTC', say`Local time`, say`Who`, say`What`],
      rows: lines.map(row),
    },
  ]
}

/** For ink: who has read it and agrees. */
export const SIGNATURES: PaperBlock = {
  kind: 'table',
  columns: [say`Role`, say`Name`, say`Signature`, say`Date`],
  rows: [say`System administrator`, say`Technical lead`, say`Business owner`].map((role) => [
    role,
    '',
    '',
    '',
  ]),
}
