import { formatCount, formatFiat, formatSats, shortId } from '../format.ts'
import { say, type Text } from '../phrase.ts'
import { type CheckResult, type Discrepancy, judged, magnitude, NO_TOLERANCE, satsDrift } from './verdict.ts'

/** A distributed cash-out whose parts don't make up the whole. Sats and minor units. */
export interface CashOutFacts {
  readonly id: bigint
  readonly transactionId: string
  readonly status: string
  readonly fiatCode: string
  readonly exponent: number
  readonly received: bigint
  readonly base: bigint
  readonly commission: bigint
  readonly house: bigint
  readonly fiat: bigint
  readonly houseFiat: bigint
  /** Of all its payments, given up ones included: their sats went to the operator. */
  readonly paidSats: bigint
  readonly paidFiat: bigint
  readonly commissionPayments: bigint
  /** What of its commission was given back since, and what of that clients and house got. */
  readonly compensated: bigint
  readonly givenBack: bigint
  readonly unfinished: number
}

export interface CashOutTotals {
  readonly count: number
  readonly received: bigint
  readonly clients: bigint
  readonly commission: bigint
  readonly house: bigint
}

/** Received = clients + commission + house, to the sat and the centavo, for each cash-out by itself. */
export function checkCashOuts(odd: readonly CashOutFacts[], totals: CashOutTotals): CheckResult {
  const { count, received, clients, commission, house } = totals
  return judged({
    name: 'cash-outs',
    checked: count,
    figure: say`${formatCount(count, 'cash-out')}: in ${formatSats(received)} = clients ${formatSats(clients)} + commission ${formatSats(commission)} + house ${formatSats(house)}`,
    tolerance: NO_TOLERANCE,
    explanation: say`What each cash-out brought is what its clients, the commission and the house got, in sats and in cash.`,
    discrepancies: odd.flatMap(discrepanciesOf),
  })
}

function discrepanciesOf(cashOut: CashOutFacts): Discrepancy[] {
  const { received, base, commission, house, fiat, houseFiat, paidSats, paidFiat, commissionPayments } =
    cashOut
  const label = say`cash-out #${cashOut.id} (${shortId(cashOut.transactionId)})`
  const entity = {
    entity: `tx:${cashOut.id}`,
    steps: [`tx show ${cashOut.id}`, 'poll pause --what both --reason "books"'],
  }
  const inSats = (amount: bigint, why: Text): Discrepancy[] =>
    amount === 0n
      ? []
      : [
          {
            ...entity,
            verdict: 'broken',
            what: label,
            why,
            drift: satsDrift(amount),
            doubtSats: magnitude(amount),
          },
        ]
  const money = (amount: bigint) => formatFiat(amount, cashOut.exponent, cashOut.fiatCode)
  const fiatDrift = paidFiat + houseFiat - fiat
  const isOpen = cashOut.status === 'completed' && cashOut.unfinished > 0
  return [
    ...inSats(
      base + commission - received,
      say`it brought ${formatSats(received)}, and ${formatSats(base)} for the clients + ${formatSats(commission)} commission were made of it`,
    ),
    ...inSats(
      paidSats + house - base,
      say`the clients' part is ${formatSats(base)}, and ${formatSats(paidSats)} in payments + ${formatSats(house)} of the house were made of it`,
    ),
    ...inSats(
      commissionPayments - commission,
      say`its commission is ${formatSats(commission)}, and the commission's payment is ${formatSats(commissionPayments)}`,
    ),
    ...inSats(
      cashOut.givenBack - cashOut.compensated,
      say`${formatSats(cashOut.compensated)} of its commission are to be given back, and ${formatSats(cashOut.givenBack)} for clients and house were made of them`,
    ),
    ...(fiatDrift === 0n
      ? []
      : [
          {
            ...entity,
            verdict: 'broken' as const,
            what: label,
            why: say`${money(fiat)} was paid out, and ${money(paidFiat)} of the clients + ${money(houseFiat)} of the house stand for it`,
            drift: { unit: cashOut.fiatCode, amount: fiatDrift, exponent: cashOut.exponent },
            doubtSats: 0n,
          },
        ]),
    ...(isOpen
      ? [
          {
            ...entity,
            verdict: 'broken' as const,
            what: label,
            why: say`it counts as completed, and ${formatCount(cashOut.unfinished, 'payment')} of it is not`,
            drift: null,
            doubtSats: 0n,
          },
        ]
      : []),
  ]
}
