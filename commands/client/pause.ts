import { say } from '../../engine/phrase.ts'
import { Failure } from '../../engine/failure.ts'
import type { ClientReading } from '../../engine/readings.ts'
import { next, text } from '../answer.ts'
import { optional, text as words } from '../arguments.ts'
import { clientJson, inClientFiat } from '../client-view.ts'
import { actCommand } from '../definition.ts'
import { clientArgument, theClient } from '../references.ts'
import { clientName } from '../../engine/format.ts'
import { CLIENT_STATUS } from '../status-words.ts'

export const command = actCommand({
  noun: 'client',
  verb: 'pause',
  help: 'Share out new cash-outs without this client; what is under way is still paid',
  example: 'client pause Ana --reason "asked for it"',
  role: 'operator',
  confirm: 'C1',
  arguments: {
    client: clientArgument,
    reason: optional(words({ help: 'why, for whoever looks next' })),
  },
  async preview({ readings }, args) {
    const client = await theClient(readings, args.client)
    refuseUnlessActive(client)
    return {
      what: say`Pause ${clientName(client)}`,
      lines: [
        say`status: ${CLIENT_STATUS[client.status]} → ${CLIENT_STATUS.paused}`,
        say`${inClientFiat(client, client.remaining)} stays the client's, and nothing of it is spent on new cash-outs`,
        say`${inClientFiat(client, client.held)} is on hold for payments under way, which are still made`,
      ],
    }
  },
  async act({ actions, readings }, args) {
    const client = await theClient(readings, args.client)
    refuseUnlessActive(client)
    if (!(await actions.setClientStatus(client.id, 'paused'))) throw meanwhile(client)
    return {
      tone: 'warn',
      heading: say`${clientName(client)} is paused`,
      blocks: [
        text(args.reason === null ? say`No reason was given.` : say`Because: ${args.reason}`),
        next(`client resume ${client.id}`, `client show ${client.id}`),
      ],
      json: { ...clientJson({ ...client, status: 'paused' }), reason: args.reason },
    }
  },
})

function refuseUnlessActive(client: ClientReading): void {
  if (client.status !== 'active')
    throw new Failure(
      'refused',
      say`${clientName(client)} is ${CLIENT_STATUS[client.status]} already: nothing was changed.`,
    )
}

const meanwhile = (client: ClientReading): Failure =>
  new Failure(
    'refused',
    say`${clientName(client)} was changed by somebody else meanwhile: nothing was changed.`,
  )
