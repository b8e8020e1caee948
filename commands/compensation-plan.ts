import {
  type CompensableReading,
  type CompensationPlan,
  type CompensationRange,
  MOST_CASH_OUTS,
  nothingOwed,
  notCovered,
  type OwedCashOut,
  type OwedClient,
  owedClients,
  owedTotal,
  planCompensation,
  type RightTerms,
  tooManyCashOuts,
} from '../engine/compensations.ts'
import { sum } from '../engine/domain/money.ts'
import { Failure } from '../engine/failure.ts'
import { clientName, formatCount, formatFiat, formatSats, shortId } from '../engine/format.ts'
import { joined, say, type Text } from '../engine/phrase.ts'
import { rightText } from './commission-right.ts'
import type { LookContext } from './definition.ts'

/* What "commission compensate" is about to do, in words that a second person can judge. */

const CASH_OUTS_SHOWN = 10
const CLIENTS_SHOWN = 25
const NUMBERS_SHOWN = 20

export interface Planned {
  readonly plan: CompensationPlan
  readonly clients: readonly OwedClient[]
  readonly total: ReturnType<typeof owedTotal>
}

/** Refuses where there is nothing to give back, and where the source wallet is seen not to cover it. */
export async function planned(
  { books, probes }: Pick<LookContext, 'books' | 'probes'>,
  range: CompensationRange,
  right: RightTerms,
): Promise<Planned> {
  const readings = await books.compensable(range, MOST_CASH_OUTS + 1)
  if (readings.length > MOST_CASH_OUTS) throw tooManyCashOuts()
  const missing = (range.ids ?? []).find((id) => !readings.some((reading) => reading.id === id))
  if (missing !== undefined)
    throw new Failure(
      'refused',
      say`There is no cash-out #${missing} that was taken in for distribution: "tx list" shows which there are.`,
    )
  const plan = planCompensation(readings, right)
  if (plan.owed.length === 0) throw nothingOwed()
  const total = owedTotal(plan.owed)
  const ready = await probes.preflight()
  if (ready?.ready === true) {
    const { sourceWalletId, sourceBalanceMsat } = ready.wallets
    const free = (sourceBalanceMsat - (await books.committedMsat(sourceWalletId))) / 1000n
    if (total.clients > free) throw notCovered(total.clients, free > 0n ? free : 0n)
  }
  return { plan, clients: owedClients(plan.owed), total }
}

/** Per cash-out, per client, the sums that have to hold, and what is left out. */
export async function planLines(
  { readings }: Pick<LookContext, 'readings'>,
  plan: CompensationPlan,
  args: Parameters<typeof rightText>[0],
): Promise<Text[]> {
  const clients = owedClients(plan.owed)
  const { payoutsEnabled } = await readings.status()
  return [
    say`judged by ${rightText(args)}`,
    ...plan.owed.slice(0, CASH_OUTS_SHOWN).map(cashOutLine),
    ...more(plan.owed.length - CASH_OUTS_SHOWN, 'more cash-out'),
    ...clients.slice(0, CLIENTS_SHOWN).map(clientLine),
    ...more(clients.length - CLIENTS_SHOWN, 'more client'),
    checkLine(plan.owed, clients),
    say`paid from the source wallet, and taken from the commission in the journal; what the commission wallet has received of it is moved to the source wallet by hand, in LNbits`,
    ...(payoutsEnabled
      ? []
      : [say`payouts are switched off: it is booked now, and paid after "poll resume payout"`]),
    ...leftOut(plan),
  ]
}

const cashOutLine = ({ cashOut, over, rightBase }: OwedCashOut): Text =>
  say`cash-out #${cashOut.id} (${shortId(cashOut.transactionId)}): ${formatSats(cashOut.commissionSats)} commission were kept, ${formatSats(cashOut.terms.cryptoAtomsSats - rightBase)} would have been right, ${formatSats(over)} too much`

function clientLine({ share, fiatCode, exponent, cashOuts, amountSats, worthMinor }: OwedClient): Text {
  const line = say`${clientName({ id: share.clientId, username: share.username })}: ${formatSats(amountSats)} from ${formatCount(cashOuts, 'cash-out')}, at their own prices ${formatFiat(worthMinor, exponent, fiatCode)}`
  const notes = [
    ...(share.hasKey
      ? []
      : [say`NO KEY of the wallet is stored: the payment waits for "client set-key ${share.clientId}"`]),
    ...(share.clientStatus === 'active'
      ? []
      : [
          share.clientStatus === 'paused'
            ? say`the client is paused, and gets what he is owed all the same`
            : say`the client has left, and gets what he is owed all the same`,
        ]),
  ]
  return joined([line, ...notes], '; ')
}

function checkLine(owed: readonly OwedCashOut[], clients: readonly OwedClient[]): Text {
  const { over, house } = owedTotal(owed)
  const given = sum(clients.map(({ amountSats }) => amountSats))
  const mark = given + house === over ? '✔' : '✘'
  return say`checked: ${formatSats(over)} too much = ${formatSats(given)} for clients + ${formatSats(house)} of the house, where no deposit covered the cash ${mark}`
}

function leftOut({ under, compensated, notYet, unclear }: CompensationPlan): Text[] {
  const tooLittle = sum(under.map(({ underSats }) => underSats))
  return [
    ...(compensated.length === 0 ? [] : [say`left out, compensated before: ${numbersOf(compensated)}`]),
    ...(notYet.length === 0 ? [] : [say`left out, not distributed to the end yet: ${numbersOf(notYet)}`]),
    ...(under.length === 0
      ? []
      : [
          say`left out, the commission was too low by ${formatSats(tooLittle)}: nobody gives anything back, it is for the accountant: ${numbersOf(under.map(({ cashOut }) => cashOut))}`,
        ]),
    ...(unclear.length === 0
      ? []
      : [
          say`left out, a number is missing or the cash-out's own sums do not hold: ${numbersOf(unclear)}; look at each with "tx show"`,
        ]),
  ]
}

const numbersOf = (cashOuts: readonly CompensableReading[]): Text => {
  const numbers = cashOuts.slice(0, NUMBERS_SHOWN).map(({ id }) => `#${id}`)
  return [...numbers, ...(cashOuts.length > NUMBERS_SHOWN ? ['…'] : [])].join(', ')
}

const more = (count: number, noun: 'more cash-out' | 'more client'): Text[] =>
  count > 0
    ? [
        noun === 'more client'
          ? say`… and ${formatCount(count, 'more client')}`
          : say`… and ${formatCount(count, 'more cash-out')}`,
      ]
    : []
