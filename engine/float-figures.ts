import {
  boundsOf,
  type ChartReadings,
  type FiguresRequest,
  type FloatReading,
  spansOf,
} from './chart-figures.ts'
import { sum } from './domain/money.ts'
import { dayBeside, dayBounds, localDay } from './local-time.ts'

/** What the clients of one currency have left, how it came to that, and how long it lasts at the pace of late. */
export interface FloatCurve {
  readonly fiatCode: string
  readonly exponent: number
  readonly available: bigint
  /** At the end of each bar. */
  readonly past: readonly { readonly last: string; readonly available: bigint }[]
  /** From today on, day by day until nothing is left, at most `MOST_DAYS_AHEAD`; empty where nothing was spent. */
  readonly ahead: readonly { readonly day: string; readonly available: bigint }[]
  /** Tenths of a day until all of it is spent; null where nothing was spent. */
  readonly tenthsLeft: bigint | null
  /** Who runs dry, the first first. */
  readonly dry: readonly FloatClient[]
  /** Active clients who have nothing left already. */
  readonly empty: number
  readonly clients: number
}

export interface FloatClient {
  readonly id: bigint
  readonly username: string
  readonly available: bigint
  readonly tenthsLeft: bigint
  /** The local day on which the last of it goes. */
  readonly day: string
}

export const FLOW_DAYS = 14
export const MOST_DAYS_AHEAD = 30

/** Currency by currency, the one with the most clients first. The pace is that of whole days before today, at most 14. */
export async function floatFigures(
  readings: ChartReadings,
  request: FiguresRequest,
): Promise<{ readonly flowDays: number; readonly curves: readonly FloatCurve[] }> {
  const { timeZone, now } = request
  const today = localDay(now, timeZone)
  const spans = spansOf(request)
  const began = await readings.beganAt()
  const flowDays = wholeDaysSince(began, today, timeZone)
  const clients = await readings.float(boundsOf(spans, timeZone), {
    from: dayBounds(dayBeside(today, -flowDays), timeZone).from,
    until: dayBounds(today, timeZone).from,
  })
  const codes = [...new Set(clients.map(({ fiatCode }) => fiatCode))]
  const curves = codes.map((code) =>
    curveOf(
      clients.filter(({ fiatCode }) => fiatCode === code),
      { today, flowDays: BigInt(flowDays), lasts: spans.map(({ last }) => last) },
    ),
  )
  return {
    flowDays,
    curves: curves.sort((a, b) => b.clients - a.clients || (a.fiatCode < b.fiatCode ? -1 : 1)),
  }
}

/** Of a shop that began lately only its own days count; the day on which it began is none of them. */
function wholeDaysSince(began: Date | null, today: string, timeZone: string): number {
  if (began === null) return 0
  const isWhole = (day: string): boolean => dayBounds(day, timeZone).from >= began
  let days = 0
  while (days < FLOW_DAYS && isWhole(dayBeside(today, -(days + 1)))) days += 1
  return days
}

function curveOf(
  clients: readonly FloatReading[],
  { today, flowDays, lasts }: { today: string; flowDays: bigint; lasts: readonly string[] },
): FloatCurve {
  const available = sum(clients.map((one) => one.available))
  const spent = sum(clients.map((one) => one.spent))
  return {
    fiatCode: clients[0]?.fiatCode ?? '',
    exponent: clients[0]?.exponent ?? 0,
    available,
    past: pastOf(clients, available, lasts),
    ahead: flowDays === 0n || spent === 0n ? [] : aheadOf(clients, today, flowDays),
    tenthsLeft: tenthsLeft({ available, spent }, flowDays),
    dry: clients
      .flatMap((one) => {
        const tenths = one.available > 0n ? tenthsLeft(one, flowDays) : null
        return tenths === null ? [] : [dryClient(one, tenths, today)]
      })
      .sort((a, b) => Number(a.tenthsLeft - b.tenthsLeft) || Number(a.id - b.id)),
    empty: clients.filter((one) => one.available <= 0n).length,
    clients: clients.length,
  }
}

const dryClient = (
  { id, username, available }: FloatReading,
  tenths: bigint,
  today: string,
): FloatClient => ({
  id,
  username,
  available,
  tenthsLeft: tenths,
  day: dayBeside(today, Number(tenths / 10n)),
})

/** To the tenth of a day, rounded down: a forecast, not money. */
const tenthsLeft = (
  { available, spent }: { available: bigint; spent: bigint },
  flowDays: bigint,
): bigint | null => (flowDays === 0n || spent === 0n ? null : (available * flowDays * 10n) / spent)

/** Backwards from what is there now. */
function pastOf(
  clients: readonly FloatReading[],
  available: bigint,
  lasts: readonly string[],
): FloatCurve['past'] {
  let left = available - sum(clients.map(({ changeSince }) => changeSince))
  const past = []
  for (let i = lasts.length - 1; i >= 0; i -= 1) {
    past.unshift({ last: lasts[i] ?? '', available: left })
    left -= sum(clients.map(({ changes }) => changes[i] ?? 0n))
  }
  return past
}

/** Everybody goes on at the pace of late, and stops where nothing is left. */
function aheadOf(clients: readonly FloatReading[], today: string, flowDays: bigint): FloatCurve['ahead'] {
  const ahead = []
  for (let days = 0n; days <= BigInt(MOST_DAYS_AHEAD); days += 1n) {
    const left = sum(
      clients.map(({ available, spent }) => {
        const after = available - (spent * days) / flowDays
        return after > 0n ? after : 0n
      }),
    )
    ahead.push({ day: dayBeside(today, Number(days)), available: left })
    if (left === 0n) break
  }
  return ahead
}
