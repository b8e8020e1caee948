import { type Command, isAct, nameOf } from '../../commands/definition.ts'
import { kebab, usageOf } from '../chat/words.ts'

const CONFIRMS = {
  C0: 'at once',
  C1: 'after a yes',
  C2: 'after a typed word',
  C4E: 'after a second person',
} as const

/** docs/commands.md: every command with its options, from the definitions. */
export function manual(commands: readonly Command[]): string {
  const nouns = [...new Set(commands.map((command) => command.noun))]
  return [
    '# Commands',
    '',
    'Made from the definitions in `commands/`; `npm test -- -u` writes it anew. Each is `satmachine <noun> <verb>` in a',
    'terminal, and the same words in the bot. Everywhere: `--json` prints one JSON object (sats and minor units as decimal',
    'strings, named with their unit), `--yes` skips the question, `--help` explains. Exit code 0 done, 1 refused or failed,',
    '2 wrong usage.',
    ...nouns.flatMap((noun) => [
      '',
      `## ${noun}`,
      ...commands.filter((c) => c.noun === noun).flatMap(section),
    ]),
    '',
  ].join('\n')
}

function section(command: Command): string[] {
  const options = Object.entries(command.arguments).map(([name, spec]) => {
    const option = `--${kebab(name)}${spec.secret ? '-file' : ''}`
    const choices = spec.choices === undefined ? '' : `: ${spec.choices.join(', ')}`
    return `| \`${option}\` | ${spec.help}${choices}${spec.required ? '' : ' (optional)'} |`.replaceAll(
      '<',
      '&lt;',
    )
  })
  return [
    '',
    `### ${nameOf(command)}`,
    '',
    `${command.help}. For ${command.role}s${isAct(command) ? `; acts ${CONFIRMS[command.confirm]}` : ''}.`,
    '',
    '```sh',
    `satmachine ${command.example}`,
    `# ${usageOf(command)}`,
    '```',
    ...(options.length === 0 ? [] : ['', '| option | meaning |', '|---|---|', ...options]),
  ]
}
