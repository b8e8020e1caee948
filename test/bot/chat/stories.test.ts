import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type DiscordPhone,
  eventually,
  openPhones,
  type Phones,
  type TelegramPhone,
} from '../../support/phones.ts'

/** People who have never seen it, on both platforms at once, over the whole engine. */
let phones: Phones
let ana: TelegramPhone
let luis: DiscordPhone

beforeAll(async () => {
  phones = await openPhones()
  ana = await phones.onTelegram('Ana', 'operator')
  luis = await phones.onDiscord('Luis', 'treasurer')
  await phones.chat.world.addClient('Rosa Pérez', '5000.00')
}, 60_000)
afterAll(() => phones.close())

/** Types a slash command and reads the card that comes. */
async function onDiscord(name: string, options: Record<string, string> = {}): Promise<string> {
  const { discord } = phones
  const asked = discord.invoke(luis.user, name, options)
  await eventually(() => (asked.original?.embeds.length ?? 0) > 0)
  return JSON.stringify(asked.original?.embeds)
}

describe('on a phone with Telegram, with only /help to begin with', () => {
  test('an operator stops the payouts, and is asked for the reason', async () => {
    expect(await ana.type('/help')).toContain('*/poll*')
    expect(await ana.type('/poll')).toContain('[ poll backfill | poll pause ]')
    expect(await ana.tap('poll pause')).toContain('poll pause: reason?')
    expect(await ana.type('counting the cash')).toContain('Paused')
    expect((await phones.chat.world.readings.status()).payoutsEnabled).toBe(false)
    expect(await ana.type('/status')).toContain('Payouts are paused: counting the cash')
  })

  test('she enters a deposit step by step; in the shop’s group no name is shown', async () => {
    expect(await ana.type('/deposit add')).toContain('deposit add: client?')
    expect(await ana.tap('#1 Rosa Pérez')).toContain('deposit add: amount?')
    expect(await ana.type('1250.50')).toContain('Enter a deposit of 1,250.50 GTQ for #1 Rosa Pérez')
    expect(await ana.tap('Yes, do it')).toContain('is pending')
    await eventually(() => phones.telegram.screen(phones.group).includes('1,250.50'))
    expect(phones.telegram.screen(phones.group)).toContain('#1 R. P.')
    expect(phones.telegram.screen(phones.group)).not.toContain('Rosa')
  })

  test('a treasurer on Discord finds it by completion and confirms it', async () => {
    const { discord } = phones
    const typing = discord.type(luis.user, 'deposit confirm', { name: 'deposit', typed: '1,250' })
    await eventually(() => typing.choices !== null)
    const [found] = typing.choices ?? []
    expect(found?.name).toContain('1,250.50 GTQ')
    const asked = discord.invoke(luis.user, 'deposit confirm', { deposit: found?.value ?? '' })
    await eventually(() => (asked.original?.embeds.length ?? 0) > 0)
    const card = asked.original
    if (card === null) throw new Error('a card was shown')
    expect(JSON.stringify(card.embeds)).toContain('5,000.00 GTQ → 6,250.50 GTQ')
    discord.press(luis.user, card, 'Yes, do it')
    await eventually(() => JSON.stringify(card.embeds).includes('By Luis.'))
    const [client] = await phones.chat.world.readings.clients({ limit: 1 })
    expect(client?.remaining).toBe(625_050n)
  })

  test('what two people have to agree on is asked on one platform and approved on the other', async () => {
    const olga = await phones.onTelegram('Olga', 'owner')
    const sale = await phones.chat.world.sell({ crypto_code: 'ETH' })
    await phones.chat.world.takeIn()
    expect(await onDiscord('tx ignore', { cashout: sale, note: 'a coin that we do not buy' })).toContain(
      'Somebody else has to approve it',
    )
    await eventually(() => phones.telegram.screen(phones.group).includes('[ Approve | No ]'))
    expect(await olga.tap('Approve', phones.group)).toContain('approved by Olga')
    const [row] = await phones.chat.stores.actionLog.actions({ noun: 'tx', limit: 1 })
    expect(row?.command).toBe('tx ignore')
    // The card on Discord has lost its buttons and says who decided.
    const { discord } = phones
    await eventually(() =>
      discord
        .messagesIn(discord.channelId)
        .concat(discord.seenOnlyBy(luis.user.id))
        .some((message) => JSON.stringify(message.embeds).includes('Confirmed by Olga')),
    )
  })

  test('a payment that waits is found in the list, shown, and sent again by a treasurer', async () => {
    const { world } = phones.chat
    const otto = await phones.onTelegram('Otto', 'treasurer')
    await otto.type('/poll resume')
    expect(await otto.tap('Yes, do it')).toMatch(/resumed|on/i)
    await world.sell()
    await world.takeIn()
    await world.distribute()
    const unfinished = await world.readings.transfers({ status: 'unfinished', limit: 10 })
    const id = unfinished.find((payment) => payment.kind === 'client')?.id
    expect(await otto.type('/payment')).toContain('payment list ]')
    expect(await otto.tap('payment list')).toContain(`#${id}`)
    expect(await otto.type('/payment retry')).toContain('payment retry: payment?')
    expect(await otto.tap(`#${id} · 259,029 sats · pending`)).toContain('looked up: UNPAID')
    expect(await otto.tap('Yes, do it')).toContain('is paid: 259,029 sats to #1 Rosa Pérez')
    expect((await world.readings.transfer('client', id ?? 0n))?.status).toBe('completed')
  })
})

describe('in Discord, where the bot hears no plain words', () => {
  test('what is missing is asked for in a window', async () => {
    const { discord } = phones
    const list = discord.invoke(luis.user, 'client list', { share: true })
    await eventually(() => (list.original?.components.length ?? 0) > 0)
    const card = list.original
    if (card === null) throw new Error('a card was shown')
    const asked = discord.press(luis.user, card, 'deposit add --client 1')
    const question = () =>
      [asked.original, ...asked.followUps].find((message) => (message?.components.length ?? 0) > 0)
    await eventually(() => JSON.stringify(question()?.components ?? '').includes('Write…'))
    const opened = discord.press(luis.user, question() ?? card, 'Write…')
    await eventually(() => opened.modal !== null)
    const sent = discord.submit(opened, '77.00')
    const shown = () => JSON.stringify([sent.original, ...sent.followUps, sent.source])
    await eventually(() => shown().includes('Enter a deposit of 77.00 GTQ'))
  })
})
