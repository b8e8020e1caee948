import type { Answer, Block, LabelledLine } from '../../commands/answer.ts'
import { type Asker, mayAct } from '../../commands/asker.ts'
import type { ArgumentSpec } from '../../commands/arguments.ts'
import type { Command } from '../../commands/definition.ts'
import type { Text, Voice } from '../../engine/phrase.ts'
import { bannerOf } from '../banner.ts'
import { lineOf, TOKENS } from './cards.ts'
import type { Posted } from '../../engine/people.ts'
import type { Button, Card, Incoming, Reply } from './conversation.ts'
import { lineToken } from './line-token.ts'
import type { ChatParts } from './parts.ts'
import { readWords, splitWords } from './words.ts'

export interface Saying {
  readonly answer: Answer
  readonly buttons?: readonly (readonly Button[])[]
  readonly audience: Reply['audience']
  readonly inPlace?: boolean
  readonly toast?: Text
  /** Where there are toasts, nothing is posted besides. */
  readonly toastOnly?: boolean
  readonly onPosted?: (posted: Posted) => Promise<void>
  /** The next plain message of this person is the answer. */
  readonly awaitsWords?: boolean
  /** Something was done: the ops rooms are told when it was done elsewhere. */
  readonly witness?: boolean
  /** Those who want to know where the card went, besides `onPosted`. */
  readonly followers?: ((posted: Posted) => void)[]
}

/** Dresses an answer for its reader: language, whose names show, and what makes sense next as buttons. */
export async function replyOf(
  parts: ChatParts,
  incoming: Incoming,
  asker: Asker,
  saying: Saying,
): Promise<Reply> {
  const isPrivate = saying.audience === 'asker' || incoming.sender.room.kind === 'direct'
  const mayRead = mayAct(asker.role, 'operator')
  const card = await cardOf(parts, saying, {
    language: isPrivate ? (asker.person?.language ?? parts.language) : parts.language,
    names: isPrivate && mayRead ? 'full' : 'initials',
    // In a room anybody may press: whether he may is decided then.
    role: isPrivate ? asker.role : 'owner',
  })
  return {
    card,
    audience: saying.audience,
    inPlace: saying.inPlace ?? false,
    ...(saying.toast === undefined ? {} : { toast: saying.toast }),
    ...(saying.toastOnly === true ? { toastOnly: true } : {}),
    ...(saying.awaitsWords === true ? { awaitsWords: true } : {}),
    ...(saying.onPosted === undefined && (saying.followers ?? []).length === 0
      ? {}
      : { onPosted: (posted: Posted) => postedTo(saying, posted) }),
  }
}

async function postedTo({ onPosted, followers = [] }: Saying, posted: Posted): Promise<void> {
  for (const follower of followers) follower(posted)
  await onPosted?.(posted)
}

/** Who reads a card: one person, or a room as if it were one. */
export interface Reader {
  readonly language: ChatParts['language']
  readonly names: 'full' | 'initials'
  readonly role: Asker['role']
}

/** The reader's language, and the operator's zone. */
export async function voiceOf(
  parts: Pick<ChatParts, 'patience' | 'settings' | 'voiceFor'>,
  { language, names }: Pick<Reader, 'language' | 'names'>,
): Promise<Voice> {
  const timeZone =
    (await parts.patience.soon(parts.settings()).catch(() => null))?.settings['operator-timezone'] ?? 'UTC'
  return parts.voiceFor(language, { timeZone, names })
}

/** A card as it is shown to somebody, or in a room for everybody. */
export async function cardOf(
  parts: ChatParts,
  saying: Pick<Saying, 'answer' | 'buttons'>,
  reader: Reader,
): Promise<Card> {
  const voice = await voiceOf(parts, reader)
  const lines = saying.answer.blocks.flatMap((block) => (block.kind === 'next' ? lineButtonsOf(block) : []))
  const onward = await lineButtons(parts, lines, reader.role)
  const buttons = [...(saying.buttons ?? []), ...inRows(onward)].slice(0, MAX_ROWS)
  return {
    answer: {
      ...saying.answer,
      blocks: saying.answer.blocks.filter((block) => block.kind !== 'next'),
    },
    voice,
    buttons,
    banner: bannerOf(parts),
  }
}

const lineButtonsOf = ({ commands, buttons }: Extract<Block, { kind: 'next' }>): LineButton[] =>
  (buttons ?? commands.map((line) => ({ line }))).map(({ primary, ...button }: LabelledLine) => ({
    ...button,
    ...(primary === true ? { style: 'primary' as const } : {}),
  }))

const MAX_ROWS = 5
const ROW = 2

const inRows = (buttons: readonly Button[]): Button[][] => {
  const rows: Button[][] = []
  for (let at = 0; at < buttons.length; at += ROW) rows.push(buttons.slice(at, at + ROW))
  return rows
}

/** A command line for a button; labelled with the line itself where nothing else is said. */
export interface LineButton {
  readonly line: string
  readonly label?: Text
  readonly style?: Button['style']
}

/** A button for each command line that this reader may run and that a chat may carry. */
export async function lineButtons(
  parts: Pick<ChatParts, 'commands' | 'patience' | 'requests'>,
  lines: readonly LineButton[],
  role: Asker['role'],
): Promise<Button[]> {
  const buttons: Button[] = []
  for (const { line, label, style = 'plain' } of lines.slice(0, MAX_ROWS * ROW)) {
    const pressed = pressable(parts.commands, line, role)
    if (pressed === null) continue
    const token = lineToken(pressed.line)
    try {
      await parts.patience.soon(parts.requests.keepLine(token, pressed.line))
    } catch {
      // Without the books there are no buttons, and the answer still says what it says.
      return []
    }
    buttons.push({ token: TOKENS.line + token, label: label ?? pressed.label, style })
  }
  return buttons
}

/** Examples in answers carry made-up amounts and reasons for the terminal; a button asks for them instead. */
function pressable(
  commands: readonly Command[],
  example: string,
  role: Asker['role'],
): { line: string; label: string } | null {
  try {
    const { command, written } = readWords(splitWords(example), commands)
    const specs = command.arguments
    if (!mayAct(role, command.role) || command.place === 'terminal') return null
    if (Object.values(specs).some((spec) => spec.secret && spec.required)) return null
    const kept = Object.entries(written).filter(([name]) => !isInvented(specs[name]))
    if (kept.length === Object.keys(written).length) return { line: example, label: example }
    const line = lineOf(command, Object.fromEntries(kept))
    return { line, label: line }
  } catch {
    // Advice that is no command, such as a line for the shell.
    return null
  }
}

const isInvented = (spec: ArgumentSpec<unknown> | undefined): boolean =>
  spec !== undefined && (spec.amount === true || (spec.words === true && spec.completes === undefined))
