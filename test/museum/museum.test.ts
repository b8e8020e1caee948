import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'

/**
 * The bug museum: every money bug of the predecessor (B01 to B48) has a test here whose name begins with its
 * number, and which fails when the bug comes back. This one counts the exhibits.
 */

const NUMBERS = Array.from({ length: 48 }, (_, i) => `B${String(i + 1).padStart(2, '0')}`)

test('each of the 48 bugs has its test, and none is skipped', async () => {
  const files = (await readdir(import.meta.dirname)).filter((name) => name.endsWith('.test.ts'))
  const texts = await Promise.all(files.map((name) => readFile(path.join(import.meta.dirname, name), 'utf8')))
  const named = texts.flatMap((text) =>
    [...text.matchAll(/^\s*test\(\s*['"`](B\d\d) \S/gm)].map((match) => match[1]),
  )
  expect(NUMBERS.filter((number) => !named.includes(number))).toEqual([])
  expect(named).toHaveLength(NUMBERS.length)
  expect(texts.join('\n')).not.toMatch(/\b(?:test|describe|it)\.(?:skip|todo|only|fails)\b/)
})
