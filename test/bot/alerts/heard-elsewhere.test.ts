import { afterEach, describe, expect, test } from 'vitest'
import type { Channel } from '../../../alerts/channel.ts'
import { createEmailChannel } from '../../../alerts/channels/email.ts'
import { secondsBetween } from '../../../alerts/moments.ts'
import { createChatChannel } from '../../../bot/alerts/chat-channel.ts'
import type { PlatformRunner } from '../../../bot/chat/conversation.ts'
import { ENGLISH } from '../../../engine/phrase.ts'
import { type MailServer, openMailServer } from '../../alerts/channels/mail-server.ts'
import type { Fault as DiscordFault } from '../../fakes/discord/faults.ts'
import type { Fault as TelegramFault } from '../../fakes/telegram/server.ts'
import { finding, openPipeline, type Pipeline, scriptedRule } from '../../support/alert-pipeline.ts'
import { silentLog } from '../../support/database.ts'
import { openScene, type Scene } from '../discord/bot-on-discord.ts'
import { closedPort } from '../outside.ts'
import { connectedGround, type Ground } from '../telegram/ground.ts'
import { plainCard } from './alert-messages.ts'

/** Whatever a channel does, what it should have told is heard on another within a minute. */

let pipeline: Pipeline
let mail: MailServer | null = null
afterEach(async () => {
  await pipeline.close()
  await mail?.close()
  mail = null
})

const chat = (platform: 'discord' | 'telegram', runner: PlatformRunner): Channel =>
  createChatChannel({
    platform,
    outlet: () => runner.outlet(),
    state: () => runner.state(),
    toCard: plainCard,
    log: silentLog,
  })

const post = (port: number): Channel =>
  createEmailChannel({
    server: { host: '127.0.0.1', port, secure: false, user: null, password: null },
    from: 'bot@shop.example',
    addresses: ['ops@shop.example'],
    voice: () => ENGLISH,
    now: () => new Date(),
    connectionTimeoutMs: 500,
    socketTimeoutMs: 500,
  })

/** Seconds until the mail about something medium came, which nobody would have sent had the room worked. */
async function mailedAfter(
  room: { platform: 'discord' | 'telegram'; roomId: string },
  channel: Channel,
): Promise<number> {
  mail = await openMailServer()
  const rule = scriptedRule('A', { severity: 'medium' })
  pipeline = await openPipeline({
    rules: [rule],
    channels: [channel, post(mail.port)],
    directory: {
      rooms: [{ ...room, purpose: 'ops', boundBy: 'environment' }],
      addresses: ['email:ops@shop.example'],
    },
    sendSeconds: 0.5,
  })
  rule.found = [finding('x')]
  await pipeline.tick()
  // It waits half a minute for its likes.
  await pipeline.pass(30)
  const wanted = pipeline.clock.now
  while (mail.mails.length === 0 && secondsBetween(wanted, pipeline.clock.now) < 120)
    await pipeline.pass(5, 5)
  return secondsBetween(wanted, pipeline.clock.now)
}

describe('Telegram', () => {
  const fault = (fault: TelegramFault) => (scene: Ground) =>
    scene.telegram.fault(fault, { method: 'sendMessage', times: 1000 })
  test.each<[string, (scene: Ground, group: ReturnType<Ground['telegram']['group']>) => void]>([
    [
      '429',
      fault({ kind: 'error', code: 429, description: 'Too Many Requests', parameters: { retry_after: 90 } }),
    ],
    ['500', fault({ kind: 'error', code: 500, description: 'Internal Server Error' })],
    ['no answer', fault({ kind: 'hang' })],
    ['HTML', fault({ kind: 'html', status: 502 })],
    ['a wrong chat id', ({ telegram }, group) => void telegram.world.chats.delete(group.id)],
    ['a revoked token', fault({ kind: 'error', code: 401, description: 'Unauthorized' })],
  ])('%s', async (_, prepare) => {
    const scene = await connectedGround()
    const group = scene.telegram.group('Shop', [scene.telegram.user('Ana')])
    prepare(scene, group)
    const room = { platform: 'telegram' as const, roomId: String(group.id) }
    expect(await mailedAfter(room, chat('telegram', scene.runner))).toBeLessThanOrEqual(60)
  })
})

describe('Discord', () => {
  const fault = (kind: DiscordFault['kind']) => (scene: Scene) =>
    void scene.discord.faults.push({ method: 'POST', path: /^\/channels/, kind })
  test.each<[string, (scene: Scene) => void]>([
    ['429', fault({ name: 'rate_limit', retryAfterSeconds: 90 })],
    ['500', fault({ name: 'status', status: 500 })],
    ['no answer', fault({ name: 'slow', milliseconds: 2_000 })],
    ['HTML', fault({ name: 'status', status: 200, body: '<html>blocked</html>' })],
    ['a wrong channel id', ({ discord }) => discord.world.channels.clear()],
    [
      'a revoked token',
      fault({
        name: 'status',
        status: 401,
        body: '{"message":"401: Unauthorized","code":0}',
        contentType: 'application/json',
      }),
    ],
  ])('%s', async (_, prepare) => {
    const scene = await openScene()
    prepare(scene)
    const room = { platform: 'discord' as const, roomId: scene.discord.channelId }
    expect(await mailedAfter(room, chat('discord', scene.runner))).toBeLessThanOrEqual(60)
  })
})

test('a mail server that is down keeps nobody from hearing of it on Telegram', async () => {
  const scene = await connectedGround()
  const group = scene.telegram.group('Shop', [scene.telegram.user('Ana')])
  const rule = scriptedRule('A')
  pipeline = await openPipeline({
    rules: [rule],
    channels: [chat('telegram', scene.runner), post(await closedPort())],
    directory: {
      rooms: [{ platform: 'telegram', roomId: String(group.id), purpose: 'ops', boundBy: 'environment' }],
      addresses: ['email:ops@shop.example'],
    },
  })
  rule.found = [finding('x')]
  await pipeline.tick()
  expect(scene.telegram.answers(group)).toHaveLength(1)
  await pipeline.pass(60, 5)
  const channels = await pipeline.readings.channels()
  expect(channels.find(({ channel }) => channel.startsWith('email:'))).toMatchObject({
    gone: false,
    waiting: 1,
  })
})

test('a group that became a supergroup hears it under its new number', async () => {
  const scene = await connectedGround()
  const group = scene.telegram.group('Shop', [scene.telegram.user('Ana')], { type: 'group' })
  const rule = scriptedRule('A')
  pipeline = await openPipeline({
    rules: [rule],
    channels: [chat('telegram', scene.runner)],
    directory: {
      rooms: [{ platform: 'telegram', roomId: String(group.id), purpose: 'ops', boundBy: 'environment' }],
    },
  })
  const moved = scene.telegram.migrate(group)
  rule.found = [finding('x')]
  await pipeline.tick()
  expect(scene.telegram.answers(moved)).toHaveLength(1)
})
