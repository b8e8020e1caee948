import { say, type Text } from '../../engine/phrase.ts'
import { type Sats, sum } from '../../engine/domain/money.ts'
import type { TransferReading } from '../../engine/readings.ts'
import { next, right, table, text } from '../answer.ts'
import { choice, count, optional, text as words, withDefault } from '../arguments.ts'
import { lookCommand } from '../definition.ts'
import { formatAge, formatCount, formatSats } from '../../engine/format.ts'
import { theClient } from '../references.ts'
import { STATUS_WORDS, TRANSFER_STATUS } from '../status-words.ts'
import { receiverOf, transferJson } from '../transfer-view.ts'

const STATUSES = [
  'unfinished',
  'stuck',
  'needs_review',
  'accrued',
  'pending',
  'invoiced',
  'paying',
  'completed',
  'failed',
  'cancelled',
  'all',
] as const

export const command = lookCommand({
  noun: 'payment',
  verb: 'list',
  help: 'The payments, the newest first, with the sum of their sats',
  example: 'payment list --status stuck',
  role: 'viewer',
  arguments: {
    status: withDefault(
      choice(STATUSES, { help: 'which: stuck is unfinished for more than 15 minutes' }),
      'unfinished',
    ),
    client: optional(words({ help: 'only those to one client, by number or name', completes: 'client' })),
    limit: withDefault(count({ help: 'how many at most', least: 1, most: 1000 }), 25),
  },
  async look({ readings, now }, { status, client, limit }) {
    const receiver = client === null ? null : await theClient(readings, client)
    const payments = await readings.transfers({
      status,
      ...(receiver === null ? {} : { clientId: receiver.id }),
      limit,
    })
    const total = sum(payments.map((payment): Sats => payment.amountSats))
    const review = payments.filter((payment) => payment.status === 'needs_review')
    const columns = [say`Payment`, say`To`, right(say`Sats`), say`Status`, say`Age`]
    return {
      tone: review.length > 0 ? 'bad' : status === 'stuck' && payments.length > 0 ? 'warn' : 'plain',
      heading: say`${formatCount(payments.length, 'payment')} (${TRANSFER_STATUS[status]}), Σ ${formatSats(total)}`,
      blocks: [
        table(
          columns,
          payments.map((payment) => rowOf(payment, now)),
          say`None is ${TRANSFER_STATUS[status]}.`,
        ),
        ...(payments.length === limit
          ? [text(say`The newest ${limit}, and the sum is theirs alone; --limit shows more.`)]
          : []),
        next(...nextOf(review[0] ?? payments[0])),
      ],
      json: { status, totalSats: total.toString(), payments: payments.map(transferJson) },
    }
  },
})

const rowOf = (payment: TransferReading, now: Date): Text[] => [
  `#${payment.id}`,
  receiverOf(payment),
  formatSats(payment.amountSats),
  STATUS_WORDS[payment.status],
  formatAge(payment.createdAt, now),
]

function nextOf(payment: TransferReading | undefined): string[] {
  if (payment === undefined) return ['payment list --status all', 'tx list']
  return payment.status === 'completed'
    ? [`payment show ${payment.id}`]
    : [`payment show ${payment.id}`, `payment lookup ${payment.id}`]
}
