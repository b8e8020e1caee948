import type { Command } from '../../commands/definition.ts'
import { kebab } from '../chat/words.ts'
import type { Deed } from './interaction.ts'
import { FILE_OPTION, isOffered, SHARE_OPTION } from './registration.ts'

export type CommandDeed = Extract<Deed, { kind: 'command' | 'completion' }>

/** The verb of a noun that is a command by itself is written like the noun where it has others beside it. */
export function commandBehind(
  commands: readonly Command[],
  { noun, verb }: CommandDeed,
): Command | undefined {
  const offered = commands.filter((command) => command.noun === noun && isOffered(command))
  return (
    offered.find((command) => command.verb === verb) ??
    (verb === noun ? offered.find((command) => command.verb === '') : undefined)
  )
}

/** Discord's options by the names of the definition's arguments. */
export function writtenOf(deed: CommandDeed, command: Command | undefined): Record<string, string> {
  const byOption = new Map(Object.keys(command?.arguments ?? {}).map((name) => [kebab(name), name]))
  const written: Record<string, string> = {}
  for (const { name, value } of deed.options) {
    const argument = byOption.get(name)
    if (argument === undefined && (name === SHARE_OPTION || name === FILE_OPTION)) continue
    if (value === false) continue
    written[argument ?? name] = value === true ? 'yes' : value
  }
  return written
}
