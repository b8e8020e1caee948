import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createDiscordWebhookChannel } from '../../../alerts/channels/discord-webhook.ts'
import { createPhoneChannel } from '../../../alerts/channels/phone.ts'
import { createSlackChannel } from '../../../alerts/channels/slack.ts'
import { createWebhookChannel } from '../../../alerts/channels/webhook.ts'
import type { Channel } from '../../../alerts/channel.ts'
import { voicesOf } from '../../../bot/discord/voice.ts'
import { NOW } from '../samples.ts'
import { type Answer, deadUrl, openReceiver, type Receiver } from './receiver.ts'
import { PATIENT_MS, SOON_MS, trySending, VOICE } from './trying.ts'

/** What every channel over HTTP makes of what may happen to a request. */

const PLANTED = 'T0PLANTED/B0/secret-path'
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

let receiver: Receiver
beforeAll(async () => {
  receiver = await openReceiver()
})
afterAll(() => receiver.close())

const common = { voice: () => VOICE, now: () => NOW }
const CHANNELS: Readonly<
  Record<string, { make: (url: string, timeoutMs: number) => Channel; variable: string; ok: string }>
> = {
  slack: {
    make: (url, timeoutMs) => createSlackChannel({ ...common, timeoutMs, urls: new Map([['2', url]]) }),
    variable: 'ALERT_WEBHOOK (no. 2)',
    ok: 'ok',
  },
  'discord-webhook': {
    make: (url, timeoutMs) =>
      createDiscordWebhookChannel({
        ...common,
        timeoutMs,
        voices: () => voicesOf(VOICE),
        urls: new Map([['2', url]]),
      }),
    variable: 'ALERT_WEBHOOK (no. 2)',
    ok: '{"id":"990"}',
  },
  webhook: {
    make: (url, timeoutMs) =>
      createWebhookChannel({ ...common, timeoutMs, urls: new Map([['2', url]]), secret: SECRET }),
    variable: 'ALERT_WEBHOOK (no. 2)',
    ok: '',
  },
  phone: {
    make: (url, timeoutMs) =>
      createPhoneChannel({
        ...common,
        timeoutMs,
        url,
        variable: 'ALERT_PHONE_WEBHOOK',
        numbers: ['+50255551234'],
        secret: null,
      }),
    variable: 'ALERT_PHONE_WEBHOOK',
    ok: '',
  },
}

describe.each(Object.entries(CHANNELS))('%s', (kind, { make, variable, ok }) => {
  const address = kind === 'phone' ? '+50255551234' : '2'
  const within = async (timeoutMs: number, ...answers: Answer[]) => {
    receiver.answers(...answers)
    return trySending(make(`${receiver.url}/${PLANTED}`, timeoutMs), address)
  }
  const after = (...answers: Answer[]) => within(PATIENT_MS, ...answers)
  const seen: string[] = []
  afterEach(() => {
    // Neither address nor signing secret is in any sentence.
    for (const words of seen) {
      expect(words).not.toContain('secret-path')
      expect(words).not.toContain(SECRET)
      expect(words).not.toContain('127.0.0.1')
    }
    seen.length = 0
  })
  const why = (sent: Awaited<ReturnType<typeof after>>): string => {
    const words = 'why' in sent ? sent.why : ''
    seen.push(words)
    return words
  }

  test('2xx is sent', async () => {
    expect(await after({ status: 200, body: ok })).toMatchObject({ kind: 'sent' })
  })

  test.each([
    ['in seconds', { 'retry-after': '7' }, '', 7],
    ['in parts of seconds', { 'retry-after': '0.35' }, '', 1],
    ['as a date', { 'retry-after': 'Sat, 21 Nov 2026 20:35:42 GMT' }, '', 42],
    ['as a date that has passed', { 'retry-after': 'Sat, 21 Nov 2026 20:00:00 GMT' }, '', 1],
    ['as Discord says it', {}, '{"message":"slow","retry_after":2.4,"global":false}', 3],
    ['longer than anybody waits', { 'retry-after': '999999' }, '', 3600],
  ] as const)('429 with a wait %s is tried again then', async (_, headers, body, seconds) => {
    const sent = await after({ status: 429, headers, body })
    expect(sent).toMatchObject({ kind: 'failed', retry: 'soon', retryAfterSeconds: seconds })
    expect(why(sent)).toContain(`asks to wait ${seconds} seconds.`)
  })

  test.each([{}, { 'retry-after': 'soon' }, { 'retry-after': '-3' }])(
    '429 without a wait that can be read is tried again soon: %o',
    async (headers: Record<string, string>) => {
      const sent = await after({ status: 429, headers, body: '<html>error 1015</html>' })
      expect(sent).toMatchObject({ kind: 'failed', retry: 'soon' })
      expect(sent).not.toHaveProperty('retryAfterSeconds')
    },
  )

  test.each([500, 502, 503, 504, 520])('%i may have arrived', async (status) => {
    const sent = await after({ status, body: `oops ${PLANTED}` })
    expect(sent).toMatchObject({ kind: 'unknown' })
    expect(why(sent)).toContain(`HTTP ${status}`)
  })

  test.each([400, 401, 403, 404, 405, 410, 413, 422])(
    '%i never works, and says which setting to look at',
    async (status) => {
      const sent = await after({ status, body: `no ${PLANTED} here` })
      expect(sent).toMatchObject({ kind: 'failed', retry: 'never' })
      expect(why(sent)).toMatch(new RegExp(`HTTP ${status}.*${variable.replace(/[().]/g, '.')}`))
    },
  )

  test.each([408, 425])('%i is tried again', async (status) => {
    expect(await after({ status })).toMatchObject({ kind: 'failed', retry: 'soon' })
  })

  test('a page that refuses is of something in between', async () => {
    expect(await after({ status: 403, body: '<!doctype html>blocked' })).toMatchObject({
      kind: 'failed',
      retry: 'soon',
    })
  })

  test.each([301, 302, 307, 308])('a redirect (%i) is a refusal, and is not followed', async (status) => {
    const before = receiver.received.length
    const sent = await after(
      { status, headers: { location: `${receiver.url}/elsewhere` } },
      { status: 200, body: ok },
    )
    expect(sent).toMatchObject({ kind: 'failed', retry: 'never' })
    expect(why(sent)).toContain('redirect')
    expect(receiver.received.length).toBe(before + 1)
  })

  test('no answer in time, or a connection that ends without one, may have arrived', async () => {
    const silent = await within(SOON_MS, 'silence')
    expect(silent).toMatchObject({ kind: 'unknown' })
    expect(why(silent)).toContain('timeout')
    expect(await after('hang up')).toMatchObject({ kind: 'unknown' })
  })

  test('nobody listening, and a name that nobody knows, is certain: nothing arrived', async () => {
    for (const url of [await deadUrl(), 'http://nowhere.invalid']) {
      const sent = await trySending(make(`${url}/${PLANTED}`, PATIENT_MS), address)
      expect(sent).toMatchObject({ kind: 'failed', retry: 'soon' })
      expect(why(sent)).toMatch(/ECONNREFUSED|ENOTFOUND|EAI_AGAIN|timeout/)
      expect(why(sent)).toContain(variable)
    }
  })

  test('a server that can’t prove who it is gets nothing', async () => {
    const before = receiver.received.length
    const url = `${receiver.url.replace('http:', 'https:')}/${PLANTED}`
    const sent = await trySending(make(url, PATIENT_MS), address)
    expect(sent).toMatchObject({ kind: 'failed', retry: 'soon' })
    why(sent)
    expect(receiver.received.length).toBe(before)
  })

  test('a bot that stops does not wait', async () => {
    receiver.answers('silence')
    const stopping = new AbortController()
    const slow = make(`${receiver.url}/${PLANTED}`, PATIENT_MS)
    const sending = trySending(slow, address, { signal: stopping.signal })
    const before = receiver.received.length
    await expect.poll(() => receiver.received.length).toBeGreaterThan(before)
    stopping.abort()
    expect(await sending).toMatchObject({ kind: 'unknown' })
    expect(await trySending(slow, address, { signal: AbortSignal.abort() })).toMatchObject({
      kind: 'failed',
      retry: 'soon',
    })
  })

  test('an address that the settings do not have any more is given up', async () => {
    expect(await trySending(make(receiver.url, PATIENT_MS), 'nobody')).toMatchObject({
      kind: 'failed',
      retry: 'never',
    })
  })

  test('answers without end are cut off', async () => {
    const sent = await within(SOON_MS, 'flood')
    expect(['sent', 'unknown']).toContain(sent.kind)
  })
})

test('what can’t be written is said, not thrown', async () => {
  const channel = createSlackChannel({
    ...common,
    voice: () => Promise.reject(new Error('the zone is not known')),
    urls: new Map([['1', receiver.url]]),
  })
  expect(await trySending(channel, '1')).toEqual({
    kind: 'failed',
    retry: 'soon',
    why: 'The message could not be written: the zone is not known',
  })
})
