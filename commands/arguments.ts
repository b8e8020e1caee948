import { formatSpan } from '../engine/format.ts'
import { listed, say } from '../engine/phrase.ts'
import { Failure } from '../engine/failure.ts'

/** What the books and the program have names or numbers of. */
export const COMPLETED = [
  'client',
  'deposit',
  'transaction',
  'payment',
  'setting',
  'person',
  'request',
  'alert',
  'rule',
  'alert or rule',
  'channel',
  'silence',
  'maintenance',
  'maintainable',
  'incident',
  'incident part',
] as const

/** How one argument is written, explained and read. `read` throws Failure('usage') with a complete sentence. */
export interface ArgumentSpec<T> {
  readonly help: string
  readonly placeholder: string
  readonly required: boolean
  /** May be given without its name, as the first bare word. */
  readonly positional: boolean
  /** Fixed choices, for menus and completion. */
  readonly choices?: readonly string[]
  /** What it completes from: names from the books. */
  readonly completes?: (typeof COMPLETED)[number]
  /** Free words: more of them may follow without quotes. */
  readonly words?: true
  /** An amount: an example of it is nobody's advice. */
  readonly amount?: true
  /** Present or absent, without a value. */
  readonly flag: boolean
  /** Read from a file or standard input only; never from the command line, never logged. */
  readonly secret: boolean
  /** Typed like any other, and written down nowhere: a one-time code. */
  readonly masked?: true
  read(written: string | undefined, name: string): T
}

export type ArgumentSpecs = Readonly<Record<string, ArgumentSpec<unknown>>>
export type ArgumentsOf<S extends ArgumentSpecs> = {
  readonly [K in keyof S]: S[K] extends ArgumentSpec<infer T> ? T : never
}

/** The arguments as they may be written down: what is masked is left out. */
export const withoutMasked = (
  specs: ArgumentSpecs,
  written: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(written).map(([name, value]) => [name, specs[name]?.masked === true ? '…' : value]),
  )

interface Options {
  readonly help: string
  readonly placeholder?: string
  readonly positional?: boolean
  readonly completes?: ArgumentSpec<unknown>['completes']
}

const base = (options: Options, placeholder: string) => ({
  help: options.help,
  placeholder: options.placeholder ?? placeholder,
  positional: options.positional ?? false,
  flag: false,
  secret: false,
  ...(options.completes === undefined ? {} : { completes: options.completes }),
})

const missing = (name: string, spec: { help: string }): Failure =>
  new Failure('usage', say`--${name} is missing: ${listed(spec.help)}.`)

/** The longest text that any argument may be. */
const LONGEST_TEXT = 1000

export function text(options: Options): ArgumentSpec<string> {
  return {
    ...base(options, 'text'),
    required: true,
    words: true,
    read(written, name) {
      const words = written?.trim()
      if (words === undefined || words === '') throw missing(name, options)
      if (words.length > LONGEST_TEXT)
        throw new Failure('usage', say`--${name} is longer than ${LONGEST_TEXT} characters.`)
      return words
    },
  }
}

export function id(options: Options): ArgumentSpec<bigint> {
  return {
    ...base(options, 'id'),
    required: true,
    read(written, name) {
      if (written === undefined) throw missing(name, options)
      const digits = written.replace(/^#/, '')
      if (!/^[1-9]\d{0,17}$/.test(digits))
        throw new Failure('usage', say`--${name} must be a number such as 17; "${written}" is not.`)
      return BigInt(digits)
    },
  }
}

export function choice<const C extends readonly string[]>(
  choices: C,
  options: Options,
): ArgumentSpec<C[number]> {
  return {
    ...base(options, choices.join('|')),
    choices,
    required: true,
    read(written, name) {
      if (written === undefined) throw missing(name, options)
      const found = choices.find((c) => c.toLowerCase() === written.toLowerCase())
      if (found === undefined)
        throw new Failure('usage', say`--${name} must be one of ${choices.join(', ')}; "${written}" is not.`)
      return found
    },
  }
}

export function count(options: Options & { least: number; most: number }): ArgumentSpec<number> {
  return {
    ...base(options, 'number'),
    required: true,
    read(written, name) {
      if (written === undefined) throw missing(name, options)
      const value = /^\d{1,9}$/.test(written) ? Number(written) : Number.NaN
      if (!(value >= options.least && value <= options.most)) {
        throw new Failure(
          'usage',
          say`--${name} must be a whole number from ${options.least} to ${options.most}; "${written}" is not.`,
        )
      }
      return value
    },
  }
}

/** A plain decimal number, kept as text: how exact it may be depends on the currency, which the command knows. */
export function decimal(options: Options): ArgumentSpec<string> {
  return {
    ...base(options, 'amount'),
    required: true,
    amount: true,
    read(written, name) {
      if (written === undefined) throw missing(name, options)
      const words = written.trim()
      if (!/^-?\d{1,20}(?:\.\d{1,20})?$/.test(words))
        throw new Failure(
          'usage',
          say`--${name} must be a plain number such as 5000.00, without thousands separators; "${written}" is not.`,
        )
      return words
    },
  }
}

/** A currency by its three letters, in either case; whether the books know it is for the command to ask. */
export function currency(options: Options): ArgumentSpec<string> {
  return {
    ...base(options, 'GTQ'),
    required: true,
    read(written, name) {
      if (written === undefined) throw missing(name, options)
      const code = written.trim().toUpperCase()
      if (!/^[A-Z]{3}$/.test(code))
        throw new Failure('usage', say`--${name} must be three letters such as GTQ; "${written}" is not.`)
      return code
    },
  }
}

const MOMENT = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?)?$/

/** A moment: an ISO date or date and time, in UTC unless it names an offset; a date alone is its first instant. */
export function moment(options: Options): ArgumentSpec<Date> {
  return {
    ...base(options, 'YYYY-MM-DD'),
    required: true,
    read(written, name) {
      if (written === undefined) throw missing(name, options)
      const value = momentOf(written)
      if (value === null)
        throw new Failure('usage', say`--${name} must be a date such as 2026-11-22; "${written}" is not.`)
      return value
    },
  }
}

/** Null for what is no date, 31 February included: Date itself would make March of it. */
export function momentOf(written: string): Date | null {
  const [, day, time = '00:00', offset = 'Z'] = MOMENT.exec(written) ?? []
  if (day === undefined) return null
  const midnight = new Date(`${day}T00:00Z`)
  if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(day)) return null
  const value = new Date(`${day}T${time}${offset}`)
  return Number.isNaN(value.getTime()) ? null : value
}

const DURATION = /^(?:(\d{1,3})d)?(?:(\d{1,4})h)?(?:(\d{1,5})m(?:in)?)?$/

/** How long something lasts: '30m', '2h', '1d', '1h30m'; in seconds. */
export function duration(
  options: Options & { leastSeconds: number; mostSeconds: number },
): ArgumentSpec<number> {
  return {
    ...base(options, '2h'),
    required: true,
    read(written, name) {
      if (written === undefined) throw missing(name, options)
      const seconds = secondsIn(written)
      if (seconds === null)
        throw new Failure('usage', say`--${name} must be a time such as 30m, 2h or 1d; "${written}" is not.`)
      if (seconds < options.leastSeconds || seconds > options.mostSeconds)
        throw new Failure(
          'usage',
          say`--${name} must be from ${formatSpan(options.leastSeconds)} to ${formatSpan(options.mostSeconds)}; "${written}" is not.`,
        )
      return seconds
    },
  }
}

/** Null for what is no such time. */
export function secondsIn(written: string): number | null {
  const found = DURATION.exec(written.toLowerCase().replaceAll(/\s/g, ''))
  const [whole = '', days = '0', hours = '0', minutes = '0'] = found ?? []
  return whole === '' ? null : Number(days) * 86_400 + Number(hours) * 3600 + Number(minutes) * 60
}

export function flag(options: Options): ArgumentSpec<boolean> {
  return { ...base(options, ''), flag: true, required: false, read: (written) => written !== undefined }
}

/** A key, from a file (`--name-file path`) or standard input (`--name-file -`). */
export function secret(options: Options): ArgumentSpec<string> {
  return { ...text(options), placeholder: 'file', secret: true }
}

export function optional<T>(spec: ArgumentSpec<T>): ArgumentSpec<T | null> {
  return {
    ...spec,
    required: false,
    read: (written, name) => (written === undefined ? null : spec.read(written, name)),
  }
}

export function withDefault<T>(spec: ArgumentSpec<T>, value: T): ArgumentSpec<T> {
  return {
    ...spec,
    required: false,
    read: (written, name) => (written === undefined ? value : spec.read(written, name)),
  }
}
