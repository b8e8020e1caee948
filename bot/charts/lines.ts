import { type Element, type Palette, type Plot, type Series, SMALL, words } from './sheet.ts'

/** A line of shares, with its area where it counts from nothing. */
export const lineOf = (
  shares: readonly (number | null)[],
  palette: Palette,
  { area = false, dashed = false }: { area?: boolean; dashed?: boolean } = {},
): Series => ({
  type: 'line',
  // One point alone makes no line.
  symbol: shares.filter((share) => share !== null).length === 1 ? 'circle' : 'none',
  symbolSize: 12,
  connectNulls: false,
  itemStyle: { color: palette.bar },
  lineStyle: { color: palette.bar, width: 4, type: dashed ? [10, 8] : 'solid' },
  ...(area ? { areaStyle: { color: palette.bar, opacity: 0.28 } } : {}),
  data: [...shares],
})

/** What a part of the sheet shows, and its newest figure, above it. */
export function caption(
  { left, top }: Pick<Plot, 'left' | 'top'>,
  name: string,
  value: string,
  palette: Palette,
): Element[] {
  const y = top - 8 - SMALL / 2
  return [
    words({ x: left, y, words: name, colour: palette.muted }),
    words({ x: 1000 - left, y, words: value, colour: palette.ink, bold: true, align: 'right' }),
  ]
}
