import { Failure } from '../../engine/failure.ts'
import { clientName, formatTime } from '../../engine/format.ts'
import type { KeyPurpose } from '../../engine/key-links.ts'
import { say, type Text } from '../../engine/phrase.ts'
import type { ClientReading } from '../../engine/readings.ts'
import { walletName } from '../../engine/wallet-words.ts'
import { type Answer, fields, next, text } from '../answer.ts'
import { flag, id, optional, secret, text as words } from '../arguments.ts'
import type { Asker } from '../asker.ts'
import { type ActContext, actCommand } from '../definition.ts'
import { enterOwnKey, ownRoleOf, previewOwnKey, takeBackOwnKey, useOwnKey } from '../own-key.ts'
import { theClient } from '../references.ts'
import { walletKey } from '../wallet-key.ts'

export const command = actCommand({
  noun: 'config',
  verb: 'rotate',
  help: "Enter a new key of a wallet, ours or a client's, through a one-time page of the bot or at the terminal; never by chat",
  example: 'config rotate source',
  role: 'owner',
  confirm: 'C1',
  arguments: {
    wallet: words({
      help: 'source, commission or treasury, or the client, by number or name',
      positional: true,
      completes: 'client',
    }),
    key: optional(secret({ help: "at the terminal: a file that holds the wallet's key" })),
    use: optional(
      id({ help: 'put the entered key with this number in force: a second person has to agree' }),
    ),
    back: flag({ help: 'go back to the old key, as long as the new one has not worked' }),
  },
  async preview(context, { wallet, key, use, back }) {
    refuseByChat(context.asker, key)
    const role = ownRoleOf(wallet)
    if (role !== null) return previewOwnKey(context, { role, key, use, back })
    refuseForClient(use !== null || back)
    const client = openClient(await theClient(context.readings, wallet))
    if (key !== null) walletKey(key)
    return {
      what: say`Enter a new invoice key for ${clientName(client)}`,
      lines: [
        say`the wallet on record is ${client.walletId}; a key of another wallet is refused`,
        key === null
          ? say`you get a link to a page on the server itself, good for one key and ten minutes`
          : say`the key is tried in LNbits first, and stored encrypted`,
      ],
    }
  },
  async act(context, { wallet, key, use, back }) {
    refuseByChat(context.asker, key)
    const role = ownRoleOf(wallet)
    if (role === null) return forClient(context, wallet, key)
    if (use !== null) return useOwnKey(context, role, use)
    if (back) return takeBackOwnKey(context, role)
    if (key !== null) return enterOwnKey(context, role, key)
    return linkAnswer(context, { kind: 'own', role }, walletName(role), 'config show')
  },
})

async function forClient(context: ActContext, wallet: string, key: string | null): Promise<Answer> {
  const client = openClient(await theClient(context.readings, wallet))
  if (key === null) {
    const purpose = { kind: 'client', clientId: client.id } as const
    return linkAnswer(context, purpose, clientName(client), `client show ${client.id}`)
  }
  const { walletId } = await context.actions.setClientKey(client.id, client.fiatCode, walletKey(key))
  return {
    tone: 'good',
    heading: say`The key of ${clientName(client)} was stored`,
    blocks: [
      fields([say`Wallet`, walletId], [say`Key`, say`tried, and stored encrypted`]),
      next('check all', `payment list --client ${client.id}`),
    ],
    json: { clientId: client.id.toString(), walletId },
  }
}

function refuseForClient(asked: boolean): void {
  if (asked)
    throw new Failure(
      'usage',
      say`--use and --back are for source, commission and treasury: a client's new key is used at once.`,
    )
}

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

async function linkAnswer(
  { host, asker }: ActContext,
  purpose: KeyPurpose,
  whose: Text,
  after: string,
): Promise<Answer> {
  const { url, expiresAt } = await host.keyPage(purpose, asker.actor)
  const port = new URL(url).port
  return {
    tone: 'good',
    heading: say`The page for the key of ${whose}`,
    private: true,
    blocks: [
      fields([say`Link`, url], [say`Good until`, formatTime(expiresAt)]),
      text(
        say`It opens on the server only. From your own computer, first bring it to you with: ssh -L ${port}:127.0.0.1:${port} your-server`,
      ),
      next('check all', after),
    ],
    // The link is not repeated where it would be kept: in a script the key comes from a file.
    json: {
      ...(purpose.kind === 'client' ? { clientId: purpose.clientId.toString() } : { role: purpose.role }),
      expiresAt: expiresAt.toISOString(),
    },
  }
}
