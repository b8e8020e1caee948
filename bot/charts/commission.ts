import type { Theme } from '../../commands/charts.ts'
import type { CommissionBar } from '../../engine/chart-figures.ts'
import { sum } from '../../engine/domain/money.ts'
import { formatSats } from '../../engine/format.ts'
import { say, type Text, type Voice, write } from '../../engine/phrase.ts'
import { BAR_STYLE, barLabels, scaleOf, VISIBLE } from './bars.ts'
import { dayAxis } from './day-axis.ts'
import { caption, lineOf } from './lines.ts'
import { indexOfLargest, largest, shareBetween, shareOf } from './scale.ts'
import { EDGE, LARGE, middleOf, PALETTES, type Picture, type Plot, sheet, WIDTH, words } from './sheet.ts'
import {
  hundredthsWords,
  isWeekly,
  numberWords,
  rangeSentence,
  rangeWords,
  sentences,
  spanWords,
} from './wording.ts'

export interface CommissionSeries {
  readonly bars: readonly CommissionBar[]
  readonly hundredths: bigint | null
}

/** Sats as bars; beneath them what part of the cash-outs they were. */
export function drawCommission(
  { bars, hundredths }: CommissionSeries,
  voice: Voice,
  theme: Theme,
): { picture: Picture; alt: string } {
  const palette = PALETTES[theme]
  const across = { bars: bars.length }
  const plot: Plot = { left: EDGE, right: WIDTH - EDGE, top: 108, bottom: 250, across }
  const percent: Plot = { left: EDGE, right: WIDTH - EDGE, top: 304, bottom: 356, across }
  const centres = bars.map((_, i) => middleOf(plot, bars.length, i))
  const heights = bars.map((bar) => bar.commissionSats)
  const most = scaleOf(heights)
  const rates = bars.flatMap((bar) => (bar.hundredths === null ? [] : [bar.hundredths]))
  const range = rangeWords(bars, voice)
  return {
    picture: sheet({
      palette,
      title: write(
        isWeekly(bars)
          ? say`Commission in sats by week · ${range}`
          : say`Commission in sats by day · ${range}`,
        voice,
      ),
      plots: [
        {
          plot,
          series: [
            {
              ...BAR_STYLE,
              ...VISIBLE,
              itemStyle: { color: palette.bar },
              data: heights.map((height) => (height === 0n ? null : shareOf(height, most))),
            },
          ],
        },
        {
          plot: percent,
          series: [
            lineOf(
              bars.map((bar) =>
                bar.hundredths === null ? null : 0.1 + 0.8 * shareBetween(bar.hundredths, rates),
              ),
              palette,
            ),
          ],
        },
      ],
      elements: [
        ...(most === 0n
          ? [
              words({
                x: WIDTH / 2,
                y: 180,
                words: write(say`There was no commission`, voice),
                size: LARGE,
                colour: palette.muted,
                align: 'center',
              }),
            ]
          : barLabels({
              plot,
              values: heights,
              heights,
              most,
              text: (sats) => numberWords(sats, voice),
              palette,
            })),
        ...caption(
          percent,
          write(effectiveWords(rates, voice), voice),
          percentWords(hundredths, voice),
          palette,
        ),
        ...dayAxis(bars, centres, { y: 390, voice, palette, edges: { left: 12, right: WIDTH - 12 } }),
      ],
    }),
    alt: sentences(altOf(bars, hundredths, voice), voice),
  }
}

const percentWords = (hundredths: bigint | null, voice: Voice): string =>
  hundredths === null ? '–' : `${hundredthsWords(hundredths, voice)} %`

/** The line shows changes alone, so its ends are said. */
function effectiveWords(rates: readonly bigint[], voice: Voice): Text {
  const [first = 0n] = rates
  const low = rates.reduce((least, one) => (one < least ? one : least), first)
  const high = largest(rates)
  return low === high
    ? say`Effective`
    : say`Effective: from ${percentWords(low, voice)} to ${percentWords(high, voice)}`
}

function altOf(bars: readonly CommissionBar[], hundredths: bigint | null, voice: Voice): Text[] {
  const sats = bars.map((bar) => bar.commissionSats)
  const total = sum(sats)
  const range = rangeSentence(bars, voice)
  const peak = bars[indexOfLargest(sats)]
  const last = bars.at(-1)
  if (peak === undefined || last === undefined) return [say`Bar chart: there was no commission ${range}.`]
  return [
    say`Bar chart: the commission came to ${formatSats(total)} ${range}, ${percentWords(hundredths, voice)} of what the clients and the house got.`,
    say`The most was ${formatSats(peak.commissionSats)} (${spanWords(peak, voice)}), the last bar is ${formatSats(last.commissionSats)} (${spanWords(last, voice)}).`,
  ]
}
