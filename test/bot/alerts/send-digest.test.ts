import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Channel } from '../../../alerts/channel.ts'
import { createTerminalChannel } from '../../../alerts/channels/terminal.ts'
import { type Digest, failedDigest } from '../../../alerts/digest.ts'
import { createAlertCards } from '../../../bot/alerts/alert-card.ts'
import { createChatChannel } from '../../../bot/alerts/chat-channel.ts'
import { createDigestSending } from '../../../bot/alerts/send-digest.ts'
import { Failure } from '../../../engine/failure.ts'
import { ENGLISH } from '../../../engine/phrase.ts'
import { silentLog } from '../../support/database.ts'
import { openPhones, type Phones } from '../../support/phones.ts'

/** The smallest picture there is: one grey dot. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
)
const DIGEST: Digest = { ...failedDigest('2026-11-21', 'a test'), tone: 'green', silent: true }

let phones: Phones
beforeAll(async () => {
  phones = await openPhones()
})
afterAll(() => phones.close())

function sending(
  options: { picture?: () => Promise<never>; platforms?: readonly ('discord' | 'telegram')[] } = {},
) {
  const { chat, running } = phones
  const printed: string[] = []
  const sent: string[] = []
  const terminal = createTerminalChannel({
    print: (line) => void printed.push(line),
    voice: () => ENGLISH,
    contacts: () => Promise.resolve([]),
  })
  const platforms = options.platforms ?? (['discord', 'telegram'] as const)
  const chats = platforms.map((platform): [string, Channel] => [
    platform,
    createChatChannel({
      platform,
      outlet: () => running.outlet(platform),
      toCard: createAlertCards(chat.parts, platform),
      log: silentLog,
    }),
  ])
  const volume =
    options.picture ?? (() => Promise.resolve({ name: 'volume.png', png: PNG, alt: 'A grey dot.', json: {} }))
  const send = createDigestSending({
    parts: { ...chat.parts, chartsFor: () => ({ volume }) as never },
    channels: { byKind: new Map<string, Channel>([...chats, ['terminal', terminal]]), terminal },
    directory: async () => ({
      rooms: await chat.stores.rooms.rooms(),
      people: [],
      oncall: [],
      platforms: ['discord', 'telegram'],
      addresses: [],
      canMail: false,
      canPhone: false,
    }),
    onSent: () => void sent.push('sent'),
  })
  return { send, printed, sent }
}

test('a digest goes to every room that reads it, with its picture, without a sound when all is well', async () => {
  const { send, printed, sent } = sending()
  await send(DIGEST)
  const { discord, telegram, group } = phones
  const [onDiscord] = discord.messagesIn(discord.channelId).slice(-1)
  expect(JSON.stringify(onDiscord)).toContain('The digest of 2026-11-21')
  expect(JSON.stringify(onDiscord)).toContain('volume.png')
  expect([...group.messages.values()].map(({ text }) => text).join('\n')).toContain(
    'The digest of 2026-11-21',
  )
  const photo = telegram.requests('sendPhoto').at(-1)
  expect(photo?.fields).toMatchObject({ disable_notification: true, caption: 'A grey dot.' })
  expect(printed.join('\n')).toContain('The digest of 2026-11-21')
  expect(sent).toEqual(['sent'])
})

test('a picture that can’t be drawn keeps no digest back', async () => {
  const { send, sent } = sending({ picture: () => Promise.reject(new Failure('chart_failed', 'no chart')) })
  const before = phones.telegram.requests('sendPhoto').length
  await send(DIGEST)
  expect(phones.telegram.requests('sendPhoto')).toHaveLength(before)
  expect(sent).toEqual(['sent'])
})

test('one that reached nobody but the terminal is not sent, and nobody outside hears that it was', async () => {
  const { send, sent } = sending({ platforms: [] })
  await expect(send(DIGEST)).rejects.toThrow('The digest of 2026-11-21 reached nobody.')
  expect(sent).toEqual([])
})
