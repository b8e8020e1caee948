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
  'the database is another one than before (a standby took over, or a backup was restored): nothing is sent for {0} s more, until no payment that was under way can arrive any more, and the wallet has been compared with the books',
  "wallet {0} no longer shows a payment of {1} sats (hash {2}) that the books hold as completed: LNbits was probably restored from an older backup. It is not paid again by itself. Find out what the receiver's wallet holds and put it right, then write it down in psql with satoshimachine.settle_wallet_difference('{3}', 'what was done'), and switch payouts on with \"poll resume\"",
  // What LNbits' client found (lnbits/).
  'LNbits does not tell its version: {0}',
  'LNbits says it is version "{0}", but satmachine needs {1}.{2} or newer: upgrade LNbits (or check that LNBITS_URL is the address of an LNbits), then start satmachine again.',
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
  'There is no database {0} on {1}:{2}. Check the name at the end of LAMASSU_DATABASE_URL (Lamassu\'s own is "lamassu").',
  '{0} lacks a table ({1}): it is not a Lamassu database, or its version is not known to this bot.',
  '{0} lacks a column ({1}): its version is not known to this bot.',
  '{0} stopped a query that took longer than allowed ({1}). Check the load of that server.',
  '{0} is too old or not a PostgreSQL ({1}): version 11 or later is needed.',
  '{0} answered with an error: {1} ({2}).',
  '{0} refused the login of user {1} ({2}). Check the user and password in LAMASSU_DATABASE_URL; a Unix socket needs the same name for the SSH user and the database user.',
  '{0} refused the connection: nothing listens at {1}:{2}. {3}, and that PostgreSQL runs.',
  "The name of Lamassu's database server, {0}, can't be resolved ({1}). {2}.",
  '{0} asks for a password and LAMASSU_DATABASE_URL has none.',
  "{0} can't be reached with the encryption that sslmode in LAMASSU_DATABASE_URL asks for ({1}). Check sslmode and sslrootcert.",
  "{0} can't be reached ({1}). {2}, the network, and that PostgreSQL runs.",
  "The tables of Lamassu's database changed since the bot connected (an upgrade?). They are examined anew with the next try.",
  // The way to its server (lamassu/ssh-failures.ts, host-key.ts).
  '{0} refused the connection: nothing listens on port {1}. {2}, and that sshd runs.',
  "The name of the SSH server, {0}, can't be resolved ({1}). Check LAMASSU_SSH_HOST and this machine's DNS.",
  "{0} can't be reached over the network ({1}). {2}, the network and the firewall.",
  '{0} did not answer in time. {1}, the network and the firewall.',
  '{0} does not speak an SSH that this bot understands ({1}). {2}.',
  "The connection to the SSH server {0} broke before the login was done ({1}). {2}, and the server's sshd log.",
  "The SSH server {0} refused the login of user {1} {2}. Check LAMASSU_SSH_USER, and that the public key stands in that user's ~/.ssh/authorized_keys on the server.",
  'The private key in LAMASSU_SSH_PRIVATE_KEY is protected by a passphrase: set LAMASSU_SSH_PASSPHRASE.',
  "The private key in LAMASSU_SSH_PRIVATE_KEY can't be read: it must be a whole OpenSSH or PEM private key.",
  "The private key in LAMASSU_SSH_PRIVATE_KEY can't be opened: LAMASSU_SSH_PASSPHRASE is wrong or the key is damaged.",
  "The SSH server {0} does not let user {1} forward to {2}. Check AllowTcpForwarding, AllowStreamLocalForwarding and PermitOpen in its sshd_config, and no-port-forwarding, restrict and permitopen before the key in the user's authorized_keys.",
  'Behind the SSH server {0} no database can be reached at {1} ({2}). Check the host and port of LAMASSU_DATABASE_URL as seen from that server, and that PostgreSQL runs there.',
  'The connection to the SSH server {0} was lost{1}. It is made anew by itself; if it stays away, check the server and the network.',
  'The SSH server {0} has not been trusted yet: it shows the host key {1}. Compare this with what {2}; if it is the same, set LAMASSU_SSH_HOST_KEY={3}.',
  'The SSH server {0} shows the host key {1}, but LAMASSU_SSH_HOST_KEY trusts {2}. Nothing was sent to it: somebody may be standing between. Compare the key with what {3}, and change LAMASSU_SSH_HOST_KEY only if that is {4} (for example after the server was set up anew).',
  '`ssh-keygen -lf {0}` run ON that server prints',
  'without any key or password (none is set)',
  'Check LAMASSU_SSH_HOST and LAMASSU_SSH_PORT',
  'Check the host and port of LAMASSU_DATABASE_URL',
  // What is wrong with a setting (settings.ts).
  'is not a time zone such as America/Guatemala',
  'must be a whole number from {0} to {1}',
  'must be at least {0}',
  'must be at most {0}',
  'must be markup or ticker',
  'must be prefunded or treasury',
  'must be on or off',
  // Servers, as other sentences name them: last, because they begin as some of those do.
  'The SSH server {0}',
  "Lamassu's database ({0})",
]

/** Longer words than any of these sentences are somebody else's. */
const LONGEST = 1000

const PATTERNS = RECORDED.map((template) => {
  const escaped = template.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&')
  return { template, pattern: new RegExp(`^${escaped.replaceAll(/\{\d+\}/g, '(.*?)')}$`, 's') }
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
  // The machine's own code for it stands behind: '… (ECONNREFUSED)'.
  const coded = /^(.+) (\([A-Z0-9_]+\))$/s.exec(english)
  if (coded !== null) return joined([recorded(coded[1] ?? ''), coded[2] ?? ''], ' ')
  // Several reasons stand one after the other.
  const parts = english.split('; ')
  return parts.length === 1 ? english : joined(parts.map(recorded), '; ')
}

/** The same where there may be nothing. */
export const recordedOr = (english: string | null, otherwise: Text): Text =>
  english === null ? otherwise : recorded(english)
