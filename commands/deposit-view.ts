import type { Text } from '../engine/phrase.ts'
import { Failure } from '../engine/failure.ts'
import type { DepositReading } from '../engine/readings.ts'
import type { JsonObject } from './answer.ts'
import { formatFiat, iso } from './format.ts'

export const depositAmount = (deposit: DepositReading): Text =>
  formatFiat(deposit.amount, deposit.exponent, deposit.fiatCode)

/** '#12 of 5,000.00 GTQ for #3 Ana' */
export const depositName = (deposit: DepositReading): string =>
  `deposit #${deposit.id} of ${depositAmount(deposit)} for #${deposit.clientId} ${deposit.username}`

/** Only a pending deposit can be decided; of two who decide at once, one reads this. */
export const decidedBefore = (id: bigint, status: string, decidedBy: string | null): Failure =>
  new Failure(
    'refused',
    `Deposit ${id} was already ${status}${decidedBy === null ? '' : ` by ${decidedBy}`}: nothing was changed.`,
  )

export function refuseDecided(deposit: DepositReading): void {
  if (deposit.status !== 'pending') throw decidedBefore(deposit.id, deposit.status, deposit.decidedBy)
}

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
