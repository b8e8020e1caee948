import { expect, test } from 'vitest'
import { commandHelp, helpText } from '../../../bot/terminal/help.ts'
import { kebab } from '../../../bot/chat/words.ts'
import { loadCommands } from '../../../commands/catalogue.ts'
import { isAct, nameOf } from '../../../commands/definition.ts'

const commands = await loadCommands()

test('the help lists every command with its sentence, and the two that are no commands', () => {
  const lines = helpText(commands).split('\n')
  for (const command of commands)
    expect(
      lines.filter((line) => line.startsWith(`${nameOf(command)} `) && line.endsWith(command.help)),
    ).toHaveLength(1)
  expect(lines.filter((line) => line.startsWith('satmachine run '))).toHaveLength(1)
  expect(lines.filter((line) => line.startsWith('satmachine migrate '))).toHaveLength(1)
})

test("each command's own help has every option, an example, who may do it and whether it asks", () => {
  for (const command of commands) {
    const help = commandHelp(command)
    expect(help).toContain(`example: satmachine ${command.example}`)
    expect(help).toContain(`who: ${command.role}`)
    expect(help.endsWith('asks before it acts')).toBe(isAct(command) && command.confirm !== 'C0')
    for (const [name, spec] of Object.entries(command.arguments)) {
      const option = `--${kebab(name)}${spec.secret ? '-file' : ''}`
      expect(help).toMatch(new RegExp(`^  ${option} +${escaped(spec.help)}`, 'm'))
    }
  }
})

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
