import { z } from 'zod'
import type { CashOutRow } from '../../ports.ts'

const text = z.string().nullable()
const moment = z.iso.datetime().transform((written) => new Date(written))

/** CashOutRow as JSON.stringify wrote it. */
const sourceRow: z.ZodType<CashOutRow> = z.object({
  transactionId: z.string(),
  deviceId: z.string(),
  machineName: text,
  cryptoCode: z.string(),
  cryptoAtoms: z.string(),
  receivedCryptoAtoms: text,
  fiat: z.string(),
  fiatCode: z.string(),
  fixedFee: z.string(),
  commissionPercentage: text,
  rawTickerPrice: text,
  discount: text,
  status: z.string(),
  dispense: z.boolean(),
  dispenseConfirmed: z.boolean().nullable(),
  error: text,
  errorCode: text,
  isTestCustomer: z.boolean(),
  created: moment,
  confirmedAt: moment.nullable(),
  dispensedFiat: text,
  cashTime: moment.nullable(),
})

/** Lamassu's row as it was stored; null for one that was written by hand and lacks something. */
export function sourceRowOf(stored: unknown): CashOutRow | null {
  const parsed = sourceRow.safeParse(stored)
  return parsed.success ? parsed.data : null
}
