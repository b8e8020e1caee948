import type { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  averageCost,
  type ChartReadings,
  clientFigures,
  commissionFigures,
  coverageFigures,
  effectiveHundredths,
  type FiguresRequest,
  MOST_DAYS,
  spansOf,
  type Trust,
  trustOf,
  volumeFigures,
} from '../../engine/chart-figures.ts'
import { floatFigures } from '../../engine/float-figures.ts'
import { createChartReadings } from '../../engine/store/readings/charts.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import { fillRandomly } from '../support/random-books.ts'

/** Zones with a change of the clock within these days, with none, and far from UTC. */
const ZONES = ['America/Guatemala', 'Europe/Berlin', 'Pacific/Apia', 'UTC']
const NOW = new Date('2026-11-08T17:40:00Z')
const CLIENTS = 6
const DAYS = 70

let books: TestDatabase
let readings: ChartReadings
let rows: Rows
beforeAll(async () => {
  books = await freshDatabase()
  await fillRandomly(books.pool, { seed: 20_261_108, days: DAYS, now: NOW, clients: CLIENTS })
  readings = createChartReadings(books.pool)
  rows = await allRows(books.pool)
})
afterAll(() => books.drop())

interface Rows {
  readonly began: Date
  readonly cashOuts: readonly { status: string; at: Date; base: bigint; commission: bigint; house: bigint }[]
  readonly payments: readonly {
    client: bigint
    status: string
    created: Date
    completed: Date | null
    sats: bigint
    fiat: bigint
  }[]
  readonly polls: readonly { result: string; at: Date }[]
  readonly pauses: readonly { since: Date; until: Date | null }[]
  readonly alerts: readonly { severity: string; test: string | null; at: Date }[]
  readonly runs: readonly { id: bigint; scope: string; at: Date; verdict: 'ok' | 'late' | 'broken' }[]
  readonly clients: readonly { id: bigint; fiat: string; status: string; available: bigint }[]
  readonly lines: readonly { client: bigint; account: string; amount: bigint; at: Date }[]
}

/** Every row as it stands; the sums are made here, slowly. */
async function allRows(pool: Pool): Promise<Rows> {
  const all = async <T>(sql: string): Promise<T[]> => (await pool.query(sql)).rows as T[]
  const [config] = await all<{ began: Date }>('SELECT baseline_at AS began FROM lamassu_config')
  return {
    began: config?.began ?? new Date(0),
    cashOuts: await all(
      'SELECT status, transaction_time AS at, base_amount::bigint AS base, commission_amount::bigint AS commission, unallocated_sats::bigint AS house FROM lamassu_transactions',
    ),
    payments: await all(
      'SELECT client_id AS client, status, created_at AS created, completed_at AS completed, amount_sats::bigint AS sats, amount_fiat::bigint AS fiat FROM dca_payments',
    ),
    polls: await all('SELECT result, window_until AS at FROM lamassu_polls'),
    pauses: await all("SELECT since, until FROM pauses WHERE what = 'polling'"),
    alerts: await all('SELECT severity, test_channel AS test, opened_at AS at FROM alerts'),
    runs: await all('SELECT id, scope, started_at AS at, verdict FROM reconciliations ORDER BY id'),
    clients: await all(
      'SELECT id, fiat_code AS fiat, status, (remaining_balance - held_balance)::bigint AS available FROM dca_clients ORDER BY id',
    ),
    lines: await all(
      'SELECT l.client_id AS client, l.account, l.amount, e.effective_at AS at FROM ledger_lines l JOIN ledger_entries e ON e.id = l.entry_id',
    ),
  }
}

const kept = new Map<string, unknown>()
/** The oracle may be slow, but asks nothing twice. */
function once<T>(key: string, work: () => T): T {
  if (!kept.has(key)) kept.set(key, work())
  return kept.get(key) as T
}

/** The day on the wall, asked in a way of its own. */
const dayOn = (at: Date, timeZone: string): string =>
  once(`day ${timeZone} ${at.getTime()}`, () =>
    once(timeZone, () => new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' })).format(at),
  )

const total = (amounts: readonly bigint[]): bigint => amounts.reduce((all, one) => all + one, 0n)

const within =
  (span: { first: string; last: string }, timeZone: string) =>
  (at: Date): boolean => {
    const day = dayOn(at, timeZone)
    return day >= span.first && day <= span.last
  }

const distributed = (isIn: (at: Date) => boolean): Rows['cashOuts'] =>
  rows.cashOuts.filter(({ status, at }) => (status === 'processing' || status === 'completed') && isIn(at))

const toClients = (isIn: (at: Date) => boolean): bigint =>
  total(distributed(isIn).map(({ base, house }) => base - house))

function daysBetween(first: string, last: string): string[] {
  const days = []
  for (let at = Date.parse(first); at <= Date.parse(last); at += 86_400_000)
    days.push(new Date(at).toISOString().slice(0, 10))
  return days
}

const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)

/** Quarter by quarter of an hour: whether the day has begun there. No clock is put forward or back by less. */
const midnight = (day: string, timeZone: string): number =>
  once(`midnight ${timeZone} ${day}`, () => {
    let at = Date.parse(day) - 20 * 3_600_000
    while (dayOn(new Date(at), timeZone) < day) at += 900_000
    return at
  })

function slowTrust(span: { first: string; last: string }, timeZone: string): Trust {
  const today = dayOn(NOW, timeZone)
  const found = daysBetween(span.first, span.last)
    .filter((day) => day <= today)
    .map((day): Trust => {
      const isIn = within({ first: day, last: day }, timeZone)
      const run = rows.runs.filter(({ scope, at }) => scope === 'all' && isIn(at)).at(-1)
      const polled = rows.polls.some(({ result, at }) => result !== 'failed' && isIn(at))
      if (run?.verdict === 'broken') return 'broken'
      if (run === undefined || !polled) return 'unknown'
      return run.verdict === 'late' ? 'late' : 'square'
    })
  return (['broken', 'unknown', 'late', 'square'] as const).find((one) => found.includes(one)) ?? 'unknown'
}

describe.each(ZONES)('random books, by the days of %s', (timeZone) => {
  const cases: [number, string][] = [
    [1, '2026-11-08'],
    [14, '2026-11-08'],
    [14, '2026-11-02'],
    [31, '2026-11-05'],
    [45, '2026-11-08'],
    [60, '2026-11-08'],
  ]
  const requestFor = (days: number, until: string): FiguresRequest => ({ days, until, timeZone, now: NOW })

  test.each(cases)('the volume of %i days up to %s', async (days, until) => {
    const bars = await volumeFigures(readings, requestFor(days, until))
    const length = days > 31 ? 7 : 1
    expect(bars).toHaveLength(Math.ceil(days / length))
    expect(bars.at(-1)?.last).toBe(until)
    for (const bar of bars) {
      const isIn = within(bar, timeZone)
      expect(daysBetween(bar.first, bar.last)).toHaveLength(length)
      const before = Array.from({ length: 7 }, (_, i) => ({
        first: dayAfter(bar.first, -(i + 1) * length),
        last: dayAfter(bar.last, -(i + 1) * length),
      })).filter(({ first }) => midnight(first, timeZone) >= rows.began.getTime())
      const usual = before.map((span) => toClients(within(span, timeZone))).sort((a, b) => Number(a - b))
      expect(bar).toEqual({
        first: bar.first,
        last: bar.last,
        clientsSats: toClients(isIn),
        commissionSats: total(distributed(isIn).map(({ commission }) => commission)),
        houseSats: total(distributed(isIn).map(({ house }) => house)),
        usualSats: usual.length < 3 ? null : usual[Math.floor((usual.length - 1) / 2)],
        trust: slowTrust(bar, timeZone),
        incidents: rows.alerts.filter(
          (one) => one.severity === 'critical' && one.test === null && isIn(one.at),
        ).length,
      })
    }
  })

  test.each(cases)('the commission of %i days up to %s', async (days, until) => {
    const { bars, hundredths } = await commissionFigures(readings, requestFor(days, until))
    const percentOf = (found: Rows['cashOuts']): bigint | null => {
      const base = total(found.map((one) => one.base))
      return base === 0n ? null : (total(found.map((one) => one.commission)) * 20_000n + base) / (2n * base)
    }
    for (const bar of bars) {
      const found = distributed(within(bar, timeZone))
      expect(bar.commissionSats).toBe(total(found.map(({ commission }) => commission)))
      expect(bar.hundredths).toBe(percentOf(found))
    }
    const whole = { first: bars[0]?.first ?? '', last: bars.at(-1)?.last ?? '' }
    expect(hundredths).toBe(percentOf(distributed(within(whole, timeZone))))
  })

  test.each(cases)('what a client gathered in %i days up to %s', async (days, until) => {
    for (let id = 1n; id <= BigInt(CLIENTS); id += 1n) {
      for (const point of await clientFigures(readings, id, requestFor(days, until))) {
        const paid = rows.payments.filter(
          ({ client, status, completed }) =>
            client === id &&
            status === 'completed' &&
            completed !== null &&
            dayOn(completed, timeZone) <= point.last,
        )
        const sats = total(paid.map((one) => one.sats))
        const fiat = total(paid.map((one) => one.fiat))
        expect(point).toMatchObject({ sats, fiat })
        expect(point.averageMinor).toBe(sats === 0n ? null : (fiat * 200_000_000n + sats) / (2n * sats))
      }
    }
  })

  test.each(cases)('the polls of %i days up to %s', async (days, until) => {
    for (const bar of await coverageFigures(readings, requestFor(days, until), 600)) {
      const found = rows.polls.filter(({ at }) => within(bar, timeZone)(at))
      expect(bar.succeeded).toBe(found.filter(({ result }) => result !== 'failed').length)
      expect(bar.failed).toBe(found.filter(({ result }) => result === 'failed').length)
      const from = midnight(bar.first, timeZone)
      const end = Math.min(midnight(dayAfter(bar.last, 1), timeZone), NOW.getTime())
      const paused = rows.pauses.map(({ since, until: over }) =>
        Math.max(0, Math.min((over ?? NOW).getTime(), end) - Math.max(since.getTime(), from)),
      )
      const open = Math.max(0, end - Math.max(from, rows.began.getTime())) - paused.reduce((a, b) => a + b, 0)
      expect(bar.due).toBe(Math.max(0, Math.floor(open / 600_000)))
    }
  })

  test.each([14, 31, 60])('what is left of the deposits, over %i days', async (days) => {
    const today = dayOn(NOW, timeZone)
    const { flowDays, curves } = await floatFigures(readings, requestFor(days, today))
    expect(flowDays).toBe(14)
    expect(curves.map(({ fiatCode }) => fiatCode).sort()).toEqual(
      [...new Set(rows.clients.filter(({ status }) => status === 'active').map(({ fiat }) => fiat))].sort(),
    )
    for (const curve of curves) {
      const clients = rows.clients.filter(
        ({ fiat, status }) => fiat === curve.fiatCode && status === 'active',
      )
      const now = total(clients.map(({ available }) => available))
      expect([curve.available, curve.clients]).toEqual([now, clients.length])
      for (const { last, available } of curve.past) {
        const later = rows.lines.filter(
          ({ client, account, at }) =>
            account.startsWith('client:') &&
            clients.some(({ id }) => id === client) &&
            dayOn(at, timeZone) > last,
        )
        expect(available).toBe(now + total(later.map(({ amount }) => amount)))
      }
      const spentBy = (id: bigint): bigint =>
        total(
          rows.payments
            .filter(
              ({ client, status, created }) =>
                client === id &&
                status !== 'failed' &&
                status !== 'cancelled' &&
                within({ first: dayAfter(today, -14), last: dayAfter(today, -1) }, timeZone)(created),
            )
            .map(({ fiat }) => fiat),
        )
      const dry = clients
        .map(({ id, available }) => ({ id, available, spent: spentBy(id) }))
        .filter(({ available, spent }) => available > 0n && spent > 0n)
        .map(({ id, available, spent }) => ({ id, tenthsLeft: (available * 140n) / spent }))
        .sort((a, b) => Number(a.tenthsLeft - b.tenthsLeft) || Number(a.id - b.id))
      expect(curve.dry.map(({ id, tenthsLeft }) => ({ id, tenthsLeft }))).toEqual(dry)
      for (const { day, available } of curve.ahead) {
        const gone = BigInt(daysBetween(today, day).length - 1)
        const each = clients.map((one) => one.available - (spentBy(one.id) * gone) / 14n)
        expect(available).toBe(total(each.filter((left) => left > 0n)))
      }
    }
  })
})

test('the random books hold what the oracle has to tell apart', () => {
  expect(rows.began < NOW).toBe(true)
  const trusts = daysBetween('2026-10-01', '2026-11-07').map((day) =>
    slowTrust({ first: day, last: day }, 'UTC'),
  )
  expect(new Set(trusts)).toEqual(new Set(['square', 'late', 'broken', 'unknown']))
  expect(rows.alerts.some(({ test: channel }) => channel !== null)).toBe(true)
  expect(rows.runs.some(({ scope }) => scope !== 'all')).toBe(true)
})

test('books that begin today have no usual, no pace and no forecast', async () => {
  const fresh = await freshDatabase()
  try {
    await fresh.pool.query('UPDATE lamassu_config SET baseline_at = $1', [
      new Date(NOW.getTime() - 3_600_000),
    ])
    const own = createChartReadings(fresh.pool)
    const request = { days: 14, until: '2026-11-08', timeZone: 'UTC', now: NOW }
    const bars = await volumeFigures(own, request)
    expect(bars).toHaveLength(14)
    for (const bar of bars)
      expect(bar).toMatchObject({
        clientsSats: 0n,
        commissionSats: 0n,
        usualSats: null,
        trust: 'unknown',
        incidents: 0,
      })
    expect(await floatFigures(own, request)).toEqual({ flowDays: 0, curves: [] })
    expect((await commissionFigures(own, request)).hundredths).toBeNull()
    expect((await coverageFigures(own, request, 60)).map(({ due }) => due)).toEqual([
      ...Array(13).fill(0),
      60,
    ])
    expect((await clientFigures(own, 1n, request)).every(({ averageMinor }) => averageMinor === null)).toBe(
      true,
    )
  } finally {
    await fresh.drop()
  }
})

test('spans are days up to a month, and whole weeks beyond', () => {
  expect(spansOf({ until: '2026-03-01', days: 2 })).toEqual([
    { first: '2026-02-28', last: '2026-02-28' },
    { first: '2026-03-01', last: '2026-03-01' },
  ])
  expect(spansOf({ until: '2026-11-08', days: 31 })).toHaveLength(31)
  const weeks = spansOf({ until: '2026-11-08', days: 32 })
  expect(weeks).toHaveLength(5)
  expect(weeks.at(-1)).toEqual({ first: '2026-11-02', last: '2026-11-08' })
  expect(() => spansOf({ until: '2026-11-08', days: MOST_DAYS + 1 })).toThrow()
})

test('what is broken stays so without polls, and nothing else is believed without them', () => {
  expect(trustOf('broken', false)).toBe('broken')
  expect(trustOf('ok', false)).toBe('unknown')
  expect(trustOf(null, true)).toBe('unknown')
  expect([trustOf('late', true), trustOf('ok', true)]).toEqual(['late', 'square'])
})

test('averages and percents round halves up, and have none of nothing', () => {
  expect(averageCost({ sats: 3n, fiat: 1n })).toBe(33_333_333n)
  expect(averageCost({ sats: 200_000_000n, fiat: 1n })).toBe(1n)
  expect(averageCost({ sats: 0n, fiat: 0n })).toBeNull()
  const percent = (commissionSats: bigint, clientsSats: bigint) =>
    effectiveHundredths({ clientsSats, commissionSats, houseSats: 0n })
  expect([percent(7771n, 259_029n), percent(1n, 20_000n), percent(1n, 20_001n), percent(1n, 0n)]).toEqual([
    300n,
    1n,
    0n,
    null,
  ])
})
