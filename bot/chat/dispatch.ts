import { type Asker, mayAct } from '../../commands/asker.ts'
import { type Command, nameOf } from '../../commands/definition.ts'
import { Failure } from '../../engine/failure.ts'
import type { RequestReading } from '../../engine/people.ts'
import { say } from '../../engine/phrase.ts'
import type { Access } from './access.ts'
import { missingArgument, question } from './asking.ts'
import { menuAnswer, TOKENS } from './cards.ts'
import type { Completion } from './completion.ts'
import type { Incoming, Sender } from './conversation.ts'
import { filledIn } from './incident-here.ts'
import type { ChatParts } from './parts.ts'
import { isForEmergencies } from './patience.ts'
import type { Saying } from './replies.ts'
import { settleRequest } from './requests.ts'
import { refuseUnlessAllowed, sayingOf, serve } from './serving.ts'
import { readWords, splitWords } from './words.ts'

/** A refusal that counts towards the lock: something was asked for by somebody who may not have it. */
export class NotAllowed extends Failure {}

interface Around {
  readonly access: Access
  readonly complete: Completion
  readonly onSettled: (request: RequestReading, roomId: string) => void
}

/** What is meant by what somebody wrote or pressed. Null: it was not meant for the bot. Throws Failure to refuse. */
export interface Dispatch {
  line(incoming: Incoming, asker: Asker, line: string): Promise<Saying | null>
  call(
    incoming: Incoming,
    asker: Asker,
    call: { noun: string; verb: string; written: Readonly<Record<string, string>>; share: boolean },
  ): Promise<Saying | null>
  press(incoming: Incoming, asker: Asker, token: string, typed: string | null): Promise<Saying | null>
  /** The command works without the books. */
  isEmergency(name: string): boolean
}

export function createDispatch(parts: ChatParts, { access, complete, onSettled }: Around): Dispatch {
  async function run(
    incoming: Incoming,
    asker: Asker,
    command: Command,
    asked: { written: Readonly<Record<string, string>>; share: boolean; pressed?: boolean },
  ): Promise<Saying | null> {
    const { sender } = incoming
    if (!(await isOurPlace(sender, command))) return null
    const call = { ...asked, written: await filledIn(parts, incoming, command, asked.written) }
    allow(asker, command, sender, call.written)
    const missing = missingArgument(command, call.written)
    if (missing !== null) return ask(incoming, asker, command, call.written)
    return serve(parts, {
      asker,
      command,
      ...call,
      file: incoming.file ?? null,
      deliveryId: incoming.deliveryId,
    })
  }

  /** Without the books, only stopping is left: whatever room it comes from. */
  const isOurPlace = (sender: Sender, command: Command): Promise<boolean> =>
    parts.patience.soonFor(command, access.isOurPlace(sender, command)).catch((thrown: unknown) => {
      if (isForEmergencies(command)) return true
      throw thrown
    })

  function allow(
    asker: Asker,
    command: Command,
    sender: Sender,
    written: Readonly<Record<string, string>>,
  ): void {
    try {
      refuseUnlessAllowed(asker, command, sender.room.kind, written)
    } catch (thrown) {
      if (thrown instanceof Failure && !mayAct(asker.role, command.role))
        throw new NotAllowed('refused', thrown.sentence)
      throw thrown
    }
  }

  async function ask(
    incoming: Incoming,
    asker: Asker,
    command: Command,
    written: Readonly<Record<string, string>>,
  ): Promise<Saying> {
    const missing = missingArgument(command, written)
    if (missing === null) throw new Error('nothing is missing')
    await parts.requests.keepDraft(incoming.sender, incoming.sender.room.id, {
      command: nameOf(command),
      written,
      awaits: missing.name,
    })
    const offered = await complete(asker, missing.spec.completes, '')
    // Discord lets the bot hear commands and buttons only.
    const hasWindows = incoming.sender.platform === 'discord'
    return {
      ...(await question(parts, command, written, missing, { offered, hasWindows })),
      audience: 'asker',
      awaitsWords: true,
    }
  }

  async function runLine(
    incoming: Incoming,
    asker: Asker,
    line: string,
    pressed = false,
  ): Promise<Saying | null> {
    const words = wordsOf(line)
    const menu = menuOf(words, asker)
    if (menu !== null) {
      const [first] = menu
      if (first === undefined || !(await isOurPlace(incoming.sender, first))) return null
      return { answer: menuAnswer(first.noun, menu), audience: 'asker' }
    }
    const read = readWords(words, parts.commands)
    if (!read.help) return run(incoming, asker, read.command, { ...read, pressed })
    const help = parts.commands.find((command) => command.noun === 'help')
    if (help === undefined) return null
    return run(incoming, asker, help, { written: { noun: nameOf(read.command) }, share: false })
  }

  /** A quote too many is no reason not to stop. */
  function wordsIn(line: string): string[] {
    const bare = line.trim().replace(/^\//, '')
    return isEmergency(firstWord(line)) ? bare.split(/\s+/) : splitWords(bare)
  }

  /** A bare noun that can be shown just so, such as "status", is shown. */
  function wordsOf(line: string): string[] {
    const words = wordsIn(line)
    const show = parts.commands.find((c) => c.noun === words[0]?.toLowerCase() && c.verb === 'show')
    const isWhole = show !== undefined && missingArgument(show, {}) === null
    return words.length === 1 && isWhole ? [...words, 'show'] : words
  }

  /** A bare noun means the verbs that this person may use; null for anything else. */
  function menuOf(words: readonly string[], asker: Asker): Command[] | null {
    if (words.length !== 1) return null
    const verbs = parts.commands.filter((c) => c.noun === words[0]?.toLowerCase() && c.verb !== '')
    const allowed = verbs.filter((c) => mayAct(asker.role, c.role) && c.place !== 'terminal')
    return allowed.length === 0 ? null : allowed
  }

  /** Words without a command: the answer to a question that was put, or nothing. */
  async function runWords(incoming: Incoming, asker: Asker, line: string): Promise<Saying | null> {
    const { sender } = incoming
    const awaited = await parts.requests.awaitingWordOf(sender)
    if (awaited !== null) {
      const settled = await settleRequest(parts, asker, awaited, {
        yes: true,
        typed: line,
        deliveryId: incoming.deliveryId,
      })
      return { ...(await sayingOf(parts, asker, settled)), inPlace: false }
    }
    const draft = await parts.requests.takeDraft(sender, sender.room.id)
    const command = parts.commands.find((one) => nameOf(one) === draft?.command)
    if (draft !== null && command !== undefined)
      return run(incoming, asker, command, {
        written: { ...draft.written, [draft.awaits]: line.trim() },
        share: false,
      })
    if (sender.room.kind === 'shared') return null
    throw new Failure('usage', say`I did not understand that: "help" shows what I can do.`)
  }

  const isCommand = (line: string): boolean => {
    const first = firstWord(line)
    return (
      line.trimStart().startsWith('/') || parts.commands.some((c) => c.noun === first || c.alias === first)
    )
  }

  const isEmergency = (name: string): boolean =>
    parts.commands.some((c) => isForEmergencies(c) && nameOf(c) === name)

  async function pressed(
    incoming: Incoming,
    asker: Asker,
    token: string,
    typed: string | null,
  ): Promise<Saying | null> {
    const kind = token.slice(0, 2)
    const rest = token.slice(2)
    if (kind === TOKENS.line) {
      const line = await parts.requests.lineBehind(rest)
      if (line === null) throw new Failure('refused', say`This card is old: ask again.`)
      return runLine(incoming, asker, line, true)
    }
    if (kind === TOKENS.fill) return fillIn(incoming, asker, rest, typed)
    // Whoever is known to nobody learns nothing about a request, not even whether there is one.
    const request = asker.role === 'anyone' ? null : await parts.requests.byToken(rest)
    if (request === null || (kind !== TOKENS.yes && kind !== TOKENS.no))
      throw new NotAllowed('refused', say`This button is not one of mine, or its card is very old.`)
    const yes = kind === TOKENS.yes
    if (yes && request.word !== null && typed === null) {
      await parts.requests.awaitWord(request.id)
      throw new Failure('refused', say`Type this word as your next message to do it: ${request.word}`)
    }
    const settled = await settleRequest(parts, asker, request, {
      yes,
      typed,
      deliveryId: incoming.deliveryId,
    })
    if (settled.kind !== 'changed') onSettled(settled.request, incoming.sender.room.id)
    return sayingOf(parts, asker, settled)
  }

  /** What was written into the window goes where it was asked for. */
  async function fillIn(
    incoming: Incoming,
    asker: Asker,
    token: string,
    typed: string | null,
  ): Promise<Saying | null> {
    const line = await parts.requests.lineBehind(token)
    if (line === null || typed === null) throw new Failure('refused', say`This card is old: ask again.`)
    const { command, written } = readWords(splitWords(line), parts.commands)
    const missing = missingArgument(command, written)
    const all = missing === null ? written : { ...written, [missing.name]: typed.trim() }
    return run(incoming, asker, command, { written: all, share: false })
  }

  return {
    line: (incoming, asker, line) =>
      isCommand(line) ? runLine(incoming, asker, line) : runWords(incoming, asker, line),
    async call(incoming, asker, { noun, verb, written, share }) {
      const command = parts.commands.find((one) => one.noun === noun && one.verb === verb)
      if (command === undefined)
        throw new Failure('usage', say`There is no command "${nameOf({ noun, verb })}" any more.`)
      return run(incoming, asker, command, { written, share })
    },
    press: pressed,
    isEmergency,
  }
}

export const firstWord = (line: string): string =>
  line.trim().replace(/^\//, '').split(/\s/)[0]?.toLowerCase() ?? ''
