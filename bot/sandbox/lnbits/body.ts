import { type FieldProblem, Refusal, validationRefusal } from './refusal.ts'

export interface PaymentsBody {
  /** True unless the request says otherwise: LNbits takes a request without it for a payment. */
  readonly out: boolean
  /** Whole sats: a fraction is cut off. Null when the request does not say. */
  readonly amountSats: bigint | null
  readonly unit: string
  readonly memo: string | null
  readonly internal: boolean
  readonly expirySeconds: number | null
  readonly extra: Record<string, unknown>
  readonly labels: string[]
  readonly bolt11: string | null
  readonly paymentHash: string | null
}

/** The body of POST /api/v1/payments; refuses with every problem of its fields at once. */
export function readPaymentsBody(fields: Record<string, unknown>): PaymentsBody {
  const problems: FieldProblem[] = []
  function read<T>(name: string, fallback: T, parse: (value: unknown) => T | Problem): T {
    const value = fields[name]
    if (value === undefined || value === null) return fallback
    const parsed = parse(value)
    if (!(parsed instanceof Problem)) return parsed
    problems.push({ loc: ['body', name], msg: parsed.message, type: parsed.type })
    return fallback
  }
  const body: PaymentsBody = {
    out: read('out', true, asBoolean),
    amountSats: read<bigint | null>('amount', null, asAmount),
    unit: read('unit', 'sat', (value) =>
      value === 'sat' ? value : new Problem('The provided unit is not supported', 'value_error'),
    ),
    memo: read<string | null>('memo', null, asMemo),
    internal: read('internal', false, asBoolean),
    expirySeconds: read<number | null>('expiry', null, asInteger),
    extra: read('extra', {}, asDict),
    labels: read<string[]>('labels', [], asTextList),
    bolt11: read<string | null>('bolt11', null, asText),
    paymentHash: read<string | null>('payment_hash', null, asText),
  }
  if (problems.length > 0) throw validationRefusal(problems)
  return body
}

class Problem extends Error {
  readonly type: string
  constructor(message: string, type: string) {
    super(message)
    this.type = type
  }
}

/** The JSON object of a request: its syntax is looked at before the key, its fields after. */
export function parseJsonObject(text: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Refusal(400, {
      detail: [{ type: 'json_invalid', loc: ['body', 1], msg: 'JSON decode error', input: {} }],
    })
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>
  throw validationRefusal([{ loc: ['body'], msg: 'value is not a valid dict', type: 'type_error.dict' }])
}

function asBoolean(value: unknown): boolean | Problem {
  if (typeof value === 'boolean') return value
  return new Problem('value could not be parsed to a boolean', 'type_error.bool')
}

function asAmount(value: unknown): bigint | Problem {
  const amount = typeof value === 'string' ? Number.parseFloat(value) : value
  if (typeof amount !== 'number' || !Number.isFinite(amount)) {
    return new Problem('value is not a valid float', 'type_error.float')
  }
  if (amount < 0)
    return new Problem('ensure this value is greater than or equal to 0', 'value_error.number.not_ge')
  return BigInt(Math.trunc(amount))
}

function asMemo(value: unknown): string | Problem {
  if (typeof value !== 'string') return new Problem('str type expected', 'type_error.str')
  if (Array.from(value).length <= 640) return value
  return new Problem('ensure this value has at most 640 characters', 'value_error.any_str.max_length')
}

const asInteger = (value: unknown): number | Problem =>
  typeof value === 'number' && Number.isSafeInteger(Math.trunc(value))
    ? Math.trunc(value)
    : new Problem('value is not a valid integer', 'type_error.integer')

const asText = (value: unknown): string | Problem =>
  typeof value === 'string' ? value : new Problem('str type expected', 'type_error.str')

const asDict = (value: unknown): Record<string, unknown> | Problem =>
  typeof value === 'object' && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : new Problem('value is not a valid dict', 'type_error.dict')

const asTextList = (value: unknown): string[] | Problem =>
  Array.isArray(value) && value.every((item) => typeof item === 'string')
    ? value
    : new Problem('value is not a valid list', 'type_error.list')
