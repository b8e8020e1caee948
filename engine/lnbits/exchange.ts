/**
 * One HTTP request and what came of it, before anyone asks what it means for money. Nothing here retries, and
 * nothing here throws for what the network does.
 */
export type Exchange =
  | { readonly kind: 'answered'; readonly answer: Answer }
  /** Certain: no byte of the request reached a server's program. */
  | { readonly kind: 'not_sent'; readonly detail: string }
  /** The request may or may not have been executed. */
  | { readonly kind: 'lost'; readonly detail: string }

export interface Answer {
  readonly status: number
  /** The parsed body; undefined when it is not JSON. */
  readonly body: unknown
  /** Where a redirect points to, without its query. */
  readonly location: string | null
  readonly retryAfterSeconds: number | null
}

export interface HttpRequest {
  readonly url: string
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly timeoutSeconds: number
  readonly maxBodyBytes: number
}

/** Sends the request once. */
export async function exchange(fetchOnce: typeof fetch, request: HttpRequest): Promise<Exchange> {
  try {
    const response = await fetchOnce(request.url, {
      method: request.method,
      headers: request.headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(request.timeoutSeconds * 1000),
      ...(request.body === undefined ? {} : { body: request.body }),
    })
    const text = await boundedText(response, request.maxBodyBytes)
    if (text === null)
      return { kind: 'lost', detail: `the answer is larger than ${request.maxBodyBytes} bytes` }
    return { kind: 'answered', answer: answerOf(response, text) }
  } catch (thrown) {
    return fromNetworkError(thrown, request.timeoutSeconds)
  }
}

function answerOf(response: Response, text: string): Answer {
  return {
    status: response.status,
    body: parseJson(text),
    location: response.headers.get('location')?.split(/[?#]/, 1)[0] ?? null,
    retryAfterSeconds: wholeSeconds(response.headers.get('retry-after')),
  }
}

async function boundedText(response: Response, maxBytes: number): Promise<string | null> {
  if (response.body === null) return ''
  const reader: ReadableStreamDefaultReader<Uint8Array> = response.body.getReader()
  const chunks: Uint8Array[] = []
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return Buffer.concat(chunks).toString('utf8')
    size += value.byteLength
    if (size > maxBytes) {
      // Not waited for: what the server still wants to send is of no interest any more.
      void reader.cancel().catch(() => undefined)
      return null
    }
    chunks.push(value)
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function wholeSeconds(header: string | null): number | null {
  return header !== null && /^\d{1,9}$/.test(header.trim()) ? Number.parseInt(header, 10) : null
}

/** Codes of a connection that never came to be: no name, no listener, or no agreement about its encryption. */
const NEVER_SENT: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'nothing listens at this address'],
  ['ENOTFOUND', 'the host name is not known'],
  ['EAI_AGAIN', 'the host name cannot be looked up right now'],
  ['UND_ERR_CONNECT_TIMEOUT', 'the host does not answer'],
  ['CERT_HAS_EXPIRED', 'its TLS certificate has expired'],
  ['CERT_NOT_YET_VALID', 'its TLS certificate is not valid yet'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'its TLS certificate is signed by nobody but itself'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'its TLS certificate comes from an authority that is not trusted here'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'its TLS certificate comes from an authority that is not trusted here'],
  [
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'its TLS certificate comes from an authority that is not trusted here',
  ],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'its TLS certificate is for another host name'],
])

function fromNetworkError(thrown: unknown, timeoutSeconds: number): Exchange {
  if (thrown instanceof Error && (thrown.name === 'TimeoutError' || thrown.name === 'AbortError')) {
    return { kind: 'lost', detail: `no complete answer within ${timeoutSeconds} seconds` }
  }
  const codes = codesOf(thrown)
  const neverSent = codes.map((code) => NEVER_SENT.get(code))
  const [reason] = neverSent
  if (reason !== undefined && !neverSent.includes(undefined)) {
    return { kind: 'not_sent', detail: `${reason} (${codes[0]})` }
  }
  return { kind: 'lost', detail: `the connection broke (${codes.join(', ') || 'no code'})` }
}

/** The codes of an error and its causes; a host with several addresses fails with one error for each. */
function codesOf(thrown: unknown): string[] {
  if (!(thrown instanceof Error)) return []
  if (thrown instanceof AggregateError && thrown.errors.length > 0) return thrown.errors.flatMap(codesOf)
  if ('code' in thrown && typeof thrown.code === 'string') return [thrown.code]
  return codesOf(thrown.cause)
}
