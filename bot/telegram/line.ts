import { type Command, nameOf } from '../../commands/definition.ts'
import type { Message } from './updates.ts'

/** Who we are on Telegram. */
export interface Bot {
  readonly id: number
  readonly username: string
}

const COMMAND = /^\/([a-z0-9_]+)(?:@(\w+))?(?=\s|$)/i

/** The words as one line of our grammar; null when they are meant for another bot. */
export function spoken(words: string, bot: Bot, commands: readonly Command[]): string | null {
  const text = words.trim()
  const found = COMMAND.exec(text)
  if (found === null) return text
  const [whole, name = '', to] = found
  if (to !== undefined && to.toLowerCase() !== bot.username.toLowerCase()) return null
  const rest = text.slice(whole.length).trim()
  const said = name.toLowerCase()
  // What comes after /start was put there by a link, not by the person.
  if (said === 'start') return '/help'
  return `/${fullName(said, commands)} ${rest}`.trim()
}

/** In a group: what is said to the bot, by a command, an answer to its message, or its name. Null for talk among people. */
export function addressed(message: Message, bot: Bot, commands: readonly Command[]): string | null {
  const words = message.text ?? message.caption ?? ''
  if (words.trimStart().startsWith('/')) return spoken(words, bot, commands)
  const mention = new RegExp(`(?<!\\w)@${bot.username}\\b`, 'gi')
  if (mention.test(words)) return spoken(words.replaceAll(mention, ' ').trim(), bot, commands) || '/help'
  return message.reply_to_message?.from?.id === bot.id ? spoken(words, bot, commands) : null
}

/** Telegram makes a link of /payment_retry but not of "/payment retry": both are said. */
function fullName(said: string, commands: readonly Command[]): string {
  if (!said.includes('_')) return said
  const known = commands.map(nameOf).find((name) => menuName(name) === said)
  return known ?? said.replaceAll('_', ' ')
}

/** 'payment mark-paid' as Telegram lets a command be named. */
export const menuName = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_')
