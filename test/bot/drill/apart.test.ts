import { afterEach, expect, test } from 'vitest'
import { drillConfig } from '../../../bot/drill/settings.ts'

/** Everything that a real bot is told by its environment. */
const REAL: Readonly<Record<string, string>> = {
  DATABASE_URL: 'postgresql://real:secret-books@books.example:5432/real',
  LAMASSU_DATABASE_URL: 'postgresql://postgres@lamassu.example/lamassu',
  LAMASSU_SSH_HOST: 'lamassu.example',
  LAMASSU_SSH_PASSWORD: 'secret-ssh',
  LNBITS_URL: 'https://lnbits.example',
  LNBITS_SOURCE_ADMIN_KEY: 'secret-source',
  LNBITS_COMMISSION_INVOICE_KEY: 'secret-commission',
  LNBITS_TREASURY_ADMIN_KEY: 'secret-treasury',
  SECRETS_KEY: Buffer.alloc(32, 7).toString('base64'),
  DISCORD_TOKEN: 'secret-discord',
  TELEGRAM_TOKEN: '1:secret-telegram',
  ALERT_EMAIL: 'real@shop.example',
  ALERT_WEBHOOK: 'https://hooks.example/secret',
  SMTP_URL: 'smtp://real:secret@mail.example',
  HEARTBEAT_URL: 'https://beat.example/secret',
}
const before = { ...process.env }
afterEach(() => {
  process.env = { ...before }
})

test('no real address and no real key is within the reach of a drill', () => {
  Object.assign(process.env, REAL)
  const config = drillConfig('/somewhere', 'es')
  expect(config).toMatchObject({
    sandbox: true,
    databaseUrl: null,
    world: null,
    dataFolder: '/somewhere/sandbox',
    chat: { discord: null, telegram: null, language: 'es' },
    alerts: { smtp: null, heartbeatUrl: null, webhooks: [], emails: [] },
  })
  const whole = JSON.stringify(config)
  for (const secret of Object.values(REAL)) expect(whole).not.toContain(secret)
  expect(whole).not.toContain('example')
})
