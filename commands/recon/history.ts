import { formatCount, formatSats, formatShortTime } from '../../engine/format.ts'
import { say, type Text } from '../../engine/phrase.ts'
import type { ReconciliationHead } from '../../engine/reconcile.ts'
import { next, right, table } from '../answer.ts'
import { count, withDefault } from '../arguments.ts'
import { lookCommand } from '../definition.ts'
import { scopeWords, VERDICTS } from '../recon-view.ts'

export const command = lookCommand({
  noun: 'recon',
  verb: 'history',
  help: 'The runs of the reconciliation, the newest first',
  example: 'recon history --limit 30',
  role: 'operator',
  arguments: { limit: withDefault(count({ help: 'how many at most', least: 1, most: 500 }), 14) },
  async look({ books }, { limit }) {
    const runs = await books.history(limit)
    const [newest] = runs
    return {
      tone:
        newest === undefined
          ? 'warn'
          : newest.verdict === 'ok'
            ? 'good'
            : newest.verdict === 'late'
              ? 'warn'
              : 'bad',
      heading:
        newest === undefined ? say`The books were not reconciled so far` : formatCount(runs.length, 'run'),
      blocks: [
        table(
          [say`Run`, say`When`, say`Verdict`, say`Found`, right(say`In doubt`)],
          runs.map(rowOf),
          say`There are none.`,
        ),
        next(...(newest === undefined ? ['recon run'] : [`recon show ${newest.id}`, 'recon run'])),
      ],
      json: {
        runs: runs.map(({ id, scope, verdict, startedAt, slot, broken, late, doubtSats }) => ({
          id: id.toString(),
          scope: scope.kind,
          verdict,
          startedAt: startedAt.toISOString(),
          slot: slot?.toISOString() ?? null,
          broken,
          late,
          doubtSats: doubtSats.toString(),
        })),
      },
    }
  },
})

const rowOf = ({ id, scope, startedAt, verdict, broken, late, doubtSats }: ReconciliationHead): Text[] => [
  say`#${id} ${scopeWords(scope)}`,
  formatShortTime(startedAt),
  VERDICTS[verdict],
  broken + late === 0 ? '–' : say`${broken} broken, ${late} late`,
  doubtSats === 0n ? '–' : formatSats(doubtSats),
]
