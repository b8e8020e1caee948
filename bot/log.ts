import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import pino, { type Logger } from 'pino'
import { Failure, sentenceOf } from '../engine/failure.ts'
import type { LogRing } from './host/log-ring.ts'

/** Names of fields that may hold a secret, wherever they stand. */
const SECRET_FIELDS: ReadonlySet<string> = new Set([
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
  'smtp',
  'webhooks',
  'webhookSecret',
  'heartbeatUrl',
  'urls',
])
/** Lines that can't be written are kept up to this many characters, and then dropped. */
const MOST_UNWRITTEN = 1_000_000
const CENSORED = '[secret]'
/** Deeper than this nothing is logged on purpose. */
const DEEPEST = 4

export const LOG_FILE = 'satmachine.log'

/**
 * The root logger: JSON lines into a file of the data folder where a person is at the terminal, else to stderr.
 * @param options.ring gets every line too, for whoever asks the running program for its log.
 */
export function createLog(options: { level: string; folder: string | null; ring?: LogRing }): Logger {
  const settings = {
    level: options.level,
    base: { pid: process.pid },
    formatters: { log: loggable },
  }
  const destination =
    options.folder === null ? pino.destination({ dest: 2, sync: true }) : fileIn(options.folder)
  // A log that can't be written (its disk is full) must not end the program; stderr may be all that is left.
  let told = false
  destination.on('error', (error: NodeJS.ErrnoException) => {
    if (told || error.code === 'EPIPE') return
    told = true
    process.stderr.write(`The log can't be written (${sentenceOf(error)}): the bot goes on without it.\n`)
  })
  const { ring } = options
  if (ring === undefined) return withSafeChildren(pino(settings, destination))
  const both = {
    write(line: string) {
      ring.write(line)
      destination.write(line)
    },
  }
  return withSafeChildren(pino(settings, both))
}

/** pino does not format what a child is given for all its lines. Children inherit this from their parent. */
function withSafeChildren(log: Logger): Logger {
  // oxlint-disable-next-line typescript/unbound-method -- called with its own `this` below
  const child = log.child
  log.child = function safeChild(this: Logger, bindings: pino.Bindings) {
    return child.call(this, loggable(bindings))
  } as Logger['child']
  return log
}

function fileIn(folder: string): ReturnType<typeof pino.destination> {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return pino.destination({
      dest: join(folder, LOG_FILE),
      mode: 0o600,
      maxLength: MOST_UNWRITTEN,
      sync: true,
    })
  } catch (cause) {
    throw new Failure(
      'configuration',
      `The log in ${folder} can't be opened (${sentenceOf(cause)}): make that folder writable for this user, or set DATA_DIR to another one.`,
      { cause },
    )
  }
}

/** A line that was read back, once more without the fields that hold secrets. */
export const withoutSecretFields = (fields: Record<string, unknown>): Record<string, unknown> =>
  loggable(fields)

/** The fields as they may be written: without secrets, and with bigints as text, which pino would print as bare numbers. */
function loggable(fields: Record<string, unknown>): Record<string, unknown> {
  return censored(fields, 0) as Record<string, unknown>
}

function censored(value: unknown, depth: number): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || value === null) return value
  if (depth > DEEPEST) return '[deeper]'
  if (value instanceof Date) return value.toISOString()
  // Errors of pg and ssh2 carry the whole connection with them.
  if (value instanceof Error) return { name: value.name, message: value.message }
  if (Array.isArray(value)) return value.map((item) => censored(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      SECRET_FIELDS.has(name) ? CENSORED : censored(inner, depth + 1),
    ]),
  )
}
