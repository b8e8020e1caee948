import type { MaintenanceReading } from '../../engine/alerting.ts'
import { Failure } from '../../engine/failure.ts'
import { say } from '../../engine/phrase.ts'
import { next, text } from '../answer.ts'
import { id } from '../arguments.ts'
import { actCommand, type LookContext } from '../definition.ts'
import { maintenanceJson, windowText } from '../maintenance-view.ts'

export const command = actCommand({
  noun: 'maintenance',
  verb: 'end',
  help: 'End maintenance before its time: what still fires is told at once',
  example: 'maintenance end 2',
  role: 'operator',
  confirm: 'C1',
  arguments: {
    maintenance: id({ help: "the maintenance's number", positional: true, completes: 'maintenance' }),
  },
  async preview({ alerts, people }, args) {
    const window = await theWindow(alerts, args.maintenance)
    return {
      what: say`End maintenance #${window.id}`,
      lines: [
        say`before: muted ${windowText(window, await people.people())}`,
        say`after: told as always: ${window.rules.join(', ')}`,
      ],
    }
  },
  async act({ alerts, asker }, args) {
    const window = await theWindow(alerts, args.maintenance)
    if (!(await alerts.endMaintenance(window.id, asker.actor))) throw noWindow(window.id)
    return {
      tone: 'good',
      heading: say`Maintenance #${window.id} is over: ${window.reason}`,
      blocks: [text(say`Told as always: ${window.rules.join(', ')}`), next('alert list', 'maintenance list')],
      json: { ...maintenanceJson(window), endedBy: asker.actor },
    }
  },
})

async function theWindow(alerts: LookContext['alerts'], windowId: bigint): Promise<MaintenanceReading> {
  const window = (await alerts.maintenance()).find((one) => one.id === windowId)
  if (window === undefined) throw noWindow(windowId)
  return window
}

const noWindow = (windowId: bigint): Failure =>
  new Failure('refused', say`No maintenance ${windowId} is under way: "maintenance list" shows what is.`)
