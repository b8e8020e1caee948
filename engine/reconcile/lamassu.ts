import { sentenceOf } from '../failure.ts'
import { formatCount, shortId } from '../format.ts'
import { say, type Text } from '../phrase.ts'
import type { CashOutRow } from '../ports.ts'
import type { KnownAs } from '../readings.ts'
import { type CheckResult, type Discrepancy, judged } from './verdict.ts'

export interface LamassuSight {
  /** Rows that are missing here and younger than this may have come after the last poll. */
  readonly coveredUntil: Date | null
  dispensedIds(): Promise<string[]>
  cashOut(id: string): Promise<CashOutRow | null>
  knownIds(): Promise<ReadonlyMap<string, KnownAs>>
}

/** Each is asked for by itself. */
const MOST_ASKED = 50

/** All ids both ways: dispensed in Lamassu and not in the books, in the books and not in Lamassu. */
export async function checkLamassu(sight: LamassuSight): Promise<CheckResult> {
  try {
    return await compare(sight)
  } catch (thrown) {
    return lamassuResult(0, '–', [
      {
        entity: 'lamassu',
        verdict: 'late',
        what: say`Lamassu's database`,
        why: say`it could not be read, so nothing is known of what is missing: ${sentenceOf(thrown)}`,
        drift: null,
        doubtSats: 0n,
        steps: ['check db', 'poll status'],
      },
    ])
  }
}

async function compare(sight: LamassuSight): Promise<CheckResult> {
  const dispensed = new Set(await sight.dispensedIds())
  const known = await sight.knownIds()
  const unknown = [...dispensed].filter((id) => isMissing(known.get(id)))
  const gone = [...known].filter(([id, how]) => how === 'taken' && !dispensed.has(id)).map(([id]) => id)
  const found: Discrepancy[] = []
  for (const id of unknown.slice(0, MOST_ASKED)) {
    const row = await sight.cashOut(id)
    if (row !== null && !isNew(row, sight.coveredUntil))
      found.push(missing(id, MISSING_HERE, 'poll backfill'))
  }
  for (const id of gone.slice(0, MOST_ASKED))
    if ((await sight.cashOut(id)) === null) found.push(missing(id, MISSING_THERE, `tx show ${id}`))
  return lamassuResult(
    dispensed.size,
    say`${formatCount(dispensed.size, 'dispensed cash-out')} in Lamassu, ${formatCount(known.size, 'id')} in the books`,
    found,
  )
}

const isMissing = (how: KnownAs | undefined): boolean => how === undefined || how === 'baseline_unconfirmed'

/** Whatever moved in it last lies after the last poll. */
const isNew = (row: CashOutRow, coveredUntil: Date | null): boolean =>
  coveredUntil === null ||
  [row.created, row.confirmedAt, row.cashTime].some((moment) => moment !== null && moment >= coveredUntil)

const MISSING_HERE = say`dispensed in Lamassu, not in the books`
const MISSING_THERE = say`in the books, not in Lamassu`

const missing = (id: string, why: Text, step: string): Discrepancy => ({
  entity: `lamassu:${id}`,
  verdict: 'broken',
  what: say`cash-out ${shortId(id)}`,
  why,
  drift: null,
  doubtSats: 0n,
  steps: [step, 'tx missing'],
})

const lamassuResult = (checked: number, figure: Text, discrepancies: readonly Discrepancy[]): CheckResult =>
  judged({
    name: 'lamassu',
    checked,
    figure,
    tolerance: say`what came after the last poll`,
    explanation: say`What Lamassu has dispensed is in the books, and what is in the books is in Lamassu.`,
    discrepancies,
  })
