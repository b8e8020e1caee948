import { LNBITS_FAULTS, type LnbitsFault } from '../simulation/profile.ts'
import { BOOKS_FAULTS, type BooksFault } from './faulty-pool.ts'

/** What can happen on the way to Lamassu. */
export const LAMASSU_FAULTS = ['ssh lost', 'timeout', 'permission', 'refused'] as const
export type LamassuFault = (typeof LAMASSU_FAULTS)[number]

export type When = 'first' | 'second' | 'all'

/** One cell of the table: this call goes wrong in this way, this often. */
export interface Cell {
  /** Like 'lnbits.pay' or 'transfers.complete'. */
  readonly call: string
  readonly fault: LnbitsFault | BooksFault | LamassuFault
  readonly when: When
  /** Without it the call would never be made; null for calls of an undisturbed cash-out. */
  readonly provocation: Provocation | null
}

/** What brings the bot to a call that an undisturbed cash-out does without. */
export type Provocation =
  | { readonly kind: 'lnbits'; readonly call: string; readonly fault: LnbitsFault; readonly times: number }
  /** The sats come from a treasury wallet. */
  | { readonly kind: 'treasury' }
  /** The bot has never polled. */
  | { readonly kind: 'before the first poll' }

/** Requests that change something in LNbits. */
const WRITING_REQUESTS = ['lnbits.create', 'lnbits.pay']
const REQUESTS = [...WRITING_REQUESTS, 'lnbits.rows', 'lnbits.wallet', 'lnbits.history', 'lnbits.version']

/** Why a fault is left out for a request; null when it is run. */
export function leftOutOfRequest(call: string, fault: LnbitsFault): string | null {
  if ((fault === 'wrong_amount' || fault === 'wrong_hash') && call !== 'lnbits.create')
    return 'only a new invoice comes with an amount and a hash that are taken over'
  if ((fault === 'status_failed' || fault === 'half_state') && call !== 'lnbits.pay')
    return 'only a payment has a status and two halves'
  if (fault === 'stale' && call !== 'lnbits.rows')
    return 'payments are decided about by the rows of their hash alone'
  if (EXECUTED.includes(fault) && !WRITING_REQUESTS.includes(call))
    return 'a read changes nothing, so that executed or not is the same'
  return null
}

/** Differ from another fault only in that the request was executed. */
const EXECUTED: readonly LnbitsFault[] = ['lost_after', 'server_error_after', 'lie_520', 'repeated']

/** Store methods of an undisturbed cash-out that only read. */
export const READS = [
  'readings.settings',
  'takeIn.pollContext',
  'takeIn.known',
  'allocation.pending',
  'preflight.stuckTransfers',
  'preflight.walletIdOf',
  'bookkeeping.sealedClientKey',
  'history.isCompared',
  'history.completedBeside',
  'history.openDifferences',
]
const WRITES = [
  'takeIn.takeIn',
  'takeIn.recordDigests',
  'takeIn.recordPoll',
  'preflight.rememberWalletId',
  'history.doubt',
  'history.begin',
  'history.record',
  'bookkeeping.describeWallets',
  'allocation.releaseAccrued',
  'allocation.allocate',
  'allocation.completeFinished',
  'transfers.claim',
  'transfers.recordInvoice',
  'transfers.markPaying',
  'transfers.complete',
]
const LOCKS = ['takeIn.lock', 'takeIn.unlock']

const byLnbits = (call: string, fault: LnbitsFault, times = 1): Provocation => ({
  kind: 'lnbits',
  call,
  fault,
  times,
})

const PROVOKED: readonly (readonly [call: string, provocation: Provocation])[] = [
  ['takeIn.recordBaseline', { kind: 'before the first poll' }],
  ['takeIn.completeBaseline', { kind: 'before the first poll' }],
  ['allocation.setWaiting', byLnbits('lnbits.version', 'bad_gateway_after')],
  ['allocation.requestFunding', { kind: 'treasury' }],
  ['transfers.postpone', byLnbits('lnbits.pay', 'rate_limited')],
  ['transfers.holdBackWallet', byLnbits('lnbits.pay', 'refused')],
  ['transfers.invoiceSeenAlive', byLnbits('lnbits.pay', 'lost_before')],
  ['transfers.invoiceSeenDead', byLnbits('lnbits.rows', 'stale', 8)],
  ['transfers.review', byLnbits('lnbits.pay', 'half_state')],
]

function leftOutOfStore(call: string, fault: BooksFault): boolean {
  if (LOCKS.includes(call)) return fault !== 'connection lost'
  return READS.includes(call) && (fault === 'commit unknown' || fault === 'disk full')
}

/** The rules by which cells are left out, for whoever reads the table. */
export const RULES: readonly string[] = [
  'A wrong amount or a wrong hash: only where an invoice is made. A false status and a half-state: only where is paid. A stale read: only where rows are read by their hash, which is all that payments are decided by.',
  'Executed and not heard of: only requests that change something, since for a read it is the same as not executed.',
  'Unknown commits and a full disk: only methods that write. The poll lock is no commit: it can only lose its connection.',
  'The second time: only calls that a cash-out makes at least twice.',
  'Calls that only a person makes, and those that need forgotten commits (history.placeOf, history.adopt, transfers.stopPayouts), have tests of their own: test/engine/forgotten.test.ts and the lost commits of the crash points.',
]

/** Every cell that makes sense. `callsIn` counts the calls of a cash-out that nothing but the provocation disturbs. */
export async function allCells(
  callsIn: (provocation: Provocation | null) => Promise<ReadonlyMap<string, number>>,
): Promise<Cell[]> {
  const undisturbed = await callsIn(null)
  const cells: Cell[] = []
  const add = (
    call: string,
    faults: readonly Cell['fault'][],
    counts: ReadonlyMap<string, number>,
    provocation: Provocation | null,
  ): void => {
    const count = counts.get(call) ?? 0
    if (count === 0) throw new Error(`${call} is not called in a cash-out: the table of calls is out of date`)
    const whens: When[] = count > 1 ? ['first', 'second', 'all'] : ['first', 'all']
    for (const fault of faults) for (const when of whens) cells.push({ call, fault, when, provocation })
  }
  for (const call of REQUESTS)
    add(
      call,
      LNBITS_FAULTS.filter((fault) => leftOutOfRequest(call, fault) === null),
      undisturbed,
      null,
    )
  for (const call of ['lamassu.digests', 'lamassu.cashOutsInBuckets'])
    add(call, LAMASSU_FAULTS, undisturbed, null)
  const sql = (call: string): BooksFault[] => BOOKS_FAULTS.filter((fault) => !leftOutOfStore(call, fault))
  for (const call of [...LOCKS, ...READS, ...WRITES]) add(call, sql(call), undisturbed, null)
  for (const [call, provocation] of PROVOKED) add(call, sql(call), await callsIn(provocation), provocation)
  return cells
}

/** How a cell must end. */
export const expectedOf = ({ fault, provocation }: Cell): 'paid' | 'review' =>
  fault === 'half_state' || (provocation?.kind === 'lnbits' && provocation.fault === 'half_state')
    ? 'review'
    : 'paid'

export const nameOf = ({ call, fault, when }: Cell): string => `${call}: ${fault} (${when})`
