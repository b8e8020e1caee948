import type { ArgumentSpecs } from '../../commands/arguments.ts'
import { type Command, nameOf } from '../../commands/definition.ts'
import { Failure } from '../../engine/failure.ts'

export interface ParsedLine {
  readonly command: Command
  readonly args: Readonly<Record<string, unknown>>
  /** As written, secrets left out, for the action log. */
  readonly written: Readonly<Record<string, string>>
  readonly json: boolean
  readonly yes: boolean
  readonly help: boolean
}

/** Reads a secret from a file, or from standard input for '-'. */
export type SecretReader = (path: string) => Promise<string>

/** Splits a line as a shell would: blanks separate, quotes keep together. */
export function splitWords(line: string): string[] {
  const words: string[] = []
  for (const match of line.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g)) {
    words.push(match[1]?.replace(/\\(.)/g, '$1') ?? match[2] ?? match[3] ?? '')
  }
  return words
}

/** From words to a command with its arguments. Throws Failure 'usage' with a complete sentence. */
export async function parseWords(
  words: readonly string[],
  commands: readonly Command[],
  readSecret: SecretReader,
): Promise<ParsedLine> {
  const { command, rest } = findCommand(words, commands)
  const { values, flags } = readOptions(rest, command)
  const args: Record<string, unknown> = {}
  if (!flags.help) {
    for (const [name, spec] of Object.entries(command.arguments)) {
      const written = values.get(name)
      const value = spec.secret && written !== undefined ? await readSecret(written) : written
      args[name] = spec.read(value, optionName(name, spec.secret))
    }
  }
  return { command, args, written: Object.fromEntries(values), ...flags }
}

function findCommand(
  words: readonly string[],
  commands: readonly Command[],
): { command: Command; rest: readonly string[] } {
  const [noun = '', verb = ''] = words
  const command = commands.find((c) => c.noun === noun && c.verb === verb)
  if (command !== undefined) return { command, rest: words.slice(2) }
  const verbs = commands.filter((c) => c.noun === noun)
  if (verbs.length > 0) {
    const given =
      verb === '' || verb.startsWith('-') ? `"${noun}" needs one more word` : `"${noun}" has no "${verb}"`
    throw new Failure('usage', `${given}: ${verbs.map(nameOf).join(', ')}.`)
  }
  const nouns = [...new Set(commands.map((c) => c.noun))].join(', ')
  throw new Failure(
    'usage',
    noun === ''
      ? `Say what to do: ${nouns}; "help" explains them.`
      : `There is no command "${noun}"; there are ${nouns}.`,
  )
}

/** A secret's option is named for the file that holds it: --key-file. */
const optionName = (name: string, secret: boolean): string => (secret ? `${kebab(name)}-file` : kebab(name))
export const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

const COMMON_FLAGS = ['json', 'yes', 'help'] as const
type CommonFlags = Record<(typeof COMMON_FLAGS)[number], boolean>

function readOptions(
  words: readonly string[],
  command: Command,
): { values: Map<string, string>; flags: CommonFlags } {
  const specs: ArgumentSpecs = command.arguments
  const byOption = new Map(
    Object.entries(specs).map(([name, spec]) => [optionName(name, spec.secret), { name, spec }]),
  )
  const values = new Map<string, string>()
  const flags: CommonFlags = { json: false, yes: false, help: false }
  const queue = [...words]
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    const option = /^--([a-z][a-z-]*)(?:=(.*))?$/s.exec(word)
    if (option === null) {
      takeBareWord(word, specs, values, command)
      continue
    }
    const [, written = '', inline] = option
    if ((COMMON_FLAGS as readonly string[]).includes(written)) flags[written as keyof CommonFlags] = true
    else takeOption(written, inline, queue, { byOption, values, command })
  }
  return { values, flags }
}

function takeBareWord(
  word: string,
  specs: ArgumentSpecs,
  values: Map<string, string>,
  command: Command,
): void {
  const free = Object.entries(specs).find(([name, spec]) => spec.positional && !values.has(name))
  if (free === undefined) throw new Failure('usage', `"${word}" is not expected here; ${usageOf(command)}`)
  values.set(free[0], word)
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
    if (inline !== undefined) throw new Failure('usage', `--${written} takes no value.`)
    values.set(known.name, 'yes')
    return
  }
  const value = inline ?? queue.shift()
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
