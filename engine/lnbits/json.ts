/**
 * JSON text in which a bigint is a plain number, so that an amount reaches the wire digit by digit. Fields that are
 * undefined are left out.
 */
export function jsonText(value: unknown): string {
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return `[${value.map((item) => jsonText(item)).join(',')}]`
  if (typeof value === 'object' && value !== null) return objectText(value)
  return JSON.stringify(value) ?? 'null'
}

function objectText(value: object): string {
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .map(([name, field]) => `${JSON.stringify(name)}:${jsonText(field)}`)
  return `{${fields.join(',')}}`
}
