import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { explained, explainedTable, unexplained } from './explained.ts'
import { root } from './stryker.ts'

test('docs/mutation.md shows every survivor with its reason', async () => {
  const document = await readFile(path.join(root, 'docs/mutation.md'), 'utf8')
  expect(document.slice(document.indexOf('| file')).trim()).toBe(explainedTable())
})

test('every explained change is one of code that is still there', async () => {
  for (const { file, changes } of explained) {
    const code = await readFile(path.join(root, file), 'utf8')
    for (const [was] of changes) expect(code, file).toContain(was)
  }
})

test('a change is explained by its file, its text and what it becomes, and once only', () => {
  const known = { file: 'engine/domain/money.ts', line: 1, code: 'scaled  <\n 0n', becomes: 'scaled <= 0n' }
  const otherwise = { ...known, becomes: 'scaled > 0n' }
  const elsewhere = { ...known, file: 'engine/pay.ts' }
  expect(unexplained([known, otherwise, elsewhere])).toEqual([otherwise, elsewhere])
  const again = { ...known, line: 2 }
  expect(unexplained([known, again])).toEqual([again])
})
