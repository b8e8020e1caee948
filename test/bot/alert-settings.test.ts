import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { alertSecretsOf, type AlertSettings } from '../../bot/alert-settings.ts'
import { readConfig } from '../../bot/config.ts'
import { maskSecrets } from '../../bot/host/mask.ts'
import { complaint, problems, problemWith, RIGHT } from './settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'satmachine-alerts-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Built here, so that no scanner takes this file for a leak. */
const SLACK = ['https://hooks.slack.com/services', 'T0PLANTED', 'B0PLANTED', 'planted0slack0token0'].join('/')
const DISCORD = ['https://discord.com/api/webhooks', '1180012345678901234', 'planted-discord-token'].join('/')
const SECRET = ['whsec', Buffer.alloc(32, 7).toString('base64')].join('_')
const GENERIC = 'https://hooks.shop.example/in?token=planted-generic'
const settings = (environment: Record<string, string>): AlertSettings =>
  readConfig({ ...RIGHT, ...environment }).alerts

test('without any, alerts go nowhere but to the chats, and the digest comes at eight', () => {
  expect(settings({})).toEqual({
    emails: [],
    smtp: null,
    webhooks: [],
    webhookSecret: null,
    phone: null,
    heartbeatUrl: null,
    digestSchedule: '0 8 * * *',
  })
})

test('all of them', () => {
  expect(
    settings({
      ALERT_EMAIL: ' mara@shop.example, pedro@shop.example ',
      SMTP_URL: 'smtp://bot%40shop.example:p%40ss@mail.example',
      ALERT_WEBHOOK: `${SLACK}, ${GENERIC}, ${DISCORD}`,
      ALERT_WEBHOOK_SECRET: SECRET,
      ALERT_PHONE: '+502 5555-1234',
      ALERT_PHONE_WEBHOOK: 'https://provider.example/calls',
      HEARTBEAT_URL: 'https://hc.example/uuid',
      DIGEST_SCHEDULE: '30 7 * * 1-5',
    }),
  ).toEqual({
    emails: ['mara@shop.example', 'pedro@shop.example'],
    smtp: {
      server: { host: 'mail.example', port: 587, secure: false, user: 'bot@shop.example', password: 'p@ss' },
      from: 'bot@shop.example',
    },
    webhooks: [
      { kind: 'slack', number: 1, url: SLACK },
      { kind: 'generic', number: 2, url: GENERIC },
      { kind: 'discord', number: 3, url: DISCORD },
    ],
    webhookSecret: SECRET,
    phone: {
      url: 'https://provider.example/calls',
      variable: 'ALERT_PHONE_WEBHOOK',
      numbers: ['+50255551234'],
    },
    heartbeatUrl: 'https://hc.example/uuid',
    digestSchedule: '30 7 * * 1-5',
  })
})

describe('mail', () => {
  const mail = (url: string, to = 'mara@shop.example') => settings({ ALERT_EMAIL: to, SMTP_URL: url }).smtp
  test('goes over TLS from the first byte on port 465 with smtps', () => {
    expect(mail('smtps://u:p@mail.example')?.server).toMatchObject({ port: 465, secure: true })
    expect(mail('smtp://127.0.0.1:2525')?.server).toEqual({
      host: '127.0.0.1',
      port: 2525,
      secure: false,
      user: null,
      password: null,
    })
  })

  test('is written as whom the address says, else as the user, else as its first reader', () => {
    expect(mail('smtp://u:p@mail.example?from=alerts@shop.example')?.from).toBe('alerts@shop.example')
    expect(mail('smtp://bot%40shop.example:p@mail.example')?.from).toBe('bot@shop.example')
    expect(mail('smtp://apikey:p@mail.example')?.from).toBe('mara@shop.example')
    expect(settings({ SMTP_URL: 'smtp://mail.example' }).smtp?.from).toBe('satmachine@mail.example')
  })

  test.each([
    [
      { ALERT_EMAIL: 'mara@shop.example' },
      /^SMTP_URL is missing, though ALERT_EMAIL is set; for example smtp:/,
    ],
    [{ ALERT_EMAIL: 'mara', SMTP_URL: 'smtp://h' }, /^ALERT_EMAIL must be mail addresses/],
    [{ SMTP_URL: 'mail.example:587' }, /^SMTP_URL must begin with smtp:\/\/ or smtps:\/\//],
    [{ SMTP_URL: 'smtp://u:planted#x@h' }, /^SMTP_URL can't be read as an address/],
    [{ SMTP_URL: 'smtp://u:planted%@h' }, /^SMTP_URL can't be read as an address/],
    [{ SMTP_URL: 'smtp://:planted@h' }, /^SMTP_URL has a password without a user/],
    [{ SMTP_URL: 'smtp://u:planted@h?from=mara' }, /^SMTP_URL must have a mail address after \?from=/],
  ] as [Record<string, string>, RegExp][])('%o is told', (environment, expected) => {
    expect(problemWith(environment)).toMatch(expected)
    expect(problemWith(environment)).not.toContain('planted')
  })
})

describe('webhooks', () => {
  test.each([
    [SLACK, 'slack'],
    [DISCORD, 'discord'],
    [DISCORD.replace('discord.com', 'discordapp.com'), 'discord'],
    [DISCORD.replace('discord.com', 'ptb.discord.com').replace('/api/', '/api/v10/'), 'discord'],
    ['https://hooks.slack.com.evil.example/services/x', 'generic'],
    ['https://discord.com/somewhere/else', 'generic'],
    ['http://127.0.0.1:9999/hook', 'generic'],
    ['http://[::1]:9999/hook', 'generic'],
  ])('%s is %s', (url, kind) => {
    expect(settings({ ALERT_WEBHOOK: url, ALERT_WEBHOOK_SECRET: SECRET }).webhooks).toEqual([
      { kind, number: 1, url },
    ])
  })

  test.each([
    [
      { ALERT_WEBHOOK: GENERIC },
      /^ALERT_WEBHOOK_SECRET is missing: an address in ALERT_WEBHOOK is neither of Slack/,
    ],
    [
      { ALERT_WEBHOOK: `${SLACK},http://planted.example/x` },
      /^ALERT_WEBHOOK \(address no\. 2\) must begin with https/,
    ],
    [{ ALERT_WEBHOOK: 'planted' }, /^ALERT_WEBHOOK \(address no\. 1\) can't be read as an address/],
    [{ ALERT_WEBHOOK: 'ftp://planted/x' }, /^ALERT_WEBHOOK \(address no\. 1\) can't be read as an address/],
    [
      { ALERT_WEBHOOK_SECRET: 'planted' },
      /^ALERT_WEBHOOK_SECRET must be whsec_ and 24 to 64 bytes in base64/,
    ],
    [{ ALERT_WEBHOOK_SECRET: 'whsec_cGxhbnRlZA==' }, /^ALERT_WEBHOOK_SECRET must be whsec_/],
    [{ ALERT_WEBHOOK_SECRET: `whsec_planted!${'A'.repeat(40)}` }, /^ALERT_WEBHOOK_SECRET must be whsec_/],
    [{ HEARTBEAT_URL: 'http://planted.example/x' }, /^HEARTBEAT_URL must begin with https/],
    [{ HEARTBEAT_URL: 'planted' }, /^HEARTBEAT_URL must begin with https:\/\/ or http:\/\//],
  ] as [Record<string, string>, RegExp][])('%o is told', (environment, expected) => {
    expect(problemWith(environment)).toMatch(expected)
    expect(problemWith(environment)).not.toContain('planted')
  })
})

describe('the telephone', () => {
  test('may be an address itself, whose owner knows whom to call', () => {
    expect(settings({ ALERT_PHONE: 'https://provider.example/mine' }).phone).toEqual({
      url: 'https://provider.example/mine',
      variable: 'ALERT_PHONE',
      numbers: [],
    })
  })

  test('may have no number of its own: those who are on call have theirs', () => {
    expect(settings({ ALERT_PHONE_WEBHOOK: 'http://localhost:1/x' }).phone).toMatchObject({ numbers: [] })
  })

  test.each([
    [{ ALERT_PHONE: '+50255551234' }, /^ALERT_PHONE_WEBHOOK is missing/],
    [
      { ALERT_PHONE: '5555-1234', ALERT_PHONE_WEBHOOK: 'https://p.example' },
      /^ALERT_PHONE must be a telephone number/,
    ],
    [{ ALERT_PHONE: 'http://planted.example' }, /^ALERT_PHONE must begin with https/],
    [
      { ALERT_PHONE: 'https://planted.example', ALERT_PHONE_WEBHOOK: 'https://p.example' },
      /^ALERT_PHONE is an address, and ALERT_PHONE_WEBHOOK is set as well/,
    ],
  ] as [Record<string, string>, RegExp][])('%o is told', (environment, expected) => {
    expect(problemWith(environment)).toMatch(expected)
    expect(problemWith(environment)).not.toContain('planted')
  })
})

test.each(['every morning', '0 25 * * *'])('DIGEST_SCHEDULE=%s is told', (written) => {
  expect(problemWith({ DIGEST_SCHEDULE: written })).toMatch(
    /^DIGEST_SCHEDULE must be a cron expression; for example "0 8 \* \* \*"/,
  )
})

const SECRET_VARIABLES = [
  'SMTP_URL',
  'ALERT_WEBHOOK',
  'ALERT_WEBHOOK_SECRET',
  'ALERT_PHONE',
  'ALERT_PHONE_WEBHOOK',
  'HEARTBEAT_URL',
]

test('secrets may come from files', () => {
  const values: Record<string, string> = {
    SMTP_URL: 'smtp://u:p@mail.example',
    ALERT_WEBHOOK: GENERIC,
    ALERT_WEBHOOK_SECRET: SECRET,
    ALERT_PHONE: '+50255551234',
    ALERT_PHONE_WEBHOOK: 'https://provider.example/calls',
    HEARTBEAT_URL: 'https://hc.example/uuid',
  }
  const files = SECRET_VARIABLES.map((name): [string, string] => {
    const path = join(folder, name)
    writeFileSync(path, `${values[name] ?? ''}\n`)
    return [`${name}_FILE`, path]
  })
  expect(settings(Object.fromEntries(files))).toEqual(settings(values))
})

test('a file that can’t be read is one problem, not two', () => {
  expect(problemWith({ SMTP_URL_FILE: join(folder, 'nowhere'), ALERT_EMAIL: 'mara@shop.example' })).toMatch(
    /^SMTP_URL_FILE names a file that is missing/,
  )
  const told = problems({
    ...RIGHT,
    ALERT_WEBHOOK: GENERIC,
    ALERT_WEBHOOK_SECRET_FILE: join(folder, 'nowhere'),
  })
  expect(told).toHaveLength(1)
})

test.each([
  'planted7secret',
  'two words planted7secret',
  'https://user:planted7secret@h:99999',
  'smtp://u:planted7secret@h:notaport',
  'smtp://u:planted7secret%@[::1',
  'whsec_planted7secret',
])('no secret is ever told: %s', (form) => {
  const everywhere = Object.fromEntries(SECRET_VARIABLES.map((name) => [name, form]))
  expect(complaint({ ...RIGHT, ...everywhere })).not.toContain('planted7secret')
})

test('whatever of them gets into a log is masked', () => {
  const alerts = settings({
    ALERT_EMAIL: 'mara@shop.example',
    SMTP_URL: 'smtp://u:planted%40password@mail.example',
    ALERT_WEBHOOK: `${SLACK},${GENERIC},${DISCORD}`,
    ALERT_WEBHOOK_SECRET: SECRET,
    ALERT_PHONE: 'https://provider.example/planted-provider-path',
    HEARTBEAT_URL: 'https://hc.example/planted-heartbeat-uuid',
  })
  const secrets = alertSecretsOf(alerts)
  const lines = [
    ...[SLACK, DISCORD, GENERIC].map((url) => `POST ${url} failed`),
    `path ${new URL(SLACK).pathname} and ${new URL(DISCORD).pathname.split('/').at(-1) ?? ''}`,
    'search ?token=planted-generic',
    `signed with ${SECRET}, that is ${SECRET.slice(6)}`,
    'login planted@password, planted%40password',
    'GET /planted-provider-path, https://hc.example/planted-heartbeat-uuid/fail',
  ]
  for (const line of lines) {
    const masked = maskSecrets(line, secrets)
    expect(masked).not.toContain('planted')
    expect(masked).not.toContain(SECRET.slice(6, 30))
  }
})
