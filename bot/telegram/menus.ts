import type { Logger } from 'pino'
import { type Command, nameOf } from '../../commands/definition.ts'
import { say, write } from '../../engine/phrase.ts'
import type { Clock } from '../../engine/ports.ts'
import type { Reception, Sender } from '../chat/conversation.ts'
import { menuName } from './line.ts'
import type { Messenger } from './messenger.ts'
import { type Translate, voiceOf } from './notices.ts'
import { clip } from './rich-text.ts'
import { sentenceAbout } from './trouble.ts'

/** What a person finds behind the menu button: what he may run, and nothing else. */
export interface Menus {
  /** Brings a person's menu in this chat up to date, when it has changed or a day has passed. */
  refresh(sender: Sender, translate: (template: string) => string | undefined): Promise<void>
  /** For those of whom nothing is known. */
  showDefault(): Promise<void>
}

export interface MenuEntry {
  readonly command: string
  readonly description: string
}

const DAY = 24 * 60 * 60 * 1000
const MOST_ENTRIES = 100
const MOST_REMEMBERED = 5_000
const LONGEST_DESCRIPTION = 256
const START = say`Begin`
const HELP = say`What you may do, with examples`

export function createMenus(tools: {
  readonly reception: Pick<Reception, 'commandsFor'>
  readonly ask: Messenger['ask']
  readonly translate: Translate
  readonly clock: Clock
  readonly log: Logger
}): Menus {
  const shown = new Map<string, { menu: string; at: number }>()
  const set = async (entries: readonly MenuEntry[], scope: object, language?: string): Promise<void> => {
    const outcome = await tools.ask(entries.length === 0 ? 'deleteMyCommands' : 'setMyCommands', {
      ...(entries.length === 0 ? {} : { commands: entries }),
      scope,
      ...(language === undefined ? {} : { language_code: language }),
    })
    if (!outcome.ok) tools.log.warn({ reason: String(sentenceAbout(outcome.trouble)) }, 'a menu was not set')
  }
  return {
    async refresh(sender, translate) {
      const commands = await tools.reception.commandsFor(sender)
      const entries = menuOf(commands, translate)
      const menu = JSON.stringify(entries)
      const key = `${sender.room.id} ${sender.userId}`
      const now = tools.clock.now().getTime()
      const last = shown.get(key)
      // Strangers have the default; nothing is asked of Telegram for their sake.
      if (last === undefined && entries.length === 0) return
      if (last !== undefined && last.menu === menu && now - last.at < DAY) return
      remember(shown, key, { menu, at: now })
      await set(entries, scopeOf(sender))
    },
    async showDefault() {
      for (const language of ['en', 'es'] as const) {
        const voice = voiceOf(language, tools.translate)
        const entries = [
          { command: 'help', description: write(HELP, voice) },
          { command: 'start', description: write(START, voice) },
        ]
        await set(entries, { type: 'default' }, language === 'en' ? undefined : language)
      }
    },
  }
}

/** Nouns with their verbs, and the short forms, in the order of the commands. */
export function menuOf(
  commands: readonly Command[],
  translate: (template: string) => string | undefined,
): MenuEntry[] {
  const entries = [...new Set(commands.map((command) => command.noun))].map((noun) =>
    nounEntry(
      noun,
      commands.filter((command) => command.noun === noun),
      translate,
    ),
  )
  const aliases = commands.flatMap((command): MenuEntry[] =>
    command.alias === undefined
      ? []
      : [
          {
            command: menuName(command.alias),
            description: `${nameOf(command)}: ${helpOf(command, translate)}`,
          },
        ],
  )
  const named = new Map([...aliases, ...entries].map((entry) => [entry.command, entry]))
  return [...entries, ...aliases]
    .filter((entry) => named.get(entry.command) === entry && /^[a-z0-9_]{1,32}$/.test(entry.command))
    .slice(0, MOST_ENTRIES)
    .map(({ command, description }) => ({
      command,
      description: clip(description, LONGEST_DESCRIPTION) || command,
    }))
}

/** A noun is explained by its verbs, which are words of the grammar and the same in every language. */
function nounEntry(
  noun: string,
  own: readonly Command[],
  translate: (template: string) => string | undefined,
): MenuEntry {
  const [only, ...others] = own
  const description =
    only !== undefined && others.length === 0
      ? helpOf(only, translate)
      : own.map((command) => command.verb || noun).join(' · ')
  return { command: menuName(noun), description }
}

const helpOf = (command: Command, translate: (template: string) => string | undefined): string =>
  translate(command.help) ?? command.help

const scopeOf = ({ room, userId }: Sender): object =>
  room.kind === 'direct'
    ? { type: 'chat', chat_id: Number(room.id) }
    : { type: 'chat_member', chat_id: Number(room.id), user_id: Number(userId) }

function remember<T>(kept: Map<string, T>, key: string, value: T): void {
  kept.delete(key)
  kept.set(key, value)
  const oldest = kept.keys().next()
  if (kept.size > MOST_REMEMBERED && oldest.done !== true) kept.delete(oldest.value)
}
