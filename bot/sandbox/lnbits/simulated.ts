import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sentenceOf } from '../../../engine/failure.ts'
import { jsonText } from '../../../engine/lnbits/json.ts'
import { createControl, type ServerSettings, type SimulatedControl } from './control.ts'
import type { Fault, FaultAnswer } from './faults.ts'
import { openLedger } from './ledger.ts'
import { createRateLimit } from './rate-limit.ts'
import { Refusal, SimulatedDeath } from './refusal.ts'
import { endpointOf, route, type RouteContext, type SimulatedReply, type SimulatedRequest } from './routes.ts'
import type { LnbitsSettings } from './rules.ts'

const MAX_BODY_BYTES = 1024 * 1024

export interface SimulatedLnbitsOptions {
  /** Keeps everything over restarts and kills; without it the simulated LNbits forgets. */
  readonly journalFile?: string
  readonly random: (bytes: number) => Uint8Array
  /** Milliseconds since 1970. */
  readonly nowMs: () => number
  /** What GET /openapi.json answers; 1.6.2 by default. */
  readonly version?: string
  readonly settings?: Partial<LnbitsSettings & ServerSettings>
}

export interface SimulatedLnbits {
  /** Listens on 127.0.0.1 only, on a port of the system's choice unless one is given; returns the base URL. */
  start(port?: number): Promise<string>
  /** Breaks every connection and frees the port; it may be started again. */
  stop(): Promise<void>
  readonly control: SimulatedControl
}

/** An LNbits 1.6 that exists only in this process: its wallets hold sats that exist nowhere else. */
export function createSimulatedLnbits(options: SimulatedLnbitsOptions): SimulatedLnbits {
  const ledger = openLedger(options.journalFile)
  const settings = { ...defaultSettings(), ...options.settings }
  let drawn = 0
  const context: RouteContext = {
    ledger,
    settings,
    nowMs: options.nowMs,
    version: options.version ?? '1.6.2',
    startedMs: options.nowMs(),
    // A random source that starts over with the process must not repeat an invoice of the journal.
    freshBytes() {
      drawn += 1
      return createHash('sha256')
        .update(options.random(32))
        .update(`${ledger.recordCount()}/${drawn}`)
        .digest()
    },
  }
  const { control, faults: injected } = createControl(context, settings)
  const isLimited = createRateLimit(options.nowMs)
  let server: Server | null = null

  async function answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(message)
    const faults = injected.take(endpointOf(request))
    const before = await applyFaults(faults, 'before', response)
    if (before === 'over') return
    const reply = isLimited(request, settings.requestsPerMinute) ?? (await replyTo(request, faults))
    if (reply === 'died') return void response.destroy()
    const after = await applyFaults(faults, 'after', response)
    if (after === 'over') return
    send(response, answerOf(reply, request, faults))
  }

  async function replyTo(
    request: SimulatedRequest,
    faults: readonly Fault[],
  ): Promise<SimulatedReply | 'died'> {
    if (settings.firstInstallPending) return { status: 307, body: null }
    try {
      return await route(context, request, faults)
    } catch (thrown) {
      if (thrown instanceof SimulatedDeath) return 'died'
      if (thrown instanceof Refusal) return { status: thrown.status, body: thrown.body }
      throw thrown
    }
  }

  return {
    control,
    async start(port = 0) {
      control.recheckPending()
      server = createServer((message, response) => {
        answer(message, response).catch((bug: unknown) => send(response, bugAnswer(bug)))
      })
      await listen(server, port)
      const { port: bound } = server.address() as AddressInfo
      return `http://127.0.0.1:${bound}`
    },
    async stop() {
      const stopping = server
      server = null
      if (stopping !== null) await close(stopping)
      ledger.close()
    },
  }
}

function defaultSettings(): LnbitsSettings & ServerSettings {
  return {
    maxIncomingSats: 10_000_000n,
    maxOutgoingSats: 10_000_000n,
    onlyIncoming: false,
    serviceFeePercent: 0n,
    secondsBetweenPayments: 0,
    fundingAnswer: 'pending',
    externalPay: 'failed',
    requestsPerMinute: null,
    firstInstallPending: false,
  }
}

async function readRequest(message: IncomingMessage): Promise<SimulatedRequest> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.byteLength
    if (size > MAX_BODY_BYTES) throw new Error('the request is too large')
    chunks.push(chunk)
  }
  const url = new URL(message.url ?? '/', 'http://127.0.0.1')
  const header = message.headers['x-api-key']
  return {
    method: message.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    key: typeof header === 'string' ? header : url.searchParams.get('api-key'),
    bodyText: Buffer.concat(chunks).toString('utf8'),
  }
}

/** Says 'over' when a fault has already ended the request. */
async function applyFaults(
  faults: readonly Fault[],
  moment: 'before' | 'after',
  response: ServerResponse,
): Promise<'over' | 'goes on'> {
  for (const fault of faults) {
    if (!('moment' in fault) || fault.moment !== moment) continue
    if (fault.kind === 'delay') {
      await new Promise((resolve) => setTimeout(resolve, fault.milliseconds))
      continue
    }
    if (fault.kind === 'drop') response.destroy()
    else send(response, fault.answer)
    return 'over'
  }
  return 'goes on'
}

function answerOf(reply: SimulatedReply, request: SimulatedRequest, faults: readonly Fault[]): FaultAnswer {
  if (reply.status === 307) {
    return { status: 307, body: '', contentType: 'text/plain', headers: { location: '/first_install' } }
  }
  const has = (kind: Fault['kind']): boolean => faults.some((fault) => fault.kind === kind)
  const seen = has('stale') ? staleBody(request) : reply.body
  const text = jsonText(seen)
  const body = has('truncate') ? text.slice(0, Math.floor(text.length / 2)) : text
  return { status: has('stale') ? 200 : reply.status, body, contentType: 'application/json' }
}

const staleBody = ({ path }: SimulatedRequest): unknown =>
  path.endsWith('/paginated') ? { data: [], total: 0 } : []

function send(response: ServerResponse, { status, body, contentType, headers }: FaultAnswer): void {
  response.writeHead(status, { 'content-type': contentType, ...headers })
  response.end(body)
}

/** A bug of the simulation itself, which must not pass for a fault that somebody injected. */
function bugAnswer(bug: unknown): FaultAnswer {
  return {
    status: 500,
    contentType: 'text/plain',
    body: `The simulated LNbits has a bug: ${sentenceOf(bug)}`,
  }
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
