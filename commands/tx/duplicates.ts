import { say, type Text } from '../../engine/phrase.ts'
import type { DuplicateReading } from '../../engine/readings.ts'
import { next, right, table, text } from '../answer.ts'
import { lookCommand } from '../definition.ts'
import { formatCount } from '../../engine/format.ts'

export const command = lookCommand({
  noun: 'tx',
  verb: 'duplicates',
  help: 'Cash-outs that stand twice in the books, and clients paid twice for one cash-out',
  example: 'tx duplicates',
  role: 'operator',
  arguments: {},
  async look({ readings }) {
    const duplicates = await readings.duplicates()
    const clean = duplicates.length === 0
    const columns = [say`What`, say`Which`, right(say`Times`), say`Numbers`]
    return {
      tone: clean ? 'good' : 'bad',
      heading: clean
        ? say`Nothing is there twice`
        : say`${formatCount(duplicates.length, 'duplicate')} found`,
      blocks: [
        table(
          columns,
          duplicates.map(rowOf),
          say`No cash-out is there twice, and nobody is paid twice for one.`,
        ),
        ...(clean
          ? []
          : [text(say`The database forbids this: somebody has removed a constraint. Stop payouts first.`)]),
        next(...(clean ? ['tx missing', 'tx list'] : ['poll pause --what both --reason "duplicates"'])),
      ],
      json: {
        duplicates: duplicates.map(({ kind, reference, count, ids }) => ({ kind, reference, count, ids })),
      },
    }
  },
})

const KINDS: Readonly<Record<DuplicateReading['kind'], Text>> = {
  same_lamassu_id: say`the same cash-out`,
  several_payments_for_one_client: say`payments to one client for one cash-out`,
}

const rowOf = (found: DuplicateReading): Text[] => [
  KINDS[found.kind],
  found.reference,
  String(found.count),
  found.ids.join(', '),
]
