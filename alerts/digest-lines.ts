import type { DigestFigures, FloatFigure, Need } from '../engine/digest-figures.ts'
import {
  clientName,
  formatAge,
  formatCount,
  formatFiat,
  formatNumber,
  formatSats,
  formatShortTime,
} from '../engine/format.ts'
import { joined, Phrase, say, type Text } from '../engine/phrase.ts'
import type { Discrepancy } from '../engine/reconcile/verdict.ts'

export interface DigestLine {
  readonly text: Text
  /** Where there is no room, the line with the highest number goes first; 0 never goes. */
  readonly rank: number
}

/** Why a digest comes late: slots that nobody was there for. */
export interface DigestTurn {
  readonly missed: readonly Date[]
}

export type Tone = 'green' | 'amber' | 'red'

/** How many things that need somebody have a line of their own. */
export const NEEDS_SHOWN: Readonly<Record<Tone, number>> = { green: 1, amber: 2, red: 3 }
const FINDINGS_SHOWN = 2
const REASON_SHOWN = 60
/** A run of the reconciliation that is older says nothing about the books of today. */
const RECONCILED_WITHIN_HOURS = 26

const isFresh = ({ books, computedAt }: DigestFigures): boolean =>
  books !== null && computedAt.getTime() - books.startedAt.getTime() <= RECONCILED_WITHIN_HOURS * 3_600_000

export function toneOf(figures: DigestFigures): Tone {
  const { books, alerts, work, paused, needs } = figures
  if (books?.verdict === 'broken' || alerts.firing.critical > 0) return 'red'
  const quiet =
    alerts.firing.high === 0 && work.stuck === 0 && paused === null && figures.incidents.open.length === 0
  const nothingHeld = needs.every(({ kind }) => kind === 'deposit')
  return books?.verdict === 'ok' && isFresh(figures) && quiet && nothingHeld ? 'green' : 'amber'
}

export function verdictLine(figures: DigestFigures, tone: Tone): Text {
  const { day, books, squareDays, brokenSince, computedAt } = figures
  if (books?.verdict === 'broken') {
    const open = brokenSince ?? books.startedAt
    const doubt = doubtOf(figures)
    const age = formatAge(open, computedAt)
    return doubt === 0n
      ? say`🔴 Not square · open ${age} · ${day}`
      : say`🔴 Not square · ${formatSats(doubt)} in doubt · open ${age} · ${day}`
  }
  if (books === null || !isFresh(figures))
    return tone === 'red'
      ? say`🔴 Something critical is not right, and nobody has reconciled the books · ${day}`
      : say`🟡 Not known whether all is square · ${day}`
  const found = books.checks.flatMap(({ discrepancies }) => discrepancies)
  if (tone === 'red') return say`🔴 The books are square, and something critical is not right · ${day}`
  if (books.verdict === 'late')
    return say`🟡 Nothing is lost, ${formatCount(found.length, 'thing')} not square so far · ${day}`
  return tone === 'green'
    ? say`🟢 All square · ${day} · day ${squareDays} in a row`
    : say`🟡 The books are square, and something needs you · ${day}`
}

/** The same sats are found by several checks: the one that sees most of them counts. */
export const doubtOf = ({ books }: Pick<DigestFigures, 'books'>): bigint =>
  (books?.checks ?? [])
    .map(({ discrepancies }) => discrepancies.reduce((sum, { doubtSats }) => sum + doubtSats, 0n))
    .reduce((most, sum) => (sum > most ? sum : most), 0n)

/* What is good to know, and goes first where something is wrong. */

export function vanityLines(figures: DigestFigures): DigestLine[] {
  const { cashOuts, fiat, clientsSats, clients, commissionSats } = figures.figures
  const cash = joined(
    fiat.slice(0, 2).map((one) => formatFiat(one.amount, one.exponent, one.fiatCode)),
    ' + ',
  )
  const volume =
    cashOuts === 0
      ? say`💵 No cash-outs`
      : say`💵 ${formatCount(cashOuts, 'cash-out')} · ${cash} → ${formatSats(clientsSats)} to ${formatCount(clients, 'client')}`
  return [
    { text: joined([volume, besideUsual(clientsSats, figures.usual?.clientsSats)]), rank: 4 },
    ...(cashOuts === 0
      ? []
      : [
          {
            text: joined([
              say`🪙 Commission ${formatSats(commissionSats)} · ${effectivePercent(figures)} % effective`,
              besideUsual(commissionSats, figures.usual?.commissionSats),
            ]),
            rank: 5,
          },
        ]),
    { text: workLine(figures), rank: 6 },
    ...figures.float.slice(0, 1).map((one) => ({ text: floatLine(one), rank: 7 })),
  ]
}

/** ' (+18 % vs usual)': beside the median of the seven days before. */
function besideUsual(amount: bigint, usual: bigint | undefined): Text {
  if (usual === undefined || usual === 0n) return ''
  const percent = ((amount - usual) * 100n) / usual
  const sign = percent < 0n ? '−' : '+'
  const size = formatNumber((percent < 0n ? -percent : percent).toString())
  return percent === 0n
    ? joined([' (', say`as usual`, ')'])
    : joined([' (', say`${sign}${size} % vs usual`, ')'])
}

/** What was kept of what the clients and the house got, to the hundredth of a percent. */
function effectivePercent({ figures }: DigestFigures): Text {
  const base = figures.clientsSats + figures.houseSats
  if (base === 0n) return formatNumber('0.00')
  const hundredths = (figures.commissionSats * 10_000n + base / 2n) / base
  return formatNumber(`${hundredths / 100n}.${(hundredths % 100n).toString().padStart(2, '0')}`)
}

function workLine({ work }: DigestFigures): Text {
  const polls = say`📡 ${work.hoursPolled}/${work.hours} hours polled`
  const stuck = say`${work.stuck} stuck`
  if (work.slowestPayoutSeconds === null) return joined([polls, stuck], ' · ')
  const slowest = new Phrase({ kind: 'span', seconds: Math.round(work.slowestPayoutSeconds) })
  return joined([polls, say`slowest payout ${slowest}`, stuck], ' · ')
}

function floatLine({ amount, exponent, fiatCode, daysLeft, firstDry }: FloatFigure): Text {
  const float = say`⏳ Float ${formatFiat(amount, exponent, fiatCode)}`
  const lasts = daysLeft === null ? [] : [say`≈ ${formatNumber(daysLeft.toFixed(1))} days`]
  const dry =
    firstDry === null
      ? []
      : [say`first to run dry: ${clientName(firstDry)}, ${formatNumber(firstDry.daysLeft.toFixed(1))} days`]
  return joined([float, ...lasts, ...dry], ' · ')
}

export function bookLines(figures: DigestFigures, tone: Tone): DigestLine[] {
  const { books } = figures
  const found = (books?.checks ?? []).flatMap(({ discrepancies }) => discrepancies)
  if (books === null) return [{ text: say`📚 The books were never reconciled so far`, rank: 1 }]
  if (!isFresh(figures))
    return [{ text: say`📚 Last reconciled ${formatShortTime(books.startedAt)}`, rank: 1 }]
  if (found.length === 0) return tone === 'red' ? [] : [{ text: squareLine(figures), rank: 3 }]
  const shown = [...found].sort(byWeight).slice(0, FINDINGS_SHOWN)
  const left = found.length - shown.length
  return [
    ...shown.map((one) => ({ text: findingLine(one), rank: 1 })),
    ...(left > 0 ? [{ text: say`📚 ${left} more: recon show ${books.id}`, rank: 8 }] : []),
  ]
}

function squareLine({ figures }: DigestFigures): Text {
  const { receivedSats, clientsSats, commissionSats, houseSats } = figures
  return houseSats === 0n
    ? say`📚 Books: in ${formatSats(receivedSats)} = clients ${formatSats(clientsSats)} + commission ${formatSats(commissionSats)} · drift 0`
    : say`📚 Books: in ${formatSats(receivedSats)} = clients ${formatSats(clientsSats)} + commission ${formatSats(commissionSats)} + house ${formatSats(houseSats)} · drift 0`
}

/** Broken before late, more in doubt before less. */
export function byWeight(a: Discrepancy, b: Discrepancy): number {
  if (a.verdict !== b.verdict) return a.verdict === 'broken' ? -1 : 1
  return a.doubtSats === b.doubtSats ? 0 : a.doubtSats > b.doubtSats ? -1 : 1
}

const findingLine = ({ what, why, drift }: Discrepancy): Text => {
  if (drift === null) return say`📚 ${what}: ${why}`
  const amount =
    drift.unit !== 'msat'
      ? formatFiat(drift.amount, drift.exponent, drift.unit)
      : drift.amount % 1000n === 0n
        ? formatSats(drift.amount / 1000n)
        : say`${String(drift.amount)} msat`
  return say`📚 ${what}: off by ${amount}`
}

export const pausedLine = ({ paused }: DigestFigures): DigestLine[] =>
  paused === null
    ? []
    : [
        {
          text:
            paused.reason === null
              ? say`⏸ Payouts are paused`
              : say`⏸ Payouts are paused: ${clipped(paused.reason, REASON_SHOWN)}`,
          rank: 1,
        },
      ]

export function needLine(figures: DigestFigures, need: Need, tone: Tone, i: number): DigestLine {
  const words = needWords(need, figures.computedAt)
  const left = figures.needs.length - NEEDS_SHOWN[tone]
  const last = i === Math.min(NEEDS_SHOWN[tone], figures.needs.length) - 1
  return {
    text: last && left > 0 ? say`👉 Needs you: ${words}, and ${left} more` : say`👉 Needs you: ${words}`,
    rank: i === 0 ? 2 : 6,
  }
}

function needWords(need: Need, now: Date): Text {
  const age = formatAge(need.since, now)
  switch (need.kind) {
    case 'deposit': {
      const { amount, exponent, fiatCode } = need.amount
      const who = clientName({ id: need.clientId, username: need.username })
      return say`confirm deposit #${need.id} (${who}, ${formatFiat(amount, exponent, fiatCode)}, ${age})`
    }
    case 'payment':
      return say`look into payment #${need.id} (${formatSats(need.sats)}, ${age})`
    case 'cash_out':
      return say`decide about cash-out #${need.id} (set aside, ${age})`
  }
}

export function alertLine({ alerts }: DigestFigures): DigestLine[] {
  const { critical, high, medium } = alerts.firing
  const firing = [
    ...(critical > 0 ? [say`${critical} critical`] : []),
    ...(high > 0 ? [say`${high} high`] : []),
    ...(medium > 0 ? [say`${medium} medium`] : []),
    ...(alerts.infoRules.length > 0 ? [joined(['🔵 ', alerts.infoRules.slice(0, 3).join(', ')])] : []),
  ]
  const quiet = [
    ...(alerts.silences > 0 ? [formatCount(alerts.silences, 'silence')] : []),
    ...(alerts.maintenance > 0 ? [formatCount(alerts.maintenance, 'maintenance window')] : []),
    ...(alerts.quietUntil === null ? [] : [say`until ${formatShortTime(alerts.quietUntil)}`]),
  ]
  if (firing.length === 0 && quiet.length === 0) return []
  return [{ text: joined([say`🔔 Alerts`, ...firing, ...quiet], ' · '), rank: critical > 0 ? 1 : 3 }]
}

export const lateLine = ({ missed }: DigestTurn): DigestLine[] =>
  missed.length === 0
    ? []
    : [
        {
          text: say`💤 The bot was asleep: ${formatCount(missed.length, 'digest')} before this one never came`,
          rank: 3,
        },
      ]

/** Other people's words, cut where they would push the rest away. */
export function clipped(words: Text, most: number): Text {
  if (typeof words !== 'string') return words
  const letters = Array.from(words)
  return letters.length > most ? `${letters.slice(0, most).join('')}…` : words
}
