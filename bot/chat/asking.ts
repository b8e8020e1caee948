import type { Answer } from '../../commands/answer.ts'
import { fields, next, text } from '../../commands/answer.ts'
import type { ArgumentSpec } from '../../commands/arguments.ts'
import { type Command, nameOf } from '../../commands/definition.ts'
import { say } from '../../engine/phrase.ts'
import { lineOf, TOKENS, words } from './cards.ts'
import type { Button, Choice } from './conversation.ts'
import { lineToken } from './line-token.ts'
import type { ChatParts } from './parts.ts'
import { kebab } from './words.ts'

export interface Missing {
  readonly name: string
  readonly spec: ArgumentSpec<unknown>
}

/** The first argument that a command can't do without and that was not given. */
export function missingArgument(command: Command, written: Readonly<Record<string, string>>): Missing | null {
  const needed = command.needs?.(written) ?? []
  const found = Object.entries(command.arguments).find(
    ([name, spec]) => (spec.required || needed.includes(name)) && !spec.secret && written[name] === undefined,
  )
  return found === undefined ? null : { name: found[0], spec: found[1] }
}

const MOST_CHOICES = 8

/** Asks for one argument: choices as buttons where there are some, else the next message is the value. */
export async function question(
  parts: ChatParts,
  command: Command,
  written: Readonly<Record<string, string>>,
  missing: Missing,
  options: { readonly offered: readonly Choice[]; readonly hasWindows: boolean },
): Promise<{ answer: Answer; buttons: Button[][] }> {
  const choices = (missing.spec.choices ?? []).map((value) => ({ label: value, value }))
  const all = (choices.length > 0 ? choices : options.offered).slice(0, MOST_CHOICES)
  const buttons: Button[][] = []
  for (const choice of all) {
    const line = lineOf(command, { ...written, [missing.name]: choice.value })
    const token = lineToken(line)
    await parts.requests.keepLine(token, line)
    buttons.push([{ token: TOKENS.line + token, label: choice.label, style: 'plain' }])
  }
  if (options.hasWindows) buttons.push([await writeButton(parts, command, written, missing)])
  return {
    answer: {
      tone: 'plain',
      heading: say`${nameOf(command)}: ${kebab(missing.name)}?`,
      blocks: [
        text(words(missing.spec.help)),
        ...given(written),
        ...(options.hasWindows
          ? []
          : [
              text(
                all.length > 0
                  ? say`Press one, or write it as your next message.`
                  : say`Write it as your next message.`,
              ),
            ]),
        next(),
      ],
      json: { asksFor: missing.name },
    },
    buttons: buttons.slice(0, 5).length === buttons.length ? buttons : pairs(buttons.flat()),
  }
}

/** Opens a window to write in, where the bot can't hear plain messages. */
async function writeButton(
  parts: ChatParts,
  command: Command,
  written: Readonly<Record<string, string>>,
  missing: Missing,
): Promise<Button> {
  const line = lineOf(command, written)
  const token = lineToken(line)
  await parts.requests.keepLine(token, line)
  return {
    token: TOKENS.fill + token,
    label: say`Write…`,
    style: 'primary',
    asks: { title: nameOf(command), label: kebab(missing.name) },
  }
}

const given = (written: Readonly<Record<string, string>>): Answer['blocks'] =>
  Object.keys(written).length === 0
    ? []
    : [fields(...Object.entries(written).map(([name, value]) => [kebab(name), value] as const))]

const pairs = (buttons: readonly Button[]): Button[][] =>
  buttons.flatMap((button, i) => (i % 2 === 0 ? [[button, ...buttons.slice(i + 1, i + 2)]] : []))
