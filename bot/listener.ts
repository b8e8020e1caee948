import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'
import type { Logger } from 'pino'
import { sentenceOf } from '../engine/failure.ts'

const CONNECT_SECONDS = 10
const RECONNECT_SECONDS = 5

/** Wakes the worker as soon as any process has made work, and whenever it may have missed that: after each connecting. */
export function listenForWork(options: {
  databaseUrl: string
  log: Logger
  wake: () => void
  reconnectSeconds?: number
}): { stop: () => Promise<void> } {
  const stopping = new AbortController()
  const listening = keepListening(options, stopping.signal)
  return {
    stop() {
      stopping.abort()
      return listening
    },
  }
}

async function keepListening(
  { databaseUrl, log, wake, reconnectSeconds = RECONNECT_SECONDS }: Parameters<typeof listenForWork>[0],
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await listenOnce(databaseUrl, wake, signal)
    } catch (thrown) {
      log.debug({ reason: sentenceOf(thrown) }, 'could not listen for work; the timer goes on')
    }
    await delay(reconnectSeconds * 1000, undefined, { signal }).catch(() => undefined)
  }
}

/** Listens until the connection or the program ends. */
async function listenOnce(databaseUrl: string, wake: () => void, signal: AbortSignal): Promise<void> {
  const client = new Client({
    connectionString: databaseUrl,
    application_name: 'satmachine listener',
    connectionTimeoutMillis: CONNECT_SECONDS * 1000,
    keepAlive: true,
  })
  // Always followed by 'end'; without a listener it would end the program.
  client.on('error', () => undefined)
  client.on('notification', wake)
  const leaving = new AbortController()
  // Not events.once(), which rejects at an 'error': before anybody waits for it, that would end the program.
  const over = new Promise<void>((resolve) => {
    client.once('end', () => resolve())
    signal.addEventListener('abort', () => resolve(), { signal: leaving.signal })
  })
  try {
    await client.connect()
    await client.query('LISTEN satmachine_work')
    wake()
    if (!signal.aborted) await over
  } finally {
    leaving.abort()
    await client.end().catch(() => undefined)
  }
}
