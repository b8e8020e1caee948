import assert from 'node:assert/strict'
import { ApplicationCommandOptionType, PermissionFlagsBits } from 'discord.js'
import type { ArgumentSpec } from '../../commands/arguments.ts'
import { type Command, isAct } from '../../commands/definition.ts'
import { say } from '../../engine/phrase.ts'
import { kebab } from '../chat/words.ts'
import { LIMITS, plainLine } from './limits.ts'

/** A text in Spanish; undefined when it has none. */
export type Translate = (english: string) => string | undefined

interface Described {
  readonly name: string
  readonly description: string
  readonly description_localizations?: Readonly<Record<string, string>>
}

export interface OptionBody extends Described {
  readonly type: ApplicationCommandOptionType
  readonly required?: true
  readonly autocomplete?: true
  readonly choices?: readonly { readonly name: string; readonly value: string }[]
  readonly options?: readonly OptionBody[]
}

export interface CommandBody extends Described {
  readonly default_member_permissions: number | null
  readonly options: readonly OptionBody[]
}

export const SHARE_OPTION = 'share'
export const FILE_OPTION = 'file'

/** Commands that need a secret or the server's own terminal are not offered in a chat. */
export const isOffered = (command: Command): boolean =>
  command.place !== 'terminal' &&
  !Object.values(command.arguments).some((spec) => spec.secret && spec.required)

/** The definitions as Discord's slash commands: a noun is a command, its verbs are subcommands. */
export function applicationCommands(commands: readonly Command[], translate: Translate): CommandBody[] {
  const byNoun = new Map<string, Command[]>()
  for (const command of commands.filter(isOffered))
    byNoun.set(command.noun, [...(byNoun.get(command.noun) ?? []), command])
  return [...byNoun].map(([noun, verbs]) => nounCommand(noun, verbs, translate))
}

/** Descriptions are shortened together where a noun with many verbs is more than Discord takes. */
function nounCommand(noun: string, verbs: readonly Command[], translate: Translate): CommandBody {
  const tries = [LIMITS.description100, 80, 60, 45, 30].map((longest) =>
    nounWith(noun, verbs, { translate, longest }),
  )
  const fitting = tries.find((body) => charactersOf(body) <= LIMITS.commandCharacters)
  assert(fitting !== undefined, `"${noun}" has more options than Discord takes`)
  return fitting
}

interface Writing {
  readonly translate: Translate
  readonly longest: number
}

function nounWith(noun: string, verbs: readonly Command[], writing: Writing): CommandBody {
  const [only] = verbs
  assert(only !== undefined && verbs.length <= LIMITS.optionsPerCommand)
  const alone = verbs.length === 1 && only.verb === ''
  const list = { name: noun, description: plainLine(verbs.map(verbName).join(', '), writing.longest) }
  return {
    ...(alone ? described(noun, only.help, writing) : list),
    default_member_permissions: permissionsOf(verbs),
    options: alone
      ? optionsOf(only, writing)
      : verbs.map((command) => ({
          type: ApplicationCommandOptionType.Subcommand,
          ...described(verbName(command), command.help, writing),
          options: optionsOf(command, writing),
        })),
  }
}

/** Discord has no subcommand without a name: a noun that is a command beside its verbs is named twice. */
const verbName = (command: Pick<Command, 'noun' | 'verb'>): string =>
  command.verb === '' ? command.noun : command.verb

/**
 * What acts is shown to those who manage the server, until an administrator opens it for others: it only keeps menus
 * short, for each call is judged by the bot itself. What strangers may do, such as pairing, is shown to everybody.
 */
const permissionsOf = (verbs: readonly Command[]): number | null =>
  verbs.some(isAct) && !verbs.some((command) => command.role === 'anyone')
    ? Number(PermissionFlagsBits.ManageGuild)
    : null

function described(name: string, help: string, { translate, longest }: Writing): Described {
  const spanish = translate(help)
  const description = plainLine(help, longest)
  if (spanish === undefined) return { name, description }
  const written = plainLine(spanish, longest)
  return { name, description, description_localizations: { 'es-ES': written, 'es-419': written } }
}

function optionsOf(command: Command, writing: Writing): OptionBody[] {
  const options = Object.entries(command.arguments)
    .filter(([, spec]) => !spec.secret)
    .map(([name, spec]) => optionOf(name, spec, writing))
  if (command.file !== undefined)
    options.push({
      type: ApplicationCommandOptionType.Attachment,
      ...described(FILE_OPTION, command.file.help, writing),
    })
  if (!isAct(command) && !(SHARE_OPTION in command.arguments))
    options.push({
      type: ApplicationCommandOptionType.Boolean,
      ...described(SHARE_OPTION, SHARE_HELP, writing),
    })
  assert(options.length <= LIMITS.optionsPerCommand)
  // Discord wants what has to be given first.
  return [...options.filter((option) => option.required), ...options.filter((option) => !option.required)]
}

const SHARE_HELP = String(say`Show the answer to everybody in this room`)

function optionOf(name: string, spec: ArgumentSpec<unknown>, writing: Writing): OptionBody {
  const { choices } = spec
  const isShort = choices !== undefined && choices.length <= LIMITS.choices
  return {
    type: spec.flag ? ApplicationCommandOptionType.Boolean : ApplicationCommandOptionType.String,
    ...described(kebab(name), spec.help, writing),
    ...(spec.required ? { required: true } : {}),
    ...(isShort ? { choices: choices.map((choice) => ({ name: choice, value: choice })) } : {}),
    ...(!isShort && (spec.completes !== undefined || choices !== undefined) ? { autocomplete: true } : {}),
  }
}

/** As Discord counts: names, descriptions in their longest language, and the values of choices. */
function charactersOf(
  body: Described & { options?: readonly OptionBody[]; choices?: OptionBody['choices'] },
): number {
  const descriptions = [body.description, ...Object.values(body.description_localizations ?? {})]
  const own = body.name.length + Math.max(...descriptions.map((words) => words.length))
  const choices = (body.choices ?? []).reduce((sum, { name, value }) => sum + name.length + value.length, 0)
  return own + choices + (body.options ?? []).reduce((sum, option) => sum + charactersOf(option), 0)
}

/* ------------------------------------------------------------ comparing */

const COMPARED = [
  'name',
  'description',
  'description_localizations',
  'default_member_permissions',
  'type',
  'required',
  'autocomplete',
  'choices',
  'options',
  'value',
] as const

/** True when Discord has exactly these commands already: it allows 200 registrations a day. */
export const isRegistered = (wanted: readonly CommandBody[], existing: readonly unknown[]): boolean =>
  canonical(withType(wanted)) === canonical(existing)

/** Discord says of its answers what is left out of a request: 1 is a slash command. */
const withType = (commands: readonly CommandBody[]): unknown[] =>
  commands.map((command) => ({ type: 1, ...command }))

/** Sorted by name at the top, where order means nothing, and without what is only a default said aloud. */
function canonical(commands: readonly unknown[]): string {
  const kept = commands.map((command) => JSON.stringify(essence(command)))
  return kept.sort().join('\n')
}

function essence(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(essence)
  if (typeof value !== 'object' || value === null) return value
  const entries = COMPARED.flatMap((key) => {
    const member = (value as Record<string, unknown>)[key]
    const isDefault =
      member === undefined ||
      member === null ||
      member === false ||
      (Array.isArray(member) && member.length === 0)
    return isDefault ? [] : [[key, written(key, member)]]
  })
  return Object.fromEntries(entries)
}

/** Permissions are sent as a number and come back as a text. */
function written(key: (typeof COMPARED)[number], member: unknown): unknown {
  if (key === 'default_member_permissions') return String(member)
  return key === 'description_localizations' ? localized(member) : essence(member)
}

const localized = (member: unknown): unknown =>
  Object.fromEntries(Object.entries(member as object).sort(([a], [b]) => (a < b ? -1 : 1)))
