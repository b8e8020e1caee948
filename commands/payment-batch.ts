import type { Actions } from '../engine/actions.ts'
import { sum } from '../engine/domain/money.ts'
import { Failure } from '../engine/failure.ts'
import { joined, say, type Text } from '../engine/phrase.ts'
import type { Readings, TransferReading } from '../engine/readings.ts'
import { type Answer, next, table } from './answer.ts'
import { type ArgumentSpec, id } from './arguments.ts'
import type { LookContext, Preview } from './definition.ts'
import { formatCount, formatSats } from '../engine/format.ts'
import { STATUS_WORDS } from './status-words.ts'
import { receiverOf } from './transfer-view.ts'

/* Retrying everything that is not finished, one after the other. */

export const ALL_UNPAID = 'all-unpaid'

/** More than that at once need a second person. */
export const FEW = 5
export const MOST = 100
/** How many unfinished payments are looked through for the oldest ones. */
const LOOKED_THROUGH = 10_000

/** A payment's number, or the word for all of them. */
export function oneOrAll(options: Parameters<typeof id>[0]): ArgumentSpec<bigint | typeof ALL_UNPAID> {
  const one = id(options)
  return {
    ...one,
    read: (written, name) =>
      written?.trim().toLowerCase() === ALL_UNPAID ? ALL_UNPAID : one.read(written, name),
  }
}

/** The oldest first; commission without a wallet has nothing to retry. */
async function unfinished(readings: Readings, max: number): Promise<TransferReading[]> {
  const found = await readings.transfers({ status: 'unfinished', limit: LOOKED_THROUGH })
  return found
    .filter((payment) => payment.status !== 'accrued')
    .reverse()
    .slice(0, max)
}

export async function batchPreview({ readings, settings }: LookContext, max: number): Promise<Preview> {
  if (!(await readings.status()).payoutsEnabled)
    throw new Failure('refused', say`Payouts are switched off: "poll resume --what payout" switches them on.`)
  const payments = await unfinished(readings, max)
  if (payments.length === 0)
    throw new Failure('refused', say`No payment is unfinished: there is nothing to retry.`)
  const total = sum(payments.map((payment) => payment.amountSats))
  const isLarge = payments.length > FEW || total > BigInt(settings['four-eyes-above-sats'])
  return {
    what: say`Retry ${formatCount(payments.length, 'payment')}, Σ ${formatSats(total)}`,
    lines: [
      ...payments.map((payment) => say`${lineOf(payment)}: ${STATUS_WORDS[payment.status]}`),
      say`each is looked up in both wallets first; only what they prove unpaid is sent, by the same invoice`,
    ],
    confirm: isLarge ? 'C4E' : 'C1',
    interested: payments.flatMap(({ clientId }) => (clientId === null ? [] : [{ clientId }])),
  }
}

const lineOf = (payment: TransferReading): Text =>
  joined([`#${payment.id}`, receiverOf(payment), formatSats(payment.amountSats)], ' · ')

/** One that can't be retried does not keep the others from it. */
export async function retryBatch(readings: Readings, actions: Actions, max: number): Promise<Answer> {
  const payments = await unfinished(readings, max)
  const lines: { payment: TransferReading; outcome: string; words: Text }[] = []
  for (const payment of payments) lines.push({ payment, ...(await retryOne(actions, payment)) })
  const paid = lines.filter(({ outcome }) => outcome === 'paid' || outcome === 'healed')
  return {
    tone: paid.length === lines.length ? 'good' : 'warn',
    heading: say`${paid.length} of ${formatCount(lines.length, 'payment')} are paid`,
    blocks: [
      table(
        [say`Payment`, say`To`, say`What became of it`],
        lines.map(({ payment, words }) => [`#${payment.id}`, receiverOf(payment), words]),
        say`No payment is unfinished.`,
      ),
      next('payment list', 'status show'),
    ],
    json: {
      retried: lines.map(({ payment, outcome, words }) => ({
        paymentId: payment.id.toString(),
        kind: payment.kind,
        amountSats: payment.amountSats.toString(),
        outcome,
        words: String(words),
      })),
    },
  }
}

async function retryOne(
  actions: Actions,
  payment: TransferReading,
): Promise<{ outcome: string; words: Text }> {
  try {
    const outcome = await actions.retryPayment(payment.kind, payment.id)
    const { kind } = outcome
    if (kind === 'paid') return { outcome: kind, words: say`paid` }
    if (kind === 'healed') return { outcome: kind, words: say`had been paid before; the books say so now` }
    return { outcome: kind, words: outcome.why }
  } catch (thrown) {
    // An edge: the sentence is this payment's answer, and the next one is tried all the same.
    if (!(thrown instanceof Failure)) throw thrown
    return { outcome: 'failed', words: thrown.sentence }
  }
}
