import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createDiscordWebhookChannel, discordBody } from '../../../alerts/channels/discord-webhook.ts'
import { createPhoneChannel } from '../../../alerts/channels/phone.ts'
import { createSlackChannel, slackBody } from '../../../alerts/channels/slack.ts'
import { createTerminalChannel } from '../../../alerts/channels/terminal.ts'
import { createWebhookChannel } from '../../../alerts/channels/webhook.ts'
import type { AlertMessage } from '../../../alerts/message.ts'
import { minutesAfter } from '../../../alerts/moments.ts'
import { voicesOf } from '../../../bot/discord/voice.ts'
import type { OncallContact } from '../../../engine/alerting.ts'
import type { JsonObject } from '../../../engine/json-value.ts'
import { loadDescribed } from '../../fakes/discord/described.ts'
import { messageProblems } from '../../support/platform-limits-discord.ts'
import { NOW, SAMPLES, sampleAlert } from '../samples.ts'
import { openReceiver, type Receiver } from './receiver.ts'
import { messageOf, PATIENT_MS, told, trySending, VOICE } from './trying.ts'

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const PATH = '/api/webhooks/1180012345678901234/token'

let receiver: Receiver
beforeAll(async () => {
  receiver = await openReceiver()
})
afterAll(() => receiver.close())
beforeEach(() => receiver.answers({ status: 200, body: '{"id":"1190012345678901234"}' }))

const last = () => {
  const request = receiver.received.at(-1)
  if (request === undefined) throw new Error('nothing has arrived')
  return { ...request, json: JSON.parse(request.body) as Record<string, unknown> }
}
/** By the real clock: the published library takes no other. */
const common = { voice: () => VOICE, now: () => new Date(), timeoutMs: PATIENT_MS }

/** Longer than any platform takes, with everything in it that could be taken for markup. */
async function monster(): Promise<AlertMessage> {
  const { finding } = await sampleAlert('PAYMENT_STUCK')
  const words = '<!channel> @everyone <@1> `x` *b* _i_ ~s~ [a](https://evil.example) & "q" 👩‍👩‍👧 ñ '
  return messageOf('PAYMENT_STUCK', {
    finding: {
      ...finding,
      what: words.repeat(40),
      fired: words.repeat(200),
      did: words.repeat(200),
      now: words.repeat(60),
    },
  })
}

describe('a generic webhook', () => {
  const channel = () =>
    createWebhookChannel({ ...common, urls: new Map([['3', `${receiver.url}/hook`]]), secret: SECRET })

  test('is signed so that the published library takes it, and refuses what was changed', async () => {
    expect(await trySending(channel(), '3')).toEqual({ kind: 'sent', posted: null })
    const { headers, body } = last()
    expect(headers['webhook-id']).toBe('alert-12.1')
    expect(new Webhook(SECRET).verify(body, headers)).toEqual(JSON.parse(body))
    expect(() => new Webhook(SECRET).verify(body.replace('critical', 'info'), headers)).toThrow(
      'No matching signature',
    )
    const other = new Webhook(`whsec_${Buffer.alloc(32, 8).toString('base64')}`)
    expect(() => other.verify(body, headers)).toThrow('No matching signature')
  })

  test('carries the same id at every try, also where a key can’t be a header', async () => {
    for (const key of ['alert-12.1', 'schlüssel\n1']) {
      await trySending(channel(), '3', { key })
      const first = last().headers['webhook-id']
      await trySending(channel(), '3', { key })
      expect(last().headers['webhook-id']).toBe(first)
      expect(new Webhook(SECRET).verify(last().body, last().headers)).toBeTruthy()
    }
  })

  test('tells programs what they need, amounts as text with their unit, without clients’ names', async () => {
    await trySending(channel(), '3')
    expect(last().json).toMatchObject({
      type: 'alert.firing',
      timestamp: NOW.toISOString(),
      data: {
        alertId: '12',
        rule: 'PAYMENT_STUCK',
        entity: 'stuck:paying:no_answer',
        kind: 'first',
        state: 'firing',
        severity: 'critical',
        test: false,
        exposureSats: '184220',
        steps: ['payment lookup 31', 'payment list --status stuck'],
        commands: [
          'alert ack 12',
          'payment lookup 31',
          'incident open --from-alert 12',
          'panic',
          'alert show 12',
        ],
        runbook: 'R3',
      },
    })
    expect(last().body).not.toMatch(/Ana|López|Pérez/)
  })

  test.each([
    [{ state: 'resolved', resolvedAt: NOW }, 'alert.resolved'],
    [{ ackedBy: 'discord:1', ackUntil: minutesAfter(NOW, 30) }, 'alert.acked'],
    [{ mutedBy: 'silence:1' }, 'alert.silenced'],
  ] as const)('says what has become of it: %o', async (changes, type) => {
    await trySending(channel(), '3', { message: await messageOf('PAYMENT_STUCK', changes) })
    expect(last().json['type']).toBe(type)
  })
})

describe('Slack', () => {
  test('gets the two lines as text for the notification, and the colour beside the words', async () => {
    receiver.answers({ status: 200, body: 'ok' })
    const channel = createSlackChannel({ ...common, urls: new Map([['1', receiver.url]]) })
    expect(await trySending(channel, '1')).toEqual({ kind: 'sent', posted: null })
    expect(last().json).toMatchObject({
      text: expect.stringMatching(/^🔴 CRITICAL · Payment stuck .*\nSince 21 Nov, 20:04 \(31 min\)\./),
      attachments: [{ color: '#D92D20' }],
    })
  })

  test('a page in Slack’s place is no yes', async () => {
    receiver.answers({ status: 200, body: '<html>Please log in</html>' })
    const channel = createSlackChannel({ ...common, urls: new Map([['1', receiver.url]]) })
    expect(await trySending(channel, '1')).toMatchObject({ kind: 'unknown' })
  })

  test('its own word for a refusal is told', async () => {
    receiver.answers({ status: 404, body: 'no_service' })
    const channel = createSlackChannel({ ...common, urls: new Map([['1', receiver.url]]) })
    expect(await trySending(channel, '1')).toEqual({
      kind: 'failed',
      retry: 'never',
      why: 'Slack refuses the message (HTTP 404, no_service): make a new incoming webhook in Slack and put its address into ALERT_WEBHOOK (no. 1).',
    })
  })

  test('whatever an alert holds is within Slack’s limits, and calls nobody', async () => {
    for (const message of [await monster(), await bare(), ...(await everyMessage())]) {
      const body = slackBody(message, VOICE)
      const { attachments } = body as {
        attachments: { blocks: { type: string; text?: { text: string } }[] }[]
      }
      const blocks = attachments[0]?.blocks ?? []
      expect(blocks.length).toBeLessThanOrEqual(50)
      for (const { type, text } of blocks) {
        expect(text?.text.length ?? 1).toBeLessThanOrEqual(type === 'header' ? 150 : 3000)
        expect(text?.text.length ?? 1).toBeGreaterThan(0)
      }
      const marked = blocks.filter(({ type }) => type !== 'header')
      expect(JSON.stringify(marked)).not.toMatch(/<[!@#]|<http/)
    }
  })
})

describe('a Discord webhook', () => {
  const channel = () =>
    createDiscordWebhookChannel({
      ...common,
      voices: () => voicesOf(VOICE),
      urls: new Map([['2', `${receiver.url}${PATH}?thread_id=55`]]),
    })
  const how = { key: 'card-12-2', signal: new AbortController().signal }

  test('is asked for the message, so that it can be edited', async () => {
    const sent = await trySending(channel(), '2')
    expect(sent).toEqual({ kind: 'sent', posted: { webhook: '2', messageId: '1190012345678901234' } })
    expect(last()).toMatchObject({ method: 'POST', path: `${PATH}?thread_id=55&wait=true` })
    expect(last().json).toMatchObject({
      embeds: [{ color: 0xd92d20, title: expect.stringMatching(/^🔴 CRITICAL · Payment stuck/) }],
      allowed_mentions: { parse: [] },
    })
    expect(last().json).not.toHaveProperty('flags')
    const over = await messageOf('PAYMENT_STUCK', { state: 'resolved', resolvedAt: NOW })
    const posted = (sent as { posted: JsonObject }).posted
    expect(await channel().edit?.(posted, over, how)).toMatchObject({ kind: 'sent', posted })
    expect(last()).toMatchObject({
      method: 'PATCH',
      path: `${PATH}/messages/1190012345678901234?thread_id=55`,
    })
    expect(last().json).toMatchObject({ embeds: [{ color: 0x12b76a }] })
  })

  test('makes no sound for what can wait', async () => {
    await trySending(channel(), '2', { message: { ...(await messageOf()), silent: true } })
    expect(last().json['flags']).toBe(1 << 12)
  })

  test('a message that is not there any more is gone; a webhook that is not there is never mended by trying', async () => {
    const posted = { webhook: '2', messageId: '1' }
    receiver.answers({ status: 404, body: '{"message":"Unknown Message","code":10008}' })
    expect(await channel().edit?.(posted, await messageOf(), how)).toEqual({ kind: 'gone' })
    receiver.answers({ status: 404, body: '{"message":"Unknown Webhook","code":10015}' })
    const sent = await channel().edit?.(posted, await messageOf(), how)
    expect(sent).toMatchObject({ kind: 'failed', retry: 'never' })
    expect(sent !== undefined && told(sent)).toMatchObject({
      why: expect.stringContaining('HTTP 404, 10015'),
    })
    for (const odd of [{}, { webhook: 2, messageId: '1' }])
      expect(await channel().edit?.(odd, await messageOf(), how)).toEqual({ kind: 'gone' })
  })

  test('an answer that breaks off is sent, and can’t be edited; a page is no yes', async () => {
    receiver.answers('break off')
    expect(await trySending(channel(), '2')).toEqual({ kind: 'sent', posted: null })
    receiver.answers({ status: 200, body: '<html>Please log in</html>' })
    expect(await trySending(channel(), '2')).toMatchObject({ kind: 'unknown' })
  })

  test('whatever an alert holds is what Discord takes', async () => {
    const described = await loadDescribed()
    for (const message of [await monster(), await bare(), ...(await everyMessage())]) {
      const body = discordBody(message, voicesOf(VOICE), true)
      expect(messageProblems(body)).toEqual([])
      const problems = described?.request(
        'POST',
        '/webhooks/{webhook_id}/{webhook_token}',
        body,
        'application/json',
      )
      expect(problems ?? []).toEqual([])
      expect(JSON.stringify(body)).not.toContain('@everyone')
    }
  })
})

describe('a telephone', () => {
  test('gets a short text, the number and what it is about, signed', async () => {
    const channel = createPhoneChannel({
      ...common,
      url: `${receiver.url}/calls`,
      variable: 'ALERT_PHONE_WEBHOOK',
      numbers: ['+50255551234', '+50255555678'],
      secret: SECRET,
    })
    expect(channel.addresses).toEqual(['+50255551234', '+50255555678'])
    expect(await trySending(channel, '+502 5555-9999', { message: await monster() })).toMatchObject({
      kind: 'sent',
    })
    const { json, headers, body } = last()
    expect(json).toMatchObject({ to: '+50255559999', severity: 'critical', alertId: '12', test: false })
    expect(String(json['text']).length).toBeLessThanOrEqual(300)
    expect(new Webhook(SECRET).verify(body, headers)).toBeTruthy()
    expect(await trySending(channel, '5555')).toMatchObject({ kind: 'failed', retry: 'never' })
  })

  test('of a provider who knows whom to call needs no number, and no secret', async () => {
    const channel = createPhoneChannel({
      ...common,
      url: receiver.url,
      variable: 'ALERT_PHONE',
      numbers: [],
      secret: null,
    })
    expect(channel.addresses).toEqual(['1'])
    expect(await trySending(channel, '1')).toMatchObject({ kind: 'sent' })
    expect(last().json['to']).toBeNull()
    expect(last().headers).not.toHaveProperty('webhook-signature')
  })
})

describe('the terminal', () => {
  const EMPTY = { email: null, personId: null, takenBy: null, takenUntil: null, availability: null }
  const shown = async (contacts: () => Promise<readonly OncallContact[] | null>) => {
    const lines: string[] = []
    const channel = createTerminalChannel({
      print: (line) => void lines.push(line),
      voice: () => VOICE,
      contacts,
    })
    expect(await trySending(channel, 'here')).toMatchObject({ kind: 'sent' })
    const sent = lines.length
    await channel.whenAllElseFails(await messageOf())
    return { first: lines.slice(0, sent), lastly: lines.slice(sent) }
  }

  test('prints the message, and whom to call when nothing else got through', async () => {
    const { first, lastly } = await shown(async () => [
      { ...EMPTY, slot: 'level1', name: 'Mara', phone: '+50255551234' },
      { ...EMPTY, slot: 'level2', name: null, phone: null },
    ])
    expect(first[0]).toMatch(/^🔴 CRITICAL · Payment stuck/)
    expect(lastly.slice(0, first.length)).toEqual(first)
    expect(lastly.slice(first.length)).toEqual([
      'No message got through on any channel. Call these people:',
      '  Mara (level 1): +50255551234',
    ])
  })

  test('calls nobody for what is over', async () => {
    const lines: string[] = []
    const channel = createTerminalChannel({
      print: (line) => void lines.push(line),
      voice: () => VOICE,
      contacts: async () => [{ ...EMPTY, slot: 'level1', name: 'Mara', phone: '+50255551234' }],
    })
    await channel.whenAllElseFails(await messageOf('PAYMENT_STUCK', { state: 'resolved', resolvedAt: NOW }))
    expect(lines[0]).toMatch(/^🟢 RESOLVED/)
    expect(lines.join('\n')).not.toContain('Call these people')
  })

  test('says so when it knows no number, or can’t read them', async () => {
    for (const contacts of [async () => null, async () => [], () => Promise.reject(new Error('no database'))])
      expect((await shown(contacts)).lastly.at(-1)).toBe(
        'No telephone numbers are filled in: "oncall set" takes them.',
      )
  })
})

/** With nothing in it that may be missing. */
const bare = async (): Promise<AlertMessage> => ({
  ...(await messageOf()),
  sections: [],
  buttons: [],
  runbook: null,
  clock: null,
})

const everyMessage = (): Promise<AlertMessage[]> =>
  Promise.all(Object.keys(SAMPLES).map((id) => messageOf(id)))

describe('a digest where no picture can be shown', () => {
  const digest = async (): Promise<AlertMessage> => ({
    ...(await messageOf()),
    lead: '💵 17 cash-outs',
    lines: ['📚 Books: drift 0', '📡 24/24 hours polled'],
    image: { name: 'volume.png', png: Buffer.from('x'), alt: 'Bar chart: 14 days.' },
  })
  const asRead = '💵 17 cash-outs\n📚 Books: drift 0\n📡 24/24 hours polled'

  test('keeps its lines, and says in words what the picture shows', async () => {
    const message = await digest()
    const printed: string[] = []
    const terminal = createTerminalChannel({
      print: (line) => void printed.push(line),
      voice: () => VOICE,
      contacts: async () => null,
    })
    await trySending(terminal, 'here', { message })
    expect(printed.join('\n')).toContain(`${asRead}\n\nBar chart: 14 days.\n`)
    const slack = JSON.parse(JSON.stringify(slackBody(message, VOICE))) as { text: string }
    expect(slack.text).toContain(asRead)
    expect(JSON.stringify(slack)).toContain('"Bar chart: 14 days."')
    const discord = JSON.stringify(discordBody(message, voicesOf(VOICE), true))
    expect(discord).toContain(JSON.stringify(`${asRead}\nBar chart: 14 days.`).slice(1, -1))
    const webhook = createWebhookChannel({
      ...common,
      urls: new Map([['3', `${receiver.url}/hook`]]),
      secret: SECRET,
    })
    await trySending(webhook, '3', { message })
    expect(last().json).toMatchObject({ data: { lead: asRead, picture: 'Bar chart: 14 days.' } })
  })
})
