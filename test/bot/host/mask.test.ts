import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { maskSecrets } from '../../../bot/host/mask.ts'

/** Built here, so that no scanner takes this file for a leak. */
const hex = (bytes: number): string => randomBytes(bytes).toString('hex')
const KEY = hex(16)
const PREIMAGE = hex(32)
const TELEGRAM = ['123456789', 'AAbbCCddEEff-_gghhIIjjKKllMMnnOOppq'].join(':')
const DISCORD = ['MTE4NzIzNDU2Nzg5MDEyMzQ1', 'GaBcDe', `${'x'.repeat(20)}_${'y'.repeat(17)}`].join('.')
const BASE64 = randomBytes(32).toString('base64')
const SLACK = ['https://hooks.slack.com/services', 'T0', 'B0', 'planted-slack'].join('/')
const WEBHOOK = ['https://discord.com/api/webhooks', '1180012345678901234', 'planted-discord'].join('/')
const PEM = `-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA${hex(20)}\n-----END OPENSSH PRIVATE KEY-----`

test.each([
  ['a wallet key', `LNbits refused ${KEY} today`, KEY],
  ['a wallet key in a header', `X-Api-Key: ${KEY}`, KEY],
  ['an upper-case key', `key ${KEY.toUpperCase()}`, KEY.toUpperCase()],
  ['a preimage', `preimage=${PREIMAGE}`, PREIMAGE],
  ['64 digits without a name', `settled ${PREIMAGE}`, PREIMAGE],
  ['a token of Telegram', `https://api.telegram.org/bot${TELEGRAM}/getMe failed`, TELEGRAM],
  ['a token of Telegram alone', `token ${TELEGRAM}`, TELEGRAM.slice(10)],
  ['a token of Discord', `login with ${DISCORD}`, DISCORD],
  ['an authorization', `Authorization: Bot ${DISCORD}`, DISCORD],
  ['a password in an address', 'postgresql://bot:tiger-9@db.example:5432/x refused', 'tiger-9'],
  ['an odd password in an address', 'postgres://bot:a:b%40c@db/x', 'a:b%40c'],
  ['a password with a name', '{"password":"tiger-9"}', 'tiger-9'],
  ['a passphrase', 'passphrase=tiger-9, next', 'tiger-9'],
  ['a private key', PEM, 'b3BlbnNzaC1rZXktdjEAAAAA'],
  ['a private key on one line', PEM.replaceAll('\n', '\\n'), 'b3BlbnNzaC1rZXktdjEAAAAA'],
  ['a private key that was cut', PEM.slice(0, 70), 'b3BlbnNzaC1rZXkt'],
  ['a webhook of Slack', `POST ${SLACK} failed`, 'planted-slack'],
  ['a webhook of Discord', `"${WEBHOOK}"`, 'planted-discord'],
  ['what signs webhooks', `signed with whsec_${BASE64.slice(0, 32)}`, BASE64.slice(0, 32)],
  ['32 bytes in base64', `key is ${BASE64}`, BASE64.slice(0, 43)],
])('%s is hidden', (_, line, secret) => {
  expect(line).toContain(secret)
  expect(maskSecrets(line, [])).not.toContain(secret)
})

test('what the settings hold is hidden wherever it stands, whatever it looks like', () => {
  expect(maskSecrets('user tiger-9 said tiger-9.', ['tiger-9'])).toBe('user [secret] said [secret].')
  expect(maskSecrets('a word', ['', 'a'])).toBe('a word')
})

test('what people need stays: ids of cash-outs, counts, addresses, fingerprints, beginnings of hashes', () => {
  const line =
    '2026-11-22T14:05:07Z WARN cash-out 47ac1184-8102-11e7-9079-8f13a7117867 of 266800 sats at http://127.0.0.1:5000/api · host=SHA256:uNiVztksCsDhcc0u9e8BrQ+iBQjdnYNTFK7yeNzfKeo'
  expect(maskSecrets(line, [])).toBe(line)
  expect(maskSecrets(`hash ${PREIMAGE}`, [])).toBe(`hash ${PREIMAGE.slice(0, 8)}…`)
  expect(maskSecrets(`wallet ${KEY}`, [])).toBe(`wallet ${KEY.slice(0, 4)}…`)
})
