import { writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { Channel } from '../../../alerts/channel.ts'
import { createTerminalChannel } from '../../../alerts/channels/terminal.ts'
import { digestOf, MOST_CHARACTERS, MOST_LINES } from '../../../alerts/digest.ts'
import { createAlertCards } from '../../../bot/alerts/alert-card.ts'
import { createChatChannel } from '../../../bot/alerts/chat-channel.ts'
import { createDigestSending } from '../../../bot/alerts/send-digest.ts'
import { dayBounds, localDay } from '../../../engine/local-time.ts'
import { silentLog } from '../../support/database.ts'
import { openPhones, type Phones } from '../../support/phones.ts'
import { screensSvg, type Shown } from '../../support/screens.ts'
import { dateLastRun, enterDeposit, liveThrough, plantAmber, plantRed } from './digest-days.ts'

/**
 * A green, an amber and a red morning: two weeks of random sales on the real engine, with what went wrong planted in
 * the books, as Discord, Telegram and the terminal are really told. PICTURES=docs draws the pictures of them there.
 */

const ZONE = 'America/Guatemala'
const HOUR_MS = 3_600_000
const FOLDER = process.env['PICTURES']

async function send(phones: Phones) {
  const { chat, running } = phones
  const printed: string[] = []
  const { voiceFor } = chat.parts
  const terminal = createTerminalChannel({
    print: (line) => void printed.push(...line.split('\n')),
    voice: () => voiceFor('en', { timeZone: ZONE, names: 'initials' }),
    contacts: async () => [],
  })
  const chats = (['discord', 'telegram'] as const).map((platform): [string, Channel] => [
    platform,
    createChatChannel({
      platform,
      outlet: () => running.outlet(platform),
      toCard: createAlertCards(chat.parts, platform),
      log: silentLog,
    }),
  ])
  const sending = createDigestSending({
    parts: chat.parts,
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
    onSent: () => undefined,
  })
  await chat.parts.books.reconcile({ scope: { kind: 'all' }, actor: 'satmachine' })
  // At eight in the morning; the books were reconciled at midnight of UTC.
  const today = dayBounds(localDay(chat.parts.clock.now(), ZONE), ZONE).from.getTime()
  const morning = new Date(today + 8 * HOUR_MS)
  await dateLastRun(chat.world, new Date(today - 6 * HOUR_MS))
  const digest = digestOf(await chat.parts.books.digest(null, ZONE, morning))
  await sending(digest)
  return {
    digest,
    shown: { discord: onDiscord(phones), telegram: onTelegram(phones), terminal: inTerminal(printed) },
  }
}

function onDiscord({ discord }: Phones): Shown {
  const message = discord.messagesIn(discord.channelId).at(-1)
  const [embed] = message?.embeds ?? []
  const rows = (message?.components ?? []) as { components: { label: string }[] }[]
  return {
    heading: plain(String(embed?.['title'])),
    lines: plain(String(embed?.['description'])).split('\n'),
    buttons: rows.map(({ components }) => components.map(({ label }) => label)),
    colour: `#${Number(embed?.['color']).toString(16).padStart(6, '0')}`,
    png: message?.files[0]?.bytes ?? null,
  }
}

/** Discord writes its marks and its timestamps out by itself. */
const plain = (marked: string): string =>
  marked.replaceAll(/\\([\\`*_{}[\]()#+\-.!|>~<@:])/g, '$1').replaceAll('**', '')

function onTelegram({ group }: Phones): Shown {
  const messages = [...group.messages.values()]
  const card = messages.filter(({ keyboard }) => keyboard.length > 0).at(-1)
  const photo = messages.filter(({ file }) => file?.isPhoto === true).at(-1)
  const [heading = '', ...lines] = (card?.text ?? '').split('\n').filter((line) => line !== '')
  return {
    heading,
    lines,
    buttons: (card?.keyboard ?? []).map((row) => row.map(({ text }) => text)),
    colour: '',
    png: photo?.file?.bytes ?? null,
  }
}

const inTerminal = ([heading = '', ...lines]: readonly string[]): Shown => ({
  heading,
  lines,
  buttons: [],
  colour: '',
  png: null,
})

/** What holds on every screen. */
function expectReadable(shown: Shown, sign: string): void {
  expect(shown.heading.startsWith(sign)).toBe(true)
  const all = [shown.heading, ...shown.lines]
  expect(all.length).toBeLessThanOrEqual(MOST_LINES)
  expect(all.join('\n').length).toBeLessThanOrEqual(MOST_CHARACTERS)
  expect(shown.png).not.toBeNull()
  for (const line of all.filter((one) => one.includes('👉'))) {
    const number = /#(\d+)/.exec(line)?.[1]
    expect(shown.buttons.flat().some((label) => label.includes(`#${number}`))).toBe(true)
  }
  expect(all.join('\n')).not.toMatch(/Ana|López|Mara|Xol/)
}

test('a green, an amber and a red morning are each read in twenty seconds', {
  timeout: 240_000,
}, async () => {
  const phones = await openPhones({ settings: new Map([['operator-timezone', ZONE]]) })
  try {
    const { world } = phones.chat
    const [ana] = await liveThrough(world, 11)
    if (ana === undefined) throw new Error('the shop has clients')
    await enterDeposit(world, ana, '40 hours')
    const days = [
      { tone: 'green', sign: '🟢', plant: async () => undefined },
      { tone: 'amber', sign: '🟡', plant: () => plantAmber(world) },
      { tone: 'red', sign: '🔴', plant: () => plantRed(world) },
    ] as const
    for (const { tone, sign, plant } of days) {
      await plant()
      // Discord forgets after some minutes what it has had already.
      for (const message of phones.discord.messagesIn(phones.discord.channelId)) message.nonce = null
      const { digest, shown } = await send(phones)
      expect(digest).toMatchObject({ tone, silent: tone === 'green' })
      expectReadable(shown.discord, sign)
      expectReadable(shown.telegram, sign)
      expect(shown.terminal.heading.startsWith(sign)).toBe(true)
      expect(shown.terminal.lines.join('\n')).toContain('Bar chart')
      if (FOLDER !== undefined)
        await writeFile(
          `${FOLDER}/digest-${tone}.svg`,
          screensSvg(`The digest of a ${tone} day on Discord, Telegram and in a terminal`, shown),
        )
    }
  } finally {
    await phones.close()
  }
})
