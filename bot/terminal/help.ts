import { type Command, isAct, nameOf } from '../../commands/definition.ts'
import { kebab, usageOf } from '../chat/words.ts'

/** All commands, a line each, by noun. */
export function helpText(commands: readonly Command[]): string {
  const widest = Math.max(...commands.map((command) => nameOf(command).length))
  return [
    'satmachine run       start the bot (what "npm start" does)',
    'satmachine migrate   bring the database up to date',
    '',
    ...commands.map((command) => `${nameOf(command).padEnd(widest)}  ${command.help}`),
    '',
    'Add --help to any of them for its options, --json for scripts, --yes to skip the question.',
  ].join('\n')
}

/** One command with its options and an example. */
export function commandHelp(command: Command): string {
  const entries = Object.entries(command.arguments)
  const options = entries.map(([name, spec]) => ({
    option: `--${kebab(name)}${spec.secret ? '-file' : ''}`,
    spec,
  }))
  const widest = Math.max(0, ...options.map(({ option }) => option.length))
  return [
    command.help,
    usageOf(command),
    ...options.map(
      ({ option, spec }) =>
        `  ${option.padEnd(widest)}  ${spec.help}${spec.choices ? ` (${spec.choices.join(', ')})` : ''}`,
    ),
    `example: satmachine ${command.example}`,
    `who: ${command.role}${isAct(command) && command.confirm !== 'C0' ? ', asks before it acts' : ''}`,
  ].join('\n')
}
