import type { Clock, LnbitsClient, WalletKey } from './ports.ts'
import type { ActionLog } from './people.ts'
import type { Keyring } from './settle.ts'
import { checkActionLog } from './reconcile/action-log.ts'
import { checkLamassu, type LamassuSight } from './reconcile/lamassu.ts'
import { booksChecks, type BookFacts } from './reconcile/books.ts'
import { type ChangesOutcome, type ChangesStore, lookAtChanges } from './reconcile/changes.ts'
import { checkReceivers, type ReceivedPayment, type ReceiverSight } from './reconcile/receivers.ts'
import { type CheckResult, type Verdict, worstVerdict } from './reconcile/verdict.ts'
import { readRows, seeWallet } from './reconcile/wallet-rows.ts'
import {
  checkWallets,
  compareWallet,
  unseenWallet,
  type WalletBooks,
  type WalletRole,
  type WalletSnapshot,
} from './reconcile/wallets.ts'

export type Scope =
  | { readonly kind: 'all' | 'wallets' | 'commission' }
  | { readonly kind: 'client'; readonly clientId: bigint }
  | { readonly kind: 'tx'; readonly cashOutId: bigint }
  /** What was written since: in the books alone. */
  | { readonly kind: 'since'; readonly since: Date }

/** The balances at a run, so that later ones can tell what moved. */
export interface Snapshot {
  readonly clients: readonly { id: bigint; fiatCode: string; remaining: bigint; held: bigint }[]
  readonly wallets: readonly WalletSnapshot[]
}

/** A run of the reconciliation, as the books keep it for ever. */
export interface Reconciliation {
  readonly id: bigint
  readonly scope: Scope
  readonly actor: string
  readonly startedAt: Date
  readonly finishedAt: Date
  readonly verdict: Verdict
  readonly checks: readonly CheckResult[]
  /** The scheduled moment that it was for; null: on demand. */
  readonly slot: Date | null
  /** Slots that nobody was there for, which it stands for too. */
  readonly missed: readonly Date[]
  readonly snapshot: Snapshot
}

export type ReconciliationHead = Pick<
  Reconciliation,
  'id' | 'scope' | 'actor' | 'startedAt' | 'finishedAt' | 'verdict' | 'slot' | 'missed'
> & {
  readonly broken: number
  readonly late: number
  readonly doubtSats: bigint
}

export interface ReconcileStore extends ChangesStore {
  /** All that is odd in the books, as of one moment, with the totals; 'all' of them or what the scope names. */
  facts(scope: Scope, now: Date): Promise<BookFacts>
  walletBooks(walletId: string, hashes: readonly string[]): Promise<WalletBooks>
  /** Clients with completed payments, those paid last first, at most `limit`, with their payments; and how many are left. */
  receivers(
    scope: Scope,
    limit: number,
  ): Promise<{
    readonly clients: readonly {
      readonly client: { id: bigint; username: string; fiatCode: string; walletId: string }
      readonly payments: readonly ReceivedPayment[]
    }[]
    readonly left: number
  }>
  save(run: Omit<Reconciliation, 'id'>): Promise<bigint>
  /** Null: the newest of the whole. */
  byId(id: bigint | null): Promise<Reconciliation | null>
  history(limit: number): Promise<ReconciliationHead[]>
  /** Of the newest run that saw these wallets. */
  lastWallets(): Promise<readonly WalletSnapshot[]>
}

export interface OwnWallet {
  readonly role: WalletRole
  readonly walletId: string
  readonly key: WalletKey
}

export interface ReconcileDependencies {
  readonly store: ReconcileStore
  readonly lnbits: Pick<LnbitsClient, 'wallet' | 'history'>
  readonly keyring: Pick<Keyring, 'payeeKey'>
  /** Wallets of the operator whose ids are known. */
  readonly ownWallets: () => Promise<readonly OwnWallet[]>
  readonly lamassu: Omit<LamassuSight, 'coveredUntil'>
  readonly log: Pick<ActionLog, 'verify'>
  readonly clock: Clock
  readonly settings: () => Promise<{ readonly maxStuckHours: number; readonly pollSeconds: number }>
}

export interface RunRequest {
  readonly scope: Scope
  readonly actor: string
  readonly slot?: Date
  readonly missed?: readonly Date[]
}

/** 200,000 rows, read at every full run: years of a busy shop. */
const MAX_PAGES_OF_OWN = 400
/** A client's wallet is the client's: only its newest rows are read. */
const MAX_PAGES_OF_CLIENT = 4
/** At LNbits' usual pace these are read in a minute. */
const MAX_CLIENTS = 150

/** Runs every check that the scope asks for, and keeps what was found. Changes nothing else. */
export async function reconcile(deps: ReconcileDependencies, request: RunRequest): Promise<Reconciliation> {
  const { scope } = request
  const startedAt = deps.clock.now()
  const { maxStuckHours, pollSeconds } = await deps.settings()
  const facts = await deps.store.facts(scope, startedAt)
  const outside = await outsideChecks(deps, scope, facts)
  const checks = [
    ...booksChecks(facts, scope.kind, { now: startedAt, maxHours: maxStuckHours, pollSeconds }),
    ...outside.checks,
  ]
  const run = {
    scope,
    actor: request.actor,
    startedAt,
    finishedAt: deps.clock.now(),
    verdict: worstVerdict(checks.map(({ verdict }) => verdict)),
    checks,
    slot: request.slot ?? null,
    missed: request.missed ?? [],
    snapshot: { ...facts.snapshot, wallets: outside.wallets },
  }
  const id = await deps.store.save(run)
  // Everything was looked at: what changed from here on is left to every minute's look, and what was found stands in this run.
  if (scope.kind === 'all') await deps.store.moveMark({ checkedUntil: startedAt, openRun: null })
  return { id, ...run }
}

/** Every minute's look at what changed: the books alone, without wallets and Lamassu. Kept only where something was found. */
export async function reconcileChanges(deps: ReconcileDependencies, actor: string): Promise<ChangesOutcome> {
  const { maxStuckHours, pollSeconds } = await deps.settings()
  return lookAtChanges({
    store: deps.store,
    clock: deps.clock,
    limits: { maxHours: maxStuckHours, pollSeconds },
    save: ({ since, startedAt, checks }) =>
      deps.store.save({
        scope: { kind: 'since', since },
        actor,
        startedAt,
        finishedAt: deps.clock.now(),
        verdict: 'broken',
        checks,
        slot: null,
        missed: [],
        snapshot: { clients: [], wallets: [] },
      }),
  })
}

async function outsideChecks(
  deps: ReconcileDependencies,
  scope: Scope,
  facts: BookFacts,
): Promise<{ checks: CheckResult[]; wallets: readonly WalletSnapshot[] }> {
  const whole = scope.kind === 'all'
  const own = whole || scope.kind === 'wallets' ? await lookIntoWallets(deps) : null
  const checks = own === null ? [] : [own.result]
  if (whole || scope.kind === 'wallets' || scope.kind === 'client')
    checks.push(await lookAtReceivers(deps, scope))
  if (whole) checks.push(await checkLamassu({ ...deps.lamassu, coveredUntil: facts.coveredUntil }))
  if (whole) checks.push(checkActionLog(await deps.log.verify()))
  return { checks, wallets: own?.snapshots ?? [] }
}

async function lookIntoWallets(
  deps: ReconcileDependencies,
): Promise<{ result: CheckResult; snapshots: readonly WalletSnapshot[] }> {
  const earlier = await deps.store.lastWallets()
  const findings = []
  const unseen = []
  for (const wallet of await deps.ownWallets()) {
    const seen = await seeWallet(deps.lnbits, wallet, MAX_PAGES_OF_OWN, (rows) =>
      deps.store.walletBooks(
        wallet.walletId,
        rows.map((row) => row.paymentHash),
      ),
    )
    if (seen.kind === 'unseen') unseen.push(unseenWallet(wallet.role, seen.why))
    else {
      const before = earlier.find(({ role }) => role === wallet.role) ?? null
      findings.push(compareWallet(wallet.role, seen.sight, seen.between, before))
    }
  }
  return { result: checkWallets(findings, unseen), snapshots: findings.map(({ snapshot }) => snapshot) }
}

async function lookAtReceivers(deps: ReconcileDependencies, scope: Scope): Promise<CheckResult> {
  const { clients, left } = await deps.store.receivers(scope, MAX_CLIENTS)
  const sights: ReceiverSight[] = []
  for (const { client, payments } of clients) {
    const key = await deps.keyring.payeeKey({
      kind: 'client',
      clientId: client.id,
      fiatCode: client.fiatCode,
    })
    const read = key === null ? null : await readRows(deps.lnbits, key, MAX_PAGES_OF_CLIENT)
    sights.push({ client, payments, read })
  }
  return checkReceivers(sights, left)
}
