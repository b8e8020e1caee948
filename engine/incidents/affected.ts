import { differenceIn, CASH_OUTS } from '../lamassu-sights.ts'
import type { TransactionReading, TransferReading } from '../readings.ts'
import { fiatMinor } from '../domain/money.ts'
import { magnitude, satsUp } from '../reconcile/verdict.ts'
import type { FiatSum, UnfinishedTransfer } from '../signs/money.ts'
import { type Asked, answerOr } from './asked.ts'
import type { Scenario } from './incident.ts'
import type { Situation } from './situation.ts'
import { isPaidTwice } from './symptoms-money.ts'

/** One thing that an incident has spoilt, with what it comes to. Sats. */
export interface Affected {
  /** No other's: what two scenarios find is counted once. */
  readonly key: string
  /** Ours, or Lamassu's id where the books don't have it. */
  readonly cashOuts: readonly (bigint | string)[]
  readonly clientIds: readonly bigint[]
  /** Left us without being owed; owed and not there; nobody can tell. */
  readonly over: bigint
  readonly under: bigint
  readonly doubt: bigint
  readonly fiat: FiatSum | null
}

/** What is wrong now, and the cash-outs that are not distributed. */
export interface Damage extends Situation {
  readonly waiting: Asked<readonly TransactionReading[]>
}

const nothing = { cashOuts: [], clientIds: [], over: 0n, under: 0n, doubt: 0n, fiat: null }

/** What each scenario spoils. Everything counts that is wrong now, whenever it began. */
export function affectedBy(scenario: Scenario, damage: Damage): Affected[] {
  const found = WHAT[scenario].flatMap((find) => find(damage))
  return [...new Map(found.map((one) => [one.key, one])).values()]
}

type Find = (damage: Damage) => Affected[]

/** A payment too many: gone where it is made, in doubt where nobody knows, and nothing where it is not sent. */
const surplus: Find = (damage) =>
  answerOr(damage.surplus, []).map((transfer) => ({
    ...nothing,
    key: `payment:${transfer.kind}:${transfer.id}`,
    cashOuts: idOf(transfer.lamassuTransactionId),
    clientIds: idOf(transfer.clientId),
    over: transfer.status === 'completed' ? transfer.amountSats : 0n,
    doubt: isInDoubt(transfer.status) ? transfer.amountSats : 0n,
    fiat: fiatOf(transfer),
  }))

/** One that stands twice, and of which nothing is distributed so far. */
const doubleCashOuts: Find = (damage) =>
  answerOr(damage.doubleCashOuts, []).map(({ transactionId, ids }) => ({
    ...nothing,
    key: `cash-out:${transactionId}`,
    cashOuts: ids.slice(1),
  }))

const idOf = (id: bigint | null): bigint[] => (id === null ? [] : [id])

const fiatOf = ({ amountFiat: amount, fiatCode, exponent }: TransferReading): FiatSum | null =>
  amount === null || fiatCode === null || exponent === null ? null : { amount, fiatCode, exponent }

const isInDoubt = (status: string): boolean => status === 'paying' || status === 'needs_review'

const paidTwice: Find = (damage) =>
  answerOr(damage.differences, [])
    .filter(isPaidTwice)
    .map(({ paymentHash, amountMsat, cashOutId, transfer }) => ({
      ...nothing,
      key: `hash:${paymentHash}`,
      cashOuts: idOf(cashOutId),
      clientIds: idOf(transfer?.client?.id ?? null),
      over: satsUp(amountMsat),
    }))

/** A wallet paid what the books don't know; or it lacks what they call paid, and nobody can tell who has it. */
const otherDifferences: Find = (damage) =>
  answerOr(damage.differences, [])
    .filter((one) => !isPaidTwice(one))
    .map(({ what, paymentHash, amountMsat, cashOutId, transfer }) => ({
      ...nothing,
      key: `hash:${paymentHash}`,
      cashOuts: idOf(cashOutId),
      clientIds: idOf(transfer?.client?.id ?? null),
      over: what === 'unbooked' ? satsUp(amountMsat) : 0n,
      doubt: what === 'missing' ? satsUp(amountMsat) : 0n,
    }))

/** Dispensed in Lamassu and unknown here: all of its sats are owed to somebody. As the bot compared last. */
const missing: Find = (damage) => {
  const difference = differenceIn(answerOr(damage.sights, null)?.get(CASH_OUTS))
  return (difference?.missing ?? []).map(({ transactionId, cryptoAtoms }) => ({
    ...nothing,
    key: `lamassu:${transactionId}`,
    cashOuts: [transactionId],
    under: BigInt(cryptoAtoms ?? '0'),
  }))
}

/** What is not there yet is owed; what is under way or waits for a person may be there. */
const unfinished: Find = (damage) => answerOr(damage.unfinished, []).map(unfinishedOne)

/** Our own wallets' money is owed to nobody. */
function unfinishedOne(transfer: UnfinishedTransfer): Affected {
  const isDoubtful = isInDoubt(transfer.status)
  const isOwed = !isDoubtful && transfer.kind !== 'funding'
  return {
    ...nothing,
    key: `payment:${transfer.kind}:${transfer.id}`,
    cashOuts: [transfer.cashOutId],
    clientIds: idOf(transfer.client?.id ?? null),
    under: isOwed ? transfer.amountSats : 0n,
    doubt: isDoubtful ? transfer.amountSats : 0n,
    fiat: transfer.fiat,
  }
}

/** Given up with proof since it began: decided, and still somebody's payment. */
const givenUp: Find = (damage) =>
  answerOr(damage.failed, [])
    .filter(({ createdAt }) => createdAt >= damage.since)
    .map((transfer) => ({
      ...nothing,
      key: `payment:${transfer.kind}:${transfer.id}`,
      cashOuts: idOf(transfer.lamassuTransactionId),
      clientIds: idOf(transfer.clientId),
    }))

/** Taken in and not distributed: the clients' part is owed as soon as it can be paid. */
const waiting: Find = (damage) =>
  answerOr(damage.waiting, []).map((cashOut) => ({
    ...nothing,
    key: `tx:${cashOut.id}`,
    cashOuts: [cashOut.id],
    under: cashOut.baseAmount ?? 0n,
  }))

/** Of a balance that is off nobody can tell so far where the rest is: its worth is in doubt. */
const drifts: Find = (damage) =>
  answerOr(damage.drifts, []).map(({ client, balanceDrift, holdDrift, worthSats, fiatCode, exponent }) => ({
    ...nothing,
    key: `client:${client.id}`,
    clientIds: [client.id],
    doubt: worthSats ?? 0n,
    fiat: { amount: fiatMinor(magnitude(balanceDrift) + magnitude(holdDrift)), fiatCode, exponent },
  }))

/** Too much commission is owed to the clients; too little was given to them without being owed. */
const commissions: Find = (damage) =>
  (answerOr(damage.commissions, null)?.wrong ?? []).map(({ split, overSats }) => ({
    ...nothing,
    key: `split:${split.id}`,
    cashOuts: [split.id],
    clientIds: split.clients.map(({ id }) => id),
    under: overSats > 0n ? overSats : 0n,
    over: overSats < 0n ? -overSats : 0n,
  }))

const WHAT: Readonly<Record<Scenario, readonly Find[]>> = {
  R1: [doubleCashOuts, surplus, paidTwice],
  R2: [missing],
  R3: [givenUp, unfinished],
  R4: [drifts, otherDifferences],
  R5: [commissions],
  R6: [waiting, unfinished],
  R10: [missing, waiting, unfinished],
  // Nobody knows yet: everything that is wrong.
  other: [
    doubleCashOuts,
    unfinished,
    surplus,
    paidTwice,
    otherDifferences,
    missing,
    drifts,
    commissions,
    givenUp,
  ],
}
