import { quarantineSentence } from '../../commands/cash-out-view.ts'
import { formatFiat, formatSats } from '../../engine/format.ts'
import type { PayResult } from '../../engine/pay.ts'
import type { Readings, TransferReading } from '../../engine/readings.ts'
import type { Transfer } from '../../engine/storage.ts'
import type { PollOutcome } from '../../engine/take-in.ts'
import { ENGLISH, joined, say, type Text, type Voice, write } from '../../engine/phrase.ts'
import { recorded, recordedOr } from '../../engine/recorded.ts'
import type { WorkEvents } from '../shift.ts'
import { printableLine } from './characters.ts'

export interface NarratorOptions {
  readonly readings: Readings
  readonly print: (line: string) => void
  readonly now: () => Date
  /** Stands in every line of the sandbox; empty where the money is real. */
  readonly world: '' | 'sandbox'
  /** English unless somebody asked for another language. */
  readonly voice?: Voice
}

export interface Narrator extends WorkEvents {
  /** Resolves when everything that has happened so far is told. */
  told(): Promise<void>
}

/** Tells the story of what the bot does, a readable line an event. Each event is told once; silence means nothing new. */
export function createNarrator({ readings, print, now, world, voice = ENGLISH }: NarratorOptions): Narrator {
  let lastWaiting: string | null = null
  let lastTold: Promise<void> = Promise.resolve()
  const tell = (words: Text): void =>
    print(
      printableLine(
        [now().toISOString().slice(11, 19), world, ` ${write(words, voice)}`]
          .filter((part) => part !== '')
          .join(' '),
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
        troubles.add('poll', {
          code: outcome.code,
          words: say`poll failed: ${recordedOr(outcome.record.errorMessage, '–')}`,
        })
      else if (outcome.kind === 'done') {
        troubles.end('poll', say`polling works again`)
        inTurn(() => tellTakenIn(readings, outcome, tell))
      }
    },
    onTrouble(work, sentence) {
      if (sentence === null) troubles.end(work, WORKS_AGAIN[work])
      else troubles.add(work, { code: sentence, words: brokeOff(work, sentence) })
    },
    onAllocated: (transactionIds) => {
      for (const transactionId of transactionIds) inTurn(() => tellSplit(readings, transactionId, tell))
    },
    onWaiting(reason) {
      if (reason !== null && reason !== lastWaiting) tell(say`! a cash-out waits: ${recorded(reason)}`)
      lastWaiting = reason
    },
    onPayment: (transfer, result) => inTurn(() => tellPayment(readings, transfer, result, tell)),
  }
}

/** Each trouble is told when it begins, when it becomes another, and when it is over. */
function createTroubles(tell: Tell) {
  const codes = new Map<string, string>()
  return {
    add(what: string, { code, words }: { code: string; words: Text }): void {
      if (codes.get(what) !== code) tell(joined(['✖ ', words]))
      codes.set(what, code)
    },
    end(what: string, words: Text): void {
      if (codes.delete(what)) tell(joined(['✔ ', words]))
    },
  }
}

type Tell = (words: Text) => void

async function tellTakenIn(
  readings: Readings,
  outcome: Extract<PollOutcome, { kind: 'done' }>,
  tell: Tell,
): Promise<void> {
  for (const transactionId of outcome.taken) {
    const tx = await readings.transaction(transactionId)
    if (tx === null || tx.fiatAmount === null || tx.fiatCode === null || tx.cryptoAtoms === null) continue
    tell(
      say`▸ cash-out #${tx.id} at ${tx.machineName ?? tx.deviceId}: ${formatFiat(tx.fiatAmount, tx.exponent ?? 2, tx.fiatCode)} paid out for ${formatSats(tx.cryptoAtoms)}`,
    )
  }
  if (outcome.record.quarantined > 0) {
    for (const tx of await readings.transactions({
      status: 'quarantined',
      limit: outcome.record.quarantined,
    })) {
      tell(say`! cash-out #${tx.id} set aside: ${quarantineSentence(tx.quarantineReason ?? '')}`)
    }
  }
}

async function tellSplit(readings: Readings, transactionId: string, tell: Tell): Promise<void> {
  const tx = await readings.transaction(transactionId)
  if (tx === null || tx.baseAmount === null || tx.commissionAmount === null) return
  const transfers = await readings.transfers({ status: 'all', lamassuTransactionId: tx.id, limit: 1000 })
  tell(
    say`  split #${tx.id}: ${formatSats(tx.baseAmount)} to clients, ${formatSats(tx.commissionAmount)} commission`,
  )
  const shares = transfers.filter((t) => t.kind === 'client').reverse()
  if (shares.length > 0) tell(joined(['    ', namedShares(shares)]))
  if (tx.unallocatedSats !== null && tx.unallocatedSats > 0n)
    tell(say`    ${formatSats(tx.unallocatedSats)} stay with the operator: deposits cover only part of it`)
}

const SHARES_NAMED = 6

function namedShares(shares: readonly TransferReading[]): Text {
  const named = joined(
    shares.slice(0, SHARES_NAMED).map((t) => joined([t.username ?? '?', ' ', formatSats(t.amountSats)])),
    ', ',
  )
  const others = shares.length - SHARES_NAMED
  return others > 0 ? say`${named}, and ${others} more` : named
}

async function tellPayment(
  readings: Readings,
  transfer: Transfer,
  result: PayResult,
  tell: Tell,
): Promise<void> {
  if (result.kind === 'left_alone') return
  const reading = await readings.transfer(transfer.kind, transfer.id)
  const amount = formatSats(transfer.amountSats)
  const who = receiver(transfer, reading?.username ?? null)
  if (result.kind === 'completed') tell(say`  ✔ paid ${amount} to ${who}`)
  else if (result.kind === 'postponed') tell(say`  … ${amount} to ${who} postponed: ${recorded(result.why)}`)
  else tell(say`  ✖ ${amount} to ${who} needs a person: ${recorded(result.why)}`)
}

function receiver(transfer: Transfer, username: string | null): Text {
  if (transfer.kind === 'client' || transfer.kind === 'compensation')
    return username ?? say`client ${transfer.clientId ?? '?'}`
  return transfer.kind === 'commission' ? say`commission wallet` : say`source wallet, from the treasury`
}

const WORKS_AGAIN = { polling: say`polling works again`, paying: say`paying works again` } as const

const brokeOff = (work: 'polling' | 'paying', sentence: string): Text =>
  work === 'polling'
    ? say`polling broke off: ${recorded(sentence)}`
    : say`paying broke off: ${recorded(sentence)}`
