import { createHash } from 'node:crypto'
import { MAX_DESCRIPTION_BYTES } from '../../../engine/lnbits/bolt11.ts'
import { encodeBolt11, type ReadInvoice, readBolt11 } from './bolt11.ts'
import type { SimulatedPayment, SimulatedWallet } from './journal.ts'
import type { Ledger } from './ledger.ts'
import { detailRefusal, paymentRefusal, SimulatedDeath } from './refusal.ts'

export interface LnbitsSettings {
  maxIncomingSats: bigint
  maxOutgoingSats: bigint
  onlyIncoming: boolean
  /** Taken off internal payments too; nobody is credited with it here. */
  serviceFeePercent: bigint
  secondsBetweenPayments: number
  /** What the funding source says of an invoice it did not make: LND and CLN say pending, FakeWallet failed. */
  fundingAnswer: 'pending' | 'failed' | 'success'
  /** What becomes of a payment that leaves this LNbits. */
  externalPay: 'pending' | 'failed' | 'success'
}

export interface RuleContext {
  readonly ledger: Ledger
  readonly settings: LnbitsSettings
  /** 32 bytes that never come twice. */
  readonly freshBytes: () => Buffer
  readonly nowMs: () => number
}

export interface NewInvoice {
  readonly amountSats: bigint
  readonly memo: string
  readonly expirySeconds: number
  readonly internal: boolean
  readonly extra: Record<string, unknown>
  readonly labels: string[]
}

export interface NewPayment {
  readonly bolt11: string
  readonly extra: Record<string, unknown>
  readonly labels: string[]
  /** Dies after the debit was committed and before the credit. */
  readonly dieHalfWay?: boolean
}

/** POST /api/v1/payments with out:false. The preimage is in the answer at once, as in the real LNbits. */
export function createInvoice(
  context: RuleContext,
  wallet: SimulatedWallet,
  wanted: NewInvoice,
): SimulatedPayment {
  const { ledger, settings, nowMs } = context
  if (wanted.amountSats <= 0n) throw paymentRefusal('Amountless invoices not supported.')
  if (wanted.amountSats > settings.maxIncomingSats) throw tooHigh(wanted.amountSats, settings.maxIncomingSats)
  if (Buffer.byteLength(wanted.memo) > MAX_DESCRIPTION_BYTES) {
    const riddle =
      '32 is too large an unsigned integer for a bitstring of length 5. The allowed range is [0, 31].'
    throw detailRefusal(400, riddle)
  }
  const preimage = context.freshBytes()
  const paymentHash = createHash('sha256').update(preimage).digest('hex')
  const createdSeconds = Math.floor(nowMs() / 1000)
  const amountMsat = wanted.amountSats * 1000n
  const bolt11 = encodeBolt11({
    amountMsat,
    paymentHash,
    paymentSecret: context.freshBytes(),
    description: wanted.memo,
    createdSeconds,
    expirySeconds: wanted.expirySeconds,
  })
  const payment: SimulatedPayment = {
    ...rowOf(context, wallet.id, paymentHash, wanted),
    checkingId: paymentHash,
    amountMsat,
    feeMsat: 0n,
    bolt11,
    status: 'pending',
    memo: wanted.memo,
    preimage: preimage.toString('hex'),
    expiresSeconds: createdSeconds + wanted.expirySeconds,
    internal: wanted.internal,
  }
  ledger.putPayment(payment)
  return payment
}

/**
 * POST /api/v1/payments with out:true. The two halves may be interleaved with those of other requests, as in the
 * real LNbits, which is why concurrent payments of one invoice are refused with different words.
 */
export async function payInvoice(context: RuleContext, wallet: SimulatedWallet, wanted: NewPayment) {
  const invoice = checkBeforePayment(context, wallet, wanted)
  await new Promise(setImmediate)
  return settle(context, wallet.id, wanted, invoice)
}

type PayableInvoice = ReadInvoice & { readonly amountMsat: bigint }

function checkBeforePayment(
  context: RuleContext,
  wallet: SimulatedWallet,
  wanted: NewPayment,
): PayableInvoice {
  const { ledger, settings, nowMs } = context
  if (settings.onlyIncoming) throw paymentRefusal('Only incoming payments allowed.')
  const invoice = readBolt11(wanted.bolt11)
  if (invoice === null) throw paymentRefusal('Bolt11 decoding failed.')
  const { amountMsat } = invoice
  if (amountMsat === null || amountMsat <= 0n) throw paymentRefusal('Amountless invoices not supported.')
  if (amountMsat > settings.maxOutgoingSats * 1000n)
    throw tooHigh(amountMsat / 1000n, settings.maxOutgoingSats)
  const limit = settings.secondsBetweenPayments
  const since = nowMs() - limit * 1000
  if (limit > 0 && ledger.paymentsOfWallet(wallet.id).some((row) => row.createdMs > since)) {
    throw paymentRefusal(`The time limit of ${limit} seconds between payments has been reached.`)
  }
  const received = ledger.paymentsOfHash(invoice.paymentHash).find((row) => row.amountMsat > 0n)
  if (received?.status === 'success') throw paymentRefusal('Internal invoice already paid.')
  return { ...invoice, amountMsat }
}

function settle(context: RuleContext, walletId: string, wanted: NewPayment, invoice: PayableInvoice) {
  requireWallet(context.ledger, walletId)
  const receiver = context.ledger
    .paymentsOfHash(invoice.paymentHash)
    .find((row) => row.amountMsat > 0n && row.status === 'pending')
  if (receiver) return settleInternal(context, walletId, wanted, { invoice, receiver })
  return settleExternal(context, walletId, wanted, invoice)
}

function settleInternal(
  context: RuleContext,
  walletId: string,
  wanted: NewPayment,
  { invoice, receiver }: { invoice: PayableInvoice; receiver: SimulatedPayment },
): SimulatedPayment {
  const { ledger, settings } = context
  const { amountMsat, paymentHash } = invoice
  if (receiver.amountMsat !== amountMsat || receiver.bolt11 !== wanted.bolt11.toLowerCase()) {
    throw paymentRefusal('Invalid invoice. Bolt11 changed.')
  }
  const feeMsat = (amountMsat * settings.serviceFeePercent) / 100n
  if (ledger.balanceMsat(walletId) < amountMsat + feeMsat) throw paymentRefusal('Insufficient balance.')
  const checkingId = `internal_${paymentHash}`
  if (ledger.paymentsOfHash(paymentHash).some((row) => row.checkingId === checkingId)) {
    throw detailRefusal(400, 'Payment already exists')
  }
  const debit: SimulatedPayment = {
    ...debitOf(context, walletId, wanted, invoice),
    checkingId,
    feeMsat: -feeMsat,
    status: 'success',
    preimage: receiver.preimage,
  }
  ledger.putPayment(debit)
  if (wanted.dieHalfWay) throw new SimulatedDeath()
  ledger.putPayment({ ...receiver, status: 'success', updatedMs: context.nowMs() })
  // The notifications look both wallets up, and fail for a deleted one, when all is booked.
  requireWallet(ledger, walletId)
  requireWallet(ledger, receiver.walletId)
  return debit
}

/** Also where an invoice of this very LNbits ends up that is no longer pending. */
function settleExternal(context: RuleContext, walletId: string, wanted: NewPayment, invoice: PayableInvoice) {
  const { ledger, settings } = context
  const { amountMsat, paymentHash } = invoice
  const onePercent = amountMsat / 100n
  const reserveMsat = onePercent > 2000n ? onePercent : 2000n
  const balanceMsat = ledger.balanceMsat(walletId)
  if (balanceMsat < amountMsat) throw paymentRefusal('Insufficient balance.')
  if (balanceMsat < amountMsat + reserveMsat) {
    const reserveSats = (reserveMsat + 500n) / 1000n
    throw paymentRefusal(`You must reserve at least (${reserveSats}  sat) to cover potential routing fees.`)
  }
  const old = lowestRow(ledger.paymentsOfHash(paymentHash))
  if (old) return answerForOldPayment(context, old)
  const sent: SimulatedPayment = {
    ...debitOf(context, walletId, wanted, invoice),
    checkingId: paymentHash,
    feeMsat: settings.externalPay === 'success' ? 0n : -reserveMsat,
    status: settings.externalPay,
    preimage: null,
  }
  ledger.putPayment(sent)
  if (sent.status === 'failed') throw paymentRefusal('Payment failed: Only internal invoices can be used!')
  return sent
}

function answerForOldPayment(context: RuleContext, old: SimulatedPayment): SimulatedPayment {
  if (old.status === 'pending') throw paymentRefusal('Payment is still pending.', 'pending')
  if (old.status === 'success') throw paymentRefusal('Payment already paid.', 'success')
  const answer = fundingAnswer(context.settings, old)
  if (answer === 'failed') throw paymentRefusal('Payment is failed node, retrying is not possible.')
  if (answer === 'pending') return old
  context.ledger.putPayment({ ...old, status: 'success', updatedMs: context.nowMs() })
  throw paymentRefusal('Failed payment was already paid on the fundingsource.', 'success')
}

/** What GET /payments/{hash} and the half-hourly task do to a pending row; returns the row as it is afterwards. */
export function recheckPending(context: RuleContext, row: SimulatedPayment): SimulatedPayment {
  const { ledger, settings, nowMs } = context
  if (row.status !== 'pending' || row.checkingId.startsWith('internal_')) return row
  const expired = row.expiresSeconds !== null && row.expiresSeconds * 1000 < nowMs()
  const status = row.amountMsat > 0n && expired ? 'failed' : fundingAnswer(settings, row)
  if (status === 'pending') return row
  const labels =
    status === 'failed' && expired && row.amountMsat > 0n ? [...row.labels, 'expired'] : row.labels
  const checked = { ...row, status, labels, updatedMs: nowMs() }
  ledger.putPayment(checked)
  return checked
}

/** The superuser's top-up, as a row of its own without any reference. */
export function topUp(context: RuleContext, wallet: SimulatedWallet, amountSats: bigint): void {
  const wanted = { expirySeconds: 3600, internal: true, extra: {}, labels: [] }
  const row = createInvoice(context, wallet, { ...wanted, amountSats, memo: 'Admin credit' })
  context.ledger.putPayment({ ...row, status: 'success' })
}

/** Of several rows LNbits takes the one with the smallest amount: the debit, where there is one. */
export function lowestRow(rows: readonly SimulatedPayment[]): SimulatedPayment | undefined {
  return rows.toSorted((a, b) => (a.amountMsat < b.amountMsat ? -1 : 1))[0]
}

function fundingAnswer(settings: LnbitsSettings, row: SimulatedPayment): 'pending' | 'failed' | 'success' {
  return row.internal && row.amountMsat > 0n ? settings.fundingAnswer : 'pending'
}

function debitOf(context: RuleContext, walletId: string, wanted: NewPayment, invoice: PayableInvoice) {
  return {
    ...rowOf(context, walletId, invoice.paymentHash, wanted),
    amountMsat: -invoice.amountMsat,
    bolt11: wanted.bolt11,
    memo: invoice.description,
    expiresSeconds: invoice.expiresSeconds,
    internal: false,
  }
}

function rowOf(
  { nowMs }: RuleContext,
  walletId: string,
  paymentHash: string,
  { extra, labels }: { extra: Record<string, unknown>; labels: string[] },
) {
  return { walletId, paymentHash, extra, labels, createdMs: nowMs(), updatedMs: nowMs() }
}

function requireWallet(ledger: Ledger, walletId: string): void {
  const wallet = ledger.wallet(walletId)
  if (!wallet || wallet.deleted) throw paymentRefusal(`Could not fetch wallet '${walletId}'.`)
}

function tooHigh(amountSats: bigint, maximumSats: bigint): Error {
  return paymentRefusal(`Invoice amount ${amountSats} sats is too high. Max allowed: ${maximumSats} sats.`)
}
