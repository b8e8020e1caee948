import { expect, test } from 'vitest'
import { maria, openScene, type Scene, until } from './bot-on-discord.ts'

/** Nothing that the gateway sends ends the process, or what it does for others. */

async function expectAnswers({ discord }: Scene): Promise<void> {
  const asked = discord.invoke(maria, 'status show')
  await until(() => asked.original?.edits === 1, 'the next command is answered')
}

/** Most of these end the process with discord.js alone. */
const PAYLOADS: readonly (readonly [string, string, unknown])[] = [
  [
    'an interaction without data',
    'INTERACTION_CREATE',
    { id: '1', type: 4, token: 't', application_id: '2' },
  ],
  ['a message with a null thread', 'MESSAGE_CREATE', { id: '1', channel_id: '2', thread: null }],
  ['a command of an unknown type', 'INTERACTION_CREATE', { id: '1', type: 2, data: { type: 99 } }],
  ['an interaction that is null', 'INTERACTION_CREATE', null],
  ['an interaction that is a text', 'INTERACTION_CREATE', 'hello'],
  ['an interaction of an unknown type', 'INTERACTION_CREATE', { id: '1', type: 77 }],
  ['a press without a message', 'INTERACTION_CREATE', { id: '1', type: 3, data: { component_type: 2 } }],
  ['a selection', 'INTERACTION_CREATE', { id: '1', type: 3, data: { component_type: 3, custom_id: 'x' } }],
  ['a window without fields', 'INTERACTION_CREATE', { id: '1', type: 5, data: { custom_id: 'v1:x' } }],
  ['a channel that is null', 'CHANNEL_CREATE', null],
  ['a server without a number', 'GUILD_CREATE', { name: 'x' }],
  ['a server that is null', 'GUILD_DELETE', null],
  ['a member of nothing', 'GUILD_MEMBER_ADD', { user: null }],
  ['a thread of nothing', 'THREAD_UPDATE', { id: null }],
  ['an event named "error"', 'error', { message: 'x' }],
  ['an event that nobody knows', 'SOMETHING_NEW', { a: 1 }],
]

test.each(PAYLOADS)('%s', async (_, t, d) => {
  const scene = await openScene()
  scene.discord.gateway.dispatch(t, d)
  await expectAnswers(scene)
  expect(scene.states).toEqual([{ kind: 'connected' }])
})

const FRAMES: readonly (readonly [string, unknown])[] = [
  ['a text that is no JSON', 'hello'],
  ['an empty text', ''],
  ['half a frame', '{"op":0,"t":"INTERACTION_CREATE","d":{'],
  ['a number', '1'],
  ['null', 'null'],
  ['a list', '[]'],
  ['a frame without an operation', { d: null }],
  ['an operation that nobody knows', { op: 99, d: null }],
  ['an invalid session that does not say more', { op: 9 }],
  ['a second hello without an interval', { op: 10 }],
  ['a second hello with an absurd interval', { op: 10, d: { heartbeat_interval: 0 } }],
  ['a READY without a session', { op: 0, t: 'READY', s: 5, d: { user: null, application: null } }],
  ['an event with an absurd number', { op: 0, t: 'CHANNEL_CREATE', s: 'x', d: {} }],
  ['an event that is not named', { op: 0, t: null, s: 5, d: {} }],
]

test.each(FRAMES)('%s', async (_, frame) => {
  const scene = await openScene()
  scene.discord.gateway.sendRaw(frame)
  await expectAnswers(scene)
})

test('a READY that names null where discord.js reads on', async () => {
  const scene = await openScene({
    isAlone: true,
    prepare: ({ gateway, world }) =>
      gateway.behave({
        ready: {
          v: 10,
          session_id: 's',
          resume_gateway_url: 'wss://gateway.invalid',
          user: { id: world.applicationId, username: 'satmachine', avatar: null },
          application: { id: world.applicationId, install_params: null, flags: null },
          guilds: [{ id: world.guildId, unavailable: true, channels: null }],
        },
      }),
  })
  await until(() => scene.discord.registrations() > 0, 'it works')
  await expectAnswers(scene)
})

test.each([
  ['an address that is none', { url: 'not an address' }],
  ['no address', { url: undefined }],
  ['a number', { url: 7 }],
])('the way to the gateway is answered with %s', async (_, body) => {
  const scene = await openScene({
    isAlone: true,
    prepare: ({ faults }) =>
      faults.push({
        path: /gateway/,
        times: 2,
        kind: {
          name: 'status',
          status: 200,
          body: JSON.stringify({ shards: 1, session_start_limit: LIMIT, url: body.url }),
          contentType: 'application/json',
        },
      }),
  })
  await until(() => scene.runner.outlet() !== null, 'it is connected')
})

const LIMIT = { total: 1000, remaining: 999, reset_after: 1000, max_concurrency: 1 }
