import assert from 'node:assert/strict'
import { largestRemainder } from './allocation.ts'
import { type FiatMinor, floorDivide, type Sats, sats, sum } from './money.ts'

/** A client's part of a distributed cash-out. */
export interface PaidShare {
  readonly clientId: bigint
  /** What the client spent on it: sats follow it. */
  readonly fiat: FiatMinor
  /** The payment was given up, its cash went back to the client and its sats to the operator. */
  readonly isGivenUp: boolean
}

export interface Restitution {
  /** Only clients who get something, in the order of the shares. */
  readonly parts: readonly { readonly clientId: bigint; readonly amount: Sats }[]
  /** What of it is the operator's own: where no deposit covered the cash-out, and the parts that were given up. */
  readonly houseSats: Sats
}

/**
 * Divides what a cash-out's commission was too high among those whose it was. Together the clients get what the split
 * of the right base would have given them (⌊base · their cash / all cash⌋) less what the split of the wrong one did;
 * each by the cash that he spent on it, by largest remainders, ties to the first share. Σ parts + house = over, exactly.
 */
export function splitCompensation(
  cashOut: { readonly fiat: FiatMinor; readonly base: Sats; readonly over: Sats },
  shares: readonly PaidShare[],
): Restitution {
  const { fiat, base, over } = cashOut
  const spent = sum(shares.map((share) => share.fiat))
  assert(fiat > 0n && base >= 0n && over > 0n, 'there is something to give back')
  assert(spent <= fiat && shares.every((share) => share.fiat > 0n), 'the clients spent at most the cash')
  const clients = floorDivide((base + over) * spent, fiat) - floorDivide(base * spent, fiat)
  const amounts = largestRemainder(
    clients,
    shares.map((share) => share.fiat),
  )
  const parts = shares
    .map(({ clientId, isGivenUp }, i) => ({
      clientId,
      amount: isGivenUp ? sats(0n) : sats(amounts[i] ?? 0n),
    }))
    .filter(({ amount }) => amount > 0n)
  const houseSats = sats(over - sum(parts.map(({ amount }) => amount)))
  assert(houseSats >= 0n, 'nobody gives back more than was taken')
  return { parts, houseSats }
}
