import type { Theme } from '../../commands/charts.ts'
import type { CoverageBar, Trust } from '../../engine/chart-figures.ts'
import { say, type Text, type Voice, write } from '../../engine/phrase.ts'
import { BAR_STYLE } from './bars.ts'
import { dayAxis } from './day-axis.ts'
import {
  box,
  EDGE,
  type Element,
  middleOf,
  PALETTES,
  type Picture,
  type Plot,
  sheet,
  WIDTH,
  words,
} from './sheet.ts'
import { strip } from './volume.ts'
import { numberWords, rangeSentence, rangeWords, sentences, spanWords, tenthsWords } from './wording.ts'

/** Of a schedule a poll may be late by a moment: from 99 % on a day counts as covered. */
const COVERED_TENTHS = 990n
const HALF_TENTHS = 500n

/** Tenths of a percent of the polls that were due, rounded down; null where none was. */
export const coveredTenths = ({ succeeded, due }: Pick<CoverageBar, 'succeeded' | 'due'>): bigint | null =>
  due === 0 ? null : (BigInt(Math.min(succeeded, due)) * 1000n) / BigInt(due)

/** ✓ all but none missing, ~ some, ✗ most; – nothing was due. */
export function coverageSign(tenths: bigint | null): Trust {
  if (tenths === null) return 'unknown'
  if (tenths >= COVERED_TENTHS) return 'square'
  return tenths >= HALF_TENTHS ? 'late' : 'broken'
}

export function drawCoverage(
  bars: readonly CoverageBar[],
  voice: Voice,
  theme: Theme,
): { picture: Picture; alt: string } {
  const palette = PALETTES[theme]
  const plot: Plot = { left: EDGE, right: WIDTH - EDGE, top: 116, bottom: 296, across: { bars: bars.length } }
  const centres = bars.map((_, i) => middleOf(plot, bars.length, i))
  const tenths = bars.map(coveredTenths)
  const range = rangeWords(bars, voice)
  const total = percentWords(totalTenths(bars), voice)
  return {
    picture: sheet({
      palette,
      title: write(say`Polls that succeeded: ${total} · ${range}`, voice),
      plots: [
        {
          plot,
          series: [
            {
              ...BAR_STYLE,
              z: 3,
              data: bars.map((_, i) => ({
                value: Number(tenths[i] ?? 0n) / 1000,
                itemStyle: { color: palette.trust[coverageSign(tenths[i] ?? null)].fill },
              })),
            },
          ],
        },
      ],
      elements: [
        ...centres.map((x) => empty(x, plot, bars.length, palette.faint)),
        ...missed(bars, centres, voice, palette.ink),
        ...strip(tenths.map(coverageSign), centres, palette),
        ...dayAxis(bars, centres, { y: 390, voice, palette, edges: { left: 12, right: WIDTH - 12 } }),
      ],
    }),
    alt: sentences(altOf(bars, tenths, voice), voice),
  }
}

const MOST_WIDTH = 110

/** What a bar would fill if every poll had succeeded. */
function empty(x: number, { left, right, top, bottom }: Plot, bars: number, stroke: string): Element {
  const wide = Math.min(MOST_WIDTH, ((right - left) / bars) * 0.74)
  return box({ x: x - wide / 2, y: top, width: wide, height: bottom - top }, { stroke, lineWidth: 2 })
}

/** The share of the worst bar, where one is not covered. */
function missed(
  bars: readonly CoverageBar[],
  centres: readonly number[],
  voice: Voice,
  colour: string,
): Element[] {
  const worst = worstOf(bars)
  if (worst === null) return []
  const at = bars.indexOf(worst)
  const label = percentWords(coveredTenths(worst), voice)
  const x = Math.min(Math.max(centres[at] ?? 0, EDGE + 50), WIDTH - EDGE - 50)
  return [words({ x, y: 96, words: label, colour, align: 'center' })]
}

function worstOf(bars: readonly CoverageBar[]): CoverageBar | null {
  const open = bars.filter((bar) => ['late', 'broken'].includes(coverageSign(coveredTenths(bar))))
  return open.reduce<CoverageBar | null>(
    (worst, bar) =>
      worst === null || (coveredTenths(bar) ?? 0n) < (coveredTenths(worst) ?? 0n) ? bar : worst,
    null,
  )
}

const totalTenths = (bars: readonly CoverageBar[]): bigint | null =>
  coveredTenths({
    succeeded: bars.reduce((all, bar) => all + Math.min(bar.succeeded, bar.due), 0),
    due: bars.reduce((all, bar) => all + bar.due, 0),
  })

const percentWords = (tenths: bigint | null, voice: Voice): string =>
  tenths === null ? '–' : `${tenthsWords(tenths, voice)} %`

function altOf(bars: readonly CoverageBar[], tenths: readonly (bigint | null)[], voice: Voice): Text[] {
  const range = rangeSentence(bars, voice)
  const due = bars.reduce((all, bar) => all + bar.due, 0)
  if (due === 0) return [say`Bar chart: no poll was due ${range}.`]
  const succeeded = bars.reduce((all, bar) => all + Math.min(bar.succeeded, bar.due), 0)
  const counts = (sign: Trust): number => tenths.filter((one) => coverageSign(one) === sign).length
  const worst = worstOf(bars)
  return [
    say`Bar chart: ${numberWords(BigInt(succeeded), voice)} of ${numberWords(BigInt(due), voice)} polls that were due succeeded ${range}, which is ${percentWords(totalTenths(bars), voice)}.`,
    say`Bar by bar: ${counts('square')} covered, ${counts('late')} with gaps, ${counts('broken')} mostly without polls, ${counts('unknown')} without any that was due.`,
    ...(worst === null
      ? []
      : [say`The least was ${percentWords(coveredTenths(worst), voice)} (${spanWords(worst, voice)}).`]),
  ]
}
