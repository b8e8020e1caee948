import { Failure } from '../../engine/failure.ts'
import { readConfig } from '../../bot/config.ts'
import { expect } from 'vitest'

export const FINGERPRINT = 'SHA256:uNiVztksCsDhcc0u9e8BrQ+iBQjdnYNTFK7yeNzfKeo'
export const SECRETS_KEY = Buffer.alloc(32, 7).toString('base64')

/** Settings with which nothing is wrong. */
export const RIGHT = {
  DATABASE_URL: 'postgresql://books:pw@127.0.0.1:5432/books',
  LAMASSU_DATABASE_URL: 'postgresql://postgres@/lamassu?host=/var/run/postgresql',
  LAMASSU_SSH_HOST: 'lamassu.example',
  LAMASSU_SSH_PORT: '2222',
  LAMASSU_SSH_USER: 'reader',
  LAMASSU_SSH_PRIVATE_KEY: 'a private key',
  LAMASSU_SSH_PASSPHRASE: 'its passphrase',
  LAMASSU_SSH_HOST_KEY: FINGERPRINT,
  LNBITS_URL: 'https://lnbits.example/path',
  LNBITS_SOURCE_ADMIN_KEY: 'sourcekey',
  LNBITS_COMMISSION_INVOICE_KEY: 'commissionkey',
  SECRETS_KEY,
}

/** The problems that are told, one a line. */
export function problems(environment: Record<string, string>): string[] {
  return complaint(environment)
    .split('\n')
    .filter((line) => line.startsWith('  - '))
    .map((line) => line.slice(4))
}

/** Everything that is said about these settings. */
export function complaint(environment: Record<string, string>): string {
  try {
    readConfig(environment)
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.code === 'configuration') return thrown.message
    throw thrown
  }
  throw new Error('nothing was wrong with these settings')
}

/** The one problem that these settings bring to an otherwise right environment. */
export function problemWith(settings: Record<string, string>): string {
  const told = problems({ ...RIGHT, ...settings })
  expect(told, told.join('\n')).toHaveLength(1)
  return told[0] ?? ''
}
