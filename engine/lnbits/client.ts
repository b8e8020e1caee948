import { msat, satsToMsat } from '../domain/money.ts'
import type {
  CreatedInvoice,
  DatedRow,
  InvoiceRequest,
  LnbitsClient,
  PayHint,
  WalletKey,
  WalletOutcome,
  WalletRow,
  WalletState,
} from '../ports.ts'
import { outcomeOf, readBody, type RequestKind, unknown } from './answers.ts'
import { decodeBolt11, fittingDescription } from './bolt11.ts'
import { exchange, type HttpRequest } from './exchange.ts'
import { jsonText } from './json.ts'
import { createPacer } from './pacer.ts'
import {
  createdSchema,
  historySchema,
  openapiSchema,
  pageSchema,
  paidSchema,
  type RowAnswer,
  walletSchema,
} from './schemas.ts'

const MAX_ANSWER_BYTES = 1024 * 1024
/** The description of the whole API, extensions included. */
const MAX_OPENAPI_BYTES = 16 * 1024 * 1024
/** 1000 rows, with the longest memos and extras that anybody would write. */
const MAX_HISTORY_BYTES = 16 * 1024 * 1024
const ROWS_LIMIT = 10

export interface LnbitsClientOptions {
  /** Like https://lnbits.example.com, with or without a path. */
  readonly baseUrl: string
  /** All requests of this client together, in any 60 seconds. */
  readonly requestsPerMinute: number
  /** LNbits works one request at a time, so an answer can take long; 90 when left out. */
  readonly timeoutSeconds?: number
  /** A clock that never goes back, for the pace. */
  readonly nowMs: () => number
  readonly delay: (milliseconds: number) => Promise<void>
  readonly fetch?: typeof fetch
}

/** LNbits 1.3 to 1.6 over HTTP. Every outcome's words are free of keys. */
export function createLnbitsClient(options: LnbitsClientOptions): LnbitsClient {
  const root = options.baseUrl.replace(/\/+$/, '')
  const timeoutSeconds = options.timeoutSeconds ?? 90
  const fetchOnce = options.fetch ?? fetch
  const pacer = createPacer(options)
  // A server's words may hold any key that it has seen, not only this request's.
  const keys = new Set<string>()

  async function send<T>(
    kind: RequestKind,
    key: WalletKey | null,
    request: Pick<HttpRequest, 'method' | 'body'> & { path: string; maxBodyBytes?: number },
    read: (body: unknown) => WalletOutcome<T>,
  ): Promise<WalletOutcome<T>> {
    if (key !== null) keys.add(key)
    await pacer.turn()
    const exchanged = await exchange(fetchOnce, {
      method: request.method,
      ...(request.body === undefined ? {} : { body: request.body }),
      url: root + request.path,
      headers: headersFor(key, request.body),
      timeoutSeconds,
      maxBodyBytes: request.maxBodyBytes ?? MAX_ANSWER_BYTES,
    })
    const outcome = outcomeOf(kind, exchanged, keys, read)
    if (outcome.kind === 'not_executed' && outcome.retryAfterSeconds !== undefined) {
      pacer.holdBack(outcome.retryAfterSeconds)
    }
    return outcome
  }

  return {
    wallet: (key) => send('wallet', key, { method: 'GET', path: '/api/v1/wallet' }, readWallet),
    createInvoice(key, invoice) {
      const body = jsonText(createBody(invoice))
      const request = { method: 'POST', path: '/api/v1/payments', body } as const
      return send('create', key, request, (answer) => readCreated(invoice, answer))
    },
    pay(key, payment) {
      const body = jsonText(payBody(payment))
      return send('pay', key, { method: 'POST', path: '/api/v1/payments', body }, readHint)
    },
    rowsByHash(key, paymentHash) {
      const query = new URLSearchParams({ payment_hash: paymentHash, limit: String(ROWS_LIMIT) })
      const request = { method: 'GET', path: `/api/v1/payments/paginated?${query.toString()}` } as const
      return send('rows', key, request, (answer) => readRows(paymentHash, answer))
    },
    history(key, { offset, limit }) {
      const order = { sortby: 'time', direction: 'desc' }
      const query = new URLSearchParams({ ...order, limit: String(limit), offset: String(offset) })
      const path = `/api/v1/payments/paginated?${query.toString()}`
      const request = { method: 'GET', path, maxBodyBytes: MAX_HISTORY_BYTES } as const
      return send('rows', key, request, (answer) => readHistory(limit, answer))
    },
    version() {
      const request = { method: 'GET', path: '/openapi.json', maxBodyBytes: MAX_OPENAPI_BYTES } as const
      return send('version', null, request, readVersion)
    },
  }
}

function headersFor(key: WalletKey | null, body: string | undefined): Record<string, string> {
  return {
    accept: 'application/json',
    ...(key === null ? {} : { 'x-api-key': key }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  }
}

/** `out` must be said: LNbits takes a request without it for a payment. */
function createBody({ amountSats, memo, reference, expirySeconds }: InvoiceRequest) {
  return {
    out: false,
    internal: true,
    amount: amountSats,
    unit: 'sat',
    memo: fittingDescription(memo),
    expiry: expirySeconds,
    ...handleOf(reference),
  }
}

function payBody({ bolt11, reference }: { bolt11: string; reference: string }) {
  return { out: true, bolt11, ...handleOf(reference) }
}

/** Labels exist since 1.4, and older versions ignore them; the tag and the reference in extra reach all. */
function handleOf(reference: string) {
  return { extra: { tag: 'dca', ref: reference }, labels: [reference] }
}

function readWallet(body: unknown): WalletOutcome<WalletState> {
  return readBody(walletSchema, body, ({ name, balance, id }) => ({
    kind: 'ok',
    value: { name, balanceMsat: msat(balance), walletId: id ?? null },
  }))
}

function readHint(body: unknown): WalletOutcome<PayHint> {
  return readBody(paidSchema, body, ({ status }) => ({ kind: 'ok', value: { status, detail: null } }))
}

function readVersion(body: unknown): WalletOutcome<string> {
  return readBody(openapiSchema, body, ({ info }) => ({ kind: 'ok', value: info.version }))
}

/** Only an invoice that binds its payer to exactly this hash and amount is ever handed on to be paid. */
function readCreated({ amountSats }: InvoiceRequest, body: unknown): WalletOutcome<CreatedInvoice> {
  return readBody(
    createdSchema,
    body,
    ({ invoice: bolt11, payment_hash: paymentHash, wallet_id: walletId }) => {
      if (bolt11 === null) return unknown('it created an invoice but did not return it')
      const decoded = decodeBolt11(bolt11)
      if (decoded === null) return unknown('it returned an invoice that cannot be read')
      if (decoded.paymentHash !== paymentHash) {
        return unknown(`it returned an invoice with another payment hash than ${paymentHash}`)
      }
      const amountMsat = satsToMsat(amountSats)
      if (decoded.amountMsat !== amountMsat) {
        return unknown(
          `it returned an invoice over ${decoded.amountMsat ?? 'no'} msat instead of ${amountMsat} msat`,
        )
      }
      return { kind: 'ok', value: { paymentHash, bolt11, walletId } }
    },
  )
}

/**
 * LNbits ignores a filter it does not understand and answers with any rows. Rows of another hash therefore mean
 * that this page proves nothing about what it lacks, which must not look like "no such row".
 */
function readRows(paymentHash: string, body: unknown): WalletOutcome<readonly WalletRow[]> {
  return readBody(pageSchema, body, ({ data, total }) => {
    if (data.some((row) => row.payment_hash !== paymentHash)) {
      return unknown('it ignored the filter by payment hash and returned rows of other payments')
    }
    if (total > data.length)
      return unknown(`it returned only ${data.length} of ${total} rows of this payment`)
    return { kind: 'ok', value: data.map(walletRow) }
  })
}

/** An order, a limit or an offset that LNbits did not follow would leave rows out without a word. */
function readHistory(limit: number, body: unknown): WalletOutcome<readonly DatedRow[]> {
  return readBody(historySchema, body, ({ data }) => {
    if (data.length > limit) return unknown(`it returned ${data.length} rows instead of at most ${limit}`)
    const rows = data.map((row) => ({ ...walletRow(row), bolt11: row.bolt11 ?? null, time: row.time }))
    const inOrder = rows.every((row, at) => at === 0 || row.time <= (rows[at - 1]?.time ?? row.time))
    if (!inOrder) return unknown('it returned rows that are not in the order of their time')
    return { kind: 'ok', value: rows }
  })
}

function walletRow(row: RowAnswer): WalletRow {
  return {
    walletId: row.wallet_id,
    paymentHash: row.payment_hash,
    checkingId: row.checking_id,
    amountMsat: msat(row.amount),
    feeMsat: msat(row.fee),
    status: row.status,
    preimage: row.preimage ?? null,
    memo: row.memo ?? null,
    extra: row.extra ?? {},
  }
}
