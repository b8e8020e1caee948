/**
 * The requests that can be made to fail, each on its own: `rows` asks for some of a wallet's rows, `history` for all of
 * them in the order of time. `other` is everything else, and never fails.
 */
export type Endpoint = 'create' | 'pay' | 'rows' | 'history' | 'wallet' | 'version' | 'other'

/** Before the request was executed, or after it, when only its answer is lost or spoiled. */
export type Moment = 'before' | 'after'

export type Fault =
  | { readonly kind: 'delay'; readonly moment: Moment; readonly milliseconds: number }
  /** The connection breaks without an answer. */
  | { readonly kind: 'drop'; readonly moment: Moment }
  /** Another answer than the server's own. */
  | { readonly kind: 'answer'; readonly moment: Moment; readonly answer: FaultAnswer }
  /** Executed; the answer's JSON ends in the middle. */
  | { readonly kind: 'truncate' }
  /** create: the invoice is over one sat more than asked for. */
  | { readonly kind: 'wrong_amount' }
  /** create: the answer names another payment hash than its invoice. */
  | { readonly kind: 'wrong_hash' }
  /** rows: the row is there, but the answer does not show it yet. */
  | { readonly kind: 'stale' }
  /** pay: the server dies after it committed the debit and before the credit. */
  | { readonly kind: 'half_state' }

export interface FaultAnswer {
  readonly status: number
  readonly body: string
  readonly contentType: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface InjectedFault {
  readonly endpoint: Endpoint
  readonly fault: Fault
  /** 1, the default, hits the next request of this endpoint, 2 the one after it, and so on. */
  readonly nth?: number
  /** How many requests in a row, from the nth on; 1 by default. */
  readonly times?: number | 'all'
}

export interface Faults {
  /** Returns what takes this fault back again. */
  inject(injected: InjectedFault): () => void
  clear(): void
  /** Counts the request and returns the faults that hit it. */
  take(endpoint: Endpoint): Fault[]
  requestCount(endpoint: Endpoint): number
}

export function createFaults(): Faults {
  const counts = new Map<Endpoint, number>()
  let pending: { endpoint: Endpoint; fault: Fault; from: number; until: number }[] = []
  const count = (endpoint: Endpoint): number => counts.get(endpoint) ?? 0
  return {
    inject({ endpoint, fault, nth = 1, times = 1 }) {
      const from = count(endpoint) + nth
      const entry = { endpoint, fault, from, until: times === 'all' ? Infinity : from + times - 1 }
      pending.push(entry)
      return () => {
        pending = pending.filter((other) => other !== entry)
      }
    },
    clear() {
      pending = []
    },
    take(endpoint) {
      const number = count(endpoint) + 1
      counts.set(endpoint, number)
      const hits = pending.filter((f) => f.endpoint === endpoint && f.from <= number && number <= f.until)
      pending = pending.filter((f) => f.endpoint !== endpoint || number < f.until)
      return hits.map((hit) => hit.fault)
    },
    requestCount: count,
  }
}

const htmlPage = (status: number, title: string): FaultAnswer => ({
  status,
  contentType: 'text/html',
  body: `<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`,
})

const json = (status: number, body: unknown, headers?: Record<string, string>): FaultAnswer => ({
  status,
  contentType: 'application/json',
  body: JSON.stringify(body),
  ...(headers === undefined ? {} : { headers }),
})

/** The faults that are met most, by name. */
export const commonFaults = {
  dropBefore: { kind: 'drop', moment: 'before' },
  dropAfter: { kind: 'drop', moment: 'after' },
  delayBefore: (milliseconds: number): Fault => ({ kind: 'delay', moment: 'before', milliseconds }),
  delayAfter: (milliseconds: number): Fault => ({ kind: 'delay', moment: 'after', milliseconds }),
  badGateway: (moment: Moment): Fault => ({
    kind: 'answer',
    moment,
    answer: htmlPage(502, '502 Bad Gateway'),
  }),
  serverError: (moment: Moment): Fault => ({
    kind: 'answer',
    moment,
    answer: json(500, { detail: 'Unexpected error! ID: 9ufFxqGPiXakGdyQpzc47x' }),
  }),
  paymentError: (detail: string, moment: Moment = 'before'): Fault => ({
    kind: 'answer',
    moment,
    answer: json(520, { detail, status: 'failed' }),
  }),
  rateLimited: (retryAfterSeconds?: number): Fault => ({
    kind: 'answer',
    moment: 'before',
    answer: json(
      429,
      { error: 'Rate limit exceeded: 200 per 1 minute' },
      retryAfterSeconds === undefined ? undefined : { 'retry-after': `${retryAfterSeconds}` },
    ),
  }),
  unauthorized: { kind: 'answer', moment: 'before', answer: json(401, { detail: 'No Api Key provided.' }) },
  walletNotFound: { kind: 'answer', moment: 'before', answer: json(404, { detail: 'Wallet not found.' }) },
  truncated: { kind: 'truncate' },
  wrongAmount: { kind: 'wrong_amount' },
  wrongHash: { kind: 'wrong_hash' },
  staleRead: { kind: 'stale' },
  halfState: { kind: 'half_state' },
} as const satisfies Record<string, Fault | ((...args: never[]) => Fault)>
