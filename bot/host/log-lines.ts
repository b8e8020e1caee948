import { open } from 'node:fs/promises'
import { Failure, sentenceOf } from '../../engine/failure.ts'
import { LOG_PATTERNS, type LogPattern } from '../../engine/observe-self.ts'
import type { LogFilter } from '../../commands/host.ts'
import { withoutSecretFields } from '../log.ts'
import type { LogRing } from './log-ring.ts'
import { maskSecrets } from './mask.ts'

/** Where a process finds the log: the file that its program writes, else what it keeps itself. */
export interface LogPlace {
  readonly file: string | null
  readonly ring: LogRing | null
  /** Secrets of the settings, which are hidden wherever they stand. */
  readonly secrets: readonly string[]
}

/** How much of a file's end is looked at. */
const MOST_BYTES = 4 * 1024 * 1024
const LONGEST_LINE = 600

/** The handbook's five searches, for the words of our own log. */
export const PATTERNS: Readonly<Record<LogPattern, RegExp>> = {
  errors: /^\S+ (?:WARN|ERROR|FATAL)|error|exception|failed/i,
  processor: /cash-out|\bpoll|distribut|allocat|taken in/i,
  payments: /payment|payout|distribut|transfer|\bpay(?:s|ing)?\b/i,
  ssh: /ssh|connection|timeout|timed out|tunnel/i,
  wallet: /wallet|lnbits|payment_?hash/i,
}

/** The newest lines that fit, oldest first; looked through only after their secrets were taken out. */
export async function logLines(place: LogPlace, filter: LogFilter): Promise<string[]> {
  const raw = place.file === null ? (place.ring?.lines() ?? []) : await endOf(place.file)
  const name = LOG_PATTERNS.find((one) => one === filter.pattern)
  const pattern = name === undefined ? null : PATTERNS[name]
  const wanted = filter.grep?.toLowerCase() ?? ''
  const found: string[] = []
  for (const line of raw.toReversed()) {
    if (found.length >= filter.limit) break
    const shown = readable(line, place.secrets)
    if (shown !== '' && (pattern?.test(shown) ?? true) && shown.toLowerCase().includes(wanted))
      found.push(shown)
  }
  return found.reverse()
}

async function endOf(file: string): Promise<string[]> {
  try {
    const handle = await open(file, 'r')
    try {
      const { size } = await handle.stat()
      const from = Math.max(0, size - MOST_BYTES)
      const buffer = Buffer.alloc(size - from)
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, from)
      const lines = buffer.toString('utf8', 0, bytesRead).split('\n')
      // The first one was cut in its middle.
      return from === 0 ? lines : lines.slice(1)
    } finally {
      await handle.close()
    }
  } catch (cause) {
    throw new Failure('refused', `The log ${file} can't be read (${sentenceOf(cause)}).`, { cause })
  }
}

const LEVELS: Readonly<Record<number, string>> = {
  10: 'TRACE',
  20: 'DEBUG',
  30: 'INFO',
  40: 'WARN',
  50: 'ERROR',
  60: 'FATAL',
}

/** '2026-11-22T14:05:07Z WARN a poll failed · code=ssh_lost reason=…' */
export function readable(line: string, secrets: readonly string[]): string {
  const fields = parsed(line)
  if (fields === null) return maskSecrets(line, secrets).slice(0, LONGEST_LINE)
  const { time, level, msg, pid: _pid, hostname: _host, ...rest } = withoutSecretFields(fields)
  const when = typeof time === 'number' ? new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z') : '–'
  const about = Object.entries(rest).map(([name, value]) => `${name}=${oneLine(value)}`)
  const words = [when, LEVELS[Number(level)] ?? '–', oneLine(msg ?? '')].join(' ')
  return maskSecrets(about.length === 0 ? words : `${words} · ${about.join(' ')}`, secrets).slice(
    0,
    LONGEST_LINE,
  )
}

const oneLine = (value: unknown): string =>
  typeof value === 'string' ? value.replaceAll(/\s+/g, ' ') : JSON.stringify(value)

/** Null for a line that is not ours, such as a warning of Node's. */
function parsed(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
