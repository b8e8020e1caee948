import { beforeAll, expect, test } from 'vitest'
import { drawClient } from '../../../bot/charts/client.ts'
import { drawCommission } from '../../../bot/charts/commission.ts'
import { coverageSign, coveredTenths, drawCoverage } from '../../../bot/charts/coverage.ts'
import { drawFloat } from '../../../bot/charts/float.ts'
import { shareBetween, shareOf } from '../../../bot/charts/scale.ts'
import { drawVolume } from '../../../bot/charts/volume.ts'
import { spansOf } from '../../../engine/chart-figures.ts'
import type { FloatCurve } from '../../../engine/float-figures.ts'
import { textsIn, UNTIL, voices, volumeOf } from './samples.ts'

let voiceOf: Awaited<ReturnType<typeof voices>>
beforeAll(async () => {
  voiceOf = await voices()
})

const DAYS = ['20 Nov', '21', '22', '23', '24', '25', '26', '27', '28', '29', '30', '1 Dec', '2', '3']
const SIGNS = ['✓', '✓', '~', '✓', '✗', '✓', '–']

test('a volume says its largest bar and its last, every day, and how far each can be trusted', async () => {
  const bars = volumeOf(14, (i) => (i === 6 ? 3_147_203n : BigInt(1_000_000 + i)), 2)
  const { picture, alt } = drawVolume(bars, voiceOf('en'), 'dark')
  expect((await textsIn(picture)).sort()).toEqual(
    [
      'Sats distributed by day · 20 Nov – 3 Dec',
      '3,147,203',
      '1,000,013',
      '▲',
      ...SIGNS,
      ...SIGNS,
      ...DAYS,
    ].sort(),
  )
  expect(alt).toBe(
    'Bar chart: 16,147,288 sats were distributed to clients from 20 Nov 2026 to 3 Dec 2026, with 499,394 sats of commission. ' +
      'The most was 3,147,203 sats (26 Nov), the last bar is 1,000,013 sats (3 Dec). ' +
      'The dashed line is the median of the seven bars before: 1,000,010 sats at the end. ' +
      'The books, bar by bar: 8 square, 2 late, 2 not square, 2 not known. ▲ 2 critical alerts: 24 Nov.',
  )
})

test('the same in Spanish, in weeks where the days are many', async () => {
  const { picture, alt } = drawVolume(
    volumeOf(56, (i) => BigInt(i) * 1_000_000n),
    voiceOf('es'),
    'light',
  )
  const texts = await textsIn(picture)
  expect(texts).toContain('Sats repartidos por semana · 9 oct – 3 dic')
  expect(texts).toContain('7,000,000')
  expect(texts).toContain('3 dic')
  expect(alt).toMatch(
    /^Gráfica de barras: se repartieron 28,000,000 sats entre los clientes del 9 oct 2026 al 3 dic 2026,/,
  )
})

test('days without anything say so, and one day is one bar', async () => {
  const zeros = drawVolume(
    volumeOf(14, () => 0n),
    voiceOf('en'),
    'dark',
  )
  expect(await textsIn(zeros.picture)).toContain('Nothing was distributed')
  expect(zeros.alt).toMatch(/^Bar chart: nothing was distributed from 20 Nov 2026 to 3 Dec 2026\. The books/)
  const one = drawVolume(
    volumeOf(1, () => 1n),
    voiceOf('en'),
    'dark',
  )
  expect((await textsIn(one.picture)).sort()).toEqual(
    ['Sats distributed by day · 3 Dec', '1', '✓', '3 Dec'].sort(),
  )
})

const POINTS = spansOf({ until: UNTIL, days: 3 }).map((span, i) => ({
  ...span,
  sats: BigInt(i + 1) * 259_029n,
  fiat: BigInt(i + 1) * 200_000n,
  averageMinor: 77_211_431n,
}))
const ANA = { id: 3n, username: 'Ana López & <Hijos>', fiatCode: 'GTQ', exponent: 2 }

test("a client's chart names the client to those who may know, and nobody to a room", async () => {
  const { picture, alt } = drawClient(ANA, POINTS, voiceOf('en'), 'dark')
  const texts = await textsIn(picture)
  expect(texts).toContain('#3 Ana López & <Hijos> · 1 Dec – 3 Dec')
  expect(texts).toContain('777,087 sats')
  expect(texts).toContain('772,114.31 GTQ')
  expect(alt).toBe(
    'Line chart: #3 Ana López & <Hijos> had gathered 259,029 sats after the first bar and 777,087 sats after the last, ' +
      'from 1 Dec 2026 to 3 Dec 2026. They cost 6,000.00 GTQ in all, which makes an average of 772,114.31 GTQ for a bitcoin.',
  )
  const inRoom = drawClient(ANA, POINTS, voiceOf('en', 'initials'), 'dark')
  expect(JSON.stringify(inRoom)).not.toContain('Ana')
  expect(inRoom.alt).toContain('#3 A. L. &. <.')
})

test('a client who got nothing has no average', async () => {
  const { picture, alt } = drawClient(
    ANA,
    POINTS.map((point) => ({ ...point, sats: 0n, fiat: 0n, averageMinor: null })),
    voiceOf('es'),
    'light',
  )
  const texts = await textsIn(picture)
  expect(texts).toContain('Todavía no se ha recibido nada')
  expect(texts).toContain('–')
  expect(alt).toMatch(
    /^Gráfica de líneas: #3 Ana .* no recibió nada hasta el final, del 1 dic 2026 al 3 dic 2026\.$/,
  )
})

test('the commission says its percent, and between which it lay', async () => {
  const bars = spansOf({ until: UNTIL, days: 3 }).map((span, i) => ({
    ...span,
    commissionSats: BigInt(7771 * (3 - i)),
    hundredths: [300n, null, 275n][i] ?? null,
  }))
  const { picture, alt } = drawCommission({ bars, hundredths: 291n }, voiceOf('en'), 'dark')
  expect((await textsIn(picture)).sort()).toEqual(
    [
      'Commission in sats by day · 1 Dec – 3 Dec',
      '23,313',
      '7,771',
      'Effective: from 2.75 % to 3.00 %',
      '2.91 %',
      '1 Dec',
      '2',
      '3',
    ].sort(),
  )
  expect(alt).toMatch(/^Bar chart: the commission came to 46,626 sats from .*, 2\.91 % of what/)
  const none = drawCommission(
    { bars: bars.map((bar) => ({ ...bar, commissionSats: 0n, hundredths: null })), hundredths: null },
    voiceOf('en'),
    'dark',
  )
  expect(await textsIn(none.picture)).toContain('There was no commission')
})

test('the polls say their share, the worst day, and a sign for each', async () => {
  const [a, b, c, d] = [
    [1440, 1440],
    [900, 1440],
    [10, 1440],
    [0, 0],
  ].map(([succeeded = 0, due = 0], i) => ({
    ...(spansOf({ until: UNTIL, days: 4 })[i] ?? { first: '', last: '' }),
    succeeded,
    due,
    failed: 0,
  }))
  const bars = [a, b, c, d].flatMap((bar) => (bar === undefined ? [] : [bar]))
  const { picture, alt } = drawCoverage(bars, voiceOf('en'), 'dark')
  expect((await textsIn(picture)).sort()).toEqual(
    [
      'Polls that succeeded: 54.3 % · 30 Nov – 3 Dec',
      '0.6 %',
      '✓',
      '~',
      '✗',
      '–',
      '30 Nov',
      '1 Dec',
      '2',
      '3',
    ].sort(),
  )
  expect(alt).toContain('2,350 of 4,320 polls that were due succeeded')
  expect(alt).toContain('1 covered, 1 with gaps, 1 mostly without polls, 1 without any that was due.')
  expect(
    drawCoverage([{ first: UNTIL, last: UNTIL, succeeded: 0, due: 0, failed: 0 }], voiceOf('en'), 'dark').alt,
  ).toBe('Bar chart: no poll was due on 3 Dec 2026.')
})

test('a poll more than was due is no more than all, and a moment late is not a gap', () => {
  expect(coveredTenths({ succeeded: 1500, due: 1440 })).toBe(1000n)
  expect(coveredTenths({ succeeded: 1, due: 0 })).toBeNull()
  expect([null, 1000n, 990n, 989n, 500n, 499n, 0n].map(coverageSign)).toEqual([
    'unknown',
    'square',
    'square',
    'late',
    'late',
    'broken',
    'broken',
  ])
})

const curve = (more: Partial<FloatCurve> = {}): FloatCurve => ({
  fiatCode: 'GTQ',
  exponent: 2,
  available: 8_160_000n,
  past: spansOf({ until: UNTIL, days: 14 }).map(({ last }) => ({ last, available: 8_160_000n })),
  ahead: [
    { day: UNTIL, available: 8_160_000n },
    { day: '2026-12-07', available: 0n },
  ],
  tenthsLeft: 34n,
  dry: [{ id: 1n, username: 'Ana', available: 100n, tenthsLeft: 15n, day: '2026-12-04' }],
  empty: 1,
  clients: 3,
  ...more,
})
const spans = spansOf({ until: UNTIL, days: 14 })

test('the float says what is left, in every currency, and who runs dry first', async () => {
  const usd = curve({
    fiatCode: 'USD',
    available: 120_000n,
    tenthsLeft: null,
    dry: [],
    ahead: [],
    clients: 1,
  })
  const series = { spans, flowDays: 14, curves: [curve(), usd], today: UNTIL }
  const { picture, alt } = drawFloat(series, voiceOf('en'), 'dark')
  expect((await textsIn(picture)).sort()).toEqual(
    [
      'Left of the deposits: 81,600.00 GTQ',
      'Runs dry first',
      '#1 Ana',
      '4 Dec',
      '1',
      '1',
      '1 client with nothing left',
      'besides: 1,200.00 USD',
      '20 Nov',
      '3 Dec',
    ].sort(),
  )
  expect(alt).toBe(
    '3 active clients: 81,600.00 GTQ left of the deposits. At the pace of the last 14 days that is 3.4 days. ' +
      'First to run dry: #1 Ana (Fri 4 Dec). 1 active client: 1,200.00 USD left of the deposits. ' +
      'No forecast: nothing was spent on the days that count. The curve is shown from 20 Nov 2026 to 3 Dec 2026.',
  )
  const inRoom = JSON.stringify(drawFloat(series, voiceOf('es', 'initials'), 'dark'))
  expect(inRoom).not.toContain('Ana')
  expect(inRoom).toContain('#1 A.')
})

test('without clients the float says that', async () => {
  const { picture, alt } = drawFloat({ spans, flowDays: 0, curves: [], today: UNTIL }, voiceOf('es'), 'dark')
  expect(await textsIn(picture)).toContain('No hay ningún cliente activo.')
  expect(alt).toBe('No hay ningún cliente activo.')
})

test('heights are shares of the largest amount, to the millionth, and exact before that', () => {
  expect(shareOf(1n, 3n)).toBe(0.333_333)
  expect(shareOf(9_007_199_254_740_993n, 9_007_199_254_740_993n)).toBe(1)
  expect([shareOf(0n, 0n), shareOf(-5n, 10n), shareOf(5n, 0n)]).toEqual([0, 0, 0])
  expect([shareBetween(5n, [5n, 15n]), shareBetween(15n, [5n, 15n]), shareBetween(7n, [7n])]).toEqual([
    0, 1, 0.5,
  ])
})
