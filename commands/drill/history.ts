import { formatTime } from '../../engine/format.ts'
import { say } from '../../engine/phrase.ts'
import { next, table } from '../answer.ts'
import { count, withDefault } from '../arguments.ts'
import { lookCommand } from '../definition.ts'

const MOST = 25
const USUALLY = 10
/** Among so many of the newest incidents. */
const LOOKED_AT = 200

export const command = lookCommand({
  noun: 'drill',
  verb: 'history',
  help: 'The drills that were played, and how they went',
  example: 'drill history',
  role: 'operator',
  arguments: {
    limit: withDefault(count({ help: 'how many at most', least: 1, most: MOST }), USUALLY),
  },
  async look({ incidents }, { limit }) {
    const drills = (await incidents.recent(LOOKED_AT)).filter(({ drill }) => drill).slice(0, limit)
    return {
      tone: 'plain',
      heading: say`Drills: ${drills.length}`,
      blocks: [
        table(
          ['#', say`When`, say`Page`, say`How it went`],
          drills.map(({ id, openedAt, scenario, summary }) => [
            id.toString(),
            formatTime(openedAt),
            scenario,
            summary,
          ]),
          say`None was played yet.`,
        ),
        next(...drills.slice(0, 1).map(({ id }) => `incident show ${id}`), 'drill start R3'),
      ],
      json: {
        drills: drills.map(({ id, openedAt, scenario, summary }) => ({
          id: id.toString(),
          openedAt: openedAt.toISOString(),
          scenario,
          summary,
        })),
      },
    }
  },
})
