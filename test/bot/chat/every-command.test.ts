import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { execute } from '../../../bot/terminal/execute.ts'
import { renderAnswer } from '../../../bot/terminal/render.ts'
import { kebab, parseWords, readWords, splitWords } from '../../../bot/chat/words.ts'
import { terminalAsker } from '../../../bot/chat/access.ts'
import { isOffered } from '../../../bot/discord/registration.ts'
import { loadCommands } from '../../../commands/catalogue.ts'
import { nameOf } from '../../../commands/definition.ts'
import { Failure } from '../../../engine/failure.ts'
import {
  type DiscordPhone,
  eventually,
  openPhones,
  type Phones,
  type TelegramPhone,
} from '../../support/phones.ts'

/**
 * The example of every command, as it stands in its definition, on all three surfaces: something sensible is answered,
 * and no platform would have refused it. What a command does is tested where the command is.
 */
const commands = await loadCommands()
const offered = commands.filter(isOffered)

let phones: Phones
let olga: TelegramPhone
let luis: DiscordPhone

beforeAll(async () => {
  phones = await openPhones()
  olga = await phones.onTelegram('Olga', 'owner')
  luis = await phones.onDiscord('Luis', 'owner')
  const { world } = phones.chat
  await world.addClient('Ana', '5000.00')
  await world.addClient('Luis', '3000.00')
  await world.sell()
  await world.toRest()
}, 60_000)
afterAll(() => phones.close())

const MISTAKE = /mistake of its own|undefined|\[object|NaN/

describe('in Telegram', () => {
  test.each(offered.map((command) => [nameOf(command), command.example]))('%s', async (_, example) => {
    const shown = await olga.type(`/${example}`)
    expect(shown).not.toMatch(MISTAKE)
    expect(shown.length).toBeGreaterThan(10)
  })
})

describe('in Discord', () => {
  test.each(offered.map((command) => [nameOf(command), command] as const))('%s', async (name, command) => {
    const { written } = readWords(splitWords(command.example), commands)
    const options = Object.entries(written).map(
      ([argument, value]) =>
        [kebab(argument), command.arguments[argument]?.flag === true ? true : value] as const,
    )
    const asked = phones.discord.invoke(luis.user, name, Object.fromEntries(options))
    // A refusal of what would have been said to the room is told to the asker alone.
    const cards = () => [asked.original, ...asked.followUps].flatMap((message) => message?.embeds ?? [])
    await eventually(() => cards().length > 0)
    const shown = JSON.stringify(cards())
    expect(shown).not.toMatch(MISTAKE)
  })
})

describe('in the terminal', () => {
  test.each(commands.map((command) => [nameOf(command), command.example]))('%s', async (_, example) => {
    const { parts } = phones.chat
    const line = await parseWords(
      splitWords(example),
      commands,
      async () => '0123456789abcdef0123456789abcdef',
    )
    const asker = await terminalAsker(parts, 'maria')
    const shown = await execute(line, {
      parts,
      asker,
      ask: async () => null,
      show: () => undefined,
      file: null,
    }).then(
      (answer) => renderAnswer(answer, { colours: false, width: 80 }),
      (thrown: unknown) => {
        if (thrown instanceof Failure) return thrown.message
        throw thrown
      },
    )
    expect(shown).not.toMatch(MISTAKE)
  })
})
