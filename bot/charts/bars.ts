import { largest, indexOfLargest, shareOf } from './scale.ts'
import {
  EDGE,
  type Element,
  middleOf,
  outline,
  type Palette,
  type Plot,
  rule,
  SMALL,
  widthOf,
  WIDTH,
  words,
} from './sheet.ts'

const GAP = 8
const LEAST_HEIGHT = 3
const MOST_WIDTH = 110
/** Of a bar's place; the rest keeps it apart from its neighbours. */
const FILLED = 0.74

export interface Bars {
  readonly plot: Plot
  /** What is written, bar by bar. */
  readonly values: readonly bigint[]
  /** How high the bars are. */
  readonly heights: readonly bigint[]
  /** The height that fills the plot. */
  readonly most: bigint
  readonly text: (value: bigint) => string
  readonly palette: Palette
}

/** How ECharts draws the bars that the labels stand above. */
export const BAR_STYLE = {
  type: 'bar',
  barCategoryGap: `${100 - FILLED * 100}%`,
  barMaxWidth: MOST_WIDTH,
} as const
/** Whatever is not nothing is seen. */
export const VISIBLE = { barMinHeight: LEAST_HEIGHT } as const

const heightOf = ({ plot, heights, most }: Bars, at: number): number => {
  const amount = heights[at] ?? 0n
  return amount === 0n ? 0 : Math.max(LEAST_HEIGHT, (plot.bottom - plot.top) * shareOf(amount, most))
}

/** Labels on the largest bar and on the last one, which has a frame. */
export function barLabels(bars: Bars): Element[] {
  const { plot, values, palette } = bars
  const last = values.length - 1
  const peak = indexOfLargest(values)
  const today = placed(bars, last, true)
  const leader = plot.bottom - heightOf(bars, last) - GAP - today.bottom
  return [
    ...frameOf(bars, last),
    // Where a higher neighbour pushed it up, a line leads down to its own bar.
    ...(leader < SMALL
      ? []
      : [
          rule(
            [middleOf(plot, values.length, last), today.bottom],
            [middleOf(plot, values.length, last), today.bottom + leader],
            palette.muted,
          ),
        ]),
    ...(peak === -1 || peak === last ? [] : [besides(placed(bars, peak, false), today).element]),
    today.element,
  ]
}

interface Placed {
  readonly x: number
  readonly wide: number
  readonly bottom: number
  readonly element: Element
  readonly at: (x: number) => Placed
}

/** Above its bar, and above all that it would stand upon. */
function placed(bars: Bars, at: number, bold: boolean, middle?: number): Placed {
  const { plot, values, text, palette } = bars
  const label = text(values[at] ?? 0n)
  const wide = widthOf(label, SMALL, bold)
  const wanted = middle ?? middleOf(plot, values.length, at)
  const x = Math.min(Math.max(wanted, EDGE + wide / 2), WIDTH - EDGE - wide / 2)
  const reach = wide / 2 + (plot.right - plot.left) / values.length / 2
  const below = values.map((_, i) =>
    Math.abs(middleOf(plot, values.length, i) - x) < reach ? heightOf(bars, i) : 0,
  )
  // Moved aside it stays at the height of its own bar.
  const bottom = plot.bottom - Math.max(heightOf(bars, at), ...below) - GAP
  return {
    x,
    wide,
    bottom,
    element: words({
      x,
      y: bottom - SMALL / 2,
      words: label,
      bold,
      colour: palette.ink,
      align: 'center',
      halo: palette.paper,
    }),
    at: (elsewhere) => placed(bars, at, bold, elsewhere),
  }
}

/** To the left of the other label where the two would lie upon each other. */
function besides(label: Placed, other: Placed): Placed {
  const touches =
    Math.abs(label.x - other.x) < (label.wide + other.wide) / 2 + GAP &&
    Math.abs(label.bottom - other.bottom) < SMALL + GAP
  return touches ? label.at(other.x - other.wide / 2 - 2 * GAP - label.wide / 2) : label
}

function frameOf(bars: Bars, at: number): Element[] {
  const { plot, values, palette } = bars
  const height = heightOf(bars, at)
  if (height === 0) return []
  const wide = Math.min(MOST_WIDTH, ((plot.right - plot.left) / values.length) * FILLED)
  const x = middleOf(plot, values.length, at) - wide / 2
  return [
    outline({ x: x - 3, y: plot.bottom - height - 3, width: wide + 6, height: height + 6 }, palette.ink),
  ]
}

/** The usual may be above every bar that is shown; where nothing is shown, it has nothing to stand beside. */
export const scaleOf = (heights: readonly bigint[], lines: readonly (bigint | null)[] = []): bigint =>
  largest(heights) === 0n ? 0n : largest([...heights, ...lines.map((one) => one ?? 0n)])
