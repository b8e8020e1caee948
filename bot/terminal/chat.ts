import { createInterface } from 'node:readline'
import type { Asker } from '../../commands/asker.ts'
import { type Command, nameOf, type Preview } from '../../commands/definition.ts'
import { type Voice, write } from '../../engine/phrase.ts'
import { complaintOf } from './complaint.ts'
import type { ChatParts } from '../chat/parts.ts'
import { printable } from './characters.ts'
import { readAttachment } from './attachment.ts'
import { execute } from './execute.ts'
import { commandHelp } from './help.ts'
import { kebab, type ParsedLine, parseWords, splitWords } from '../chat/words.ts'
import { renderAnswer, type Surface } from './render.ts'
import { readSecretFile } from './secret.ts'

export interface ChatOptions {
  readonly parts: ChatParts
  readonly commands: readonly Command[]
  /** Whoever sits here: who he is may change while the chat is open. */
  readonly asker: () => Promise<Asker>
  readonly voice: (asker: Asker) => Promise<Voice>
  readonly prompt: string
  readonly surface: () => Surface
  /** More words that the chat understands, such as the sandbox's "sell". */
  readonly extras: Readonly<Record<string, (words: readonly string[]) => Promise<string>>>
  /** Ctrl-C, Ctrl-D or "quit". */
  readonly onQuit: () => void
}

export interface Chat {
  /** Prints above the prompt, leaving what is being typed as it is; after closing, as any line. */
  print(text: string): void
  /** Takes the prompt away and gives the terminal back, so that Ctrl-C is a signal again. */
  close(): void
  /** Closes, and resolves when the command in hand is done. */
  stop(): Promise<void>
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
  let open = true
  let busy: Promise<void> = Promise.resolve()
  let pendingAnswer: ((typed: string | null) => void) | null = null
  const print = (text: string): void => {
    if (!open) return void process.stdout.write(`${text}\n`)
    process.stdout.write(`${CLEAR_LINE}${text}\n`)
    reader.prompt(true)
  }
  const answerWith = (typed: string | null): boolean => {
    const answer = pendingAnswer
    pendingAnswer = null
    answer?.(typed)
    return answer !== null
  }
  const ask = async (question: string): Promise<string | null> => {
    if (!open) return null
    reader.setPrompt(question)
    reader.prompt()
    const typed = await new Promise<string | null>((resolve) => (pendingAnswer = resolve))
    reader.setPrompt(options.prompt)
    return typed
  }
  const close = (): void => {
    if (!open) return
    process.stdout.write(CLEAR_LINE)
    reader.close()
  }
  reader.on('line', (line) => {
    if (answerWith(line)) return
    busy = busy
      .then(() => obey(line, options, ask, print))
      .catch((thrown: unknown) => print(complaintOf(thrown)))
  })
  reader.on('SIGINT', () => options.onQuit())
  reader.on('close', () => {
    open = false
    // Nobody is there to answer any more, which is a no.
    answerWith(null)
    options.onQuit()
  })
  reader.prompt()
  return {
    print,
    close,
    async stop() {
      close()
      await busy
    },
  }
}

const CLEAR_LINE = '\r\u001b[K'

async function obey(
  line: string,
  options: ChatOptions,
  ask: (question: string) => Promise<string | null>,
  print: (text: string) => void,
): Promise<void> {
  // A leading slash is what fingers used to chat programs type.
  const words = splitWords(line.trim().replace(/^\//, ''))
  const [first] = words
  if (first === undefined) return print('')
  if (first === 'quit' || first === 'exit') return options.onQuit()
  const extra = Object.hasOwn(options.extras, first) ? options.extras[first] : undefined
  if (extra !== undefined) return print(await extra(words.slice(1)))
  const parsed = await parseWords(words, options.commands, readSecretFile)
  if (parsed.help) return print(commandHelp(parsed.command))
  const { parts } = options
  const asker = await options.asker()
  const voice = await options.voice(asker)
  try {
    const answer = await execute(parsed, {
      parts,
      asker,
      ask: (asked) => ask(write(asked, voice)),
      show: (preview) => print(previewText(preview, voice)),
      file: parsed.file === null ? null : await readAttachment(parsed.file),
    })
    print(
      parsed.json
        ? JSON.stringify(parts.sandbox ? { sandbox: true, ...answer.json } : answer.json)
        : `${renderAnswer(answer, { ...options.surface(), voice })}\n${hereAlso(parsed, options)}`,
    )
  } catch (thrown) {
    print(complaintOf(thrown, voice))
  }
}

/** What only this chat understands, said where somebody asks what there is. */
const hereAlso = ({ command }: ParsedLine, { extras }: ChatOptions): string =>
  command.noun === 'help' ? `Here also: ${[...Object.keys(extras), 'quit'].join(', ')}\n` : ''

/** What is about to happen, as lines. */
export const previewText = (preview: Preview, voice: Voice): string =>
  printable(
    [preview.what, ...preview.lines]
      .map((line, i) => `${i === 0 ? '' : '  '}${write(line, voice)}`)
      .join('\n'),
  )

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
