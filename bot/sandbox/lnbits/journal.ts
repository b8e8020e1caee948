import { closeSync, existsSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs'
import { z } from 'zod'
import { Failure } from '../../../engine/failure.ts'
import { jsonText } from '../../../engine/lnbits/json.ts'

const msat = z
  .string()
  .regex(/^-?\d{1,20}$/)
  .transform((digits) => BigInt(digits))

const accountSchema = z.object({ id: z.string(), activated: z.boolean() })

const walletSchema = z.object({
  id: z.string(),
  accountId: z.string(),
  name: z.string(),
  adminKey: z.string(),
  invoiceKey: z.string(),
  deleted: z.boolean(),
})

const paymentSchema = z.object({
  walletId: z.string(),
  checkingId: z.string(),
  paymentHash: z.string(),
  amountMsat: msat,
  feeMsat: msat,
  bolt11: z.string(),
  status: z.enum(['pending', 'success', 'failed']),
  memo: z.string(),
  preimage: z.string().nullable(),
  expiresSeconds: z.number().nullable(),
  extra: z.record(z.string(), z.unknown()),
  labels: z.array(z.string()),
  /** Made by the fake wallet inside LNbits, not by the funding source. */
  internal: z.boolean(),
  createdMs: z.number(),
  updatedMs: z.number(),
})

const recordSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('account'), value: accountSchema }),
  z.object({ kind: z.literal('wallet'), value: walletSchema }),
  z.object({ kind: z.literal('payment'), value: paymentSchema }),
])

export type SimulatedAccount = Readonly<z.output<typeof accountSchema>>
export type SimulatedWallet = Readonly<z.output<typeof walletSchema>>
export type SimulatedPayment = Readonly<z.output<typeof paymentSchema>>
/** The whole of one account, wallet or payment as it now is; the last record of each wins. */
export type JournalRecord = z.output<typeof recordSchema>

export interface Journal {
  append(record: JournalRecord): void
  /** The next append opens the file again. */
  close(): void
}

/** A journal that forgets. */
export const memoryJournal: Journal = { append: () => undefined, close: () => undefined }

/**
 * Reads every record of the file to `replay`, then appends to the file. A last line that a kill left
 * half written is cut off; each record is one write, so that no other line can be torn.
 */
export function openJournal(file: string, replay: (record: JournalRecord) => void): Journal {
  if (existsSync(file)) replayFile(file, replay)
  let descriptor: number | null = null
  return {
    append(record) {
      descriptor ??= openSync(file, 'a', 0o600)
      writeSync(descriptor, `${jsonText(withDecimalText(record))}\n`)
    },
    close() {
      if (descriptor !== null) closeSync(descriptor)
      descriptor = null
    },
  }
}

function replayFile(file: string, replay: (record: JournalRecord) => void): void {
  const content = readFileSync(file)
  const wholeBytes = content.lastIndexOf('\n') + 1
  if (wholeBytes < content.length) truncateSync(file, wholeBytes)
  const lines = content.subarray(0, wholeBytes).toString('utf8').split('\n').slice(0, -1)
  for (const [index, line] of lines.entries()) replay(parseLine(file, index + 1, line))
}

function parseLine(file: string, lineNumber: number, line: string): JournalRecord {
  try {
    return recordSchema.parse(JSON.parse(line))
  } catch (cause) {
    const sentence = `Line ${lineNumber} of the sandbox wallet's journal ${file} is damaged: delete the file to start with an empty sandbox.`
    throw new Failure('configuration', sentence, { cause })
  }
}

function withDecimalText(record: JournalRecord): unknown {
  if (record.kind !== 'payment') return record
  const { amountMsat, feeMsat } = record.value
  return { ...record, value: { ...record.value, amountMsat: `${amountMsat}`, feeMsat: `${feeMsat}` } }
}
