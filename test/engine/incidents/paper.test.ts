import { describe, expect, test } from 'vitest'
import { safeName } from '../../../engine/incidents/evidence.ts'
import { markdownWords, writeMarkdown } from '../../../engine/incidents/paper.ts'
import { clientName, formatSats } from '../../../engine/format.ts'
import { ENGLISH, joined, say } from '../../../engine/phrase.ts'

const written = (text: string): string => writeMarkdown([{ kind: 'text', text }], ENGLISH)

describe('words of people in Markdown', () => {
  test.each([
    ['a link', '[pay](http://evil)', String.raw`\[pay\](http://evil)`],
    ['a picture', '![x](http://evil/x.png)', String.raw`!\[x\](http://evil/x.png)`],
    ['HTML', '<script>alert(1)</script>', String.raw`\<script\>alert(1)\</script\>`],
    ['an entity', '&lt;b&gt;', String.raw`\&lt;b\&gt;`],
    ['bold and code', '**now** `rm`', String.raw`\*\*now\*\* \`rm\``],
    ['emphasis', '_now_', String.raw`\_now\_`],
    ['a strike', '~~paid~~', String.raw`\~\~paid\~\~`],
    ['a backslash', String.raw`\[x]`, String.raw`\\\[x\]`],
  ])('%s is words', (_, words, expected) => {
    expect(markdownWords(words)).toBe(expected)
  })

  test.each([
    ['# closed', String.raw`\# closed`],
    ['- all is well', String.raw`\- all is well`],
    ['1. pay', String.raw`1\. pay`],
    ['> said', String.raw`\> said`],
    ['---', String.raw`\---`],
    ['  + more', String.raw`  \+ more`],
    ['line\n===', 'line  \n\\==='],
  ])('%j begins nothing', (words, expected) => {
    expect(written(words)).toBe(`${expected}\n`)
  })

  test('a rule keeps its name, and what turns the direction of a line is taken out', () => {
    expect(markdownWords('PAYMENT_STUCK of deposit 12')).toBe('PAYMENT_STUCK of deposit 12')
    expect(markdownWords('gpj\u202eexe\u0007')).toBe('gpj exe ')
  })

  test('no cell breaks out of its table', () => {
    const table = writeMarkdown(
      [{ kind: 'table', columns: ['a', 'b'], rows: [['x | y', 'one\r\n\r\n| two |']] }],
      ENGLISH,
    )
    expect(table.split('\n')).toEqual([
      '| a | b |',
      '| --- | --- |',
      String.raw`| x \| y | one / \| two \| |`,
      '',
    ])
  })

  test('a client with markup for a name is by initials, or by his name as words', () => {
    const text = joined(
      [clientName({ id: 3n, username: '[Ana](http://evil) López' }), formatSats(1000n)],
      ' ',
    )
    const of = (names: 'full' | 'initials') =>
      writeMarkdown([{ kind: 'list', items: [text] }], { ...ENGLISH, names })
    expect(of('full')).toBe(`- ${String.raw`\#3 \[Ana\](http://evil) López`} 1,000 sats\n`)
    expect(of('initials')).not.toContain('López')
  })

  test('fields and boxes', () => {
    const paper = writeMarkdown(
      [
        { kind: 'heading', level: 2, text: say`When it happened` },
        { kind: 'fields', fields: [['Root cause', 'two\nlines']] },
        { kind: 'list', items: ['do it'], boxes: true },
      ],
      ENGLISH,
    )
    expect(paper).toBe('## When it happened\n\n- **Root cause:** two / lines\n\n- [ ] do it\n')
  })
})

test.each([
  ['../../etc/passwd', 'etc_passwd'],
  ['-rf', 'rf'],
  ['..', 'file'],
  ['screen shot (1).png', 'screen_shot_1_.png'],
  ['a\nb\\c.csv', 'a_b_c.csv'],
  ['café.png', 'café.png'],
])('a file named %j is kept as %j', (name, safe) => {
  expect(safeName(name)).toBe(safe)
})
