import { parseJsonObject, readPaymentsBody } from './body.ts'
import type { Endpoint, Fault } from './faults.ts'
import type { SimulatedPayment, SimulatedWallet } from './journal.ts'
import { detailRefusal, paymentRefusal, Refusal } from './refusal.ts'
import { listOfRows, pageOfRows, paymentJson } from './rows.ts'
import { createInvoice, lowestRow, payInvoice, recheckPending, type RuleContext } from './rules.ts'

export interface SimulatedRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly key: string | null
  readonly bodyText: string
}

export interface SimulatedReply {
  readonly status: number
  readonly body: unknown
}

export interface RouteContext extends RuleContext {
  readonly version: string
  readonly startedMs: number
}

const DEFAULT_EXPIRY_SECONDS = 3600

/** Which of the requests that can be made to fail this is. */
export function endpointOf({ method, path, query, bodyText }: SimulatedRequest): Endpoint {
  if (method === 'POST' && path === '/api/v1/payments')
    return /"out"\s*:\s*false/.test(bodyText) ? 'create' : 'pay'
  if (method !== 'GET') return 'other'
  if (path === '/api/v1/wallet') return 'wallet'
  if (path === '/openapi.json') return 'version'
  if (!path.startsWith('/api/v1/payments')) return 'other'
  return query.has('sortby') ? 'history' : 'rows'
}

/** Answers one request by the rules; throws Refusal for everything that is not 2xx. */
export async function route(
  context: RouteContext,
  request: SimulatedRequest,
  faults: readonly Fault[],
): Promise<SimulatedReply> {
  const { method, path, query } = request
  if (method === 'POST' && path === '/api/v1/payments') return postPayments(context, request, faults)
  if (method !== 'GET') throw detailRefusal(404, 'Not Found')
  switch (path) {
    case '/api/v1/health':
      return ok(healthOf(context))
    case '/openapi.json':
      return ok({ openapi: '3.1.0', info: { title: 'LNbits API', version: context.version }, paths: {} })
    case '/api/v1/wallet':
      return ok(walletJson(context, request))
    case '/api/v1/payments':
      return ok(listOfRows(context.ledger, requireKey(context, request).id, query))
    case '/api/v1/payments/paginated':
      return ok(pageOfRows(context.ledger, requireKey(context, request).id, query))
    default:
      return onePayment(context, request)
  }
}

const ok = (body: unknown): SimulatedReply => ({ status: 200, body })

async function postPayments(context: RouteContext, request: SimulatedRequest, faults: readonly Fault[]) {
  const fields = parseJsonObject(request.bodyText)
  const wallet = requireKey(context, request)
  const body = readPaymentsBody(fields)
  if (!body.out) return createReply(context, wallet, body, faults)
  if (wallet.adminKey !== request.key) throw detailRefusal(403, 'Invoice (or Admin) key required.')
  if (!body.bolt11) throw detailRefusal(400, 'Missing BOLT11 invoice')
  const dieHalfWay = faults.some((fault) => fault.kind === 'half_state')
  const { bolt11, extra, labels } = body
  const row = await payInvoice(context, wallet, { bolt11, extra, labels, dieHalfWay })
  return { status: 201, body: paymentJson(row, { fresh: true }) }
}

function createReply(
  context: RouteContext,
  wallet: SimulatedWallet,
  body: ReturnType<typeof readPaymentsBody>,
  faults: readonly Fault[],
): SimulatedReply {
  if (body.amountSats === null) throw detailRefusal(500, 'Unexpected error! ID: 9ufFxqGPiXakGdyQpzc47x')
  if (body.paymentHash !== null) throw paymentRefusal('Hold invoices are not supported by this wallet.')
  const extraSats = faults.some((fault) => fault.kind === 'wrong_amount') ? 1n : 0n
  const row = createInvoice(context, wallet, {
    amountSats: body.amountSats + extraSats,
    memo: body.memo || 'LNbits',
    expirySeconds: body.expirySeconds || DEFAULT_EXPIRY_SECONDS,
    internal: body.internal,
    extra: body.extra,
    labels: body.labels,
  })
  const json = paymentJson(row, { fresh: true })
  const wrongHash = faults.some((fault) => fault.kind === 'wrong_hash')
  return {
    status: 201,
    body: wrongHash ? { ...json, payment_hash: context.freshBytes().toString('hex') } : json,
  }
}

function walletJson(context: RouteContext, request: SimulatedRequest) {
  const wallet = requireKey(context, request)
  const seen = { name: wallet.name, balance: context.ledger.balanceMsat(wallet.id) }
  return wallet.adminKey === request.key ? { ...seen, id: wallet.id } : seen
}

/** GET /payments/{hash}: a wrong key is no error here, but only its own wallet's key sees the details. */
function onePayment(context: RouteContext, { path, key }: SimulatedRequest): SimulatedReply {
  const id = /^\/api\/v1\/payments\/([^/]+)$/.exec(path)?.[1]
  if (id === undefined) throw detailRefusal(404, 'Not Found')
  const wallet = key === null ? undefined : context.ledger.walletOfKey(key)
  const rows = context.ledger
    .paymentsOfHash(id.replace(/^internal_/, ''))
    .filter((row) => row.paymentHash === id || row.checkingId === id)
    .filter((row) => wallet === undefined || row.walletId === wallet.id)
  const row = lowestRow(rows)
  if (!row) throw detailRefusal(404, 'Payment does not exist.')
  return ok(statusJson(context, row, wallet !== undefined))
}

function statusJson(context: RouteContext, row: SimulatedPayment, withDetails: boolean) {
  const detailed = (shown: SimulatedPayment) => (withDetails ? { details: paymentJson(shown) } : {})
  if (row.status === 'success') return { paid: true, preimage: row.preimage, ...detailed(row) }
  if (row.status === 'failed') return { paid: false, status: 'failed', ...detailed(row) }
  const checked = recheckPending(context, row)
  const paid = checked.status === 'success'
  const preimage = paid ? checked.preimage : null
  return { paid, ...(withDetails ? { status: checked.status } : {}), preimage, ...detailed(checked) }
}

function requireKey(context: RouteContext, { key }: SimulatedRequest): SimulatedWallet {
  if (key === null || key === '') throw detailRefusal(401, 'No Api Key provided.')
  const wallet = context.ledger.walletOfKey(key)
  if (!wallet) throw new Refusal(404, { detail: 'Wallet not found.' })
  return wallet
}

function healthOf({ nowMs, startedMs }: RouteContext) {
  const upSeconds = Math.floor((nowMs() - startedMs) / 1000)
  const upTime = new Date(upSeconds * 1000).toISOString().slice(11, 19)
  return { server_time: Math.floor(nowMs() / 1000), up_time: upTime }
}
