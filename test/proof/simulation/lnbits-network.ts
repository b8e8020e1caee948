import { jsonText } from '../../../engine/lnbits/json.ts'
import { createControl } from '../../../bot/sandbox/lnbits/control.ts'
import type { Fault } from '../../../bot/sandbox/lnbits/faults.ts'
import { openLedger } from '../../../bot/sandbox/lnbits/ledger.ts'
import { Refusal, SimulatedDeath } from '../../../bot/sandbox/lnbits/refusal.ts'
import {
  endpointOf,
  route,
  type RouteContext,
  type SimulatedRequest,
} from '../../../bot/sandbox/lnbits/routes.ts'
import type { Dice } from './dice.ts'
import type { LnbitsFault, Profile } from './profile.ts'

/** The LNbits of a simulation: the rules of the simulator, which is held to the contract of the real one, without sockets. */
export type SimulatedNetwork = ReturnType<typeof createNetwork>

/** One request on its way; `execute` is the moment at which the server works on it. */
export interface Request {
  readonly endpoint: ReturnType<typeof endpointOf>
  execute(fault: LnbitsFault | null): Promise<Response>
}

/** A read that shows the past shows at most this much of it: far less than an invoice must stay dead. */
const STALE_SECONDS = 30

export function createNetwork(options: { dice: Dice; profile: Profile; nowMs: () => number }) {
  const { dice, profile, nowMs } = options
  const ledger = openLedger(undefined)
  const settings = {
    maxIncomingSats: 10_000_000n,
    maxOutgoingSats: 10_000_000n,
    onlyIncoming: false,
    serviceFeePercent: profile.serviceFeePercent,
    secondsBetweenPayments: 0,
    fundingAnswer: profile.fundingAnswer,
    externalPay: 'failed' as const,
    requestsPerMinute: null,
    firstInstallPending: false,
  }
  const context: RouteContext = {
    ledger,
    settings,
    nowMs,
    version: '1.6.2',
    startedMs: nowMs(),
    freshBytes: () => dice.bytes(32),
  }
  const { control } = createControl(context, settings)
  const state = { up: true, late: [] as SimulatedRequest[] }

  async function answer(request: SimulatedRequest, faults: readonly Fault[]): Promise<Response> {
    try {
      const { status, body } = await route(context, request, faults)
      return json(status, body)
    } catch (thrown) {
      if (thrown instanceof Refusal) return json(thrown.status, thrown.body)
      if (!(thrown instanceof SimulatedDeath)) throw thrown
      stop()
      throw networkError('ECONNRESET')
    }
  }

  /** The server goes away; whatever waits in its queue is forgotten. */
  function stop(): void {
    state.up = false
    state.late = []
  }

  function request(seen: SimulatedRequest): Request {
    const endpoint = endpointOf(seen)
    return {
      endpoint,
      async execute(fault) {
        if (!state.up) throw networkError('ECONNREFUSED')
        return withFault(seen, fault)
      },
    }
  }

  async function withFault(seen: SimulatedRequest, fault: LnbitsFault | null): Promise<Response> {
    const endpoint = endpointOf(seen)
    switch (fault) {
      case 'refused':
        throw networkError('ECONNREFUSED')
      case 'lost_before':
        throw timeout()
      case 'lost_after':
        await answer(seen, [])
        throw timeout()
      case 'late':
        state.late.push(seen)
        throw timeout()
      case 'reset_after':
        await answer(seen, [])
        throw networkError('ECONNRESET')
      case 'server_error_before':
        return json(500, { detail: 'Unexpected error! ID: 9ufFxqGPiXakGdyQpzc47x' })
      case 'server_error_after':
        await answer(seen, [])
        return json(500, { detail: 'Unexpected error! ID: 9ufFxqGPiXakGdyQpzc47x' })
      case 'bad_gateway_after':
        await answer(seen, [])
        return new Response('<html><body>502 Bad Gateway</body></html>', { status: 502 })
      case 'lie_520':
        await answer(seen, [])
        return json(520, { detail: 'Payment failed', status: 'failed' })
      case 'error_520_before':
        return json(520, { detail: 'Payment failed', status: 'failed' })
      case 'status_failed':
        return endpoint === 'pay' ? claimingFailure(await answer(seen, [])) : answer(seen, [])
      case 'rate_limited':
        return json(429, { error: 'Rate limit exceeded: 200 per 1 minute' })
      case 'unauthorized':
        return json(401, { detail: 'No Api Key provided.' })
      case 'wallet_not_found':
        return json(404, { detail: 'Wallet not found.' })
      case 'truncated':
        return truncated(await answer(seen, []))
      case 'wrong_amount':
        return answer(seen, [{ kind: 'wrong_amount' }])
      case 'wrong_hash':
        return answer(seen, [{ kind: 'wrong_hash' }])
      case 'repeated':
        await answer(seen, [])
        return answer(seen, [])
      case 'stale':
        return endpoint === 'rows' ? staleRows(seen) : answer(seen, [])
      case 'half_state':
        return answer(seen, endpoint === 'pay' ? [{ kind: 'half_state' }] : [])
      case null:
        return answer(seen, [])
    }
  }

  /** What is new is not shown yet; what is older is as it is now. */
  function staleRows(seen: SimulatedRequest): Promise<Response> {
    const hash = seen.query.get('payment_hash') ?? ''
    const fresh = ledger.paymentsOfHash(hash).some((row) => row.updatedMs > nowMs() - STALE_SECONDS * 1000)
    return fresh ? Promise.resolve(json(200, { data: [], total: 0 })) : answer(seen, [])
  }

  return {
    control,
    isUp: () => state.up,
    stop,
    start(): void {
      state.up = true
      control.recheckPending()
    },
    request,
    lateCount: () => state.late.length,
    /** The server comes to a request that its client has given up on. */
    async executeLate(): Promise<void> {
      const [first, ...rest] = state.late
      state.late = rest
      if (first !== undefined) await answer(first, []).catch(() => undefined)
    },
  }
}

const json = (status: number, body: unknown): Response =>
  new Response(jsonText(body), { status, headers: { 'content-type': 'application/json' } })

async function truncated(response: Response): Promise<Response> {
  const text = await response.text()
  return new Response(text.slice(0, Math.floor(text.length / 2)), { status: response.status })
}

/** 201, and a body that says failed: seen on real servers, and true or not. */
async function claimingFailure(response: Response): Promise<Response> {
  const text = await response.text()
  return new Response(text.replace('"status":"success"', '"status":"failed"'), { status: response.status })
}

const networkError = (code: string): Error =>
  Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error(code), { code }) })

function timeout(): Error {
  const error = new Error('The operation was aborted due to timeout')
  error.name = 'TimeoutError'
  return error
}
