import {
  type HandVerdict,
  judgeByHand,
  OVERRIDES,
  QUARANTINE_REASONS,
  type QuarantineReason,
  type VerdictContext,
} from './domain/cash-out.ts'
import { Failure } from './failure.ts'
import type { CashOutChange, CashOutDecision, Standing } from './interventions.ts'
import { joined, listed, say, type Text } from './phrase.ts'
import type { CashOutRow } from './ports.ts'
import { judgeSafely, moneyHash } from './take-in.ts'

/* What may be done to one cash-out, worked out from what is known: for previews, and again before it is done. */

/** Refuses what can't be done to a cash-out that stands like this; nothing is read from Lamassu for it. */
export function refuseIfNot(what: CashOutDecision['what'], lamassuId: string, seen: Standing): void {
  const why = seen.kind === 'transaction' ? whyNot(what, seen) : whyNotUntaken(what, seen)
  if (why !== null) throw new Failure('refused', joined([say`Cash-out ${lamassuId}:`, why], ' '))
}

function whyNotUntaken(
  what: CashOutDecision['what'],
  seen: Exclude<Standing, { kind: 'transaction' }>,
): Text | null {
  if (what === 'process') return null
  if (what === 'release') return say`it is not in the books, so there is nothing to release.`
  return seen.kind === 'sighting' && seen.state === 'baseline'
    ? say`it was finished before this program went live, and is never paid by itself.`
    : null
}

function whyNot(
  what: CashOutDecision['what'],
  seen: Extract<Standing, { kind: 'transaction' }>,
): Text | null {
  const { status, quarantineReason, id } = seen
  if (status === 'processing' || status === 'completed') return DISTRIBUTED[what](id)
  if (status === 'failed' && what !== 'release')
    return say`it was put aside for good. "tx release ${id}" takes it back first.`
  if (what === 'hold' && quarantineReason === 'held') return say`it is held already.`
  if (what === 'release' && status === 'pending') return say`it is not held: it goes on by itself.`
  if (what === 'process' && status === 'pending')
    return say`it is taken in and goes on by itself. "tx show ${id}" says what it waits for.`
  return null
}

const DISTRIBUTED: Readonly<Record<CashOutDecision['what'], (id: bigint) => Text>> = {
  hold: () =>
    say`it is distributed, and its payments are made or under way: "poll pause --what payout" stops all payments.`,
  release: () => say`it is distributed already.`,
  ignore: () => say`it is distributed, so it can't be put aside any more.`,
  process: (id) =>
    say`it has payments already, so it is not processed a second time. "tx show ${id}" lists them; "payment retry" is for those that are not paid.`,
}

/** What releasing a cash-out comes to, by the ordinary judgement of the row as Lamassu has it now; else why not. */
export function planRelease(seen: Standing, row: CashOutRow, context: VerdictContext): CashOutChange {
  if (seen.kind !== 'transaction') throw new Failure('refused', say`It is not in the books.`)
  const isHeld = seen.quarantineReason === 'held'
  const isSame = moneyHash(row) === seen.sourceRowHash
  const aside = (reason: QuarantineReason): CashOutChange => {
    if (isHeld) return { kind: 'set_aside', reason }
    throw new Failure(
      'refused',
      say`The reason for which it was set aside still holds: ${listed(QUARANTINE_REASONS[reason])}. "tx process ${seen.id}" is for a person who answers for it.`,
    )
  }
  if (seen.isComplete && !isSame) return aside('changed_upstream')
  const { verdict } = judgeSafely(row, context)
  if (verdict.kind === 'quarantine') return aside(verdict.reason)
  if (verdict.kind === 'nothing')
    throw new Failure(
      'refused',
      say`No cash came out of the machine for it, so nothing is owed. "tx ignore ${seen.id}" puts it aside for good.`,
    )
  if (verdict.kind === 'waiting')
    throw new Failure(
      'refused',
      say`Lamassu has not finished with it: release it once its sats are confirmed and its cash has come out.`,
    )
  if (seen.isComplete) return { kind: 'resume' }
  const { cashOut } = verdict
  return { kind: 'take', decision: { kind: 'take', row, hash: moneyHash(row), cashOut, rule: context.rule } }
}

/** What processing a cash-out by hand comes to; refuses what not even a person can have paid. */
export function planProcess(
  row: CashOutRow,
  context: VerdictContext,
  forceUndispensed: boolean,
): Extract<HandVerdict, { kind: 'payable' }> {
  const verdict = byHand(row, context)
  if (verdict.kind === 'impossible')
    throw new Failure(
      'refused',
      say`Cash-out ${row.transactionId} can't be paid, not even by hand: ${listed(QUARANTINE_REASONS[verdict.reason])}.`,
    )
  if (verdict.overridden.includes('dispense_unconfirmed') && !forceUndispensed)
    throw new Failure(
      'refused',
      say`Cash-out ${row.transactionId}: ${listed(OVERRIDES.dispense_unconfirmed)}. If you have counted and know that it did, say so with --force-undispensed.`,
    )
  return verdict
}

function byHand(row: CashOutRow, context: VerdictContext): HandVerdict {
  try {
    return judgeByHand(row, context)
  } catch {
    return { kind: 'impossible', reason: 'unreadable' }
  }
}
