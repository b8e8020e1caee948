import { say } from '../../engine/phrase.ts'
import { Failure } from '../../engine/failure.ts'
import type { ClientReading } from '../../engine/readings.ts'
import { fields, next } from '../answer.ts'
import { secret } from '../arguments.ts'
import { actCommand } from '../definition.ts'
import { clientArgument, theClient } from '../references.ts'
import { clientName } from '../../engine/format.ts'
import { walletKey } from '../wallet-key.ts'

export const command = actCommand({
  noun: 'client',
  verb: 'set-key',
  help: "Store the new invoice key of a client's wallet, after LNbits changed it",
  example: 'client set-key Ana --key-file ana.key',
  role: 'operator',
  confirm: 'C1',
  arguments: {
    client: clientArgument,
    key: secret({ help: "a file that holds the wallet's invoice key; - for standard input" }),
  },
  async preview({ readings }, args) {
    const client = await theClient(readings, args.client)
    refuseClosed(client)
    walletKey(args.key)
    return {
      what: say`Store a new invoice key for ${clientName(client)}`,
      lines: [
        say`the wallet on record is ${client.walletId}`,
        client.hasKey
          ? say`a key that opens another wallet is refused`
          : say`no key was stored so far: the wallet that this one opens becomes the receiver`,
        say`the key is tried in LNbits first, and stored encrypted`,
      ],
    }
  },
  async act({ actions, readings }, args) {
    const client = await theClient(readings, args.client)
    refuseClosed(client)
    const { walletId } = await actions.setClientKey(client.id, client.fiatCode, walletKey(args.key))
    return {
      tone: 'good',
      heading: say`The key of ${clientName(client)} was stored`,
      blocks: [
        fields([say`Wallet`, walletId], [say`Key`, say`tried, and stored encrypted`]),
        next(`payment list --client ${client.id}`, `client show ${client.id}`),
      ],
      json: { clientId: client.id.toString(), name: client.username, fiatCode: client.fiatCode, walletId },
    }
  },
})

function refuseClosed(client: ClientReading): void {
  if (client.status === 'closed')
    throw new Failure('refused', say`${clientName(client)} is closed: nothing was changed.`)
}
