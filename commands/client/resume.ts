import { say } from '../../engine/phrase.ts'
import { Failure } from '../../engine/failure.ts'
import type { ClientReading } from '../../engine/readings.ts'
import { next, text } from '../answer.ts'
import { availableOf, clientJson, inClientFiat } from '../client-view.ts'
import { actCommand } from '../definition.ts'
import { clientArgument, theClient } from '../references.ts'
import { clientName } from '../../engine/format.ts'
import { CLIENT_STATUS } from '../status-words.ts'

export const command = actCommand({
  noun: 'client',
  verb: 'resume',
  help: 'Let a paused client take part in new cash-outs again',
  example: 'client resume Ana',
  role: 'operator',
  confirm: 'C1',
  arguments: { client: clientArgument },
  async preview({ readings }, args) {
    const client = await theClient(readings, args.client)
    refuseUnlessPaused(client)
    return {
      what: say`Resume ${clientName(client)}`,
      lines: [
        say`status: ${CLIENT_STATUS[client.status]} → ${CLIENT_STATUS.active}`,
        say`${inClientFiat(client, availableOf(client))} takes part from the next distribution on`,
      ],
    }
  },
  async act({ actions, readings }, args) {
    const client = await theClient(readings, args.client)
    refuseUnlessPaused(client)
    if (!(await actions.setClientStatus(client.id, 'active')))
      throw new Failure(
        'refused',
        say`${clientName(client)} was changed by somebody else meanwhile: nothing was changed.`,
      )
    return {
      tone: 'good',
      heading: say`${clientName(client)} takes part again`,
      blocks: [
        text(say`${inClientFiat(client, availableOf(client))} is there for the next cash-outs.`),
        next(`client show ${client.id}`, 'client list'),
      ],
      json: clientJson({ ...client, status: 'active' }),
    }
  },
})

function refuseUnlessPaused(client: ClientReading): void {
  if (client.status !== 'paused')
    throw new Failure(
      'refused',
      say`${clientName(client)} is ${CLIENT_STATUS[client.status]}, not paused: nothing was changed.`,
    )
}
