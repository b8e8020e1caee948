import { type Phrase, say, type Text } from '../../engine/phrase.ts'
import type { TransactionReading, TransferReading } from '../../engine/readings.ts'
import { type Answer, type Block, fields, lines, next, text } from '../answer.ts'
import { text as words } from '../arguments.ts'
import { cashText, currencyOf, paidText, quarantineSentence, storedTerms, worthOf } from '../cash-out-view.ts'
import { workOut } from '../commission-words.ts'
import { lookCommand, type LookContext } from '../definition.ts'
import { formatSats, formatTime, iso, shortId } from '../../engine/format.ts'
import { theTransaction } from '../references.ts'
import { type Check, checkLines } from '../split-view.ts'
import { transferJson } from '../transfer-view.ts'
import { mayAct } from '../asker.ts'
import {
  bookedChecks,
  changedFields,
  compensationChecks,
  distributionBlocks,
  formulaBlocks,
  lamassuBlock,
} from '../tx-view.ts'
import { decisionBlocks } from '../tx-decision.ts'
import { CASH_OUT_STATUS } from '../status-words.ts'
import { recorded } from '../../engine/recorded.ts'

/** More clients than any cash-out has; a sum over part of them would say nothing. */
const MOST_TRANSFERS = 100_000

export const command = lookCommand({
  noun: 'tx',
  verb: 'show',
  help: 'One cash-out in full: the commission worked out, who got what, and the sums checked',
  example: 'tx show 17',
  role: 'viewer',
  arguments: {
    cashout: words({
      help: "the cash-out's number, or Lamassu's id or a beginning of it",
      positional: true,
      completes: 'transaction',
      placeholder: 'cash-out',
    }),
  },
  async look(context, args) {
    const { readings } = context
    const cashOut = await theTransaction(readings, args.cashout)
    const transfers = await readings.transfers({
      status: 'all',
      lamassuTransactionId: cashOut.id,
      limit: MOST_TRANSFERS,
    })
    // In the order of the clients, as they were shared out; commission and funding at the end.
    transfers.sort((a, b) => (a.kind === b.kind ? (a.id < b.id ? -1 : 1) : a.kind < b.kind ? -1 : 1))
    const [compensable] = await context.books.compensable(
      { ids: [cashOut.id], last: null, from: null, to: null },
      1,
    )
    const checks = [
      ...bookedChecks(cashOut, transfers),
      ...(compensable === undefined ? [] : compensationChecks(compensable, transfers)),
    ]
    return {
      tone: toneOf(cashOut, transfers, checks),
      heading: say`Cash-out #${cashOut.id} (${shortId(cashOut.transactionId)}) of ${cashText(cashOut)}, ${CASH_OUT_STATUS[cashOut.status]}`,
      blocks: [
        fields(...pairsOf(cashOut)),
        ...reasons(cashOut),
        ...(await formula(cashOut, context)),
        ...(cashOut.calculation === null
          ? []
          : distributionBlocks(cashOut, transfers, mayAct(context.asker.role, 'operator'))),
        ...(checks.length === 0 ? [] : [checkLines(checks)]),
        ...upstream(cashOut),
        ...decisionBlocks(await readings.interventions(cashOut.transactionId), await context.people.people()),
        ...(cashOut.sourceRow === null ? [] : [lamassuBlock(cashOut.sourceRow)]),
        next(...nextOf(cashOut, transfers)),
      ],
      json: jsonOf(cashOut, transfers, checks),
    }
  },
})

function toneOf(
  cashOut: TransactionReading,
  transfers: readonly TransferReading[],
  checks: readonly Check[],
): Answer['tone'] {
  if (checks.some((check) => !check.holds) || transfers.some((t) => t.status === 'needs_review')) return 'bad'
  if (
    cashOut.status === 'quarantined' ||
    cashOut.upstreamChangedAt !== null ||
    cashOut.waitingReason !== null
  )
    return 'warn'
  return cashOut.status === 'completed' ? 'good' : 'plain'
}

/** Only what is known: one that was set aside has little more than Lamassu's row, which comes below. */
function pairsOf(cashOut: TransactionReading): (readonly [Text, Text])[] {
  const { baseAmount, commissionAmount, processedAt } = cashOut
  const time = cashOut.transactionTime ?? cashOut.sourceRow?.cashTime ?? null
  return [
    [say`Machine`, cashOut.machineName ?? cashOut.deviceId],
    [say`When`, time === null ? null : formatTime(time)],
    [say`Customer paid`, paidText(cashOut)],
    [say`For the clients`, baseAmount === null ? null : formatSats(baseAmount)],
    [say`Commission`, commissionAmount === null ? null : formatSats(commissionAmount)],
    [say`Taken in`, formatTime(cashOut.createdAt)],
    [say`Finished`, processedAt === null ? null : formatTime(processedAt)],
  ].filter((pair): pair is [Phrase, Text] => pair[1] !== null)
}

function reasons(cashOut: TransactionReading): Block[] {
  const { quarantineReason, waitingReason, errorMessage } = cashOut
  return [
    ...(quarantineReason === null
      ? []
      : [
          text(
            say`Set aside, and not paid before a person decides: ${quarantineSentence(quarantineReason)}.`,
          ),
        ]),
    ...(errorMessage === null ? [] : [text(recorded(errorMessage))]),
    ...(waitingReason === null ? [] : [text(say`It waits: ${recorded(waitingReason)}`)]),
  ]
}

/** From the books' own numbers; for one that was set aside before, from Lamassu's row as if it were payable. */
async function formula(cashOut: TransactionReading, context: LookContext): Promise<Block[]> {
  const terms = storedTerms(cashOut)
  const currency = currencyOf(cashOut)
  if (terms !== null && currency !== null && cashOut.rule !== null)
    return formulaBlocks(cashOut.rule, terms, currency)
  if (cashOut.sourceRow === null) return []
  const rule = context.settings['commission-rule']
  const worth = await worthOf(cashOut.sourceRow, rule, context)
  if ('problem' in worth) return [text(say`The commission can't be worked out: ${worth.problem}.`)]
  return [
    text(say`If it were payable as it stands:`),
    ...formulaBlocks(rule, worth.cashOut.terms, worth.currency),
  ]
}

function upstream(cashOut: TransactionReading): Block[] {
  if (cashOut.upstreamChangedAt === null) return []
  const changes = changedFields(cashOut.sourceRow, cashOut.upstreamRow)
  return [
    lines([
      say`CHANGED IN LAMASSU after it was taken in. Nothing was done about it by itself:`,
      ...(changes.length === 0 ? [say`what changed is not known`] : changes),
    ]),
  ]
}

function nextOf(cashOut: TransactionReading, transfers: readonly TransferReading[]): string[] {
  const review = transfers.find((transfer) => transfer.status === 'needs_review')
  if (review !== undefined) return [`payment lookup ${review.id}`, 'payment list --status needs_review']
  if (cashOut.status === 'pending' || cashOut.status === 'quarantined')
    return [`tx preview ${cashOut.id}`, 'status show']
  const unfinished = transfers.find((transfer) => transfer.completedAt === null)
  return unfinished === undefined ? ['tx list'] : [`payment show ${unfinished.id}`, 'payment list']
}

function jsonOf(
  cashOut: TransactionReading,
  transfers: readonly TransferReading[],
  checks: readonly Check[],
): Answer['json'] {
  const terms = storedTerms(cashOut)
  const currency = currencyOf(cashOut)
  const rules =
    terms === null || currency === null
      ? []
      : (['markup', 'ticker'] as const).map((rule) => workOut(rule, terms, currency))
  return {
    transactionId: cashOut.id.toString(),
    lamassuId: cashOut.transactionId,
    status: cashOut.status,
    quarantineReason: cashOut.quarantineReason,
    waitingReason: cashOut.waitingReason,
    fiatCode: cashOut.fiatCode,
    fiatMinor: cashOut.fiatAmount?.toString() ?? null,
    fixedFee: cashOut.fixedFee,
    rawTickerPrice: cashOut.rawTickerPrice,
    commissionPercentage: cashOut.commissionPercentage,
    discount: cashOut.discount,
    rule: cashOut.rule,
    cryptoAtomsSats: cashOut.cryptoAtoms?.toString() ?? null,
    baseSats: cashOut.baseAmount?.toString() ?? null,
    commissionSats: cashOut.commissionAmount?.toString() ?? null,
    unallocatedSats: cashOut.unallocatedSats?.toString() ?? null,
    unallocatedMinor: cashOut.unallocatedFiat?.toString() ?? null,
    workedOut: rules.map(({ rule, steps, split }) => ({
      rule,
      steps: steps.map(String),
      baseSats: split?.baseSats.toString() ?? null,
      commissionSats: split?.commissionSats.toString() ?? null,
    })),
    checks: checks.map(({ words: sentence, holds }) => ({ sentence: String(sentence), holds })),
    payments: transfers.map(transferJson),
    upstreamChangedAt: iso(cashOut.upstreamChangedAt),
    upstreamChanges: changedFields(cashOut.sourceRow, cashOut.upstreamRow).map(String),
    transactionTime: iso(cashOut.transactionTime),
    createdAt: iso(cashOut.createdAt),
    processedAt: iso(cashOut.processedAt),
  }
}
