/** What a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/

/** One cell of a CSV file: what would be a formula is made plain words by an apostrophe, what would end the cell is quoted. */
export function csvCell(written: string): string {
  const harmless = FORMULA.test(written) ? `'${written}` : written
  return harmless === written && !/[",;\r\n]/.test(written) ? written : `"${harmless.replaceAll('"', '""')}"`
}
