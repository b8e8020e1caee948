import type { Logger } from 'pino'
import { z } from 'zod'
import { UNREADABLE_ROW_CODE } from '../domain/cash-out.ts'
import type { CashOutRow, LamassuDigests } from '../ports.ts'

const digestRow = z.object({
  bucket: z.int().min(0).max(4095),
  row_count: z.int().positive(),
  digest: z.string().min(1),
})

const text = z.string()
const cashOutRow = z.object({
  device_id: text,
  machine_name: text.nullable(),
  crypto_code: text,
  crypto_atoms: text,
  received_crypto_atoms: text.nullable(),
  fiat: text,
  fiat_code: text,
  fixed_fee: text,
  commission_percentage: text.nullable(),
  raw_ticker_price: text.nullable(),
  discount: text.nullable(),
  status: text,
  dispense: z.boolean(),
  dispense_confirmed: z.boolean().nullable(),
  error: text.nullable(),
  error_code: text.nullable(),
  is_test_customer: z.boolean(),
  created: z.date(),
  confirmed_at: z.date().nullable(),
})
type Fields = z.infer<typeof cashOutRow>

/** What stands for a field that can't be read. `dispense` is true so that the row is not taken for an abandoned one. */
const UNREADABLE: Fields = {
  device_id: '',
  machine_name: null,
  crypto_code: '',
  crypto_atoms: '',
  received_crypto_atoms: null,
  fiat: '',
  fiat_code: '',
  fixed_fee: '',
  commission_percentage: null,
  raw_ticker_price: null,
  discount: null,
  status: '',
  dispense: true,
  dispense_confirmed: null,
  error: null,
  error_code: null,
  is_test_customer: false,
  created: new Date(0),
  confirmed_at: null,
}

const identified = z.object({ transaction_id: z.string().min(1) })

const actionRow = z.object({
  transaction_id: text,
  is_report: z.boolean(),
  created: z.date(),
  dispensed_fiat: text.nullable(),
})
export type ActionRow = z.infer<typeof actionRow>

export function readDigests(answer: readonly unknown[]): LamassuDigests {
  const digests = new Map<number, string>()
  let rowCount = 0
  for (const row of z.array(digestRow).parse(answer)) {
    rowCount += row.row_count
    digests.set(row.bucket, `${row.row_count}:${row.digest}`)
  }
  return { rowCount, digests }
}

export const readIds = (answer: readonly unknown[]): string[] =>
  z
    .array(identified)
    .parse(answer)
    .map((row) => row.transaction_id)

/** Action rows that can't be read are left out and logged: they are evidence, and their lack sets nothing free. */
export function readActions(answer: readonly unknown[], log: Logger): ActionRow[] {
  return answer.flatMap((row) => {
    const parsed = actionRow.safeParse(row)
    if (parsed.success) return [parsed.data]
    log.error({ problem: z.prettifyError(parsed.error) }, 'a row of cash_out_actions could not be read')
    return []
  })
}

/** Joins cash-outs with their actions. Every row of the answer comes back, the unreadable ones as described above. */
export function readCashOuts(
  answer: readonly unknown[],
  actions: readonly ActionRow[],
  log: Logger,
): CashOutRow[] {
  const reports = new Map(actions.filter((row) => row.is_report).map((row) => [row.transaction_id, row]))
  const plans = new Map(actions.filter((row) => !row.is_report).map((row) => [row.transaction_id, row]))
  return answer.map((raw) => {
    const { transaction_id: id } = identified.parse(raw)
    const report = reports.get(id)
    return {
      ...portRow(id, readFields(id, raw, log)),
      dispensedFiat: report?.dispensed_fiat ?? null,
      cashTime: report?.created ?? plans.get(id)?.created ?? null,
    }
  })
}

function readFields(id: string, raw: unknown, log: Logger): Fields {
  const parsed = cashOutRow.safeParse(raw)
  if (parsed.success) return parsed.data
  const columns = parsed.error.issues.map((issue) => String(issue.path[0]))
  const readable = Object.entries(raw as Record<string, unknown>).filter(
    ([column]) => column in UNREADABLE && !columns.includes(column),
  )
  log.error(
    { transactionId: id, columns, problem: z.prettifyError(parsed.error) },
    'a cash-out could not be read',
  )
  return {
    ...UNREADABLE,
    ...Object.fromEntries(readable),
    error: `this bot can't read ${columns.join(', ')} of the row`,
    error_code: UNREADABLE_ROW_CODE,
  }
}

function portRow(transactionId: string, row: Fields): Omit<CashOutRow, 'dispensedFiat' | 'cashTime'> {
  return {
    transactionId,
    deviceId: row.device_id,
    machineName: row.machine_name,
    cryptoCode: row.crypto_code,
    cryptoAtoms: row.crypto_atoms,
    receivedCryptoAtoms: row.received_crypto_atoms,
    fiat: row.fiat,
    fiatCode: row.fiat_code,
    fixedFee: row.fixed_fee,
    commissionPercentage: row.commission_percentage,
    rawTickerPrice: row.raw_ticker_price,
    discount: row.discount,
    status: row.status,
    dispense: row.dispense,
    dispenseConfirmed: row.dispense_confirmed,
    error: row.error,
    errorCode: row.error_code,
    isTestCustomer: row.is_test_customer,
    created: row.created,
    confirmedAt: row.confirmed_at,
  }
}
