import { beforeEach, describe, expect, test } from 'vitest'
import type { Card } from '../../../bot/chat/conversation.ts'
import { renderCard, renderInOne } from '../../../bot/telegram/render.ts'
import { toPlain } from '../../../bot/telegram/rich-text.ts'
import { type Answer, type Block, fields, next, right, table, text } from '../../../commands/answer.ts'
import { formatFiat, formatSats, formatShortTime, formatTime } from '../../../engine/format.ts'
import { loadLanguages } from '../../../bot/languages/catalogue.ts'
import { Phrase, say, type Voice } from '../../../engine/phrase.ts'
import { answerOf, button } from './ground.ts'
import { phoneAt } from './phone.ts'

/** Cards as a phone shows them. `*bold*`, `_italic_`, buttons in brackets. */

const NOW = new Date('2026-11-22T20:05:07Z')
let english: Voice
let spanish: Voice
beforeEach(async () => {
  const languages = await loadLanguages()
  english = languages.voiceFor('en', { timeZone: 'America/Guatemala', names: 'full' })
  spanish = languages.voiceFor('es', { timeZone: 'America/Guatemala', names: 'initials' })
})

const cardOf = (answer: Answer, more: Partial<Card> = {}): Card => ({
  answer,
  voice: english,
  buttons: [],
  banner: null,
  ...more,
})

const phone = (card: Card): string => phoneAt(card, NOW)

const depositConfirm = (): Answer =>
  answerOf('', {
    tone: 'warn',
    heading: say`Confirm deposit #${12} of ${formatFiat(500_000n, 2, 'GTQ')} for ${new Phrase({ kind: 'client', id: 3n, name: 'Ana <López> & Co' })}`,
    blocks: [
      text('before: 1,000.00 GTQ\nafter: 6,000.00 GTQ\nΣ in = Σ out ✔'),
      fields(['Added by', 'Beto'], ['Added', formatTime(NOW)], ['Runs out', formatShortTime(NOW)]),
      next('deposit show 12'),
    ],
  })

describe('cards', () => {
  test('a confirmation, in English', () => {
    const buttons = [[{ ...button('Yes, do it', 'y.1'), style: 'primary' as const }, button('No', 'n.1')]]
    expect(
      phone(cardOf(depositConfirm(), { buttons, banner: say`SANDBOX · play money` })),
    ).toMatchInlineSnapshot(`
      "bot:
      _SANDBOX · play money_
      ⚠️ *Attention · Confirm deposit #12 of 5,000.00 GTQ for #3 Ana <López> & Co*

      before: 1,000.00 GTQ
      after: 6,000.00 GTQ
      Σ in = Σ out ✔

      *Added by* Beto
      *Added* 22 Nov 2026, 14:05:07 (20:05 UTC)
      *Runs out* 22 Nov, 14:05

      → \`/deposit show 12\`
      [ Yes, do it | No ]"
    `)
  })

  test('the same in Spanish, names hidden', () => {
    expect(phone(cardOf(depositConfirm(), { voice: spanish }))).toMatchInlineSnapshot(`
      "bot:
      ⚠️ *Atención · Confirm deposit #12 of 5,000.00 GTQ for #3 A. <. &. C.*

      before: 1,000.00 GTQ
      after: 6,000.00 GTQ
      Σ in = Σ out ✔

      *Added by* Beto
      *Added* 22/11/2026, 14:05:07 (20:05 UTC)
      *Runs out* 22 nov, 14:05

      → \`/deposit show 12\`"
    `)
  })

  test('a table that fits a phone stands in columns', () => {
    const rows = [8n, 12_345_678n].map((sats, i) => [`#${i + 8}`, formatSats(sats), 'stuck'])
    const answer = answerOf('2 payments', {
      tone: 'bad',
      blocks: [table(['Id', right('Sats'), 'Is'], rows, 'None.')],
    })
    expect(phone(cardOf(answer))).toMatchInlineSnapshot(`
      "bot:
      🔴 *Problem · 2 payments*

      \`\`\`
      Id            Sats Is
      #8          8 sats stuck
      #9 12,345,678 sats stuck
      \`\`\`"
    `)
  })

  test('a wider one is a line per row', () => {
    const rows = [
      ['#8', 'Ana López Hernández', formatSats(266_800n), 'needs a person', '2 h 5 min'],
      ['#9', '', formatSats(1n), 'paying', '3 s'],
    ]
    const columns = ['Payment', 'To', right('Sats'), 'Status', 'Age']
    expect(
      phone(cardOf(answerOf('2 payments', { blocks: [table(columns, rows, 'None.')] }))),
    ).toMatchInlineSnapshot(`
      "bot:
      *2 payments*

      _Payment · To · Sats · Status · Age_
      *#8* · Ana López Hernández · 266,800 sats · needs a person · 2 h 5 min
      *#9* · 1 sats · paying · 3 s"
    `)
  })

  test('what does not fit is in a file, whole', () => {
    const rows = Array.from({ length: 10_000 }, (_, i) => [`#${i}`, '=HYPERLINK("x")', `-${i}`])
    const answer = answerOf('Many', { blocks: [table(['Id', 'Memo', 'Sats'], rows, 'None.')] })
    const shown = phone(cardOf(answer))
    expect(shown.split('\n').slice(0, 7).join('\n')).toMatchInlineSnapshot(`
      "bot:
      *Many*

      \`\`\`
      Id  Memo            Sats
      #0  =HYPERLINK("x") -0
      #1  =HYPERLINK("x") -1"
    `)
    expect(shown).toMatch(
      /The first 40 of 10,000 rows; all of them are in the file rows_20261122T2005Z_[0-9a-f]{8}\.csv\./,
    )
    const csv = Buffer.from(renderCard(cardOf(answer), NOW).files[0]?.bytes ?? []).toString()
    expect(csv.split('\r\n').slice(0, 3)).toEqual([
      '\ufeffId,Memo,Sats',
      `#0,"'=HYPERLINK(""x"")","'-0"`,
      `#1,"'=HYPERLINK(""x"")","'-1"`,
    ])
    expect(csv.trimEnd().split('\r\n')).toHaveLength(10_001)
  })

  test('an empty table says so; a picture has its words; a file is a file', () => {
    const png = Buffer.alloc(30)
    png.writeUInt32BE(900, 16)
    png.writeUInt32BE(600, 20)
    const thin = Buffer.from(png)
    thin.writeUInt32BE(10, 16)
    const blocks: Block[] = [
      table(['Id'], [], 'None is stuck.'),
      { kind: 'image', name: 'volume.png', png, alt: 'Sats a day, rising' },
      { kind: 'image', name: 'thin.png', png: thin, alt: 'Not a photo' },
      { kind: 'file', name: 'a "b"\n.csv', mediaType: 'text/csv', bytes: Buffer.from('x'), private: false },
      { kind: 'file', name: 'empty.csv', mediaType: 'text/csv', bytes: Buffer.alloc(0), private: false },
    ]
    expect(phone(cardOf(answerOf('Report', { blocks })))).toMatchInlineSnapshot(`
      "bot:
      *Report*

      None is stuck.

      The file empty.csv is empty.

      bot:
      <photo volume.png, 30 bytes>
      Sats a day, rising

      bot:
      <file thin.png, 30 bytes>
      Not a photo

      bot:
      <file a_b_.csv, 1 bytes>"
    `)
  })

  test('a command that has its button is not written again; another one is', () => {
    const answer = answerOf('Next', { blocks: [next('tx list', 'client list')] })
    expect(phone(cardOf(answer, { buttons: [[button('tx list', 'l.1')]] }))).toMatchInlineSnapshot(`
      "bot:
      *Next*

      → \`/client list\`
      [ tx list ]"
    `)
  })

  test('long labels get rows of their own', () => {
    const labels = ['payment show 8', 'payment lookup 8', 'No', 'x'.repeat(100)]
    const buttons = [labels.map((label, i) => button(label, `l.${i}`))]
    expect(phone(cardOf(answerOf('Which?'), { buttons }))).toMatchInlineSnapshot(`
      "bot:
      *Which?*
      [ payment show 8 ]
      [ payment lookup 8 ]
      [ No ]
      [ xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx… ]"
    `)
  })

  test('nothing at all is still a message', () => {
    expect(phone(cardOf(answerOf('\u200b \u202e')))).toContain('–')
  })

  test('what is edited is one message', () => {
    const long = answerOf('Long', { blocks: [text('word '.repeat(5000))] })
    const { spans } = renderInOne(cardOf(long), NOW)
    expect(toPlain(spans).length).toBeLessThanOrEqual(4096)
    expect(toPlain(spans)).toMatch(/word\n…$/)
  })
})

test('a card in a hurry keeps its moment of day in both zones', () => {
  const answer = answerOf('x', { blocks: [fields(['At', formatTime(NOW)], ['Short', formatShortTime(NOW)])] })
  expect(phone(cardOf(answer))).toContain('*At* 22 Nov 2026, 14:05:07 (20:05 UTC)\n*Short* 22 Nov, 14:05')
  const utc = { ...english, timeZone: 'UTC' }
  expect(phone(cardOf(answer, { voice: utc }))).toContain('*At* 22 Nov 2026, 20:05:07 UTC')
})
