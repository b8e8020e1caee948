import { Readable } from 'node:stream'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { say } from '../engine/phrase.ts'
import type { Sent } from './channel.ts'
import { never, soon } from './verdict.ts'

export interface SmtpServer {
  readonly host: string
  readonly port: number
  /** TLS from the first byte (smtps://); else STARTTLS. */
  readonly secure: boolean
  readonly user: string | null
  readonly password: string | null
}

export interface SmtpMail {
  readonly from: string
  readonly to: string
  /** The whole message, headers and all. */
  readonly raw: Buffer
  readonly signal: AbortSignal
  readonly connectionTimeoutMs: number
  readonly socketTimeoutMs: number
}

/** Hands one mail to one recipient's server over a connection of its own. Never throws. */
export function deliver(server: SmtpServer, mail: SmtpMail): Promise<Sent> {
  const message = new Letter(mail.raw)
  const connection = new SMTPConnection(connectionOptions(server, mail))
  return new Promise((resolve) => {
    const end = (sent: Sent): void => {
      mail.signal.removeEventListener('abort', stopped)
      resolve(sent)
      if (sent.kind === 'sent') connection.quit()
      else connection.close()
    }
    const fail = (error: SmtpError): void => end(verdictOf(error, mail, message.isHandedOver))
    const stopped = (): void => fail(Object.assign(new Error('stopped'), { code: 'stopped' }))
    // Errors may come after the end as well: without a listener they would end the program.
    connection.on('error', fail)
    connection.on('end', () => fail(Object.assign(new Error('closed'), { code: 'ECONNECTION' })))
    if (mail.signal.aborted) return stopped()
    mail.signal.addEventListener('abort', stopped)
    const send = (): void =>
      connection.send({ from: mail.from, to: [mail.to], size: mail.raw.length }, message, (error) =>
        error ? fail(error) : end({ kind: 'sent', posted: null }),
      )
    connection.connect((error) => {
      if (error) return fail(error)
      const { user, password } = server
      if (user === null) return send()
      connection.login({ user, pass: password ?? '' }, (refused) => (refused ? fail(refused) : send()))
    })
  })
}

/** On this very machine there is nobody in between, and certificates are self-made. */
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|::1|\[::1\])$/

function connectionOptions({ host, port, secure, user }: SmtpServer, mail: SmtpMail) {
  const isLocal = LOOPBACK.test(host)
  return {
    host,
    port,
    secure,
    // A password goes over no line on which others can read.
    requireTLS: !secure && user !== null && !isLocal,
    tls: { rejectUnauthorized: !isLocal },
    connectionTimeout: mail.connectionTimeoutMs,
    greetingTimeout: mail.connectionTimeoutMs,
    dnsTimeout: mail.connectionTimeoutMs,
    socketTimeout: mail.socketTimeoutMs,
    socketCloseTimeout: 1000,
  }
}

/** A message that knows whether the server has begun to take it: it asks for it only after its yes to DATA. */
class Letter extends Readable {
  isHandedOver = false
  private readonly raw: Buffer
  constructor(raw: Buffer) {
    super()
    this.raw = raw
  }
  override _read(): void {
    this.isHandedOver = true
    this.push(this.raw)
    this.push(null)
  }
}

interface SmtpError extends Error {
  readonly code?: string | undefined
  readonly command?: string | undefined
  readonly responseCode?: number | undefined
}

/** The server's own words are not told: they may hold anything. Its number says enough. */
function verdictOf(error: SmtpError, { to, from }: SmtpMail, isHandedOver: boolean): Sent {
  const { code = '', command = '', responseCode } = error
  if (responseCode === undefined && isHandedOver)
    return {
      kind: 'unknown',
      why: say`The mail server gave no answer to the mail to ${to} (${code}): whether it was taken is not known.`,
    }
  if (responseCode !== undefined && responseCode < 500)
    return soon(say`The mail server does not take the mail to ${to} this time (${responseCode}).`)
  // 'connect ECONNREFUSED …': of the words only the system's own code.
  const number = responseCode ?? /\bE[A-Z]{5,20}\b/.exec(error.message)?.[0] ?? code
  if (code === 'EAUTH')
    return never(
      say`The mail server does not accept the user and password in SMTP_URL (${number}): put the right ones there.`,
    )
  if (command === 'MAIL FROM')
    return never(
      say`The mail server does not let us write as ${from} (${number}): put an address of its own behind SMTP_URL, as in ${'?from=alerts@shop.example'}.`,
    )
  if (command === 'RCPT TO' || code === 'EENVELOPE')
    return never(
      say`The mail server refuses mail to ${to} (${number}): correct the address, in ALERT_EMAIL or with "oncall set".`,
    )
  if (responseCode !== undefined && command === 'DATA')
    return never(say`The mail server refuses the mail to ${to} (${number}).`)
  if (code === 'ETLS' || /certificate|altname/i.test(error.message))
    return soon(
      say`There is no safe connection to the mail server: look at its certificate, and at host and port in SMTP_URL.`,
    )
  return soon(
    say`The mail server can't be reached (${number}): look at this machine's network and at SMTP_URL.`,
  )
}
