import { afterEach, describe, expect, test } from 'vitest'
import { createEmailChannel } from '../../../alerts/channels/email.ts'
import type { SmtpServer } from '../../../alerts/smtp.ts'
import type { AlertMessage } from '../../../alerts/message.ts'
import { composeOverview } from '../../../alerts/compose.ts'
import { minutesAfter } from '../../../alerts/moments.ts'
import { NOW, sampleAlert } from '../samples.ts'
import { deadUrl } from './receiver.ts'
import { openMailServer, openScript } from './mail-server.ts'
import { messageOf, PATIENT_MS, SOON_MS, trySending, VOICE } from './trying.ts'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const server of open.splice(0)) await server.close()
})
const mailServer: typeof openMailServer = async (options) => {
  const server = await openMailServer(options)
  open.push(server)
  return server
}
const script = async (replies: Parameters<typeof openScript>[0]) => {
  const server = await openScript({ CONNECT: '220 here', EHLO: '250 here', DATA: '354 go', ...replies })
  open.push(server)
  return server
}

const channelAt = (port: number, more: Partial<SmtpServer> = {}, timeoutMs = PATIENT_MS) =>
  createEmailChannel({
    server: { host: '127.0.0.1', port, secure: false, user: null, password: null, ...more },
    from: 'alerts@shop.example',
    addresses: ['mara@shop.example'],
    voice: () => VOICE,
    now: () => NOW,
    connectionTimeoutMs: timeoutMs,
    socketTimeoutMs: timeoutMs,
  })
const TO = 'mara@shop.example'

describe('a mail', () => {
  const received = async (message: AlertMessage, key = 'alert-12.1') => {
    const server = await mailServer()
    expect(await trySending(channelAt(server.port), TO, { message, key })).toEqual({
      kind: 'sent',
      posted: null,
    })
    const [mail] = server.mails
    if (mail === undefined) throw new Error('no mail has arrived')
    return mail
  }

  test('begins with the two lines, as text and as HTML, and is urgent', async () => {
    const { from, to, parsed, raw } = await received(await messageOf())
    expect({ from, to }).toEqual({ from: 'alerts@shop.example', to: [TO] })
    expect(parsed.subject).toBe('Alert 12 · Payment stuck')
    expect(parsed.text?.split('\n')[0]).toMatch(/^🔴 CRITICAL · Payment stuck · 3 payments · #8 A\. L\./)
    expect(parsed.text?.split('\n')[1]).toMatch(/^Since 21 Nov, 20:04 \(31 min\)\./)
    expect(parsed.html).toContain('#D92D20')
    expect(parsed.html).not.toContain('<b>P')
    expect(parsed.date).toEqual(NOW)
    expect(parsed.headers.get('auto-submitted')).toBe('auto-generated')
    expect(raw).toMatch(/^X-Priority: 1/m)
    expect(raw).toMatch(/^Importance: High/m)
    expect(parsed.text).toContain(
      'alert ack 12 · payment lookup 31 · incident open --from-alert 12 · panic · alert show 12',
    )
    for (const words of [raw, parsed.text, parsed.html]) expect(words).not.toMatch(/Ana|López|Pérez/)
  })

  test('shows a picture inside itself, and says in words what it shows', async () => {
    const png = Buffer.from('a picture')
    const alt = 'Bar chart: <14 days> of "sats".'
    const digest = {
      ...(await messageOf()),
      lines: ['💵 No cash-outs', '📚 Books'],
      image: { name: 'volume.png', png, alt },
    }
    const { parsed } = await received(digest)
    const [picture] = parsed.attachments
    expect(picture).toMatchObject({ filename: 'volume.png', contentType: 'image/png', related: true })
    expect(picture?.content.equals(png)).toBe(true)
    // mailparser puts the picture where the letter's own number of it stood.
    expect(parsed.html).toContain(
      `src="data:image/png;base64,${png.toString('base64')}" alt="Bar chart: &lt;14 days&gt; of &quot;sats&quot;."`,
    )
    expect(parsed.html).toContain('<br>💵 No cash-outs<br>📚 Books</p>')
    expect(parsed.text).toContain('\n💵 No cash-outs\n📚 Books\n\nBar chart: <14 days> of "sats".\n')
  })

  test('is one conversation with all the others about the same alert, and one mail however often it is tried', async () => {
    const first = await received(await messageOf())
    const again = await received(await messageOf())
    const over = { state: 'resolved', resolvedAt: minutesAfter(NOW, 5) } as const
    const resolved = await received(await messageOf('PAYMENT_STUCK', over), 'alert-12.2')
    expect(again.parsed.messageId).toBe(first.parsed.messageId)
    expect(first.parsed.messageId).toMatch(/^<[0-9a-f]{32}@shop\.example>$/)
    expect(resolved.parsed.messageId).not.toBe(first.parsed.messageId)
    expect(resolved.parsed.inReplyTo).toBe(first.parsed.inReplyTo)
    expect(resolved.parsed.references).toBe(first.parsed.references)
    expect(resolved.parsed.subject).toBe(first.parsed.subject)
    expect(resolved.parsed.text).toMatch(/^🟢 RESOLVED/)
    expect(resolved.raw).not.toMatch(/^(?:X-Priority|Importance):/m)
  })

  test('about another alert with the same number, on books that began anew, is another conversation', async () => {
    const first = await received(await messageOf())
    const other = await received(await messageOf('PAYMENT_STUCK', { openedAt: minutesAfter(NOW, 5) }))
    expect(other.parsed.inReplyTo).not.toBe(first.parsed.inReplyTo)
    expect(other.parsed.messageId).not.toBe(first.parsed.messageId)
  })

  test('about many alerts says so in its subject', async () => {
    const { parsed } = await received(
      composeOverview([await sampleAlert('POLL_GAP')], { high: 27 }, { now: NOW }),
    )
    expect(parsed.subject).toBe('🟠 HIGH · 27 alerts firing: 27 HIGH')
    expect(parsed.inReplyTo).toBeUndefined()
  })

  test('other people’s words add no header', async () => {
    const { finding } = await sampleAlert('PAYMENT_STUCK')
    const message = await messageOf('PAYMENT_STUCK', {
      finding: { ...finding, what: 'x\r\nBcc: eve@evil.example\r\n\r\nhi' },
    })
    const { to, parsed } = await received({ ...message, subject: 'x\r\nBcc: eve@evil.example' })
    expect(to).toEqual([TO])
    expect(parsed.bcc).toBeUndefined()
  })
})

describe('a server that wants to know who we are', () => {
  const PASSWORD = 'planted-smtp-password'
  const guarded = () =>
    mailServer({
      authOptional: false,
      onAuth: ({ username, password }, _session, done) =>
        username === 'bot' && password === PASSWORD
          ? done(null, { user: 'bot' })
          : done(new Error(`no ${password ?? ''}`)),
    })

  test('is told', async () => {
    const server = await guarded()
    expect(await trySending(channelAt(server.port, { user: 'bot', password: PASSWORD }), TO)).toMatchObject({
      kind: 'sent',
    })
  })

  test('and refuses the wrong password for good', async () => {
    const server = await guarded()
    const sent = await trySending(channelAt(server.port, { user: 'eve', password: PASSWORD }), TO)
    expect(sent).toEqual({
      kind: 'failed',
      retry: 'never',
      why: 'The mail server does not accept the user and password in SMTP_URL (535): put the right ones there.',
    })
  })
})

describe('a password', () => {
  const login = { user: 'bot', password: 'planted-smtp-password' }

  test('goes to a server of this machine over the TLS that it offers, whoever signed its certificate', async () => {
    const server = await mailServer({
      disabledCommands: [],
      authOptional: false,
      allowInsecureAuth: false,
      onAuth: (_auth, session, done) =>
        done(session.secure ? null : new Error('in the open'), { user: 'bot' }),
    })
    expect(await trySending(channelAt(server.port, login), TO)).toMatchObject({ kind: 'sent' })
  })

  test.each([{}, { EHLO: '250 STARTTLS', STARTTLS: '454 not now' }])(
    'goes to no other server in the open: %o',
    async (replies: Record<string, string>) => {
      const server = await script({ STARTTLS: '502 no', ...replies })
      // Another name for this machine, which does not look like it.
      const sent = await trySending(channelAt(server.port, { ...login, host: '0.0.0.0' }), TO)
      expect(sent).toMatchObject({ kind: 'failed', retry: 'soon' })
      expect(server.heard.join('\n')).not.toMatch(/AUTH|MAIL|planted/)
    },
  )

  test('goes to no other server whose certificate nobody vouches for', async () => {
    const server = await mailServer({ disabledCommands: [] })
    const sent = await trySending(channelAt(server.port, { ...login, host: '0.0.0.0' }), TO)
    expect(sent).toMatchObject({ kind: 'failed', retry: 'soon' })
    expect('why' in sent && sent.why).toContain('no safe connection')
    expect(server.mails).toEqual([])
  })
})

describe('what a server answers', () => {
  test.each([
    [
      { RCPT: '550 no such mailbox planted' },
      'never',
      'refuses mail to mara@shop.example (550): correct the address',
    ],
    [{ RCPT: '452 mailbox full' }, 'soon', '(452)'],
    [{ MAIL: '553 who are you' }, 'never', 'does not let us write as alerts@shop.example (553)'],
    [{ MAIL: '451 later' }, 'soon', '(451)'],
    [{ DATA: '554 no' }, 'never', '(554)'],
    [{ 'the mail': '554 spam' }, 'never', 'refuses the mail to mara@shop.example (554)'],
    [{ 'the mail': '451 later' }, 'soon', '(451)'],
    [{ CONNECT: '421 busy' }, 'soon', '(421)'],
    [{ CONNECT: '554 not you' }, 'soon', 'reached (554)'],
    [{ CONNECT: 'HTTP/1.1 400 Bad Request' }, 'soon', 'reached'],
    [{ RCPT: '421 closing' }, 'soon', '(421)'],
  ] as const)('%o → %s', async (replies, retry, words) => {
    const server = await script(replies)
    const sent = await trySending(channelAt(server.port), TO)
    expect(sent).toMatchObject({ kind: 'failed', retry })
    expect('why' in sent && sent.why).toContain(words)
    expect(JSON.stringify(sent)).not.toContain('planted')
  })

  test.each([
    [{ CONNECT: '' }, 'failed'],
    [{ CONNECT: null }, 'failed'],
    [{ EHLO: '' }, 'failed'],
    [{ RCPT: '' }, 'failed'],
    [{ RCPT: null }, 'failed'],
    [{ DATA: '' }, 'failed'],
    [{ DATA: null }, 'failed'],
    // From here on the mail is on its way.
    [{ 'the mail': '' }, 'unknown'],
    [{ 'the mail': null }, 'unknown'],
  ] as const)('nothing, or the end of the connection: %o → %s', async (replies, kind) => {
    const server = await script(replies)
    expect(await trySending(channelAt(server.port, {}, SOON_MS), TO)).toMatchObject({ kind })
  })

  test('nobody listens: certain, and tried again', async () => {
    const port = Number(new URL(await deadUrl()).port)
    const sent = await trySending(channelAt(port), TO)
    expect(sent).toMatchObject({ kind: 'failed', retry: 'soon' })
    expect('why' in sent && sent.why).toContain('reached (ECONNREFUSED): look')
  })

  test('no TLS where TLS was asked for', async () => {
    const server = await mailServer()
    const sent = await trySending(channelAt(server.port, { secure: true }, SOON_MS), TO)
    expect(sent).toMatchObject({ kind: 'failed', retry: 'soon' })
  })
})

test('a bot that stops does not wait: certain before the mail was on its way, unknown after', async () => {
  const early = await script({ RCPT: '' })
  const late = await script({ 'the mail': '' })
  for (const [server, last, kind] of [
    [early, 'RCPT', 'failed'],
    [late, 'the mail', 'unknown'],
  ] as const) {
    const stopping = new AbortController()
    const sending = trySending(channelAt(server.port), TO, { signal: stopping.signal })
    await expect.poll(() => server.heard.some((line) => line.startsWith(last))).toBe(true)
    stopping.abort()
    expect(await sending).toMatchObject({ kind })
  }
  const aborted = await trySending(channelAt(early.port), TO, { signal: AbortSignal.abort() })
  expect(aborted).toMatchObject({ kind: 'failed', retry: 'soon' })
})

test.each([
  '',
  'mara',
  'mara@shop.example, eve@evil.example',
  'a@b>\r\nRCPT TO:<eve@evil.example',
  '<mara@shop.example>',
])('a mail goes to one plain address and not to %j', async (address) => {
  const server = await mailServer()
  expect(await trySending(channelAt(server.port), address)).toMatchObject({ kind: 'failed', retry: 'never' })
  expect(server.mails).toEqual([])
})
