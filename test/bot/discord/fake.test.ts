import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { type FakeDiscord, startFakeDiscord } from '../../fakes/discord/fake-discord.ts'
import { callbackProblems, commandProblems, messageProblems } from '../../support/platform-limits-discord.ts'
import { maria, until } from './bot-on-discord.ts'

/** The stand-in keeps Discord's rules, and the checks by hand catch what they are there for. */

let discord: FakeDiscord
beforeEach(async () => void (discord = await startFakeDiscord()))
afterEach(async () => {
  discord.violations.length = 0
  await discord.close()
})

const ask = async (method: string, path: string, body?: unknown, token = `Bot ${discord.token}`) => {
  const response = await fetch(`${discord.url}/v10${path}`, {
    method,
    headers: { authorization: token, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? null : (JSON.parse(text) as Record<string, unknown>),
  }
}

const message = (more: object = {}) => ({
  embeds: [{ color: 1, title: 'x' }],
  allowed_mentions: { parse: [] },
  ...more,
})
const messages = (): string => `/channels/${discord.channelId}/messages`

test('a violation is answered with 50035, and fails whoever caused it', async () => {
  const answer = await ask('POST', messages(), message({ content: 'x'.repeat(2001) }))
  expect(answer).toMatchObject({ status: 400, body: { code: 50035 } })
  expect(discord.violations.join()).toMatch(/content: has 2001 characters/)
  const other = await startFakeDiscord()
  await fetch(`${other.url}/v10/nowhere`)
  await expect(other.close()).rejects.toThrow(/Discord has no such address/)
})

const TOO_MUCH: readonly (readonly [string, object])[] = [
  ['11 embeds', { embeds: Array.from({ length: 11 }, () => ({ color: 1, title: 'x' })) }],
  ['6000 characters in all', { embeds: [4096, 2000].map((n) => ({ color: 1, description: 'x'.repeat(n) })) }],
  ['an empty title', { embeds: [{ color: 1, title: '  ' }] }],
  ['a field without a value', { embeds: [{ color: 1, fields: [{ name: 'x', value: '' }] }] }],
  [
    '26 fields',
    { embeds: [{ color: 1, fields: Array.from({ length: 26 }, () => ({ name: 'x', value: 'y' })) }] },
  ],
  ['a word that Discord does not know', { embed: {} }],
  ['somebody to be called', { allowed_mentions: { parse: ['everyone'] } }],
  ['a row without buttons', { components: [{ type: 1, components: [] }] }],
  ['the same button twice', { components: [{ type: 1, components: [button('a'), button('a')] }] }],
  [
    'six rows',
    { components: Array.from({ length: 6 }, (_, i) => ({ type: 1, components: [button(`${i}`)] })) },
  ],
  [
    'six buttons',
    { components: [{ type: 1, components: Array.from({ length: 6 }, (_, i) => button(`${i}`)) }] },
  ],
  ['a label of 81', { components: [{ type: 1, components: [{ ...button('a'), label: 'x'.repeat(81) }] }] }],
  ['a token of 101', { components: [{ type: 1, components: [button('x'.repeat(101))] }] }],
  ['a file that did not come', { attachments: [{ id: '0', filename: 'a.csv' }] }],
  ['a picture that did not come', { embeds: [{ color: 1, image: { url: 'attachment://a.png' } }] }],
  ['half a character', { embeds: [{ color: 1, title: '\ud83d' }] }],
  ['a nonce of 26', { nonce: 'x'.repeat(26) }],
]

function button(id: string) {
  return { type: 2, style: 1, label: 'x', custom_id: id }
}

test.each(TOO_MUCH)('%s is a problem', (_, more) => {
  expect(messageProblems(message())).toEqual([])
  expect(messageProblems(message(more))).not.toEqual([])
})

test.each([
  ['a name in capitals', { name: 'Status' }],
  ['a name of 33', { name: 'x'.repeat(33) }],
  ['a description of 101', { description: 'x'.repeat(101) }],
  [
    '26 options',
    { options: Array.from({ length: 26 }, (_, i) => ({ type: 3, name: `o${i}`, description: 'x' })) },
  ],
  [
    'what is required after what is not',
    {
      options: [
        { type: 3, name: 'a', description: 'x' },
        { type: 3, name: 'b', description: 'x', required: true },
      ],
    },
  ],
  [
    '26 choices',
    {
      options: [
        {
          type: 3,
          name: 'a',
          description: 'x',
          choices: Array.from({ length: 26 }, (_, i) => ({ name: `${i}`, value: `${i}` })),
        },
      ],
    },
  ],
])('of a command, %s is a problem', (_, more) => {
  const command = { name: 'status', description: 'x', default_member_permissions: null, options: [] }
  expect(commandProblems([command])).toEqual([])
  expect(commandProblems([{ ...command, ...more }])).not.toEqual([])
})

test('of an acknowledgement, 26 choices and a title of 46 are problems', () => {
  const choices = Array.from({ length: 26 }, (_, i) => ({ name: `${i}`, value: `${i}` }))
  expect(callbackProblems({ type: 8, data: { choices } })).not.toEqual([])
  expect(
    callbackProblems({ type: 9, data: { custom_id: 'x', title: 'x'.repeat(46), components: [] } }),
  ).not.toEqual([])
  expect(callbackProblems({ type: 12 })).not.toEqual([])
})

test('a wrong token is refused', async () => {
  expect(await ask('GET', '/gateway/bot', undefined, 'Bot wrong')).toMatchObject({ status: 401 })
})

test('a sixth message within five seconds is one too many, and says when to come again', async () => {
  for (let i = 0; i < 5; i += 1) expect((await ask('POST', messages(), message())).status).toBe(200)
  const refused = await ask('POST', messages(), message())
  expect(refused).toMatchObject({ status: 429, body: { global: false } })
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(refused.headers.get('x-ratelimit-bucket')).not.toBeNull()
})

test('a nonce makes one message of two', async () => {
  const first = await ask('POST', messages(), message({ nonce: 'n', enforce_nonce: true }))
  const second = await ask('POST', messages(), message({ nonce: 'n', enforce_nonce: true }))
  expect(second.body?.['id']).toBe(first.body?.['id'])
})

/** An interaction with a registered command, without a bot that hears it. */
async function invoked() {
  const command = { name: 'status', description: 'x', default_member_permissions: null, options: [] }
  await ask('PUT', `/applications/${discord.applicationId}/guilds/${discord.guildId}/commands`, [command])
  const interaction = discord.invoke(maria, 'status')
  const callback = `/interactions/${interaction.id}/${interaction.token}/callback`
  const webhook = `/webhooks/${discord.applicationId}/${interaction.token}`
  return { interaction, callback, webhook }
}

test('a first answer is due within three seconds, and is one', async () => {
  const { callback } = await invoked()
  expect((await ask('POST', callback, { type: 5 })).status).toBe(204)
  expect(await ask('POST', callback, { type: 5 })).toMatchObject({ status: 400, body: { code: 40060 } })
  const late = await invoked()
  discord.clock.advance(3_100)
  expect(await ask('POST', late.callback, { type: 5 })).toMatchObject({ status: 404, body: { code: 10062 } })
})

test('an interaction’s token is worth nothing before its first answer, and after a quarter of an hour', async () => {
  const { callback, webhook } = await invoked()
  expect(await ask('PATCH', `${webhook}/messages/@original`, message())).toMatchObject({
    status: 404,
    body: { code: 10015 },
  })
  await ask('POST', callback, { type: 5 })
  expect((await ask('PATCH', `${webhook}/messages/@original`, message())).status).toBe(200)
  discord.clock.advance(15 * 60_000)
  expect(await ask('PATCH', `${webhook}/messages/@original`, message())).toMatchObject({
    status: 401,
    body: { code: 50027 },
  })
})

test('the first message after "is thinking" takes its place, as visible as that was', async () => {
  const { interaction, callback, webhook } = await invoked()
  await ask('POST', callback, { type: 5, data: { flags: 64 } })
  await ask('POST', `${webhook}?wait=true`, message())
  expect(interaction.followUps).toEqual([])
  expect(discord.seenOnlyBy(maria.id)).toEqual([interaction.original])
})

/* ---------------------------------------------------------------- gateway */

function gatewayClient() {
  const socket = new WebSocket(
    `${discord.url.replace('http', 'ws').replace('/api', '')}/gateway/?v=10&encoding=json`,
  )
  const heard: { op: number; t: string | null; s: number | null; d: Record<string, unknown> }[] = []
  const closed: number[] = []
  socket.on('message', (bytes: Buffer) => void heard.push(JSON.parse(bytes.toString()) as never))
  socket.on('close', (code) => void closed.push(code))
  const send = (frame: unknown): void => socket.send(JSON.stringify(frame))
  return { heard, closed, send, socket }
}

const identifyWith = (token: string, intents = 1) => ({ op: 2, d: { token, intents, properties: {} } })

test('a session: hello, ready, heartbeats, and what was missed after a resume', async () => {
  const first = gatewayClient()
  await until(() => first.heard[0]?.op === 10, 'hello')
  first.send(identifyWith(discord.token))
  await until(() => first.heard.some(({ t }) => t === 'GUILD_CREATE'), 'the server')
  first.send({ op: 1, d: 2 })
  await until(() => first.heard.at(-1)?.op === 11, 'the heartbeat is answered')
  const session = first.heard.find(({ t }) => t === 'READY')?.d['session_id']
  discord.gateway.drop(1006)
  await until(() => first.closed.length === 1, 'the connection is gone')
  discord.gateway.dispatch('TYPING_START', { n: 1 })
  const second = gatewayClient()
  await until(() => second.heard[0]?.op === 10, 'hello')
  second.send({ op: 6, d: { token: discord.token, session_id: session, seq: 2 } })
  await until(() => second.heard.at(-1)?.t === 'RESUMED', 'resumed')
  expect(second.heard.map(({ t, s }) => [t, s])).toEqual([
    [null, null],
    ['TYPING_START', 3],
    ['RESUMED', 4],
  ])
})

test.each([
  ['a wrong token', () => identifyWith('wrong'), 4004],
  ['an intent that is not allowed', () => identifyWith(discord.token, 1 | (1 << 15)), 4014],
  ['anything before identifying', () => ({ op: 3, d: {} }), 4003],
  ['too much', () => ({ op: 3, d: 'x'.repeat(5000) }), 4002],
])('%s closes the gateway', async (_, frame, code) => {
  const client = gatewayClient()
  await until(() => client.heard[0]?.op === 10, 'hello')
  client.send(frame())
  await until(() => client.closed.length === 1, 'it is closed')
  expect(client.closed).toEqual([code])
})

test('an unknown session is invalid', async () => {
  const client = gatewayClient()
  await until(() => client.heard[0]?.op === 10, 'hello')
  client.send({ op: 6, d: { token: discord.token, session_id: 'x', seq: 1 } })
  await until(() => client.heard.at(-1)?.op === 9, 'it is told')
  expect(client.heard.at(-1)?.d).toBe(false)
  client.socket.terminate()
})
