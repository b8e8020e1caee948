import type { Theme } from '../../commands/charts.ts'
import type { ClientPoint } from '../../engine/chart-figures.ts'
import { clientName, formatFiat, formatSats } from '../../engine/format.ts'
import { say, type Text, type Voice, write } from '../../engine/phrase.ts'
import { dayAxis } from './day-axis.ts'
import { caption, lineOf } from './lines.ts'
import { shareBetween, shareOf } from './scale.ts'
import {
  dot,
  EDGE,
  fitting,
  LARGE,
  middleOf,
  PALETTES,
  type Picture,
  type Plot,
  sheet,
  WIDTH,
  words,
} from './sheet.ts'
import { rangeSentence, rangeWords, sentences } from './wording.ts'

/** The figure above the end of the line has room. */
const TOP_SHARE = 0.9

export interface ChartClient {
  readonly id: bigint
  readonly username: string
  readonly fiatCode: string
  readonly exponent: number
}

/** Two parts, one above the other: what was gathered, from nothing; and what a bitcoin cost, where only changes matter. */
export function drawClient(
  client: ChartClient,
  points: readonly ClientPoint[],
  voice: Voice,
  theme: Theme,
): { picture: Picture; alt: string } {
  const palette = PALETTES[theme]
  const across = { bars: points.length }
  const gathered: Plot = { left: EDGE, right: WIDTH - EDGE, top: 104, bottom: 226, across }
  const cost: Plot = { left: EDGE, right: WIDTH - EDGE, top: 284, bottom: 352, across }
  const centres = points.map((_, i) => middleOf(gathered, points.length, i))
  const last = points.at(-1)
  const most = last?.sats ?? 0n
  const averages = points.flatMap(({ averageMinor }) => (averageMinor === null ? [] : [averageMinor]))
  const costShare = (point: ClientPoint): number | null =>
    point.averageMinor === null ? null : 0.12 + 0.76 * shareBetween(point.averageMinor, averages)
  const range = rangeWords(points, voice)
  const average = last === undefined ? null : last.averageMinor
  const endOf = (plot: Plot, share: number) =>
    dot(centres.at(-1) ?? 0, plot.bottom - (plot.bottom - plot.top) * share, 7, palette.bar)
  const name = fitting(write(clientName(client), voice), LARGE, 480, true)
  return {
    picture: sheet({
      palette,
      title: `${name} · ${range}`,
      plots: [
        {
          plot: gathered,
          series:
            most === 0n
              ? []
              : [
                  lineOf(
                    points.map(({ sats }) => TOP_SHARE * shareOf(sats, most)),
                    palette,
                    { area: true },
                  ),
                ],
        },
        { plot: cost, series: most === 0n ? [] : [lineOf(points.map(costShare), palette)] },
      ],
      elements: [
        ...caption(gathered, write(say`Gathered`, voice), write(formatSats(most), voice), palette),
        ...caption(
          cost,
          write(say`Average cost of a bitcoin`, voice),
          average === null ? '–' : write(fiatOf(client, average), voice),
          palette,
        ),
        ...(most === 0n
          ? [
              words({
                x: WIDTH / 2,
                y: 176,
                words: write(say`Nothing was received so far`, voice),
                size: LARGE,
                colour: palette.muted,
                align: 'center',
              }),
            ]
          : [endOf(gathered, TOP_SHARE), endOf(cost, last === undefined ? 0 : (costShare(last) ?? 0))]),
        ...dayAxis(points, centres, { y: 390, voice, palette, edges: { left: 12, right: WIDTH - 12 } }),
      ],
    }),
    alt: sentences(altOf(client, points, voice), voice),
  }
}

const fiatOf = ({ exponent, fiatCode }: ChartClient, minor: bigint) => formatFiat(minor, exponent, fiatCode)

function altOf(client: ChartClient, points: readonly ClientPoint[], voice: Voice): Text[] {
  const [first] = points
  const last = points.at(-1)
  const range = rangeSentence(points, voice)
  if (first === undefined || last === undefined || last.averageMinor === null)
    return [say`Line chart: ${clientName(client)} received nothing up to the end, ${range}.`]
  return [
    say`Line chart: ${clientName(client)} had gathered ${formatSats(first.sats)} after the first bar and ${formatSats(last.sats)} after the last, ${range}.`,
    say`They cost ${fiatOf(client, last.fiat)} in all, which makes an average of ${fiatOf(client, last.averageMinor)} for a bitcoin.`,
  ]
}
