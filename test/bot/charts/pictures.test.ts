import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { initWasm, Resvg } from '@resvg/resvg-wasm'
import { beforeAll, describe, expect, test } from 'vitest'
import { drawClient } from '../../../bot/charts/client.ts'
import { drawCommission } from '../../../bot/charts/commission.ts'
import { drawCoverage } from '../../../bot/charts/coverage.ts'
import { drawFloat, type FloatSeries } from '../../../bot/charts/float.ts'
import { HEIGHT, type Picture, WIDTH } from '../../../bot/charts/sheet.ts'
import { drawVolume } from '../../../bot/charts/volume.ts'
import { spansOf } from '../../../engine/chart-figures.ts'
import { dayBeside } from '../../../engine/local-time.ts'
import type { Voice } from '../../../engine/phrase.ts'
import { seededRandom } from '../../support/random.ts'
import { type Label, labelsIn, UNTIL, voices, volumeOf } from './samples.ts'

/** Whatever the figures are: nothing that is written lies upon other words, leaves the card, or is too small to read. */

const { resolve } = createRequire(import.meta.url)
let voiceOf: Awaited<ReturnType<typeof voices>>
let fonts: Uint8Array[]
beforeAll(async () => {
  voiceOf = await voices()
  await initWasm(await readFile(resolve('@resvg/resvg-wasm/index_bg.wasm')))
  fonts = [
    await readFile(resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')),
    await readFile(resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf')),
  ]
})

interface Box {
  readonly text: string
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

const measured = new Map<string, number>()
/** As wide as the font makes it, asked of what draws it. */
function widthOf({ text, size, bold }: Label): number {
  const key = `${bold} ${size} ${text}`
  const known = measured.get(key)
  if (known !== undefined) return known
  const safe = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  const weight = bold ? 'bold' : 'normal'
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="4000" height="100"><text x="50" y="60" font-family="DejaVu Sans" font-weight="${weight}" font-size="${size}">${safe}</text></svg>`
  const resvg = new Resvg(svg, { font: { fontBuffers: fonts, defaultFontFamily: 'DejaVu Sans' } })
  const wide = resvg.getBBox()?.width ?? 0
  resvg.free()
  measured.set(key, wide)
  return wide
}

function boxOf(label: Label): Box {
  const wide = widthOf(label)
  const left =
    label.anchor === 'middle' ? label.x - wide / 2 : label.anchor === 'end' ? label.x - wide : label.x
  // The body of the letters: what hangs below the line may touch the next one's air.
  return {
    text: label.text,
    left,
    right: left + wide,
    top: label.y - label.size * 0.4,
    bottom: label.y + label.size * 0.4,
  }
}

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom

const SMALLEST = 20

async function expectReadable(picture: Picture): Promise<void> {
  const labels = await labelsIn(picture)
  const boxes = labels.map(boxOf)
  const problems = boxes.flatMap((box, i) => [
    ...(box.left < 2 || box.right > WIDTH - 2 || box.top < 2 || box.bottom > HEIGHT - 2
      ? [`"${box.text}" leaves the card`]
      : []),
    ...boxes
      .slice(i + 1)
      .flatMap((other) => (overlap(box, other) ? [`"${box.text}" lies upon "${other.text}"`] : [])),
  ])
  expect(problems).toEqual([])
  // Signs in squares are shapes rather than words.
  const words = labels.filter(({ text }) => /\w/.test(text))
  expect(Math.min(...words.map(({ size }) => size))).toBeGreaterThanOrEqual(SMALLEST)
}

const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1)
const NAMES = ['Ana', 'Luis Pérez', 'María Fernanda de los Ángeles Hernández', 'W'.repeat(100), '<b>&', 'Ñ']

describe.each(SEEDS)('random figures %i', (seed) => {
  const random = seededRandom(seed)
  const upTo = (most: number): number => Math.floor(random() * most)
  /** Small and huge ones alike. */
  const sats = (): bigint => BigInt(upTo(5) === 0 ? 0 : upTo(10)) * 10n ** BigInt(upTo(12)) + BigInt(upTo(3))
  const days = [1, 2, 3, 7, 14, 14, 30, 31, 56, 90, 189][upTo(11)] ?? 14
  const theme = seed % 2 === 0 ? 'light' : 'dark'
  const voice = (): Voice => voiceOf(seed % 3 === 0 ? 'es' : 'en', seed % 4 === 0 ? 'initials' : 'full')

  test('volume', () => expectReadable(drawVolume(volumeOf(days, sats, 2), voice(), theme).picture))

  test('commission', () => {
    const bars = spansOf({ until: UNTIL, days }).map((span) => {
      const commissionSats = sats()
      return { ...span, commissionSats, hundredths: commissionSats === 0n ? null : BigInt(upTo(2000)) }
    })
    return expectReadable(drawCommission({ bars, hundredths: BigInt(upTo(10_000)) }, voice(), theme).picture)
  })

  test('client', () => {
    let total = 0n
    const points = spansOf({ until: UNTIL, days }).map((span) => {
      total += sats() / 10n
      return {
        ...span,
        sats: total,
        fiat: total / 7n,
        averageMinor: total === 0n ? null : BigInt(upTo(90_000_000)),
      }
    })
    const client = { id: 17n, username: NAMES[seed % NAMES.length] ?? '', fiatCode: 'GTQ', exponent: 2 }
    return expectReadable(drawClient(client, points, voice(), theme).picture)
  })

  test('coverage', () => {
    const bars = spansOf({ until: UNTIL, days }).map((span) => {
      const due = upTo(4) === 0 ? 0 : 1440
      return { ...span, due, succeeded: upTo(3) === 0 ? upTo(1440) : due, failed: 0 }
    })
    return expectReadable(drawCoverage(bars, voice(), theme).picture)
  })

  test('float', () => {
    const until = dayBeside(UNTIL, -upTo(2))
    const spans = spansOf({ until, days })
    const dry = Array.from({ length: upTo(7) }, (_, i) => {
      const tenthsLeft = BigInt(upTo(500))
      const day = dayBeside(UNTIL, Number(tenthsLeft / 10n))
      return {
        id: BigInt(i + 1),
        username: NAMES[i % NAMES.length] ?? '',
        available: sats(),
        tenthsLeft,
        day,
      }
    })
    const curve = (fiatCode: string): FloatSeries['curves'][number] => ({
      fiatCode,
      exponent: 2,
      available: sats(),
      past: spans.map(({ last }) => ({ last, available: sats() })),
      ahead: Array.from({ length: upTo(31) }, (_, i) => ({ day: dayBeside(UNTIL, i), available: sats() })),
      tenthsLeft: BigInt(upTo(900)),
      dry,
      empty: upTo(3),
      clients: 9,
    })
    const curves = [curve('GTQ'), ...(upTo(2) === 0 ? [curve('USD'), curve('EUR')] : [])]
    return expectReadable(drawFloat({ spans, flowDays: 14, curves, today: UNTIL }, voice(), theme).picture)
  })
})
