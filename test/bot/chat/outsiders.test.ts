import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mayAct } from '../../../commands/asker.ts'
import { loadCommands } from '../../../commands/catalogue.ts'
import { nameOf } from '../../../commands/definition.ts'
import { type ChatDesk, DIRECT, OPS, openChatDesk, type TestPerson } from '../../support/chat.ts'

/** Every command there is, asked for by people who may not have it: in the room, in a direct message, and by button. */
const commands = await loadCommands()
const forMembers = commands.filter((command) => command.role !== 'anyone')
const aboveViewers = commands.filter((command) => !mayAct('viewer', command.role))

let chat: ChatDesk
let olga: TestPerson
let vera: TestPerson

beforeAll(async () => {
  chat = await openChatDesk()
  olga = await chat.addPerson('Olga', 'owner')
  vera = await chat.addPerson('Vera', 'viewer')
  await chat.world.addClient('Rosa', '4321.00')
  await chat.world.sell()
  await chat.world.toRest()
})
afterAll(() => chat.close())

/** Everything that money, decisions and people leave in the books. */
async function books(): Promise<unknown> {
  const { rows } = await chat.world.pool.query(
    `SELECT (SELECT count(*) FROM ledger_entries) AS entries, (SELECT count(*) FROM action_log) AS actions,
            (SELECT count(*) FROM requests) AS requests, (SELECT count(*) FROM transfers) AS transfers,
            (SELECT count(*) FROM dca_deposits) AS deposits, (SELECT count(*) FROM people) AS people,
            (SELECT count(*) FROM settings) AS settings, (SELECT payouts_enabled FROM lamassu_config) AS payouts`,
  )
  return rows[0]
}

const TELLING = /\d sats|GTQ|Rosa|4,321/

describe('a stranger', () => {
  test.each(forMembers.map((command) => [nameOf(command), command.example]))(
    'gets nothing from %s',
    async (_, example) => {
      const before = await books()
      for (const room of [OPS, DIRECT]) {
        const told = await chat.say(chat.stranger(), `/${example}`, room)
        expect(told?.text ?? '').not.toMatch(TELLING)
        expect(told?.labels ?? []).toEqual([])
      }
      expect(await books()).toEqual(before)
    },
  )

  test('gets nothing from a button that was made for others', async () => {
    const menu = await chat.tell(olga, '/client')
    const before = await books()
    const told = await chat.press(chat.stranger(), menu.button('client list'))
    expect(told?.text ?? '').not.toMatch(TELLING)
    expect(await books()).toEqual(before)
  })
})

describe('a viewer', () => {
  test.each(
    aboveViewers.filter((one) => one.role !== 'anyone').map((command) => [nameOf(command), command.example]),
  )('gets nothing from %s', async (_, example) => {
    const before = await books()
    const told = await chat.say(vera, `/${example}`, DIRECT)
    expect(told?.text ?? '').not.toMatch(TELLING)
    expect(await books()).toEqual(before)
    await chat.world.pool.query('DELETE FROM account_refusals')
  })
})
