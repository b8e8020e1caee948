import { afterAll, describe, expect, test } from 'vitest'
import type { Charts } from '../../../commands/charts.ts'
import type { StatementOrder } from '../../../commands/papers.ts'
import { createDrawing } from '../../../bot/charts/drawing.ts'
import { PALETTES, sheet } from '../../../bot/charts/sheet.ts'
import { loadLanguages } from '../../../bot/languages/catalogue.ts'
import { createPapers } from '../../../bot/statements/papers.ts'
import { Failure } from '../../../engine/failure.ts'
import { fiatMinor, msat } from '../../../engine/domain/money.ts'
import { silentLog } from '../../support/database.ts'
import { pdfPages } from '../../support/pdf-text.ts'
import { orderOf } from './samples.ts'

/** What is on the paper, read back out of the PDF's bytes. */

const drawing = createDrawing()
afterAll(() => drawing.stop())
const { voiceFor } = await loadLanguages()

const drawn: unknown[] = []
const chartsFor = () => ({
  client: async (...asked: Parameters<Charts['client']>) => {
    drawn.push(asked[1])
    const picture = sheet({ palette: PALETTES.light, title: 'x', plots: [], elements: [] })
    return { png: await drawing.draw(picture), alt: 'x', name: 'x.png', json: {} }
  },
})

const printed = async (order: StatementOrder, more: { sandbox?: boolean } = {}): Promise<string[][]> => {
  const papers = createPapers({
    drawing,
    chartsFor,
    voiceFor,
    sandbox: more.sandbox ?? false,
    log: silentLog,
  })
  return pdfPages(await papers.statement(order))
}

const after = (texts: readonly string[], name: string): string | undefined => texts[texts.indexOf(name) + 1]
const minorOf = (written = ''): bigint => BigInt(written.replaceAll(/[^\d−]/g, '').replace('−', '-'))
const isAmount = (text: string): boolean => /^[+−][\d,]+\.\d\d$/.test(text)

describe('a statement on paper', () => {
  test('leads from the one balance to the other, in its sums and in its rows', async () => {
    const texts = (await printed(orderOf(120))).flat()
    const opening = minorOf(after(texts, 'Balance at the beginning'))
    const closing = minorOf(after(texts, 'Balance at the end'))
    const sums = ['12 deposits', '120 bitcoin purchases', '1 correction'].map((name) =>
      minorOf(after(texts, name)),
    )
    expect(sums.reduce((sum, one) => sum + one, opening)).toBe(closing)
    const rows = texts.filter(isAmount).map(minorOf)
    expect(rows).toHaveLength(133)
    expect(rows.reduce((sum, one) => sum + one, opening)).toBe(closing)
    expect(closing).toBe(orderOf(120).statement.closing)
  })

  test('tells of a purchase its cash-out, what it took and brought, and its price', async () => {
    const texts = (await printed(orderOf(1))).flat()
    const at = texts.indexOf('Bitcoin, cash-out #310')
    expect(texts.slice(at - 1, at + 5)).toEqual([
      '1 Nov, 05:42',
      'Bitcoin, cash-out #310',
      '−200.00',
      '25,900',
      '772,200.77',
      '6,034.56',
    ])
    expect(after(texts, 'Average cost of a bitcoin')).toBe('772,200.77 GTQ')
    expect(after(texts, 'Bitcoin received in this month')).toBe('25,900 sats')
  })

  test('has its titles and its number on every page', async () => {
    const pages = await printed(orderOf(120))
    expect(pages).toHaveLength(4)
    for (const [i, page] of pages.entries()) {
      expect(page).toContain('Sats received')
      expect(page.slice(-2)).toEqual(['Statement of November 2026 · #3 Ana López', `${i + 1} / 4`])
    }
    expect((await printed(orderOf(3))).length).toBe(1)
  })

  test('of a month without movements says so', async () => {
    const [page = []] = await printed(orderOf(0))
    expect(page).toContain('Nothing moved in this month')
    expect(after(page, 'Balance at the end')).toBe('1,234.56 GTQ')
  })

  test('is in the language of the client', async () => {
    const texts = (await printed(orderOf(2, { language: 'es' }))).flat()
    expect(texts).toContain('Estado de cuenta de noviembre de 2026')
    expect(texts).toContain('Bitcoin, retiro n.º 311')
    expect(after(texts, 'Saldo al final')).toBe('5,833.49 GTQ')
    expect(texts.join(' ')).not.toMatch(/Balance|Bitcoin received|Deposit |Correction|\bPrice\b/)
  })

  test('names nobody else: the words of operators are not on it', async () => {
    const texts = (await printed(orderOf(3))).flat().join('\n')
    expect(texts).toContain('Adjustment')
    expect(texts).not.toMatch(/Beto|mistake/)
  })

  test('says of a month that is not over what may still come', async () => {
    const client = { ...orderOf(0).client, held: fiatMinor(12_345n) }
    const texts = (await printed(orderOf(3, { client, now: new Date('2026-11-20T15:00:00Z') }))).flat()
    expect(texts).toContain('The month is not over: more may follow')
    expect(after(texts, 'of this already set aside for purchases under way')).toBe('123.45 GTQ')
    expect(drawn.at(-1)).toEqual({ days: 20, until: '2026-11-20', theme: 'light' })
  })

  test('keeps a name that does not end within its room, and says what is play money', async () => {
    const client = { ...orderOf(0).client, username: `${'Doña María '.repeat(40)}\nBeto` }
    const pages = await printed(orderOf(3, { client }), { sandbox: true })
    expect(pages).toHaveLength(1)
    expect(pages[0]?.[0]).toBe('SANDBOX · play money')
    expect(pages[0]?.filter((text) => text.includes('Doña')).length).toBeLessThanOrEqual(3)
  })

  test('cuts no digit, however many there are', async () => {
    const { statement, ...order } = orderOf(1)
    const opening = fiatMinor(900_719_925_474_000n)
    const movements = statement.movements.map((one) =>
      one.kind === 'client_payment' ? { ...one, receivedMsat: msat(2_100_000_000_000_123n) } : one,
    )
    const texts = (await printed({ ...order, statement: { ...statement, opening, movements } })).flat()
    expect(texts).toContain('9,007,199,254,740.00 GTQ')
    expect(texts).toContain('2,100,000,000,000.123')
  })

  test('comes without its picture where that can not be drawn', async () => {
    const refusing = () => ({ client: () => Promise.reject(new Failure('chart_failed', 'no chart')) })
    const papers = createPapers({
      drawing,
      chartsFor: refusing,
      voiceFor,
      sandbox: false,
      log: silentLog,
    })
    expect(pdfPages(await papers.statement(orderOf(3))).flat()).toContain('Balance at the end')
  })

  test('is the same bytes for the same statement', async () => {
    const papers = createPapers({ drawing, chartsFor, voiceFor, sandbox: false, log: silentLog })
    const [first, second] = [await papers.statement(orderOf(3)), await papers.statement(orderOf(3))]
    expect(Buffer.from(first).equals(second)).toBe(true)
  })
})
