import type { Theme } from '../../commands/charts.ts'
import type { Span } from '../../engine/chart-figures.ts'
import type { FloatClient, FloatCurve } from '../../engine/float-figures.ts'
import { clientName, formatCount, formatFiat } from '../../engine/format.ts'
import { joined, say, type Text, type Voice, write } from '../../engine/phrase.ts'
import { largest, shareOf } from './scale.ts'
import {
  dot,
  EDGE,
  type Element,
  fitting,
  LARGE,
  PALETTES,
  type Palette,
  type Picture,
  type Plot,
  rule,
  type Series,
  sheet,
  SMALL,
  WIDTH,
  words,
} from './sheet.ts'
import { dayWords, rangeSentence, sentences, tenthsWords, weekdayWords } from './wording.ts'

export interface FloatSeries {
  readonly spans: readonly Span[]
  readonly flowDays: number
  readonly curves: readonly FloatCurve[]
  /** '2026-11-22': where the past ends and the forecast begins. */
  readonly today: string
}

const LIST = { left: 612, right: WIDTH - EDGE, top: 104, line: 44 }
const NAMED = 4
const DAYS_MIDDLE = 386

/** What is left over time, and ahead of today what will be; who runs dry first is listed beside it. */
export function drawFloat(
  series: FloatSeries,
  voice: Voice,
  theme: Theme,
): { picture: Picture; alt: string } {
  const palette = PALETTES[theme]
  const { curves } = series
  const [curve] = curves
  if (curve === undefined) return noClients(palette, voice)
  return {
    picture: sheet({
      palette,
      title: write(say`Left of the deposits: ${left(curve)}`, voice),
      ...curveParts(curve, series, palette, voice),
    }),
    alt: sentences(
      [
        ...curves.flatMap((one) => altOf(one, series.flowDays, voice)),
        say`The curve is shown ${rangeSentence(series.spans, voice)}.`,
      ],
      voice,
    ),
  }
}

const left = ({ available, exponent, fiatCode }: FloatCurve): Text =>
  formatFiat(available, exponent, fiatCode)

function noClients(palette: Palette, voice: Voice): { picture: Picture; alt: string } {
  const said = write(say`There is no active client.`, voice)
  return {
    picture: sheet({
      palette,
      title: write(say`Left of the deposits`, voice),
      plots: [],
      elements: [
        words({ x: WIDTH / 2, y: 220, words: said, size: LARGE, colour: palette.muted, align: 'center' }),
      ],
    }),
    alt: said,
  }
}

const DAY_MS = 86_400_000
const daysFrom = (today: string, day: string): number => (Date.parse(day) - Date.parse(today)) / DAY_MS

function curveParts(curve: FloatCurve, { today, curves }: FloatSeries, palette: Palette, voice: Voice) {
  const past = curve.past.map(({ last, available }) => ({ at: daysFrom(today, last), available }))
  const ahead = curve.ahead.map(({ day, available }) => ({ at: daysFrom(today, day), available }))
  const all = [...past, ...ahead]
  const from = Math.min(0, ...past.map(({ at }) => at))
  const until = Math.max(1, ...all.map(({ at }) => at))
  const most = largest(all.map(({ available }) => available))
  const plot: Plot = {
    left: EDGE + 8,
    right: LIST.left - 44,
    top: 92,
    bottom: 330,
    across: { from, to: until },
  }
  const xOf = (at: number): number => plot.left + ((plot.right - plot.left) * (at - from)) / (until - from)
  const points = (list: readonly { at: number; available: bigint }[]) =>
    list.map(({ at, available }) => [at, shareOf(available, most)])
  const series: Series[] = [
    {
      type: 'line',
      symbol: past.length === 1 ? 'circle' : 'none',
      symbolSize: 12,
      itemStyle: { color: palette.bar },
      lineStyle: { color: palette.bar, width: 4 },
      areaStyle: { color: palette.bar, opacity: 0.28 },
      data: points(past),
    },
    {
      type: 'line',
      symbol: 'none',
      lineStyle: { color: palette.bar, width: 4, type: [10, 8] },
      data: points(ahead),
    },
  ]
  const shown = curve.dry.slice(0, NAMED)
  return {
    plots: [{ plot, series }],
    elements: [
      rule([plot.left, plot.bottom], [plot.right, plot.bottom], palette.faint),
      ...numbered(shown, until, { plot, xOf, palette }),
      ...days(curve, { today, first: curve.past[0]?.last ?? today, plot, xOf, palette, voice }),
      ...list(curve, curves.slice(1), palette, voice),
    ],
  }
}

const RADIUS = 15

/** Where on the line of nothing each of the first runs dry; one above the other where they do so together. */
function numbered(
  dry: readonly FloatClient[],
  until: number,
  { plot, xOf, palette }: { plot: Plot; xOf: (at: number) => number; palette: Palette },
): Element[] {
  const taken: { x: number; y: number }[] = []
  return dry.flatMap(({ tenthsLeft }, i) => {
    const at = Number(tenthsLeft) / 10
    if (at > until) return []
    const x = xOf(at)
    let y = plot.bottom
    while (taken.some((other) => Math.abs(other.x - x) < 2 * RADIUS && Math.abs(other.y - y) < 2 * RADIUS))
      y -= 2 * RADIUS + 3
    taken.push({ x, y })
    return badge(x, y, i, palette)
  })
}

const badge = (x: number, y: number, at: number, palette: Palette): Element[] => [
  dot(x, y, RADIUS, palette.alarm),
  words({ x, y, words: String(at + 1), size: 21, colour: palette.paper, bold: true, align: 'center' }),
]

function days(
  { ahead }: FloatCurve,
  {
    today,
    first,
    plot,
    xOf,
    palette,
    voice,
  }: {
    today: string
    first: string
    plot: Plot
    xOf: (at: number) => number
    palette: Palette
    voice: Voice
  },
): Element[] {
  const end = ahead.at(-1)
  const middle = xOf(0)
  const label = (x: number, day: string, align: 'left' | 'center' | 'right', colour: string, bold = false) =>
    words({ x, y: DAYS_MIDDLE, words: dayWords(day, voice), size: 23, colour, bold, align })
  const room = 150
  return [
    ...(middle - plot.left > room ? [label(plot.left, first, 'left', palette.muted)] : []),
    label(Math.min(Math.max(middle, plot.left + 45), plot.right - 45), today, 'center', palette.ink, true),
    ...(end !== undefined && end.day !== today && plot.right - middle > room
      ? [label(plot.right, end.day, 'right', palette.muted)]
      : []),
    rule([middle, plot.bottom], [middle, plot.bottom + 14], palette.ink),
  ]
}

function list(curve: FloatCurve, others: readonly FloatCurve[], palette: Palette, voice: Voice): Element[] {
  const { left: x, right, top, line } = LIST
  const shown = curve.dry.slice(0, NAMED)
  const heading = shown.length === 0 ? say`Nothing was spent lately` : say`Runs dry first`
  const rows = shown.flatMap((client, i) => {
    const y = top + (i + 1) * line
    const day = dayWords(client.day, voice)
    const name = fitting(write(clientName(client), voice), SMALL, right - x - 42 - 105)
    return [
      ...badge(x + RADIUS, y, i, palette),
      words({ x: x + 42, y, words: name, colour: palette.ink }),
      words({ x: right, y, words: day, colour: palette.ink, bold: true, align: 'right' }),
    ]
  })
  const rest = [
    ...(curve.dry.length > NAMED ? [say`and ${curve.dry.length - NAMED} more`] : []),
    ...(curve.empty > 0 ? [say`${formatCount(curve.empty, 'client')} with nothing left`] : []),
    ...others.map((other) => say`besides: ${left(other)}`),
  ]
  return [
    words({ x, y: top, words: fitting(write(heading, voice), SMALL, right - x), colour: palette.muted }),
    ...rows,
    ...rest.slice(0, Math.max(1, 5 - shown.length)).map((one, i) =>
      words({
        x,
        y: top + (shown.length + 1 + i) * line,
        words: fitting(write(one, voice), 23, right - x),
        size: 23,
        colour: palette.muted,
      }),
    ),
  ]
}

function altOf(curve: FloatCurve, flowDays: number, voice: Voice): Text[] {
  const clients = formatCount(curve.clients, 'active client')
  const state = say`${clients}: ${left(curve)} left of the deposits.`
  if (curve.tenthsLeft === null) return [state, say`No forecast: nothing was spent on the days that count.`]
  const pace = say`At the pace of the last ${formatCount(flowDays, 'day')} that is ${tenthsWords(curve.tenthsLeft, voice)} days.`
  const first = curve.dry.slice(0, NAMED)
  if (first.length === 0) return [state, pace]
  const named = joined(
    first.map((client) => joined([clientName(client), ` (${weekdayWords(client.day, voice)})`])),
    ', ',
  )
  return [state, pace, say`First to run dry: ${named}.`]
}
