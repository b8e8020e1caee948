import { expect, test } from 'vitest'
import { actCommand, type Command } from '../../../commands/definition.ts'
import { text } from '../../../commands/arguments.ts'
import { card, maria, openScene, pedro, reply, until } from './bot-on-discord.ts'

/** What is for one person's eyes stays there, whatever else is said about it. */

const pair: Command = actCommand({
  noun: 'pair',
  verb: '',
  help: 'Say who you are',
  example: 'pair ABCD2345',
  role: 'anyone',
  confirm: 'C0',
  place: 'direct',
  arguments: { code: text({ help: 'the code' }) },
  preview: async () => ({ what: 'Pair', lines: [] }),
  act: async () => ({ heading: 'x', tone: 'good', blocks: [], json: {} }),
})

test('a code is typed in the room, and nobody else sees that it was', async () => {
  const { discord, reception } = await openScene({ commands: [pair] })
  reception.answer = () => reply(card('You are Pedro'), { audience: 'room' })
  const asked = discord.invoke(pedro, 'pair', { code: 'ABCD2345' })
  await until(() => asked.original?.edits === 1, 'it is answered')
  expect(asked.original?.ephemeralFor).toBe(pedro.id)
  expect(discord.messagesIn(discord.channelId)).toEqual([])
  expect(reception.received[0]).toMatchObject({
    call: { noun: 'pair', verb: '', written: { code: 'ABCD2345' } },
    incoming: { sender: { room: { kind: 'direct', guildId: discord.guildId } } },
  })
})

test('a private file is not shown to the room: it comes to the asker apart', async () => {
  const { discord, reception } = await openScene()
  const bytes = new TextEncoder().encode('a,b\r\n')
  const file = { kind: 'file', name: 'x.csv', mediaType: 'text/csv', bytes, private: true } as const
  reception.answer = () => reply(card('Statement', { blocks: [file] }), { audience: 'room' })
  const asked = discord.invoke(maria, 'status show', { share: true })
  await until(() => asked.followUps.length === 1, 'the file is there')
  expect(asked.original?.files).toEqual([])
  expect(asked.followUps[0]?.ephemeralFor).toBe(maria.id)
  expect(asked.followUps[0]?.files.map(({ name }) => name)).toEqual(['x.csv'])
})

test('what the bot posts into a room by itself leaves a private file out, and says so', async () => {
  const { discord, runner } = await openScene()
  const file = {
    kind: 'file',
    name: 'x.csv',
    mediaType: 'text/csv',
    bytes: new Uint8Array(1),
    private: true,
  } as const
  await runner.outlet()?.post({ room: discord.channelId }, card('Statement', { blocks: [file] }))
  const [message] = discord.messagesIn(discord.channelId)
  expect(message?.files).toEqual([])
  expect(message?.embeds[0]?.['description']).toBe(
    'A file of this is private: ask for it in a direct message.',
  )
})

test('two hundred commands of fifty people at once are all answered, each once', {
  timeout: 60_000,
}, async () => {
  const { discord, reception } = await openScene()
  const people = Array.from({ length: 50 }, (_, i) => ({ id: String(500 + i), username: `p${i}` }))
  const asked = people.flatMap((person) => [1, 2, 3, 4].map(() => discord.invoke(person, 'status show')))
  await until(() => asked.every(({ response }) => response === 5), 'all are acknowledged')
  const waits = asked.map(({ at, respondedAt }) => (respondedAt?.getTime() ?? Infinity) - at.getTime())
  expect(Math.max(...waits)).toBeLessThan(3_000)
  await until(() => asked.every(({ original }) => original?.edits === 1), 'all are answered')
  expect(reception.received.length).toBe(asked.length)
})
