import { expect, test } from 'vitest'
import { addressesOf } from '../../bot/alert-addresses.ts'
import { readAlertSettings } from '../../bot/alert-settings.ts'
import { createAlertChannels } from '../../bot/alerts/channels.ts'
import type { ChatParts } from '../../bot/chat/parts.ts'
import { createSettingReader } from '../../bot/setting-reader.ts'

const EMPTY = {}
const ALL = {
  ALERT_EMAIL: 'ops@shop.example,mara@shop.example',
  SMTP_URL: 'smtp://mail.example:587',
  ALERT_WEBHOOK: 'https://hooks.slack.com/services/T0/B0/xyz,https://shop.example/alerts',
  ALERT_WEBHOOK_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  ALERT_PHONE: 'https://calls.example/ring',
}

/** A test may go to every channel that is built from the same settings, and to no other. */
test.each([
  ['nothing', EMPTY],
  ['everything', ALL],
  ['numbers', { ALERT_PHONE: '+50255551234', ALERT_PHONE_WEBHOOK: 'https://calls.example/ring' }],
  ['a webhook without a secret', { ALERT_WEBHOOK: 'https://hooks.slack.com/services/T0/B0/xyz' }],
])('the addresses of %s are those of the channels', (_, environment) => {
  const reader = createSettingReader(environment)
  const settings = readAlertSettings(reader)
  expect(reader.problems).toEqual([])
  const channels = createAlertChannels({
    parts: {} as ChatParts,
    settings,
    platforms: [],
    chat: () => null,
    print: () => undefined,
  })
  const built = [...channels.byKind.values()]
    .filter(({ kind }) => kind !== 'terminal')
    .flatMap(({ kind, addresses }) => addresses.map((address) => `${kind}:${address}`))
  expect(new Set(addressesOf(settings))).toEqual(new Set(built))
  if (environment === ALL) expect(addressesOf(settings)).toContain('slack:1')
})
