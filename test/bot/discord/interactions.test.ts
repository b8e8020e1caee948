import { expect, test } from 'vitest'
import { say } from '../../../engine/phrase.ts'
import type { Posted } from '../../../engine/people.ts'
import { card, maria, openScene, pedro, reply, type Scene, until } from './bot-on-discord.ts'

/** Everything that a person can do on Discord, and where the answer to it goes. */

const titleOf = (message: { embeds: Record<string, unknown>[] } | null | undefined): unknown =>
  message?.embeds[0]?.['title']

test('a read is answered to the asker alone', async () => {
  const { discord, reception } = await openScene()
  const asked = discord.invoke(maria, 'status show')
  await until(() => asked.original?.edits === 1, 'it is answered')
  expect(titleOf(asked.original)).toBe('🟢 OK · All is well')
  expect(discord.messagesIn(discord.channelId)).toEqual([])
  expect(discord.seenOnlyBy(maria.id).length).toBe(1)
  expect(reception.received).toEqual([
    {
      kind: 'call',
      call: { noun: 'status', verb: 'show', written: {}, share: false },
      incoming: {
        deliveryId: `discord:${asked.id}`,
        sender: {
          platform: 'discord',
          userId: maria.id,
          displayName: 'María',
          room: { id: discord.channelId, kind: 'shared', guildId: discord.guildId },
        },
      },
    },
  ])
})

test('a read that is shared is announced and answered to the room, which is told to whoever will edit it', async () => {
  const { discord, reception } = await openScene()
  const posted: Posted[] = []
  reception.answer = () =>
    reply(card('All is well'), { audience: 'room', onPosted: async (where) => void posted.push(where) })
  const asked = discord.invoke(maria, 'status show', { share: true })
  await until(() => posted.length === 1, 'it is posted')
  expect(reception.received[0]).toMatchObject({ call: { share: true, written: {} } })
  expect(discord.messagesIn(discord.channelId)).toEqual([asked.original])
  expect(posted).toEqual([{ platform: 'discord', roomId: discord.channelId, messageId: asked.original?.id }])
})

test('an act is public from the start, and its arguments keep their names', async () => {
  const { discord, reception } = await openScene()
  reception.answer = () => reply(card('Paused'), { audience: 'room' })
  const asked = discord.invoke(maria, 'poll pause', { what: 'payout', reason: 'a @everyone test' })
  await until(() => asked.original?.edits === 1, 'it is answered')
  expect(asked.original?.ephemeralFor).toBeNull()
  expect(reception.received[0]).toMatchObject({
    call: { noun: 'poll', verb: 'pause', written: { what: 'payout', reason: 'a @everyone test' } },
  })
})

test('what was announced to the room but is for the asker alone is taken out of the room', async () => {
  const { discord, reception } = await openScene()
  const posted: Posted[] = []
  reception.answer = () => reply(card('Not for you'), { onPosted: async (where) => void posted.push(where) })
  const asked = discord.invoke(maria, 'poll pause', { what: 'payout', reason: 'why' })
  await until(() => asked.followUps.length === 1, 'it is answered')
  expect(discord.messagesIn(discord.channelId)).toEqual([])
  expect(asked.followUps[0]?.ephemeralFor).toBe(maria.id)
  expect(posted).toEqual([])
})

test('what was announced to the asker but is for the room goes there', async () => {
  const { discord, reception } = await openScene()
  reception.answer = () => reply(card('For everybody'), { audience: 'room' })
  const asked = discord.invoke(maria, 'status show')
  await until(() => asked.followUps.length === 1, 'it is answered')
  expect(discord.messagesIn(discord.channelId)).toEqual(asked.followUps)
  expect(discord.seenOnlyBy(maria.id)).toEqual([])
})

test('nothing is left standing when nothing is to be answered', async () => {
  const { discord, reception } = await openScene()
  reception.answer = () => null
  const asked = discord.invoke(maria, 'status show')
  await until(() => asked.original?.deleted === true, 'the announcement is gone')
  expect(discord.seenOnlyBy(maria.id)).toEqual([])
})

test('a delivery that comes twice carries the same id, and is answered once', async () => {
  const { discord, reception } = await openScene()
  const asked = discord.invoke(maria, 'status show', {}, { twice: true })
  await until(() => reception.received.length === 2, 'both have arrived')
  await until(() => asked.original?.edits === 1, 'it is answered')
  const ids = reception.received.map((one) => (one.kind === 'complete' ? '' : one.incoming.deliveryId))
  expect(new Set(ids)).toEqual(new Set([`discord:${asked.id}`]))
  expect(asked.original?.deleted).toBe(false)
  expect(discord.seenOnlyBy(maria.id).length).toBe(1)
})

test('events out of order are each answered', async () => {
  const { discord } = await openScene()
  const first = discord.invoke(maria, 'status show', {}, { afterNext: true })
  const second = discord.invoke(maria, 'status show')
  await until(() => first.original?.edits === 1 && second.original?.edits === 1, 'both are answered')
})

test('flags, options of more than one word and Boolean noes become what the definition says', async () => {
  const { discord, reception } = await openScene()
  const asked = discord.invoke(maria, 'status show', { share: false })
  await until(() => asked.original?.edits === 1, 'it is answered')
  expect(reception.received[0]).toMatchObject({ call: { share: false, written: {} } })
})

/* ---------------------------------------------------------------- buttons */

const question = (more: { asks?: boolean } = {}) =>
  card('Retry payment #8?', {
    tone: 'warn',
    buttons: [
      [
        {
          token: 'y.Abcd1234Efgh5678',
          label: say`Yes, do it`,
          style: 'danger',
          ...(more.asks === true ? { asks: { title: say`Are you sure?`, label: say`Type ${'retry'}` } } : {}),
        },
        { token: 'n.Abcd1234Efgh5678', label: say`No`, style: 'plain' },
      ],
    ],
  })

async function asked(scene: Scene, more: { asks?: boolean } = {}) {
  scene.reception.answer = () => reply(question(more), { audience: 'room' })
  const interaction = scene.discord.invoke(maria, 'payment retry', { payment: '8' })
  await until(() => interaction.original?.edits === 1, 'the question is there')
  const { original } = interaction
  if (original === null) throw new Error('the question is there')
  return original
}

test('a press is acknowledged, and its card replaced in its place without the spent buttons', async () => {
  const scene = await openScene()
  const { discord, reception } = scene
  const message = await asked(scene)
  const posted: Posted[] = []
  reception.answer = () =>
    reply(card('Payment #8 is paid'), {
      audience: 'room',
      inPlace: true,
      onPosted: async (where) => void posted.push(where),
    })
  const pressed = discord.press(pedro, message, 'Yes, do it')
  await until(() => posted.length === 1, 'it is answered')
  expect(pressed.response).toBe(6)
  expect(titleOf(message)).toBe('🟢 OK · Payment #8 is paid')
  expect(message.components).toEqual([])
  expect(posted[0]?.messageId).toBe(message.id)
  expect(reception.received.at(-1)).toMatchObject({
    kind: 'press',
    token: 'y.Abcd1234Efgh5678',
    incoming: { deliveryId: `discord:${pressed.id}`, sender: { userId: pedro.id, room: { kind: 'shared' } } },
  })
})

test('a press whose answer is for the presser alone leaves the card as it is', async () => {
  const scene = await openScene()
  const message = await asked(scene)
  scene.reception.answer = () => reply(card('You may not do that', { tone: 'warn' }))
  const pressed = scene.discord.press(pedro, message, 'Yes, do it')
  await until(() => pressed.followUps.length === 1, 'it is answered')
  expect(pressed.followUps[0]?.ephemeralFor).toBe(pedro.id)
  expect(message.components.length).toBe(1)
})

test('below a card that only one person sees, that person is alone', async () => {
  const scene = await openScene()
  scene.reception.answer = () => reply(question())
  const interaction = scene.discord.invoke(maria, 'status show')
  await until(() => interaction.original?.edits === 1, 'the question is there')
  if (interaction.original === null) throw new Error('the question is there')
  scene.discord.press(maria, interaction.original, 'No')
  await until(() => scene.reception.received.length === 2, 'the press has arrived')
  expect(scene.reception.received[1]).toMatchObject({
    incoming: { sender: { room: { kind: 'direct', guildId: scene.discord.guildId } } },
  })
})

test('a button that asks for a word opens a window first, and the word comes with the press', async () => {
  const scene = await openScene()
  const { discord, reception } = scene
  const message = await asked(scene, { asks: true })
  const opened = discord.press(maria, message, 'Yes, do it')
  await until(() => opened.modal !== null, 'the window is open')
  expect(opened.modal).toMatchObject({
    title: 'Are you sure?',
    components: [{ components: [{ label: 'Type retry' }] }],
  })
  expect(reception.received.length).toBe(1)
  reception.answer = () => reply(card('Payment #8 is paid'), { audience: 'room', inPlace: true })
  discord.submit(opened, 'retry')
  await until(() => message.edits === 2, 'the card is replaced')
  expect(reception.received.at(-1)).toMatchObject({
    kind: 'press',
    token: 'y.Abcd1234Efgh5678',
    typed: 'retry',
  })
})

test('a button that was made before a restart still works: nothing about it is in memory', async () => {
  const scene = await openScene()
  const message = await asked(scene, { asks: true })
  const later = await openScene()
  const there = later.discord.world.addMessage(
    later.discord.channelId,
    { components: message.components, embeds: message.embeds },
    { files: [], ephemeralFor: null },
  )
  const opened = later.discord.press(maria, there, 'Yes, do it')
  await until(() => opened.modal !== null, 'the window is open')
  expect(opened.modal).toMatchObject({ title: 'Are you sure?' })
})

test('a press of a button that is not ours is acknowledged and nothing more', async () => {
  const scene = await openScene()
  const { discord } = scene
  const button = { type: 2, style: 1, label: 'Forged', custom_id: 'v2:whatever' }
  const message = discord.world.addMessage(
    discord.channelId,
    { components: [{ type: 1, components: [button] }] },
    { files: [], ephemeralFor: null },
  )
  const pressed = discord.press(pedro, message, 'Forged')
  await until(() => pressed.response === 6, 'it is acknowledged')
  expect(scene.reception.received).toEqual([])
})

test('a press in a direct message is answered there', async () => {
  const scene = await openScene()
  const { discord, reception, runner } = scene
  discord.world.users.set(maria.id, maria)
  const posted = await runner.outlet()?.post({ account: maria.id }, question())
  const message = discord.world.messages.find(({ id }) => id === posted?.messageId)
  if (message === undefined) throw new Error('the question is there')
  reception.answer = () => reply(card('Done'), { inPlace: true })
  discord.press(maria, message, 'No')
  await until(() => message.edits === 1, 'it is answered')
  expect(reception.received.at(-1)).toMatchObject({
    incoming: { sender: { room: { kind: 'direct', guildId: null } } },
  })
})

/* ------------------------------------------------------------ completions */

test('completions are given as they are typed, within their limits', async () => {
  const { discord, reception } = await openScene()
  reception.choices = () => [
    { label: 'Ana @everyone ' + 'x'.repeat(200), value: '1' },
    { label: '', value: '2' },
    { label: 'too long to be a value', value: 'y'.repeat(101) },
    ...Array.from({ length: 40 }, (_, i) => ({ label: `client ${i}`, value: `#${i}` })),
  ]
  const typing = discord.type(maria, 'client show', { name: 'client', typed: 'an' })
  await until(() => typing.choices !== null, 'there are choices')
  expect(typing.choices?.length).toBe(25)
  expect(typing.choices?.[0]?.name.length).toBe(100)
  expect(reception.received[0]).toMatchObject({
    kind: 'complete',
    asked: { noun: 'client', verb: 'show', argument: 'client', typed: 'an' },
  })
})

test('completions that are late or fail are given empty, in time', async () => {
  const { discord, reception } = await openScene()
  reception.choices = () => new Promise(() => undefined)
  const late = discord.type(maria, 'client show', { name: 'client', typed: 'an' })
  await until(() => late.choices !== null, 'there is an answer')
  expect(late.choices).toEqual([])
  reception.choices = () => {
    throw new Error('the books are away')
  }
  const failed = discord.type(maria, 'client show', { name: 'client', typed: 'an' })
  await until(() => failed.choices !== null, 'there is an answer')
  expect(failed.choices).toEqual([])
})

/* ----------------------------------------------------------------- places */

test('in another server nothing is answered', async () => {
  const { discord, reception } = await openScene()
  const elsewhere = discord.invoke(maria, 'status show', {}, { guildId: '999' })
  const here = discord.invoke(maria, 'status show')
  await until(() => here.original?.edits === 1, 'the other one is answered')
  expect(elsewhere.response).toBeNull()
  expect(reception.received.length).toBe(1)
})
