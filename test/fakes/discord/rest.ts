import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  callbackProblems,
  commandProblems,
  messageProblems,
  type SentFile,
} from '../../support/platform-limits-discord.ts'
import type { Described } from './described.ts'
import { type Fault, faultFor, strikeBefore } from './faults.ts'
import { DiscordError } from './interactions.ts'
import type { RateLimits } from './limits.ts'
import { answerRoute, type Routed, routeOf, type RouteWorld } from './routes.ts'
import type { FakeFile } from './world.ts'

export interface RecordedRequest {
  readonly method: string
  /** Without "/api/v10". */
  readonly path: string
  readonly body: unknown
  readonly files: readonly FakeFile[]
  status: number
}

export interface RestOptions {
  readonly token: string
  readonly world: RouteWorld
  readonly limits: RateLimits
  readonly faults: Fault[]
  readonly requests: RecordedRequest[]
  readonly violations: string[]
  readonly described: Described | null
}

interface Parsed {
  readonly body: Record<string, unknown> | unknown[] | undefined
  readonly files: readonly FakeFile[]
  readonly sent: readonly SentFile[]
  readonly contentType: string
}

/** Discord's REST: checks who asks, how often and what, answers, and checks its own answer too. */
export async function answerRest(
  options: RestOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const method = request.method ?? 'GET'
  const path = (request.url ?? '/').replace(/^\/api\/v10/, '')
  const parsed = await parse(request)
  const recorded: RecordedRequest = { method, path, body: parsed.body, files: parsed.files, status: 0 }
  options.requests.push(recorded)
  response.on('finish', () => (recorded.status = response.statusCode))
  const fault = faultFor(options.faults, method, path)
  if (fault !== null && strikeBefore(fault, response)) return
  if (fault?.kind.name === 'slow') await sleep(fault.kind.milliseconds)
  const result = judge(options, { method, path, request, parsed })
  if (fault?.kind.name === 'lost_answer') return void response.destroy()
  const body = result.body === undefined ? '' : JSON.stringify(result.body)
  response.writeHead(result.status, {
    ...result.headers,
    ...(body === '' ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
  })
  if (fault?.kind.name !== 'half_answer') return void response.end(body)
  response.write(body.slice(0, Math.floor(body.length / 2)))
  setTimeout(() => response.destroy(), 20)
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

interface Result {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: unknown
}

function judge(
  options: RestOptions,
  {
    method,
    path,
    request,
    parsed,
  }: { method: string; path: string; request: IncomingMessage; parsed: Parsed },
): Result {
  const routed = routeOf(options.world, method, path)
  if (routed === null) {
    options.violations.push(`${method} ${path}: Discord has no such address`)
    return { status: 404, headers: {}, body: { message: '404: Not Found', code: 0 } }
  }
  if (routed.needsToken && request.headers.authorization !== `Bot ${options.token}`)
    return { status: 401, headers: {}, body: { message: '401: Unauthorized', code: 0 } }
  const { headers, refusal } = options.limits.judge(routed.bucket, routed.window, routed.isCallback)
  if (refusal !== null) {
    const { retryAfterSeconds, global } = refusal
    const body = { message: 'You are being rate limited.', retry_after: retryAfterSeconds, global }
    return { status: 429, headers, body }
  }
  const problems = requestProblems(options, { method, path, routed, parsed })
  if (problems.length > 0) {
    options.violations.push(...problems.map((problem) => `${method} ${routed.name} ${problem}`))
    return { status: 400, headers, body: { message: 'Invalid Form Body', code: 50035, errors: { problems } } }
  }
  return { ...checkedAnswer(options, { routed, parsed, query: path.split('?')[1] ?? '' }), headers }
}

function checkedAnswer(
  { world, described, violations }: RestOptions,
  { routed, parsed, query }: { routed: Routed; parsed: Parsed; query: string },
): Pick<Result, 'status' | 'body'> {
  try {
    const answer = answerRoute(world, routed, { body: parsed.body, files: parsed.files, query })
    for (const one of routed.schema === null || answer.body === undefined ? [] : [answer.body].flat())
      for (const problem of described?.answer(routed.schema ?? '', one) ?? [])
        violations.push(`the fake's own answer to ${routed.name}: ${problem}`)
    return answer
  } catch (thrown) {
    if (thrown instanceof DiscordError) return { status: thrown.status, body: thrown.body }
    throw thrown
  }
}

function requestProblems(
  { described }: RestOptions,
  { method, path, routed, parsed }: { method: string; path: string; routed: Routed; parsed: Parsed },
): string[] {
  const byHand =
    routed.takes === 'message'
      ? messageProblems(parsed.body, parsed.sent)
      : routed.takes === 'callback'
        ? callbackProblems(parsed.body)
        : routed.takes === 'commands'
          ? commandProblems(parsed.body)
          : []
  if (described === null || routed.takes === 'file') return byHand
  const withFiles =
    parsed.contentType === 'multipart/form-data'
      ? {
          ...(parsed.body as Record<string, unknown>),
          ...Object.fromEntries(parsed.sent.map(({ key }) => [key, 'bytes'])),
        }
      : parsed.body
  const bare = path.split('?')[0] ?? ''
  return [...byHand, ...described.request(method, bare, withFiles, parsed.contentType)]
}

async function parse(request: IncomingMessage): Promise<Parsed> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const bytes = Buffer.concat(parts)
  const header = request.headers['content-type'] ?? ''
  if (bytes.length === 0) return { body: undefined, files: [], sent: [], contentType: 'application/json' }
  if (!header.startsWith('multipart/form-data'))
    return { body: JSON.parse(bytes.toString()), files: [], sent: [], contentType: 'application/json' }
  const form = await new Response(bytes, { headers: { 'content-type': header } }).formData()
  const files: FakeFile[] = []
  const sent: SentFile[] = []
  for (const [key, value] of form) {
    if (typeof value === 'string') continue
    const file = { name: value.name, mediaType: value.type, bytes: new Uint8Array(await value.arrayBuffer()) }
    files.push(file)
    sent.push({ key, name: file.name, size: file.bytes.length })
  }
  const body = JSON.parse(form.get('payload_json') as string) as Record<string, unknown>
  return { body, files, sent, contentType: 'multipart/form-data' }
}
