import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MailServer, openMailServer } from '../../alerts/channels/mail-server.ts'
import { openReceiver, type Receiver } from '../../alerts/channels/receiver.ts'
import { type FakeDiscord, startFakeDiscord } from '../../fakes/discord/fake-discord.ts'
import { type FakeTelegram, startFakeTelegram } from '../../fakes/telegram/fake-telegram.ts'
import { eventually } from '../../support/lamassu.ts'
import { openOutside, type Outside } from '../outside.ts'
import { builtProgram, killed, type Running, start, workFolder } from '../program.ts'

/** The whole program, as an operator runs it, with every channel there is. */

const folder = workFolder('alerts')
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
let outside: Outside
let discord: FakeDiscord
let telegram: FakeTelegram
let mail: MailServer
let webhook: Receiver
let heartbeat: Receiver
let room: ReturnType<FakeTelegram['group']>
const started: Running[] = []

beforeAll(async () => {
  await builtProgram()
  ;[outside, discord, telegram] = await Promise.all([
    openOutside(folder.path),
    startFakeDiscord(),
    startFakeTelegram(),
  ])
  ;[mail, webhook, heartbeat] = await Promise.all([openMailServer(), openReceiver(), openReceiver()])
  room = telegram.group('Shop', [telegram.user('Maria')])
})
afterAll(async () => {
  for (const bot of started) await killed(bot)
  await Promise.all([discord.close(), telegram.stop(), mail.close(), webhook.close(), heartbeat.close()])
  await outside.close()
  folder.remove()
})

async function program(): Promise<Running> {
  const bot = start(['run'], {
    cwd: folder.path,
    environment: {
      ...outside.environment,
      POLL_SCHEDULE: '* * * * * *',
      DISCORD_TOKEN: discord.token,
      DISCORD_GUILD_ID: discord.guildId,
      DISCORD_OPS_CHANNEL_ID: discord.channelId,
      DISCORD_API_URL: discord.url,
      TELEGRAM_TOKEN: telegram.token,
      TELEGRAM_OPS_CHAT_ID: String(room.id),
      TELEGRAM_API_ROOT: telegram.apiRoot,
      ALERT_EMAIL: 'ops@shop.example',
      SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
      ALERT_WEBHOOK: webhook.url,
      ALERT_WEBHOOK_SECRET: SECRET,
      HEARTBEAT_URL: heartbeat.url,
    },
  })
  started.push(bot)
  await bot.says(/satmachine is running/, 60)
  return bot
}

const TITLE = 'Something is there twice'

/** How often each channel has told of the duplicate with this word. */
const heard = (word: string): Record<string, number> => {
  const isIt = (text: string): boolean => text.includes(TITLE) && text.includes(word)
  const events = webhook.received.map(({ headers, body }) => {
    new Webhook(SECRET).verify(body, headers)
    return body
  })
  return {
    discord: discord.messagesIn(discord.channelId).filter((message) => isIt(JSON.stringify(message))).length,
    telegram: [...room.messages.values()].filter(({ text }) => isIt(text)).length,
    mail: mail.mails.filter(({ parsed }) => isIt(`${parsed.subject} ${parsed.text}`)).length,
    webhook: events.filter(isIt).length,
  }
}

test('a duplicate stops the payouts and is told on every channel; a killed program tells it no second time; its end is told', async () => {
  const first = await program()
  const { pool } = outside.books
  await eventually(() => Promise.resolve(heartbeat.received.length > 0), 30)
  await pool.query('ALTER TABLE lamassu_transactions DROP CONSTRAINT unique_transaction_id')
  await pool.query(
    `INSERT INTO lamassu_transactions (transaction_id, status, quarantine_reason, device_id, source_row, source_row_hash)
     SELECT 'twice', 'quarantined', 'a test', 'device', '{}', 'hash' FROM generate_series(1, 2)`,
  )
  await eventually(() => Promise.resolve(Object.values(heard('CRITICAL')).every((count) => count >= 1)), 60)
  await eventually(async () => {
    const { rows } = await pool.query('SELECT payouts_enabled FROM lamassu_config')
    return rows[0]?.payouts_enabled === false
  }, 15)
  await killed(first)
  await program()
  await pool.query("UPDATE lamassu_transactions SET status = 'failed' WHERE transaction_id = 'twice'")
  await eventually(() => Promise.resolve(Object.values(heard('RESOLVED')).every((count) => count >= 1)), 90)
  // In the chats the first card says by now that it is over; mail and webhooks can't be taken back.
  await eventually(
    () => Promise.resolve(heard('RESOLVED')['discord'] === 2 && heard('RESOLVED')['telegram'] === 2),
    20,
  )
  expect(heard('CRITICAL')).toEqual({ discord: 0, telegram: 0, mail: 1, webhook: 1 })
  expect(heard('RESOLVED')).toEqual({ discord: 2, telegram: 2, mail: 1, webhook: 1 })
  const { rows } = await pool.query(
    "SELECT actor, command FROM action_log WHERE surface = 'alert' ORDER BY id",
  )
  expect(rows).toEqual([
    { actor: 'alert:TX_DUPLICATE', command: 'poll pause' },
    { actor: 'alert:TX_DUPLICATE', command: 'incident open' },
  ])
  expect((await pool.query('SELECT payouts_enabled FROM lamassu_config')).rows[0]).toEqual({
    payouts_enabled: false,
  })
}, 240_000)
