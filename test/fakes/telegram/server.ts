import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { wordsOf } from '../../support/platform-limits-telegram.ts'
import type { Checks } from './checks.ts'
import { ApiError, METHODS } from './methods.ts'
import { readBody, type Upload } from './multipart.ts'
import type { Polls } from './polls.ts'
import type { World } from './world.ts'

/** What goes wrong with a call. `done`: Telegram did what was asked, only its answer is lost. */
export type Fault =
  | {
      readonly kind: 'error'
      readonly code: number
      readonly description: string
      readonly parameters?: Readonly<Record<string, unknown>>
    }
  | { readonly kind: 'html'; readonly status: number; readonly done?: boolean }
  | { readonly kind: 'reset'; readonly done?: boolean }
  | { readonly kind: 'hang'; readonly done?: boolean }
  | { readonly kind: 'half' }
  | { readonly kind: 'slow'; readonly milliseconds: number }
  /** Answers 200 with these bytes. */
  | { readonly kind: 'body'; readonly body: string }

export interface SeenRequest {
  readonly method: string
  readonly fields: Readonly<Record<string, unknown>>
  readonly uploads: readonly Upload[]
  readonly at: number
}

export interface Front {
  readonly world: World
  readonly polls: Polls
  readonly checks: Checks
  readonly now: () => Date
  readonly requests: SeenRequest[]
  readonly violations: string[]
  readonly faults: { method: string | null; left: number; fault: Fault }[]
  token: string
  /** A second program polls all the time. */
  hasOtherReader: boolean
  webhook: string
  readonly openPresses: Map<string, number>
  readonly toasts: { readonly id: string; readonly text: string | null }[]
  pressLifetimeSeconds: number
}

export async function listen(front: Front): Promise<{ url: string; close: () => Promise<void> }> {
  const server = http.createServer((request, response) => {
    serve(front, request, response).catch((thrown: unknown) => {
      front.violations.push(`the fake failed: ${String(thrown)}`)
      response.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      front.polls.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function serve(
  front: Front,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const url = new URL(request.url ?? '/', 'http://telegram')
  const file = /^\/file\/bot([^/]+)\/(.+)$/.exec(url.pathname)
  if (file !== null) return serveFile(front, file, response)
  const [, token = '', method = ''] = /^\/bot([^/]+)\/(\w+)$/.exec(url.pathname) ?? []
  if (!/^\d+:\S+$/.test(decodeURIComponent(token))) return answer(response, 404, failed(404, 'Not Found'))
  if (token !== front.token) return answer(response, 401, failed(401, 'Unauthorized'))
  const { parameters, uploads } = readBody(request.headers['content-type'] ?? '', Buffer.concat(chunks))
  const fields = { ...Object.fromEntries(url.searchParams), ...parameters }
  front.requests.push({ method, fields, uploads, at: front.now().getTime() })
  complain(front, method, front.checks.request(method, fields, uploads))
  await perform(front, { method, fields, uploads }, response)
}

function complain(front: Front, what: string, problems: readonly string[]): void {
  front.violations.push(...problems.map((problem) => `${what}: ${problem}`))
}

type Asked = Pick<SeenRequest, 'method' | 'fields' | 'uploads'>

async function perform(front: Front, asked: Asked, response: http.ServerResponse): Promise<void> {
  const fault = nextFault(front, asked.method)
  if (fault?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.milliseconds))
  const isDone = fault === null || fault.kind === 'slow' || ('done' in fault && fault.done)
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  const outcome = isDone ? await outcomeOf(front, asked, gone.signal) : null
  if (fault === null || fault.kind === 'slow') return answer(response, outcome?.status ?? 500, outcome?.body)
  switch (fault.kind) {
    case 'error':
      return answer(response, fault.code, failed(fault.code, fault.description, fault.parameters))
    case 'html':
      response.writeHead(fault.status, { 'content-type': 'text/html' })
      response.end(`<html><head><title>${fault.status} Bad Gateway</title></head><body></body></html>`)
      return undefined
    case 'reset':
      breakOff(response)
      return undefined
    case 'half':
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' })
      response.write('{"ok":true,"result":{"message')
      setImmediate(() => response.destroy())
      return undefined
    case 'body':
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(fault.body)
      return undefined
    case 'hang':
      return undefined
  }
}

const breakOff = (response: http.ServerResponse): void => {
  response.socket?.resetAndDestroy()
}

function nextFault(front: Front, method: string): Fault | null {
  const found = front.faults.find((one) => one.left > 0 && (one.method === null || one.method === method))
  if (found === undefined) return null
  found.left--
  return found.fault
}

interface ApiOutcome {
  readonly status: number
  readonly body: unknown
}

async function outcomeOf(front: Front, asked: Asked, gone: AbortSignal): Promise<ApiOutcome> {
  try {
    const { result, type } = await resultOf(front, asked, gone)
    complain(front, `the fake's answer to ${asked.method}`, front.checks.answer(type, result))
    return { status: 200, body: { ok: true, result } }
  } catch (thrown) {
    if (!(thrown instanceof ApiError)) throw thrown
    return { status: thrown.code, body: failed(thrown.code, thrown.message, thrown.parameters) }
  }
}

async function resultOf(
  front: Front,
  asked: Asked,
  gone: AbortSignal,
): Promise<{ result: unknown; type: string }> {
  switch (asked.method) {
    case 'getUpdates':
      // Each update was looked at when it came, but for those that are wrong on purpose.
      return { result: await updatesFor(front, asked.fields, gone), type: 'Boolean' }
    case 'deleteWebhook':
      front.webhook = ''
      return { result: true, type: 'Boolean' }
    case 'answerCallbackQuery':
      return { result: answerPress(front, asked.fields), type: 'Boolean' }
    default: {
      const method = METHODS[asked.method]
      if (method === undefined) throw new ApiError(404, 'Not Found: method not found')
      return { result: method.run(front.world, asked), type: method.returns }
    }
  }
}

async function updatesFor(front: Front, fields: Asked['fields'], gone: AbortSignal): Promise<unknown> {
  if (front.webhook !== '')
    throw new ApiError(
      409,
      "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    )
  const conflict = new ApiError(
    409,
    'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
  )
  if (front.hasOtherReader) throw conflict
  const taken = await front.polls.take({
    offset: Number(fields['offset'] ?? 0),
    limit: Number(fields['limit'] ?? 100),
    timeoutSeconds: Number(fields['timeout'] ?? 0),
    wanted: fields['allowed_updates'] as readonly string[] | undefined,
    gone,
  })
  if (taken.kind === 'conflict') throw conflict
  return taken.updates
}

function answerPress(front: Front, fields: Asked['fields']): boolean {
  const id = String(fields['callback_query_id'])
  const pressedAt = front.openPresses.get(id)
  if (pressedAt === undefined || front.now().getTime() - pressedAt > front.pressLifetimeSeconds * 1000)
    throw new ApiError(
      400,
      'Bad Request: query is too old and response timeout expired or query ID is invalid',
    )
  front.openPresses.delete(id)
  front.toasts.push({ id, text: wordsOf(fields, 'text') || null })
  return true
}

function serveFile(front: Front, [, token, way]: RegExpExecArray, response: http.ServerResponse): void {
  const file = front.world.files.get((way ?? '').split('/').at(-1) ?? '')
  if (token !== front.token || file === undefined) return answer(response, 404, failed(404, 'Not Found'))
  const fault = nextFault(front, 'file')
  if (fault !== null) return breakOff(response)
  response.writeHead(200, { 'content-type': 'application/octet-stream' })
  response.end(file.bytes)
  return undefined
}

const failed = (
  code: number,
  description: string,
  parameters?: Readonly<Record<string, unknown>>,
): unknown => ({
  ok: false,
  error_code: code,
  description,
  ...(parameters === undefined ? {} : { parameters }),
})

function answer(response: http.ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
