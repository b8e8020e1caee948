import { createLnbitsClient } from '../../engine/lnbits/client.ts'
import { sats } from '../../engine/domain/money.ts'
import type { InvoiceRequest, WalletKey } from '../../engine/ports.ts'

export const KEY = 'f3b0c44298fc1c149afbf4c8996fb924' as WalletKey
export const HASH = 'ab'.repeat(32)
export const INVOICE: InvoiceRequest = {
  amountSats: sats(250n),
  memo: 'memo',
  reference: 'p:1',
  expirySeconds: 60,
}
export const PAYMENT = { bolt11: 'lnbc1…', reference: 'p:1' }

export interface SentRequest {
  readonly url: unknown
  readonly init: RequestInit
}

/** A client of which every request gets this answer, or meets this error; its time passes only while it waits. */
export function clientGetting(answer: Response | Error) {
  const sent: SentRequest[] = []
  const delaysMs: number[] = []
  let nowMs = 0
  const client = createLnbitsClient({
    baseUrl: 'http://lnbits.test/sub/',
    requestsPerMinute: 600,
    nowMs: () => nowMs,
    async delay(milliseconds) {
      delaysMs.push(milliseconds)
      nowMs += milliseconds
    },
    async fetch(url, init) {
      sent.push({ url, init: init ?? {} })
      if (answer instanceof Error) throw answer
      return answer.clone()
    },
  })
  return { client, sent, delaysMs }
}

export function jsonAnswer(status: number, body: unknown, headers?: Record<string, string>): Response {
  return new Response(JSON.stringify(body), { status, ...(headers === undefined ? {} : { headers }) })
}

/** What fetch throws for a network error with this code. */
export function networkError(code: string): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })
}
