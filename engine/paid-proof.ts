import { createHash } from 'node:crypto'
import { msat, type Msat, satsToMsat } from './domain/money.ts'
import type { Resolution } from './domain/resolution.ts'
import { say, type Text } from './phrase.ts'
import type { LnbitsClient } from './ports.ts'
import type { TransferKeys } from './settle.ts'
import type { Transfer } from './storage.ts'

/**
 * debited: our paying wallet was, and so the journal says. elsewhere: the receiver was credited on this invoice by
 * another wallet than ours; the operator's own money, from outside the books.
 */
export type PaidHow = 'debited' | 'elsewhere'

/** How a payment is booked that a person calls paid. */
export interface PaidBooking {
  readonly how: PaidHow
  readonly preimage: string | null
  readonly feeMsat: Msat
  readonly receiverConfirmed: boolean
}

export type Weighed =
  | { readonly kind: 'proven'; readonly booking: PaidBooking }
  | { readonly kind: 'not_yet' | 'refused'; readonly why: Text }

type Invoiced = Transfer & { readonly paymentHash: string }

const proven = (booking: PaidBooking): Weighed => ({ kind: 'proven', booking })
const refused = (why: Text): Weighed => ({ kind: 'refused', why })

export const HALF_PAID = say`the paying wallet was debited and the receiver was not credited: paying again would pay twice. Have LNbits repaired`
export const IN_FLIGHT = say`the payment is under way in LNbits; look again in a minute`
export const CONTRADICTION = say`the wallets' rows contradict the books; nothing may be done before a person has understood why`

/** 64 hex digits whose SHA-256 is the payment hash. */
export const preimageFits = (preimage: string, paymentHash: string): boolean =>
  /^[0-9a-f]{64}$/i.test(preimage) &&
  createHash('sha256').update(Buffer.from(preimage, 'hex')).digest('hex') === paymentHash

/** A preimage alone proves nothing, since LNbits gives it to whoever made the invoice: the wallets have to agree. */
export async function weigh(
  lnbits: LnbitsClient,
  keys: TransferKeys,
  transfer: Invoiced,
  { resolution, preimage }: { readonly resolution: Resolution; readonly preimage: string | null },
): Promise<Weighed> {
  switch (resolution.kind) {
    case 'paid':
      if (!resolution.receiverConfirmed && preimage === null) return refused(NOT_SEEN)
      return proven({
        how: 'debited',
        preimage: preimage ?? resolution.preimage,
        feeMsat: resolution.feeMsat,
        receiverConfirmed: resolution.receiverConfirmed,
      })
    case 'half_state': {
      if (preimage === null) return refused(NOT_SEEN)
      const feeMsat = await feeOf(lnbits, keys, transfer)
      return feeMsat === null
        ? { kind: 'not_yet', why: say`the paying wallet can't be read; look again in a minute` }
        : proven({ how: 'debited', preimage, feeMsat, receiverConfirmed: false })
    }
    case 'paid_by_other':
      return proven({ how: 'elsewhere', preimage, feeMsat: msat(0n), receiverConfirmed: true })
    case 'unpaid':
    case 'invoice_dead':
    case 'receiver_gone':
    case 'in_flight':
    case 'contradiction':
      return refused(WHY_NOT_PAID[resolution.kind])
  }
}

const NOT_SEEN = say`the receiver's wallet does not show the sats, so its row is no proof: give the preimage, once you know from the client that he has them`

const NOT_DEBITED = say`the paying wallet was not debited, and the receiver's wallet does not show the sats: nothing proves that it was paid`

const WHY_NOT_PAID: Readonly<
  Record<Exclude<Resolution['kind'], 'paid' | 'half_state' | 'paid_by_other'>, Text>
> = {
  unpaid: NOT_DEBITED,
  invoice_dead: NOT_DEBITED,
  receiver_gone: NOT_DEBITED,
  in_flight: IN_FLIGHT,
  contradiction: CONTRADICTION,
}

/** What LNbits took for itself from the paying wallet beside the amount. */
async function feeOf(lnbits: LnbitsClient, keys: TransferKeys, transfer: Invoiced): Promise<Msat | null> {
  const rows = await lnbits.rowsByHash(keys.payer, transfer.paymentHash)
  if (rows.kind !== 'ok') return null
  const debit = rows.value.find(
    (row) => row.amountMsat === -satsToMsat(transfer.amountSats) && row.status === 'success',
  )
  return debit?.feeMsat ?? null
}
