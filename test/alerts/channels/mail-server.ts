import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

export interface Mail {
  readonly from: string
  readonly to: readonly string[]
  readonly raw: string
  readonly parsed: ParsedMail
}

export interface MailServer {
  readonly port: number
  readonly mails: readonly Mail[]
  close(): Promise<void>
}

/** A real SMTP server that keeps the mails that it takes. */
export async function openMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const mails: Mail[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onData(stream, session, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => void parts.push(part))
      stream.on('end', () => {
        const raw = Buffer.concat(parts).toString('utf8')
        const { mailFrom, rcptTo } = session.envelope
        simpleParser(raw).then(
          (parsed) => {
            const from = mailFrom === false ? '' : mailFrom.address
            mails.push({ from, to: rcptTo.map(({ address }) => address), raw, parsed })
            done()
          },
          (error: unknown) => done(error as Error),
        )
      })
    },
    ...options,
  })
  // A client that ends in the middle is what some tests are about.
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** An SMTP server by script: what it says to each command, by the command's first word; '' says nothing, null hangs up. */
export async function openScript(
  replies: Readonly<Record<string, string | null>>,
): Promise<{ port: number; heard: readonly string[]; close(): Promise<void> }> {
  const heard: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    let inData = false
    const say = (word: string): void => {
      const reply = replies[word] ?? (word in replies ? null : '250 fine')
      if (reply === null) return void socket.destroy()
      if (reply !== '') socket.write(`${reply}\r\n`)
      if (word === 'DATA' && reply.startsWith('354')) inData = true
    }
    let left = ''
    socket.on('data', (part) => {
      left += part.toString('utf8')
      for (;;) {
        const end = left.indexOf(inData ? '\r\n.\r\n' : '\r\n')
        if (end === -1) return
        const line = left.slice(0, end)
        left = left.slice(end + (inData ? 5 : 2))
        heard.push(inData ? 'the mail' : line)
        const word = inData ? 'the mail' : (line.split(/[ :]/)[0] ?? '').toUpperCase()
        inData = false
        say(word)
      }
    })
    socket.on('error', () => undefined)
    say('CONNECT')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    heard,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}
