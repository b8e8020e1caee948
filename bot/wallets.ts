import type { Logger } from 'pino'
import { sealingContext } from '../engine/actions.ts'
import { createHistory } from '../engine/history.ts'
import type { PayDependencies } from '../engine/pay.ts'
import { createVersionCheck } from '../engine/lnbits/version.ts'
import type { LnbitsClient, WalletKey } from '../engine/ports.ts'
import type { OwnKeys } from '../engine/own-keys.ts'
import { type Preflight, preflight } from '../engine/preflight.ts'
import type { Sealing } from '../engine/sealing.ts'
import type { Settings } from '../engine/settings.ts'
import type { Keyring } from '../engine/settle.ts'
import type { Transfer } from '../engine/storage.ts'
import type { Stores } from './stores.ts'

/** The operator's own wallets: which they are, whether they are fit to pay, and the keys of everybody's. */
export interface Wallets {
  preflight(): Promise<Preflight>
  /** Wallets that we hold the paying keys of, as far as LNbits has told us; asked again while it has not. */
  payerWalletIds(): Promise<readonly string[]>
  ownWalletIds(): Promise<readonly string[]>
  payDependencies(owner: string): Promise<PayDependencies>
}

export interface WalletsDependencies {
  readonly lnbits: LnbitsClient
  readonly ownKeys: Pick<OwnKeys, 'current' | 'worked'>
  readonly stores: Stores
  readonly sealing: Sealing
  readonly settings: () => Promise<{ settings: Settings }>
  /** From 0 to below 1, for the jitter of back-offs. */
  readonly random: () => number
  readonly log: Logger
}

/** Longer than any batch takes at LNbits' usual pace; a worker that was killed is relieved after it. */
const LEASE_SECONDS = 60

export function createWallets(deps: WalletsDependencies): Wallets {
  const { stores, ownKeys } = deps
  const learned = new Map<WalletKey, string>()
  const versionProblem = createVersionCheck(deps.lnbits)
  const walletIdOf = async (key: WalletKey): Promise<string | null> => {
    const walletId =
      learned.get(key) ?? (await stores.preflight.walletIdOf(key)) ?? (await askForId(deps, key))
    if (walletId !== null) learned.set(key, walletId)
    return walletId
  }
  /** As the keys are at this moment: one that was changed pays nothing any more, also in a round that is under way. */
  const payers = async (): Promise<ReadonlyMap<string, WalletKey>> => {
    const { source, treasury } = await ownKeys.current()
    const found = new Map<string, WalletKey>()
    for (const key of treasury === null ? [source] : [source, treasury]) {
      const walletId = await walletIdOf(key)
      if (walletId !== null) found.set(walletId, key)
    }
    return found
  }
  const payerWalletIds = async (): Promise<readonly string[]> => [...(await payers()).keys()]
  const keyring: Keyring = {
    payerKey: async (walletId) => (await payers()).get(walletId) ?? null,
    payeeKey: (transfer) => payeeKey(deps, transfer),
    async worked(transfer, { payer, payee }) {
      await ownKeys.worked(payer)
      if (transfer.kind === 'commission') await ownKeys.worked(payee)
    },
  }
  const oneAtATime = createTurnstiles()
  const history = createHistory({
    lnbits: deps.lnbits,
    store: stores.history,
    transfers: stores.transfers,
    keyring,
    payerWalletIds,
    settleSeconds: async () => (await deps.settings()).settings['reissue-after-seconds'],
  })
  return {
    payerWalletIds,
    async preflight() {
      const { settings } = await deps.settings()
      const result = await preflight({
        lnbits: deps.lnbits,
        keys: await ownKeys.current(),
        store: stores.preflight,
        maxStuckPaymentHours: settings['max-stuck-payment-hours'],
        versionProblem,
        historyProblem: () => history.allocationDoubt(),
      })
      if (result.ready) await describe(deps, result)
      return result
    },
    async ownWalletIds() {
      const key = (await ownKeys.current()).commission
      const commission = key === null ? null : await stores.preflight.walletIdOf(key)
      return [...(await payerWalletIds()), ...(commission === null ? [] : [commission])]
    },
    async payDependencies(owner) {
      await payerWalletIds()
      const { settings } = await deps.settings()
      return {
        lnbits: deps.lnbits,
        store: stores.transfers,
        keyring,
        history,
        random: deps.random,
        lease: { owner, seconds: LEASE_SECONDS },
        oneAtATime,
        settings: {
          maxAttempts: settings['max-payment-attempts'],
          reissueAfterSeconds: settings['reissue-after-seconds'],
          memo: memoOf,
        },
      }
    },
  }
}

/** Shown in the receiver's wallet. */
const memoOf = (transfer: Transfer): string => {
  if (transfer.kind === 'client') return `DCA payout, cash-out #${transfer.lamassuTransactionId}`
  if (transfer.kind === 'compensation')
    return `Commission given back, cash-out #${transfer.lamassuTransactionId}`
  return transfer.kind === 'commission'
    ? `Commission, cash-out #${transfer.lamassuTransactionId}`
    : `Funding of cash-out #${transfer.lamassuTransactionId}`
}

async function payeeKey(
  { stores, sealing, ownKeys }: WalletsDependencies,
  transfer: Pick<Transfer, 'kind' | 'clientId' | 'fiatCode'>,
): Promise<WalletKey | null> {
  if (transfer.kind === 'commission') return (await ownKeys.current()).commission
  if (transfer.kind === 'funding') return (await ownKeys.current()).source
  if (transfer.clientId === null || transfer.fiatCode === null) return null
  const stored = await stores.bookkeeping.sealedClientKey(transfer.clientId)
  if (stored === null || stored.sealed === null) return null
  return sealing.open(stored.sealed, sealingContext(stored.walletId, transfer.fiatCode)) as WalletKey
}

async function askForId(
  { lnbits, stores, log }: WalletsDependencies,
  key: WalletKey,
): Promise<string | null> {
  const state = await lnbits.wallet(key)
  if (state.kind === 'ok' && state.value.walletId !== null) {
    await stores.preflight.rememberWalletId(key, state.value.walletId)
    return state.value.walletId
  }
  log.warn(
    { outcome: state.kind },
    'LNbits does not tell which wallet a paying key opens; asked again shortly',
  )
  return null
}

/** For the handbook's queries: which wallets are in use, and the first four characters of the commission key. */
async function describe(
  { stores, ownKeys }: WalletsDependencies,
  { wallets }: Extract<Preflight, { ready: true }>,
): Promise<void> {
  const { commission } = await ownKeys.current()
  await stores.bookkeeping.describeWallets({
    sourceWalletId: wallets.sourceWalletId,
    commissionWalletId: wallets.commissionWalletId,
    commissionKeyPreview: commission === null ? null : `${commission.slice(0, 4)}…`,
  })
  if (wallets.commissionWalletId !== null) {
    await stores.allocation.releaseAccrued({
      sourceWalletId: wallets.sourceWalletId,
      commissionWalletId: wallets.commissionWalletId,
    })
  }
}

/** One queue per name: work of the same name never overlaps. */
function createTurnstiles(): PayDependencies['oneAtATime'] {
  const last = new Map<string, Promise<unknown>>()
  return (name, work) => {
    const turn = (last.get(name) ?? Promise.resolve()).then(work, work)
    last.set(
      name,
      turn.catch(() => undefined),
    )
    return turn
  }
}
