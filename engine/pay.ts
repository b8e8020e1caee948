import type { Resolution } from './domain/resolution.ts'
import type { History } from './history.ts'
import type { LnbitsClient } from './ports.ts'
import { referenceOf } from './reference.ts'
import { type Keyring, lookUp, type NotOk, type TransferKeys } from './settle.ts'
import type { Lease, Transfer, TransferStore } from './storage.ts'

export interface PayDependencies {
  readonly lnbits: LnbitsClient
  readonly store: TransferStore
  readonly keyring: Keyring
  /** Whether the paying wallets' histories hold anything that the books have forgotten. */
  readonly history: History
  /** A number from 0 to below 1, for the jitter of back-offs. */
  readonly random: () => number
  readonly lease: Lease
  readonly settings: PaySettings
  /** Runs work for one paying wallet at a time: LNbits serialises them anyway, and so a drained wallet is seen once. */
  readonly oneAtATime: <T>(payerWalletId: string, work: () => Promise<T>) => Promise<T>
}

export interface PaySettings {
  /** Attempts without proof after which a person has to look. */
  readonly maxAttempts: number
  /** How long an invoice must stay dead before another may be made: longer than any LNbits request can live. */
  readonly reissueAfterSeconds: number
  readonly memo: (transfer: Transfer) => string
}

/** What became of one attempt; the books already say the same. */
export type PayResult =
  | { readonly kind: 'completed' }
  | { readonly kind: 'postponed'; readonly why: string }
  | { readonly kind: 'needs_review'; readonly why: string }
  /** Another worker has it, or payouts were switched off. */
  | { readonly kind: 'left_alone' }

type Invoiced = Transfer & { readonly paymentHash: string; readonly bolt11: string }

/** Thirty days; LNbits does not enforce it on internal payments, so nothing may be concluded from it. */
const INVOICE_EXPIRY_SECONDS = 30 * 24 * 3600
/** An invoice younger than this proves that the receiver's wallet lives; an older one is looked up before it is paid. */
const FRESH_INVOICE_SECONDS = 5
/** What only one wallet shows may be a read between LNbits' two commits; after this many looks it is believed. */
const LOOKS_BEFORE_REVIEW = 4

const LONGEST_POSTPONEMENT_SECONDS = 300
/** How soon it is tried again to bring a wallet's history and the books together. */
const DOUBT_SECONDS = 15

/**
 * Brings one leased transfer forward as far as it goes: invoice, persist, pay, read both wallets, book. Whatever
 * stops it in between, the next worker goes on from the books: only the persisted invoice is ever paid, and only
 * the wallets' own rows decide what happened.
 */
export async function payTransfer(deps: PayDependencies, transfer: Transfer): Promise<PayResult> {
  const payer = await deps.keyring.payerKey(transfer.payerWalletId)
  if (payer === null)
    return postpone(deps, transfer, {
      error: `wallet ${transfer.payerWalletId}, from which it is to be paid, is not configured any more`,
      seconds: 60,
    })
  const payee = await deps.keyring.payeeKey(transfer)
  if (payee === null)
    return postpone(deps, transfer, {
      error: noKey(transfer),
      seconds: 60,
    })
  const keys = { payer, payee }
  const doubt = transfer.maySend ? null : await deps.history.payDoubt()
  if (!isInvoiced(transfer)) {
    if (doubt !== null) return holdBack(deps, transfer, { error: doubt, seconds: DOUBT_SECONDS })
    const made = await makeInvoice(deps, keys, transfer)
    return 'invoiced' in made ? sendPayment(deps, keys, made.invoiced) : made
  }
  const untouched =
    transfer.status === 'invoiced' && (transfer.invoiceAgeSeconds ?? Infinity) < FRESH_INVOICE_SECONDS
  const send = (): Promise<PayResult> =>
    doubt === null
      ? sendPayment(deps, keys, transfer)
      : holdBack(deps, transfer, { error: doubt, seconds: DOUBT_SECONDS })
  return untouched ? send() : settle(deps, keys, transfer, send)
}

const noKey = (transfer: Transfer): string =>
  transfer.kind === 'client' || transfer.kind === 'compensation'
    ? 'no key is stored for the client\'s wallet: use "client set-key"'
    : `no key is configured for the wallet that receives the ${transfer.kind}`

const isInvoiced = (transfer: Transfer): transfer is Invoiced =>
  transfer.paymentHash !== null && transfer.bolt11 !== null

async function makeInvoice(
  deps: PayDependencies,
  keys: TransferKeys,
  transfer: Transfer,
): Promise<{ invoiced: Invoiced } | PayResult> {
  const invoice = await deps.lnbits.createInvoice(keys.payee, {
    amountSats: transfer.amountSats,
    memo: deps.settings.memo(transfer),
    reference: referenceOf(transfer),
    expirySeconds: INVOICE_EXPIRY_SECONDS,
  })
  if (invoice.kind !== 'ok') return backOff(deps, transfer, invoice, 'receiver')
  const { paymentHash, bolt11, walletId } = invoice.value
  if (walletId !== transfer.payeeWalletId) {
    return attempted(
      deps,
      transfer,
      `the stored invoice key belongs to wallet ${walletId}, not to the receiver's wallet ${transfer.payeeWalletId}`,
    )
  }
  // Persisted before anything is paid. Losing the race is harmless: an invoice that is not in the books is never paid.
  if (!(await deps.store.recordInvoice(deps.lease, transfer, { paymentHash, bolt11 })))
    return { kind: 'left_alone' }
  return { invoiced: { ...transfer, status: 'invoiced', paymentHash, bolt11, invoiceAgeSeconds: 0 } }
}

async function sendPayment(
  deps: PayDependencies,
  keys: TransferKeys,
  transfer: Invoiced,
): Promise<PayResult> {
  const answer = await deps.oneAtATime(transfer.payerWalletId, async () => {
    if (!(await deps.store.markPaying(deps.lease, transfer))) return null
    return deps.lnbits.pay(keys.payer, { bolt11: transfer.bolt11, reference: referenceOf(transfer) })
  })
  if (answer === null) return leaveAlone(deps, transfer)
  if (answer.kind === 'not_executed') return backOff(deps, transfer, answer, 'payer')
  const result = await settle(deps, keys, transfer, () =>
    stillUnpaid(deps, transfer, answer.kind === 'unknown' ? answer : null),
  )
  if (result.kind === 'completed') await deps.keyring.worked?.(transfer, keys)
  return result
}

/** Nothing may be sent at this moment. Who still has the lease gives it back; who lost it changes nothing. */
async function leaveAlone(deps: PayDependencies, transfer: Transfer): Promise<PayResult> {
  await deps.store.postpone(deps.lease, transfer, { error: null, seconds: 1, attempted: false })
  return { kind: 'left_alone' }
}

/** LNbits was asked to pay, and the rows show that it did not (yet). */
async function stillUnpaid(
  deps: PayDependencies,
  transfer: Transfer,
  answer: Extract<NotOk, { kind: 'unknown' }> | null,
): Promise<PayResult> {
  if (answer?.insufficientBalance) {
    return holdBack(deps, transfer, {
      error: 'awaiting_funds: the paying wallet holds less than this payment needs',
      seconds: 30,
    })
  }
  return attempted(deps, transfer, answer?.detail ?? 'LNbits accepted the payment, and no wallet shows it')
}

/** Acts on what the wallets say; `onUnpaid` goes on when they prove that the invoice lives and was not paid. */
async function settle(
  deps: PayDependencies,
  keys: TransferKeys,
  transfer: Invoiced,
  onUnpaid: () => Promise<PayResult>,
): Promise<PayResult> {
  const lookup = await lookUp(deps.lnbits, keys, transfer)
  if (lookup.kind === 'unreadable') return backOff(deps, transfer, lookup.outcome, 'payer')
  const { resolution } = lookup
  // Two looks prove an invoice dead only when nothing else was seen between them.
  if (resolution.kind !== 'paid' && resolution.kind !== 'invoice_dead')
    await deps.store.invoiceSeenAlive(transfer)
  return resolution.kind === 'unpaid' ? onUnpaid() : actOn(deps, transfer, resolution)
}

async function actOn(
  deps: PayDependencies,
  transfer: Transfer,
  resolution: Exclude<Resolution, { kind: 'unpaid' }>,
): Promise<PayResult> {
  switch (resolution.kind) {
    case 'paid':
      // One refusal of the receiver's key may pass, and the next look show what LNbits broke off half-way.
      if (!resolution.receiverConfirmed && transfer.attempts + 1 < LOOKS_BEFORE_REVIEW)
        return attempted(deps, transfer, "debited, and the receiver's key is refused so far")
      await deps.store.complete(transfer, resolution)
      return { kind: 'completed' }
    case 'in_flight':
      return postpone(deps, transfer, { error: 'the payment is under way in LNbits', seconds: 10 })
    case 'half_state':
      if (transfer.attempts + 1 < LOOKS_BEFORE_REVIEW)
        return attempted(deps, transfer, 'half_state: debited, and not credited so far')
      return review(
        deps,
        transfer,
        'half_state: the paying wallet was debited and the receiver was not credited; never pay this again, have LNbits repaired',
      )
    case 'invoice_dead': {
      const proof = 'the paying wallet has no payment and the receiver has no payable invoice for the hash'
      const state = await deps.store.invoiceSeenDead(
        deps.lease,
        transfer,
        proof,
        deps.settings.reissueAfterSeconds,
      )
      return {
        kind: 'postponed',
        why:
          state === 'voided'
            ? 'the invoice is proven dead; a new one will be made'
            : 'the invoice looks dead; it is looked at again before a new one is made',
      }
    }
    case 'receiver_gone':
      return awaitKey(deps, transfer, 'its rows can not be read')
    case 'paid_by_other':
      // Our own debit may only not be shown yet.
      if (transfer.attempts + 1 < LOOKS_BEFORE_REVIEW)
        return attempted(deps, transfer, 'paid_by_other: credited, and not debited so far')
      return review(deps, transfer, 'paid_by_other: the invoice was paid, and not from our wallet')
    case 'contradiction':
      await deps.store.stopPayouts(
        `contradiction at ${transfer.kind} payment ${transfer.id}: ${resolution.reason}`,
      )
      return review(deps, transfer, `contradiction: ${resolution.reason}`)
  }
}

/** LNbits could not be asked, or refused cleanly. Only what may be this payment's own fault counts as an attempt. */
async function backOff(
  deps: PayDependencies,
  transfer: Transfer,
  outcome: NotOk,
  whose: 'payer' | 'receiver',
): Promise<PayResult> {
  if (outcome.kind === 'unknown') return attempted(deps, transfer, outcome.detail)
  switch (outcome.reason) {
    case 'rate_limited':
      return postpone(deps, transfer, { error: outcome.detail, seconds: outcome.retryAfterSeconds ?? 15 })
    case 'unreachable':
      return holdBack(deps, transfer, { error: outcome.detail, seconds: 5 })
    case 'key_refused':
      if (whose === 'receiver') return awaitKey(deps, transfer, outcome.detail)
      return holdBack(deps, transfer, {
        error: `LNbits refuses the key of the paying wallet (${outcome.detail})`,
        seconds: 60,
      })
    case 'refused':
      return attempted(deps, transfer, outcome.detail)
  }
}

/** A key that was changed, or a wallet that is gone, is no fault of the payment: it waits for "client set-key". */
const awaitKey = (deps: PayDependencies, transfer: Transfer, detail: string): Promise<PayResult> =>
  postpone(deps, transfer, {
    error: `LNbits refuses the receiver's invoice key (${detail}), so it was changed or its wallet may be gone: use "client set-key"`,
    seconds: 60,
  })

async function attempted(deps: PayDependencies, transfer: Transfer, error: string): Promise<PayResult> {
  if (transfer.attempts + 1 >= deps.settings.maxAttempts)
    return review(deps, transfer, `${transfer.attempts + 1} attempts without proof; the last: ${error}`)
  const seconds =
    Math.min(LONGEST_POSTPONEMENT_SECONDS, 2 ** (transfer.attempts + 1)) * (0.8 + 0.4 * deps.random())
  return postpone(deps, transfer, { error, seconds }, true)
}

async function postpone(
  deps: PayDependencies,
  transfer: Transfer,
  why: { error: string; seconds: number },
  countsAsAttempt = false,
): Promise<PayResult> {
  await deps.store.postpone(deps.lease, transfer, { ...why, attempted: countsAsAttempt })
  return { kind: 'postponed', why: why.error }
}

async function holdBack(
  deps: PayDependencies,
  transfer: Transfer,
  why: { error: string; seconds: number },
): Promise<PayResult> {
  await deps.store.holdBackWallet(transfer.payerWalletId, why)
  return postpone(deps, transfer, why)
}

async function review(deps: PayDependencies, transfer: Transfer, why: string): Promise<PayResult> {
  await deps.store.review(transfer, why)
  return { kind: 'needs_review', why }
}
