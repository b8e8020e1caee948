/** What psql would make of a file of statements: enough of it for our own files. */

export interface Statement {
  /** '4b': the first word of the comment above it. */
  readonly name: string
  readonly comment: string
  /** Marked in its comment as one that changes something. */
  readonly changes: boolean
  /** With its psql variables still in it. */
  readonly sql: string
}

/** Every statement with the comment above it. A \copy counts as the COPY that psql makes of it. */
export function readStatements(text: string): Statement[] {
  const statements: Statement[] = []
  let comment: string[] = []
  let sql: string[] = []
  for (const line of text.split('\n')) {
    if (sql.length === 0 && line.trim() === '') comment = []
    else if (sql.length === 0 && line.startsWith('--')) comment.push(line.slice(2).trim())
    else if (sql.length === 0 && line.startsWith('\\') && !line.startsWith('\\copy')) continue
    else sql.push(line)
    if (!isWhole(sql)) continue
    statements.push(toStatement(comment.join(' '), sql.join('\n')))
    comment = []
    sql = []
  }
  if (sql.length > 0) throw new Error(`the last statement has no end: ${sql.join('\n')}`)
  return statements
}

/** A backslash command ends with its line, a statement with a semicolon outside of $$. */
function isWhole(lines: readonly string[]): boolean {
  const text = lines.join('\n')
  if (text.startsWith('\\copy')) return true
  return text.endsWith(';') && text.split('$$').length % 2 === 1
}

function toStatement(comment: string, text: string): Statement {
  const match = /^(\w+)\. (CHANGES: )?\w/.exec(comment)
  const [, name, changes] = match ?? []
  if (name === undefined) throw new Error(`no comment like "4b. What it shows" stands above: ${text}`)
  const copied = text.replace(/^\\copy (\(.*\)) TO '[\w.]+\.csv' /, 'COPY $1 TO STDOUT ')
  return { name, comment, changes: changes !== undefined, sql: copied }
}

const VARIABLE = /(?<![:\w]):('?)([a-z_]+)\1/g

export const variablesOf = (sql: string): string[] => [
  ...new Set([...sql.matchAll(VARIABLE)].map((match) => match[2] ?? '')),
]

/** :name becomes the value as it stands, :'name' a quoted one. */
export function withVariables(sql: string, values: Readonly<Record<string, string>>): string {
  return sql.replaceAll(VARIABLE, (_all, quote: string, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`the variable ${name} is not set`)
    return quote === '' ? value : `'${value.replaceAll("'", "''")}'`
  })
}
