import assert from 'node:assert/strict'
import { median } from './digest-figures.ts'
import { sum } from './domain/money.ts'
import { dayBeside, dayBounds, localDay } from './local-time.ts'
import type { Verdict } from './reconcile/verdict.ts'

/** One bar of a chart: a day of the operator's calendar, or seven of them. */
export interface Span {
  /** '2026-11-15' */
  readonly first: string
  readonly last: string
}

/** Moments one after the other; between two of them lies what is counted together. */
export type Bounds = readonly Date[]

/** What charts read of the books. Every list has one entry for each gap between the bounds. */
export interface ChartReadings {
  /** When the books begin: earlier days have no figures, which is not the same as none. */
  beganAt(): Promise<Date | null>
  sums(bounds: Bounds): Promise<readonly DaySums[]>
  /** How many alerts of severity critical were opened. */
  criticals(bounds: Bounds): Promise<readonly number[]>
  /** Of the newest reconciliation of the whole that began there; null: there was none. */
  verdicts(bounds: Bounds): Promise<readonly (Verdict | null)[]>
  polls(bounds: Bounds, now: Date): Promise<readonly DayPolls[]>
  client(clientId: bigint, bounds: Bounds): Promise<{ before: Received; days: readonly Received[] }>
  float(bounds: Bounds, flow: { readonly from: Date; readonly until: Date }): Promise<readonly FloatReading[]>
}

export interface DaySums {
  readonly clientsSats: bigint
  readonly commissionSats: bigint
  readonly houseSats: bigint
}
export interface DayPolls {
  readonly succeeded: number
  readonly failed: number
  /** Seconds in which a person had switched the polls off. */
  readonly pausedSeconds: number
}
export interface Received {
  readonly sats: bigint
  /** Minor units of the client's currency. */
  readonly fiat: bigint
}
/** An active client with what is left of the deposits, holds taken off. */
export interface FloatReading {
  readonly id: bigint
  readonly username: string
  readonly fiatCode: string
  readonly exponent: number
  readonly available: bigint
  /** Claimed by payments within the flow's time. */
  readonly spent: bigint
  /** Changes of what is available, gap by gap; and after the last bound. */
  readonly changes: readonly bigint[]
  readonly changeSince: bigint
}

/** How far the books of a day can be trusted. unknown: nobody looked, at Lamassu or at the books. */
export type Trust = 'square' | 'late' | 'broken' | 'unknown'

export interface VolumeBar extends Span, DaySums {
  /** The median of the seven bars before; null with fewer than three of them in the books. */
  readonly usualSats: bigint | null
  readonly trust: Trust
  readonly incidents: number
}
export interface CommissionBar extends Span {
  readonly commissionSats: bigint
  /** Hundredths of a percent of what the clients and the house got; null where that is nothing. */
  readonly hundredths: bigint | null
}
export interface ClientPoint extends Span, Received {
  /** Minor units for one bitcoin; null before the first sat. */
  readonly averageMinor: bigint | null
}
export interface CoverageBar extends Span {
  readonly succeeded: number
  readonly failed: number
  readonly due: number
}

export interface FiguresRequest {
  /** Up to the end of this local day; earlier days before it. */
  readonly until: string
  readonly days: number
  readonly timeZone: string
  readonly now: Date
}

/** More days than this are shown as weeks: squares have to be seen on a telephone. */
export const MOST_SINGLE_DAYS = 31
/** 27 weeks. */
export const MOST_DAYS = 189
const WEEK = 7
const USUAL_BARS = 7
const LEAST_USUAL_BARS = 3
const SATS_PER_BITCOIN = 100_000_000n

/** The bars of a chart, the oldest first: days, or whole weeks that end with the last day. */
export function spansOf({ until, days }: Pick<FiguresRequest, 'until' | 'days'>): Span[] {
  assert(days >= 1 && days <= MOST_DAYS, 'a chart has as many days as can be seen')
  const length = lengthOf(days)
  return spansUpTo(until, Math.ceil(days / length), length)
}

const lengthOf = (days: number): number => (days > MOST_SINGLE_DAYS ? WEEK : 1)

const spansUpTo = (until: string, count: number, length: number): Span[] =>
  Array.from({ length: count }, (_, i) => {
    const last = dayBeside(until, -(count - 1 - i) * length)
    return { first: dayBeside(last, 1 - length), last }
  })

const daysOf = (spans: readonly Span[]): string[] => {
  const [first] = spans
  const last = spans.at(-1)
  if (first === undefined || last === undefined) return []
  const days = [first.first]
  for (let day = first.first; day < last.last; day = dayBeside(day, 1)) days.push(dayBeside(day, 1))
  return days
}

/** One more than there are spans. */
export const boundsOf = (spans: readonly Span[], timeZone: string): Date[] => [
  ...spans.slice(0, 1).map(({ first }) => dayBounds(first, timeZone).from),
  ...spans.map(({ last }) => dayBounds(last, timeZone).until),
]

/** Sats distributed bar by bar, the usual beside them, and whether the books of each can be trusted. */
export async function volumeFigures(
  readings: ChartReadings,
  request: FiguresRequest,
): Promise<readonly VolumeBar[]> {
  const { timeZone } = request
  const spans = spansOf(request)
  const length = lengthOf(request.days)
  const wide = [...spansUpTo(dayBeside(spans[0]?.first ?? request.until, -1), USUAL_BARS, length), ...spans]
  const bounds = boundsOf(wide, timeZone)
  const [began, sums, incidents] = [
    await readings.beganAt(),
    await readings.sums(bounds),
    await readings.criticals(boundsOf(spans, timeZone)),
  ]
  const trust = await trustOfSpans(readings, spans, request)
  const isKnown = wide.map((_, i) => began !== null && (bounds[i] ?? began) >= began)
  return spans.map((span, i) => {
    const before = wide.slice(i, i + USUAL_BARS).flatMap((_, at) => {
      const known = sums[i + at]
      return isKnown[i + at] === true && known !== undefined ? [known.clientsSats] : []
    })
    return {
      ...span,
      ...(sums[i + USUAL_BARS] ?? NOTHING),
      usualSats: before.length < LEAST_USUAL_BARS ? null : median(before),
      trust: trust[i] ?? 'unknown',
      incidents: incidents[i] ?? 0,
    }
  })
}

const NOTHING: DaySums = { clientsSats: 0n, commissionSats: 0n, houseSats: 0n }

/** A week is as good as its worst day. */
async function trustOfSpans(
  readings: ChartReadings,
  spans: readonly Span[],
  { timeZone, now }: FiguresRequest,
): Promise<Trust[]> {
  const days = daysOf(spans)
  const bounds = boundsOf(
    days.map((day) => ({ first: day, last: day })),
    timeZone,
  )
  const verdicts = await readings.verdicts(bounds)
  const polls = await readings.polls(bounds, now)
  const today = localDay(now, timeZone)
  return spans.map(({ first, last }) =>
    worstTrust(
      days.flatMap((day, i) =>
        day < first || day > last || day > today
          ? []
          : [trustOf(verdicts[i] ?? null, (polls[i]?.succeeded ?? 0) > 0)],
      ),
    ),
  )
}

/** What is found broken is broken, whoever else was not looking; what nobody polled is not called square. */
export function trustOf(verdict: Verdict | null, polled: boolean): Trust {
  if (verdict === 'broken') return 'broken'
  if (verdict === null || !polled) return 'unknown'
  return verdict === 'late' ? 'late' : 'square'
}

const BY_WEIGHT: readonly Trust[] = ['broken', 'unknown', 'late', 'square']
const worstTrust = (days: readonly Trust[]): Trust =>
  BY_WEIGHT.find((trust) => days.includes(trust)) ?? 'unknown'

/** The commission bar by bar, in sats and as a part of what the clients and the house got. */
export async function commissionFigures(
  readings: ChartReadings,
  request: FiguresRequest,
): Promise<{ readonly bars: readonly CommissionBar[]; readonly hundredths: bigint | null }> {
  const spans = spansOf(request)
  const sums = await readings.sums(boundsOf(spans, request.timeZone))
  return {
    bars: spans.map((span, i) => {
      const one = sums[i] ?? NOTHING
      return { ...span, commissionSats: one.commissionSats, hundredths: effectiveHundredths(one) }
    }),
    hundredths: effectiveHundredths({
      clientsSats: sum(sums.map((one) => one.clientsSats)),
      commissionSats: sum(sums.map((one) => one.commissionSats)),
      houseSats: sum(sums.map((one) => one.houseSats)),
    }),
  }
}

/** To the hundredth of a percent, halves up. */
export function effectiveHundredths({ clientsSats, commissionSats, houseSats }: DaySums): bigint | null {
  const base = clientsSats + houseSats
  return base === 0n ? null : (commissionSats * 10_000n + base / 2n) / base
}

/** What a client has gathered by the end of each bar, earlier days included, and what a bitcoin cost so far. */
export async function clientFigures(
  readings: ChartReadings,
  clientId: bigint,
  request: FiguresRequest,
): Promise<readonly ClientPoint[]> {
  const spans = spansOf(request)
  const { before, days } = await readings.client(clientId, boundsOf(spans, request.timeZone))
  let { sats, fiat } = before
  return spans.map((span, i) => {
    sats += days[i]?.sats ?? 0n
    fiat += days[i]?.fiat ?? 0n
    return { ...span, sats, fiat, averageMinor: averageCost({ sats, fiat }) }
  })
}

/** Minor units for one bitcoin, halves up. */
export const averageCost = ({ sats, fiat }: Received): bigint | null =>
  sats === 0n ? null : (fiat * SATS_PER_BITCOIN + sats / 2n) / sats

/** The polls that succeeded, and how many were due: of the time since the books began, less pauses, up to now. */
export async function coverageFigures(
  readings: ChartReadings,
  request: FiguresRequest,
  pollSeconds: number,
): Promise<readonly CoverageBar[]> {
  const spans = spansOf(request)
  const bounds = boundsOf(spans, request.timeZone)
  const began = await readings.beganAt()
  const polls = await readings.polls(bounds, request.now)
  return spans.map((span, i) => {
    const { succeeded, failed, pausedSeconds } = polls[i] ?? { succeeded: 0, failed: 0, pausedSeconds: 0 }
    const from = Math.max(bounds[i]?.getTime() ?? 0, began?.getTime() ?? Number.POSITIVE_INFINITY)
    const until = Math.min(bounds[i + 1]?.getTime() ?? 0, request.now.getTime())
    const seconds = Math.max(0, (until - from) / 1000 - pausedSeconds)
    return { ...span, succeeded, failed, due: Math.floor(seconds / pollSeconds) }
  })
}
