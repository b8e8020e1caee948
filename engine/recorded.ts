import { Phrase, joined, type Text } from './phrase.ts'

/**
 * Sentences that reach a person by way of the books, of a settings check or of LNbits' client, and are plain English
 * there. Each stands here as it stands where it is made, with its values numbered; a test holds the two together.
 */
export const RECORDED: readonly string[] = [
  // Why a cash-out waits (allocate.ts, preflight.ts).
  'could not be distributed: {0}',
  'no treasury wallet is configured: set LNBITS_TREASURY_ADMIN_KEY, or FUNDING=prefunded',
  'awaiting_funds: the transfer from the treasury needs a person, see "payment list --status needs_review"',
  'awaiting_funds: the treasury is moving the sats of this cash-out to the source wallet',
  'awaiting_funds: {0} sats are needed, and the source wallet has {1} to spare',
  'payouts are switched off, or another replica has it',
  '{0} payment(s) have been stuck for more than {1} h: look at "payment list --status stuck", the oldest is {2}',
  '{0} is not an admin key: LNbits lets it read the {1} wallet, not pay from it',
  "the {0} wallet's invoice key",
  'LNbits made no invoice in the {0} wallet, so its id could not be learned; try again',
  'LNbits gave no clear answer about the {0} wallet: {1}',
  'LNbits refuses {0} ({1}): the key was changed or mistyped, or its wallet is gone',
  "LNbits can't be reached for the {0} wallet: {1}",
  'LNbits asks to slow down ({0})',
  'LNbits refused to show the {0} wallet: {1}',
  'LNBITS_COMMISSION_INVOICE_KEY belongs to the source wallet: give the key of a wallet of its own',
  'LNBITS_TREASURY_ADMIN_KEY belongs to the source wallet: give the key of a wallet of its own',
  // The wallets' names in these.
  'source',
  'commission',
  'treasury',
  // How far a payment is (pay.ts).
  'wallet {0}, from which it is to be paid, is not configured any more',
  'no key is stored for the client\'s wallet: use "client set-key"',
  'no key is configured for the wallet that receives the {0}',
  "the stored invoice key belongs to wallet {0}, not to the receiver's wallet {1}",
  'awaiting_funds: the paying wallet holds less than this payment needs',
  'LNbits accepted the payment, and no wallet shows it',
  "debited, and the receiver's key is refused so far",
  'the payment is under way in LNbits',
  'half_state: debited, and not credited so far',
  'half_state: the paying wallet was debited and the receiver was not credited; never pay this again, have LNbits repaired',
  'the invoice is proven dead; a new one will be made',
  'the invoice looks dead; it is looked at again before a new one is made',
  'its rows can not be read',
  'paid_by_other: credited, and not debited so far',
  'paid_by_other: the invoice was paid, and not from our wallet',
  'contradiction at {0} payment {1}: {2}',
  'contradiction: {0}',
  'LNbits refuses the key of the paying wallet ({0})',
  'LNbits refuses the receiver\'s invoice key ({0}), so it was changed or its wallet may be gone: use "client set-key"',
  '{0} attempts without proof; the last: {1}',
  'the key of one of its wallets is not at hand',
  // What the wallets' rows contradict (domain/resolution.ts).
  'the key of the paying wallet shows rows of another wallet',
  'the key of the receiving wallet shows rows of another wallet',
  'the paying wallet has {0} debits for one invoice',
  'the paying wallet was debited {0} msat instead of {1}',
  'the preimage in the paying wallet does not belong to the invoice',
  'the receiver was credited {0} msat instead of {1}',
  'the paying wallet shows a failed payment of a living invoice',
  // The wallets' histories (history.ts).
  'wallet {0}, from which is paid, is not configured any more',
  'the history of wallet {0} could not be read ({1}): nothing is sent before it was',
  'the key of wallet {0} shows the rows of wallet {1}: nothing is sent before that is understood',
  // What LNbits' client found (lnbits/).
  'nothing listens at this address',
  'the host name is not known',
  'the host name cannot be looked up right now',
  'the host does not answer',
  'no complete answer within {0} seconds',
  'the connection broke ({0})',
  'it answered {0} without an explanation',
  // What "check all" found (bot/probes.ts).
  'answers; {0} active client(s) in {1} currency pool(s)',
  "this machine's clock and the database's differ by {0} s: set them by NTP",
  'agrees with the database',
  'answers; PostgreSQL {0}, {1} cash-out row(s)',
  "LNbits can't be asked for its version: {0}",
  'answers; version {0}',
  'no {0} wallet is configured',
  "the {0} wallet can't be opened: {1}",
  'the key of the {0} wallet is an invoice key; an admin key is needed to pay',
  '"{0}" opens for paying, and holds {1}',
  'none is configured: commission accrues until LNBITS_COMMISSION_INVOICE_KEY is set',
  'opens for receiving',
  '{0} payment(s) are unfinished for more than {1} h: see "payment list --status stuck"',
  'none is older than {0} h',
  // Our own database (store/pool.ts).
  "The database can't be reached ({0}): see that PostgreSQL is running.",
  "The database's disk is full ({0}): free some space.",
  'The database refused us ({0}): check DATABASE_URL.',
  'The database refused the values ({0}).',
  'The database took too long to answer ({0}).',
  'The database failed ({0}).',
  // Lamassu's (lamassu/).
  '{0} The next try is due in {1} s.',
  "The connection to Lamassu's database was closed.",
  "Lamassu's database gave no answer to the probe.",
  "Lamassu's database ({0}) gave no answer within {1} s; the connection was dropped. Check that server and the network.",
  // What is wrong with a setting (settings.ts).
  'is not a time zone such as America/Guatemala',
  'must be a whole number from {0} to {1}',
  'must be at least {0}',
  'must be at most {0}',
  'must be markup or ticker',
  'must be prefunded or treasury',
  'must be on or off',
]

/** Longer words than any of these sentences are somebody else's. */
const LONGEST = 1000

const PATTERNS = RECORDED.map((template) => {
  const escaped = template.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&')
  return { template, pattern: new RegExp(`^${escaped.replaceAll(/\{\d+\}/g, '(.+?)')}$`, 's') }
})

/**
 * What was written down in English, as a text that can be said in every language; what is not known here stays as it
 * is. Written out in English it is always the very words that were given.
 */
export function recorded(english: string): Text {
  if (english.length > LONGEST) return english
  for (const { template, pattern } of PATTERNS) {
    const values = pattern.exec(english)?.slice(1)
    if (values !== undefined) return new Phrase({ kind: 'sentence', template, values: values.map(recorded) })
  }
  // Several reasons stand one after the other.
  const parts = english.split('; ')
  return parts.length === 1 ? english : joined(parts.map(recorded), '; ')
}

/** The same where there may be nothing. */
export const recordedOr = (english: string | null, otherwise: Text): Text =>
  english === null ? otherwise : recorded(english)
