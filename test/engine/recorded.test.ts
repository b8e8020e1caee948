import { readdir, readFile } from 'node:fs/promises'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Failure } from '../../engine/failure.ts'
import { ENGLISH, Phrase, write } from '../../engine/phrase.ts'
import { RECORDED, recorded } from '../../engine/recorded.ts'
import { sentencesIn } from '../languages/templates.ts'

const ROOT = new URL('../../', import.meta.url)
const OWN = 'engine/recorded.ts'

async function sentencesBelow(folder: string): Promise<string[]> {
  const names = (await readdir(new URL(folder, ROOT), { recursive: true })).filter((n) => n.endsWith('.ts'))
  const found = await Promise.all(
    names
      .map((name) => `${folder}/${name}`)
      .filter((file) => file !== OWN)
      .map(async (file) => sentencesIn(await readFile(new URL(file, ROOT), 'utf8'))),
  )
  return found.flat()
}

test('every recorded sentence still is one that the program makes', async () => {
  const made = new Set([...(await sentencesBelow('engine')), ...(await sentencesBelow('bot'))])
  expect(RECORDED.filter((template) => !made.has(template))).toEqual([])
})

const templateOf = (english: string): string | null => {
  const text = recorded(english)
  return text instanceof Phrase && text.piece.kind === 'sentence' ? text.piece.template : null
}

test('a sentence is known again with its values', () => {
  expect(recorded('awaiting_funds: 266800 sats are needed, and the source wallet has 12 to spare')).toEqual(
    new Phrase({
      kind: 'sentence',
      template: 'awaiting_funds: {0} sats are needed, and the source wallet has {1} to spare',
      values: ['266800', '12'],
    }),
  )
  expect(templateOf('counting the cash')).toBeNull()
})

test('also inside another, and one after the other', () => {
  const inside = recorded('3 attempts without proof; the last: the payment is under way in LNbits')
  expect(inside).toMatchObject({
    piece: { values: ['3', { piece: { template: 'the payment is under way in LNbits' } }] },
  })
  const both = 'its rows can not be read; must be on or off'
  expect(recorded(both)).toMatchObject({ piece: { kind: 'joined', parts: [{}, {}] } })
})

test('each is known by its own template, whatever its values are', () => {
  for (const template of RECORDED) {
    const written = template.replaceAll(/\{(\d+)\}/g, (_, n: string) => `value${n}`)
    expect(templateOf(written)).toBe(template)
  }
})

test('in English it is always the very words that were given', () => {
  const words = fc.oneof(fc.string(), fc.constantFrom('; ', '{0}', '(', '): ', ...RECORDED))
  fc.assert(
    fc.property(fc.array(words, { maxLength: 6 }), (parts) => {
      const english = parts.join('')
      expect(write(recorded(english), ENGLISH)).toBe(english)
    }),
  )
})

test('long words of somebody else are left alone, and quickly', () => {
  const long = `contradiction at ${'x payment '.repeat(400)}`
  expect(recorded(long)).toBe(long)
  const shorter = `awaiting_funds: ${' sats are needed, and'.repeat(45)}`
  expect(write(recorded(shorter), ENGLISH)).toBe(shorter)
})

test('a failure of the world is said in the language of its reader, and logged in English', () => {
  const english = 'The database took too long to answer (57014).'
  const failure = new Failure('database_failed', english)
  expect(failure.message).toBe(english)
  expect(failure.sentence).toMatchObject({
    piece: { template: 'The database took too long to answer ({0}).' },
  })
  expect(new Failure('database_failed', 'never recorded').sentence).toBe('never recorded')
})
