import { satsToMsat } from './domain/money.ts'
import { Failure } from './failure.ts'
import type { HistoryStore, WalletDifference } from './history.ts'
import type { LnbitsClient, WalletKey } from './ports.ts'
import { readReference, type Reference } from './reference.ts'
import { type Keyring, lookUp, type Lookup } from './settle.ts'
import type { TransactionStatus, Transfer } from './storage.ts'

/** What the books hold where a payment that they don't know should be. */
export interface Place {
  /** Null: the cash-out is not in the books. */
  readonly cashOut: TransactionStatus | null
  /** The cash-out was finished before go-live, as the books have it now. */
  readonly isBaseline: boolean
  readonly transfer: Transfer | null
  /** Commission of the cash-out that has no receiver yet. */
  readonly isAccrued: boolean
  /** The hash is one of an invoice that was given up as dead, or of a transfer that was. */
  readonly isGivenUp: boolean
}

export type Adoption =
  | { readonly kind: 'adopted' }
  /** Time or another poll may bring it about; `mayAllocate`: the cash-out has to be distributed for it. */
  | { readonly kind: 'waits'; readonly why: string; readonly mayAllocate: boolean }
  | { readonly kind: 'stop'; readonly why: string }

export interface AdoptDependencies {
  readonly lnbits: LnbitsClient
  readonly store: Pick<HistoryStore, 'placeOf' | 'adopt'>
  readonly keyring: Keyring
}

/**
 * Finds the transfer that a forgotten payment was made for, and gives it the payment's hash; the ordinary look-up then
 * completes it. Only with proof: the same payer, the amount, and the receiver's own wallet shows the credit.
 */
export async function adoptForgotten(
  deps: AdoptDependencies,
  difference: WalletDifference,
): Promise<Adoption> {
  const reference = readReference(difference.reference)
  if (reference === null) return stop(difference, 'its reference is not one of ours')
  const place = await deps.store.placeOf(reference, difference.paymentHash)
  if (place.isGivenUp) return stop(difference, 'its invoice had been given up as dead')
  const { transfer } = place
  if (transfer === null) return withoutTransfer(difference, reference, place)
  // Another worker has just adopted it.
  if (transfer.paymentHash === difference.paymentHash) return { kind: 'adopted' }
  const refused = whyNot(transfer, difference)
  if (refused !== null) return stop(difference, refused)
  return proveAndAdopt(deps, transfer, difference)
}

function withoutTransfer(difference: WalletDifference, reference: Reference, place: Place): Adoption {
  const what = `wallet ${difference.walletId} paid ${difference.amountMsat / 1000n} sats (hash ${difference.paymentHash}) that the books have forgotten`
  const waits = (why: string, mayAllocate: boolean): Adoption => ({
    kind: 'waits',
    why: `${what}; nothing else is sent until ${why}, or until a person has put it right and written it down in psql with satoshimachine.settle_wallet_difference('${difference.paymentHash}', 'what was done')`,
    mayAllocate,
  })
  if ('transferId' in reference)
    return stop(difference, `there is no ${reference.kind} payment ${reference.transferId}`)
  if (reference.kind === 'compensation')
    return waits(
      `the compensation of cash-out ${reference.cashOutId} has been asked for again ("commission compensate")`,
      true,
    )
  if (place.isBaseline) return stop(difference, 'its cash-out counts as finished before go-live')
  if (place.cashOut === null)
    return waits(`its cash-out ${reference.cashOutId} has been read from Lamassu again`, false)
  if (place.cashOut === 'quarantined')
    return waits(`its cash-out ${reference.cashOutId}, which is set aside, has been decided about`, false)
  if (place.cashOut === 'pending' || place.isAccrued)
    return waits(`its cash-out ${reference.cashOutId} has been distributed again`, true)
  return stop(difference, `its cash-out ${reference.cashOutId} has no such payment`)
}

/** Why this payment was not made for this transfer as it stands; null when it may have been. */
function whyNot(transfer: Transfer, { walletId, amountMsat, bolt11 }: WalletDifference): string | null {
  const name = `${transfer.kind} payment ${transfer.id}`
  if (['completed', 'failed', 'cancelled'].includes(transfer.status))
    return `${name} is already ${transfer.status}`
  if (transfer.payerWalletId !== walletId)
    return `${name} is to be paid from wallet ${transfer.payerWalletId}`
  if (satsToMsat(transfer.amountSats) !== amountMsat) return `${name} is over ${transfer.amountSats} sats`
  return bolt11 === null ? 'the wallet does not show its invoice' : null
}

async function proveAndAdopt(
  deps: AdoptDependencies,
  transfer: Transfer,
  difference: WalletDifference,
): Promise<Adoption> {
  const name = `${transfer.kind} payment ${transfer.id}`
  const payer = await deps.keyring.payerKey(transfer.payerWalletId)
  const payee = await openedKey(deps.keyring, transfer)
  if (payer === null || payee === null)
    return stop(difference, `${name} can't be looked up without the key of its receiver's wallet`)
  const own = transfer.paymentHash
  if (own !== null) {
    const before = await lookUp(deps.lnbits, { payer, payee }, { ...transfer, paymentHash: own })
    if (before.kind === 'unreadable') return unreadable(difference, before)
    if (before.resolution.kind !== 'unpaid' && before.resolution.kind !== 'invoice_dead')
      return stop(
        difference,
        `${name} has another invoice (hash ${own}), of which the wallets say: ${before.resolution.kind}`,
      )
  }
  const proof = await lookUp(
    deps.lnbits,
    { payer, payee },
    { ...transfer, paymentHash: difference.paymentHash },
  )
  if (proof.kind === 'unreadable') return unreadable(difference, proof)
  if (proof.resolution.kind === 'in_flight')
    return {
      kind: 'waits',
      why: `the payment with the hash ${difference.paymentHash} is under way in LNbits`,
      mayAllocate: true,
    }
  if (proof.resolution.kind !== 'paid' || !proof.resolution.receiverConfirmed)
    return stop(
      difference,
      `the receiver of ${name} does not show that it came in (${proof.resolution.kind})`,
    )
  if (await deps.store.adopt(transfer, difference)) return { kind: 'adopted' }
  return { kind: 'waits', why: `${name} is in a worker's hands at this moment`, mayAllocate: true }
}

async function openedKey(keyring: Keyring, transfer: Transfer): Promise<WalletKey | null> {
  try {
    return await keyring.payeeKey(transfer)
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.code === 'configuration') return null
    throw thrown
  }
}

const unreadable = (
  difference: WalletDifference,
  lookup: Extract<Lookup, { kind: 'unreadable' }>,
): Adoption =>
  lookup.outcome.kind === 'not_executed' && lookup.outcome.reason === 'key_refused'
    ? stop(difference, `LNbits refuses a key (${lookup.outcome.detail})`)
    : {
        kind: 'waits',
        why: `the wallets can't be read (${lookup.outcome.detail}), and a payment that the books have forgotten (hash ${difference.paymentHash}) has to be looked up first`,
        mayAllocate: true,
      }

const stop = ({ walletId, amountMsat, paymentHash, reference }: WalletDifference, why: string): Adoption => ({
  kind: 'stop',
  why: `wallet ${walletId} paid ${amountMsat / 1000n} sats (hash ${paymentHash}, reference ${reference}) that the books don't know, and it is not proven for whom: ${why}. Nothing is sent, so that nobody is paid twice. Find out whose payment it was and put it right (satoshimachine.adjust_client), then write it down in psql with satoshimachine.settle_wallet_difference('${paymentHash}', 'what was done'), and switch payouts on with "poll resume"`,
})
