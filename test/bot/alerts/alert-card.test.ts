import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAlertCards } from '../../../bot/alerts/alert-card.ts'
import { createMentions } from '../../../bot/alerts/called-by-name.ts'
import { createChatChannel } from '../../../bot/alerts/chat-channel.ts'
import type { AlertMessage } from '../../../alerts/message.ts'
import { writeAnswer } from '../../../commands/answer.ts'
import { id } from '../../../commands/arguments.ts'
import { actCommand, lookCommand } from '../../../commands/definition.ts'
import { clientName } from '../../../engine/format.ts'
import { say } from '../../../engine/phrase.ts'
import type { OncallContact } from '../../../engine/alerting.ts'
import { silentLog } from '../../support/database.ts'
import { eventually, openPhones, type Phones } from '../../support/phones.ts'
import { alertMessage, how, postedOf } from './alert-messages.ts'

/** The card of an alert for its readers, and what a press of its buttons does. */

const acked: string[] = []
/** Stands for the acknowledgement: its effect shows on the card, which the pipeline edits. */
const ack = actCommand({
  noun: 'ring',
  verb: 'ack',
  help: 'Take care of an alert',
  example: 'ring ack 12',
  role: 'operator',
  confirm: 'C0',
  quiet: true,
  arguments: { alert: id({ help: 'which alert', positional: true }) },
  preview: async (_, { alert }) => ({ what: say`Take care of alert #${alert}`, lines: [] }),
  async act({ asker }, { alert }) {
    acked.push(`${asker.actor} ${alert}`)
    return { tone: 'good', heading: say`Alert #${alert} is yours`, blocks: [], json: {} }
  },
})
const show = lookCommand({
  noun: 'ring',
  verb: 'show',
  help: 'Show an alert',
  example: 'ring show 12',
  role: 'viewer',
  arguments: { alert: id({ help: 'which alert', positional: true }) },
  look: async (_, { alert }) => ({ tone: 'plain', heading: say`Alert #${alert}`, blocks: [], json: {} }),
})

const message = (more: Partial<AlertMessage> = {}): AlertMessage =>
  alertMessage({
    buttons: [
      { label: 'Acknowledge', line: 'ring ack 12', style: 'primary' },
      { label: 'More', line: 'ring show 12', style: 'plain' },
    ],
    ...more,
  })

let phones: Phones
beforeAll(async () => {
  phones = await openPhones({ moreCommands: [ack, show] })
})
afterAll(() => phones?.close())

const channelOn = (platform: 'discord' | 'telegram') => {
  const outlet = () => phones.running.outlet(platform)
  const toCard = createAlertCards(phones.chat.parts, platform)
  return createChatChannel({ platform, outlet, toCard, log: silentLog })
}

describe('a press of Acknowledge', () => {
  test('on Discord is answered to the presser alone; the room keeps its one card', async () => {
    const { discord } = phones
    const before = discord.messagesIn(discord.channelId).length
    await channelOn('discord').send(`room:${discord.channelId}`, message(), how({ key: 'press.1' }))
    const card = discord.messagesIn(discord.channelId).at(-1)
    if (card === undefined) throw new Error('it was posted')
    const mara = await phones.onDiscord('Mara', 'operator')
    discord.press(mara.user, card, 'Acknowledge')
    await eventually(() => discord.seenOnlyBy(mara.user.id).length === 1)
    expect(discord.seenOnlyBy(mara.user.id)[0]?.embeds[0]).toMatchObject({
      title: '🟢 OK · Alert #12 is yours',
    })
    expect(acked.at(-1)).toMatch(/ 12$/)
    expect(discord.messagesIn(discord.channelId)).toHaveLength(before + 1)
    expect(card.edits, 'the pipeline edits it').toBe(0)
  })

  test('on Telegram is a toast, and nothing else anywhere', async () => {
    const { telegram, group, discord } = phones
    const elsewhere = discord.messagesIn(discord.channelId).length
    await channelOn('telegram').send(`room:${group.id}`, message(), how({ key: 'press.2' }))
    const rafa = await phones.onTelegram('Rafa', 'operator')
    const written = telegram.answers(group).length
    const done = acked.length
    telegram.press(rafa.user, group, 'Acknowledge')
    await eventually(() => acked.length === done + 1 && telegram.toasts.length > 0)
    // Where it takes too long, the wheel has stopped without a word: the card shows it all the same.
    expect([null, 'Alert #12 is yours']).toContain(telegram.toasts[0]?.text)
    // Answers come one after the other: when the next one is there, this press has said all that it says.
    telegram.press(rafa.user, group, 'More')
    await eventually(() => telegram.answers(group).length === written + 1)
    expect(telegram.lastAnswer(group)).toContain('Sent to you directly.')
    expect(telegram.answers(rafa.direct).map(({ text }) => text)).toEqual(['Alert #12'])
    expect(discord.messagesIn(discord.channelId), 'no other room is told').toHaveLength(elsewhere)
  })

  test('has its words for a toast, and needs no message where there are toasts', async () => {
    const { chat, group } = phones
    const nora = await chat.addPerson('Nora', 'operator')
    const card = await createAlertCards(chat.parts, 'telegram')(message(), `room:${group.id}`)
    const room = { id: String(group.id), kind: 'shared', guildId: null } as const
    const { reply } = await chat.push(nora, card.buttons[0]?.[0]?.token ?? '', room)
    expect(reply).toMatchObject({ audience: 'asker', inPlace: false, toastOnly: true })
    expect(String(reply.toast)).toBe('Alert #12 is yours')
    expect(chat.said.at(-1)?.saying.witness, 'no other room is told').toBeUndefined()
  })

  test('by a viewer is refused as the command would be', async () => {
    const { discord } = phones
    await channelOn('discord').send(`room:${discord.channelId}`, message(), how({ key: 'press.3' }))
    const card = discord.messagesIn(discord.channelId).at(-1)
    if (card === undefined) throw new Error('it was posted')
    const done = acked.length
    const vera = await phones.onDiscord('Vera', 'viewer')
    discord.press(vera.user, card, 'Acknowledge')
    await eventually(() => discord.seenOnlyBy(vera.user.id).length === 1)
    expect(discord.seenOnlyBy(vera.user.id)[0]?.embeds[0]?.['title']).toMatch(
      /"ring ack" needs the role operator, and yours is viewer/,
    )
    expect(acked).toHaveLength(done)
  })

  test('in words is answered where it was asked', async () => {
    const { group } = phones
    const rosa = await phones.onTelegram('Rosa', 'operator')
    expect(await rosa.type('/ring ack 12', group)).toContain('Alert #12 is yours')
  })
})

describe('a card is written for its reader', () => {
  const cardFor = async (address: string, more: Partial<AlertMessage> = {}) => {
    const lead = say`Since then ${clientName({ id: 3n, username: 'Ana López' })} waits.`
    const made = await createAlertCards(phones.chat.parts, 'telegram')(message({ lead, ...more }), address)
    const { blocks } = writeAnswer(made.answer, made.voice)
    const words = JSON.stringify(blocks)
    return { ...made, words, labels: made.buttons.flat().map(({ label }) => String(label)) }
  }

  test('rooms see initials, and every button', async () => {
    const { words, labels, buttons } = await cardFor('room:-1')
    expect(words).toContain('#3 A. L.')
    expect(labels).toEqual(['Acknowledge', 'More'])
    expect(buttons[0]?.[0]).toMatchObject({ style: 'primary', token: expect.stringMatching(/^l\./) })
  })

  test('an operator sees names, a viewer neither names nor what he may not press', async () => {
    const { chat } = phones
    const operator = await chat.addPerson('Otto', 'operator', 'telegram', '77001')
    await chat.stores.people.setLanguage(operator.id, 'es')
    await chat.addPerson('Vito', 'viewer', 'telegram', '77002')
    const his = await cardFor('person:77001')
    expect(his.words).toContain('#3 Ana López')
    expect(his.words).toContain('Atender antes de')
    const viewers = await cardFor('person:77002')
    expect(viewers.words).toContain('#3 A. L.')
    expect(viewers.labels).toEqual(['More'])
    expect((await cardFor('person:77003')).labels, 'somebody who is known to nobody').toEqual([])
  })

  test('each state has its colour, and a test says that it is one', async () => {
    const colourOf = async (more: Partial<AlertMessage>) => (await cardFor('room:-1', more)).colour
    expect(await colourOf({})).toBe(0xd92d20)
    expect(await colourOf({ severity: 'high' })).toBe(0xf79009)
    expect(await colourOf({ severity: 'medium' })).toBe(0xfdb022)
    expect(await colourOf({ severity: 'info' })).toBe(0x2e90fa)
    expect(await colourOf({ state: 'acked' })).toBe(0x667085)
    expect(await colourOf({ state: 'silenced' })).toBe(0x667085)
    expect(await colourOf({ state: 'resolved' })).toBe(0x12b76a)
    expect(String((await cardFor('room:-1', { isTest: true })).banner)).toBe('TEST · nothing is wrong')
  })
})

test('those on call are called by their accounts on this platform, up to the level that was reached', async () => {
  const { chat } = phones
  const lead = await chat.addPerson('Lia', 'operator', 'discord', '88001')
  const owner = await chat.addPerson('Oscar', 'owner', 'telegram', '88002')
  const stand = await chat.addPerson('Stan', 'operator', 'discord', '88003')
  const contact = (
    slot: OncallContact['slot'],
    personId: bigint,
    takenBy: bigint | null = null,
  ): OncallContact => ({
    slot,
    personId,
    takenBy,
    name: null,
    email: null,
    phone: null,
    availability: null,
    takenUntil: null,
  })
  const mentionsAt = (level: 0 | 1 | 2, platform: 'discord' | 'telegram', takenBy: bigint | null = null) => {
    const alerts = {
      alert: async () => ({ level }) as never,
      oncall: async () => [contact('level1', lead.id, takenBy), contact('level2', owner.id)],
    }
    return createMentions({ alerts, people: chat.stores.people }, platform)(message())
  }
  expect(await mentionsAt(0, 'discord')).toEqual([{ account: '88001', name: 'Lia' }])
  expect(await mentionsAt(1, 'telegram')).toEqual([])
  expect(await mentionsAt(2, 'telegram')).toEqual([{ account: '88002', name: 'Oscar' }])
  expect(await mentionsAt(2, 'discord', stand.id), 'who has taken the level').toEqual([
    { account: '88003', name: 'Stan' },
  ])
  await chat.stores.people.revoke(lead.id)
  expect(await mentionsAt(2, 'discord')).toEqual([])
})

test('what was posted can be found again', async () => {
  const { discord } = phones
  const sent = await channelOn('discord').send(
    `room:${discord.channelId}`,
    message(),
    how({ key: 'again.1' }),
  )
  expect(postedOf(sent)).toMatchObject({ roomId: discord.channelId })
})
