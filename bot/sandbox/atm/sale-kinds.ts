/** What can become of a sale; the timelines are in sale.ts. */
export type SaleKind = keyof typeof SALE_KINDS

/** Each kind in words, and how often it comes when the simulated machine sells by itself (of 1000). */
export const SALE_KINDS = {
  lightning: { text: 'paid over Lightning, cash at once', weight: 640 },
  zeroConf: { text: 'paid on chain, cash before the first confirmation', weight: 140 },
  redeemLater: { text: 'paid on chain above the limit, cash fetched later', weight: 60 },
  discount: { text: 'paid over Lightning with a promo code', weight: 70 },
  abandoned: { text: 'never paid', weight: 50 },
  lateReport: { text: 'cash at once, reported by the machine much later', weight: 10 },
  litecoin: { text: 'paid in Litecoin', weight: 10 },
  testCustomer: { text: 'paid by a test customer', weight: 8 },
  partialDispense: { text: 'a note was missing, and the machine said so', weight: 6 },
  silentPartialDispense: { text: 'a note was missing, and the machine said nothing', weight: 2 },
  errorAfterDispense: { text: 'cash came out, then the operator cancelled', weight: 2 },
  missingAction: { text: 'cash came out, without a line in the action log', weight: 2 },
  operatorCancel: { text: 'cancelled by the operator, no cash', weight: 0 },
  outOfBills: { text: 'the cassettes were empty, no cash', weight: 0 },
  doubleSpend: { text: 'cash came out, the coins never arrived', weight: 0 },
} as const

const KINDS = Object.keys(SALE_KINDS) as SaleKind[]

/** Draws a kind by weight. */
export function randomKind(random: () => number): SaleKind {
  const total = KINDS.reduce((sum, kind) => sum + SALE_KINDS[kind].weight, 0)
  let rest = random() * total
  for (const kind of KINDS) {
    rest -= SALE_KINDS[kind].weight
    if (rest < 0) return kind
  }
  return 'lightning'
}
