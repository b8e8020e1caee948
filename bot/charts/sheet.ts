import type { EChartsOption } from 'echarts'
import type { Theme } from '../../commands/charts.ts'
import type { Trust } from '../../engine/chart-figures.ts'

/** In points; the picture has twice as many pixels each way, so that it is sharp on a telephone. */
export const WIDTH = 1000
export const HEIGHT = 420
export const EDGE = 28
/** The title's line; figures begin below it. */
const TITLE_MIDDLE = 38
/** On a telephone a chart is a third as wide: nothing that has to be read is smaller than this. */
export const SMALL = 25
export const LARGE = 29

export interface Palette {
  readonly paper: string
  readonly ink: string
  readonly muted: string
  readonly faint: string
  readonly bar: string
  readonly cap: string
  readonly alarm: string
  readonly trust: Readonly<Record<Trust, { readonly fill: string; readonly ink: string }>>
}

/** Told apart by people who see red and green alike; signs say the same again. */
const SIGNALS = {
  square: { fill: '#0a8f69', ink: '#ffffff' },
  late: { fill: '#e69f00', ink: '#1a1a1a' },
  broken: { fill: '#d1480b', ink: '#ffffff' },
}

export const PALETTES: Readonly<Record<Theme, Palette>> = {
  dark: {
    paper: '#1e222a',
    ink: '#f2f4f7',
    muted: '#b4bcc8',
    faint: '#454d5a',
    bar: '#56b4e9',
    cap: '#1f6fb0',
    alarm: '#ff7a3d',
    trust: { ...SIGNALS, unknown: { fill: '#545d6b', ink: '#ffffff' } },
  },
  light: {
    paper: '#ffffff',
    ink: '#1b1f27',
    muted: '#515b69',
    faint: '#cfd5dd',
    bar: '#3d9bd4',
    cap: '#0b4775',
    alarm: '#c23a00',
    trust: { ...SIGNALS, unknown: { fill: '#7a8492', ink: '#ffffff' } },
  },
}

/** Signs beside the colours. */
export const TRUST_SIGNS: Readonly<Record<Trust, string>> = {
  square: '✓',
  late: '~',
  broken: '✗',
  unknown: '–',
}

export type Series = Record<string, unknown>
export type Element = Record<string, unknown>

/** A picture before it is drawn: plain values, so that it can be handed to another thread. */
export type Picture = EChartsOption

interface Words {
  readonly x: number
  readonly y: number
  readonly words: string
  readonly size?: number
  readonly colour: string
  readonly bold?: boolean
  readonly align?: 'left' | 'center' | 'right'
  /** Painted around the letters, where they stand on something. */
  readonly halo?: string
}

/** Words whose middle is at y. */
export const words = ({
  x,
  y,
  words: text,
  size = SMALL,
  colour,
  bold,
  align = 'left',
  halo,
}: Words): Element => ({
  type: 'text',
  silent: true,
  z: 10,
  style: {
    x,
    y,
    text,
    fill: colour,
    fontFamily: 'DejaVu Sans',
    fontSize: size,
    fontWeight: bold === true ? 'bold' : 'normal',
    align,
    verticalAlign: 'middle',
    ...(halo === undefined ? {} : { stroke: halo, lineWidth: 6 }),
  },
})

export const box = (
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
  style: { fill?: string; stroke?: string; lineWidth?: number; radius?: number },
): Element => ({
  type: 'rect',
  silent: true,
  shape: { x, y, width, height, r: style.radius ?? 0 },
  style: { fill: style.fill ?? 'none', stroke: style.stroke ?? 'none', lineWidth: style.lineWidth ?? 0 },
})

export const dot = (x: number, y: number, radius: number, fill: string): Element => ({
  type: 'circle',
  silent: true,
  z: 9,
  shape: { cx: x, cy: y, r: radius },
  style: { fill },
})

export const rule = (
  from: readonly [x: number, y: number],
  to: readonly [x: number, y: number],
  stroke: string,
): Element => ({
  type: 'line',
  silent: true,
  shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] },
  style: { stroke, lineWidth: 2 },
})

/** A frame around a bar, and nothing in it. */
export const outline = (
  place: { x: number; y: number; width: number; height: number },
  stroke: string,
): Element => ({ ...box(place, { stroke, lineWidth: 3 }), z: 8 })

const LETTERS = new Intl.Segmenter('en', { granularity: 'grapheme' })
/** What a reader takes for one letter. */
const lettersOf = (text: string): string[] => Array.from(LETTERS.segment(text), ({ segment }) => segment)

const NARROW = /^[ .,:;'|ilj·–]$/
const BROAD = /^[WMmw@%…]$|^[\u0250-\u{10ffff}]/u
const BOLD = 1.11

/** About how wide words are, rather too wide: digits and most letters alike, blanks and points half as wide. */
export function widthOf(text: string, size: number, bold = false): number {
  const shareOf = (letter: string): number => (NARROW.test(letter) ? 0.37 : BROAD.test(letter) ? 1 : 0.645)
  const wide = lettersOf(text).reduce((sum, letter) => sum + shareOf(letter), 0)
  return wide * size * (bold ? BOLD : 1)
}

/** Cut where there is no room for all of it. */
export function fitting(text: string, size: number, room: number, bold = false): string {
  if (widthOf(text, size, bold) <= room) return text
  const letters = lettersOf(text)
  while (letters.length > 1 && widthOf(`${letters.join('')}…`, size, bold) > room) letters.pop()
  return `${letters.join('').trimEnd()}…`
}

/** Where a series stands on the sheet: its values are shares of the height, from 0 to 1. */
export interface Plot {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
  /** Categories side by side; or positions from `from` to `to`. */
  readonly across: { readonly bars: number } | { readonly from: number; readonly to: number }
}

/** The middle of a bar. */
export const middleOf = ({ left, right }: Pick<Plot, 'left' | 'right'>, bars: number, at: number): number =>
  left + ((right - left) * (at + 0.5)) / bars

export interface SheetParts {
  readonly palette: Palette
  readonly title: string
  readonly plots: readonly { readonly plot: Plot; readonly series: readonly Series[] }[]
  readonly elements: readonly Element[]
}

/** A card with its title, its plots and what is written on it. */
export function sheet({ palette, title, plots, elements }: SheetParts): Picture {
  const frame = box(
    { x: 1, y: 1, width: WIDTH - 2, height: HEIGHT - 2 },
    { stroke: palette.faint, lineWidth: 2, radius: 14 },
  )
  const head = words({
    x: EDGE,
    y: TITLE_MIDDLE,
    words: fitting(title, LARGE, WIDTH - 2 * EDGE, true),
    size: LARGE,
    colour: palette.ink,
    bold: true,
  })
  return {
    animation: false,
    backgroundColor: palette.paper,
    grid: plots.map(({ plot }) => ({
      left: plot.left,
      right: WIDTH - plot.right,
      top: plot.top,
      bottom: HEIGHT - plot.bottom,
      containLabel: false,
    })),
    xAxis: plots.map(({ plot }, gridIndex) =>
      'bars' in plot.across
        ? {
            show: false,
            gridIndex,
            type: 'category',
            data: Array.from({ length: plot.across.bars }, (_, i) => i),
          }
        : { show: false, gridIndex, type: 'value', min: plot.across.from, max: plot.across.to },
    ),
    yAxis: plots.map((_, gridIndex) => ({ show: false, gridIndex, type: 'value', min: 0, max: 1 })),
    series: plots.flatMap(({ series }, index) =>
      series.map((one) => ({ silent: true, xAxisIndex: index, yAxisIndex: index, ...one })),
    ),
    graphic: { elements: [frame, head, ...elements] },
  }
}
