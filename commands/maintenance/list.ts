import { actorName } from '../../engine/people.ts'
import { formatCount, formatShortTime } from '../../engine/format.ts'
import { say } from '../../engine/phrase.ts'
import { next, table } from '../answer.ts'
import { lookCommand } from '../definition.ts'
import { maintenanceJson } from '../maintenance-view.ts'

export const command = lookCommand({
  noun: 'maintenance',
  verb: 'list',
  help: 'What is being worked on, until when, and which alerts are muted meanwhile',
  example: 'maintenance list',
  role: 'operator',
  arguments: {},
  async look({ alerts, people }) {
    const windows = await alerts.maintenance()
    const known = await people.people()
    const [first] = windows
    return {
      tone: windows.length === 0 ? 'plain' : 'warn',
      heading:
        windows.length === 0
          ? say`No maintenance is under way`
          : say`${formatCount(windows.length, 'maintenance|maintenances')} under way`,
      blocks: [
        table(
          [say`Maintenance`, say`Muted`, say`Until`, say`By`, say`Because`],
          windows.map((window) => [
            `#${window.id}`,
            window.rules.join(', '),
            formatShortTime(window.until),
            actorName(window.createdBy, known),
            window.reason,
          ]),
          say`Everything is told as always.`,
        ),
        next(...(first === undefined ? ['alert list'] : [`maintenance end ${first.id}`, 'alert list'])),
      ],
      json: { maintenance: windows.map(maintenanceJson) },
    }
  },
})
