import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ENGLISH,
  joined,
  listed,
  Phrase,
  type Piece,
  say,
  type Text,
  type Voice,
  write,
} from '../../engine/phrase.ts'

const MESSAGES: Readonly<Record<string, string>> = {
  'Deposit #{0} of {1}': 'De {1} es el depósito n.º {0}',
  payment: 'pago|pagos',
  'the {0} and the {1}': 'la {1} y la {0}',
}
const SPANISH: Voice = {
  locale: 'es-GT',
  timeZone: 'America/Guatemala',
  names: 'full',
  translate: (template) => MESSAGES[template],
}
const VOICES = [ENGLISH, SPANISH]
const INITIALS: Voice = { ...ENGLISH, names: 'initials' }
const NOON = new Date('2026-11-22T18:05:07Z')

const phrase = (piece: Piece): Phrase => new Phrase(piece)
const client = (name: string): Phrase => phrase({ kind: 'client', id: 3n, name })

describe('numbers', () => {
  const plain = (written: string): string => written.replaceAll(',', '')

  test.each(VOICES)('are exact for any amount of sats ($locale)', (voice) => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), (amount) => {
        const written = write(phrase({ kind: 'sats', amount }), voice)
        expect(written).toMatch(/^-?\d{1,3}(?:,\d{3})* sats$/)
        expect(BigInt(plain(written).replace(' sats', ''))).toBe(amount)
      }),
    )
  })

  test.each(VOICES)('keep every digit of an amount of money ($locale)', (voice) => {
    const exponents = fc.integer({ min: 0, max: 3 })
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), exponents, (amountMinor, exponent) => {
        const written = write(phrase({ kind: 'fiat', amountMinor, exponent, fiatCode: 'GTQ' }), voice)
        const digits = plain(written).replace(' GTQ', '')
        expect(digits.split('.')[1]?.length ?? 0).toBe(exponent)
        expect(BigInt(digits.replace('.', ''))).toBe(amountMinor)
      }),
    )
  })

  test('are written as in Guatemala: 1,234.56, never 1.234,56', () => {
    const amount = phrase({ kind: 'fiat', amountMinor: 123_456_789n, exponent: 2, fiatCode: 'GTQ' })
    expect(VOICES.map((voice) => write(amount, voice))).toEqual(['1,234,567.89 GTQ', '1,234,567.89 GTQ'])
    expect(write(phrase({ kind: 'number', decimal: '1234.500' }), SPANISH)).toBe('1,234.500')
    expect(write(phrase({ kind: 'sats', amount: 1_234n }), SPANISH)).toBe('1,234 sats')
  })
})

describe('a sentence', () => {
  test('has its values where the language puts them', () => {
    const text = say`Deposit #${12n} of ${phrase({ kind: 'sats', amount: 5_000n })}`
    expect(String(text)).toBe('Deposit #12 of 5,000 sats')
    expect(write(text, SPANISH)).toBe('De 5,000 sats es el depósito n.º 12')
  })

  test('without a translation is said in English, with its values in the language of the rest', () => {
    expect(write(say`never translated: ${NOON.getTime() > 0 ? moment('short') : ''}`, SPANISH)).toBe(
      'never translated: 22 nov, 12:05',
    )
  })

  test('nests, and joins without a separator of its own', () => {
    const inner = say`the ${'dog'} and the ${say`the ${'cat'} and the ${'bird'}`}`
    expect(write(inner, SPANISH)).toBe('la la bird y la cat y la dog')
    expect(write(joined([inner, 'x', say`y`], ' · '), ENGLISH)).toBe(
      'the dog and the the cat and the bird · x · y',
    )
  })

  test('takes a place in a value for words, never for a place', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (first, second) => {
        const evil = `{0}${first}{1}`
        expect(write(say`the ${evil} and the ${second}`, ENGLISH)).toBe(`the ${evil} and the ${second}`)
        expect(write(say`the ${evil} and the ${second}`, SPANISH)).toBe(`la ${second} y la ${evil}`)
      }),
    )
  })

  test('says a value that a translation repeats twice, and one that it leaves out not at all', () => {
    const voice: Voice = { ...ENGLISH, translate: () => '{1} {1} {7}' }
    expect(write(say`${'a'} and ${'b'}`, voice)).toBe('b b ')
  })

  test('from a list is its own key', () => {
    const voice: Voice = { ...ENGLISH, translate: (key) => (key === 'the help' ? 'la ayuda' : undefined) }
    expect(write(listed('the help'), voice)).toBe('la ayuda')
    expect(write(listed('other help'), voice)).toBe('other help')
  })
})

describe('what escapes markup', () => {
  const marking: Voice = {
    ...SPANISH,
    escape: (words) => words.replaceAll(/[*<>&]/g, (sign) => `\\${sign}`),
    moment: (at, style) => `<t:${at.getTime() / 1000}:${style}>`,
  }

  test('is applied to values and to the words of the sentence', () => {
    expect(write(say`*bold* ${'<b>'} ${client('A&B')}`, marking)).toBe('\\*bold\\* \\<b\\> #3 A\\&B')
    expect(write(joined(['<', '>'], '&'), marking)).toBe('\\<\\&\\>')
    expect(write('*plain*', marking)).toBe('\\*plain\\*')
  })

  test('leaves moments alone, which are markup themselves', () => {
    expect(write(say`at ${moment('relative')}`, marking)).toBe(`at <t:${NOON.getTime() / 1000}:relative>`)
  })

  test('is applied to a moment where the place has no writing of its own', () => {
    const upper: Voice = { ...ENGLISH, escape: (words) => words.toUpperCase() }
    expect(write(moment('short'), upper)).toBe('22 NOV, 18:05')
  })

  test('meets every word exactly once, whatever stands in it', () => {
    const counting: Voice = { ...ENGLISH, escape: (words) => `[${words}]` }
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (words) => {
        expect(write(say`a ${words} b`, counting)).toBe(`[a ][${words}][ b]`)
      }),
    )
  })
})

describe('a client', () => {
  test('has a name where names are shown, and initials where they are hidden', () => {
    expect(write(client('Ana López'), ENGLISH)).toBe('#3 Ana López')
    expect(write(client('Ana López'), INITIALS)).toBe('#3 A. L.')
    expect(write(client('maría  de la cruz'), INITIALS)).toBe('#3 M. D. L. C.')
  })

  test.each([
    ['שרה לוי', '#3 ש. ל.'],
    ['محمد علي', '#3 م. ع.'],
    ['🦊 Renard', '#3 🦊. R.'],
    ['👩‍👧 E\u0301lise', '#3 👩‍👧. E\u0301.'],
    ['李小龍', '#3 李.'],
    ['   ', '#3 –'],
  ])('%s is hidden behind %s', (name, hidden) => {
    expect(write(client(name), INITIALS)).toBe(hidden)
  })

  test('is never named where names are hidden, however deep it stands', () => {
    const names = fc
      .array(fc.stringMatching(/^[a-z]{3,8}$/), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join(' '))
    fc.assert(
      fc.property(names, (name) => {
        const deep = say`x ${joined([say`y ${client(name)}`, client(name)], ', ')}`
        const written = write(deep, INITIALS).toLowerCase()
        for (const part of name.split(' ')) expect(written).not.toContain(part)
      }),
    )
  })
})

describe('counts', () => {
  const payments = (count: bigint): Text => phrase({ kind: 'count', count, noun: 'payment' })

  test('have one and many in both languages', () => {
    expect([0n, 1n, 2n].map((n) => write(payments(n), ENGLISH))).toEqual([
      '0 payments',
      '1 payment',
      '2 payments',
    ])
    expect([0n, 1n, 2n].map((n) => write(payments(n), SPANISH))).toEqual(['0 pagos', '1 pago', '2 pagos'])
    expect(write(payments(12_345n), SPANISH)).toBe('12,345 pagos')
  })

  test('of an untranslated noun are English', () => {
    expect(write(phrase({ kind: 'count', count: 2n, noun: 'more row' }), SPANISH)).toBe('2 more rows')
  })
})

describe('times', () => {
  test('are in the zone and language of the reader', () => {
    expect(write(moment('full'), ENGLISH)).toBe('22 Nov 2026, 18:05:07')
    expect(write(moment('full'), SPANISH)).toBe('22/11/2026, 12:05:07')
    expect(write(moment('short'), SPANISH)).toBe('22 nov, 12:05')
  })

  test('at midnight are at 00, not at 24', () => {
    const midnight = phrase({ kind: 'moment', at: new Date('2026-11-22T06:00:00Z'), style: 'short' })
    expect(write(midnight, SPANISH)).toBe('22 nov, 00:00')
  })

  test.each([
    [-5, '0 s'],
    [41, '41 s'],
    [60, '1 min'],
    [7_530, '2 h 5 min'],
    [90_000, '1 d 1 h'],
    [86_430, '1 d'],
  ])('a span of %i seconds is its two largest units', (seconds, written) => {
    expect(VOICES.map((voice) => write(phrase({ kind: 'span', seconds }), voice))).toEqual([written, written])
  })
})

function moment(style: 'full' | 'short' | 'relative'): Phrase {
  return phrase({ kind: 'moment', at: NOON, style })
}
