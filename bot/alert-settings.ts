import { validate as isCron } from 'node-cron'
import { MAIL_ADDRESS } from '../alerts/channels/email.ts'
import { PHONE_NUMBER } from '../alerts/channels/phone.ts'
import type { SmtpServer } from '../alerts/smtp.ts'
import type { AddressKind, SettingReader } from './setting-reader.ts'

/** Where alerts go besides the chats. */
export interface AlertSettings {
  readonly emails: readonly string[]
  /** Null: no mail is sent. */
  readonly smtp: SmtpSettings | null
  readonly webhooks: readonly WebhookSettings[]
  /** Signs what goes to generic webhooks and to the telephone provider. */
  readonly webhookSecret: string | null
  readonly phone: PhoneSettings | null
  readonly heartbeatUrl: string | null
  /** A cron expression in the operator's zone. */
  readonly digestSchedule: string
}

export interface SmtpSettings {
  readonly server: SmtpServer
  readonly from: string
}

export interface WebhookSettings {
  readonly kind: 'slack' | 'discord' | 'generic'
  /** Its place in ALERT_WEBHOOK, from 1: the address itself is a secret. */
  readonly number: number
  readonly url: string
}

export interface PhoneSettings {
  readonly url: string
  readonly variable: 'ALERT_PHONE' | 'ALERT_PHONE_WEBHOOK'
  readonly numbers: readonly string[]
}

const DIGEST_AT = '0 8 * * *'

export function readAlertSettings(reader: SettingReader): AlertSettings {
  const emails = readEmails(reader)
  const webhooks = readWebhooks(reader)
  return {
    emails,
    smtp: readSmtp(reader, emails),
    webhooks,
    webhookSecret: readWebhookSecret(reader, webhooks),
    phone: readPhone(reader),
    heartbeatUrl: reader.url('HEARTBEAT_URL', webAddress('https://hc-ping.com/your-uuid')),
    digestSchedule: readDigestSchedule(reader),
  }
}

const listOf = (written: string | null): string[] =>
  (written ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

function readEmails(reader: SettingReader): string[] {
  const emails = listOf(reader.text('ALERT_EMAIL'))
  if (emails.some((email) => !MAIL_ADDRESS.test(email)))
    reader.problem(
      'ALERT_EMAIL',
      'must be mail addresses with commas between them',
      'mara@shop.example,pedro@shop.example',
    )
  return emails
}

/* --------------------------------------------------------------------- mail */

const SMTP_EXAMPLE = 'smtp://user:password@mail.example:587'
const SMTP_ADDRESS: AddressKind = {
  protocols: ['smtp:', 'smtps:'],
  example: SMTP_EXAMPLE,
  fault: smtpFault,
}

function smtpFault(address: string): string | null {
  const url = URL.canParse(address) ? new URL(address) : null
  if (url === null || url.hostname === '' || !isDecodable(url))
    return "can't be read as an address: special characters in a password must be written as %.., such as %40 for @"
  if (url.username === '' && url.password !== '') return 'has a password without a user'
  const from = url.searchParams.get('from')
  if (from !== null && !MAIL_ADDRESS.test(from)) return 'must have a mail address after ?from='
  return null
}

function isDecodable({ username, password }: URL): boolean {
  try {
    decodeURIComponent(username + password)
    return true
  } catch {
    return false
  }
}

function readSmtp(reader: SettingReader, emails: readonly string[]): SmtpSettings | null {
  const before = reader.problems.length
  const address = reader.url('SMTP_URL', SMTP_ADDRESS)
  if (address === null) {
    if (emails.length > 0 && reader.problems.length === before)
      reader.problem('SMTP_URL', 'is missing, though ALERT_EMAIL is set', SMTP_EXAMPLE)
    return null
  }
  if (reader.problems.length > before) return null
  const url = new URL(address)
  const secure = url.protocol === 'smtps:'
  const user = decodeURIComponent(url.username)
  return {
    server: {
      host: url.hostname.replaceAll(/[[\]]/g, ''),
      port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
      secure,
      user: user === '' ? null : user,
      password: user === '' ? null : decodeURIComponent(url.password),
    },
    from: senderOf(url, user, emails),
  }
}

/** As whom to write: servers take no mail from anybody. */
const senderOf = (url: URL, user: string, emails: readonly string[]): string =>
  url.searchParams.get('from') ??
  (MAIL_ADDRESS.test(user) ? user : (emails[0] ?? `satmachine@${url.hostname.replaceAll(/[[\]]/g, '')}`))

/* ----------------------------------------------------------------- webhooks */

const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/** Over the net only with TLS: whoever reads an address on its way can use it. */
const webAddress = (example: string): AddressKind => ({
  protocols: ['https:', 'http:'],
  example,
  fault: webFault,
})

function webFault(address: string): string | null {
  const url = URL.canParse(address) ? new URL(address) : null
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return "can't be read as an address"
  return url.protocol === 'http:' && !LOOPBACK.test(url.hostname)
    ? 'must begin with https:// (http:// is for this very machine)'
    : null
}

const WEBHOOK_EXAMPLE = 'https://hooks.slack.com/services/T…,https://discord.com/api/webhooks/…'

function readWebhooks(reader: SettingReader): WebhookSettings[] {
  const written = reader.secret('ALERT_WEBHOOK', 'addresses of webhooks with commas between them')
  const addresses = listOf(written)
  const faults = addresses.map(webFault)
  faults.forEach((fault, i) => {
    if (fault !== null) reader.problem('ALERT_WEBHOOK', `(address no. ${i + 1}) ${fault}`, WEBHOOK_EXAMPLE)
  })
  return faults.every((fault) => fault === null)
    ? addresses.map((url, i) => ({ kind: kindOf(new URL(url)), number: i + 1, url }))
    : []
}

function kindOf({ hostname, pathname }: URL): WebhookSettings['kind'] {
  if (hostname === 'hooks.slack.com') return 'slack'
  const isDiscord = /^(?:(?:canary|ptb)\.)?(?:discord|discordapp)\.com$/.test(hostname)
  return isDiscord && /^\/api\/(?:v\d+\/)?webhooks\//.test(pathname) ? 'discord' : 'generic'
}

const SECRET_EXAMPLE = 'whsec_ and what this prints: openssl rand -base64 32'

function readWebhookSecret(reader: SettingReader, webhooks: readonly WebhookSettings[]): string | null {
  const isNeeded = webhooks.some(({ kind }) => kind === 'generic')
  const before = reader.problems.length
  const secret = reader.secret('ALERT_WEBHOOK_SECRET', 'signs what goes to webhooks')
  if (secret === null) {
    if (isNeeded && reader.problems.length === before)
      reader.problem(
        'ALERT_WEBHOOK_SECRET',
        'is missing: an address in ALERT_WEBHOOK is neither of Slack nor of Discord, and what goes there is signed',
        SECRET_EXAMPLE,
      )
    return null
  }
  const [, base64 = ''] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? []
  const bytes = Buffer.from(base64, 'base64')
  if (base64.length % 4 === 0 && bytes.length >= 24 && bytes.length <= 64) return secret
  reader.problem('ALERT_WEBHOOK_SECRET', 'must be whsec_ and 24 to 64 bytes in base64', SECRET_EXAMPLE)
  return null
}

/* -------------------------------------------------------------------- phone */

function readPhone(reader: SettingReader): PhoneSettings | null {
  const url = reader.url('ALERT_PHONE_WEBHOOK', webAddress('https://provider.example/calls'))
  const written = reader.secret('ALERT_PHONE', 'a telephone number')
  if (written !== null && /^https?:/i.test(written)) return ownWebhook(reader, written, url)
  const numbers = listOf(written).map((number) => number.replaceAll(/[\s()-]/g, ''))
  if (numbers.some((number) => !PHONE_NUMBER.test(number)))
    reader.problem('ALERT_PHONE', "must be a telephone number with + and the country's code", '+50255551234')
  if (url !== null) return { url, variable: 'ALERT_PHONE_WEBHOOK', numbers }
  if (numbers.length > 0)
    reader.problem(
      'ALERT_PHONE_WEBHOOK',
      'is missing: the address of the provider who calls the number in ALERT_PHONE',
      'https://provider.example/calls',
    )
  return null
}

/** The provider's address stands in ALERT_PHONE itself: it knows whom to call. */
function ownWebhook(reader: SettingReader, written: string, other: string | null): PhoneSettings | null {
  const fault = webFault(written)
  if (fault !== null) reader.problem('ALERT_PHONE', fault, '+50255551234')
  if (other !== null)
    reader.problem(
      'ALERT_PHONE',
      'is an address, and ALERT_PHONE_WEBHOOK is set as well: which one counts?',
      '+50255551234',
    )
  return fault === null && other === null ? { url: written, variable: 'ALERT_PHONE', numbers: [] } : null
}

function readDigestSchedule(reader: SettingReader): string {
  const schedule = reader.text('DIGEST_SCHEDULE') ?? DIGEST_AT
  if (!isCron(schedule))
    reader.problem('DIGEST_SCHEDULE', 'must be a cron expression', `"${DIGEST_AT}" (every day at 8)`)
  return schedule
}

/* ------------------------------------------------------------------ secrets */

/** What of these settings must not show in a log, whole or in its telling part. */
export function alertSecretsOf({
  smtp,
  webhooks,
  webhookSecret,
  phone,
  heartbeatUrl,
}: AlertSettings): string[] {
  const addresses = [...webhooks.map(({ url }) => url), phone?.url, heartbeatUrl].filter(
    (url): url is string => typeof url === 'string',
  )
  const password = smtp?.server.password ?? null
  const secrets = [
    ...addresses.flatMap(partsOf),
    ...(webhookSecret === null ? [] : [webhookSecret, webhookSecret.slice('whsec_'.length)]),
    ...(password === null ? [] : [password, encodeURIComponent(password)]),
  ]
  // The longest first, or a part that was hidden would leave the rest of its whole in sight.
  return secrets.filter((secret) => secret !== '').sort((a, b) => b.length - a.length)
}

/** The address, its path, and the last part of it, which with most receivers is the token. */
function partsOf(url: string): string[] {
  const { href, pathname, search } = new URL(url)
  const last = pathname.split('/').findLast((part) => part !== '') ?? ''
  // Short ones are no secrets, and hiding them would hide half the log.
  const path = [pathname, last].filter((part) => part.length >= 12)
  return [url, href, ...path, ...(search === '' ? [] : [search])]
}
