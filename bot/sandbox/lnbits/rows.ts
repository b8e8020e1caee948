import type { SimulatedPayment } from './journal.ts'
import type { Ledger } from './ledger.ts'
import { detailRefusal, validationRefusal } from './refusal.ts'

/** A payment as LNbits 1.6 writes it. Right after the insert its expiry has no zone; read back it has one. */
export function paymentJson(payment: SimulatedPayment, { fresh = false } = {}): Record<string, unknown> {
  return {
    checking_id: payment.checkingId,
    payment_hash: payment.paymentHash,
    wallet_id: payment.walletId,
    amount: payment.amountMsat,
    fee: payment.feeMsat,
    bolt11: payment.bolt11,
    payment_request: payment.bolt11,
    fiat_provider: null,
    status: payment.status,
    memo: payment.memo,
    expiry:
      payment.expiresSeconds === null ? null : isoTime(payment.expiresSeconds * 1000, fresh ? '' : '+00:00'),
    webhook: null,
    webhook_status: null,
    preimage: payment.preimage,
    tag: tagOf(payment),
    extension: null,
    time: isoTime(payment.createdMs),
    created_at: isoTime(payment.createdMs),
    updated_at: isoTime(payment.updatedMs),
    labels: payment.labels,
    extra: payment.extra,
    external_id: null,
  }
}

/** GET /payments/paginated: every status, in the order of insertion unless sorted. */
export function pageOfRows(ledger: Ledger, walletId: string, query: URLSearchParams) {
  const found = filteredRows(ledger, walletId, query)
  return { data: onePage(found, query).map((row) => paymentJson(row)), total: found.length }
}

/** GET /payments: an array without failed rows, newest first unless sorted. */
export function listOfRows(ledger: Ledger, walletId: string, query: URLSearchParams) {
  const found = filteredRows(ledger, walletId, query).filter((row) => row.status !== 'failed')
  const ordered = query.has('sortby') ? found : found.toSorted((a, b) => b.createdMs - a.createdMs)
  return onePage(ordered, query).map((row) => paymentJson(row))
}

const SORTABLE = ['created_at', 'updated_at', 'amount', 'fee', 'memo', 'time', 'tag', 'external_id']
const TEXT_FIELDS = [
  'status',
  'tag',
  'checking_id',
  'external_id',
  'memo',
  'preimage',
  'payment_hash',
  'wallet_id',
]
const NUMBER_FIELDS = ['amount', 'fee']
const OPERATORS = ['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'in', 'ex', 'like', 'every', 'any']

function filteredRows(ledger: Ledger, walletId: string, query: URLSearchParams): SimulatedPayment[] {
  const hash = query.get('payment_hash')
  const ofWallet =
    hash === null
      ? ledger.paymentsOfWallet(walletId)
      : ledger.paymentsOfHash(hash).filter((row) => row.walletId === walletId)
  const filters = [...new Set(query.keys())].flatMap((key) => filterOf(key, query.getAll(key)) ?? [])
  const kept = ofWallet.filter((row) => filters.every((filter) => filter(row)))
  return sorted(kept, query)
}

type RowFilter = (row: SimulatedPayment) => boolean

/** Null for a key, operator or value that LNbits does not understand: it ignores those without a word. */
function filterOf(key: string, values: readonly string[]): RowFilter | null {
  const match = /^([a-z_]+)(?:\[([a-z]+)\])?$/.exec(key)
  const [, field = '', operator = 'eq'] = match ?? []
  if (!OPERATORS.includes(operator)) return null
  const isList = ['in', 'ex', 'every', 'any'].includes(operator)
  const wanted = (isList ? values.flatMap((value) => value.split(',')) : values).map(withoutMarkup)
  if (field === 'labels') return labelFilter(operator, wanted)
  if (NUMBER_FIELDS.includes(field)) {
    if (!wanted.every((value) => /^-?\d{1,18}$/.test(value))) return null
    return (row) => compares(operator, numberOf(row, field), wanted.map(BigInt))
  }
  if (!TEXT_FIELDS.includes(field)) return null
  return (row) => {
    const text = textOf(row, field)
    return text !== null && compares(operator, text, wanted)
  }
}

function compares<T extends bigint | string>(operator: string, actual: T, wanted: readonly T[]): boolean {
  switch (operator) {
    case 'in':
      return wanted.includes(actual)
    case 'ex':
      return !wanted.includes(actual)
    case 'like':
      return wanted.some((value) => like(`${actual}`, `%${value}%`))
    case 'every':
      return wanted.every((value) => like(`${actual}`, `%"${value}"%`))
    case 'any':
      return wanted.some((value) => like(`${actual}`, `%"${value}"%`))
    default:
      return wanted.some((value) => compareOne(operator, actual, value))
  }
}

function compareOne<T extends bigint | string>(operator: string, actual: T, wanted: T): boolean {
  switch (operator) {
    case 'ne':
      return actual !== wanted
    case 'gt':
      return actual > wanted
    case 'ge':
      return actual >= wanted
    case 'lt':
      return actual < wanted
    case 'le':
      return actual <= wanted
    default:
      return actual === wanted
  }
}

/** Labels are stored as JSON text and compared as that. */
function labelFilter(operator: string, wanted: readonly string[]): RowFilter {
  return (row) => compares(operator, JSON.stringify(row.labels), wanted)
}

/** SQL's LIKE on SQLite: any case, % for anything, _ for one character. */
function like(text: string, pattern: string): boolean {
  const source = pattern
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '.*')
    .replaceAll('_', '.')
  return new RegExp(`^${source}$`, 'is').test(text)
}

function textOf(row: SimulatedPayment, field: string): string | null {
  const value = paymentJson(row)[field]
  return typeof value === 'string' ? value : null
}

const numberOf = (row: SimulatedPayment, field: string): bigint =>
  field === 'fee' ? row.feeMsat : row.amountMsat

function tagOf({ extra }: SimulatedPayment): string | null {
  return typeof extra['tag'] === 'string' ? extra['tag'] : null
}

function sorted(rows: SimulatedPayment[], query: URLSearchParams): SimulatedPayment[] {
  const field = query.get('sortby')
  if (field === null) return rows
  if (!SORTABLE.includes(field)) {
    throw detailRefusal(
      400,
      '1 validation error for Filters\n__root__\n  Invalid sort field (type=value_error)',
    )
  }
  const direction = query.get('direction') === 'desc' ? -1 : 1
  const key = (row: SimulatedPayment) =>
    NUMBER_FIELDS.includes(field) ? numberOf(row, field) : textOf(row, field)
  return rows.toSorted((a, b) => {
    const [left, right] = [key(a) ?? '', key(b) ?? '']
    return direction * (left < right ? -1 : left > right ? 1 : 0)
  })
}

function onePage(rows: readonly SimulatedPayment[], query: URLSearchParams): SimulatedPayment[] {
  const offset = wholeNumber(query, 'offset') ?? 0
  const limit = wholeNumber(query, 'limit') ?? 10
  return rows.slice(offset, offset + Math.min(limit === 0 ? 1000 : limit, 1000))
}

function wholeNumber(query: URLSearchParams, name: string): number | null {
  const text = query.get(name)
  if (text === null) return null
  if (/^\d{1,9}$/.test(text)) return Number.parseInt(text, 10)
  throw validationRefusal([
    { loc: ['query', name], msg: 'value is not a valid integer', type: 'type_error.integer' },
  ])
}

const withoutMarkup = (text: string): string =>
  text.replace(/<.*?>|&([a-z0-9]+|#[0-9]{1,6}|#x[0-9a-f]{1,6});/g, '')

const isoTime = (ms: number, zone = '+00:00'): string => new Date(ms).toISOString().replace('Z', zone)
