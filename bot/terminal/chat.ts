import { createInterface, type Interface } from 'node:readline'
import { type Command, nameOf } from '../../commands/definition.ts'
import { sentenceOf } from '../../engine/failure.ts'
import type { Assembly } from '../assembly.ts'
import { type Ask, execute } from './execute.ts'
import { commandHelp, helpText } from './help.ts'
import { kebab, parseWords, splitWords } from './parse.ts'
import { renderAnswer, type Surface } from './render.ts'

export interface ChatOptions {
  readonly assembly: Assembly
  readonly commands: readonly Command[]
  readonly actor: string
  readonly prompt: string
  readonly surface: () => Surface
  /** More words that the chat understands, such as the sandbox's "sell". */
  readonly extras: Readonly<Record<string, (words: readonly string[]) => Promise<string>>>
  /** Ctrl-C, Ctrl-D or "quit". */
  readonly onQuit: () => void
}

export interface Chat {
  /** Prints above the prompt, leaving what is being typed as it is. */
  print(text: string): void
  close(): void
}

/** A chat with the bot on this terminal: the same words as everywhere, one command a line. */
export function openChat(options: ChatOptions): Chat {
  const reader = createInterface({
    input: process.stdin,
    output: process.stdout,
    prompt: options.prompt,
    completer: (line: string) => complete(line, options),
    historySize: 200,
  })
  let busy: Promise<void> = Promise.resolve()
  let pendingAnswer: ((typed: string | null) => void) | null = null
  const print = (text: string): void => {
    process.stdout.write(`\r\u001b[K${text}\n`)
    reader.prompt(true)
  }
  const ask: Ask = (question) =>
    new Promise((resolve) => {
      reader.setPrompt(question)
      reader.prompt()
      pendingAnswer = (typed) => {
        reader.setPrompt(options.prompt)
        resolve(typed)
      }
    })
  reader.on('line', (line) => {
    if (pendingAnswer !== null) {
      const answer = pendingAnswer
      pendingAnswer = null
      answer(line)
      return
    }
    busy = busy
      .then(() => obey(line, options, ask, print))
      .catch((thrown: unknown) => print(sentenceOf(thrown)))
  })
  quitOn(reader, options.onQuit, () => pendingAnswer?.(null))
  reader.prompt()
  return { print, close: () => reader.close() }
}

function quitOn(reader: Interface, onQuit: () => void, dropQuestion: () => void): void {
  reader.on('SIGINT', () => {
    dropQuestion()
    onQuit()
  })
  reader.on('close', () => {
    dropQuestion()
    onQuit()
  })
}

async function obey(
  line: string,
  options: ChatOptions,
  ask: Ask,
  print: (text: string) => void,
): Promise<void> {
  // A leading slash is what fingers used to chat programs type.
  const words = splitWords(line.trim().replace(/^\//, ''))
  const [first] = words
  if (first === undefined) return print('')
  if (first === 'quit' || first === 'exit') return options.onQuit()
  const extra = options.extras[first]
  if (extra !== undefined) return print(await extra(words.slice(1)))
  if (first === 'help') return print(help(words.slice(1), options))
  const parsed = await parseWords(words, options.commands, refuseSecret)
  if (parsed.help) return print(commandHelp(parsed.command))
  const { assembly, actor } = options
  const show = (preview: { what: string; lines: readonly string[] }): void =>
    print([preview.what, ...preview.lines.map((l) => `  ${l}`)].join('\n'))
  const answer = await execute(parsed, { assembly, actor, ask, show })
  print(
    parsed.json
      ? JSON.stringify(assembly.config.sandbox ? { sandbox: true, ...answer.json } : answer.json)
      : `${renderAnswer(answer, options.surface())}\n`,
  )
}

const refuseSecret = async (path: string): Promise<string> => {
  const { readFile } = await import('node:fs/promises')
  return (await readFile(path, 'utf8')).trim()
}

function help(words: readonly string[], { commands, extras }: ChatOptions): string {
  const wanted = commands.filter(
    (c) => (words[0] === undefined || c.noun === words[0]) && (words[1] === undefined || c.verb === words[1]),
  )
  const [only] = wanted
  if (wanted.length === 1 && only !== undefined) return commandHelp(only)
  return `${helpText(wanted.length > 0 ? wanted : commands)}\nHere also: ${[...Object.keys(extras), 'help <noun>', 'quit'].join(', ')}`
}

function complete(line: string, { commands, extras }: ChatOptions): [string[], string] {
  const words = line.split(/\s+/)
  const last = words.at(-1) ?? ''
  const command = commands.find((c) => nameOf(c) === words.slice(0, 2).join(' '))
  const choices =
    words.length <= 1
      ? [...new Set(commands.map((c) => c.noun)), ...Object.keys(extras), 'help', 'quit']
      : words.length === 2
        ? commands.filter((c) => c.noun === words[0]).map((c) => c.verb)
        : Object.entries(command?.arguments ?? {}).map(
            ([name, spec]) => `--${kebab(name)}${spec.secret ? '-file' : ''}`,
          )
  return [choices.filter((choice) => choice.startsWith(last)).map((choice) => `${choice} `), last]
}
