import { say } from '../../engine/phrase.ts'
import type { KnownAs } from '../../engine/readings.ts'
import { type Block, next, table, text } from '../answer.ts'
import { lookCommand, type LookContext } from '../definition.ts'
import { formatCount } from '../../engine/format.ts'

/** Each of them is asked for in Lamassu by itself, so there is a limit. */
const MOST_ASKED = 50
const IDS_SHOWN = 50

export const command = lookCommand({
  noun: 'tx',
  verb: 'missing',
  help: 'Compare all ids both ways: dispensed in Lamassu and not in the books, in the books and not in Lamassu',
  example: 'tx missing',
  role: 'operator',
  arguments: {},
  async look(context) {
    const dispensed = new Set(await context.probes.lamassuDispensedIds())
    // Read after Lamassu: what a poll takes in between is not reported as missing.
    const known = await context.readings.knownIds()
    const notInBooks = [...dispensed].filter((id) => isMissing(known.get(id)))
    const suspects = [...known].filter(([id, how]) => how === 'taken' && !dispensed.has(id)).map(([id]) => id)
    const gone = await notInLamassu(context, suspects.slice(0, MOST_ASKED))
    const baselineGone = [...known].filter(([id, how]) => how === 'baseline' && !dispensed.has(id)).length
    const clean = notInBooks.length === 0 && gone.length === 0
    return {
      tone: clean ? 'good' : 'bad',
      heading: clean
        ? say`Nothing is missing on either side`
        : say`${formatCount(notInBooks.length, 'cash-out')} missing in the books, ${gone.length} missing in Lamassu`,
      blocks: [
        text(
          say`${formatCount(dispensed.size, 'dispensed cash-out')} in Lamassu, ${formatCount(known.size, 'id')} in the books.`,
        ),
        table(
          [say`What`, say`Lamassu's id`],
          [
            ...notInBooks.slice(0, IDS_SHOWN).map((id) => [say`dispensed in Lamassu, not in the books`, id]),
            ...gone.map((id) => [say`in the books, not in Lamassu`, id]),
          ],
          say`No difference.`,
        ),
        ...remarks(notInBooks.length, suspects.length, baselineGone),
        next(...nextOf(notInBooks, gone)),
      ],
      json: {
        dispensedInLamassu: dispensed.size,
        knownInBooks: known.size,
        missingInBooks: notInBooks,
        missingInLamassu: gone,
        baselineMissingInLamassu: baselineGone,
      },
    }
  },
})

/** One that began before go-live and was confirmed since has to be taken in like any other. */
const isMissing = (how: KnownAs | undefined): boolean => how === undefined || how === 'baseline_unconfirmed'

/** Set aside ones may be there without a confirmed dispense, so each is asked for before it is called gone. */
async function notInLamassu({ probes }: LookContext, suspects: readonly string[]): Promise<string[]> {
  const gone: string[] = []
  for (const id of suspects) if ((await probes.lamassuCashOut(id)) === null) gone.push(id)
  return gone
}

function remarks(missing: number, suspects: number, baselineGone: number): Block[] {
  return [
    ...(missing > IDS_SHOWN
      ? [text(say`Only the first ${IDS_SHOWN} are shown; --json has all of them.`)]
      : []),
    ...(missing > 0
      ? [
          text(
            say`A poll that works takes them in; one that began after the last poll is no reason to worry.`,
          ),
        ]
      : []),
    ...(suspects > MOST_ASKED
      ? [text(say`${suspects} to look for in Lamassu; the first ${MOST_ASKED} were.`)]
      : []),
    ...(baselineGone > 0
      ? [
          text(
            say`${formatCount(baselineGone, 'cash-out')} of the go-live baseline gone from Lamassu: is it the same server?`,
          ),
        ]
      : []),
  ]
}

function nextOf([missing]: readonly string[], [gone]: readonly string[]): string[] {
  if (missing !== undefined) return ['poll run', `tx preview ${missing}`]
  return gone === undefined ? ['tx duplicates', 'poll status'] : [`tx show ${gone}`, 'check all']
}
