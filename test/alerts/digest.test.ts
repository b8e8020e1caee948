import {
  array,
  assert,
  bigInt,
  boolean,
  constantFrom,
  date,
  integer,
  option,
  property,
  record,
  string,
  tuple,
} from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  type Digest,
  digestMessage,
  digestOf,
  failedDigest,
  fittingLines,
  MOST_CHARACTERS,
  MOST_LINES,
  writeDigest,
} from '../../alerts/digest.ts'
import { doubtOf } from '../../alerts/digest-lines.ts'
import { type Languages, loadLanguages } from '../../bot/languages/catalogue.ts'
import { type DigestFigures, median, type Need, squareDays } from '../../engine/digest-figures.ts'
import { ENGLISH, say, type Voice } from '../../engine/phrase.ts'
import type { Reconciliation } from '../../engine/reconcile.ts'
import { CHECKS, type Discrepancy, judged } from '../../engine/reconcile/verdict.ts'

let languages: Languages
let voices: readonly Voice[]
beforeAll(async () => {
  languages = await loadLanguages()
  voices = (['en', 'es'] as const).flatMap((language) =>
    (['full', 'initials'] as const).map((names) =>
      languages.voiceFor(language, { timeZone: 'America/Guatemala', names }),
    ),
  )
})

const NOW = new Date('2026-11-22T14:00:00Z')
const hoursAgo = (hours: number): Date => new Date(NOW.getTime() - hours * 3_600_000)

const booksWith = (discrepancies: readonly Discrepancy[], startedAt = hoursAgo(8)): Reconciliation => {
  const check = judged({
    name: 'payments',
    checked: 1,
    figure: '',
    tolerance: '',
    explanation: '',
    discrepancies,
  })
  return {
    id: 41n,
    scope: { kind: 'all' },
    actor: 'satmachine',
    startedAt,
    finishedAt: startedAt,
    verdict: check.verdict,
    checks: [check],
    slot: startedAt,
    missed: [],
    snapshot: { clients: [], wallets: [] },
  }
}

const GREEN: DigestFigures = {
  day: '2026-11-21',
  timeZone: 'America/Guatemala',
  computedAt: NOW,
  figures: {
    cashOuts: 17,
    fiat: [{ fiatCode: 'GTQ', exponent: 2, amount: 2_430_000n }],
    receivedSats: 3_241_620n,
    clientsSats: 3_147_203n,
    clients: 6,
    commissionSats: 94_417n,
    houseSats: 0n,
  },
  usual: { clientsSats: 2_667_121n, commissionSats: 94_417n },
  work: { hoursPolled: 24, hours: 24, slowestPayoutSeconds: 41.2, stuck: 0 },
  float: [
    {
      fiatCode: 'GTQ',
      exponent: 2,
      amount: 8_160_000n,
      daysLeft: 3.4,
      firstDry: { id: 3n, username: 'Ana', daysLeft: 2.1 },
    },
  ],
  needs: [
    {
      kind: 'deposit',
      id: 212n,
      clientId: 5n,
      username: 'Luis',
      amount: { fiatCode: 'GTQ', exponent: 2, amount: 500_000n },
      since: hoursAgo(51),
    },
  ],
  paused: null,
  books: booksWith([]),
  squareDays: 41,
  brokenSince: null,
  alerts: {
    firing: { info: 0, medium: 0, high: 0, critical: 0 },
    infoRules: [],
    silences: 0,
    maintenance: 0,
    quietUntil: null,
  },
  incidents: { open: [], watched: [], watchesOver: [], overdue: [] },
}

const LOST: Discrepancy = {
  entity: 'payment:client:8',
  verdict: 'broken',
  what: say`payment #${8n}`,
  why: 'lost',
  drift: { unit: 'msat', amount: -184_220_000n, exponent: 0 },
  doubtSats: 184_220n,
  steps: ['payment lookup 8'],
}

const RED: DigestFigures = {
  ...GREEN,
  books: booksWith([LOST]),
  brokenSince: hoursAgo(3.2),
  paused: { reason: 'paused by mara' },
  alerts: { ...GREEN.alerts, firing: { info: 0, medium: 1, high: 0, critical: 2 } },
}

const inLanguage = (digest: Digest, language: 'en' | 'es'): string[] =>
  writeDigest(digest, languages.voiceFor(language, { timeZone: 'America/Guatemala', names: 'full' }))

describe('the digest', () => {
  test('of a green day, in English', () => {
    const digest = digestOf(GREEN)
    expect(inLanguage(digest, 'en')).toEqual([
      '🟢 All square · 2026-11-21 · day 41 in a row',
      '💵 17 cash-outs · 24,300.00 GTQ → 3,147,203 sats to 6 clients (+18 % vs usual)',
      '🪙 Commission 94,417 sats · 3.00 % effective (as usual)',
      '📡 24/24 hours polled · slowest payout 41 s · 0 stuck',
      '⏳ Float 81,600.00 GTQ · ≈ 3.4 days · first to run dry: #3 Ana, 2.1 days',
      '📚 Books: in 3,241,620 sats = clients 3,147,203 sats + commission 94,417 sats · drift 0',
      '👉 Needs you: confirm deposit #212 (#5 Luis, 5,000.00 GTQ, 2 d 3 h)',
    ])
    expect([digest.tone, digest.silent]).toEqual(['green', true])
    expect(digest.buttons.map(({ line }) => line)).toEqual([
      'deposit confirm 212',
      'deposit show 212',
      'recon show 41',
    ])
  })

  test('of a green day, in Spanish', () => {
    expect(inLanguage(digestOf(GREEN), 'es')).toMatchInlineSnapshot(`
      [
        "🟢 Todo cuadra · 2026-11-21 · día 41 seguido",
        "💵 17 retiros · 24,300.00 GTQ → 3,147,203 sats a 6 clientes (+18 % vs. lo usual)",
        "🪙 Comisión 94,417 sats · 3.00 % efectivo (como siempre)",
        "📡 24/24 horas consultadas · el pago más lento 41 s · 0 atascados",
        "⏳ Disponible 81,600.00 GTQ · ≈ 3.4 días · primero en agotarse: #3 Ana, 2.1 días",
        "📚 Libros: entró 3,241,620 sats = clientes 3,147,203 sats + comisión 94,417 sats · diferencia 0",
        "👉 Le necesita: confirmar el depósito n.º 212 (#5 Luis, 5,000.00 GTQ, 2 d 3 h)",
      ]
    `)
  })

  test('of a red day says what is off, what needs somebody and what is next, and nothing else', () => {
    const digest = digestOf(RED)
    expect(inLanguage(digest, 'en')).toEqual([
      '🔴 Not square · 184,220 sats in doubt · open 3 h 12 min · 2026-11-21',
      '📚 payment #8: off by -184,220 sats',
      '⏸ Payouts are paused: paused by mara',
      '👉 Needs you: confirm deposit #212 (#5 Luis, 5,000.00 GTQ, 2 d 3 h)',
      '🔔 Alerts · 2 critical · 1 medium',
    ])
    expect([digest.tone, digest.silent]).toEqual(['red', false])
    expect(digest.buttons[0]).toMatchObject({ line: 'payment lookup 8', style: 'primary' })
  })

  test('says why of what has no amount, and claims no doubt about sats where there is none', () => {
    const silent = {
      ...LOST,
      what: 'polling of Lamassu',
      why: 'no poll for a day',
      drift: null,
      doubtSats: 0n,
    }
    const figures = { ...RED, books: booksWith([silent]), needs: [] }
    expect(inLanguage(digestOf(figures), 'en').slice(0, 2)).toEqual([
      '🔴 Not square · open 3 h 12 min · 2026-11-21',
      '📚 polling of Lamassu: no poll for a day',
    ])
  })

  test('of a red day, in Spanish', () => {
    expect(inLanguage(digestOf(RED), 'es')).toMatchInlineSnapshot(`
      [
        "🔴 No cuadra · 184,220 sats en duda · abierto 3 h 12 min · 2026-11-21",
        "📚 pago n.º 8: diferencia de -184,220 sats",
        "⏸ Los pagos están en pausa: paused by mara",
        "👉 Le necesita: confirmar el depósito n.º 212 (#5 Luis, 5,000.00 GTQ, 2 d 3 h)",
        "🔔 Alertas · críticas: 2 · medias: 1",
      ]
    `)
  })

  test.each<[string, Partial<DigestFigures>, string, string]>([
    ['books that nobody has reconciled', { books: null }, 'amber', '🟡 Not known whether all is square'],
    [
      'a reconciliation that is too old',
      { books: booksWith([], hoursAgo(27)) },
      'amber',
      '🟡 Not known whether',
    ],
    [
      'something late',
      { books: booksWith([{ ...LOST, verdict: 'late' }]) },
      'amber',
      '🟡 Nothing is lost, 1 thing',
    ],
    [
      'payouts that are paused',
      { paused: { reason: null } },
      'amber',
      '🟡 The books are square, and something needs',
    ],
    ['a payment that is stuck', { work: { ...GREEN.work, stuck: 1 } }, 'amber', '🟡 The books are square'],
    [
      'a cash-out that is set aside',
      { needs: [{ kind: 'cash_out', id: 4n, reason: 'x', since: NOW }] },
      'amber',
      '🟡 The books',
    ],
    [
      'a critical alert over square books',
      { alerts: RED.alerts },
      'red',
      '🔴 The books are square, and something critical',
    ],
  ])('with %s is not green', (_, change, tone, verdict) => {
    const digest = digestOf({ ...GREEN, ...change })
    expect(digest.tone).toBe(tone)
    expect(digest.silent).toBe(false)
    expect(inLanguage(digest, 'en')[0]).toContain(verdict)
  })

  test('tells of what is quiet, and of alerts that are only for it', () => {
    const alerts = { ...GREEN.alerts, infoRules: ['BIG_TX'], silences: 1, maintenance: 2, quietUntil: NOW }
    expect(inLanguage(digestOf({ ...GREEN, alerts }), 'en').at(-1)).toBe(
      '🔔 Alerts · 🔵 BIG_TX · 1 silence · 2 maintenance windows · until 22 Nov, 08:00',
    )
  })

  test('that is late says for how many it stands', () => {
    const missed = [hoursAgo(72), hoursAgo(48)]
    expect(inLanguage(digestOf(GREEN, { missed }), 'en').at(-1)).toBe(
      '💤 The bot was asleep: 2 digests before this one never came',
    )
  })

  test('that can not be computed says so, aloud', () => {
    const digest = failedDigest('2026-11-21', 'The database took too long to answer.')
    expect(inLanguage(digest, 'en')).toEqual([
      '⚪ The digest of 2026-11-21 could not be computed',
      'The database took too long to answer.',
      '👉 Nothing is known of that day before somebody looks.',
    ])
    expect(digest.silent).toBe(false)
  })

  test('goes out as the channels of the alerts take it', () => {
    expect(digestMessage(digestOf(GREEN), ENGLISH)).toMatchObject({
      kind: 'overview',
      severity: 'info',
      silent: true,
      mention: false,
      json: { day: '2026-11-21', tone: 'green', clientsSats: '3147203', squareDays: 41 },
    })
    expect(digestMessage(digestOf(RED), ENGLISH)).toMatchObject({
      severity: 'critical',
      state: 'firing',
      silent: false,
    })
  })

  test('counts the same sats once, however many checks find them', () => {
    const books = booksWith([LOST])
    const twice = { ...books, checks: [...books.checks, ...books.checks] }
    expect(doubtOf({ books: twice })).toBe(184_220n)
  })
})

describe('whatever the day was like', () => {
  const sats = bigInt({ min: 0n, max: 2_100_000_000_000_000n })
  const fiat = record({
    fiatCode: constantFrom('GTQ', 'USD', 'JPY'),
    exponent: constantFrom(0, 2, 4),
    amount: bigInt({ min: 0n, max: 9_007_199_254_740_991n }),
  })
  const name = string({ minLength: 1, maxLength: 100, unit: 'grapheme' })
  const id = bigInt({ min: 1n, max: 9_000_000_000n })
  const moment = date({ min: new Date('2020-01-01'), max: NOW, noInvalidDate: true })
  const need = constantFrom('deposit', 'payment', 'cash_out').chain((kind) =>
    tuple(id, name, fiat, sats, moment).map(
      ([number, username, amount, inDoubt, since]): Need =>
        kind === 'deposit'
          ? { kind, id: number, clientId: number, username, amount, since }
          : kind === 'payment'
            ? { kind, id: number, sats: inDoubt, since }
            : { kind: 'cash_out', id: number, reason: username, since },
    ),
  )
  const discrepancy = tuple(name, constantFrom('late', 'broken'), sats, boolean()).map(
    ([what, verdict, doubtSats, isSats]): Discrepancy => ({
      ...LOST,
      verdict: verdict === 'late' ? 'late' : 'broken',
      what,
      doubtSats,
      drift: { unit: isSats ? 'msat' : 'GTQ', amount: -doubtSats * 1000n, exponent: 2 },
    }),
  )
  const figures = record({
    figures: record({
      cashOuts: integer({ min: 0, max: 100_000 }),
      fiat: array(fiat, { maxLength: 4 }),
      receivedSats: sats,
      clientsSats: sats,
      clients: integer({ min: 0, max: 100_000 }),
      commissionSats: sats,
      houseSats: sats,
    }),
    usual: option(record({ clientsSats: sats, commissionSats: sats })),
    needs: array(need, { maxLength: 20 }),
    paused: option(record({ reason: option(string({ maxLength: 2000 })) })),
    books: option(
      tuple(array(discrepancy, { maxLength: 6 }), moment).map(([found, at]) => booksWith(found, at)),
    ),
    firing: record({
      info: integer({ min: 0, max: 999 }),
      medium: integer({ min: 0, max: 999 }),
      high: integer({ min: 0, max: 999 }),
      critical: integer({ min: 0, max: 999 }),
    }),
    dry: option(record({ id, username: name, daysLeft: integer({ min: 0, max: 9999 }) })),
    fresh: boolean(),
    missed: array(moment, { maxLength: 31 }),
  }).map(({ firing, dry, fresh, missed, ...more }) => ({
    missed,
    figures: {
      ...GREEN,
      ...more,
      books: fresh ? booksWith(more.books?.checks[0]?.discrepancies ?? []) : more.books,
      float: GREEN.float.map((one) => ({ ...one, firstDry: dry })),
      alerts: {
        firing,
        infoRules: ['BIG_TX', 'COMMISSION_RATE_DRIFT', 'LOG_ERRORS', 'A_RULE'],
        silences: 3,
        maintenance: 2,
        quietUntil: NOW,
      },
    } satisfies DigestFigures,
  }))

  test('it has at most eight lines and 900 characters, in every language, with the verdict first', () => {
    assert(
      property(figures, ({ figures: of, missed }) => {
        const digest = digestOf(of, { missed })
        for (const voice of voices) {
          const written = writeDigest(digest, voice)
          expect(written.length).toBeLessThanOrEqual(MOST_LINES)
          expect(written.join('\n').length).toBeLessThanOrEqual(MOST_CHARACTERS)
          expect(written[0]).toMatch({ green: /^🟢/u, amber: /^🟡/u, red: /^🔴/u }[digest.tone])
        }
        expect(digest.buttons.length).toBeLessThanOrEqual(8)
        if (digest.tone === 'green') expect(of.books?.verdict).toBe('ok')
        if (of.books?.verdict === 'broken') expect(digest.tone).toBe('red')
        JSON.stringify(digest.json)
      }),
      { numRuns: 300 },
    )
  })

  test('chosen in English with room to spare, it also fits in Spanish', () => {
    assert(
      property(figures, ({ figures: of }) => {
        const digest = digestOf(of)
        const lines = fittingLines(digest, ENGLISH, 720)
        const left = { ...digest, lines: digest.lines.filter(({ text }) => lines.includes(text)) }
        for (const voice of voices)
          expect(writeDigest(left, voice, Infinity).join('\n').length).toBeLessThanOrEqual(MOST_CHARACTERS)
      }),
      { numRuns: 200 },
    )
  })

  test('the median is a day that was, and the row of square days ends at the first gap', () => {
    expect([median([5n, 1n, 9n]), median([4n, 1n, 9n, 2n]), median([])]).toEqual([5n, 2n, 0n])
    const day = (date1: string, verdict = 'ok') => ({ day: date1, verdict, at: NOW })
    expect(squareDays([])).toBe(0)
    expect(
      squareDays([day('2026-11-21'), day('2026-11-20'), day('2026-11-19', 'late'), day('2026-11-18')]),
    ).toBe(2)
    expect(squareDays([day('2026-11-21'), day('2026-11-19')]), 'a day without a run').toBe(1)
    expect(squareDays([day('2026-11-21', 'broken')])).toBe(0)
    expect(CHECKS).toHaveLength(13)
  })
})
