import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Button, Card } from '../../../bot/chat/conversation.ts'
import { modalFor, readCustomId } from '../../../bot/discord/buttons.ts'
import { clip, clipMarked } from '../../../bot/discord/limits.ts'
import { type Message, renderCard } from '../../../bot/discord/render.ts'
import { escapeMarkup } from '../../../bot/discord/voice.ts'
import type { Block } from '../../../commands/answer.ts'
import { ENGLISH, joined, Phrase, say, type Text } from '../../../engine/phrase.ts'
import { loadDescribed } from '../../fakes/discord/described.ts'
import { callbackProblems, messageProblems } from '../../support/platform-limits-discord.ts'

/** Whatever a card holds, Discord takes it. */

const NASTY = [
  '',
  ' ',
  '\u200b',
  '\n\n\n',
  '\u0000\u001b[31m',
  '@everyone @here <@1> <@&2> <#3>',
  '```js\n```',
  '`'.repeat(50),
  '\\'.repeat(70),
  '*_~|>#-[](){}<>'.repeat(20),
  '<t:1700000000:R>'.repeat(40),
  'https://example.com/' + 'a_'.repeat(600),
  'مرحبا بالعالم שלום \u202eevil\u202c',
  '👨‍👩‍👧‍👦'.repeat(400),
  'e' + '\u0301'.repeat(3_000),
  '\ud83d',
  'x\udc00y',
  '日本語'.repeat(900),
  'long '.repeat(3_000),
  'unbroken'.repeat(1_500),
  '1. one\n- two\n# three\n-# four\n> five\n'.repeat(90),
]

const words: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
  { weight: 3, arbitrary: fc.constantFrom(...NASTY) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 300, maxLength: 3_000 }) },
)

const anyText: fc.Arbitrary<Text> = fc.oneof(
  words,
  words.map((some) => say`The payment to ${some} waits; look at ${some} again.`),
  fc.array(words, { maxLength: 4 }).map((parts) => joined(parts, '\n')),
  fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }).map((amount) => new Phrase({ kind: 'sats', amount })),
  fc
    .date({ noInvalidDate: true, min: new Date('1970-01-01'), max: new Date('9999-12-31') })
    .map((at) => new Phrase({ kind: 'moment', at, style: 'full' })),
  words.map((name) => new Phrase({ kind: 'client', id: 7n, name })),
)

const anyTable: fc.Arbitrary<Block> = fc
  .record({
    columns: fc.array(
      fc.record({ title: anyText, align: fc.constantFrom('left' as const, 'right' as const) }),
      {
        minLength: 1,
        maxLength: 7,
      },
    ),
    cells: fc.array(anyText, { minLength: 1, maxLength: 12 }),
    rows: fc.constantFrom(0, 1, 3, 30, 31, 200),
    whenEmpty: anyText,
  })
  .map(({ columns, cells, rows, whenEmpty }) => ({
    kind: 'table',
    columns,
    rows: Array.from({ length: rows }, (_, i) =>
      columns.map((_column, j) => cells[(i + j) % cells.length] ?? ''),
    ),
    whenEmpty,
  }))

const anyBytes = fc.constantFrom(0, 1, 1_000, 11 * 1024 * 1024).map((size) => new Uint8Array(size))
const anyBlock: fc.Arbitrary<Block> = fc.oneof(
  { weight: 4, arbitrary: anyText.map((some): Block => ({ kind: 'text', text: some })) },
  {
    weight: 4,
    arbitrary: fc
      .array(fc.tuple(anyText, anyText), { maxLength: 40 })
      .map((pairs): Block => ({ kind: 'fields', fields: pairs })),
  },
  { weight: 2, arbitrary: anyTable },
  {
    weight: 1,
    arbitrary: fc
      .record({ name: words, png: anyBytes, alt: anyText })
      .map((image): Block => ({ kind: 'image', ...image })),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ name: words, bytes: anyBytes, private: fc.boolean() })
      .map((file): Block => ({ kind: 'file', mediaType: 'text/csv', ...file })),
  },
  {
    weight: 1,
    arbitrary: fc.array(words, { maxLength: 6 }).map((commands): Block => ({ kind: 'next', commands })),
  },
)

const anyToken = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 63 })
const anyButton: fc.Arbitrary<Button> = fc.record(
  {
    token: anyToken,
    label: anyText,
    style: fc.constantFrom('primary' as const, 'danger' as const, 'plain' as const),
    asks: fc.record({ title: anyText, label: anyText }),
  },
  { requiredKeys: ['token', 'label', 'style'] },
)

const anyCard: fc.Arbitrary<Card> = fc
  .record({
    heading: anyText,
    tone: fc.constantFrom('good' as const, 'warn' as const, 'bad' as const, 'plain' as const),
    blocks: fc.array(anyBlock, { maxLength: 14 }),
    buttons: fc.array(fc.array(anyButton, { maxLength: 9 }), { maxLength: 8 }),
    banner: fc.option(anyText),
  })
  .map(({ heading, tone, blocks, buttons, banner }) => ({
    answer: { heading, tone, blocks, json: {} },
    voice: ENGLISH,
    buttons,
    banner,
  }))

const described = await loadDescribed()
const now = new Date('2026-11-22T14:05:07Z')

function problemsOf({ body, files }: Message): string[] {
  const sent = files.map((file, i) => ({ key: `files[${i}]`, name: file.name, size: file.bytes.length }))
  const json: unknown = JSON.parse(JSON.stringify(body))
  return [
    ...messageProblems(json, sent),
    ...(described?.request('POST', '/channels/1/messages', json, 'application/json') ?? []),
  ]
}

test('any card gives a message that Discord takes', { timeout: 240_000 }, () => {
  fc.assert(
    fc.property(anyCard, fc.constantFrom('asker' as const, 'room' as const), (shown, audience) => {
      const { message, privately } = renderCard(shown, { audience, now })
      expect(problemsOf(message)).toEqual([])
      if (privately !== null) expect(problemsOf(privately)).toEqual([])
      if (audience === 'room')
        expect(message.files.length).toBeLessThanOrEqual(message.body.attachments.length)
    }),
    { numRuns: 150, interruptAfterTimeLimit: 60_000 },
  )
})

test('no embed is left empty where the room runs out', () => {
  const blocks: Block[] = Array.from({ length: 8 }, () => [
    { kind: 'text' as const, text: 'x'.repeat(1_000) },
    { kind: 'fields' as const, fields: [['name', 'y'.repeat(490)]] as const },
  ]).flat()
  const { message } = renderCard(
    {
      answer: { heading: 'Much', tone: 'plain', blocks, json: {} },
      voice: ENGLISH,
      buttons: [],
      banner: null,
    },
    { audience: 'asker', now },
  )
  expect(problemsOf(message)).toEqual([])
  expect(message.files.map(({ name }) => name.slice(0, 7))).toEqual(['answer_'])
})

test('ten thousand rows are in the file, whole', () => {
  const rows = Array.from({ length: 10_000 }, (_, i) => [String(i), `client ${i} @everyone`])
  const table: Block = { kind: 'table', columns: [{ title: '#' }, { title: 'Name' }], rows, whenEmpty: '' }
  const { message } = renderCard(
    {
      answer: { heading: 'All', tone: 'plain', blocks: [table], json: {} },
      voice: ENGLISH,
      buttons: [],
      banner: null,
    },
    { audience: 'asker', now },
  )
  expect(problemsOf(message)).toEqual([])
  const csv = new TextDecoder().decode(message.files[0]?.bytes)
  expect(csv.trim().split('\r\n').length).toBe(10_001)
})

test('a button says its token again when it is pressed, and its window is one that Discord takes', () => {
  fc.assert(
    fc.property(anyButton, (button) => {
      const shown: Card = {
        answer: { heading: 'x', tone: 'plain', blocks: [], json: {} },
        voice: ENGLISH,
        buttons: [[button]],
        banner: null,
      }
      const [row] = renderCard(shown, { audience: 'asker', now }).message.body.components
      const pressed = readCustomId(row?.components[0]?.custom_id ?? '')
      expect(pressed?.token).toBe(button.token)
      expect(pressed?.kind).toBe(button.asks === undefined ? 'token' : 'asks')
      if (pressed?.kind !== 'asks') return
      expect(callbackProblems({ type: 9, data: modalFor(pressed) })).toEqual([])
      expect(readCustomId(modalFor(pressed).custom_id)).toEqual({ kind: 'token', token: button.token })
    }),
  )
})

test('what is cut is within its limit, and holds no half character', () => {
  fc.assert(
    fc.property(words, fc.integer({ min: 24, max: 300 }), (some, limit) => {
      for (const cut of [clip(some, limit), clipMarked(escapeMarkup(some), limit)]) {
        expect(cut.length).toBeLessThanOrEqual(limit)
        expect(cut.trim()).not.toBe('')
        expect(cut).not.toMatch(/\p{Surrogate}/u)
      }
    }),
  )
})

test('a short text without markup is not touched', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9 .,;:!?()"'=%&/áéíóúñ-]{1,60}$/), (some) => {
      fc.pre(!/^\s*(?:-|\d+\.(?:\s|$))/.test(some) && !/@/.test(some))
      expect(escapeMarkup(some)).toBe(some)
    }),
  )
})
