import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { type Bug, patchedTexts } from './bugs/bug.ts'
import { bugs, everythingToCatch } from './bugs/catalogue.ts'

/** The mistakes can still be put back: each patch fits the code as it is, and the test that must catch it is there. */

const root = fileURLToPath(new URL('../..', import.meta.url))
const NUMBERS = Array.from({ length: 48 }, (_, i) => `B${String(i + 1).padStart(2, '0')}`)

/** The test whose name begins with the bug's number: from there to the next test. */
async function namedTest({ name, caughtBy }: Bug): Promise<string | undefined> {
  const text = await readFile(path.join(root, caughtBy.file), 'utf8')
  const tests = text.split(/^(?=test\()/m)
  return tests.find((one) => new RegExp(`^test\\(\\s*['"\`]${name} \\S`).test(one))
}

test('each of the 48 bugs can be put back, each once', () => {
  expect(bugs.map((bug) => bug.name)).toEqual(NUMBERS)
  expect(everythingToCatch.slice(NUMBERS.length).map((net) => net.name)).toEqual([
    'N1',
    'N2',
    'N3',
    'N4',
    'N5',
    'N6',
  ])
})

describe.each(everythingToCatch.map((bug) => [bug.name, bug] as const))('%s', (_name, bug) => {
  test('fits the code exactly once, and changes it', async () => {
    const texts = await patchedTexts(root, bug)
    expect(texts.size).toBeGreaterThan(0)
    for (const [file, text] of texts) {
      expect(file, 'no mistake is put into a test').toMatch(/^(?:bot|engine|migrations)\//)
      expect(text).not.toBe(await readFile(path.join(root, file), 'utf8'))
    }
  })

  test('has a test that names it, in which the line stands at which it must fail', async () => {
    expect(await namedTest(bug)).toContain(bug.caughtBy.at)
  })
})

test('a patch that fits twice, or not at all, is refused', async () => {
  const file = 'engine/domain/money.ts'
  const patch = (from: string) => ({ name: 'X', replacements: [{ file, from, to: '' }] })
  await expect(patchedTexts(root, patch('return'))).rejects.toThrow('not once')
  await expect(patchedTexts(root, patch('this stands nowhere'))).rejects.toThrow('stands 0 times')
})
