import type { ExportRange, ExportTable } from '../audit-export.ts'

const UNITS: Readonly<Record<string, string>> = {
  text: 'text',
  number: 'number',
  time: 'time',
  phrase: 'text',
}

/** What is in the zip, column by column, and how to check it with a spreadsheet, sha256sum or psql. */
export const readmeOf = (
  tables: readonly ExportTable[],
  { range, takenAt }: { readonly range: ExportRange; readonly takenAt: Date },
): string =>
  `${[
    'SATMACHINE: EXPORT FOR AN AUDIT',
    '',
    `The books as of ${utc(takenAt)}. ${rangeWords(range)}`,
    'All files are of that one moment: while they were written, nothing in them moved.',
    '',
    ...FORM,
    '',
    ...checks(range),
    '',
    'THE TABLES',
    '',
    ...tables.flatMap(tableLines),
  ].join('\n')}\n`

const utc = (at: Date): string => `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`

const rangeWords = ({ from, to }: ExportRange): string => {
  if (from === null && to === null) return 'They are complete, from the first row on.'
  const begin = from === null ? 'from the first row on' : `from ${utc(from)}`
  const end = to === null ? 'up to that moment' : `up to, and without, ${utc(to)}`
  return `Tables with a range hold their rows ${begin}, ${end}.`
}

const FORM = [
  'THE FORM',
  '',
  'Each table is a CSV file: UTF-8, commas, a line of titles. Times are UTC. Amounts of a currency are in its whole units',
  'with its decimals (5000.00); sats are whole satoshis; msat are thousandths of one. An empty cell is "none".',
  'Text that a spreadsheet would take for a formula (it begins with = + - or @) has an apostrophe before it. Numbers have not.',
  'No key, password or token is in any file.',
]

/** The sums that must be zero, for somebody with a spreadsheet and nothing else. */
const checks = (range: ExportRange): string[] => [
  'HOW TO CHECK IT WITHOUT US',
  '',
  '1. That no file was changed: in the folder of the files run "sha256sum -c SHA256SUMS" (on a Mac: "shasum -a 256 -c',
  '   SHA256SUMS"; on Windows compare with "Get-FileHash *"). The name of the zip ends with the first eight characters of its',
  "   own SHA-256, which is in the bot's answer as well.",
  '2. Both, and everything below, at once: "sh verify.sh" in this folder, with DATABASE_URL of any PostgreSQL; it makes temporary',
  '   tables only. VERIFY.md says what it finds, and what it cannot. Without a shell: "psql -f verify.sql", where every check',
  '   must end with 0.',
  '3. With a spreadsheet, the sums that must be zero:',
  '   a. journal_lines: for every entry_id and unit, the sum of amount (a pivot table of entry_id and unit).',
  '   b. account_balances: in every row, closing - opening - debit - credit. And for every unit the sum of closing,',
  '      where the range begins with the first row: =SUMIF(B:B,"GTQ",F:F).',
  '   c. cash_outs (status processing or completed): crypto_atoms - base_amount - commission_amount, in every row.',
  '   d. cash_outs against payments of kind client: base_amount - unallocated_sats - the sum of amount_sats with that',
  '      cash_out_id: =O2-Q2-SUMIFS(payments!F:F,payments!C:C,A2,payments!A:A,"client"). The same with fiat_amount,',
  '      unallocated_fiat and amount_fiat.',
  '   e. The same against payments of kind commission: commission_amount - amount_sats, where it was not zero.',
  '   f. The split by the formula. markup: base_amount = crypto_atoms * fiat_amount / ((1 + commission_percentage *',
  '      (100 - discount) / 100) * (fiat_amount + fixed_fee)), rounded down. ticker: the smaller of crypto_atoms and',
  '      fiat_amount * 100000000 / raw_ticker_price, rounded down.',
  ...(range.from === null && range.to === null
    ? [
        '   g. clients: remaining_balance - confirmed deposits + completed payments (amount_fiat) - adjustments (change',
        '      of kind manual_adjustment).',
        '   h. clients: held_balance - payments that are neither completed, failed nor cancelled (amount_fiat).',
      ]
    : [
        '   The balances of the clients are checked by an export without a range alone: they follow from all rows.',
      ]),
  '4. That a payment arrived: its payment_hash is in the histories of both wallets at LNbits, and the SHA-256 of its',
  '   preimage (as bytes) is its payment_hash. Nobody knows a preimage before the payment is made.',
  '5. That nobody rewrote the log of actions: see action_blocks. The newest hash should be one that you wrote down earlier.',
]

const tableLines = ({ name, about, rangeBy, columns }: ExportTable): string[] => {
  const widest = Math.max(...columns.map((column) => column.name.length))
  return [
    `${name}.csv`,
    `  ${about}`,
    `  ${rangeBy === null ? 'All rows, whatever the range.' : `A range is about ${rangeBy}.`}`,
    ...columns.map(
      (column) => `  ${column.name.padEnd(widest)}  ${(UNITS[column.kind] ?? '').padEnd(6)}  ${column.means}`,
    ),
    '',
  ]
}
