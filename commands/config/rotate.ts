import { Failure } from '../../engine/failure.ts'
import { say } from '../../engine/phrase.ts'
import type { ClientReading } from '../../engine/readings.ts'
import { type Answer, fields, next, text } from '../answer.ts'
import { optional, secret } from '../arguments.ts'
import type { Asker } from '../asker.ts'
import { actCommand } from '../definition.ts'
import { clientName, formatTime } from '../../engine/format.ts'
import { clientArgument, theClient } from '../references.ts'
import { walletKey } from '../wallet-key.ts'

export const command = actCommand({
  noun: 'config',
  verb: 'rotate',
  help: "Enter a new key of a client's wallet, through a one-time page of the bot or at the terminal; never by chat",
  example: 'config rotate Ana',
  role: 'owner',
  confirm: 'C1',
  arguments: {
    client: clientArgument,
    key: optional(secret({ help: "at the terminal: a file that holds the wallet's invoice key" })),
  },
  async preview({ readings, asker }, args) {
    const client = openClient(await theClient(readings, args.client))
    refuseByChat(asker, args.key)
    if (args.key !== null) walletKey(args.key)
    return {
      what: say`Enter a new invoice key for ${clientName(client)}`,
      lines: [
        say`the wallet on record is ${client.walletId}; a key of another wallet is refused`,
        args.key === null
          ? say`you get a link to a page on the server itself, good for one key and ten minutes`
          : say`the key is tried in LNbits first, and stored encrypted`,
      ],
    }
  },
  async act({ actions, host, readings, asker }, args) {
    const client = openClient(await theClient(readings, args.client))
    refuseByChat(asker, args.key)
    if (args.key === null) {
      const page = await host.keyPage({ kind: 'client', clientId: client.id }, asker.actor)
      return linkAnswer(client, page)
    }
    const { walletId } = await actions.setClientKey(client.id, client.fiatCode, walletKey(args.key))
    return {
      tone: 'good',
      heading: say`The key of ${clientName(client)} was stored`,
      blocks: [
        fields([say`Wallet`, walletId], [say`Key`, say`tried, and stored encrypted`]),
        next('check all', `payment list --client ${client.id}`),
      ],
      json: { clientId: client.id.toString(), walletId },
    }
  },
})

function openClient(client: ClientReading): ClientReading {
  if (client.status === 'closed')
    throw new Failure('refused', say`${clientName(client)} is closed: nothing was changed.`)
  return client
}

/** A key that came through a chat has been seen by others. */
function refuseByChat(asker: Asker, key: string | null): void {
  if (key !== null && asker.identity.platform !== 'terminal')
    throw new Failure(
      'refused',
      say`Keys never go through a chat: leave it out, and you get a link to a page for it. Make a new key in LNbits, because this one has been seen.`,
    )
}

function linkAnswer(client: ClientReading, { url, expiresAt }: { url: string; expiresAt: Date }): Answer {
  const port = new URL(url).port
  return {
    tone: 'good',
    heading: say`The page for the key of ${clientName(client)}`,
    private: true,
    blocks: [
      fields([say`Link`, url], [say`Good until`, formatTime(expiresAt)]),
      text(
        say`It opens on the server only. From your own computer, first bring it to you with: ssh -L ${port}:127.0.0.1:${port} your-server`,
      ),
      next('check all', `client show ${client.id}`),
    ],
    // The link is not repeated where it would be kept: in a script the key comes from a file.
    json: { clientId: client.id.toString(), expiresAt: expiresAt.toISOString() },
  }
}
