import { beforeAll, describe, expect, test } from 'vitest'
import { menuOf } from '../../../bot/telegram/menus.ts'
import { mayAct } from '../../../commands/asker.ts'
import { loadCommands } from '../../../commands/catalogue.ts'
import type { Command } from '../../../commands/definition.ts'
import type { Role } from '../../../engine/people.ts'
import { limitProblems } from '../../support/platform-limits-telegram.ts'
import { connectedGround, eventually, fastTime } from './ground.ts'

/** Behind the menu button is what a person may run, and nothing else. */

let commands: readonly Command[]
beforeAll(async () => {
  commands = await loadCommands()
})
const forRole = (role: Role): readonly Command[] => commands.filter((command) => mayAct(role, command.role))

test.each(['viewer', 'operator', 'treasurer', 'owner'] as const)('of a %s it keeps to the limits', (role) => {
  const menu = menuOf(forRole(role), () => undefined)
  expect(limitProblems('setMyCommands', { commands: menu }, [])).toEqual([])
  const nouns = new Set(forRole(role).map((command) => command.noun.replaceAll('-', '_')))
  for (const noun of nouns) expect(menu.map((entry) => entry.command)).toContain(noun)
})

test('of thousands of commands, of the strangest names, it keeps to the limits', () => {
  const strange = Array.from({ length: 300 }, (_, i) => ({
    ...(commands[0] as Command),
    noun: i % 3 === 0 ? `Noun-${i}` : i % 3 === 1 ? `${'x'.repeat(30)}${i}` : `é${i}`,
    help: 'long '.repeat(100),
    alias: 'status',
  }))
  expect(limitProblems('setMyCommands', { commands: menuOf(strange, () => undefined) }, [])).toEqual([])
})

test('one command is explained, several are named, short forms say what they are for', () => {
  const base = { help: 'How everything stands', arguments: {}, example: '', role: 'viewer' } as const
  const look = async (): Promise<never> => Promise.reject(new Error('not run'))
  const some = [
    { ...base, noun: 'panic', verb: '', help: 'Stop payouts', look },
    { ...base, noun: 'status', verb: 'show', alias: 's', look },
    { ...base, noun: 'status', verb: 'watch', look },
  ] satisfies Command[]
  const spanish = (template: string): string | undefined =>
    template === 'Stop payouts' ? 'Detener los pagos' : undefined
  expect(menuOf(some, spanish)).toEqual([
    { command: 'panic', description: 'Detener los pagos' },
    { command: 'status', description: 'show · watch' },
    { command: 's', description: 'status show: How everything stands' },
  ])
})

describe('on Telegram', () => {
  test('strangers see help and start; a person sees his own, in a group too', async () => {
    const { telegram, reception } = await connectedGround({ commands })
    await eventually(() => telegram.menus.length === 2)
    const ana = telegram.user('Ana')
    const bea = telegram.user('Bea')
    const group = telegram.group('Ops', [ana, bea])
    expect(telegram.menuOf(telegram.direct(bea), bea).map((entry) => entry.command)).toEqual([
      'help',
      'start',
    ])
    reception.commands = forRole('viewer')
    telegram.say(ana, telegram.direct(ana), '/help')
    telegram.say(ana, group, '/help')
    await eventually(() => telegram.menus.length === 4)
    const nouns = telegram.menuOf(group, ana).map((entry) => entry.command)
    expect(nouns).toContain('status')
    expect(telegram.menuOf(telegram.direct(ana), ana).map((entry) => entry.command)).toEqual(nouns)
    expect(telegram.menuOf(group, bea).map((entry) => entry.command)).toEqual(['help', 'start'])
  })

  test('it is set when it changes, and once a day; it goes when the person is nobody any more', async () => {
    let ahead = 0
    const { clock, delay } = fastTime(20)
    const later = { now: () => new Date(clock.now().getTime() + ahead) }
    const { telegram, reception } = await connectedGround({ commands, clock: later, delay })
    const ana = telegram.user('Ana')
    const chat = telegram.direct(ana)
    const set = (): number =>
      telegram.requests('setMyCommands').filter(({ fields }) => JSON.stringify(fields).includes('"chat"'))
        .length
    const talk = async (answers: number): Promise<void> => {
      telegram.say(ana, chat, '/status')
      await eventually(() => telegram.answers(chat).length === answers)
    }
    reception.commands = forRole('viewer')
    await talk(1)
    await talk(2)
    await eventually(() => set() === 1)
    reception.commands = forRole('owner')
    await talk(3)
    await eventually(() => set() === 2)
    ahead = 25 * 60 * 60 * 1000
    await talk(4)
    await eventually(() => set() === 3)
    reception.commands = []
    await talk(5)
    await eventually(() => telegram.requests('deleteMyCommands').length === 1)
    expect(telegram.menuOf(chat, ana).map((entry) => entry.command)).toEqual(['help', 'start'])
    expect(set()).toBe(3)
  })

  test('a menu that is refused costs nothing but itself', async () => {
    const { telegram, reception } = await connectedGround({ commands })
    reception.commands = forRole('owner')
    telegram.fault(
      { kind: 'error', code: 400, description: 'Bad Request: chat not found' },
      { method: 'setMyCommands', times: 9 },
    )
    const ana = telegram.user('Ana')
    telegram.say(ana, telegram.direct(ana), '/status')
    telegram.say(ana, telegram.direct(ana), '/status')
    await eventually(() => telegram.answers(telegram.direct(ana)).length === 2)
  })
})
