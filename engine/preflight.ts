import { sats } from './domain/money.ts'
import type { AllocationWallets } from './storage.ts'
import type { LnbitsClient, WalletKey, WalletOutcome, WalletState } from './ports.ts'

/** What has to be right before money moves. Not ready means waiting, with the reasons shown; it never means failing. */
export type Preflight =
  | {
      readonly ready: true
      readonly wallets: AllocationWallets & { readonly treasuryWalletId: string | null }
    }
  | { readonly ready: false; readonly reasons: readonly string[] }

export interface WalletKeys {
  readonly source: WalletKey
  readonly commission: WalletKey | null
  readonly treasury: WalletKey | null
}

export interface PreflightDependencies {
  readonly lnbits: LnbitsClient
  readonly keys: WalletKeys
  readonly store: PreflightStore
  readonly maxStuckPaymentHours: number
  /** Null when LNbits is of a version that our proofs hold for, else what is wrong. */
  readonly versionProblem: () => Promise<string | null>
  /** Null when the wallets' histories hold nothing that the books have forgotten, as far as it matters here. */
  readonly historyProblem: () => Promise<string | null>
}

export interface PreflightStore {
  /** Unfinished transfers older than that; accrued commission does not count. Throws when the database is unwell. */
  stuckTransfers(olderThanHours: number): Promise<{ count: number; oldestId: bigint | null }>
  /** The LNbits wallet id behind a key, as learned before; null when it is not known yet. */
  walletIdOf(key: WalletKey): Promise<string | null>
  rememberWalletId(key: WalletKey, walletId: string): Promise<void>
}

export async function preflight(deps: PreflightDependencies): Promise<Preflight> {
  const reasons: string[] = []
  const stuck = await deps.store.stuckTransfers(deps.maxStuckPaymentHours)
  if (stuck.count > 0) {
    reasons.push(
      `${stuck.count} payment(s) have been stuck for more than ${deps.maxStuckPaymentHours} h: look at "payment list --status stuck", the oldest is ${stuck.oldestId}`,
    )
  }
  const version = await deps.versionProblem()
  if (version !== null) return { ready: false, reasons: [...reasons, version] }
  const source = await adminWallet(deps, 'source', deps.keys.source, 'LNBITS_SOURCE_ADMIN_KEY')
  const treasury =
    deps.keys.treasury &&
    (await adminWallet(deps, 'treasury', deps.keys.treasury, 'LNBITS_TREASURY_ADMIN_KEY'))
  const commission = deps.keys.commission && (await walletIdBehind(deps, 'commission', deps.keys.commission))
  for (const found of [source, treasury, commission])
    if (typeof found === 'object' && found !== null && 'problem' in found) reasons.push(found.problem)
  if (reasons.length > 0 || 'problem' in source) return { ready: false, reasons }
  const commissionWalletId = commission && 'walletId' in commission ? commission.walletId : null
  const treasuryWalletId = treasury && 'walletId' in treasury ? treasury.walletId : null
  const clash = sameWallet({
    source: source.walletId,
    commission: commissionWalletId,
    treasury: treasuryWalletId,
  })
  if (clash !== null) return { ready: false, reasons: [clash] }
  const forgotten = await deps.historyProblem()
  if (forgotten !== null) return { ready: false, reasons: [forgotten] }
  return {
    ready: true,
    wallets: {
      sourceWalletId: source.walletId,
      sourceBalanceMsat: source.balanceMsat,
      commissionWalletId,
      treasuryWalletId,
    },
  }
}

type Found<T> = T | { readonly problem: string }

/** A wallet that we pay from: LNbits tells its id to an admin key only, which proves the kind of key at once. */
async function adminWallet(
  deps: PreflightDependencies,
  role: string,
  key: WalletKey,
  variable: string,
): Promise<Found<{ walletId: string; balanceMsat: WalletState['balanceMsat'] }>> {
  const state = await deps.lnbits.wallet(key)
  if (state.kind !== 'ok') return { problem: walletProblem(role, variable, state) }
  if (state.value.walletId === null)
    return {
      problem: `${variable} is not an admin key: LNbits lets it read the ${role} wallet, not pay from it`,
    }
  return { walletId: state.value.walletId, balanceMsat: state.value.balanceMsat }
}

/**
 * The id of a wallet that we only pay into. LNbits tells it to an invoice key in one way only: by making an
 * invoice. That is done once per key; the invoice is for 1 sat, is never paid and moves nothing. `mayPay` is true for
 * an admin key, to which LNbits tells it at once.
 */
export async function walletIdBehind(
  deps: Pick<PreflightDependencies, 'lnbits' | 'store'>,
  role: string,
  key: WalletKey,
): Promise<Found<{ walletId: string; mayPay: boolean }>> {
  const state = await deps.lnbits.wallet(key)
  if (state.kind !== 'ok') return { problem: walletProblem(role, `the ${role} wallet's invoice key`, state) }
  const mayPay = state.value.walletId !== null
  const known = state.value.walletId ?? (await deps.store.walletIdOf(key))
  if (known !== null) return { walletId: known, mayPay }
  const walletId = await idFromInvoice(deps.lnbits, key)
  if (walletId === null) {
    return {
      problem: `LNbits made no invoice in the ${role} wallet, so its id could not be learned; try again`,
    }
  }
  await deps.store.rememberWalletId(key, walletId)
  return { walletId, mayPay }
}

async function idFromInvoice(lnbits: LnbitsClient, key: WalletKey): Promise<string | null> {
  const invoice = await lnbits.createInvoice(key, {
    amountSats: sats(1n),
    memo: 'satmachine: which wallet is this? (never paid)',
    reference: 'probe',
    expirySeconds: 60,
  })
  return invoice.kind === 'ok' ? invoice.value.walletId : null
}

function walletProblem(
  role: string,
  what: string,
  outcome: Exclude<WalletOutcome<WalletState>, { kind: 'ok' }>,
): string {
  if (outcome.kind === 'unknown')
    return `LNbits gave no clear answer about the ${role} wallet: ${outcome.detail}`
  switch (outcome.reason) {
    case 'key_refused':
      return `LNbits refuses ${what} (${outcome.detail}): the key was changed or mistyped, or its wallet is gone`
    case 'unreachable':
      return `LNbits can't be reached for the ${role} wallet: ${outcome.detail}`
    case 'rate_limited':
      return `LNbits asks to slow down (${outcome.detail})`
    case 'refused':
      return `LNbits refused to show the ${role} wallet: ${outcome.detail}`
  }
}

function sameWallet(ids: {
  source: string
  commission: string | null
  treasury: string | null
}): string | null {
  if (ids.source === ids.commission)
    return 'LNBITS_COMMISSION_INVOICE_KEY belongs to the source wallet: give the key of a wallet of its own'
  if (ids.source === ids.treasury)
    return 'LNBITS_TREASURY_ADMIN_KEY belongs to the source wallet: give the key of a wallet of its own'
  return null
}
