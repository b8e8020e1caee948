import { parseDecimal, sats } from '../../engine/domain/money.ts'
import {
  formatAge,
  formatCount,
  formatMajor,
  formatNumber,
  formatSats,
  formatTime,
  shortId,
} from '../../engine/format.ts'
import { CASH_OUTS, differenceIn, type MissingCashOut } from '../../engine/lamassu-sights.ts'
import type { Finding } from '../../engine/alerting.ts'
import type { Observation } from '../../engine/observations.ts'
import { joined, say, type Text } from '../../engine/phrase.ts'
import type { Uncovered } from '../../engine/signs/polling.ts'
import { defineRule } from '../rule.ts'

export const rule = defineRule({
  id: 'POLL_GAP',
  title: 'Cash-outs missed',
  severity: 'high',
  runbook: 'R2',
  respondMinutes: 120,
  everySeconds: 60,
  money: true,
  why: 'A cash-out that the books do not know is never paid to anybody',
  trigger:
    'Lamassu has dispensed a cash-out that the books do not know after so many successful polls, a cash-out of the books is gone from Lamassu, or the times that the polls looked at do not join',
  automatic: 'compares all ids both ways every quarter of an hour',
  resolves: 'the comparison finds nothing missing any more',
  goodChecks: 1,
  limits: {
    afterPolls: {
      default: 2,
      least: 1,
      most: 60,
      unit: 'count',
      help: 'how many successful polls a cash-out may be missing for',
    },
  },
  async check({ signs, readings, observations, now }, { afterPolls }) {
    const seen = observations.get(CASH_OUTS)
    const gaps = await signs.polling.uncovered()
    const exponents = await readings.exponents()
    const missing: Finding[] = []
    for (const cashOut of differenceIn(seen)?.missing ?? []) {
      const polls = await signs.polling.goodPollsSince(cashOut.seenAt)
      if (polls >= afterPolls) missing.push(missingFinding(cashOut, { polls, now, exponents }))
    }
    return [
      ...missing,
      ...goneFinding(seen),
      ...gaps.filter((gap) => !wasComparedSince(gap, seen)).map(gapFinding),
    ]
  },
})

/** Nothing else is ever lost with a gap than cash-outs: a comparison that finds none missing closes it. */
const wasComparedSince = ({ finishedAt }: Uncovered, seen: Observation | undefined): boolean =>
  (seen?.lastOkAt ?? null) !== null && (seen?.lastOkAt as Date) > finishedAt

function missingFinding(
  cashOut: MissingCashOut,
  { polls, now, exponents }: { polls: number; now: Date; exponents: ReadonlyMap<string, number> },
): Finding {
  const { transactionId, cryptoCode, cryptoAtoms, fiat, fiatCode, machineName, at, seenAt } = cashOut
  const isBitcoin = cryptoCode === 'BTC' || cryptoCode === 'LN'
  const exposureSats = sats(isBitcoin && cryptoAtoms !== null ? BigInt(cryptoAtoms) : 0n)
  const when = at ?? seenAt
  return {
    entity: `cash-out:${transactionId}`,
    what:
      machineName === null
        ? say`cash-out ${shortId(transactionId)} is not in the books`
        : say`cash-out ${shortId(transactionId)} at ${machineName} is not in the books`,
    exposureSats,
    ...(fiat === null || fiatCode === null ? {} : { worth: worthText(fiat, fiatCode, exponents) }),
    since: when,
    fired: say`dispensed ${formatAge(when, now)} ago, and unknown after ${formatCount(polls, 'good poll')} (${amountText(cashOut)})`,
    did: say`It asks Lamassu again every few minutes; it pays nothing that no poll has taken in.`,
    now: say`Compare both sides, and poll the days around it again.`,
    steps: [
      'tx missing',
      `poll backfill --since ${when.toISOString().slice(0, 10)}`,
      `tx preview ${transactionId}`,
    ],
  }
}

function worthText(fiat: string, fiatCode: string, exponents: ReadonlyMap<string, number>): Text {
  const amountE5 = parseDecimal(fiat, 5)
  const amount = amountE5 === null ? fiat : formatMajor(amountE5, exponents.get(fiatCode) ?? 2)
  return joined(['≈ ', amount, ' ', fiatCode])
}

const amountText = ({ cryptoCode, cryptoAtoms }: MissingCashOut): Text =>
  cryptoAtoms === null || cryptoCode === null
    ? say`its amount is not known`
    : cryptoCode === 'BTC' || cryptoCode === 'LN'
      ? formatSats(BigInt(cryptoAtoms))
      : joined([formatNumber(cryptoAtoms), ' ', cryptoCode])

function goneFinding(seen: Observation | undefined): Finding[] {
  const difference = differenceIn(seen)
  if (seen === undefined || difference === null || difference.goneSince === null) return []
  const [first] = difference.gone
  return [
    {
      entity: 'gone',
      severity: 'medium',
      what: say`${formatCount(difference.goneCount, 'cash-out')} of the books gone from Lamassu`,
      exposureSats: sats(0n),
      since: difference.goneSince,
      fired: say`the first is ${first ?? '?'}; none may be gone`,
      now: say`Find out whether this is still the same Lamassu server, or one that came back from a backup.`,
      steps: ['tx missing', ...(first === undefined ? [] : [`tx show ${first}`]), 'check ssh'],
    },
  ]
}

const gapFinding = ({ pollId, from, until }: Uncovered): Finding => ({
  entity: `poll:${pollId}`,
  what: say`no poll looked at ${formatTime(from)} to ${formatTime(until)}`,
  exposureSats: sats(0n),
  since: from,
  fired: say`${formatAge(from, until)} between two good polls; no gap is allowed`,
  did: say`All ids are compared within a quarter of an hour; if nothing is missing, this is over.`,
  now: say`Compare both sides, and poll that time again.`,
  steps: [`poll backfill --since ${from.toISOString().slice(0, 10)}`, 'tx missing'],
})
