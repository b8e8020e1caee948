import { clientName } from '../engine/format.ts'
import { say, type Text } from '../engine/phrase.ts'
import type { UnfinishedTransfer } from '../engine/signs/money.ts'

/** What keeps a payment from its end, by the last thing that was written down about it. */
export interface Cause {
  readonly name: string
  readonly words: Text
  /** What a person does about it. */
  readonly now: Text
  /** The first command, for a payment that stands for all of the cause. */
  readonly step: (payment: Pick<UnfinishedTransfer, 'id'>) => string
}

const lookup = ({ id }: Pick<UnfinishedTransfer, 'id'>): string => `payment lookup ${id}`
const show = ({ id }: Pick<UnfinishedTransfer, 'id'>): string => `payment show ${id}`
const wallets = (): string => 'check wallets'

/** Untranslated texts of the books begin or go like these (engine/pay.ts, engine/history.ts): the first that fits counts. */
const CAUSES: readonly (readonly [RegExp, Cause])[] = [
  [
    /half_state/,
    {
      name: 'half_paid',
      words: say`debited, and the receiver was not credited`,
      now: say`Never pay it again. Look it up; LNbits has to credit the receiver, and its log says why it did not.`,
      step: lookup,
    },
  ],
  [
    /paid_by_other/,
    {
      name: 'paid_by_other',
      words: say`credited, and not from our wallet`,
      now: say`Look it up and find out who paid it, before anything else is sent.`,
      step: lookup,
    },
  ],
  [
    /contradiction/,
    {
      name: 'contradiction',
      words: say`the books and the wallets can't both be right`,
      now: say`Keep payouts stopped, look it up, and let nobody pay it before the contradiction is understood.`,
      step: lookup,
    },
  ],
  [
    /^awaiting_funds/,
    {
      name: 'no_funds',
      words: say`the paying wallet holds too little`,
      now: say`Look at the source wallet's balance and top it up; the payments then go on by themselves.`,
      step: wallets,
    },
  ],
  [
    /no key is |refuses the receiver's|stored invoice key belongs|the receiver's key is refused|can not be read/,
    {
      name: 'receiver_key',
      words: say`the receiver's key is missing or refused`,
      now: say`Ask the client for the invoice key of the same wallet and enter it with "client set-key"; the payment goes on by itself.`,
      step: show,
    },
  ],
  [
    /refuses the key of the paying|is not configured any more/,
    {
      name: 'payer_key',
      words: say`the paying wallet's key is refused`,
      now: say`Check the wallets: the source wallet's key was changed or is wrong. Nothing is lost meanwhile.`,
      step: wallets,
    },
  ],
  [
    /history of wallet|key of wallet|the books (?:don't know|have forgotten)|no longer shows|database is another/,
    {
      name: 'history',
      words: say`the wallet's history and the books have to be brought together first`,
      now: say`Read what the payment waits for; nothing is sent before books and wallets agree.`,
      step: show,
    },
  ],
  [
    /under way in LNbits/,
    {
      name: 'in_flight',
      words: say`under way in LNbits`,
      now: say`Look it up; nothing else is sent for it meanwhile. If LNbits hangs, restart LNbits, not this bot.`,
      step: lookup,
    },
  ],
  [
    /invoice (?:looks|is proven) dead/,
    {
      name: 'dead_invoice',
      words: say`its invoice looks dead`,
      now: say`Look it up: it is looked at again by itself, and only what is proven dead gets a new invoice.`,
      step: lookup,
    },
  ],
]

const UNTRIED: Cause = {
  name: 'untried',
  words: say`not tried yet`,
  now: say`See whether the bot works and payouts are on: nobody has tried to pay this yet.`,
  step: () => 'status show',
}

const NO_ANSWER: Cause = {
  name: 'no_answer',
  words: say`no clear answer from LNbits`,
  now: say`Look it up: both wallets are asked and nothing is sent. Decide by what they show.`,
  step: lookup,
}

export function causeOf({ lastError, status }: Pick<UnfinishedTransfer, 'lastError' | 'status'>): Cause {
  if (lastError === null) return status === 'pending' || status === 'invoiced' ? UNTRIED : NO_ANSWER
  return CAUSES.find(([pattern]) => pattern.test(lastError))?.[1] ?? NO_ANSWER
}

/** The states in words, as they stand in a sentence. */
export const STATE_WORDS: Readonly<Record<UnfinishedTransfer['status'], Text>> = {
  pending: say`without an invoice`,
  invoiced: say`with an invoice, not sent`,
  paying: say`being paid`,
  needs_review: say`waiting for a person`,
}

export function receiverOf({ kind, client }: Pick<UnfinishedTransfer, 'kind' | 'client'>): Text {
  if (client !== null) return clientName(client)
  return kind === 'commission' ? say`the commission wallet` : say`the source wallet`
}
