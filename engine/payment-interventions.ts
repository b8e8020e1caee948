import type { Resolution } from './domain/resolution.ts'
import { Failure } from './failure.ts'
import {
  CONTRADICTION,
  HALF_PAID,
  IN_FLIGHT,
  type PaidBooking,
  type PaidHow,
  preimageFits,
  weigh,
} from './paid-proof.ts'
import { type PayDependencies, payTransfer } from './pay.ts'
import { say, type Text } from './phrase.ts'
import { recorded } from './recorded.ts'
import type { Keyring } from './settle.ts'
import { lookUp, type TransferKeys } from './settle.ts'
import type { Lease, Transfer, TransferKind, TransferStore } from './storage.ts'

/** What became of a payment that a person took in hand. */
export type PaymentIntervened =
  /** The wallets show that it was paid: the books say so now, nothing was sent. */
  | { readonly kind: 'healed' }
  | { readonly kind: 'paid' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'marked_paid'; readonly how: PaidHow }
  /** Nothing is decided yet; to be asked for again when the sentence says so. */
  | { readonly kind: 'not_yet'; readonly why: Text }
  | { readonly kind: 'refused'; readonly why: Text }

export interface MarkPaidProof {
  /** 64 hex digits; null: the receiver's own wallet has to show the sats. */
  readonly preimage: string | null
  readonly note: string
}

export interface PaymentInterventions {
  /** A new invoice in place of one that is proven dead; the old one stays in the books for ever. */
  recreatePayment(kind: TransferKind, id: bigint): Promise<PaymentIntervened>
  /** Gives a payment up that is proven unpaid and can't be paid any more. */
  cancelPayment(kind: TransferKind, id: bigint, note: string): Promise<PaymentIntervened>
  /** Books a payment as completed, by the proof that a person brings and the wallets don't contradict. */
  markPaid(kind: TransferKind, id: bigint, proof: MarkPaidProof): Promise<PaymentIntervened>
}

export interface PaymentInterventionStore {
  /**
   * Notes that the invoice was seen dead and sets the payment aside for a person, so that nobody makes a new one;
   * 0 when it is proven: seen dead `afterSeconds` ago as well. Else the seconds until then; null when the lease is lost.
   */
  invoiceDeadFor(
    lease: Lease,
    transfer: Transfer,
    proof: string,
    afterSeconds: number,
  ): Promise<number | null>
  /**
   * Gives the payment up in one commit: hold, sats and cash-out. False when it is not as it was seen, or when the paying
   * wallet's history was not compared with these books.
   */
  cancel(lease: Lease, transfer: Transfer, note: string, actor: string): Promise<boolean>
  /** The whole completion in one commit; false when it is not as it was seen. */
  markPaid(
    lease: Lease,
    transfer: Transfer,
    booking: PaidBooking,
    by: { actor: string; note: string },
  ): Promise<boolean>
}

export interface PaymentInterventionDependencies {
  readonly actor: string
  readonly transfers: Pick<
    TransferStore,
    'claimOne' | 'postpone' | 'complete' | 'invoiceSeenDead' | 'invoiceSeenAlive'
  >
  readonly store: PaymentInterventionStore
  /** Null where no LNbits is configured. */
  readonly pay: PayDependencies | null
}

export function createPaymentInterventions(deps: PaymentInterventionDependencies): PaymentInterventions {
  return {
    recreatePayment: (kind, id) => inHand(deps, kind, id, (hand) => recreate(deps, hand)),
    cancelPayment: (kind, id, note) => inHand(deps, kind, id, (hand) => cancel(deps, hand, note)),
    markPaid: (kind, id, proof) => inHand(deps, kind, id, (hand) => markPaid(deps, hand, proof)),
  }
}

interface Hand {
  readonly pay: PayDependencies
  readonly transfer: Transfer
}

/** The payment is leased for as long as the work takes: no worker sends it meanwhile. */
async function inHand(
  deps: PaymentInterventionDependencies,
  kind: TransferKind,
  id: bigint,
  work: (hand: Hand) => Promise<PaymentIntervened>,
): Promise<PaymentIntervened> {
  if (deps.pay === null)
    throw new Failure(
      'configuration',
      say`No LNbits is configured: set LNBITS_URL and LNBITS_SOURCE_ADMIN_KEY.`,
    )
  const lease: Lease = { ...deps.pay.lease, owner: `${deps.pay.lease.owner}:by-hand:${id}` }
  const transfer = await deps.transfers.claimOne(lease, kind, id)
  if (transfer === null) return refused(say`it is finished, or a worker has it in hand at this moment`)
  try {
    return await work({ pay: { ...deps.pay, lease }, transfer })
  } finally {
    await deps.transfers.postpone(lease, transfer, { error: null, seconds: 0, attempted: false })
  }
}

const refused = (why: Text): PaymentIntervened => ({ kind: 'refused', why })
const notYet = (why: Text): PaymentIntervened => ({ kind: 'not_yet', why })

/** What the wallets say about the payment's invoice, or why they can't be asked. */
async function evidenceOf(
  { pay }: Hand,
  transfer: Invoiced,
): Promise<{ keys: TransferKeys; resolution: Resolution } | PaymentIntervened> {
  const keys = await keysOf(pay.keyring, transfer)
  if (keys === null) return refused(say`a key of one of its wallets is missing`)
  const lookup = await lookUp(pay.lnbits, keys, transfer)
  return lookup.kind === 'unreadable'
    ? notYet(say`the wallets can't be read (${recorded(lookup.outcome.detail)}); look again in a minute`)
    : { keys, resolution: lookup.resolution }
}

type Invoiced = Transfer & { readonly paymentHash: string }

const isInvoiced = (transfer: Transfer): transfer is Invoiced => transfer.paymentHash !== null

async function keysOf(keyring: Keyring, transfer: Transfer): Promise<TransferKeys | null> {
  const payer = await keyring.payerKey(transfer.payerWalletId)
  const payee = await keyring.payeeKey(transfer)
  return payer === null || payee === null ? null : { payer, payee }
}

/* ---------------------------------------------------------------- recreate */

const DEAD = 'the paying wallet has no payment and the receiver has no payable invoice for the hash'

async function recreate(deps: PaymentInterventionDependencies, hand: Hand): Promise<PaymentIntervened> {
  const { pay, transfer } = hand
  if (!isInvoiced(transfer))
    return refused(say`no invoice stands for it: "payment retry" makes one and pays it`)
  const found = await evidenceOf(hand, transfer)
  if (!('resolution' in found)) return found
  const { resolution } = found
  if (resolution.kind === 'paid' && resolution.receiverConfirmed) {
    await deps.transfers.complete(transfer, resolution)
    return { kind: 'healed' }
  }
  if (resolution.kind !== 'invoice_dead') {
    await deps.transfers.invoiceSeenAlive(transfer)
    return refused(WHY_NO_NEW_INVOICE[resolution.kind])
  }
  const seconds = pay.settings.reissueAfterSeconds
  if ((await deps.transfers.invoiceSeenDead(pay.lease, transfer, DEAD, seconds)) === 'noted')
    return notYet(
      say`the invoice is dead as far as both wallets show. It has to stay so for ${seconds} s, until no request to pay it can arrive any more; then a new one is made and paid by itself`,
    )
  return payNewInvoice(deps, hand)
}

/** The old invoice is void; whoever is first makes the new one, and the books take one. */
async function payNewInvoice(
  deps: PaymentInterventionDependencies,
  { pay, transfer }: Hand,
): Promise<PaymentIntervened> {
  const fresh = await deps.transfers.claimOne(pay.lease, transfer.kind, transfer.id)
  if (fresh === null) return notYet(say`the old invoice is void, and a worker is making the new one`)
  const result = await payTransfer(pay, { ...fresh, attempts: 0 })
  switch (result.kind) {
    case 'completed':
      return { kind: 'paid' }
    case 'left_alone':
      return notYet(
        say`the old invoice is void; the new one is paid once payouts are switched on ("poll resume")`,
      )
    case 'postponed':
      return notYet(say`the old invoice is void; the new one is not paid yet: ${recorded(result.why)}`)
    case 'needs_review':
      return refused(recorded(result.why))
  }
}

const WHY_NO_NEW_INVOICE: Readonly<Record<Exclude<Resolution['kind'], 'invoice_dead'>, Text>> = {
  paid: say`the paying wallet was debited, and the receiver's wallet can't be read: enter its key again with "client set-key"`,
  unpaid: say`its invoice lives, and a second one beside it could be paid as well. "payment retry" pays the same invoice, which can happen only once`,
  half_state: HALF_PAID,
  in_flight: IN_FLIGHT,
  receiver_gone: say`the receiver's wallet can't be read; enter its key again with "client set-key"`,
  paid_by_other: say`the invoice was paid from another wallet: "payment mark-paid" books it`,
  contradiction: CONTRADICTION,
}

/* ------------------------------------------------------------------ cancel */

async function cancel(
  deps: PaymentInterventionDependencies,
  hand: Hand,
  note: string,
): Promise<PaymentIntervened> {
  const { pay, transfer } = hand
  if (transfer.kind === 'funding')
    return refused(
      say`it brings sats to the source wallet, which stay the operator's own: hold or ignore its cash-out instead`,
    )
  // A payment that the books have forgotten may be this very one.
  const doubt = transfer.maySend ? null : await pay.history.payDoubt()
  if (doubt !== null) return notYet(recorded(doubt))
  const blocked = isInvoiced(transfer) ? await provenDead(deps, hand, transfer) : null
  if (blocked !== null) return blocked
  return (await deps.store.cancel(pay.lease, transfer, note, deps.actor))
    ? { kind: 'cancelled' }
    : refused(say`it has just changed, or the wallet has to be compared with the books first; look again`)
}

/** Null when the invoice can never be paid any more. */
async function provenDead(
  deps: PaymentInterventionDependencies,
  hand: Hand,
  transfer: Invoiced,
): Promise<PaymentIntervened | null> {
  const found = await evidenceOf(hand, transfer)
  if (!('resolution' in found)) return found
  const { resolution } = found
  if (resolution.kind !== 'invoice_dead') {
    await deps.transfers.invoiceSeenAlive(transfer)
    return refused(WHY_NOT_CANCELLED[resolution.kind])
  }
  const left = await deps.store.invoiceDeadFor(
    hand.pay.lease,
    transfer,
    DEAD,
    hand.pay.settings.reissueAfterSeconds,
  )
  if (left === 0) return null
  return left === null
    ? refused(say`it has just changed; look again`)
    : notYet(
        say`its invoice is dead as far as both wallets show. It has to stay so for ${left} s more, until no request to pay it can arrive any more; nothing is sent meanwhile. Cancel it again then`,
      )
}

const WHY_NOT_CANCELLED: Readonly<Record<Exclude<Resolution['kind'], 'invoice_dead'>, Text>> = {
  ...WHY_NO_NEW_INVOICE,
  paid: say`it was paid: "payment retry" books it as completed`,
  unpaid: say`its invoice can still be paid, and LNbits has no way to take one back: a request that is under way could still pay it. "payment retry" pays it; once LNbits has dropped the invoice, it can be cancelled`,
}

/* --------------------------------------------------------------- mark paid */

async function markPaid(
  deps: PaymentInterventionDependencies,
  hand: Hand,
  { preimage, note }: MarkPaidProof,
): Promise<PaymentIntervened> {
  const { transfer, pay } = hand
  if (!isInvoiced(transfer))
    return refused(say`no invoice was ever made for it, so nothing can have been paid on it`)
  if (preimage !== null && !preimageFits(preimage, transfer.paymentHash))
    return refused(say`the preimage does not belong to the payment: its SHA-256 is not the payment hash`)
  const found = await evidenceOf(hand, transfer)
  if (!('resolution' in found)) return found
  const weighed = await weigh(pay.lnbits, found.keys, transfer, { resolution: found.resolution, preimage })
  if (weighed.kind !== 'proven') return weighed
  if (!(await deps.store.markPaid(pay.lease, transfer, weighed.booking, { actor: deps.actor, note })))
    return refused(say`it has just changed; look again`)
  return { kind: 'marked_paid', how: weighed.booking.how }
}
