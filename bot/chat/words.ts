import { type ArgumentSpecs, optional, text } from '../../commands/arguments.ts'
import { type Command, nameOf } from '../../commands/definition.ts'
import { Failure } from '../../engine/failure.ts'

/** A line of words as a command with its arguments as written. */
export interface ReadLine {
  readonly command: Command
  /** Of a secret: where it is, never itself. */
  readonly written: Readonly<Record<string, string>>
  readonly json: boolean
  readonly yes: boolean
  readonly help: boolean
  /** A read is shown to the whole room. */
  readonly share: boolean
  /** The path of a file, at a terminal; in a chat files are attached. */
  readonly file: string | null
}

export interface ParsedLine extends ReadLine {
  readonly args: Readonly<Record<string, unknown>>
}

/** Reads a secret from a file, or from standard input for '-'. */
export type SecretReader = (path: string) => Promise<string>

/** A word in quotes (also after "--option="), or one without blanks. */
/** Telephones make one long dash of two, and bend the quotes. */
const straightened = (line: string): string =>
  line
    .replace(/(^|\s)[\u2013\u2014](?=[a-z])/g, '$1--')
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/[\u2018\u2019](?=\s|$)|(?<=\s|=)[\u2018\u2019]/g, "'")

const WORD = /(--[a-z][a-z-]*=)?(?:"((?:[^"\\]|\\.)*)"|'([^']*)')(?!\S)|(\S+)/gs

/** Splits a line much as a shell would: blanks separate, quotes around a word or a value keep it together. */
export function splitWords(line: string): string[] {
  const words: string[] = []
  for (const [, option = '', double, single, bare = ''] of straightened(line).matchAll(WORD)) {
    if (/^(?:--[a-z][a-z-]*=)?["']/.test(bare))
      throw new Failure('usage', `The quote before ${bare.slice(0, 40)} has no matching end.`)
    words.push(option + (double?.replace(/\\(.)/gs, '$1') ?? single ?? bare))
  }
  return words
}

/** From words to a command with its arguments. Throws Failure 'usage' with a complete sentence. */
export async function parseWords(
  words: readonly string[],
  commands: readonly Command[],
  readSecret: SecretReader,
): Promise<ParsedLine> {
  const line = readWords(words, commands)
  const args: Record<string, unknown> = {}
  if (!line.help) {
    for (const [name, spec] of Object.entries(line.command.arguments)) {
      const written = line.written[name]
      const value = spec.secret && written !== undefined ? await readSecret(written) : written
      args[name] = spec.read(value, optionName(name, spec.secret))
    }
  }
  return { ...line, args }
}

/** From words to a command with its arguments as written; what they mean is not asked yet. */
export function readWords(words: readonly string[], commands: readonly Command[]): ReadLine {
  const { command, rest } = findCommand(words, commands)
  const { values, flags, file } = readOptions(rest, command)
  return { command, written: Object.fromEntries(values), ...flags, file }
}

/** A value so that it is one word of a line. */
export const quoted = (value: string): string =>
  /^[\w#.:+-]+$/.test(value) ? value : `"${value.replaceAll(/["\\]/g, '\\$&').replaceAll('\n', ' ')}"`

function findCommand(
  words: readonly string[],
  commands: readonly Command[],
): { command: Command; rest: readonly string[] } {
  const [writtenNoun = '', writtenVerb = ''] = words
  const [noun, verb] = [writtenNoun.toLowerCase(), writtenVerb.toLowerCase()]
  const whole = commands.find((c) => c.noun === noun && c.verb !== '' && c.verb === verb)
  if (whole !== undefined) return { command: whole, rest: words.slice(2) }
  const single = commands.find((c) => (c.noun === noun && c.verb === '') || c.alias === noun)
  if (single !== undefined) return { command: single, rest: words.slice(1) }
  const verbs = commands.filter((c) => c.noun === noun)
  if (verbs.length > 0) {
    const given =
      verb === '' || verb.startsWith('-')
        ? `"${noun}" needs one more word`
        : `"${noun}" has no "${writtenVerb}"`
    throw new Failure('usage', `${given}: ${verbs.map(nameOf).join(', ')}.`)
  }
  const nouns = [...new Set(commands.map((c) => c.noun))].join(', ')
  throw new Failure(
    'usage',
    noun === ''
      ? `Say what to do: ${nouns}; "help" explains them.`
      : `There is no command "${writtenNoun}"; there are ${nouns}.`,
  )
}

/** A secret's option is named for the file that holds it: --key-file. */
const optionName = (name: string, secret: boolean): string => (secret ? `${kebab(name)}-file` : kebab(name))
export const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

const COMMON_FLAGS = ['json', 'yes', 'help', 'share'] as const
type CommonFlags = Record<(typeof COMMON_FLAGS)[number], boolean>
const isCommonFlag = (written: string): written is keyof CommonFlags =>
  (COMMON_FLAGS as readonly string[]).includes(written)

/** "--json=no" would else be taken for a yes. */
function refuseValue(written: string, inline: string | undefined): void {
  if (inline !== undefined)
    throw new Failure('usage', `--${written} takes no value: give it alone, or leave it out.`)
}

function readOptions(
  words: readonly string[],
  command: Command,
): { values: Map<string, string>; flags: CommonFlags; file: string | null } {
  const specs: ArgumentSpecs = {
    ...command.arguments,
    ...(command.file === undefined
      ? {}
      : { file: optional(text({ help: command.file.help, placeholder: 'path' })) }),
  }
  const byOption = new Map(
    Object.entries(specs).map(([name, spec]) => [optionName(name, spec.secret), { name, spec }]),
  )
  const values = new Map<string, string>()
  const flags: CommonFlags = { json: false, yes: false, help: false, share: false }
  const queue = [...words]
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    const option = /^--([a-z][a-z-]*)(?:=(.*))?$/s.exec(word)
    if (option === null) {
      takeBareWord(word, specs, values, command)
      continue
    }
    const [, written = '', inline] = option
    if (isCommonFlag(written)) {
      refuseValue(written, inline)
      flags[written] = true
    } else takeOption(written, inline, queue, { byOption, values, command })
  }
  const file = command.file === undefined ? null : (values.get('file') ?? null)
  if (file !== null) values.delete('file')
  return { values, flags, file }
}

function takeBareWord(
  word: string,
  specs: ArgumentSpecs,
  values: Map<string, string>,
  command: Command,
): void {
  if (/^-[^\d]/.test(word))
    throw new Failure('usage', `"${nameOf(command)}" has no option ${word}; ${usageOf(command)}`)
  const free = Object.entries(specs).find(([name, spec]) => spec.positional && !values.has(name))
  if (free !== undefined) {
    values.set(free[0], word)
    return
  }
  // Words go on where words were begun: nobody quotes a reason on a telephone.
  const last = [...values.keys()].at(-1)
  const spec = last === undefined ? undefined : specs[last]
  if (last === undefined || spec?.words !== true)
    throw new Failure('usage', `"${word}" is not expected here; ${usageOf(command)}`)
  values.set(last, `${values.get(last) ?? ''} ${word}`)
}

function takeOption(
  written: string,
  inline: string | undefined,
  queue: string[],
  {
    byOption,
    values,
    command,
  }: {
    byOption: Map<string, { name: string; spec: ArgumentSpecs[string] }>
    values: Map<string, string>
    command: Command
  },
): void {
  const known = byOption.get(written)
  if (known === undefined)
    throw new Failure('usage', `"${nameOf(command)}" has no --${written}; ${usageOf(command)}`)
  if (values.has(known.name)) throw new Failure('usage', `--${written} is given twice.`)
  if (known.spec.flag) {
    refuseValue(written, inline)
    values.set(known.name, 'yes')
    return
  }
  const value = inline ?? (queue[0]?.startsWith('--') === true ? undefined : queue.shift())
  if (value === undefined) throw new Failure('usage', `--${written} needs a value: ${known.spec.help}.`)
  values.set(known.name, value)
}

/** 'usage: deposit add --client <name or id> --amount <5000.00> [--note <text>]' */
export function usageOf(command: Command): string {
  const parts = Object.entries(command.arguments).map(([name, spec]) => {
    const option = `--${optionName(name, spec.secret)}`
    const full = spec.flag ? option : `${option} <${spec.placeholder}>`
    return spec.required ? full : `[${full}]`
  })
  return `usage: ${[nameOf(command), ...parts].join(' ')}`
}
