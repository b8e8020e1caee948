import { type CashOut, OVERRIDES, type Override, type VerdictContext } from '../../engine/domain/cash-out.ts'
import { Failure } from '../../engine/failure.ts'
import { planProcess, refuseIfNot } from '../../engine/intervention-plans.ts'
import type { Standing } from '../../engine/interventions.ts'
import { joined, listed, say, type Text } from '../../engine/phrase.ts'
import type { CashOutRow } from '../../engine/ports.ts'
import { flag, optional, text as words } from '../arguments.ts'
import { rowCashText, rowPaidText } from '../cash-out-view.ts'
import { actCommand, type LookContext, type Preview } from '../definition.ts'
import { clientName, formatSats } from '../../engine/format.ts'
import { checkedFile } from '../received-file.ts'
import { conservation, fiatText } from '../split-view.ts'
import { cashOutArgument, cashOutName, decidedAnswer, lamassuIdOf, standingText } from '../tx-decision.ts'

/** More clients than that are counted. */
const SHARES_SHOWN = 10

export const command = actCommand({
  noun: 'tx',
  verb: 'process',
  help: 'Have a cash-out paid by hand that the checks have left out; a person answers for its cash',
  example: 'tx process 17 --reason "cash counted with the customer"',
  role: 'treasurer',
  confirm: 'C2',
  file: { help: 'a photo or document that proves it' },
  arguments: {
    cashout: cashOutArgument,
    reason: words({ help: 'why it is to be paid, and how you know' }),
    evidence: optional(words({ help: 'where the proof is: a receipt number, a recording' })),
    'force-undispensed': flag({ help: 'the cash came out although the machine has not confirmed it' }),
  },
  async preview(context, args) {
    const lamassuId = await lamassuIdOf(context.readings, args.cashout)
    const seen = await context.readings.standing(lamassuId)
    refuseIfNot('process', lamassuId, seen)
    const row = await context.probes.lamassuCashOut(lamassuId)
    if (row === null)
      throw new Failure('refused', say`Lamassu has no cash-out ${lamassuId}: nothing was done.`)
    const plan = planProcess(row, await contextOf(context), args['force-undispensed'])
    const split = await splitLines(context, plan.cashOut)
    return {
      what: say`Process ${cashOutName(lamassuId)} by hand: ${rowCashText(row)} for ${rowPaidText(row)}`,
      lines: [
        say`in the books: ${standingText(seen)}`,
        ...rowLines(row),
        say`This goes past the dispense checks: you answer for the cash having come out. Only for cash-outs that were settled by hand.`,
        ...plan.overridden.map((override) => say`set aside by you: ${listed(OVERRIDES[override])}`),
        ...beforeGoLive(seen),
        ...split.lines,
      ],
      word: lamassuId.slice(-4),
      confirm: levelOf(context, seen, plan.cashOut, plan.overridden),
      interested: split.clientIds.map((clientId) => ({ clientId })),
    }
  },
  async act({ actions, readings, file }, args) {
    const lamassuId = await lamassuIdOf(readings, args.cashout)
    const outcome = await actions.processCashOut(lamassuId, {
      reason: args.evidence === null ? args.reason : `${args.reason} (${args.evidence})`,
      evidence: checkedFile(file),
      forceUndispensed: args['force-undispensed'],
    })
    return decidedAnswer(readings, lamassuId, say`Taken in by hand: ${cashOutName(lamassuId)}`, outcome)
  },
})

/** As the action itself judges it. */
async function contextOf({ readings, settings, now }: LookContext): Promise<VerdictContext> {
  return { rule: settings['commission-rule'], exponents: await readings.exponents(), now }
}

const rowLines = (row: CashOutRow): Text[] => [
  say`in Lamassu: status ${row.status}, dispense ${yesNo(row.dispense)}, dispense_confirmed ${yesNo(row.dispenseConfirmed)}`,
  say`cash: ${rowCashText(row)}; paid by the customer: ${rowPaidText(row)}; error: ${row.error ?? row.errorCode ?? '–'}`,
]

const yesNo = (flagged: boolean | null): Text =>
  flagged === null ? say`unknown` : flagged ? say`yes` : say`NO`

const beforeGoLive = (seen: Standing): Text[] =>
  seen.kind === 'sighting' && seen.state !== 'waiting'
    ? [say`It is from before go-live: be sure that nobody was paid for it in another way.`]
    : []

async function splitLines(
  context: LookContext,
  cashOut: CashOut,
): Promise<{ lines: Text[]; clientIds: bigint[] }> {
  const { fiatCode, fiat, baseSats: base, commissionSats: commission, transactionTime: time } = cashOut
  const exponent = (await context.readings.exponentOf(fiatCode)) ?? 0
  const currency = { fiatCode, exponent }
  const { allocation } = await context.probes.previewSplit({ fiatCode, fiat, base, time })
  const { shares } = allocation
  const names = await context.readings.clientNames(shares.map((share) => share.clientId))
  const checks = conservation({
    currency,
    fiat,
    base,
    commission,
    cryptoAtoms: cashOut.terms.cryptoAtomsSats,
    shares: shares.map((share) => ({ fiat: share.fiat, amount: share.amount })),
    unallocatedFiat: allocation.unallocatedFiat,
    unallocatedSats: allocation.unallocatedSats,
  })
  return {
    clientIds: shares.map((share) => share.clientId),
    lines: [
      ...shares
        .slice(0, SHARES_SHOWN)
        .map(
          (share) =>
            say`${clientName({ id: share.clientId, username: names.get(share.clientId) ?? '?' })}: ${fiatText(share.fiat, currency)} → ${formatSats(share.amount)}`,
        ),
      ...(shares.length > SHARES_SHOWN ? [say`and ${shares.length - SHARES_SHOWN} clients more`] : []),
      ...checks.map((check) => joined([check.words, check.holds ? ' ✔' : ' ✘'])),
    ],
  }
}

/** The typed word, or a second person where the books can't vouch for it or much is at stake. */
function levelOf(
  { settings }: LookContext,
  seen: Standing,
  cashOut: CashOut,
  overridden: readonly Override[],
): NonNullable<Preview['confirm']> {
  const isLarge = cashOut.terms.cryptoAtomsSats > BigInt(settings['four-eyes-above-sats'])
  const isOld = seen.kind === 'sighting' && seen.state !== 'waiting'
  const isUnproven = overridden.some((override) => override !== 'test_customer')
  return isLarge || isOld || isUnproven ? 'C4E' : 'C2'
}
