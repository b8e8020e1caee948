import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { applyPatch, type Bug } from './bugs/bug.ts'
import type { TestResult } from './test-run.ts'
import { judgeRun } from './verdict.ts'

/** What counts as noticed, and what only looks like it. */

const bug: Bug = {
  name: 'B99',
  harm: 'It would be harmful.',
  netsRemoved: null,
  replacements: [
    { file: 'a.txt', from: 'one', to: '1' },
    { file: 'a.txt', from: 'two', to: '$&' },
  ],
  caughtBy: { file: 'test/x.test.ts', at: 'expect(paid)' },
}
const testText = `test('B99 x', () => {\n  expect(\n    sold,\n  ).toBe(1)\n  expect(paid)\n    .toBe(1)\n})`
const failing = (error: string): TestResult => ({
  file: 'test/x.test.ts',
  title: 'B99 x',
  status: 'failed',
  errors: [error],
})
const at = (line: number, error: string): string => `${error}\n    at /tmp/copy/test/x.test.ts:${line}:5`
const verdictOf = (...results: TestResult[]) => judgeRun(bug, { results, trouble: null }, testText)

test('noticed is: its own test, an assertion of the test, and the line that is about it', () => {
  expect(verdictOf(failing(at(6, 'AssertionError: expected 2 to be 1')))).toMatchObject({
    kind: 'caught',
    caught: { name: 'B99', line: 6, statement: 'expect(paid) .toBe(1)', message: 'expected 2 to be 1' },
  })
})

test.each([
  ['its test passed', { ...failing(''), status: 'passed', errors: [] }],
  ['failed at another line', failing(at(4, 'AssertionError: expected 2 to be 1'))],
  ['broke off: Error: Test timed out', failing(at(1, 'Error: Test timed out in 30000ms.'))],
  ['broke off: TypeError', failing(at(6, 'TypeError: paid is not a function'))],
  ['broke off: AssertionError [ERR', failing(at(6, 'AssertionError [ERR_ASSERTION]: out of range'))],
  ['ran instead of one', { ...failing(at(6, 'AssertionError: no')), title: 'B98 y' }],
] satisfies [string, TestResult][])('not noticed: %s', (why, result) => {
  expect(verdictOf(result)).toMatchObject({ kind: 'missed', why: expect.stringContaining(why) })
})

test('not noticed: nothing ran', () => {
  expect(verdictOf()).toMatchObject({ kind: 'missed' })
  const trouble = judgeRun(bug, { results: [], trouble: 'beforeAll failed' }, testText)
  expect(trouble).toMatchObject({ kind: 'missed', why: expect.stringContaining('beforeAll failed') })
})

test('a mistake is put in letter by letter, and taken out again; one that does not fit changes nothing', async () => {
  const root = await mkdtemp(path.join(os.tmpdir(), 'satmachine-patch-'))
  try {
    const file = path.join(root, 'a.txt')
    await writeFile(file, 'one two three')
    const takeOut = await applyPatch(root, bug)
    expect(await readFile(file, 'utf8')).toBe('1 $& three')
    await expect(applyPatch(root, bug)).rejects.toThrow('B99: what it replaces stands 0 times in a.txt')
    await takeOut()
    expect(await readFile(file, 'utf8')).toBe('one two three')
  } finally {
    await rm(root, { recursive: true, force: true })
  }
})
