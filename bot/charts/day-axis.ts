import type { Span } from '../../engine/chart-figures.ts'
import type { Voice } from '../../engine/phrase.ts'
import { type Element, type Palette, widthOf, words } from './sheet.ts'
import { dayNumber, dayWords } from './wording.ts'

const GAP = 14
/** Days are looked up, not read: they may be a little smaller. */
const SIZE = 23

interface Mark {
  readonly x: number
  readonly day: string
  readonly isLast: boolean
}

interface Shown {
  readonly x: number
  readonly text: string
  readonly isLast: boolean
  readonly wide: number
}

/** Days below their bars, as many as have room: the last one always, the month where it begins. */
export function dayAxis(
  spans: readonly Span[],
  centres: readonly number[],
  {
    y,
    voice,
    palette,
    edges,
  }: { y: number; voice: Voice; palette: Palette; edges: { left: number; right: number } },
): Element[] {
  const band = (centres[1] ?? centres[0] ?? 0) - (centres[0] ?? 0)
  const weekly = spans[0]?.first !== spans[0]?.last
  const step = stepOf(band, weekly)
  const marks = spans.flatMap((span, i): Mark[] =>
    (spans.length - 1 - i) % step === 0
      ? [{ x: centres[i] ?? 0, day: span.last, isLast: i === spans.length - 1 }]
      : [],
  )
  return labelled(marks, weekly, { voice, edges }).map(({ x, text, isLast }) =>
    words({
      x,
      y,
      words: text,
      size: SIZE,
      colour: isLast ? palette.ink : palette.muted,
      bold: isLast,
      align: 'center',
    }),
  )
}

/** Every day where each has room; otherwise few enough that months have room, too. */
function stepOf(band: number, weekly: boolean): number {
  if (band <= 0 || (!weekly && widthOf('30', SIZE) + GAP <= band)) return 1
  return Math.ceil((widthOf(weekly ? '30 Nov.' : '30 Nov', SIZE) * (weekly ? 1 : 0.8) + GAP) / band)
}

/** With the month where it is new and there is room for it. */
function labelled(
  marks: readonly Mark[],
  weekly: boolean,
  { voice, edges }: { voice: Voice; edges: { left: number; right: number } },
): Shown[] {
  let before: Shown | null = null
  let month = ''
  return marks.map((mark, i) => {
    const number = dayNumber(mark.day, voice)
    const withMonth = dayWords(mark.day, voice)
    const following = marks[i + 1]
    const ends = following !== undefined && following.day.slice(0, 7) !== mark.day.slice(0, 7)
    const limit =
      following === undefined
        ? edges.right
        : following.x - widthOf((ends ? dayWords : dayNumber)(following.day, voice), SIZE) / 2 - GAP / 2
    const shown = (text: string): Shown => {
      const wide = widthOf(text, SIZE, mark.isLast)
      // To the left of its bar's middle rather than upon the next day.
      const x = Math.max(Math.min(mark.x, limit - wide / 2), edges.left + wide / 2)
      return { x, text, isLast: mark.isLast, wide }
    }
    const long = shown(withMonth)
    const isNew = mark.day.slice(0, 7) !== month
    const fits =
      (before === null || before.x + before.wide / 2 + GAP / 2 <= long.x - long.wide / 2) &&
      long.x + long.wide / 2 <= limit + 1
    const takesMonth = weekly || (isNew && fits)
    if (takesMonth) month = mark.day.slice(0, 7)
    before = takesMonth ? long : shown(number)
    return before
  })
}
