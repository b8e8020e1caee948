import { describe, expect, test } from 'vitest'
import { widthOf } from '../../../bot/terminal/characters.ts'
import { renderAnswer, type Surface } from '../../../bot/terminal/render.ts'
import { type Answer, type Block, fields, next, right, table, text } from '../../../commands/answer.ts'

const WIDE: Surface = { colours: false, width: 80 }
const answer = (...blocks: Block[]): Answer => ({ heading: 'Heading', tone: 'plain', blocks, json: {} })
const rendered = (block: Block, surface = WIDE): string[] =>
  renderAnswer(answer(block), surface).split('\n').slice(1)

describe('the look of each block', () => {
  test('the heading carries the tone as a sign', () => {
    const heading = (tone: Answer['tone']) => renderAnswer({ ...answer(), tone }, WIDE)
    expect([heading('good'), heading('warn'), heading('bad'), heading('plain')]).toEqual([
      '✔ Heading',
      '! Heading',
      '✖ Heading',
      '· Heading',
    ])
  })

  test('colours only where they are wanted', () => {
    expect(renderAnswer({ ...answer(next('tx list')), tone: 'good' }, { colours: true, width: 80 })).toBe(
      '\u001b[1m\u001b[32m✔ Heading\u001b[39m\u001b[22m\n\u001b[2mnext: tx list\u001b[22m',
    )
  })

  test('text', () => {
    expect(rendered(text('One line.\n  An indented one.'))).toEqual(['One line.', '  An indented one.'])
  })

  test('text is broken between words and keeps its indentation', () => {
    expect(rendered(text('  a long line that has to be broken'), { colours: false, width: 20 })).toEqual([
      '  a long line that',
      '  has to be broken',
    ])
  })

  test('fields', () => {
    expect(rendered(fields(['Polling', 'on'], ['Last good poll', '3 s ago']))).toEqual([
      'Polling         on',
      'Last good poll  3 s ago',
    ])
  })

  test('long fields go on under themselves', () => {
    expect(rendered(fields(['Why', 'because it has a long reason']), { colours: false, width: 25 })).toEqual([
      'Why  because it has a',
      '     long reason',
    ])
  })

  test('a table', () => {
    const block = table(
      ['Who', right('Sats')],
      [
        ['Ana', '1,234'],
        ['Luis', '5'],
      ],
      'Nobody.',
    )
    expect(rendered(block)).toEqual(['Who    Sats', 'Ana   1,234', 'Luis      5'])
  })

  test('an empty table says so', () => {
    expect(rendered(table(['Who'], [], 'Nobody.'))).toEqual(['Nobody.'])
  })

  test('what to do next, and nothing where there is nothing', () => {
    expect(rendered(next('tx list', 'client list'))).toEqual(['next: tx list  ·  client list'])
    expect(renderAnswer(answer(next(), text('after')), WIDE)).toBe('· Heading\nafter')
  })
})

describe('a narrow screen', () => {
  const block = table(
    ['Check', right('ms'), 'Found'],
    [
      ['lamassu', '1234567', 'the SSH server lamassu.example:22 refused the login of user postgres'],
      ['lnbits', '5', 'answers; version 1.6.2'],
    ],
    '',
  )

  test('breaks the words of a table, and loses none of them', () => {
    expect(rendered(block, { colours: false, width: 44 })).toEqual([
      'Check         ms  Found',
      'lamassu  1234567  the SSH server',
      '                  lamassu.example:22 refused',
      '                  the login of user postgres',
      'lnbits         5  answers; version 1.6.2',
    ])
  })

  test('never breaks a number', () => {
    const money = table(['Who', right('Sats')], [['A name of some length', '2,100,000,000,000,000']], '')
    expect(rendered(money, { colours: false, width: 20 })).toEqual([
      'Who                          Sats',
      'A name of   2,100,000,000,000,000',
      'some',
      'length',
    ])
  })

  test('breaks a word that is wider than its column', () => {
    const hashes = table(['Hash', 'Note'], [['0123456789abcdef0123456789abcdef', 'x']], '')
    expect(rendered(hashes, { colours: false, width: 22 })).toEqual([
      'Hash              Note',
      '0123456789abcdef  x',
      '0123456789abcdef',
    ])
  })

  test('is no matter where nobody looks at a screen', () => {
    const long = 'word '.repeat(200).trim()
    const nowhere: Surface = { colours: false, width: Number.POSITIVE_INFINITY }
    expect(rendered(text(long), nowhere)).toEqual([long])
    expect(rendered(table(['A'], [[long]], ''), nowhere)).toEqual(['A', long])
    expect(rendered(fields(['A', long]), nowhere)).toEqual([`A  ${long}`])
  })
})

describe('what comes from outside cannot steer the terminal', () => {
  const EVIL = [
    'Ana\u001b[2J\u001b[31mred',
    'Ana\u001b]0;title\u0007',
    'Ana\u009b31mred',
    'Ana\rLuis',
    'Ana\u0008\u0008\u0008Eve',
    'Ana\ttab',
    'Ana\u202egnp.exe',
    'Ana\u2066\u2069',
    'Ana\u200f\u061c',
    'Ana\u2028Luis',
    'Ana\u0000\u007f',
  ]
  // oxlint-disable-next-line no-control-regex -- that is what must not be there
  const STEERING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/

  test.each(EVIL)('%j', (name) => {
    const everywhere: Answer = {
      heading: `Client ${name}`,
      tone: 'plain',
      blocks: [
        text(`Hello ${name}`),
        fields(['Name', name]),
        table(['Name'], [[name]], ''),
        table(['Name'], [], `None but ${name}`),
        next(`client show ${name}`),
      ],
      json: {},
    }
    const shown = renderAnswer(everywhere, WIDE)
    expect(shown).not.toMatch(STEERING)
    expect(shown.split('\n')).toHaveLength(11)
    expect(shown.match(/Ana/g)).toHaveLength(6)
  })

  test('a line break in a name makes no line of its own in a table or a heading', () => {
    const name = 'Ana\nTOTAL 0 sats'
    expect(rendered(table(['Name'], [[name]], ''))).toEqual(['Name', 'Ana TOTAL 0 sats'])
    expect(renderAnswer({ ...answer(), heading: name }, WIDE)).toBe('· Ana TOTAL 0 sats')
  })
})

describe('columns hold for every script', () => {
  test.each([
    ['Ana', 3],
    ['José', 4],
    ['Jose\u0301', 4],
    ['田中', 4],
    ['김철수', 6],
    ['👩‍👧', 2],
    ['🇬🇹', 2],
    ['❤️', 2],
    ['✔', 1],
    ['Ａ', 2],
    ['שלום', 4],
    ['', 0],
  ])('%s takes %i', (name, columns) => {
    expect(widthOf(name)).toBe(columns)
  })

  test('so that numbers stand under each other', () => {
    const names = ['Ana', 'José', '田中', '👩‍👧 Ruiz', '🇬🇹']
    const lines = rendered(
      table(
        ['Who', right('Sats')],
        names.map((name) => [name, '1,234']),
        '',
      ),
    )
    expect(lines.slice(1).map((line) => widthOf(line))).toEqual(names.map(() => widthOf(lines[0] ?? '')))
    expect(lines[3]).toBe('田中     1,234')
  })

  test('and a broken word is broken between characters', () => {
    const block = table(['Who', 'Note'], [['👩‍👧👩‍👧👩‍👧👩‍👧👩‍👧👩‍👧👩‍👧', 'x']], '')
    expect(rendered(block, { colours: false, width: 16 })).toEqual([
      'Who         Note',
      '👩‍👧👩‍👧👩‍👧👩‍👧👩‍👧  x',
      '👩‍👧👩‍👧',
    ])
  })
})
