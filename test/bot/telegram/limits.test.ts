import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Button, Card } from '../../../bot/chat/conversation.ts'
import type { Call, Parameters } from '../../../bot/telegram/calls.ts'
import { deliver } from '../../../bot/telegram/deliver.ts'
import { createMessenger } from '../../../bot/telegram/messenger.ts'
import { createOutlet } from '../../../bot/telegram/outlet.ts'
import { createPace } from '../../../bot/telegram/pace.ts'
import type { Block, Tone } from '../../../commands/answer.ts'
import { ENGLISH } from '../../../engine/phrase.ts'
import { type Checks, loadChecks } from '../../fakes/telegram/checks.ts'
import type { Upload } from '../../fakes/telegram/multipart.ts'
import { silentLog } from '../../support/database.ts'

/** Whatever a card holds, no request of it breaks a limit of Telegram. */

let checks: Checks
beforeAll(async () => {
  checks = await loadChecks()
})

/** Requests that Telegram would take note of, as they leave. */
function watched(): { problems: string[]; requests: string[]; call: Call } {
  const problems: string[] = []
  const requests: string[] = []
  let messageId = 0
  const call: Call = async (method, parameters) => {
    const { fields, uploads } = asSent(parameters)
    requests.push(method)
    problems.push(...checks.request(method, fields, uploads).map((problem) => `${method}: ${problem}`))
    return { ok: true, result: { message_id: ++messageId, chat: { id: Number(fields['chat_id'] ?? 1) } } }
  }
  return { problems, requests, call }
}

function asSent(parameters: Parameters): { fields: Record<string, unknown>; uploads: Upload[] } {
  const uploads: Upload[] = []
  const fields: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(parameters)) {
    const upload = value as { source?: Buffer; filename?: string } | null
    if (upload?.source === undefined) fields[field] = value
    else uploads.push({ field, name: upload.filename ?? '', bytes: upload.source })
  }
  // As JSON carries it: what is undefined is left out.
  return { fields: JSON.parse(JSON.stringify(fields)) as Record<string, unknown>, uploads }
}

const NASTY = [
  '',
  ' ',
  '\n',
  '<b>',
  '</b>&amp;<script>',
  '&',
  '@everyone @here',
  'أحمد محمد',
  'שלום\u202eevil\u202c',
  '👩‍👩‍👧‍👦',
  'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢',
  '\ud800',
  '\udc00\ud83d',
  '\u0000\u0007\u001b[31m',
  '\u200b\u2060\ufeff',
  '=cmd|"/c calc"!A1',
  '/panic@satmachine',
  '\\*_~`[](){}',
  '・漢字かな交じり文',
]
const piece = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ maxLength: 40 }),
  fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
)
const words = fc.oneof(
  { weight: 6, arbitrary: fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join('')) },
  {
    weight: 1,
    arbitrary: fc.tuple(piece, fc.integer({ min: 1, max: 3000 })).map(([part, n]) => part.repeat(n)),
  },
)
const bytes = fc.uint8Array({ maxLength: 60 })
const blocks: fc.Arbitrary<Block> = fc.oneof(
  words.map((text): Block => ({ kind: 'text', text })),
  fc.array(fc.tuple(words, words), { maxLength: 60 }).map((fields): Block => ({ kind: 'fields', fields })),
  fc
    .tuple(
      fc.array(words, { minLength: 1, maxLength: 7 }),
      fc.array(fc.array(words, { maxLength: 7 }), { maxLength: 6 }),
      fc.constantFrom(1, 1, 3, 40),
      words,
    )
    .map(
      ([titles, rows, times, whenEmpty]): Block => ({
        kind: 'table',
        columns: titles.map((title, i) => ({ title, align: i % 2 === 0 ? 'left' : 'right' })),
        rows: Array.from({ length: times }, () => rows).flat(),
        whenEmpty,
      }),
    ),
  fc.tuple(words, bytes, words).map(([name, png, alt]): Block => ({ kind: 'image', name, png, alt })),
  fc.tuple(words, bytes, fc.boolean()).map(
    ([name, bytes, isPrivate]): Block => ({
      kind: 'file',
      name,
      mediaType: 'x/y',
      bytes,
      private: isPrivate,
    }),
  ),
  fc.array(words, { maxLength: 5 }).map((commands): Block => ({ kind: 'next', commands })),
)
const buttons: fc.Arbitrary<Button> = fc.record({
  token: fc.string({
    unit: fc.constantFrom('a', 'b', 'X', 'Y', '0', '9', '.', '-', '_'),
    minLength: 1,
    maxLength: 61,
  }),
  label: words,
  style: fc.constantFrom('primary', 'danger', 'plain'),
})
const cards: fc.Arbitrary<Card> = fc.record({
  answer: fc.record({
    heading: words,
    tone: fc.constantFrom<Tone>('good', 'warn', 'bad', 'plain'),
    blocks: fc.array(blocks, { maxLength: 5 }),
    json: fc.constant({}),
  }),
  voice: fc.constant(ENGLISH),
  buttons: fc.array(fc.array(buttons, { maxLength: 12 }), { maxLength: 12 }),
  banner: fc.option(words, { nil: null }),
})

const NOW = new Date('2026-11-22T20:05:07Z')
const clock = { now: () => NOW }
const tools = (call: Call) => ({
  log: silentLog,
  clock,
  bot: () => ({ id: 1, username: 'satmachine_test_bot' }),
  messenger: createMessenger({
    call,
    pace: { ...createPace({ clock, delay: async () => undefined }), inTurn: (_, work) => work() },
    delay: async () => undefined,
    random: () => 0.5,
    onMoved: async () => undefined,
  }),
})

const PLACE = {
  chat: '-1001',
  kind: 'shared',
  userId: '5',
  displayName: 'Ana',
  language: 'en',
  thread: undefined,
  messageId: 3,
} as const

describe('any card', () => {
  test('as an answer, in a room, directly, and in the place of another', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        cards,
        fc.constantFrom('asker' as const, 'room' as const),
        fc.constantFrom(null, { isThere: true }),
        fc.boolean(),
        async (card, audience, pressed, awaitsWords) => {
          const { call, problems, requests } = watched()
          await deliver(
            tools(call),
            { card, audience, inPlace: pressed !== null, awaitsWords },
            PLACE,
            pressed,
          )
          expect(problems).toEqual([])
          expect(requests.length).toBeGreaterThan(0)
          expect(requests.length).toBeLessThan(20)
        },
      ),
      { numRuns: 250 },
    )
  })

  test('posted, and edited', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(cards, cards, async (card, other) => {
        const { call, problems } = watched()
        const outlet = createOutlet(tools(call))
        const posted = await outlet.post({ room: '-1001' }, card)
        expect(await outlet.edit(posted, other)).toBe(true)
        expect(problems).toEqual([])
      }),
      { numRuns: 150 },
    )
  })

  test('of ten thousand rows, a hundred thousand characters and hundreds of buttons', async () => {
    const row = ['#1', 'أحمد <b>', '👩‍👩‍👧‍👦'.repeat(50), '1,000 sats']
    const table: Block = {
      kind: 'table',
      columns: row.map((title) => ({ title })),
      rows: Array.from({ length: 10_000 }, () => row),
      whenEmpty: '',
    }
    const button: Button = { token: 'y.'.padEnd(61, 'x'), label: '👩‍👩‍👧‍👦'.repeat(500), style: 'danger' }
    const card: Card = {
      answer: {
        heading: '<'.repeat(100_000),
        tone: 'bad',
        blocks: [table, table, { kind: 'text', text: 'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍'.repeat(5000) }],
        json: {},
      },
      voice: ENGLISH,
      buttons: Array.from({ length: 30 }, () => Array.from({ length: 20 }, () => button)),
      banner: 'x'.repeat(10_000),
    }
    const { call, problems } = watched()
    await deliver(tools(call), { card, audience: 'room', inPlace: false }, PLACE, null)
    expect(problems).toEqual([])
  })
})

test('the checks find what they are for', () => {
  const send = (fields: Record<string, unknown>): string[] =>
    checks.request('sendMessage', { chat_id: 1, text: 'x', parse_mode: 'HTML', ...fields }, [])
  expect(send({})).toEqual([])
  for (const broken of [
    { text: 'x'.repeat(4097) },
    { text: '<b>x' },
    { text: 'a & b' },
    { text: 'a < b' },
    { text: '<blink>x</blink>' },
    { text: '<pre><b>x</b></pre>' },
    { text: ' \n ' },
    { text: 'half \ud83d' },
    { text: 'turned \u202e' },
    { text: '<b>x</b>'.repeat(101) },
    { chat_id: 'x' },
    { parse_mode: 'Markdown' },
    { reply_markup: { inline_keyboard: [[{ text: 'a', callback_data: 'é'.repeat(33) }]] } },
    { reply_markup: { inline_keyboard: [[{ text: ' ', callback_data: 'a' }]] } },
    {
      reply_markup: {
        inline_keyboard: [Array.from({ length: 9 }, () => ({ text: 'a', callback_data: 'a' }))],
      },
    },
  ])
    expect(send(broken), JSON.stringify(broken).slice(0, 80)).not.toEqual([])
  if (checks.hasDescription) {
    expect(send({ parse_moed: 'HTML' })).not.toEqual([])
    expect(checks.answer('Message', { message_id: 1 })).not.toEqual([])
  }
  expect(
    checks.request('setMyCommands', { commands: [{ command: 'Up', description: 'x' }] }, []),
  ).not.toEqual([])
  const photo = (name: string, bytes: Buffer): string[] =>
    checks.request('sendPhoto', { chat_id: 1, caption: 'c'.repeat(1025) }, [{ field: 'photo', name, bytes }])
  expect(photo('a"b.png', Buffer.alloc(0)).length).toBeGreaterThan(3)
})
