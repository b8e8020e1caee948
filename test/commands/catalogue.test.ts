import { expect, test } from 'vitest'
import { loadCommands } from '../../commands/catalogue.ts'
import { isAct, nameOf } from '../../commands/definition.ts'
import { parseWords, splitWords } from '../../bot/terminal/parse.ts'

const commands = await loadCommands()

test('every command of the terminal is there', () => {
  expect(commands.map(nameOf)).toEqual([
    'check all',
    ...['add', 'balance', 'history', 'list', 'pause', 'resume', 'set-key', 'show'].map((v) => `client ${v}`),
    ...['set', 'show'].map((v) => `config ${v}`),
    ...['add', 'confirm', 'list', 'reject', 'show'].map((v) => `deposit ${v}`),
    ...['list', 'lookup', 'retry', 'show'].map((v) => `payment ${v}`),
    ...['pause', 'resume', 'run', 'status'].map((v) => `poll ${v}`),
    'status show',
    ...['duplicates', 'list', 'missing', 'preview', 'show', 'test'].map((v) => `tx ${v}`),
  ])
})

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

test('what moves money or decides about it asks at least a treasurer, and asks once more', () => {
  const guarded = commands.filter((command) => isAct(command) && command.role !== 'operator').map(nameOf)
  expect(guarded).toEqual(['config set', 'deposit confirm', 'deposit reject', 'payment retry'])
  const unconfirmed = commands.filter((command) => isAct(command) && command.confirm === 'C0').map(nameOf)
  expect(unconfirmed).toEqual(['poll pause'])
})
