import { expect, test } from 'vitest'
import { loadCommands } from '../../commands/catalogue.ts'
import { nameOf } from '../../commands/definition.ts'
import { parseWords, splitWords } from '../../bot/chat/words.ts'

const commands = await loadCommands()

test.each(commands.map((command) => [nameOf(command), command] as const))(
  '%s explains itself',
  async (name, command) => {
    expect(command.example.startsWith(name)).toBe(true)
    expect(command.help).not.toMatch(/\.$/)
    const parsed = await parseWords(
      splitWords(command.example),
      commands,
      async () => '0123456789abcdef0123456789abcdef',
    )
    expect(parsed.command).toBe(command)
  },
)
