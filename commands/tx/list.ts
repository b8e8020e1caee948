import { say, type Text } from '../../engine/phrase.ts'
import type { TransactionReading, WaitingReading } from '../../engine/readings.ts'
import { type Block, next, right, table, text } from '../answer.ts'
import { choice, count, moment, optional, text as words, withDefault } from '../arguments.ts'
import { cashText, paidText, rowCashText, waitingSentence } from '../cash-out-view.ts'
import { lookCommand } from '../definition.ts'
import { formatAge, formatCount, formatShortTime, iso, shortId } from '../../engine/format.ts'
import { CASH_OUT_STATUS } from '../status-words.ts'

const WAITING_LOOKED_AT = 200

interface Filter {
  readonly status: TransactionReading['status'] | null
  readonly machine: string | null
  readonly from: Date | null
  readonly to: Date | null
}

export const command = lookCommand({
  noun: 'tx',
  verb: 'list',
  help: 'The cash-outs that were taken in, the newest first, and those that wait',
  example: 'tx list --status quarantined',
  role: 'viewer',
  arguments: {
    status: optional(
      choice(['pending', 'quarantined', 'processing', 'completed', 'failed'], { help: 'only these' }),
    ),
    machine: optional(words({ help: 'only those of one machine, by name or device id' })),
    from: optional(moment({ help: 'only those from then on' })),
    to: optional(moment({ help: 'only those before then' })),
    limit: withDefault(count({ help: 'how many at most', least: 1, most: 500 }), 25),
  },
  async look({ readings, now }, { limit, ...filter }) {
    const cashOuts = await readings.transactions({ ...given(filter), limit })
    const waiting = filter.status === null ? await readings.waiting(WAITING_LOOKED_AT) : []
    const waits = waiting.filter((w) => fits(w, filter))
    const columns = [say`Cash-out`, say`When`, right(say`Cash`), right(say`Paid`), say`Status`]
    const found = formatCount(cashOuts.length, 'cash-out')
    return {
      tone: cashOuts.some((cashOut) => cashOut.status === 'quarantined') ? 'warn' : 'plain',
      heading: waits.length > 0 ? say`${found}, ${waits.length} waiting` : found,
      blocks: [
        table(
          columns,
          cashOuts.map((cashOut) => rowOf(cashOut)),
          say`None was taken in.`,
        ),
        ...(cashOuts.length === limit ? [text(say`The newest ${limit}; --limit shows more.`)] : []),
        ...waitingBlocks(waits, now),
        next(...nextOf(cashOuts)),
      ],
      json: { cashOuts: cashOuts.map(jsonOf), waiting: waits.map(waitingJson) },
    }
  },
})

const given = (filter: Filter) => ({
  ...(filter.status === null ? {} : { status: filter.status }),
  ...(filter.machine === null ? {} : { machine: filter.machine }),
  ...(filter.from === null ? {} : { from: filter.from }),
  ...(filter.to === null ? {} : { to: filter.to }),
})

function fits({ row, firstSeenAt }: WaitingReading, filter: Filter): boolean {
  const time = row?.cashTime ?? row?.created ?? firstSeenAt
  return (
    (filter.machine === null || row?.machineName === filter.machine || row?.deviceId === filter.machine) &&
    (filter.from === null || time >= filter.from) &&
    (filter.to === null || time < filter.to)
  )
}

const rowOf = (cashOut: TransactionReading): Text[] => [
  `#${cashOut.id} ${shortId(cashOut.transactionId)}`,
  formatShortTime(cashOut.transactionTime ?? cashOut.createdAt),
  cashText(cashOut),
  paidText(cashOut),
  cashOut.upstreamChangedAt === null
    ? CASH_OUT_STATUS[cashOut.status]
    : say`${CASH_OUT_STATUS[cashOut.status]}, CHANGED`,
]

function waitingBlocks(waits: readonly WaitingReading[], now: Date): Block[] {
  if (waits.length === 0) return []
  const rows = waits.map((w) => [
    shortId(w.transactionId),
    formatAge(w.firstSeenAt, now),
    rowCashText(w.row),
    waitingSentence(w.reason),
  ])
  return [
    text(say`Waiting, and looked at with every poll:`),
    table([say`Cash-out`, say`For`, right(say`Cash`), say`Because`], rows, ''),
  ]
}

const jsonOf = (cashOut: TransactionReading) => ({
  transactionId: cashOut.id.toString(),
  lamassuId: cashOut.transactionId,
  status: cashOut.status,
  quarantineReason: cashOut.quarantineReason,
  waitingReason: cashOut.waitingReason,
  machineName: cashOut.machineName,
  deviceId: cashOut.deviceId,
  cryptoAtomsSats: cashOut.cryptoAtoms?.toString() ?? null,
  fiatMinor: cashOut.fiatAmount?.toString() ?? null,
  fiatCode: cashOut.fiatCode,
  baseSats: cashOut.baseAmount?.toString() ?? null,
  commissionSats: cashOut.commissionAmount?.toString() ?? null,
  upstreamChangedAt: iso(cashOut.upstreamChangedAt),
  transactionTime: iso(cashOut.transactionTime),
  createdAt: iso(cashOut.createdAt),
})

const waitingJson = (w: WaitingReading) => ({
  lamassuId: w.transactionId,
  reason: w.reason,
  firstSeenAt: iso(w.firstSeenAt),
  fiat: w.row?.fiat ?? null,
  fiatCode: w.row?.fiatCode ?? null,
})

function nextOf(cashOuts: readonly TransactionReading[]): string[] {
  const quarantined = cashOuts.find((cashOut) => cashOut.status === 'quarantined')
  const first = quarantined ?? cashOuts[0]
  if (first === undefined) return ['poll status', 'poll run']
  return [`tx show ${first.id}`, ...(first.status === 'completed' ? [] : [`tx preview ${first.id}`])]
}
