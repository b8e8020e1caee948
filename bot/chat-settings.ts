import type { Language } from '../engine/people.ts'
import type { AddressKind, SettingReader } from './setting-reader.ts'

/** Where people talk with the bot; null for a platform that is not used. */
export interface ChatSettings {
  /** Of rooms, and of people who have not chosen one. */
  readonly language: Language
  readonly discord: DiscordSettings | null
  readonly telegram: TelegramSettings | null
}

export interface DiscordSettings {
  readonly token: string
  readonly guildId: string
  readonly opsChannelId: string | null
  readonly alertsChannelId: string | null
  readonly apiUrl: string | null
}

export interface TelegramSettings {
  readonly token: string
  readonly opsChatId: string | null
  readonly alertsChatId: string | null
  readonly apiRoot: string | null
}

export function readChatSettings(reader: SettingReader): ChatSettings {
  const language = reader.choice('LANGUAGE', ['en', 'es'])
  return {
    language: language === 'es' ? 'es' : 'en',
    discord: readDiscord(reader),
    telegram: readTelegram(reader),
  }
}

const SNOWFLAKE = /^\d{15,21}$/

function readDiscord(reader: SettingReader): DiscordSettings | null {
  const token = reader.secret('DISCORD_TOKEN', "the bot's token from Discord's developer portal")
  const ids = ['DISCORD_GUILD_ID', 'DISCORD_OPS_CHANNEL_ID', 'DISCORD_ALERTS_CHANNEL_ID'] as const
  const [guildId, opsChannelId, alertsChannelId] = ids.map((name) => idOf(reader, name, SNOWFLAKE))
  const apiUrl = reader.url('DISCORD_API_URL', API_ADDRESS)
  if (token === null) {
    refuseHalf(reader, 'DISCORD_TOKEN', ids)
    return null
  }
  if (guildId === null || guildId === undefined)
    reader.problem(
      'DISCORD_GUILD_ID',
      'is missing: the server in which the bot may answer',
      '1180012345678901234',
    )
  return {
    token,
    guildId: guildId ?? '',
    opsChannelId: opsChannelId ?? null,
    alertsChannelId: alertsChannelId ?? null,
    apiUrl,
  }
}

const CHAT_ID = /^-?\d{1,20}$/

function readTelegram(reader: SettingReader): TelegramSettings | null {
  const token = reader.secret('TELEGRAM_TOKEN', "the bot's token from @BotFather")
  const ids = ['TELEGRAM_OPS_CHAT_ID', 'TELEGRAM_ALERTS_CHAT_ID'] as const
  const [opsChatId, alertsChatId] = ids.map((name) => idOf(reader, name, CHAT_ID))
  const apiRoot = reader.url('TELEGRAM_API_ROOT', API_ADDRESS)
  if (token === null) {
    refuseHalf(reader, 'TELEGRAM_TOKEN', ids)
    return null
  }
  if (!/^\d{1,20}:[\w-]{20,100}$/.test(token))
    reader.problem(
      'TELEGRAM_TOKEN',
      'must be the whole token, with the number before the colon',
      '123456:ABC-DEF…',
    )
  return { token, opsChatId: opsChatId ?? null, alertsChatId: alertsChatId ?? null, apiRoot }
}

function idOf(reader: SettingReader, name: string, form: RegExp): string | null {
  const written = reader.text(name)
  if (written !== null && !form.test(written))
    reader.problem(
      name,
      'must be a number, as the platform shows it',
      '-1001234567890'.slice(name.startsWith('D') ? 1 : 0),
    )
  return written
}

/** Without the token the others would be ignored, and somebody would wait for alerts. */
function refuseHalf(reader: SettingReader, token: string, names: readonly string[]): void {
  const given = names.filter((name) => reader.text(name) !== null)
  if (given.length > 0)
    reader.problem(
      token,
      `is missing, though ${given.join(', ')} is set`,
      `${token}_FILE=/etc/satmachine/${token.toLowerCase()}`,
    )
}

const API_ADDRESS: AddressKind = {
  protocols: ['http:', 'https:'],
  example: 'http://127.0.0.1:8081',
  fault: (address) => (URL.canParse(address) ? null : "can't be read as an address"),
}
