import type { ServerResponse } from 'node:http'

/** What goes wrong with the next requests that it fits. */
export interface Fault {
  readonly method?: string
  readonly path: RegExp
  /** How many requests; endlessly when left out. */
  times?: number
  readonly kind:
    | {
        readonly name: 'status'
        readonly status: number
        readonly body?: string
        readonly contentType?: string
      }
    /** Answered as always, but late. */
    | { readonly name: 'slow'; readonly milliseconds: number }
    /** The connection breaks before anything is done. */
    | { readonly name: 'reset' }
    /** It is done, and the connection breaks before the answer. */
    | { readonly name: 'lost_answer' }
    /** It is done, and the answer breaks off in its middle. */
    | { readonly name: 'half_answer' }
    | { readonly name: 'rate_limit'; readonly retryAfterSeconds: number; readonly global?: boolean }
    /** As the proxy before Discord says it: no JSON. */
    | { readonly name: 'proxy_limit'; readonly retryAfterSeconds: number | null }
}

/** Finds the fault for a request, and counts it down. */
export function faultFor(faults: Fault[], method: string, path: string): Fault | null {
  const at = faults.findIndex((fault) => (fault.method ?? method) === method && fault.path.test(path))
  const fault = faults[at]
  if (fault === undefined) return null
  if (fault.times !== undefined) {
    fault.times -= 1
    if (fault.times <= 0) faults.splice(at, 1)
  }
  return fault
}

/** True when the request is answered (or never will be) by the fault alone. */
export function strikeBefore(fault: Fault, response: ServerResponse): boolean {
  const { kind } = fault
  switch (kind.name) {
    case 'status':
      response
        .writeHead(kind.status, { 'content-type': kind.contentType ?? 'text/html' })
        .end(kind.body ?? '<html><h1>upstream trouble</h1></html>')
      return true
    case 'reset':
      response.destroy()
      return true
    case 'rate_limit': {
      const headers = {
        'content-type': 'application/json',
        'Retry-After': String(kind.retryAfterSeconds),
        'X-RateLimit-Scope': kind.global === true ? 'global' : 'shared',
        ...(kind.global === true ? { 'X-RateLimit-Global': 'true' } : {}),
      }
      const body = {
        message: 'You are being rate limited.',
        retry_after: kind.retryAfterSeconds,
        global: kind.global === true,
      }
      response.writeHead(429, headers).end(JSON.stringify(body))
      return true
    }
    case 'proxy_limit':
      response
        .writeHead(429, {
          'content-type': 'text/html',
          ...(kind.retryAfterSeconds === null ? {} : { 'Retry-After': String(kind.retryAfterSeconds) }),
        })
        .end('error code: 1015')
      return true
    case 'slow':
    case 'lost_answer':
    case 'half_answer':
      return false
  }
}
