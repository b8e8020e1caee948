import { say, type Text } from '../../engine/phrase.ts'
import type { ClientToAdd } from '../../engine/actions.ts'
import type { FiatMinor } from '../../engine/domain/money.ts'
import { Failure } from '../../engine/failure.ts'
import { fields, next } from '../answer.ts'
import { choice, currency, decimal, optional, secret, text, withDefault } from '../arguments.ts'
import { actCommand, type LookContext } from '../definition.ts'
import { type Currency, readFiatAmount, theCurrency } from '../fiat-amount.ts'
import { clientName, formatFiat } from '../../engine/format.ts'
import { walletKey } from '../wallet-key.ts'

const LONGEST_NAME = 100

export const command = actCommand({
  noun: 'client',
  verb: 'add',
  help: "Take a client in, with the invoice key of the client's own LNbits wallet",
  example: 'client add --name Ana --currency GTQ --key-file ana.key',
  role: 'operator',
  confirm: 'C1',
  arguments: {
    name: text({ help: 'what the client is called', placeholder: 'name' }),
    currency: currency({ help: 'the currency of the deposits' }),
    key: secret({ help: "a file that holds the wallet's invoice key; - for standard input" }),
    mode: withDefault(
      choice(['flow', 'fixed'], {
        help: 'flow: the whole balance takes part; fixed: at most --daily-limit a day',
      }),
      'flow',
    ),
    'daily-limit': optional(decimal({ help: 'for --mode fixed: the most a day', placeholder: '500.00' })),
  },
  async preview(context, args) {
    const { client, currency } = await read(context, args)
    return {
      what: say`Add client ${client.username} in ${client.fiatCode}`,
      lines: previewLines(client, currency, context),
    }
  },
  async act(context, args) {
    const { client, currency } = await read(context, args)
    const { clientId, walletId } = await context.actions.addClient(client)
    return {
      tone: 'good',
      heading: say`Client ${clientName({ id: clientId, username: client.username })} was added`,
      blocks: [
        fields(
          [say`Currency`, client.fiatCode],
          [say`Mode`, modeOf(client, currency)],
          [say`Wallet`, walletId],
          [say`Key`, say`tried, and stored encrypted`],
          [say`Balance`, formatFiat(0n, currency.exponent, currency.fiatCode)],
        ),
        next(`deposit add --client ${clientId} --amount 5000.00`, `client show ${clientId}`),
      ],
      json: {
        clientId: clientId.toString(),
        name: client.username,
        fiatCode: client.fiatCode,
        mode: client.mode,
        walletId,
      },
    }
  },
})

interface Written {
  readonly name: string
  readonly currency: string
  readonly key: string
  readonly mode: 'flow' | 'fixed'
  readonly 'daily-limit': string | null
}

async function read(
  { readings }: LookContext,
  args: Written,
): Promise<{ client: ClientToAdd; currency: Currency }> {
  const currency = await theCurrency(readings, args.currency)
  const client = {
    username: nameOf(args.name),
    fiatCode: currency.fiatCode,
    key: walletKey(args.key),
    mode: args.mode,
    dailyLimit: dailyLimit(args, currency),
  }
  const sameName = (await readings.findClients(client.username)).filter((c) => c.fiatCode === client.fiatCode)
  if (sameName.length > 0)
    throw new Failure(
      'refused',
      say`There is already a client named "${client.username}" in ${client.fiatCode}: choose another name.`,
    )
  return { client, currency }
}

function nameOf(written: string): string {
  if (written.length > LONGEST_NAME)
    throw new Failure('usage', say`--name is longer than ${LONGEST_NAME} characters.`)
  if (/^#?\d+$/.test(written))
    throw new Failure(
      'usage',
      say`--name can't be a number: "${written}" would be taken for a client's number.`,
    )
  if (/\p{Cc}/u.test(written))
    throw new Failure('usage', say`--name holds a line break or another control character.`)
  return written
}

function dailyLimit(args: Written, currency: Currency): FiatMinor | null {
  const written = args['daily-limit']
  if (args.mode === 'flow' && written !== null)
    throw new Failure(
      'usage',
      say`--daily-limit goes with --mode fixed only: add that, or leave the limit out.`,
    )
  if (args.mode === 'fixed' && written === null)
    throw new Failure('usage', say`--mode fixed needs --daily-limit, such as --daily-limit 500.00.`)
  return written === null ? null : readFiatAmount(written, 'daily-limit', currency)
}

const modeOf = (client: ClientToAdd, { exponent, fiatCode }: Currency): Text =>
  client.dailyLimit === null
    ? say`flow`
    : say`fixed, at most ${formatFiat(client.dailyLimit, exponent, fiatCode)} a day`

function previewLines(client: ClientToAdd, currency: Currency, { settings }: LookContext): Text[] {
  const off = client.mode === 'fixed' && settings['fixed-mode'] === 'off'
  return [
    say`mode: ${modeOf(client, currency)}`,
    say`the balance starts at 0: it grows with confirmed deposits`,
    say`the key is tried in LNbits (which makes an invoice of 1 sat that is never paid), and then stored encrypted`,
    ...(off
      ? [say`fixed mode is switched off in the settings: this client takes part in nothing until it is on`]
      : []),
  ]
}
