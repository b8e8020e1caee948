import { readFileSync } from 'node:fs'

export type Environment = Readonly<Record<string, string | undefined>>

/** Reads single variables and collects everything that is wrong with them, so that all of it can be told at once. */
export interface SettingReader {
  readonly problems: readonly string[]
  problem(name: string, expected: string, example: string): void
  text(name: string): string | null
  /** X, or the content of the file named by X_FILE. Its value never appears in a problem. */
  secret(name: string, what: string, need?: Need): string | null
  /** The key of an LNbits wallet: a secret of one word. */
  walletKey(name: string, what: string, need?: Need): string | null
  /** An address, which may hold a password and is therefore read, and kept out of sight, like a secret. */
  url(name: string, kind: AddressKind, need?: Need): string | null
  port(name: string): number | null
  choice(name: string, choices: readonly string[]): string | null
}

type Need = 'required' | 'optional'

/** What an address has to be like. */
export interface AddressKind {
  readonly protocols: readonly string[]
  readonly example: string
  /** Null when it is usable, else what is wrong with it, without quoting it. */
  readonly fault: (address: string) => string | null
}

export function createSettingReader(environment: Environment): SettingReader {
  const problems: string[] = []
  const problem: SettingReader['problem'] = (name, expected, example) =>
    void problems.push(`${name} ${expected}; for example ${example}`)
  const text: SettingReader['text'] = (name) => environment[name]?.trim() || null
  /** The value, or null with the problem told already. */
  const hidden = (name: string, what: string, need: Need, example: string): string | null => {
    const file = text(`${name}_FILE`)
    const direct = text(name)
    if (file !== null && direct !== null) {
      problem(name, `and ${name}_FILE are both set: which one counts? Keep one`, `only ${name}_FILE`)
      return null
    }
    const value = file === null ? direct : readSecretFile(file)
    if (value === null && file !== null)
      problem(
        `${name}_FILE`,
        'names a file that is missing, empty or not readable by this user',
        exampleFile(name),
      )
    else if (value === null && need === 'required') problem(name, `is missing: ${what}`, example)
    return value
  }
  const secret: SettingReader['secret'] = (name, what, need = 'optional') =>
    hidden(name, what, need, `${name}_FILE=${exampleFile(name)}`)
  return {
    problems,
    problem,
    text,
    secret,
    walletKey(name, what, need) {
      const value = secret(name, what, need)
      // Anything else can't be sent as a header, and would fail later with less to go by.
      if (value !== null && !/^[\x21-\x7e]+$/.test(value))
        problem(name, 'must be one word without blanks or line breaks', `${name}_FILE=${exampleFile(name)}`)
      return value
    },
    url(name, { protocols, example, fault }, need = 'optional') {
      const value = hidden(name, 'an address', need, example)
      if (value === null) return null
      const wrong = protocols.some((protocol) => value.startsWith(`${protocol}//`))
        ? fault(value)
        : `must begin with ${protocols.map((p) => `${p}//`).join(' or ')}`
      if (wrong !== null) problem(name, wrong, example)
      return value
    },
    port(name) {
      const written = text(name)
      if (written === null) return null
      const port = /^\d{1,5}$/.test(written) ? Number(written) : 0
      if (port < 1 || port > 65_535) problem(name, 'must be a port number from 1 to 65535', '8930')
      return port
    },
    choice(name, choices) {
      const value = text(name)
      if (value !== null && !choices.includes(value))
        problem(name, `must be one of ${choices.join(', ')}`, choices[0] ?? '')
      return value
    },
  }
}

const exampleFile = (name: string): string => `/etc/satmachine/${name.toLowerCase()}`

function readSecretFile(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim() || null
  } catch {
    return null
  }
}
