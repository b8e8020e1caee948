/** Rows of a CSV file by the names of their columns: quotes, doubled quotes and line breaks in cells. */
export function readCsv(bytes: Uint8Array): Readonly<Record<string, string>>[] {
  const [titles = [], ...rows] = cellsOf(new TextDecoder().decode(bytes))
  return rows.map((row) => {
    if (row.length !== titles.length) throw new Error(`${row.length} cells for ${titles.length} titles`)
    return Object.fromEntries(titles.map((title, i) => [title, row[i] ?? '']))
  })
}

const TOKEN = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r?\n|$)/gy

function cellsOf(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex
    const match = TOKEN.exec(text)
    if (match === null) throw new Error(`no cell at ${at}: ${text.slice(at, at + 40)}`)
    const [, cell = '', end] = match
    row.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell)
    if (end === ',') continue
    rows.push(row)
    row = []
  }
  return rows
}
