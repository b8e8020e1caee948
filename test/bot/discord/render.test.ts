import { expect, test } from 'vitest'
import { renderCard } from '../../../bot/discord/render.ts'
import type { Card } from '../../../bot/chat/conversation.ts'
import { fields, lines, next, right, table, text } from '../../../commands/answer.ts'
import { formatCount, formatFiat, formatSats, formatShortTime, formatTime } from '../../../engine/format.ts'
import { ENGLISH, Phrase, say } from '../../../engine/phrase.ts'
import { card } from './bot-on-discord.ts'
import { screenOf } from './screen.ts'

/** How cards look on Discord. */

const now = new Date('2026-11-22T14:05:07Z')
const at = new Date('2026-11-22T13:00:00Z')

const seen = (shown: Card, audience: 'asker' | 'room' = 'asker'): string => screenOf(shown, audience, now)

test('a status: fields stand beside each other where they are short', () => {
  const shown = card('Payouts are paused', {
    tone: 'warn',
    banner: say`SANDBOX · play money`,
    blocks: [
      fields(
        [say`Polling`, say`on`],
        [say`Payouts`, say`OFF (${'counting the cash'})`],
        [say`Last good poll`, formatTime(at)],
        [say`Paid`, say`${formatSats(1_234_567n)} in ${formatCount(3, 'payment')}`],
      ),
      text(say`The next cash-out waits: ${'payouts are off'}`),
      next('poll resume'),
    ],
  })
  expect(seen(shown)).toMatchInlineSnapshot(`
    "# 🟡 Attention · Payouts are paused
    ▪ Polling: on
    ▬ Payouts: OFF (counting the cash)
    ▬ Last good poll: <t:1795352400:f> (<t:1795352400:R>)
    ▬ Paid: 1,234,567 sats in 3 payments
    The next cash-out waits: payouts are off

    Next: \`/poll resume\`
    -- SANDBOX · play money"
  `)
})

test('an approval: before and after, a live clock, and the buttons', () => {
  const shown = card('Confirm deposit #12', {
    tone: 'warn',
    blocks: [
      lines([
        say`balance: ${formatFiat(100_000n, 2, 'GTQ')} → ${formatFiat(600_000n, 2, 'GTQ')}`,
        say`entered by ${'maria_*the*_best'}`,
      ]),
      text(
        say`Somebody else has to approve it until ${new Phrase({ kind: 'moment', at, style: 'relative' })}.`,
      ),
      next('approval show 7', 'deposit list'),
    ],
    buttons: [
      [
        { token: 'y.1', label: say`Approve`, style: 'danger' },
        { token: 'n.1', label: say`No`, style: 'plain' },
      ],
      [{ token: 'l.1', label: 'deposit list', style: 'plain' }],
    ],
  })
  expect(seen(shown, 'room')).toMatchInlineSnapshot(`
    "# 🟡 Attention · Confirm deposit #12
    balance: 1,000.00 GTQ → 6,000.00 GTQ
    entered by maria\\_\\*the\\*\\_best

    Somebody else has to approve it until <t:1795352400:R>.

    Next: \`/approval show 7\`
    [Approve] [No]
    [deposit list]"
  `)
})

test('a table that fits on a phone stands in columns', () => {
  const shown = card('3 payments', {
    blocks: [
      table(
        ['#', say`Client`, right(say`Sats`)],
        [
          ['8', 'Ana', '266,800'],
          ['12', 'José 🍌', '5'],
          ['104', '`tick`', '1,000,000'],
        ],
        say`none`,
      ),
    ],
  })
  expect(seen(shown)).toMatchInlineSnapshot(`
    "# 🟢 OK · 3 payments
    \`\`\`
    #    Client        Sats
    8    Ana        266,800
    12   José 🍌          5
    104  'tick'   1,000,000
    \`\`\`"
  `)
})

test('a table that is wider is a paragraph a row, with live times', () => {
  const shown = card('2 payments', {
    blocks: [
      table(
        ['#', say`Client`, right(say`Amount`), say`Status`, say`When`],
        [
          ['8', 'Ana María López de la Cruz', formatSats(266_800n), say`needs a person`, formatShortTime(at)],
          ['12', '**José**', formatSats(5n), '', formatShortTime(at)],
        ],
        say`none`,
      ),
    ],
  })
  expect(seen(shown)).toMatchInlineSnapshot(`
    "# 🟢 OK · 2 payments
    **8** · Client: Ana María López de la Cruz · Amount: 266,800 sats · Status: needs a person · When: <t:1795352400:f>
    **12** · Client: \\*\\*José\\*\\* · Amount: 5 sats · When: <t:1795352400:f>"
  `)
})

test('a table with more rows than a phone shows goes along whole, as a file', () => {
  const shown = card('100 payments', {
    blocks: [
      table(
        ['#', right(say`Sats`)],
        Array.from({ length: 100 }, (_, i) => [String(i), i === 3 ? '=1+1' : `"${i}"`]),
        say`none`,
      ),
    ],
  })
  expect(seen(shown)).toContain('30 of 100 rows; all of them are in rows\\_20261122T1405Z\\_')
  const [file] = renderCard(shown, { audience: 'asker', now }).message.files
  expect(file?.name).toMatch(/^rows_20261122T1405Z_[0-9a-f]{8}\.csv$/)
  const csv = new TextDecoder().decode(file?.bytes).split('\r\n')
  expect(csv.length).toBe(102)
  expect(csv.slice(0, 5)).toEqual(['#,Sats', '0,"""0"""', '1,"""1"""', '2,"""2"""', `3,"'=1+1"`])
})

test('an empty table says so, and what comes after fields stays after them', () => {
  const shown = card('Nothing', {
    tone: 'plain',
    blocks: [table(['#'], [], say`No payments.`), fields(['a', 'b']), text('after'), fields(['c', 'd'])],
  })
  expect(seen(shown)).toMatchInlineSnapshot(`
    "# 🔵 Note · Nothing
    No payments.
    ▪ a: b
    after
    ▪ c: d"
  `)
})

test('pictures and files go along; private ones apart when the room looks on', () => {
  const bytes = new TextEncoder().encode('x')
  const shown = card('A chart', {
    blocks: [
      { kind: 'image', name: 'volume chart.png', png: bytes, alt: say`Volume of 7 days` },
      { kind: 'file', name: 'statement.csv', mediaType: 'text/csv', bytes, private: true },
    ],
  })
  expect(seen(shown)).toMatchInlineSnapshot(`
    "# 🟢 OK · A chart
    (attachment://volume_chart.png)
    + volume_chart.png (Volume of 7 days)
    + statement.csv"
  `)
  const { message, privately } = renderCard(shown, { audience: 'room', now })
  expect(message.files.map(({ name }) => name)).toEqual(['volume_chart.png'])
  expect(privately?.files.map(({ name }) => name)).toEqual(['statement.csv'])
})

test('a file that is too large for Discord is named, with another way to it', () => {
  const bytes = new Uint8Array(11 * 1024 * 1024)
  const shown = card('Backup', {
    blocks: [{ kind: 'file', name: 'all.zip', mediaType: 'application/zip', bytes, private: false }],
  })
  expect(seen(shown)).toContain('all.zip is too large for Discord')
})

test('what is too long is cut between characters, and goes along whole', () => {
  const shown = card('Long', { blocks: [text('👨‍👩‍👧 '.repeat(2_000))] })
  const { message } = renderCard(shown, { audience: 'asker', now })
  expect(message.body.embeds[0]?.description).toMatch(/(?:👨‍👩‍👧 )+👨‍👩‍👧? ?…$/u)
  const [file] = message.files
  expect(new TextDecoder().decode(file?.bytes)).toContain('👨‍👩‍👧 '.repeat(2_000).trim())
})

test('other people’s words do nothing', () => {
  const shown = card('@everyone look', {
    blocks: [
      text(
        '# big\n> quoted\n- list\n1. one\n**bold** __under__ ~~gone~~ ||spoiler|| `code` [click](https://evil.example)',
      ),
      text('<@123> <#4> <t:1:R> </ban:5> @here https://mint.example/a_b_c'),
    ],
  })
  expect(seen(shown)).toMatchInlineSnapshot(`
    "# 🟢 OK · @​everyone look
    \\# big
    \\> quoted
    \\- list
    1​. one
    \\*\\*bold\\*\\* \\_\\_under\\_\\_ \\~\\~gone\\~\\~ \\|\\|spoiler\\|\\| \\\`code\\\` \\[click\\](https://evil.example)

    \\<@123> \\<#4> \\<t:1:R> \\</ban:5> @​here https://mint.example/a_b_c"
  `)
})

test('the reader’s own language and privacy are kept', () => {
  const voice = {
    ...ENGLISH,
    locale: 'es-GT',
    names: 'initials' as const,
    translate: (template: string) => ({ OK: 'Bien', 'Next:': 'Después:', Paid: 'Pagado' })[template],
  }
  const shown: Card = {
    ...card('x', {
      blocks: [
        fields([say`Paid`, new Phrase({ kind: 'client', id: 3n, name: 'Ana López' })]),
        next('client show 3'),
      ],
    }),
    voice,
  }
  expect(seen(shown)).toMatchInlineSnapshot(`
    "# 🟢 Bien · x
    ▪ Pagado: #3 A. L.
    Después: \`/client show 3\`"
  `)
})
