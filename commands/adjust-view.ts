import { type AdjustmentReading, type CorrectionPlan, driftOf } from '../engine/corrections.ts'
import { Failure } from '../engine/failure.ts'
import { clientName, formatFiat, iso } from '../engine/format.ts'
import type { JsonObject } from '../engine/json-value.ts'
import { actorName, type PersonReading } from '../engine/people.ts'
import { joined, type Phrase, say, type Text } from '../engine/phrase.ts'
import type { ClientFacts } from '../engine/reconcile/clients.ts'
import { decimal } from './arguments.ts'
import type { LookContext } from './definition.ts'

/* What the commands have in common with which balances are corrected. */

/** '+50.00' and the long minus of telephones are amounts too. */
export function signedDecimal(options: { help: string; placeholder: string }): ReturnType<typeof decimal> {
  const plain = decimal(options)
  return {
    ...plain,
    read: (written, name) => plain.read(written?.trim().replace(/^\+/, '').replace(/^[−–]/, '-'), name),
  }
}

export async function theFigures(
  { books }: Pick<LookContext, 'books'>,
  clientId: bigint,
): Promise<ClientFacts> {
  const facts = await books.figures(clientId)
  if (facts === null) throw new Failure('refused', say`There is no client #${clientId}.`)
  return facts
}

export const fiatOf = (
  { exponent, fiatCode }: Pick<ClientFacts, 'exponent' | 'fiatCode'>,
  amount: bigint,
): Phrase => formatFiat(amount, exponent, fiatCode)

/** '+50.00 GTQ', '-50.00 GTQ'. */
export const signed = (currency: Pick<ClientFacts, 'exponent' | 'fiatCode'>, amount: bigint): Text =>
  joined([amount > 0n ? '+' : '', fiatOf(currency, amount)])

/** Before and after, and the line of the reconciliation that the adjustment is about. */
export function planLines(facts: ClientFacts, plan: CorrectionPlan): Text[] {
  const money = (amount: bigint): Text => fiatOf(facts, amount)
  return [
    say`balance: ${money(plan.before)} → ${money(plan.after)}`,
    say`available for cash-outs: ${money(plan.availableBefore)} → ${money(plan.availableAfter)}`,
    ...(facts.held === 0n
      ? []
      : [say`on hold for payments under way, and not touched: ${money(facts.held)}`]),
    ...reconciliationLines(facts, plan),
  ]
}

function reconciliationLines(
  facts: ClientFacts,
  { unbooked, missing, after, before }: CorrectionPlan,
): Text[] {
  const money = (amount: bigint): Text => fiatOf(facts, amount)
  const name = clientName(facts)
  if (unbooked === 0n && missing === 0n)
    return [
      say`reconciliation, “balance of ${name}”: ${money(facts.deposited)} deposited − ${money(facts.completed)} paid + ${money(facts.adjusted)} adjusted = ${money(before)}, and ${money(facts.adjusted + after - before)} adjusted = ${money(after)} afterwards: square before and after`,
    ]
  return [
    unbooked === 0n
      ? say`reconciliation, “journal account of ${name}”: off by ${signed(facts, -missing)} → ${money(0n)}: this fixes it`
      : say`reconciliation, “balance of ${name}”: off by ${signed(facts, driftOf(facts))} → ${money(0n)}: this fixes it`,
    ...(unbooked === 0n
      ? []
      : [
          say`booked first: ${signed(facts, unbooked)} by which the balance differs from its deposits, payments and adjustments`,
        ]),
    ...(missing === 0n
      ? []
      : [
          say`booked first: ${signed(facts, missing)} by which the journal differs from deposits, payments and adjustments`,
        ]),
  ]
}

export const adjustmentName = (adjustment: AdjustmentReading): Phrase =>
  say`adjustment #${adjustment.id} of ${signed(adjustment, adjustment.change)} for ${clientName({ id: adjustment.clientId, username: adjustment.username })}`

/** 'counted wrong (Marta, approved by Tom; incident 4; taken back by #99)' */
export function whyText(adjustment: AdjustmentReading, people: readonly PersonReading[]): Text {
  const { actor, approver, incident, reverses, reversedBy, direct } = adjustment
  const who = actorName(actor, people)
  const notes = [
    approver === null ? who : say`${who}, approved by ${actorName(approver, people)}`,
    ...(incident === null ? [] : [say`incident: ${incident}`]),
    ...(direct ? [say`directly in the database`] : []),
    ...(reverses === null ? [] : [say`takes back #${reverses}`]),
    ...(reversedBy === null ? [] : [say`taken back by #${reversedBy}`]),
  ]
  return say`${adjustment.reason ?? say`no reason given`} (${joined(notes, '; ')})`
}

export const adjustmentJson = (adjustment: AdjustmentReading): JsonObject => ({
  adjustmentId: adjustment.id.toString(),
  at: iso(adjustment.at),
  kind: adjustment.kind,
  clientId: adjustment.clientId.toString(),
  clientName: adjustment.username,
  fiatCode: adjustment.fiatCode,
  exponent: adjustment.exponent,
  changeMinor: adjustment.change.toString(),
  remainingBeforeMinor: adjustment.before.toString(),
  remainingAfterMinor: adjustment.after.toString(),
  actor: adjustment.actor,
  approver: adjustment.approver,
  reason: adjustment.reason,
  incident: adjustment.incident,
  reverses: adjustment.reverses?.toString() ?? null,
  reversedBy: adjustment.reversedBy?.toString() ?? null,
  direct: adjustment.direct,
})
