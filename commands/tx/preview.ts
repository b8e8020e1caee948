import { say, type Text } from '../../engine/phrase.ts'
import { judge, type Verdict } from '../../engine/domain/cash-out.ts'
import { Failure } from '../../engine/failure.ts'
import type { CashOutRow } from '../../engine/ports.ts'
import type { KnownAs, TransactionReading } from '../../engine/readings.ts'
import { next, text } from '../answer.ts'
import { text as words } from '../arguments.ts'
import { currencyOf, quarantineSentence, storedTerms, waitingSentence, worthOf } from '../cash-out-view.ts'
import type { CommissionRule, CommissionTerms } from '../../engine/domain/commission.ts'
import type { FiatMinor, Sats } from '../../engine/domain/money.ts'
import { lookCommand, type LookContext } from '../definition.ts'
import type { Currency } from '../fiat-amount.ts'
import { shortId } from '../../engine/format.ts'
import { fiatText, splitBlocks, splitJson } from '../split-view.ts'
import { formulaBlocks } from '../tx-view.ts'
import { CASH_OUT_STATUS } from '../status-words.ts'
import { recorded } from '../../engine/recorded.ts'

const WAITING_LOOKED_AT = 1000
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** What is needed to work a cash-out out, wherever it was found. */
interface Subject {
  readonly lamassuId: string
  readonly standing: Text
  readonly rule: CommissionRule
  readonly terms: CommissionTerms
  readonly currency: Currency
  readonly fiat: FiatMinor
  readonly base: Sats
  readonly commission: Sats
  readonly time: Date
}

export const command = lookCommand({
  noun: 'tx',
  verb: 'preview',
  help: 'What a cash-out that is not distributed would be split into now; nothing is written',
  example: 'tx preview 17',
  role: 'operator',
  arguments: {
    cashout: words({
      help: "the cash-out's number, Lamassu's id or a beginning of it; the whole id where only Lamassu has it",
      positional: true,
      completes: 'transaction',
      placeholder: 'cash-out',
    }),
  },
  async look(context, args) {
    const subject = await find(context, args.cashout)
    const { currency, fiat, base, commission, rule, terms } = subject
    const result = await context.probes.previewSplit({
      fiatCode: currency.fiatCode,
      fiat,
      base,
      time: subject.time,
    })
    const split = { currency, fiat, base, commission, ...result }
    return {
      tone: 'plain',
      heading: say`Preview of ${shortId(subject.lamassuId)}, ${fiatText(fiat, currency)}: nothing was written`,
      blocks: [
        text(subject.standing),
        ...formulaBlocks(rule, terms, currency),
        text(say`Shared out at this moment, it would be:`),
        ...(await splitBlocks(context.readings, split)),
        next('poll status', 'tx list'),
      ],
      json: {
        preview: true,
        lamassuId: subject.lamassuId,
        standing: String(subject.standing),
        rule,
        ...splitJson(split),
      },
    }
  },
})

async function find(context: LookContext, reference: string): Promise<Subject> {
  const cashOut = await context.readings.transaction(reference)
  if (cashOut !== null) return fromBooks(context, cashOut)
  const waiting = (await context.readings.waiting(WAITING_LOOKED_AT)).filter((w) =>
    w.transactionId.startsWith(reference.toLowerCase()),
  )
  const [only] = waiting
  if (waiting.length === 1 && only?.row)
    return fromRow(context, only.row, say`A poll has seen it and waits: ${waitingSentence(only.reason)}.`)
  if (!UUID.test(reference)) throw unknown(reference)
  const row = await context.probes.lamassuCashOut(reference.toLowerCase())
  if (row === null)
    throw new Failure('refused', say`Neither the books nor Lamassu have a cash-out with the id ${reference}.`)
  const how = (await context.readings.knownIds()).get(row.transactionId)
  return fromRow(context, row, await pollSentence(context, row, how))
}

const unknown = (reference: string): Failure =>
  new Failure(
    'refused',
    say`No cash-out in the books is "${reference}", or more than one begins like that. Give the whole id of one that only Lamassu has.`,
  )

async function fromBooks(context: LookContext, cashOut: TransactionReading): Promise<Subject> {
  if (cashOut.status !== 'pending' && cashOut.status !== 'quarantined')
    throw new Failure(
      'refused',
      say`Cash-out ${cashOut.id} is ${CASH_OUT_STATUS[cashOut.status]}: there is nothing to preview. "tx show ${cashOut.id}" shows how it was split.`,
    )
  const standing =
    cashOut.status === 'pending'
      ? pendingSentence(cashOut.waitingReason)
      : say`It is set aside and not paid before a person decides: ${quarantineSentence(cashOut.quarantineReason ?? '')}.`
  const terms = storedTerms(cashOut)
  const currency = currencyOf(cashOut)
  const { rule, fiatAmount, baseAmount, commissionAmount, transactionTime } = cashOut
  if (cashOut.status === 'quarantined' || terms === null || currency === null || rule === null) {
    if (cashOut.sourceRow === null)
      throw notComputable(cashOut.transactionId, say`its row is not in a known form`)
    return fromRow(context, cashOut.upstreamRow ?? cashOut.sourceRow, standing)
  }
  if (fiatAmount === null || baseAmount === null || commissionAmount === null || transactionTime === null)
    throw new Error('a pending cash-out has all its numbers: the database sees to it')
  return {
    lamassuId: cashOut.transactionId,
    standing,
    rule,
    terms,
    currency,
    fiat: fiatAmount,
    base: baseAmount,
    commission: commissionAmount,
    time: transactionTime,
  }
}

const pendingSentence = (waitingReason: string | null): Text =>
  waitingReason === null ? say`It is pending.` : say`It is pending and waits: ${recorded(waitingReason)}.`

async function fromRow(context: LookContext, row: CashOutRow, standing: Text): Promise<Subject> {
  const rule = context.settings['commission-rule']
  const worth = await worthOf(row, rule, context)
  if ('problem' in worth) throw notComputable(row.transactionId, worth.problem)
  const { cashOut, currency } = worth
  return {
    lamassuId: row.transactionId,
    standing,
    rule,
    terms: cashOut.terms,
    currency,
    fiat: cashOut.fiat,
    base: cashOut.baseSats,
    commission: cashOut.commissionSats,
    time: cashOut.transactionTime,
  }
}

const notComputable = (lamassuId: string, problem: Text): Failure =>
  new Failure('refused', say`The split of ${lamassuId} can't be worked out: ${problem}.`)

/** What the next poll makes of a row that only Lamassu has so far, by the same rules as the poll itself. */
async function pollSentence(
  { readings, settings, now }: LookContext,
  row: CashOutRow,
  how: KnownAs | undefined,
): Promise<Text> {
  if (how === 'baseline') return BASELINE
  if (how === 'baseline_unconfirmed' && row.dispenseConfirmed !== true) return UNCONFIRMED
  const { pools } = await readings.status()
  const exponents = new Map(pools.map((pool) => [pool.fiatCode, pool.exponent]))
  const verdict = judge(row, { rule: settings['commission-rule'], exponents, now })
  return say`The books do not have it. ${verdictSentence(verdict)}`
}

const BASELINE = say`It was finished before this program went live: it belongs to the baseline and is never paid.`
const UNCONFIRMED = say`It had begun before this program went live, and its cash was never confirmed: polls leave it alone.`

function verdictSentence(verdict: Verdict): Text {
  if (verdict.kind === 'payable') return say`The next poll takes it in.`
  if (verdict.kind === 'waiting') return say`The next poll waits for it: ${waitingSentence(verdict.reason)}.`
  if (verdict.kind === 'quarantine')
    return say`The next poll sets it aside: ${quarantineSentence(verdict.reason)}.`
  return say`No cash came out of the machine for it, so nothing is owed to anybody.`
}
