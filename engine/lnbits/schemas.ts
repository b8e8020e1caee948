import { z } from 'zod'

// Unknown fields are ignored, so that a newer LNbits is not a failure. z.int() is a safe integer: its exact value
// survives the way through a JSON number.
const integer = z.int().transform((value) => BigInt(value))
const paymentHash = z.string().regex(/^[0-9a-f]{64}$/)

export const walletSchema = z.looseObject({
  name: z.string(),
  balance: integer,
  id: z.string().min(1).nullish(),
})

export const createdSchema = z
  .looseObject({
    payment_hash: paymentHash,
    wallet_id: z.string().min(1),
    // 1.0 to 1.2 answered without payment_request, 0.12 without bolt11.
    bolt11: z.string().min(1).nullish(),
    payment_request: z.string().min(1).nullish(),
  })
  .transform((created) => ({ ...created, invoice: created.bolt11 ?? created.payment_request ?? null }))

export const paidSchema = z.looseObject({ status: z.string().min(1) })

const rowSchema = z.looseObject({
  wallet_id: z.string().min(1),
  payment_hash: z.string(),
  checking_id: z.string().min(1),
  amount: integer,
  fee: integer,
  status: z.enum(['pending', 'success', 'failed']),
  preimage: z.string().nullish(),
  memo: z.string().nullish(),
  extra: z.record(z.string(), z.unknown()).nullish(),
})

export type RowAnswer = z.output<typeof rowSchema>

/** LNbits means UTC, whether it says so or not. */
const moment = z
  .string()
  .transform((text) => new Date(/(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`))
  .refine((time) => !Number.isNaN(time.getTime()), 'is no moment')

const datedRowSchema = rowSchema.extend({ bolt11: z.string().nullish(), time: moment })

export type DatedRowAnswer = z.output<typeof datedRowSchema>

export const pageSchema = z.looseObject({ data: z.array(rowSchema), total: z.int().nonnegative() })

export const historySchema = z.looseObject({ data: z.array(datedRowSchema) })

export const openapiSchema = z.looseObject({ info: z.looseObject({ version: z.string().min(1) }) })

/** `detail` is a text, or a list of validation problems; the rate limiter says `error` instead. */
export const errorSchema = z.looseObject({
  detail: z.union([z.string(), z.array(z.looseObject({ msg: z.string().optional() }))]).optional(),
  error: z.string().optional(),
})
