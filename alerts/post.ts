import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'

export interface PostRequest {
  readonly url: string
  readonly method: 'POST' | 'PATCH' | 'GET'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** For everything together. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal
}

/** What came of one HTTP request. Words here are our own: neither the address nor the answer is in them. */
export type PostOutcome =
  /** The whole answer, or its beginning where it broke off or is long. */
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly headers: Readonly<Record<string, string | undefined>>
      readonly body: string
    }
  /** It certainly did not arrive. */
  | { readonly kind: 'unreached'; readonly why: string }
  /** It was on its way: it may have arrived. */
  | { readonly kind: 'unanswered'; readonly why: string }

/** More of an answer than this nobody needs. */
const MOST_ANSWER = 64 * 1024

/**
 * One request over a connection of its own, so that it is known whether anything was sent when it fails. Follows no
 * redirect and never throws.
 */
export function post(request: PostRequest): Promise<PostOutcome> {
  const { url, method, headers = {}, body = '', timeoutMs } = request
  const target = new URL(url)
  const send = target.protocol === 'https:' ? requestHttps : requestHttp
  return new Promise((resolve) => {
    let isConnected = false
    let answer: Answer | null = null
    const end = (why: string): void => {
      clearTimeout(timer)
      request.signal?.removeEventListener('abort', stopped)
      // The status has come: what it says holds, also when the rest does not come.
      resolve(answer?.() ?? { kind: isConnected ? 'unanswered' : 'unreached', why })
      outgoing.destroy()
    }
    const stopped = (): void => end('stopped')
    const outgoing = send(target, {
      method,
      agent: false,
      headers: { 'user-agent': 'satmachine', 'content-length': String(Buffer.byteLength(body)), ...headers },
    })
    const timer = setTimeout(() => end('timeout'), timeoutMs)
    outgoing.on('socket', (socket) => {
      // Until then nothing of the request has left this machine.
      socket.once(target.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
        isConnected = true
      })
    })
    outgoing.on('error', (error) => end(codeOf(error)))
    outgoing.on('response', (incoming) => {
      answer = collect(incoming, () => end('answered'))
    })
    if (request.signal?.aborted === true) return stopped()
    request.signal?.addEventListener('abort', stopped)
    outgoing.end(body)
  })
}

type Answer = () => Extract<PostOutcome, { kind: 'answered' }>

/** Gathers an answer as far as it comes; `done` when no more of it is wanted or will come. */
function collect(incoming: IncomingMessage, done: () => void): Answer {
  const parts: Buffer[] = []
  let size = 0
  incoming.on('data', (part: Buffer) => {
    parts.push(part)
    size += part.length
    if (size > MOST_ANSWER) done()
  })
  for (const event of ['end', 'error', 'close']) incoming.on(event, done)
  return () => ({
    kind: 'answered',
    status: incoming.statusCode ?? 0,
    headers: oneEach(incoming.headers),
    body: Buffer.concat(parts).toString('utf8'),
  })
}

const oneEach = (headers: NodeJS.Dict<string | string[]>): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  )

/** 'ECONNREFUSED'; never the message, which may hold the address. */
function codeOf(error: Error): string {
  const code = 'code' in error ? String(error.code) : ''
  return /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? code : 'connection failed'
}
