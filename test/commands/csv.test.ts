import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvFile } from '../../commands/csv.ts'

const NOW = new Date('2026-11-22T21:58:31Z')
const written = (rows: string[][]): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(csvFile('rows', rows, NOW).bytes)

test('the name says what it is, when it was made, and what is in it', () => {
  expect(csvFile('statement', [['a']], NOW).name).toMatch(/^statement_20261122T2158Z_[0-9a-f]{8}\.csv$/)
  expect(csvFile('statement', [['a']], NOW).name).not.toBe(csvFile('statement', [['b']], NOW).name)
})

test('cells that a spreadsheet would run begin with an apostrophe', () => {
  for (const cell of ['=1+1', '+502 5555', '-5.00', '@SUM(A1)', '\tx'])
    expect(written([[cell]])).toBe(`\ufeff"'${cell}"\r\n`)
})

/** The plainest reader of such files: what was written comes back. */
function read(text: string): string[][] {
  const rows: string[][] = [[]]
  for (const [, quoted, bare, end] of text
    .slice(1)
    .matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare ?? '')
    if (end === '\r\n') rows.push([])
  }
  return rows.slice(0, -1)
}

test('whatever is in the cells comes back out of them', () => {
  const cell = fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\u0000', ''))
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
      (rows) => {
        const back = read(written(rows)).map((row) => row.map((one) => one.replace(/^'(?=[=+\-@\t\r])/, '')))
        expect(back).toEqual(rows)
      },
    ),
  )
})
