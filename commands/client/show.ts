import { say, type Text } from '../../engine/phrase.ts'
import type { ClientReading } from '../../engine/readings.ts'
import { type Block, fields, next, text } from '../answer.ts'
import { availableOf, averagePrice, clientJson, inClientFiat, modeText } from '../client-view.ts'
import { lookCommand } from '../definition.ts'
import { clientName, formatCount, formatSats, formatTime } from '../../engine/format.ts'
import { clientArgument, theClient } from '../references.ts'
import { CLIENT_STATUS } from '../status-words.ts'

const DEPOSITS_LOOKED_AT = 100

export const command = lookCommand({
  noun: 'client',
  verb: 'show',
  help: 'Everything about one client: balance, payments, wallet, mode',
  example: 'client show Ana',
  role: 'operator',
  arguments: { client: clientArgument },
  async look({ readings }, args) {
    const client = await theClient(readings, args.client)
    const pending = await readings.deposits({
      status: 'pending',
      clientId: client.id,
      limit: DEPOSITS_LOOKED_AT,
    })
    return {
      tone: client.status === 'active' && client.hasKey ? 'plain' : 'warn',
      heading: say`${clientName(client)}, ${CLIENT_STATUS[client.status]}`,
      blocks: [
        fields(...pairsOf(client)),
        ...warnings(client, pending.length),
        next(...nextOf(client, pending[0]?.id)),
      ],
      json: { ...clientJson(client), pendingDeposits: pending.length },
    }
  },
})

function pairsOf(client: ClientReading): (readonly [Text, Text])[] {
  const price = averagePrice(client)
  return [
    [say`Left`, inClientFiat(client, client.remaining)],
    [say`On hold`, inClientFiat(client, client.held)],
    [say`Available`, inClientFiat(client, availableOf(client))],
    [say`Deposited`, inClientFiat(client, client.deposited)],
    [
      say`Paid out`,
      say`${inClientFiat(client, client.paidFiat)} for ${formatSats(client.paidSats)} in ${formatCount(client.payments, 'payment')}`,
    ],
    [say`Average price`, price === null ? '–' : say`${inClientFiat(client, price)} for one bitcoin`],
    [say`Last paid`, formatTime(client.lastPaidAt)],
    [say`Mode`, modeText(client)],
    [say`Wallet`, client.walletId],
    [say`Invoice key`, client.hasKey ? say`stored, encrypted` : say`NOT STORED`],
    [say`Since`, formatTime(client.createdAt)],
  ]
}

function warnings(client: ClientReading, pendingDeposits: number): Block[] {
  const sentences = [
    ...(client.hasKey ? [] : [say`Without a key nothing can be paid to this client: use "client set-key".`]),
    ...(client.status === 'paused' ? [say`Paused: new cash-outs are shared out without this client.`] : []),
    ...(pendingDeposits > 0 ? [say`${formatCount(pendingDeposits, 'deposit')} not confirmed yet.`] : []),
  ]
  return sentences.map(text)
}

function nextOf(client: ClientReading, pendingDeposit: bigint | undefined): string[] {
  return [
    ...(client.hasKey ? [] : [`client set-key ${client.id} --key-file client.key`]),
    ...(pendingDeposit === undefined ? [] : [`deposit confirm ${pendingDeposit}`]),
    ...(client.status === 'paused' ? [`client resume ${client.id}`] : []),
    `client history ${client.id}`,
  ]
}
