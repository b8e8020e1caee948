import { formatCount, formatTime, shortId } from '../format.ts'
import { joined, say, type Text } from '../phrase.ts'
import type { DatedRow } from '../ports.ts'
import { readReference } from '../reference.ts'
import {
  type CheckResult,
  type Discrepancy,
  judged,
  magnitude,
  msatDrift,
  NO_TOLERANCE,
  paymentName,
  satsUp,
} from './verdict.ts'
import { effectMsat, type WalletSight } from './wallet-rows.ts'
import { figureOf, inMsat, newestOut, roleName } from './wallet-words.ts'

export type WalletRole = 'source' | 'commission' | 'treasury'

/** A transfer that touches the wallet, as the books have it. */
export interface BookedTransfer {
  readonly kind: string
  readonly id: bigint
  readonly paymentHash: string | null
  /** What it does to this wallet once completed: negative goes out, LNbits' fee included. */
  readonly effectMsat: bigint
  readonly status: string
  readonly completedAt: Date | null
  /** A person has settled that the wallet does not show it. */
  readonly mayLack: boolean
}

export interface WalletBooks {
  readonly transfers: readonly BookedTransfer[]
  /** Of these hashes, those that ever were an invoice of ours. */
  readonly ownHashes: ReadonlySet<string>
  /** Paid by a wallet past the books, and settled by a person: how much of each. */
  readonly acceptedMsat: ReadonlyMap<string, bigint>
}

/** Balances of a wallet at a run, kept with it: the next run tells what people moved since. */
export interface WalletSnapshot {
  readonly role: WalletRole
  readonly walletId: string
  readonly balanceMsat: bigint
  /** What the books account for. */
  readonly bookedMsat: bigint
  readonly inFlightMsat: bigint
  /** Movements that are not the bot's: top-ups and withdrawals by people. */
  readonly othersInMsat: bigint
  readonly othersOutMsat: bigint
}

export interface WalletFinding {
  readonly snapshot: WalletSnapshot
  readonly figure: Text
  readonly discrepancies: readonly Discrepancy[]
}

/**
 * One wallet to the millisat: balance = what the books paid and received + what is under way + what people moved.
 * Every completed transfer has its row with its exact amount, and every row of ours has its transfer.
 */
export function compareWallet(
  role: WalletRole,
  sight: WalletSight,
  books: WalletBooks,
  earlier: WalletSnapshot | null,
): WalletFinding {
  const rowsOf = groupByHash(sight.rows)
  const known = new Map(
    books.transfers.flatMap((one) => (one.paymentHash === null ? [] : [[one.paymentHash, one]])),
  )
  const looked = books.transfers.filter((one) => isWithin(one, sight.since))
  const wrong = looked.flatMap((one) => wrongTransfer(role, one, rowsOf.get(one.paymentHash ?? '') ?? []))
  const strange = [...rowsOf].flatMap(([hash, rows]) => strangeRows(role, hash, rows, known.get(hash), books))
  const otherRows = sight.rows.filter((row) => isOther(row, books.ownHashes))
  const others = otherRows.map(effectMsat)
  const unfinished = looked.filter((one) => one.status !== 'completed')
  const snapshot: WalletSnapshot = {
    role,
    walletId: sight.walletId,
    balanceMsat: sight.balanceMsat,
    bookedMsat: sum(looked.filter((one) => one.status === 'completed').map((one) => one.effectMsat)),
    inFlightMsat: sum(unfinished.flatMap((one) => (rowsOf.get(one.paymentHash ?? '') ?? []).map(effectMsat))),
    othersInMsat: sum(others.filter((amount) => amount > 0n)),
    othersOutMsat: sum(others.filter((amount) => amount < 0n)),
  }
  return {
    snapshot,
    figure: figureOf(snapshot, { earlier, since: sight.since, otherRows }),
    discrepancies: [
      ...unexplained(role, sight),
      ...wrong,
      ...strange,
      ...takenByOthers(snapshot, earlier, otherRows),
      ...unread(role, sight.since),
    ],
  }
}

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n)

function groupByHash(rows: readonly DatedRow[]): Map<string, DatedRow[]> {
  const groups = new Map<string, DatedRow[]>()
  for (const row of rows) {
    const group = groups.get(row.paymentHash)
    if (group === undefined) groups.set(row.paymentHash, [row])
    else group.push(row)
  }
  return groups
}

const HOUR_MS = 3_600_000
/** Where older rows were not read, older transfers can't be looked for. Clocks differ, so an hour is left out as well. */
const isWithin = ({ completedAt }: BookedTransfer, since: Date | null): boolean =>
  since === null || completedAt === null || completedAt.getTime() > since.getTime() + HOUR_MS

const isOther = (row: DatedRow, ownHashes: ReadonlySet<string>): boolean =>
  !ownHashes.has(row.paymentHash) && !hasOurReference(row)

function hasOurReference(row: DatedRow): boolean {
  const reference = row.extra['ref']
  return typeof reference === 'string' && readReference(reference) !== null
}

const STEPS = ['check wallets', 'poll pause --what payout --reason "wallet"']

function wrongTransfer(role: WalletRole, booked: BookedTransfer, rows: readonly DatedRow[]): Discrepancy[] {
  const moved = sum(rows.filter((row) => row.status === 'success').map(effectMsat))
  const due = booked.status === 'completed' ? booked.effectMsat : 0n
  const isGivenUp = booked.status === 'failed' || booked.status === 'cancelled'
  if (moved === 0n && booked.mayLack) return []
  // Unfinished: what its row shows is under way, and booked within the minute.
  if ((booked.status !== 'completed' && !isGivenUp) || moved === due) return []
  return [
    {
      entity: `payment:${booked.kind}:${booked.id}`,
      verdict: 'broken',
      what: say`${paymentName(booked.kind, booked.id)} in the ${roleName(role)} wallet`,
      why: isGivenUp
        ? say`it was given up, and the wallet moved ${inMsat(moved)} for it`
        : say`the books have ${inMsat(due)}, and the wallet moved ${inMsat(moved)}`,
      drift: msatDrift(moved - due),
      doubtSats: satsUp(moved - due),
      steps: [`payment lookup ${booked.id}`, `payment show ${booked.id}`],
    },
  ]
}

/** Rows that carry our mark, or pay an invoice of ours, and that no transfer stands for. */
function strangeRows(
  role: WalletRole,
  hash: string,
  rows: readonly DatedRow[],
  transfer: BookedTransfer | undefined,
  { ownHashes, acceptedMsat }: WalletBooks,
): Discrepancy[] {
  const moved = sum(rows.map(effectMsat))
  if (transfer !== undefined || moved === 0n) return []
  // A person has said what this very amount was, and no more than it.
  const withoutFee = sum(rows.filter((row) => effectMsat(row) !== 0n).map((row) => row.amountMsat))
  if (magnitude(withoutFee) === acceptedMsat.get(hash)) return []
  const own = ownHashes.has(hash)
  if (!own && !rows.some(hasOurReference)) return []
  return [
    {
      entity: `hash:${hash}`,
      verdict: 'broken',
      what: say`row ${shortId(hash)} of the ${roleName(role)} wallet`,
      why: own
        ? say`${inMsat(moved)} moved for an invoice that was replaced by another`
        : say`${inMsat(moved)} moved in the bot's name, and the books know nothing of it`,
      drift: msatDrift(moved),
      doubtSats: satsUp(moved),
      steps: STEPS,
    },
  ]
}

function unexplained(role: WalletRole, { balanceMsat, rows, since }: WalletSight): Discrepancy[] {
  const drift = balanceMsat - sum(rows.map(effectMsat))
  if (since !== null || drift === 0n) return []
  return [
    {
      entity: `wallet:${role}`,
      verdict: 'broken',
      what: say`balance of the ${roleName(role)} wallet`,
      why: say`its rows make ${inMsat(balanceMsat - drift)}, and LNbits says ${inMsat(balanceMsat)}`,
      drift: msatDrift(drift),
      doubtSats: satsUp(drift),
      steps: STEPS,
    },
  ]
}

/** What people take out of the source wallet is no mistake of the books, and never without a look. */
function takenByOthers(
  now: WalletSnapshot,
  earlier: WalletSnapshot | null,
  otherRows: readonly DatedRow[],
): Discrepancy[] {
  if (earlier === null || now.role !== 'source' || earlier.walletId !== now.walletId) return []
  const taken = earlier.othersOutMsat - now.othersOutMsat
  if (taken <= 0n) return []
  return [
    {
      entity: `wallet:${now.role}`,
      verdict: 'late',
      what: say`the ${roleName(now.role)} wallet`,
      why: say`${inMsat(taken)} were taken out of it by another hand than the bot's since the last run, unexplained by the books: ${newestOut(otherRows, taken)}`,
      drift: msatDrift(-taken),
      doubtSats: satsUp(taken),
      steps: ['check wallets', 'recon history'],
    },
  ]
}

const unread = (role: WalletRole, since: Date | null): Discrepancy[] =>
  since === null
    ? []
    : [
        {
          entity: `wallet:${role}`,
          verdict: 'late',
          what: say`history of the ${roleName(role)} wallet`,
          why: say`it is so long that only what came after ${formatTime(since)} was compared; its balance was not`,
          drift: null,
          doubtSats: 0n,
          steps: ['recon run --scope wallets', 'check wallets'],
        },
      ]

/** The wallet could not be seen: nothing is known, which is not the same as nothing being wrong. */
export const unseenWallet = (role: WalletRole, why: string): Discrepancy => ({
  entity: `wallet:${role}`,
  verdict: 'late',
  what: say`the ${roleName(role)} wallet`,
  why: say`it could not be read, so nothing is known of it: ${why}`,
  drift: null,
  doubtSats: 0n,
  steps: STEPS,
})

export const checkWallets = (
  findings: readonly WalletFinding[],
  unseen: readonly Discrepancy[],
): CheckResult =>
  judged({
    name: 'wallets',
    checked: findings.length + unseen.length,
    figure:
      findings.length === 0
        ? formatCount(0, 'wallet')
        : joined(
            findings.map(({ figure }) => figure),
            ' · ',
          ),
    tolerance: NO_TOLERANCE,
    explanation: say`Each of the bot's own wallets holds, to the millisat, what its rows make; each completed payment has its row with its exact amount, each row of the bot its payment. Top-ups and withdrawals by people are not in the books: they are counted beside them.`,
    discrepancies: [...unseen, ...findings.flatMap(({ discrepancies }) => discrepancies)],
  })
