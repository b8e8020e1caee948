import { describe, expect, test } from 'vitest'
import type { Channel } from '../../../alerts/channel.ts'
import { createChatChannel } from '../../../bot/alerts/chat-channel.ts'
import type { Mention } from '../../../bot/chat/conversation.ts'
import type { Fault } from '../../fakes/discord/faults.ts'
import { silentLog } from '../../support/database.ts'
import { maria, openScene, pedro, type Scene, until } from '../discord/bot-on-discord.ts'
import { alertMessage, edit, how, plainCard, postedOf, wordsOf } from './alert-messages.ts'

/** Alerts on Discord: what is shown, and what the pipeline learns when it can't be. */

const SILENT = 4096

interface Ground extends Scene {
  readonly channel: Channel
  readonly room: string
}

async function ground(mentions: readonly Mention[] = []): Promise<Ground> {
  const scene = await openScene()
  const { runner, discord } = scene
  const channel = createChatChannel({
    platform: 'discord',
    outlet: () => runner.outlet(),
    state: () => runner.state(),
    toCard: plainCard,
    mentions: async () => mentions,
    log: silentLog,
  })
  return { ...scene, channel, room: `room:${discord.channelId}` }
}

const posts = ({ discord }: Scene): number =>
  discord.requests.filter(({ method, path }) => method === 'POST' && path.startsWith('/channels')).length

describe('a card', () => {
  test('is posted into a room with the colour of its severity, and edited in its place', async () => {
    const { channel, discord, room } = await ground()
    const sent = await channel.send(room, alertMessage(), how())
    const [message] = discord.messagesIn(discord.channelId)
    expect(wordsOf(sent)).toEqual({
      kind: 'sent',
      posted: { platform: 'discord', roomId: discord.channelId, messageId: message?.id, address: room },
    })
    expect(message?.embeds[0]).toMatchObject({
      color: 0xd92d20,
      title: expect.stringMatching(/^🔴 CRITICAL · Payment stuck/),
    })
    expect(message).toMatchObject({ content: '', flags: 0 })
    const resolved = alertMessage({ state: 'resolved', severity: 'info', heading: '🟢 RESOLVED' })
    expect(await edit(channel, postedOf(sent), resolved)).toMatchObject({ kind: 'sent' })
    expect(message).toMatchObject({ edits: 1, embeds: [{ title: '🟢 RESOLVED', color: 0x12b76a }] })
  })

  test('has its clock as a live timestamp', async () => {
    const { channel, discord, room } = await ground()
    await channel.send(room, alertMessage(), how())
    const fields = discord.messagesIn(discord.channelId)[0]?.embeds[0]?.['fields']
    expect(fields).toContainEqual(
      expect.objectContaining({
        name: 'Take care of it until',
        value: '<t:1795379700:f> (<t:1795379700:R>)',
      }),
    )
  })

  test('goes to a person directly', async () => {
    const { channel, discord } = await ground([{ account: maria.id, name: 'María' }])
    discord.world.users.set(maria.id, maria)
    await channel.send(`person:${maria.id}`, alertMessage({ mention: true }), how())
    const direct = discord.messagesIn(discord.world.directChannel(maria.id).id)
    expect(direct).toHaveLength(1)
    expect(direct[0]?.content, 'a direct message tells its reader anyway').toBe('')
  })

  test('calls exactly those who are on call, and nobody whom the words name', async () => {
    const mentions = [
      { account: maria.id, name: 'María' },
      { account: '@everyone', name: 'x' },
    ]
    const { channel, discord, room } = await ground(mentions)
    await channel.send(room, alertMessage({ mention: true, lead: `@everyone <@${pedro.id}>` }), how())
    expect(discord.messagesIn(discord.channelId)[0]?.content).toBe(`<@${maria.id}>`)
    const body = discord.requests.find(({ path }) => path.startsWith('/channels'))?.body
    expect(body).toMatchObject({ allowed_mentions: { parse: [], users: [maria.id] } })
    await channel.send(room, alertMessage(), how({ key: 'alert-12.2' }))
    expect(discord.messagesIn(discord.channelId)[1]?.content).toBe('')
  })

  test('makes no sound when it is silent', async () => {
    const { channel, discord, room } = await ground()
    await channel.send(room, alertMessage({ silent: true }), how())
    expect(discord.messagesIn(discord.channelId)[0]?.flags).toBe(SILENT)
  })

  test('is one message of two tries with the same key, and two of two keys', async () => {
    const { channel, discord, room } = await ground()
    const first = await channel.send(room, alertMessage(), how())
    const again = await channel.send(room, alertMessage(), how())
    expect(postedOf(again)).toEqual(postedOf(first))
    await channel.send(room, alertMessage(), how({ key: 'alert-12.2' }))
    expect(discord.messagesIn(discord.channelId)).toHaveLength(2)
  })

  test('is told to two rooms with the same key', async () => {
    const { channel, discord, room } = await ground()
    const other = discord.addRoom()
    await channel.send(room, alertMessage(), how())
    await channel.send(`room:${other}`, alertMessage(), how())
    expect(discord.messagesIn(other)).toHaveLength(1)
  })
})

describe('what goes wrong', () => {
  const sendThrough = async (
    kind: Fault['kind'],
    times?: number,
  ): Promise<{ sent: Record<string, unknown>; scene: Ground }> => {
    const scene = await ground()
    const fault = { method: 'POST', path: /^\/channels/, kind, ...(times === undefined ? {} : { times }) }
    scene.discord.faults.push(fault)
    return { sent: wordsOf(await scene.channel.send(scene.room, alertMessage(), how())), scene }
  }

  test('a short wait is waited out', async () => {
    const { sent } = await sendThrough({ name: 'rate_limit', retryAfterSeconds: 0.2 }, 1)
    expect(sent).toMatchObject({ kind: 'sent' })
  })

  test.each([
    ['', { name: 'rate_limit', retryAfterSeconds: 90 }],
    [' for everything', { name: 'rate_limit', retryAfterSeconds: 90, global: true }],
    [' of the proxy, in HTML', { name: 'proxy_limit', retryAfterSeconds: 90 }],
  ] as const)('a long wait%s is told at once, with its length', async (_, kind) => {
    const { sent, scene } = await sendThrough(kind)
    expect(sent).toMatchObject({ kind: 'failed', retry: 'soon' })
    expect(sent['retryAfterSeconds']).toBeGreaterThanOrEqual(89)
    expect(sent['retryAfterSeconds']).toBeLessThanOrEqual(92)
    expect(sent['why']).toMatch(/^Discord asks to wait 9[0-2] seconds\.$/)
    expect(posts(scene)).toBe(1)
  })

  test.each([
    ['500 with HTML', { name: 'status', status: 500 }],
    ['502 without a word', { name: 'status', status: 502, body: '' }],
    ['a lost answer, each time', { name: 'lost_answer' }],
    ['half an answer, each time', { name: 'half_answer' }],
    ['a page of somebody between', { name: 'status', status: 200, body: '<html>blocked</html>' }],
  ] as const)('%s: it may have arrived', async (_, kind) => {
    const { sent, scene } = await sendThrough(kind)
    expect(sent).toMatchObject({
      kind: 'unknown',
      why: expect.stringMatching(/^Whether Discord has the message is not known/),
    })
    // What may have arrived is one message also when it is told again.
    scene.discord.faults.splice(0)
    expect(await scene.channel.send(scene.room, alertMessage(), how())).toMatchObject({ kind: 'sent' })
    expect(scene.discord.messagesIn(scene.discord.channelId)).toHaveLength(1)
  })

  test('no answer at all ends when nobody waits any more', async () => {
    const scene = await ground()
    const kind = { name: 'slow', milliseconds: 3_000 } as const
    scene.discord.faults.push({ method: 'POST', path: /^\/channels/, kind })
    const end = new AbortController()
    const sending = scene.channel.send(scene.room, alertMessage(), how({ signal: end.signal }))
    await until(() => posts(scene) === 1, 'it is asked')
    end.abort()
    expect(await sending).toMatchObject({ kind: 'unknown' })
    expect(posts(scene), 'it is not asked again').toBe(1)
  })

  test.each([
    ['a room that is not there', ({ discord }: Ground) => discord.world.channels.clear()],
    [
      'a room that is closed to the bot',
      ({ discord }: Ground) => {
        const channel = discord.world.channels.get(discord.channelId)
        if (channel !== undefined) channel.mayWrite = false
      },
    ],
    [
      'a token that was revoked',
      ({ discord }: Ground) => {
        const body = '{"message":"401: Unauthorized","code":0}'
        const kind = { name: 'status', status: 401, body, contentType: 'application/json' } as const
        discord.faults.push({ path: /^\/channels/, kind })
      },
    ],
  ])('%s: only a person can mend it', async (_, prepare) => {
    const scene = await ground()
    prepare(scene)
    expect(await scene.channel.send(scene.room, alertMessage(), how())).toMatchObject({
      kind: 'failed',
      retry: 'never',
    })
  })

  test('a person who refuses direct messages, and an account that is none', async () => {
    const { channel, discord } = await ground()
    discord.world.users.set(pedro.id, { ...pedro, refusesDirectMessages: true })
    for (const account of [pedro.id, '999'])
      expect(await channel.send(`person:${account}`, alertMessage(), how())).toMatchObject({
        kind: 'failed',
        retry: 'never',
      })
  })

  test('a form that Discord refuses is said in words, once, to those who are called', async () => {
    const scene = await ground([{ account: maria.id, name: 'María' }])
    const { discord, channel, room } = scene
    const body = '{"message":"Invalid Form Body","code":50035}'
    const kind = { name: 'status', status: 400, body, contentType: 'application/json' } as const
    discord.faults.push({ method: 'POST', path: /^\/channels/, kind, times: 1 })
    const message = alertMessage({ mention: true, lead: `@everyone <@${pedro.id}> ${'long '.repeat(900)}` })
    expect(await channel.send(room, message, how())).toMatchObject({ kind: 'sent' })
    const [said, ...others] = discord.messagesIn(discord.channelId)
    expect(said?.content).toMatch(/^<@201>\n🔴 CRITICAL · Payment stuck .+\n@\u200beveryone \\<@202> long /)
    expect(others).toEqual([])
    discord.faults.push({ method: 'POST', path: /^\/channels/, kind })
    expect(await channel.send(room, message, how({ key: 'other' }))).toMatchObject({
      kind: 'failed',
      retry: 'never',
    })
  })

  test('a card that somebody deleted is gone; one on another platform too', async () => {
    const { channel, discord, room } = await ground()
    const posted = postedOf(await channel.send(room, alertMessage(), how()))
    const [message] = discord.messagesIn(discord.channelId)
    if (message !== undefined) message.deleted = true
    expect(await edit(channel, posted, alertMessage())).toEqual({ kind: 'gone' })
    expect(await edit(channel, { ...posted, platform: 'telegram' }, alertMessage())).toEqual({ kind: 'gone' })
    expect(await edit(channel, {}, alertMessage())).toEqual({ kind: 'gone' })
  })

  test('an edit says for how long it has to wait', async () => {
    const { channel, discord, room } = await ground()
    const posted = postedOf(await channel.send(room, alertMessage(), how()))
    discord.faults.push({
      method: 'PATCH',
      path: /^\/channels/,
      kind: { name: 'rate_limit', retryAfterSeconds: 40 },
    })
    const edited = await edit(channel, posted, alertMessage({ heading: 'x' }))
    expect(edited).toMatchObject({ kind: 'failed', retry: 'soon' })
    expect(edited).toHaveProperty(
      'retryAfterSeconds',
      expect.toSatisfy((s: number) => s >= 39 && s <= 42),
    )
  })

  test('a server that threw the bot out, and a card that could not be made', async () => {
    const { channel, discord, runner, room } = await ground()
    const address = await channel.send('nowhere', alertMessage(), how())
    expect(address).toMatchObject({ kind: 'failed', retry: 'never' })
    discord.gateway.dispatch('GUILD_DELETE', { id: discord.guildId })
    await until(() => runner.outlet() === null, 'it is out')
    const sent = await channel.send(room, alertMessage(), how())
    expect(wordsOf(sent)).toMatchObject({
      kind: 'failed',
      retry: 'never',
      why: expect.stringMatching(/^discord is not connected: The bot was removed from the Discord server/),
    })
    const broken = createChatChannel({
      platform: 'discord',
      outlet: () => ({ platform: 'discord', post: () => Promise.reject(), edit: () => Promise.reject() }),
      toCard: () => Promise.reject(new Error('the books are away')),
      log: silentLog,
    })
    expect(wordsOf(await broken.send(room, alertMessage(), how()))).toEqual({
      kind: 'failed',
      why: 'the books are away',
      retry: 'soon',
    })
  })

  test('a connection that is only away for a moment', async () => {
    const channel = createChatChannel({
      platform: 'discord',
      outlet: () => null,
      toCard: plainCard,
      log: silentLog,
    })
    expect(wordsOf(await channel.send('room:1', alertMessage(), how()))).toEqual({
      kind: 'failed',
      why: 'discord is not connected.',
      retry: 'soon',
    })
  })
})
