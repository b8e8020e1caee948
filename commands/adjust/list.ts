import type { AdjustmentReading } from '../../engine/corrections.ts'
import { clientName, formatCount, formatShortTime } from '../../engine/format.ts'
import { joined, say, type Text } from '../../engine/phrase.ts'
import { adjustmentJson, fiatOf, whyText } from '../adjust-view.ts'
import { next, right, table, text } from '../answer.ts'
import { count, optional, text as words, withDefault } from '../arguments.ts'
import { lookCommand } from '../definition.ts'
import type { PersonReading } from '../../engine/people.ts'
import { theClient } from '../references.ts'

export const command = lookCommand({
  noun: 'adjust',
  verb: 'list',
  help: 'The corrections of balances, the newest first: who, why, approved by whom, before and after',
  example: 'adjust list --client Ana',
  role: 'operator',
  arguments: {
    client: optional(words({ help: 'only those of one client, by number or name', completes: 'client' })),
    limit: withDefault(count({ help: 'how many at most', least: 1, most: 500 }), 20),
  },
  async look({ readings, books, people }, { client: reference, limit }) {
    const client = reference === null ? null : await theClient(readings, reference)
    const found = await books.adjustments({ ...(client === null ? {} : { clientId: client.id }), limit })
    const known = await people.people()
    return {
      tone: 'plain',
      heading: formatCount(found.length, 'adjustment'),
      blocks: [
        table(
          [say`Adjustment`, say`When`, say`Client`, right(say`Balance`), say`Why`],
          found.map((adjustment) => rowOf(adjustment, known)),
          say`There are none.`,
        ),
        ...(found.length === limit ? [text(say`The newest ${limit}; --limit shows more.`)] : []),
        next(...nextOf(found)),
      ],
      json: { adjustments: found.map(adjustmentJson) },
    }
  },
})

const rowOf = (adjustment: AdjustmentReading, people: readonly PersonReading[]): Text[] => [
  `#${adjustment.id}`,
  formatShortTime(adjustment.at),
  clientName({ id: adjustment.clientId, username: adjustment.username }),
  joined([fiatOf(adjustment, adjustment.before), fiatOf(adjustment, adjustment.after)], ' → '),
  whyText(adjustment, people),
]

function nextOf(found: readonly AdjustmentReading[]): string[] {
  const newest = found.find(
    ({ kind, reverses, reversedBy }) => kind !== 'correction' && reverses === null && reversedBy === null,
  )
  const [first] = found
  return [
    ...(newest === undefined ? [] : [`adjust reverse ${newest.id} --reason "booked by mistake"`]),
    first === undefined ? 'client list' : `recon explain ${first.clientId}`,
  ]
}
