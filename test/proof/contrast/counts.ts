import type { SimulatedPayment } from '../../../bot/sandbox/lnbits/journal.ts'
import type { CashOutRow } from '../../../engine/ports.ts'
import { readReference } from '../../../engine/reference.ts'
import { oweKey, type Party, type ProgramReport, type Shop } from './program.ts'
import type { Due, Reckoning } from './reckoning.ts'

/** What became of the sats that one kind of receiver was owed. */
export interface SatsCount {
  owed: bigint
  /** Everything that arrived in the wallets. */
  received: bigint
  /** Owed and never paid, or paid too little, and shown to nobody. */
  lost: bigint
  /** Owed and not paid, and shown as that to the operator. */
  shown: bigint
  /** Paid again for the same cash-out to the same receiver. */
  duplicated: bigint
  /** Paid for a cash-out that nobody is owed for. */
  notOwed: bigint
  /** Paid more than the share. */
  overpaid: bigint
}

export interface Counts {
  readonly clients: SatsCount
  /** The operator's own commission. */
  readonly commission: SatsCount
  readonly cashOuts: number
  readonly neverTakenIn: number
  readonly takenInTwice: number
  /** Rows that a person must decide about, and those that the program set aside with a reason. */
  readonly forPersons: number
  readonly setAside: number
  /** Debited to the source wallet and credited to nobody: LNbits died in the middle of the payment. */
  readonly brokenOff: bigint
  /** What clients are short of when everything that they ever received is set against everything that they are owed. */
  readonly clientsShort: bigint
  /** Distance of all balances from what they should be, added up whichever way it points. */
  readonly driftMinor: bigint
  /** Sats that were made out of nothing in the source wallet for a cash-out that had already been credited. */
  readonly creditedAgain: bigint
}

export const emptySats = (): SatsCount => ({
  owed: 0n,
  received: 0n,
  lost: 0n,
  shown: 0n,
  duplicated: 0n,
  notOwed: 0n,
  overpaid: 0n,
})

export function count(shop: Shop, reckoning: Reckoning, report: ProgramReport): Counts {
  const receipts = receiptsOf(shop)
  const [clients, commission] = [emptySats(), emptySats()]
  const keys = new Set([...owedKeys(reckoning), ...receipts.keys()])
  for (const key of keys) {
    const [transactionId = '', who = ''] = key.split(' ')
    const party: Party = who === 'commission' ? who : Number(who)
    const due = reckoning.dues.get(transactionId)
    const owed = due === undefined ? 0n : owedTo(due, party)
    countOne(party === 'commission' ? commission : clients, {
      owed,
      paid: receipts.get(key) ?? [],
      shown: report.shown.has(key) || report.setAside.has(transactionId),
      payable: due !== undefined,
    })
  }
  const dispensed = [...shop.model.rows.values()].filter(
    ({ dispenseConfirmed }) => dispenseConfirmed === true,
  )
  return {
    clients,
    commission,
    cashOuts: reckoning.dues.size,
    neverTakenIn: [...reckoning.dues.keys()].filter((id) => !report.takenIn.has(id)).length,
    takenInTwice: [...report.takenIn.values()].filter((times) => times > 1).length,
    forPersons: dispensed.filter((row) => isDecided(row) && !reckoning.dues.has(row.transactionId)).length,
    setAside: dispensed.filter((row) => report.setAside.has(row.transactionId)).length,
    brokenOff: brokenOffIn(shop),
    clientsShort: shortOf(shop, reckoning, receipts),
    driftMinor: reckoning.balancesMinor.reduce(
      (sum, minor, client) => sum + distance(minor, report.balancesMinor[client] ?? 0n),
      0n,
    ),
    creditedAgain: [...report.credits.values()].reduce(
      (sum, times) => sum + times.slice(1).reduce(add, 0n),
      0n,
    ),
  }
}

/** An error counts even while the sats are not confirmed. */
const isDecided = (row: CashOutRow): boolean => row.status === 'confirmed' || row.error !== null

function brokenOffIn({ network, wallets }: Shop): bigint {
  const rows = network.control.payments().filter(({ status }) => status === 'success')
  const credited = new Set(
    rows.filter(({ amountMsat }) => amountMsat > 0n).map(({ paymentHash }) => paymentHash),
  )
  return rows
    .filter((row) => row.walletId === wallets.source && row.amountMsat < 0n && !credited.has(row.paymentHash))
    .map(({ amountMsat }) => -amountMsat / 1000n)
    .reduce(add, 0n)
}

/** The mildest way to count: a client who got too much of one cash-out may have got too little of another. */
function shortOf(
  { wallets }: Shop,
  { dues }: Reckoning,
  receipts: ReadonlyMap<string, readonly bigint[]>,
): bigint {
  const short = wallets.clients.map((_, client) => {
    const owed = [...dues.values()].map((due) => owedTo(due, client)).reduce(add, 0n)
    const own = [...receipts].filter(([key]) => key.endsWith(` ${client}`))
    const received = own.flatMap(([, paid]) => paid).reduce(add, 0n)
    return owed > received ? owed - received : 0n
  })
  return short.reduce(add, 0n)
}

const add = (a: bigint, b: bigint): bigint => a + b
const distance = (a: bigint, b: bigint): bigint => (a > b ? a - b : b - a)
const least = (a: bigint, b: bigint): bigint => (a < b ? a : b)

function countOne(
  counts: SatsCount,
  { owed, paid, shown, payable }: { owed: bigint; paid: readonly bigint[]; shown: boolean; payable: boolean },
): void {
  const [first = 0n, ...again] = paid
  counts.owed += owed
  counts.received += paid.reduce(add, 0n)
  counts[shown && paid.length === 0 ? 'shown' : 'lost'] += owed - least(first, owed)
  counts.duplicated += again.reduce(add, 0n)
  counts[payable ? 'overpaid' : 'notOwed'] += first - least(first, owed)
}

function owedKeys({ dues }: Reckoning): string[] {
  return [...dues.values()].flatMap((due) => [
    oweKey(due.transactionId, 'commission'),
    ...[...due.clients.keys()].map((client) => oweKey(due.transactionId, client)),
  ])
}

const owedTo = (due: Due, party: Party): bigint =>
  party === 'commission' ? due.commissionSats : (due.clients.get(party)?.sats ?? 0n)

/** What arrived in the wallets, in the order in which it came; LNbits' own rows, not what a program says of them. */
function receiptsOf({ network, wallets }: Shop): Map<string, bigint[]> {
  const partyOf = new Map<string, Party>(wallets.clients.map((walletId, client) => [walletId, client]))
  partyOf.set(wallets.commission, 'commission')
  const receipts = new Map<string, bigint[]>()
  for (const row of network.control.payments()) {
    const party = partyOf.get(row.walletId)
    if (party === undefined || row.amountMsat <= 0n || row.status !== 'success') continue
    const key = oweKey(cashOutOf(row), party)
    receipts.set(key, [...(receipts.get(key) ?? []), row.amountMsat / 1000n])
  }
  return receipts
}

/** Both programs write the cash-out into the invoice. */
function cashOutOf({ extra }: SimulatedPayment): string {
  const reference = readReference(extra.ref)
  if (reference !== null && 'cashOutId' in reference) return reference.cashOutId
  return typeof extra.cash_out === 'string' ? extra.cash_out : 'of nothing known'
}
