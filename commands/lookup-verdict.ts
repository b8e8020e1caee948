import { say, type Text } from '../engine/phrase.ts'
import type { Resolution } from '../engine/domain/resolution.ts'
import type { Lookup } from '../engine/settle.ts'
import type { TransferReading } from '../engine/readings.ts'
import type { Tone } from './answer.ts'
import { TRANSFER_STATUS } from './status-words.ts'
import { recorded } from '../engine/recorded.ts'

export type LookupAnswer = Lookup | { readonly kind: 'no_invoice' }

/** What a look at both wallets says about a payment, and what to do about it. */
export interface LookupVerdict {
  readonly verdict: 'PAID' | 'UNPAID' | 'UNKNOWN' | 'HALF PAID' | 'PAID BY ANOTHER' | 'CONTRADICTION'
  readonly tone: Tone
  /** What the wallets show. */
  readonly finding: Text
  readonly advice: Text
  /** Whether "payment retry" would do something: heal the books, or send again. */
  readonly retry: 'heals' | 'sends' | 'refuses'
}

export const VERDICT_WORDS: Readonly<Record<LookupVerdict['verdict'], Text>> = {
  PAID: say`PAID`,
  UNPAID: say`UNPAID`,
  UNKNOWN: say`UNKNOWN`,
  'HALF PAID': say`HALF PAID`,
  'PAID BY ANOTHER': say`PAID BY ANOTHER`,
  CONTRADICTION: say`CONTRADICTION`,
}

/** Books and wallets together: a payment that the books call completed and the wallets do not show is the worst case. */
export function verdictOf(
  payment: Pick<TransferReading, 'status' | 'id'>,
  lookup: LookupAnswer,
): LookupVerdict {
  const found = foundOf(payment.id, lookup)
  if (payment.status === 'completed') return completedVerdict(found)
  const closed = payment.status === 'failed' || payment.status === 'cancelled'
  if (closed && found.verdict === 'PAID')
    return {
      ...found,
      verdict: 'CONTRADICTION',
      tone: 'bad',
      advice: say`The books closed it as ${TRANSFER_STATUS[payment.status]}, and the wallets show it as paid. Stop payouts with "poll pause" and find out why.`,
      retry: 'refuses',
    }
  return closed
    ? {
        ...found,
        advice: say`It is closed as ${TRANSFER_STATUS[payment.status]}; nothing is sent.`,
        retry: 'refuses',
      }
    : found
}

function completedVerdict(found: LookupVerdict): LookupVerdict {
  if (found.verdict === 'PAID')
    return { ...found, tone: 'good', advice: say`The books say the same. Nothing to do.`, retry: 'refuses' }
  if (found.verdict === 'UNKNOWN')
    return {
      ...found,
      advice: say`The books say completed, with proof from then. Look again later.`,
      retry: 'refuses',
    }
  return {
    ...found,
    verdict: 'CONTRADICTION',
    tone: 'bad',
    advice: say`The books say completed, and the wallets do not. Stop payouts with "poll pause"; LNbits may have been restored from an older backup.`,
    retry: 'refuses',
  }
}

function foundOf(id: bigint, lookup: LookupAnswer): LookupVerdict {
  if (lookup.kind === 'no_invoice')
    return {
      verdict: 'UNPAID',
      tone: 'plain',
      finding: say`No invoice stands for it, so nothing can have been sent.`,
      advice: say`It is sent by itself when it is due; "payment retry ${id}" does it now.`,
      retry: 'sends',
    }
  if (lookup.kind === 'unreadable')
    return {
      verdict: 'UNKNOWN',
      tone: 'warn',
      finding: say`The wallets could not be read: ${recorded(lookup.outcome.detail.replace(/\.$/, ''))}.`,
      advice: say`Nothing is sent before they can. Look again in a minute.`,
      retry: 'refuses',
    }
  return resolutionVerdict(id, lookup.resolution)
}

function resolutionVerdict(id: bigint, resolution: Resolution): LookupVerdict {
  if (resolution.kind === 'paid') return paidVerdict(id, resolution.receiverConfirmed)
  if (resolution.kind === 'unpaid')
    return {
      verdict: 'UNPAID',
      tone: 'plain',
      finding: say`The paying wallet was not debited, and the invoice can still be paid.`,
      advice: say`"payment retry ${id}" pays the same invoice again, which can happen only once.`,
      retry: 'sends',
    }
  if (resolution.kind === 'contradiction')
    return {
      verdict: 'CONTRADICTION',
      tone: 'bad',
      finding: say`Books and wallets can't both be right: ${recorded(resolution.reason)}.`,
      advice: say`Stop payouts with "poll pause", and pay nothing before a person has understood why.`,
      retry: 'refuses',
    }
  return OTHER_VERDICTS[resolution.kind]
}

const paidVerdict = (id: bigint, receiverConfirmed: boolean): LookupVerdict => ({
  verdict: 'PAID',
  tone: 'good',
  finding: receiverConfirmed
    ? say`The paying wallet was debited and the receiver was credited, each by exactly the amount.`
    : say`The paying wallet was debited by exactly the amount; the receiver's wallet can't be read any more.`,
  advice: say`"payment retry ${id}" books it as completed; nothing is sent.`,
  retry: 'heals',
})

const OTHER_VERDICTS: Readonly<
  Record<Exclude<Resolution['kind'], 'paid' | 'unpaid' | 'contradiction'>, LookupVerdict>
> = {
  invoice_dead: {
    verdict: 'UNPAID',
    tone: 'plain',
    finding: say`The paying wallet was not debited, and the receiver has no payable invoice for it any more.`,
    advice: say`It is looked at again after a while, and only then a new invoice is made. This goes by itself.`,
    retry: 'sends',
  },
  half_state: {
    verdict: 'HALF PAID',
    tone: 'bad',
    finding: say`The paying wallet was debited, and the receiver was not credited.`,
    advice: say`Never pay it again. Have LNbits repaired, so that the receiver is credited, and look again.`,
    retry: 'refuses',
  },
  in_flight: {
    verdict: 'UNKNOWN',
    tone: 'warn',
    finding: say`The payment is under way in LNbits.`,
    advice: say`Look again in a minute; nothing else is sent meanwhile.`,
    retry: 'refuses',
  },
  receiver_gone: {
    verdict: 'UNPAID',
    tone: 'warn',
    finding: say`The paying wallet was not debited, and LNbits refuses the receiver's key.`,
    advice: say`Ask the client for the new invoice key of the same wallet and enter it with "client set-key".`,
    retry: 'refuses',
  },
  paid_by_other: {
    verdict: 'PAID BY ANOTHER',
    tone: 'bad',
    finding: say`The receiver was credited on this invoice, and not by our wallet.`,
    advice: say`Nothing is sent on this invoice any more. Find out who paid it.`,
    retry: 'refuses',
  },
}
