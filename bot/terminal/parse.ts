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

/** A word in quotes (also after "--option="), or one without blanks. */
const WORD = /(--[a-z][a-z-]*=)?(?:"((?:[^"\\]|\\.)*)"|'([^']*)')(?!\S)|(\S+)/gs

/** Splits a line much as a shell would: blanks separate, quotes around a word or a value keep it together. */
export function splitWords(line: string): string[] {
  const words: string[] = []
  for (const [, option = '', double, single, bare = ''] of line.matchAll(WORD)) {
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
    if (isCommonFlag(written)) {
      refuseValue(written, inline)
      flags[written] = true
    } else takeOption(written, inline, queue, { byOption, values, command })
  }
  return { values, flags }
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
