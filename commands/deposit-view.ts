import { type Phrase, say, type Text } from '../engine/phrase.ts'
import { Failure } from '../engine/failure.ts'
import type { DepositReading, DepositStatus } from '../engine/readings.ts'
import type { JsonObject } from '../engine/json-value.ts'
import { clientName, formatFiat, iso } from '../engine/format.ts'
import { DEPOSIT_STATUS } from './status-words.ts'
import { actorName, type PersonReading } from '../engine/people.ts'

export const depositAmount = (deposit: DepositReading): Text =>
  formatFiat(deposit.amount, deposit.exponent, deposit.fiatCode)

export const depositor = (deposit: DepositReading): Phrase =>
  clientName({ id: deposit.clientId, username: deposit.username })

/** '#12 of 5,000.00 GTQ for #3 Ana' */
export const depositName = (deposit: DepositReading): Phrase =>
  say`deposit #${deposit.id} of ${depositAmount(deposit)} for ${depositor(deposit)}`

/** Only a pending deposit can be decided; of two who decide at once, one reads this. */
export function decidedBefore(id: bigint, status: string, decidedBy: Text | null): Failure {
  const standing = Object.hasOwn(DEPOSIT_STATUS, status) ? DEPOSIT_STATUS[status as DepositStatus] : status
  return new Failure(
    'refused',
    decidedBy === null
      ? say`Deposit ${id} was already ${standing}: nothing was changed.`
      : say`Deposit ${id} was already ${standing} by ${decidedBy}: nothing was changed.`,
  )
}

export function refuseDecided(deposit: DepositReading, people: readonly PersonReading[]): void {
  if (deposit.status === 'pending') return
  throw decidedBefore(deposit.id, deposit.status, nameOrNull(deposit.decidedBy, people))
}

/** Whoever it was by the name that people know; null when nobody was. */
export const nameOrNull = (actor: string | null, people: readonly PersonReading[]): Text | null =>
  actor === null ? null : actorName(actor, people)

export const depositJson = (deposit: DepositReading): JsonObject => ({
  depositId: deposit.id.toString(),
  clientId: deposit.clientId.toString(),
  clientName: deposit.username,
  amountMinor: deposit.amount.toString(),
  fiatCode: deposit.fiatCode,
  exponent: deposit.exponent,
  status: deposit.status,
  note: deposit.note,
  createdBy: deposit.createdBy,
  decidedBy: deposit.decidedBy,
  createdAt: iso(deposit.createdAt),
  confirmedAt: iso(deposit.confirmedAt),
})
