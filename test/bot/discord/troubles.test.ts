import { expect, test } from 'vitest'
import { Failure } from '../../../engine/failure.ts'
import { actCommand } from '../../../commands/definition.ts'
import type { Reply } from '../../../bot/chat/conversation.ts'
import { card, maria, openScene, pedro, reply, until } from './bot-on-discord.ts'

/** What goes wrong between a person and the answer. */

const titleOf = (message: { embeds: Record<string, unknown>[] } | null | undefined): unknown =>
  message?.embeds[0]?.['title']

/** A reception that answers when it is told to. */
function slowly() {
  const waiting: ((reply: Reply | null) => void)[] = []
  const answer = (): Promise<Reply | null> => new Promise((resolve) => waiting.push(resolve))
  return { answer, waiting }
}

test('a slow reception changes nothing about the acknowledgement, and is answered late', async () => {
  const { discord, reception } = await openScene()
  const { answer, waiting } = slowly()
  reception.answer = answer
  const asked = discord.invoke(maria, 'status show')
  await until(() => waiting.length === 1, 'it is asked')
  expect(asked.response).toBe(5)
  expect(asked.respondedAt?.getTime()).toBeLessThan(asked.at.getTime() + 3_000)
  discord.clock.advance(13 * 60_000)
  waiting[0]?.(reply(card('At last')))
  await until(() => asked.original?.edits === 1, 'it is answered')
})

test('after 14 minutes an answer for the room comes as a message of its own', async () => {
  const { discord, reception } = await openScene()
  const { answer, waiting } = slowly()
  reception.answer = answer
  discord.invoke(maria, 'poll run')
  await until(() => waiting.length === 1, 'it is asked')
  discord.clock.advance(20 * 60_000)
  const posted: string[] = []
  waiting[0]?.(
    reply(card('At last'), {
      audience: 'room',
      onPosted: async ({ messageId }) => void posted.push(messageId),
    }),
  )
  await until(() => posted.length === 1, 'it is posted')
  const [, message] = discord.messagesIn(discord.channelId)
  expect(message?.id).toBe(posted[0])
  expect(titleOf(message)).toBe('🟢 OK · At last')
})

test('after 14 minutes an answer for the asker alone comes as a direct message', async () => {
  const { discord, reception } = await openScene()
  const { answer, waiting } = slowly()
  reception.answer = answer
  discord.invoke(maria, 'status show')
  await until(() => waiting.length === 1, 'it is asked')
  discord.clock.advance(20 * 60_000)
  waiting[0]?.(reply(card('At last')))
  const direct = discord.world.directChannel(maria.id)
  await until(() => discord.messagesIn(direct.id).length === 1, 'it is posted')
  expect(discord.messagesIn(discord.channelId)).toEqual([])
})

test('after 14 minutes a pressed card is still replaced in its place', async () => {
  const { discord, reception, runner } = await openScene()
  const buttons = [[{ token: 'y.1', label: 'Yes', style: 'primary' as const }]]
  await runner.outlet()?.post({ room: discord.channelId }, card('Shall I?', { buttons }))
  const [message] = discord.messagesIn(discord.channelId)
  if (message === undefined) throw new Error('the card is there')
  const { answer, waiting } = slowly()
  reception.answer = answer
  discord.press(maria, message, 'Yes')
  await until(() => waiting.length === 1, 'it is pressed')
  discord.clock.advance(20 * 60_000)
  waiting[0]?.(reply(card('Done'), { audience: 'room', inPlace: true }))
  await until(() => message.edits === 1, 'it is replaced')
  expect(message.components).toEqual([])
})

test('an interaction that arrives too late is left alone: the person was told that it failed', async () => {
  const { discord, reception, logged } = await openScene()
  const asked = discord.invoke(maria, 'poll pause', { what: 'payout', reason: 'why' }, { afterNext: true })
  discord.clock.advance(3_500)
  discord.gateway.dispatch('TYPING_START', {})
  await until(
    () => logged.some(({ msg }) => msg === 'an interaction came too late and was left alone'),
    'it is noted',
  )
  expect(asked.response).toBeNull()
  expect(reception.received).toEqual([])
})

test('an acknowledgement that arrives although its answer is lost is not taken for a failure', async () => {
  const { discord, reception } = await openScene()
  discord.faults.push({ path: /callback/, times: 1, kind: { name: 'lost_answer' } })
  const asked = discord.invoke(maria, 'status show')
  await until(() => asked.original?.edits === 1, 'it is answered')
  expect(reception.received.length).toBe(1)
})

test.each([
  ['500', { name: 'status', status: 500 }],
  ['502 with HTML', { name: 'status', status: 502 }],
  ['503', { name: 'status', status: 503, body: '' }],
  ['a reset', { name: 'reset' }],
  ['an answer that breaks off', { name: 'half_answer' }],
  ['a slow answer', { name: 'slow', milliseconds: 300 }],
  ['a 429', { name: 'rate_limit', retryAfterSeconds: 0.1 }],
  ['a global 429', { name: 'rate_limit', retryAfterSeconds: 0.1, global: true }],
  ['a 429 of the proxy', { name: 'proxy_limit', retryAfterSeconds: 0.1 }],
] as const)('posts once through %s', async (_, kind) => {
  const { discord, runner } = await openScene()
  discord.faults.push({ method: 'POST', path: /^\/channels/, times: 1, kind })
  const posted = await runner.outlet()?.post({ room: discord.channelId }, card('Once'))
  expect(discord.messagesIn(discord.channelId).map(({ id }) => id)).toEqual([posted?.messageId])
})

test('a post whose answer is lost again and again is still one message, for its nonce', async () => {
  const { discord, runner } = await openScene()
  discord.faults.push({ method: 'POST', path: /^\/channels/, times: 2, kind: { name: 'lost_answer' } })
  await runner.outlet()?.post({ room: discord.channelId }, card('Once'))
  expect(discord.messagesIn(discord.channelId).length).toBe(1)
})

test('many posts at once keep to the limits that Discord announces', async () => {
  const { discord, runner } = await openScene({ channelWindow: { limit: 5, milliseconds: 300 } })
  const post = async (heading: string): Promise<unknown> =>
    runner.outlet()?.post({ room: discord.channelId }, card(heading))
  await Promise.all(Array.from({ length: 14 }, (_, i) => post(`No. ${i}`)))
  expect(discord.messagesIn(discord.channelId).length).toBe(14)
})

test('a token that is refused once is used again; one that is refused twice was revoked', async () => {
  const { discord, runner } = await openScene()
  const kind = {
    name: 'status',
    status: 401,
    body: '{"message":"401","code":0}',
    contentType: 'application/json',
  } as const
  discord.faults.push({ method: 'POST', path: /^\/channels/, times: 1, kind })
  await runner.outlet()?.post({ room: discord.channelId }, card('x'))
  expect(discord.messagesIn(discord.channelId)).toHaveLength(1)
  discord.faults.push({ method: 'POST', path: /^\/channels/, times: 2, kind })
  const post = runner.outlet()?.post({ room: discord.channelId }, card('x'))
  await expect(post).rejects.toMatchObject({ code: 'chat_refused' })
})

test('what can not be posted is a failure that says whether it may have arrived', async () => {
  const { discord, runner } = await openScene()
  const outlet = runner.outlet()
  const codeOf = async (work: Promise<unknown> | undefined): Promise<unknown> =>
    work?.then(
      () => 'posted',
      (thrown: unknown) => (thrown instanceof Failure ? thrown.code : thrown),
    )
  expect(await codeOf(outlet?.post({ room: '12345' }, card('x')))).toBe('chat_refused')
  const closed = discord.addRoom()
  discord.world.channels.set(closed, { id: closed, kind: 'room', userId: null, mayWrite: false })
  expect(await codeOf(outlet?.post({ room: closed }, card('x')))).toBe('chat_refused')
  discord.world.users.set(pedro.id, { ...pedro, refusesDirectMessages: true })
  expect(await codeOf(outlet?.post({ account: pedro.id }, card('x')))).toBe('chat_refused')
  discord.faults.push({ method: 'POST', path: /^\/channels/, kind: { name: 'status', status: 503 } })
  expect(await codeOf(outlet?.post({ room: discord.channelId }, card('x')))).toBe('chat_uncertain')
})

test('an edit changes the card; of a message that is gone it says so', async () => {
  const { discord, runner } = await openScene()
  const outlet = runner.outlet()
  const posted = await outlet?.post({ room: discord.channelId }, card('Before'))
  if (posted === undefined) throw new Error('it is posted')
  expect(await outlet?.edit(posted, card('After'))).toBe(true)
  const [message] = discord.messagesIn(discord.channelId)
  expect(titleOf(message)).toBe('🟢 OK · After')
  if (message !== undefined) message.deleted = true
  expect(await outlet?.edit(posted, card('After that'))).toBe(false)
})

test('a reception that throws is told as what it is, and the next one is answered', async () => {
  const { discord, reception } = await openScene()
  reception.answer = () => {
    throw new Error('a mistake')
  }
  const asked = discord.invoke(maria, 'status show')
  await until(() => asked.original?.edits === 1, 'it is told')
  expect(titleOf(asked.original)).toMatch(/^🔴 Problem · satmachine made a mistake of its own/)
  reception.answer = () => reply(card('All is well'))
  const again = discord.invoke(maria, 'status show')
  await until(() => again.original?.edits === 1, 'it is answered')
})

/* ------------------------------------------------------------------ files */

const receipts = [
  actCommand({
    noun: 'receipt',
    verb: 'add',
    help: 'Keep a receipt',
    example: 'receipt add',
    role: 'operator',
    confirm: 'C0',
    arguments: {},
    file: { help: 'a photo of the receipt' },
    preview: async () => ({ what: 'Keep it', lines: [] }),
    act: async () => ({ heading: 'Kept', tone: 'good', blocks: [], json: {} }),
  }),
]

const photo = { name: 'receipt ☕.jpg', mediaType: 'image/jpeg', bytes: new Uint8Array([1, 2, 3]) }

test('a file that comes with a command is fetched and handed on', async () => {
  const { discord, reception } = await openScene({ commands: receipts })
  const asked = discord.invoke(maria, 'receipt add', {}, { file: photo })
  await until(() => (asked.original?.edits ?? 0) + asked.followUps.length > 0, 'it is answered')
  const [received] = reception.received
  if (received?.kind !== 'call') throw new Error('it was called')
  const { file } = received.incoming
  expect(file).toMatchObject({ name: photo.name, mediaType: 'image/jpeg' })
  expect([...(file?.bytes ?? [])]).toEqual([1, 2, 3])
  expect(received.call.written).toEqual({})
})

test.each([
  ['that is too large', { claimedSize: 11 * 1024 * 1024 }, /larger than 10 MB/],
  ['that grew on the way', { bytes: new Uint8Array(11 * 1024 * 1024), claimedSize: 10 }, /larger than 10 MB/],
  ['of another place', { url: 'http://127.0.0.1:1/secret' }, /could not be fetched from Discord/],
  ['of no address', { url: 'file:///etc/passwd' }, /could not be fetched from Discord/],
])('a file %s is refused before anything is done', async (_, more, sentence) => {
  const { discord, reception } = await openScene({ commands: receipts })
  const asked = discord.invoke(maria, 'receipt add', {}, { file: { ...photo, ...more } })
  await until(() => asked.followUps.length === 1, 'it is refused')
  expect(titleOf(asked.followUps[0])).toMatch(sentence)
  expect(reception.received).toEqual([])
})

test('what the adapter says itself is in the language of the person’s Discord', async () => {
  const { discord } = await openScene({ commands: receipts })
  const file = { ...photo, claimedSize: 11 * 1024 * 1024 }
  const asked = discord.invoke({ ...pedro, managesServer: true }, 'receipt add', {}, { file })
  await until(() => asked.followUps.length === 1, 'it is refused')
  expect(titleOf(asked.followUps[0])).toMatch(/El archivo pasa de 10 MB/)
})
