import { say, type Text } from '../engine/phrase.ts'
import { post } from './post.ts'

export interface HeartbeatOptions {
  /** Of healthchecks.io, or whatever else raises the alarm when nothing comes. */
  readonly url: string
  readonly timeoutMs?: number
}

export type HeartbeatOutcome =
  | { readonly kind: 'sent' }
  | { readonly kind: 'failed'; readonly why: Text }
  /** Another one is still on its way; this one was left out. */
  | { readonly kind: 'busy' }

/** Tells somebody outside that the bot is alive: who says nothing can't say that it is dead. */
export interface Heartbeat {
  ok(): Promise<HeartbeatOutcome>
  /** @param words what is wrong, without secrets. */
  fail(words: string): Promise<HeartbeatOutcome>
  /** Ends the one that is under way. */
  stop(): void
}

const TIMEOUT_MS = 10_000
const MOST_WORDS = 10_000

/** Never throws; at most one is under way. */
export function createHeartbeat({ url, timeoutMs = TIMEOUT_MS }: HeartbeatOptions): Heartbeat {
  const stopping = new AbortController()
  const whenWrong = failUrl(url)
  let isUnderWay = false
  const ping = async (method: 'GET' | 'POST', to: string, body: string): Promise<HeartbeatOutcome> => {
    if (isUnderWay) return { kind: 'busy' }
    isUnderWay = true
    try {
      const outcome = await post({ url: to, method, body, timeoutMs, signal: stopping.signal })
      if (outcome.kind !== 'answered')
        return { kind: 'failed', why: say`HEARTBEAT_URL can't be reached (${outcome.why}).` }
      if (outcome.status >= 200 && outcome.status < 300) return { kind: 'sent' }
      return { kind: 'failed', why: say`HEARTBEAT_URL answers HTTP ${outcome.status}.` }
    } finally {
      isUnderWay = false
    }
  }
  return {
    ok: () => ping('GET', url, ''),
    fail: (words) => ping('POST', whenWrong, words.slice(0, MOST_WORDS)),
    stop: () => stopping.abort(),
  }
}

function failUrl(url: string): string {
  const target = new URL(url)
  target.pathname = `${target.pathname.replace(/\/$/, '')}/fail`
  return target.href
}
