import { describe, expect, test } from 'vitest'
import { sentencesIn, textsIn } from './templates.ts'

const keysIn = (source: string): string[] => textsIn(source).map(({ key }) => key)

describe('what is said in a source', () => {
  test('is found with its places numbered, and with its line', () => {
    const source = 'const a = 1\nconst b = say`Deposit #${id} of ${amount(1)} is confirmed`'
    expect(textsIn(source)).toEqual([{ line: 2, kind: 'sentence', key: 'Deposit #{0} of {1} is confirmed' }])
  })

  test('is found inside the value of another text, and inside a plain template', () => {
    expect(keysIn('say`outer ${late ? say`inner ${x}` : `plain ${say`deep`}`} end`')).toEqual([
      'outer {0} end',
      'inner {0}',
      'deep',
    ])
  })

  test('is not mistaken where only the word stands: in comments, strings, patterns and other templates', () => {
    const source = [
      '// say`in a comment`',
      '/* say`in a\n comment` */',
      "const s = 'say`in a string`'",
      'const t = `say it`',
      'const p = /say`[`/]x`/g',
      'essay`other tag`',
      'const half = a / b; say`after a division`',
    ].join('\n')
    expect(keysIn(source)).toEqual(['after a division'])
  })

  test('is read as it is meant, where signs are escaped', () => {
    expect(keysIn('say`a \\`tick\\`, \\${money}, a line\\nand \\u2713`')).toEqual([
      'a `tick`, ${money}, a line\nand ✓',
    ])
  })

  test('may hold objects and functions in its values', () => {
    expect(keysIn('say`x ${f({ a: { b: 1 } }, (n) => { return `${n}}` })} y`')).toEqual(['x {0} y'])
  })
})

describe('nouns and listed words', () => {
  test('a noun is the last argument of formatCount, however its number is come by', () => {
    expect(textsIn("formatCount(list.filter((x) => f(x, ')')).length, 'more row')")).toEqual([
      { line: 1, kind: 'noun', key: 'more row' },
    ])
    expect(textsIn("formatCount(countOf(status, 'completed'), 'payment')")).toEqual([
      { line: 1, kind: 'noun', key: 'payment' },
    ])
    expect(textsIn("formatCount(\n  n,\n  'payment',\n)")).toMatchObject([{ key: 'payment' }])
  })

  test('listed words that stand in the source are found; others come from their lists', () => {
    expect(textsIn("listed('is not valid') + listed(help)")).toEqual([
      { line: 1, kind: 'sentence', key: 'is not valid' },
    ])
  })
})

test('every sentence of a source, said or not', () => {
  expect(sentencesIn("throw new Failure('refused', `no ${a} of ${b ? 'two' : 'one'}`)")).toEqual([
    'refused',
    'no {0} of {1}',
    'two',
    'one',
  ])
})

test('a sentence that is added up is one', () => {
  const source = "f(`one ${a} ` + 'two ' + // why\n `three ${b}.`) + g('four')"
  expect(sentencesIn(source)).toEqual(['one {0} two three {1}.', 'four'])
})

test('what does not end is not read past', () => {
  expect(() => textsIn('say`never ends')).toThrow('does not end')
})
