/** What an effect could have broken: the books themselves, or only what wallets and transfers have to do with each other. */
export type Touched = 'books' | 'transfers' | null

export function touchedBy(effect: string): Touched {
  if (HARMLESS.has(effect)) return null
  return TRANSFERS_ONLY.has(effect) ? 'transfers' : 'books'
}

/** Effects that write no money into the books: they can break what wallets and transfers have to do with each other. */
const TRANSFERS_ONLY: ReadonlySet<string> = new Set([
  'transfers.recordInvoice',
  'transfers.markPaying',
  'transfers.postpone',
  'transfers.review',
  'transfers.invoiceSeenDead',
  'history.adopt',
])

/** Effects of which nothing has to be checked: they read, or write what is no money. */
const HARMLESS: ReadonlySet<string> = new Set([
  'readings.settings',
  'preflight.walletIdOf',
  'preflight.stuckTransfers',
  'preflight.rememberWalletId',
  'takeIn.pollContext',
  'takeIn.known',
  'takeIn.recordDigests',
  'takeIn.recordPoll',
  'allocation.pending',
  'allocation.setWaiting',
  'bookkeeping.sealedClientKey',
  'bookkeeping.describeWallets',
  'bookkeeping.setSetting',
  'bookkeeping.setSwitches',
  'transfers.claim',
  'transfers.claimOne',
  'transfers.holdBackWallet',
  'transfers.invoiceSeenAlive',
  'history.isCompared',
  'history.doubt',
  'history.begin',
  'history.completedBeside',
  'history.openDifferences',
  'lamassu.digests',
  'lamassu.cashOutsInBuckets',
])
