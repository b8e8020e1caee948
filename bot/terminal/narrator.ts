import { formatFiat, formatSats } from '../../commands/format.ts'
import type { PayResult } from '../../engine/pay.ts'
import type { Readings } from '../../engine/readings.ts'
import type { Transfer } from '../../engine/storage.ts'
import type { PollOutcome } from '../../engine/take-in.ts'
import { QUARANTINE_REASONS, type QuarantineReason } from '../../engine/domain/cash-out.ts'
import type { WorkEvents } from '../shift.ts'
import { printableLine } from './characters.ts'

export interface NarratorOptions {
  readonly readings: Readings
  readonly print: (line: string) => void
  readonly now: () => Date
  /** Stands in every line of the sandbox; empty where the money is real. */
  readonly world: '' | 'sandbox'
}

export interface Narrator extends WorkEvents {
  /** Resolves when everything that has happened so far is told. */
  told(): Promise<void>
}

/** Tells the story of what the bot does, a readable line an event. Each event is told once; silence means nothing new. */
export function createNarrator({ readings, print, now, world }: NarratorOptions): Narrator {
  let lastWaiting: string | null = null
  let lastTold: Promise<void> = Promise.resolve()
  const tell = (words: string): void =>
    print(
      printableLine(
        [now().toISOString().slice(11, 19), world, ` ${words}`].filter((part) => part !== '').join(' '),
      ),
    )
  const troubles = createTroubles(tell)
  // In order of the events, though each looks something up first. What can't be looked up is not told.
  const inTurn = (story: () => Promise<void>): void => {
    lastTold = lastTold.then(story).catch(() => undefined)
  }
  return {
    told: () => lastTold,
    onPoll(outcome) {
      if (outcome.kind === 'failed')
        troubles.add('poll', { code: outcome.code, words: `poll failed: ${outcome.record.errorMessage}` })
      else if (outcome.kind === 'done') {
        troubles.end('poll', 'polling works again')
        inTurn(() => tellTakenIn(readings, outcome, tell))
      }
    },
    onTrouble(work, sentence) {
      if (sentence === null) troubles.end(work, `${work} works again`)
      else troubles.add(work, { code: sentence, words: `${work} broke off: ${sentence}` })
    },
    onAllocated: (transactionIds) => {
      for (const transactionId of transactionIds) inTurn(() => tellSplit(readings, transactionId, tell))
    },
    onWaiting(reason) {
      if (reason !== null && reason !== lastWaiting) tell(`! a cash-out waits: ${reason}`)
      lastWaiting = reason
    },
    onPayment: (transfer, result) => inTurn(() => tellPayment(readings, transfer, result, tell)),
  }
}

/** Each trouble is told when it begins, when it becomes another, and when it is over. */
function createTroubles(tell: Tell) {
  const codes = new Map<string, string>()
  return {
    add(what: string, { code, words }: { code: string; words: string }): void {
      if (codes.get(what) !== code) tell(`✖ ${words}`)
      codes.set(what, code)
    },
    end(what: string, words: string): void {
      if (codes.delete(what)) tell(`✔ ${words}`)
    },
  }
}

type Tell = (words: string) => void

async function tellTakenIn(
  readings: Readings,
  outcome: Extract<PollOutcome, { kind: 'done' }>,
  tell: Tell,
): Promise<void> {
  for (const transactionId of outcome.taken) {
    const tx = await readings.transaction(transactionId)
    if (tx === null || tx.fiatAmount === null || tx.fiatCode === null || tx.cryptoAtoms === null) continue
    tell(
      `▸ cash-out #${tx.id} at ${tx.machineName ?? tx.deviceId}: ${formatFiat(tx.fiatAmount, tx.exponent ?? 2, tx.fiatCode)} paid out for ${formatSats(tx.cryptoAtoms)}`,
    )
  }
  if (outcome.record.quarantined > 0) {
    for (const tx of await readings.transactions({
      status: 'quarantined',
      limit: outcome.record.quarantined,
    })) {
      tell(
        `! cash-out #${tx.id} set aside: ${QUARANTINE_REASONS[tx.quarantineReason as QuarantineReason] ?? tx.quarantineReason}`,
      )
    }
  }
}

async function tellSplit(readings: Readings, transactionId: string, tell: Tell): Promise<void> {
  const tx = await readings.transaction(transactionId)
  if (tx === null || tx.baseAmount === null || tx.commissionAmount === null) return
  const transfers = await readings.transfers({ status: 'all', lamassuTransactionId: tx.id, limit: 1000 })
  const shares = transfers.filter((t) => t.kind === 'client').reverse()
  const named = shares.slice(0, 6).map((t) => `${t.username} ${formatSats(t.amountSats)}`)
  if (shares.length > named.length) named.push(`and ${shares.length - named.length} more`)
  tell(
    `  split #${tx.id}: ${formatSats(tx.baseAmount)} to clients, ${formatSats(tx.commissionAmount)} commission`,
  )
  if (named.length > 0) tell(`    ${named.join(', ')}`)
  if (tx.unallocatedSats !== null && tx.unallocatedSats > 0n)
    tell(`    ${formatSats(tx.unallocatedSats)} stay with the operator: deposits cover only part of it`)
}

async function tellPayment(
  readings: Readings,
  transfer: Transfer,
  result: PayResult,
  tell: Tell,
): Promise<void> {
  if (result.kind === 'left_alone') return
  const reading = await readings.transfer(transfer.kind, transfer.id)
  const who =
    transfer.kind === 'client'
      ? (reading?.username ?? `client ${transfer.clientId}`)
      : transfer.kind === 'commission'
        ? 'commission wallet'
        : 'source wallet, from the treasury'
  const what = `${formatSats(transfer.amountSats)} to ${who}`
  if (result.kind === 'completed') tell(`  ✔ paid ${what}`)
  else if (result.kind === 'postponed') tell(`  … ${what} postponed: ${result.why}`)
  else tell(`  ✖ ${what} needs a person: ${result.why}`)
}
