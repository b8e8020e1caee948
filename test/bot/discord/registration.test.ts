import { ApplicationCommandOptionType } from 'discord-api-types/v10'
import { expect, test } from 'vitest'
import {
  applicationCommands,
  isOffered,
  isRegistered,
  type OptionBody,
} from '../../../bot/discord/registration.ts'
import { loadLanguages } from '../../../bot/languages/catalogue.ts'
import { choice, flag, optional, secret, text } from '../../../commands/arguments.ts'
import { loadCommands } from '../../../commands/catalogue.ts'
import { actCommand, type Command, isAct, lookCommand, nameOf } from '../../../commands/definition.ts'
import { commandProblems } from '../../support/platform-limits-discord.ts'
import { openScene, until } from './bot-on-discord.ts'

/** What Discord offers in its menus, rendered from the definitions. */

const commands = await loadCommands()
const { messages } = await loadLanguages()
const bodies = applicationCommands(commands, (english) => messages.es.get(english))
const answer = { heading: 'x', tone: 'good', blocks: [], json: {} } as const
const look = (more: Partial<Command> & Pick<Command, 'noun' | 'verb'>): Command =>
  lookCommand({
    help: 'Look',
    example: 'x',
    role: 'viewer',
    arguments: {},
    look: async () => answer,
    ...more,
  } as never)

test('every command of the catalogue is offered, but those of the terminal', () => {
  const offered = bodies.flatMap((noun) =>
    noun.options.some((option) => option.type === ApplicationCommandOptionType.Subcommand)
      ? noun.options.map((verb) => `${noun.name} ${verb.name}`)
      : [noun.name],
  )
  expect(offered.sort()).toEqual(commands.filter(isOffered).map(nameOf).sort())
  expect(commands.filter(isOffered).length).toBeGreaterThan(20)
  expect(commandProblems(bodies)).toEqual([])
})

const optionOf = (command: Command, name: string): OptionBody | undefined => {
  const noun = bodies.find((body) => body.name === command.noun)
  const verb = noun?.options.find(
    (option) => option.type === ApplicationCommandOptionType.Subcommand && option.name === command.verb,
  )
  return (verb ?? noun)?.options?.find((option) => option.name === name)
}

test.each(commands.filter(isOffered).map((command) => [nameOf(command), command] as const))(
  '%s has an option for each of its arguments',
  (_, command) => {
    for (const [name, spec] of Object.entries(command.arguments)) {
      const option = optionOf(
        command,
        name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
      )
      if (spec.secret) {
        expect(option).toBeUndefined()
        continue
      }
      expect(option).toMatchObject({ type: spec.flag ? 5 : 3 })
      expect(option?.required ?? false).toBe(spec.required)
      expect(option?.choices?.map(({ value }) => value) ?? []).toEqual(spec.choices ?? [])
      expect(option?.autocomplete ?? false).toBe(spec.completes !== undefined && spec.choices === undefined)
    }
    expect(optionOf(command, 'share') !== undefined).toBe(!isAct(command) || 'share' in command.arguments)
    expect(optionOf(command, 'file') !== undefined).toBe(
      command.file !== undefined || 'file' in command.arguments,
    )
  },
)

test('what acts is shown to those who manage the server, except where strangers have something to do', () => {
  for (const body of bodies) {
    const verbs = commands.filter((command) => command.noun === body.name && isOffered(command))
    const isOpen = !verbs.some(isAct) || verbs.some((command) => command.role === 'anyone')
    expect([body.name, body.default_member_permissions]).toEqual([body.name, isOpen ? null : 32])
  }
})

test('secrets and what belongs to the terminal are left out', () => {
  const [noun] = applicationCommands(
    [
      actCommand({
        noun: 'key',
        verb: 'set',
        help: 'Set a key',
        example: 'key set',
        role: 'owner',
        confirm: 'C1',
        arguments: { key: secret({ help: 'the key' }) },
        preview: async () => ({ what: 'x', lines: [] }),
        act: async () => answer,
      }) as Command,
      look({ noun: 'key', verb: 'local', place: 'terminal' }),
      look({
        noun: 'key',
        verb: 'show',
        arguments: { keyFile: optional(secret({ help: 'a key' })), dryRun: flag({ help: 'only look' }) },
      }),
    ],
    () => undefined,
  )
  expect(noun?.options.map((verb) => [verb.name, verb.options?.map(({ name }) => name)])).toEqual([
    ['show', ['dry-run', 'share']],
  ])
})

test('long words are shortened, required options come first, and translations go along', () => {
  const made = applicationCommands(
    [
      look({
        noun: 'long',
        verb: '',
        help: 'words '.repeat(40),
        arguments: { maybe: optional(text({ help: 'a' })), must: text({ help: 'b' }) },
      }),
    ],
    (english) => `${english} en español`,
  )
  expect(commandProblems(made)).toEqual([])
  expect(made[0]?.options.map(({ name }) => name)).toEqual(['must', 'maybe', 'share'])
  expect(made[0]?.description_localizations).toHaveProperty('es-419')
  expect(made[0]?.description.length).toBe(100)
})

test('a noun with very many words still fits', () => {
  const many = Array.from({ length: 25 }, (_, i) =>
    look({
      noun: 'many',
      verb: `verb-${i}`,
      help: 'h'.repeat(120),
      arguments: Object.fromEntries(
        Array.from({ length: 5 }, (_, j) => [`argument${j}`, text({ help: 'w'.repeat(120) })]),
      ),
    }),
  )
  expect(commandProblems(applicationCommands(many, () => undefined))).toEqual([])
})

test('more choices than Discord takes are completed instead', () => {
  const [noun] = applicationCommands(
    [
      look({
        noun: 'pick',
        verb: '',
        arguments: {
          one: choice(
            Array.from({ length: 30 }, (_, i) => `c${i}`),
            { help: 'x' },
          ),
        },
      }),
    ],
    () => undefined,
  )
  expect(noun?.options[0]).toMatchObject({ autocomplete: true })
  expect(commandProblems([noun])).toEqual([])
})

test('what Discord has already is recognised, whatever defaults it adds; any change is seen', () => {
  const asAnswered = bodies.map((body, i) => ({
    ...body,
    id: String(i),
    version: '1',
    type: 1,
    nsfw: false,
    dm_permission: true,
    contexts: null,
    default_member_permissions:
      body.default_member_permissions === null ? null : String(body.default_member_permissions),
  }))
  expect(isRegistered(bodies, asAnswered.reverse())).toBe(true)
  expect(isRegistered(bodies, asAnswered.slice(1))).toBe(false)
  expect(isRegistered(bodies, asAnswered.with(0, { ...asAnswered[0], description: 'other' } as never))).toBe(
    false,
  )
  expect(isRegistered(bodies, [])).toBe(false)
})

test('the commands are registered once, and not again by the next process', async () => {
  const { discord, runner } = await openScene()
  const before = discord.registrations()
  discord.gateway.behave({ forgetsSessions: true })
  discord.gateway.drop(1006)
  const asked = (): number =>
    discord.requests.filter(({ method, path }) => method === 'GET' && path.includes('commands')).length
  await until(() => asked() >= 2, 'it has looked again')
  await until(() => runner.outlet() !== null, 'it is back')
  expect(discord.registrations()).toBe(before)
})

test('a registration that fails is logged with what to do, and tried again', async () => {
  const kind = {
    name: 'status',
    status: 403,
    body: '{"code":50001,"message":"Missing Access"}',
    contentType: 'application/json',
  } as const
  const scene = await openScene({
    prepare: ({ faults }) => faults.push({ method: 'PUT', path: /commands/, times: 2, kind }),
  })
  expect(scene.discord.registrations()).toBe(1)
  expect(scene.logged).toContainEqual(
    expect.objectContaining({ help: 'invite the bot again with the scope applications.commands' }),
  )
})
