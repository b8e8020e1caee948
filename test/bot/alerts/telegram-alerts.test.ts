import { describe, expect, test } from 'vitest'
import type { Channel } from '../../../alerts/channel.ts'
import { createChatChannel } from '../../../bot/alerts/chat-channel.ts'
import type { Mention } from '../../../bot/chat/conversation.ts'
import type { Fault } from '../../fakes/telegram/server.ts'
import type { FakeChat, FakeUser } from '../../fakes/telegram/world.ts'
import { silentLog } from '../../support/database.ts'
import { connectedGround, eventually, type Ground } from '../telegram/ground.ts'
import { alertMessage, edit, how, plainCard, postedOf, wordsOf } from './alert-messages.ts'

/** Alerts on Telegram: what is shown, and what the pipeline learns when it can't be. */

interface Scene extends Ground {
  readonly channel: Channel
  readonly ana: FakeUser
  readonly group: FakeChat
  readonly room: string
}

async function ground(mentions: readonly Mention[] = []): Promise<Scene> {
  const scene = await connectedGround()
  const { telegram, runner } = scene
  const ana = telegram.user('Ana')
  const group = telegram.group('Alerts', [ana])
  const channel = createChatChannel({
    platform: 'telegram',
    outlet: () => runner.outlet(),
    state: () => runner.state(),
    toCard: plainCard,
    mentions: async () => mentions,
    log: silentLog,
  })
  return { ...scene, channel, ana, group, room: `room:${group.id}` }
}

const lastFields = ({ telegram }: Scene): Readonly<Record<string, unknown>> | undefined =>
  telegram.requests('sendMessage').at(-1)?.fields

describe('a card', () => {
  test('is one message, with the clock in the operator’s zone and in UTC, and is edited in its place', async () => {
    const scene = await ground()
    const { channel, telegram, group, room } = scene
    const sent = await channel.send(room, alertMessage(), how())
    expect(postedOf(sent)).toMatchObject({ platform: 'telegram', roomId: String(group.id), address: room })
    expect(telegram.lastAnswer(group)).toMatch(
      /^bot:\n\*🔴 CRITICAL · Payment stuck · .+\*\n\nSince 14:05\..+\n\n\*Why it matters\* Whether/s,
    )
    expect(telegram.lastAnswer(group)).toContain('*Take care of it until* 22 Nov 2026, 20:35:00 UTC')
    expect(await edit(channel, postedOf(sent), alertMessage({ heading: '🟢 RESOLVED' }))).toMatchObject({
      kind: 'sent',
    })
    expect(telegram.lastAnswer(group)).toMatch(/^bot \(edited\):\n\*🟢 RESOLVED\*/)
    expect(telegram.answers(group)).toHaveLength(1)
  })

  test('is one message however long it is, with those who are called at its end', async () => {
    const { channel, telegram, group, room, ana } = await ground([{ account: '5000000001', name: 'Ana <b>' }])
    const words = 'Something that takes long to say. '.repeat(300)
    await channel.send(room, alertMessage({ mention: true, sections: [['Why', words]] }), how())
    expect(telegram.answers(group)).toHaveLength(1)
    const shown = telegram.answers(group)[0]
    expect(shown?.text.endsWith('\n\nAna <b>')).toBe(true)
    expect(shown?.entities.at(-1)).toMatchObject({ type: 'text_link', url: `tg://user?id=${ana.id}` })
  })

  test('goes to a person directly, and calls nobody there', async () => {
    const { channel, telegram, ana } = await ground([{ account: '5000000001', name: 'Ana' }])
    const direct = telegram.direct(ana, { isOpened: true })
    await channel.send(`person:${ana.id}`, alertMessage({ mention: true }), how())
    expect(telegram.answers(direct)[0]?.text).toMatch(/UTC\nRunbook R3$/)
  })

  test('makes no sound when it is silent', async () => {
    const scene = await ground()
    await scene.channel.send(scene.room, alertMessage({ silent: true }), how())
    expect(lastFields(scene)).toMatchObject({ disable_notification: true })
    await scene.channel.send(scene.room, alertMessage(), how())
    expect(lastFields(scene)).not.toHaveProperty('disable_notification')
  })
})

describe('what goes wrong', () => {
  const sendThrough = async (fault: Fault, times = 100): Promise<Record<string, unknown>> => {
    const { channel, telegram, room } = await ground()
    telegram.fault(fault, { method: 'sendMessage', times })
    const sent = wordsOf(await channel.send(room, alertMessage(), how()))
    return { ...sent, tries: telegram.requests('sendMessage').length }
  }
  const tooMany = (seconds: number): Fault => ({
    kind: 'error',
    code: 429,
    description: `Too Many Requests: retry after ${seconds}`,
    parameters: { retry_after: seconds },
  })

  test('a short wait is waited out; a long one is told at once, with its length', async () => {
    expect(await sendThrough(tooMany(2), 1)).toMatchObject({ kind: 'sent', tries: 2 })
    expect(await sendThrough(tooMany(61))).toEqual({
      kind: 'failed',
      why: 'Telegram asks to wait 61 seconds.',
      retry: 'soon',
      retryAfterSeconds: 61,
      tries: 1,
    })
  })

  test.each([
    ['500', { kind: 'error', code: 500, description: 'Internal Server Error' }],
    ['502 with HTML', { kind: 'html', status: 502 }],
    ['200 with HTML', { kind: 'body', body: '<html>blocked</html>' }],
    ['a reset', { kind: 'reset' }],
    ['an answer that is no message', { kind: 'body', body: '{"ok":true,"result":{}}' }],
  ] as const)('%s: it may have arrived, and is not sent again from here', async (_, fault) => {
    expect(await sendThrough(fault)).toMatchObject({ kind: 'unknown', tries: 1 })
  })

  test('no answer at all ends when nobody waits any more', async () => {
    const { channel, telegram, room } = await ground()
    telegram.fault({ kind: 'hang' }, { method: 'sendMessage' })
    const end = new AbortController()
    const sending = channel.send(room, alertMessage(), how({ signal: end.signal }))
    await eventually(() => telegram.requests('sendMessage').length === 1)
    end.abort()
    expect(wordsOf(await sending)).toMatchObject({
      kind: 'unknown',
      why: expect.stringContaining('no answer in time'),
    })
  })

  test('what was still in the queue when nobody waited any more was certainly not sent', async () => {
    const { channel, telegram, room, group } = await ground()
    telegram.fault({ kind: 'hang' }, { method: 'sendMessage' })
    const [first, second] = [new AbortController(), new AbortController()]
    const sending = channel.send(room, alertMessage(), how({ signal: first.signal }))
    await eventually(() => telegram.requests('sendMessage').length === 1)
    const waiting = channel.send(room, alertMessage(), how({ signal: second.signal }))
    second.abort()
    expect(await waiting).toMatchObject({ kind: 'failed', retry: 'soon' })
    first.abort()
    await sending
    await channel.send(room, alertMessage({ heading: 'the next' }), how())
    expect(telegram.requests('sendMessage')).toHaveLength(2)
    expect(telegram.answers(group)).toHaveLength(1)
  })

  test.each([
    ['a chat that is not there', ({ telegram, group }: Scene) => void telegram.world.chats.delete(group.id)],
    ['a group that kicked the bot', ({ telegram, group, ana }: Scene) => telegram.kick(group, ana)],
    [
      'a token that was revoked',
      ({ telegram }: Scene) =>
        telegram.fault({ kind: 'error', code: 401, description: 'Unauthorized' }, { method: 'sendMessage' }),
    ],
  ])('%s: only a person can mend it', async (_, prepare) => {
    const scene = await ground()
    prepare(scene)
    const sent = await scene.channel.send(scene.room, alertMessage(), how())
    expect(sent).toMatchObject({ kind: 'failed', retry: 'never' })
    expect(scene.telegram.requests('sendMessage').length).toBeLessThanOrEqual(1)
  })

  test('a token that is revoked under the running bot is named as the reason', async () => {
    const { channel, telegram, runner, room } = await ground()
    telegram.revokeToken()
    await eventually(() => runner.outlet() === null)
    expect(wordsOf(await channel.send(room, alertMessage(), how()))).toEqual({
      kind: 'failed',
      why: expect.stringContaining('Telegram does not accept TELEGRAM_TOKEN'),
      retry: 'never',
    })
  })

  test('a person who has never opened the bot, or blocked it', async () => {
    const { channel, telegram, ana } = await ground()
    const stranger = telegram.user('Luis')
    telegram.direct(stranger, { isOpened: false })
    const blocked = telegram.direct(ana, { isOpened: true })
    telegram.kick(blocked, ana)
    for (const { id } of [stranger, ana])
      expect(await channel.send(`person:${id}`, alertMessage(), how())).toMatchObject({
        kind: 'failed',
        retry: 'never',
      })
  })

  test('a group that became a supergroup is followed, and its room moved', async () => {
    const { channel, telegram, reception, ana } = await ground()
    const group = telegram.group('Small', [ana], { type: 'group' })
    const posted = postedOf(await channel.send(`room:${group.id}`, alertMessage(), how()))
    const next = telegram.migrate(group)
    // The messages of the old group are not in the new one.
    expect(await edit(channel, posted, alertMessage({ heading: 'x' }))).toEqual({ kind: 'gone' })
    const again = postedOf(await channel.send(`room:${group.id}`, alertMessage(), how()))
    expect(again).toMatchObject({ roomId: String(next.id) })
    expect(await edit(channel, again, alertMessage({ heading: '🟢 RESOLVED' }))).toMatchObject({
      kind: 'sent',
    })
    expect(telegram.lastAnswer(next)).toContain('*🟢 RESOLVED*')
    expect(reception.moves).toContainEqual({ from: String(group.id), to: String(next.id) })
  })

  test('a card that somebody deleted is gone; one that says so already is as it should be', async () => {
    const { channel, group, room } = await ground()
    const posted = postedOf(await channel.send(room, alertMessage(), how()))
    expect(await edit(channel, posted, alertMessage())).toMatchObject({ kind: 'sent' })
    group.messages.clear()
    expect(await edit(channel, posted, alertMessage({ heading: 'x' }))).toEqual({ kind: 'gone' })
  })

  test('an edit says for how long it has to wait', async () => {
    const { channel, telegram, room } = await ground()
    const posted = postedOf(await channel.send(room, alertMessage(), how()))
    telegram.fault(tooMany(40), { method: 'editMessageText', times: 100 })
    expect(await edit(channel, posted, alertMessage({ heading: 'x' }))).toMatchObject({
      kind: 'failed',
      retry: 'soon',
      retryAfterSeconds: 40,
    })
    expect(telegram.requests('editMessageText')).toHaveLength(1)
  })

  test('nothing listens where Telegram should be: it certainly did not arrive', async () => {
    const { channel, telegram, runner, room } = await ground()
    const outlet = runner.outlet()
    const stubborn = createChatChannel({
      platform: 'telegram',
      outlet: () => outlet,
      toCard: plainCard,
      log: silentLog,
    })
    await telegram.stop()
    expect(await stubborn.send(room, alertMessage(), how())).toMatchObject({ kind: 'failed', retry: 'soon' })
    expect(channel.kind).toBe('telegram')
  })
})
