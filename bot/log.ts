import { join } from 'node:path'
import { mkdirSync } from 'node:fs'
import pino, { type Logger } from 'pino'

/** Names of fields that may hold a secret, wherever they stand. */
const SECRET_FIELDS = [
  'password',
  'passphrase',
  'privateKey',
  'databaseUrl',
  'connectionString',
  'key',
  'adminKey',
  'invoiceKey',
  'secretsKey',
  'bolt11',
  'preimage',
  'headers',
]

/** The root logger: JSON lines into a file of the data folder where a person is at the terminal, else to stderr. */
export function createLog(options: { level: string; folder: string | null }): Logger {
  const redact = {
    paths: SECRET_FIELDS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
    censor: '[secret]',
  }
  const settings = { level: options.level, redact, base: { pid: process.pid } }
  if (options.folder === null) return pino(settings, pino.destination(2))
  mkdirSync(options.folder, { recursive: true })
  return pino(
    settings,
    pino.destination({ dest: join(options.folder, 'satmachine.log'), mkdir: true, sync: true }),
  )
}
