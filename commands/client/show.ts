import type { Text } from '../../engine/phrase.ts'
import type { ClientReading } from '../../engine/readings.ts'
import { type Block, fields, next, text } from '../answer.ts'
import { availableOf, averagePrice, clientJson, inClientFiat, modeText } from '../client-view.ts'
import { lookCommand } from '../definition.ts'
import { formatCount, formatSats, formatTime } from '../format.ts'
import { clientArgument, clientName, theClient } from '../references.ts'

const DEPOSITS_LOOKED_AT = 100

export const command = lookCommand({
  noun: 'client',
  verb: 'show',
  help: 'Everything about one client: balance, payments, wallet, mode',
  example: 'client show Ana',
  role: 'operator',
  arguments: { client: clientArgument },
  async look({ readings, settings }, args) {
    const client = await theClient(readings, args.client)
    const pending = await readings.deposits({
      status: 'pending',
      clientId: client.id,
      limit: DEPOSITS_LOOKED_AT,
    })
    return {
      tone: client.status === 'active' && client.hasKey ? 'plain' : 'warn',
      heading: `${clientName(client)}, ${client.status}`,
      blocks: [
        fields(...pairsOf(client, settings['operator-timezone'])),
        ...warnings(client, pending.length),
        next(...nextOf(client, pending[0]?.id)),
      ],
      json: { ...clientJson(client), pendingDeposits: pending.length },
    }
  },
})

function pairsOf(client: ClientReading, zone: string): (readonly [string, string])[] {
  const price = averagePrice(client)
  return [
    ['Left', inClientFiat(client, client.remaining)],
    ['On hold', inClientFiat(client, client.held)],
    ['Available', inClientFiat(client, availableOf(client))],
    ['Deposited', inClientFiat(client, client.deposited)],
    [
      'Paid out',
      `${inClientFiat(client, client.paidFiat)} for ${formatSats(client.paidSats)} in ${formatCount(client.payments, 'payment')}`,
    ],
    ['Average price', price === null ? '–' : `${inClientFiat(client, price)} for one bitcoin`],
    ['Last paid', formatTime(client.lastPaidAt)],
    ['Mode', modeText(client)],
    ['Wallet', client.walletId],
    ['Invoice key', client.hasKey ? 'stored, encrypted' : 'NOT STORED'],
    ['Since', formatTime(client.createdAt)],
  ]
}

function warnings(client: ClientReading, pendingDeposits: number): Block[] {
  const sentences = [
    ...(client.hasKey ? [] : ['Without a key nothing can be paid to this client: use "client set-key".']),
    ...(client.status === 'paused' ? ['Paused: new cash-outs are shared out without this client.'] : []),
    ...(pendingDeposits > 0 ? [`${formatCount(pendingDeposits, 'deposit')} not confirmed yet.`] : []),
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
