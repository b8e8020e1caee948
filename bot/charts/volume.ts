import type { Theme } from '../../commands/charts.ts'
import type { Trust, VolumeBar } from '../../engine/chart-figures.ts'
import { sum } from '../../engine/domain/money.ts'
import { formatCount, formatSats } from '../../engine/format.ts'
import { joined, say, type Text, type Voice, write } from '../../engine/phrase.ts'
import { BAR_STYLE, barLabels, scaleOf, VISIBLE } from './bars.ts'
import { dayAxis } from './day-axis.ts'
import { indexOfLargest, shareOf } from './scale.ts'
import {
  box,
  EDGE,
  type Element,
  LARGE,
  middleOf,
  PALETTES,
  type Palette,
  type Picture,
  type Plot,
  type Series,
  sheet,
  TRUST_SIGNS,
  WIDTH,
  words,
} from './sheet.ts'
import { isWeekly, numberWords, rangeSentence, rangeWords, sentences, spanWords } from './wording.ts'

const STRIP = { top: 318, height: 44 }
const LABELS_MIDDLE = 390
const INCIDENT_MIDDLE = 299

interface Drawn {
  readonly picture: Picture
  readonly alt: string
}

export function drawVolume(bars: readonly VolumeBar[], voice: Voice, theme: Theme): Drawn {
  const palette = PALETTES[theme]
  const plot: Plot = { left: EDGE, right: WIDTH - EDGE, top: 108, bottom: 282, across: { bars: bars.length } }
  const centres = bars.map((_, i) => middleOf(plot, bars.length, i))
  const heights = bars.map((bar) => bar.clientsSats + bar.commissionSats)
  const most = scaleOf(
    heights,
    bars.map(({ usualSats }) => usualSats),
  )
  const range = rangeWords(bars, voice)
  return {
    picture: sheet({
      palette,
      title: write(
        isWeekly(bars) ? say`Sats distributed by week · ${range}` : say`Sats distributed by day · ${range}`,
        voice,
      ),
      plots: [{ plot, series: seriesOf(bars, most, palette) }],
      elements: [
        ...(most === 0n
          ? [nothing(plot, palette, voice)]
          : barLabels({
              plot,
              values: bars.map((bar) => bar.clientsSats),
              heights,
              most,
              text: (value) => numberWords(value, voice),
              palette,
            })),
        ...incidents(bars, centres, palette),
        ...strip(
          bars.map(({ trust }) => trust),
          centres,
          palette,
        ),
        ...dayAxis(bars, centres, {
          y: LABELS_MIDDLE,
          voice,
          palette,
          edges: { left: 12, right: WIDTH - 12 },
        }),
      ],
    }),
    alt: sentences(altOf(bars, voice), voice),
  }
}

function seriesOf(bars: readonly VolumeBar[], most: bigint, palette: Palette): Series[] {
  const share = (amount: bigint | null): number | null =>
    amount === null || amount === 0n || most === 0n ? null : shareOf(amount, most)
  return [
    {
      ...BAR_STYLE,
      ...VISIBLE,
      stack: 'sats',
      itemStyle: { color: palette.bar },
      data: bars.map((bar) => share(bar.clientsSats)),
    },
    {
      ...BAR_STYLE,
      stack: 'sats',
      itemStyle: { color: palette.cap },
      data: bars.map((bar) => share(bar.commissionSats)),
    },
    {
      type: 'line',
      symbol: 'none',
      connectNulls: false,
      lineStyle: { color: palette.ink, width: 3, type: [8, 6] },
      data: bars.map(({ usualSats }) =>
        usualSats === null || most === 0n ? null : shareOf(usualSats, most),
      ),
    },
  ]
}

const nothing = (plot: Plot, palette: Palette, voice: Voice): Element =>
  words({
    x: WIDTH / 2,
    y: (plot.top + plot.bottom) / 2 - 10,
    words: write(say`Nothing was distributed`, voice),
    size: LARGE,
    colour: palette.muted,
    align: 'center',
  })

const incidents = (bars: readonly VolumeBar[], centres: readonly number[], palette: Palette): Element[] =>
  bars.flatMap((bar, i) =>
    bar.incidents === 0
      ? []
      : [
          words({
            x: centres[i] ?? 0,
            y: INCIDENT_MIDDLE,
            words: '▲',
            size: 24,
            colour: palette.alarm,
            align: 'center',
          }),
        ],
  )

/** Squares below the bars, each with the sign that its colour stands for. */
export function strip(
  trusts: readonly Trust[],
  centres: readonly number[],
  palette: Palette,
  { top, height } = STRIP,
): Element[] {
  const band = (WIDTH - 2 * EDGE) / trusts.length
  const size = Math.min(height, band - 5)
  const y = top + (height - size) / 2
  return trusts.flatMap((trust, i) => {
    const x = centres[i] ?? 0
    const { fill, ink } = palette.trust[trust]
    return [
      box({ x: x - size / 2, y, width: size, height: size }, { fill, radius: Math.min(8, size / 5) }),
      words({
        x,
        y: y + size / 2,
        words: TRUST_SIGNS[trust],
        size: Math.min(30, size * 0.78),
        colour: ink,
        bold: true,
        align: 'center',
      }),
    ]
  })
}

function altOf(bars: readonly VolumeBar[], voice: Voice): Text[] {
  const sats = bars.map((bar) => bar.clientsSats)
  const total = sum(sats)
  const range = rangeSentence(bars, voice)
  const last = bars.at(-1)
  const peak = bars[indexOfLargest(sats)]
  const first =
    total === 0n
      ? say`Bar chart: nothing was distributed ${range}.`
      : say`Bar chart: ${formatSats(total)} were distributed to clients ${range}, with ${formatSats(sum(bars.map((bar) => bar.commissionSats)))} of commission.`
  const most =
    peak === undefined || last === undefined || total === 0n
      ? []
      : [
          say`The most was ${formatSats(peak.clientsSats)} (${spanWords(peak, voice)}), the last bar is ${formatSats(last.clientsSats)} (${spanWords(last, voice)}).`,
        ]
  const usual =
    last === undefined || last.usualSats === null || total === 0n
      ? []
      : [
          say`The dashed line is the median of the seven bars before: ${formatSats(last.usualSats)} at the end.`,
        ]
  return [first, ...most, ...usual, booksSentence(bars), ...alarmSentence(bars, voice)]
}

function booksSentence(bars: readonly VolumeBar[]): Text {
  const count = (trust: Trust): number => bars.filter((bar) => bar.trust === trust).length
  return say`The books, bar by bar: ${count('square')} square, ${count('late')} late, ${count('broken')} not square, ${count('unknown')} not known.`
}

function alarmSentence(bars: readonly VolumeBar[], voice: Voice): Text[] {
  const alarmed = bars.filter((bar) => bar.incidents > 0)
  if (alarmed.length === 0) return []
  const alerts = formatCount(
    alarmed.reduce((all, bar) => all + bar.incidents, 0),
    'critical alert',
  )
  const days = joined(
    alarmed.map((bar) => spanWords(bar, voice)),
    ', ',
  )
  return [say`▲ ${alerts}: ${days}.`]
}
