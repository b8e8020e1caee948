import { movementPrice, type StatementSum, sumsOf, trimmedSats } from '../../commands/client-statement.ts'
import { bitcoinPrice } from '../../commands/client-view.ts'
import type { StatementOrder } from '../../commands/papers.ts'
import { formatDecimal } from '../../engine/domain/money.ts'
import {
  clientName,
  formatCount,
  formatFiat,
  formatNumber,
  formatSats,
  formatShortTime,
  formatTime,
} from '../../engine/format.ts'
import { listed, say, type Text, type Voice, write } from '../../engine/phrase.ts'
import type { StatementMovement } from '../../engine/statement-reading.ts'
import { type Paper, type PaperColumn, type PaperSum, ROOM } from './paper.ts'

/** Everything that stands on the paper, in the client's language. */
export function writePaper(
  order: StatementOrder,
  voice: Voice,
  { picture, banner }: { readonly picture: Uint8Array | null; readonly banner: Text | null },
): Paper {
  const { client, language, now, timeZone } = order
  const written = (words: Text): string => write(words, voice)
  const title = written(say`Statement of ${monthWords(order.month, voice)}`)
  const name = written(clientName(client)).replaceAll(/\s+/g, ' ')
  return {
    language,
    madeAt: now,
    title,
    name,
    foot: `${title} · ${name}`,
    notes: [
      say`All amounts in ${client.fiatCode}, all times as in ${timeZone}`,
      say`Printed on ${formatTime(now)}`,
      ...(isOver(order) ? [] : [say`The month is not over: more may follow`]),
    ].map(written),
    banner: banner === null ? null : written(banner),
    sums: sumsWritten(order, written),
    picture,
    columns: columnsOf(order, written),
    rows: rowsOf(order).map((row) => row.map(written)),
    whenEmpty: written(say`Nothing moved in this month`),
    remark:
      order.statement.movements.length === 0
        ? ''
        : written(say`The price is what a whole bitcoin cost in that purchase.`),
  }
}

export const isOver = ({ statement, now }: Pick<StatementOrder, 'statement' | 'now'>): boolean =>
  statement.until <= now

/** 'November 2026' */
const monthWords = (month: string, { locale }: Voice): string =>
  new Intl.DateTimeFormat(locale, { timeZone: 'UTC', year: 'numeric', month: 'long' }).format(
    new Date(`${month}-01T00:00:00Z`),
  )

function sumsWritten(order: StatementOrder, written: (words: Text) => string): PaperSum[] {
  const { client, statement } = order
  const { deposits, takenBack, bought, corrections } = sumsOf(statement)
  const fiat = (amount: bigint): Text => formatFiat(amount, client.exponent, client.fiatCode)
  const sum = (name: Text, value: Text): PaperSum => ({ name: written(name), value: written(value) })
  const moved = (name: Text, { count, change }: StatementSum): PaperSum[] =>
    count === 0 ? [] : [sum(name, say`${signOf(change)}${fiat(sizeOf(change))}`)]
  const average = bitcoinPrice(-bought.change, bought.receivedMsat)
  const soFar = bitcoinPrice(statement.spentSoFar, statement.gatheredSoFarMsat)
  const isNow = !isOver(order)
  return [
    { ...sum(say`Balance at the beginning`, fiat(statement.opening)), strong: true },
    ...moved(formatCount(deposits.count, 'deposit'), deposits),
    ...moved(say`Deposits taken back: ${takenBack.count}`, takenBack),
    ...moved(formatCount(bought.count, 'bitcoin purchase'), bought),
    ...moved(formatCount(corrections.count, 'correction'), corrections),
    {
      ...sum(isNow ? say`Balance now` : say`Balance at the end`, fiat(statement.closing)),
      strong: true,
    },
    ...(isNow && client.held > 0n
      ? [sum(say`of this already set aside for purchases under way`, fiat(client.held))]
      : []),
    { ...sum(say`Bitcoin received in this month`, satsOf(bought.receivedMsat)), strong: true },
    ...(average === null ? [] : [sum(say`Average cost of a bitcoin`, fiat(average))]),
    ...(soFar === null
      ? []
      : [
          {
            ...sum(say`Bitcoin received so far`, satsOf(statement.gatheredSoFarMsat)),
            strong: true as const,
          },
          sum(say`Paid for it, from your deposits`, fiat(statement.spentSoFar)),
          sum(say`Average cost of a bitcoin`, fiat(soFar)),
        ]),
  ]
}

const sizeOf = (change: bigint): bigint => (change < 0n ? -change : change)
const signOf = (change: bigint): string => (change < 0n ? '−' : change > 0n ? '+' : '')

const satsOf = (amountMsat: bigint): Text =>
  amountMsat % 1000n === 0n
    ? formatSats(amountMsat / 1000n)
    : say`${formatNumber(trimmedSats(amountMsat))} sats`

function columnsOf({ client }: StatementOrder, written: (words: Text) => string): PaperColumn[] {
  const right = (title: Text, width: number): PaperColumn => ({
    title: written(title),
    width,
    align: 'right',
  })
  const figures = [
    right(say`Amount in ${client.fiatCode}`, 76),
    right(say`Sats received`, 74),
    right(say`Price of a bitcoin`, 80),
    right(say`Balance in ${client.fiatCode}`, 76),
  ]
  const when = 74
  const what = figures.reduce((left, { width }) => left - width, ROOM - when)
  return [
    { title: written(say`When`), width: when, align: 'left' },
    { title: written(say`What`), width: what, align: 'left' },
    ...figures,
  ]
}

/** The last balance is the one at the end, as in a bank's book. */
function rowsOf({ client, statement }: StatementOrder): Text[][] {
  const money = (amount: bigint): Text => formatNumber(formatDecimal(amount, client.exponent))
  let balance: bigint = statement.opening
  return statement.movements.map((movement) => {
    balance += movement.change
    const price = movementPrice(movement)
    return [
      formatShortTime(movement.at),
      whatWords(movement),
      say`${signOf(movement.change)}${money(sizeOf(movement.change))}`,
      movement.receivedMsat === 0n ? '' : formatNumber(trimmedSats(movement.receivedMsat)),
      price === null ? '' : money(price),
      money(balance),
    ]
  })
}

/** The reasons of corrections are an operator's own words, and may name others: they are not for this paper. */
function whatWords({ kind, reference, cashOutId }: StatementMovement): Text {
  const number = /^deposit:(\d+)$/.exec(reference)?.[1]
  switch (kind) {
    case 'deposit':
      return number === undefined ? say`Deposit` : say`Deposit #${number}`
    case 'deposit_reversal':
      return say`Deposit taken back`
    case 'client_payment':
      return cashOutId === null ? say`Bitcoin bought` : say`Bitcoin, cash-out #${cashOutId}`
    case 'compensation_payment':
      return cashOutId === null
        ? say`Commission given back`
        : say`Commission given back, cash-out #${cashOutId}`
    case 'manual_adjustment':
      return say`Adjustment`
    case 'correction':
      return say`Correction`
    default:
      return listed(kind)
  }
}
