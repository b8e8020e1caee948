import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../bot/config.ts'
import { complaint, problemWith, RIGHT, SECRETS_KEY } from './settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'satmachine-secrets-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function fileWith(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

describe('secrets from files', () => {
  test('X_FILE is read, without its line break', () => {
    const config = readConfig({
      ...RIGHT,
      LNBITS_SOURCE_ADMIN_KEY: '',
      LNBITS_SOURCE_ADMIN_KEY_FILE: fileWith('source', 'fromfile\n'),
      SECRETS_KEY: '',
      SECRETS_KEY_FILE: fileWith('secrets', `${SECRETS_KEY}\n`),
      DATABASE_URL: '',
      DATABASE_URL_FILE: fileWith('database', 'postgresql://u:p@h/d\n'),
      LAMASSU_DATABASE_URL: '',
      LAMASSU_DATABASE_URL_FILE: fileWith('lamassu', 'postgresql://u:p@h/l\n'),
    })
    expect(config.databaseUrl).toBe('postgresql://u:p@h/d')
    expect(config.world?.lamassu.databaseUrl).toBe('postgresql://u:p@h/l')
    expect(config.world?.keys.source).toBe('fromfile')
    expect(config.world?.secretsKey).toEqual(Buffer.alloc(32, 7))
  })

  test.each([
    ['missing', () => join(folder, 'nowhere')],
    ['empty', () => fileWith('empty', '\n')],
    ['a folder', () => folder],
  ])('a file that is %s', (_what, path) => {
    expect(problemWith({ LNBITS_TREASURY_ADMIN_KEY_FILE: path() })).toBe(
      'LNBITS_TREASURY_ADMIN_KEY_FILE names a file that is missing, empty or not readable by this user; for example /etc/satmachine/lnbits_treasury_admin_key',
    )
  })

  test('a secret that is set in both ways is refused, because nobody can tell which one counts', () => {
    expect(problemWith({ LNBITS_SOURCE_ADMIN_KEY_FILE: fileWith('both', 'another') })).toMatch(
      /^LNBITS_SOURCE_ADMIN_KEY and LNBITS_SOURCE_ADMIN_KEY_FILE are both set/,
    )
  })
})

describe('no secret is ever told', () => {
  const PLANTED = 'planted7secret'
  const ALL_SECRETS = [
    'LAMASSU_SSH_PRIVATE_KEY',
    'LAMASSU_SSH_PASSPHRASE',
    'LAMASSU_SSH_PASSWORD',
    'LNBITS_SOURCE_ADMIN_KEY',
    'LNBITS_COMMISSION_INVOICE_KEY',
    'LNBITS_TREASURY_ADMIN_KEY',
    'SECRETS_KEY',
    'DATABASE_URL',
    'LAMASSU_DATABASE_URL',
    'LNBITS_URL',
  ]
  /** Ways to get a secret wrong, each of which has to be noticed where it can be. */
  const FORMS = [
    PLANTED,
    `two words ${PLANTED}`,
    `first line\n${PLANTED}`,
    `naïve${PLANTED}`,
    `https://user:${PLANTED}@lnbits.example`,
    `http://user:${PLANTED}@lnbits.example:99999`,
    `https://lnbits.example/?api-key=${PLANTED}`,
    `postgresql://user:${PLANTED}@host:notaport/db`,
    `postgresql://user:${PLANTED}#x@host/db`,
    `postgresql://user:%${PLANTED}@[::1/db`,
    `postgres:/user:${PLANTED}@host/db`,
    `/run/${PLANTED}`,
  ]

  test.each(FORMS)('in the form %s', (form) => {
    const everywhere = Object.fromEntries(ALL_SECRETS.map((name) => [name, form]))
    const told = complaint({ ...everywhere, LAMASSU_SSH_HOST: 'lamassu.example' })
    expect(told).toContain('SECRETS_KEY')
    expect(told).not.toContain(PLANTED)
    const asFiles = Object.fromEntries(ALL_SECRETS.map((name) => [`${name}_FILE`, form]))
    expect(complaint({ ...asFiles, LNBITS_URL: form })).not.toContain(PLANTED)
  })

  test.each([
    ['LNBITS_URL', `https://user:${PLANTED}@lnbits.example`, 'must not hold a user or password'],
    ['LNBITS_URL', `http://${PLANTED}:99999`, "can't be read as an address"],
    ['LNBITS_URL', `https://lnbits.example/?api-key=${PLANTED}`, 'must be the address alone'],
    ['LNBITS_URL', `lnbits.example/${PLANTED}`, 'must begin with http:// or https://'],
    ['DATABASE_URL', `postgresql://user:${PLANTED}@host:notaport/db`, "can't be read as an address"],
    ['DATABASE_URL', `mysql://user:${PLANTED}@host/db`, 'must begin with postgres:// or postgresql://'],
    ['LAMASSU_DATABASE_URL', `postgresql://user:${PLANTED}#x@host/db`, "can't be read as an address"],
    ['LNBITS_SOURCE_ADMIN_KEY', `${PLANTED}\nsecond`, 'must be one word'],
    ['SECRETS_KEY', PLANTED, 'must be 32 bytes in base64'],
    ['SECRETS_KEY', `${SECRETS_KEY.slice(0, -1)} ${PLANTED}`, 'must be 32 bytes in base64'],
    ['SECRETS_KEY', Buffer.alloc(33, 1).toString('base64'), 'must be 32 bytes in base64'],
    ['SECRETS_KEY', Buffer.alloc(32, 1).toString('hex'), 'must be 32 bytes in base64'],
  ])('%s in a wrong form is noticed: %s', (name, value, expected) => {
    const told = problemWith({ [name]: value })
    expect(told).toContain(`${name} ${expected}`)
    expect(told).not.toContain(PLANTED)
  })
})
