import { say } from '../../engine/phrase.ts'
import { fields, next } from '../answer.ts'
import { actCommand } from '../definition.ts'
import { incidentArgument, theIncident } from '../incident-reference.ts'

export const command = actCommand({
  noun: 'incident',
  verb: 'snapshot',
  help: 'Keep how everything stands now: balances, last cash-out, marks, settings, log; as a file with its hash',
  example: 'incident snapshot',
  role: 'operator',
  confirm: 'C0',
  quiet: true,
  arguments: { id: incidentArgument },
  async preview({ incidents }, args) {
    const { id } = await theIncident(incidents, args.id)
    return { what: say`Keep a snapshot with incident #${id}`, lines: [] }
  },
  async act({ incidents }, args) {
    const { id } = await theIncident(incidents, args.id)
    const file = await incidents.takeSnapshot(id)
    return {
      tone: 'good',
      heading: say`Kept with incident #${id}: ${file.name}`,
      blocks: [
        fields([say`Bytes`, String(file.size)], ['SHA-256', file.sha256]),
        next(`incident show ${id}`, `incident show ${id} --timeline`),
      ],
      json: {
        incidentId: id.toString(),
        fileId: file.id.toString(),
        name: file.name,
        size: file.size,
        sha256: file.sha256,
      },
    }
  },
})
