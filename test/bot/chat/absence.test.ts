import { expect, test } from 'vitest'
import { eventually, openPhones } from '../../support/phones.ts'

test('a platform that stays away is reported on the other one, once, and the other goes on', async () => {
  const phones = await openPhones()
  try {
    const { discord, telegram, chat, running } = phones
    const told = (words: string): number =>
      discord
        .messagesIn(discord.channelId)
        .filter((message) => JSON.stringify(message.embeds).includes(words)).length
    const luis = await phones.onDiscord('Luis', 'operator')
    telegram.revokeToken()
    await eventually(() => running.state('telegram')?.kind === 'disconnected')
    // The first look sees that it is away, and a later one that it stayed away.
    await eventually(() => {
      chat.advance(5_000)
      return told("telegram can't be reached") > 0
    })
    const asked = discord.invoke(luis.user, 'status show')
    await eventually(() => (asked.original?.embeds.length ?? 0) > 0)
    expect(told("telegram can't be reached")).toBe(1)
  } finally {
    await phones.close()
  }
}, 60_000)

test('a group that throws the bot out is reported on the other platform', async () => {
  const phones = await openPhones()
  try {
    const { discord, telegram, group } = phones
    const ana = await phones.onTelegram('Ana', 'operator')
    telegram.kick(group, ana.user)
    await eventually(() =>
      discord
        .messagesIn(discord.channelId)
        .some((message) => JSON.stringify(message.embeds).includes('removed from a room on telegram')),
    )
    expect(await ana.type('/status')).toContain('Polling')
  } finally {
    await phones.close()
  }
}, 60_000)
