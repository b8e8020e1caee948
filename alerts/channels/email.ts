import { createHash } from 'node:crypto'
import { isWorse } from '../../engine/alerting.ts'
import { say, type Voice } from '../../engine/phrase.ts'
import type { Channel, Sent } from '../channel.ts'
import { htmlText, PICTURE_ID } from '../html.ts'
import type { AlertMessage } from '../message.ts'
import { plainLine, plainText } from '../plain.ts'
import type { SmtpServer } from '../smtp.ts'
import { asSent, never } from '../verdict.ts'

export interface EmailOptions {
  readonly server: SmtpServer
  /** 'alerts@shop.example' */
  readonly from: string
  /** ALERT_EMAIL; mail may go to others as well. */
  readonly addresses: readonly string[]
  readonly voice: () => Voice | Promise<Voice>
  readonly now: () => Date
  readonly connectionTimeoutMs?: number
  readonly socketTimeoutMs?: number
}

const CONNECTION_TIMEOUT_MS = 10_000
const SOCKET_TIMEOUT_MS = 20_000
/** One plain address: no names, no lists, nothing that could become a second header or recipient. */
export const MAIL_ADDRESS = /^[^\s@<>,;:"()[\]\\]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*$/i

/** Mail over SMTP, one message a recipient; all that is told about one alert is one conversation. */
export function createEmailChannel(options: EmailOptions): Channel {
  return {
    kind: 'email',
    isChat: false,
    addresses: options.addresses,
    send: (address, message, { key, signal }) =>
      asSent(async (): Promise<Sent> => {
        if (!MAIL_ADDRESS.test(address))
          return never(say`"${address}" is no mail address such as ${'mara@shop.example'}.`)
        const letter = letterOf(message, await options.voice(), { to: address, key, ...options })
        // Loaded with the first mail: most programs that ask for a setting never write one.
        const { default: MailComposer } = await import('nodemailer/lib/mail-composer')
        const { deliver } = await import('../smtp.ts')
        return deliver(options.server, {
          from: options.from,
          to: address,
          raw: await new MailComposer(letter).compile().build(),
          signal,
          connectionTimeoutMs: options.connectionTimeoutMs ?? CONNECTION_TIMEOUT_MS,
          socketTimeoutMs: options.socketTimeoutMs ?? SOCKET_TIMEOUT_MS,
        })
      }),
  }
}

interface Envelope extends Pick<EmailOptions, 'from' | 'now'> {
  readonly to: string
  readonly key: string
}

function letterOf(message: AlertMessage, voice: Voice, { to, key, from, now }: Envelope) {
  const domain = from.slice(from.lastIndexOf('@') + 1)
  const thread = threadOf(message, domain)
  return {
    from: { name: 'satmachine', address: from },
    to: { name: '', address: to },
    subject: plainLine(message.subject ?? message.heading, voice),
    date: now(),
    messageId: messageIdOf(message, key, domain),
    ...(thread === null ? {} : { inReplyTo: thread, references: thread }),
    headers: {
      // So that nobody's out-of-office note answers.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      ...(isUrgent(message) ? { 'X-Priority': '1 (Highest)', Importance: 'High' } : {}),
    },
    text: plainText(message, voice),
    html: htmlText(message, voice),
    attachments: attachmentsOf(message),
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

/** Inside the letter, where the HTML shows it: nothing is fetched. */
const attachmentsOf = ({ image }: AlertMessage) =>
  image === undefined
    ? []
    : [
        {
          filename: image.name,
          content: Buffer.from(image.png),
          contentType: 'image/png',
          contentDisposition: 'inline' as const,
          cid: PICTURE_ID,
        },
      ]

/** The same for every try, so that a second arrival is dropped; another one on other books, which count from 1 again. */
function messageIdOf({ json }: AlertMessage, key: string, domain: string): string {
  const about = JSON.stringify([key, json['openedAt'] ?? null])
  return `<${createHash('sha256').update(about).digest('hex').slice(0, 32)}@${domain}>`
}

/** What all mail about one alert refers to, so that mail programs keep it together; its id alone is handed out again on new books. */
function threadOf({ alertId, json }: AlertMessage, domain: string): string | null {
  if (alertId === null) return null
  const { openedAt } = json
  const began = typeof openedAt === 'string' ? Date.parse(openedAt) : 0
  return `<alert-${alertId}-${began}@${domain}>`
}

const isUrgent = ({ severity, state, silent }: AlertMessage): boolean =>
  state === 'firing' && !silent && isWorse(severity, 'medium')
