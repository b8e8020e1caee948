import { describe, expect, test } from 'vitest'
import type { Card, Outlet } from '../../../bot/chat/conversation.ts'
import { connectedGround, eventually, type Ground, replyOf } from './ground.ts'

/** What the bot posts by itself, and what it says when it can't. */

const card = (heading: string): Card => replyOf(heading).card
const outletOf = ({ runner }: Ground): Outlet => {
  const outlet = runner.outlet()
  if (outlet === null) throw new Error('it is connected')
  return outlet
}

describe('posting', () => {
  test('into a room and to a person, and editing it', async () => {
    const ground = await connectedGround()
    const { telegram } = ground
    const ana = telegram.user('Ana')
    const group = telegram.group('Alerts', [ana])
    const posted = await outletOf(ground).post({ room: String(group.id) }, card('A payment is stuck'))
    expect(posted).toEqual({
      platform: 'telegram',
      roomId: String(group.id),
      messageId: String(telegram.answers(group)[0]?.message_id),
    })
    expect(await outletOf(ground).edit(posted, card('It is paid'))).toBe(true)
    expect(await outletOf(ground).edit(posted, card('It is paid'))).toBe(true)
    expect(telegram.screen(group)).toBe('bot (edited):\n*It is paid*')
    group.messages.clear()
    expect(await outletOf(ground).edit(posted, card('Gone'))).toBe(false)
    const direct = telegram.direct(ana)
    await outletOf(ground).post({ account: String(ana.id) }, card('Approve?'))
    expect(telegram.lastAnswer(direct)).toBe('bot:\n*Approve?*')
  })

  test('follows a group that became a supergroup, and tells of it', async () => {
    const ground = await connectedGround()
    const { telegram, reception } = ground
    const group = telegram.group('Alerts', [telegram.user('Ana')], { type: 'group' })
    const next = telegram.migrate(group)
    const posted = await outletOf(ground).post({ room: String(group.id) }, card('Stuck'))
    expect(posted.roomId).toBe(String(next.id))
    expect(telegram.lastAnswer(next)).toBe('bot:\n*Stuck*')
    expect(reception.moves).toContainEqual({ from: String(group.id), to: String(next.id) })
  })

  test('waits as Telegram asks', async () => {
    const ground = await connectedGround()
    const { telegram } = ground
    const group = telegram.group('Alerts', [])
    const parameters = { retry_after: 3 }
    telegram.fault(
      { kind: 'error', code: 429, description: 'Too Many Requests: retry after 3', parameters },
      { method: 'sendMessage', times: 2 },
    )
    await outletOf(ground).post({ room: String(group.id) }, card('Stuck'))
    const [first, second] = telegram.requests('sendMessage')
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(3000 / 20)
    expect(telegram.answers(group)).toHaveLength(1)
  })
})

describe('a post that fails says why', () => {
  const failing = async (
    prepare: (ground: Ground, group: number) => void,
  ): Promise<Record<string, unknown>> => {
    const ground = await connectedGround()
    const group = ground.telegram.group('Alerts', [])
    const outlet = outletOf(ground)
    prepare(ground, group.id)
    const thrown: unknown = await outlet.post({ room: String(group.id) }, card('x')).catch((e: unknown) => e)
    const tries = ground.telegram.requests('sendMessage').length
    return {
      ...(thrown as object),
      message: (thrown as Error).message,
      tries,
      shown: ground.telegram.answers(group).length,
    }
  }

  test('kicked', async () => {
    const failure = await failing(({ telegram }, id) => (telegram.world.chat(id).isClosed = true))
    expect(failure).toMatchObject({
      code: 'chat_refused',
      message:
        'Telegram does not let the bot write there (Forbidden: bot was kicked from the supergroup chat): add it to the group again, or let the person open the bot and press Start.',
      tries: 1,
    })
  })

  test('no such chat', async () => {
    const failure = await failing(({ telegram }, id) => telegram.world.chats.delete(id))
    expect(failure).toMatchObject({
      code: 'chat_refused',
      message: 'Telegram refused the request: Bad Request: chat not found.',
    })
  })

  test.each([
    ['the answer is lost', { kind: 'reset', done: true }],
    ['a gateway fails after it was done', { kind: 'html', status: 502, done: true }],
  ] as const)('%s: it is not sent a second time', async (_, fault) => {
    const failure = await failing(({ telegram }) => telegram.fault(fault, { method: 'sendMessage' }))
    expect(failure).toMatchObject({ code: 'chat_uncertain', tries: 1, shown: 1 })
  })

  test('a silence that is longer than anybody waits for', async () => {
    const failure = await failing(({ telegram }) =>
      telegram.fault(
        { kind: 'error', code: 429, description: 'Too Many Requests', parameters: { retry_after: 3000 } },
        { method: 'sendMessage' },
      ),
    )
    expect(failure).toMatchObject({
      code: 'chat_unreachable',
      message: 'Telegram asks to wait 3000 seconds.',
      tries: 1,
    })
  })

  test('an edit whose answer is lost is made again: it harms nothing', async () => {
    const ground = await connectedGround()
    const group = ground.telegram.group('Alerts', [])
    const posted = await outletOf(ground).post({ room: String(group.id) }, card('one'))
    ground.telegram.fault({ kind: 'reset', done: true }, { method: 'editMessageText', times: 2 })
    expect(await outletOf(ground).edit(posted, card('two'))).toBe(true)
    expect(ground.telegram.lastAnswer(group)).toContain('two')
  })
})

test('a kicked bot goes on elsewhere', async () => {
  const { telegram, reception } = await connectedGround()
  reception.onLine = async (line) => replyOf(`heard ${line}`, { audience: 'room' })
  const ana = telegram.user('Ana')
  const group = telegram.group('Ops', [ana])
  telegram.say(ana, group, '/status')
  telegram.kick(group, ana)
  telegram.say(ana, telegram.direct(ana), '/status')
  await eventually(() => telegram.answers(telegram.direct(ana)).length === 1)
})
