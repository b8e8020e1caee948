import assert from 'node:assert/strict'
import { createFaults, type Faults } from './faults.ts'
import type { SimulatedPayment, SimulatedWallet } from './journal.ts'
import { type LnbitsSettings, recheckPending, type RuleContext, topUp } from './rules.ts'

export interface WalletKeys {
  readonly walletId: string
  readonly adminKey: string
  readonly invoiceKey: string
}

/** What an operator, a customer or bad luck can do to the simulated LNbits, without going through HTTP. */
export interface SimulatedControl extends Pick<Faults, 'inject' | 'requestCount'> {
  clearFaults(): void
  /** Changes take effect with the next request. */
  readonly settings: LnbitsSettings & ServerSettings
  /** Every wallet belongs to an account of its own. */
  createWallet(name: string): WalletKeys
  /** An "Admin credit" row; adds unbacked sats. */
  topUp(walletId: string, amountSats: bigint): void
  balanceMsat(walletId: string): bigint
  deleteWallet(walletId: string): void
  undeleteWallet(walletId: string): void
  /** The old keys stop working at once. */
  resetKeys(walletId: string): WalletKeys
  setAccountActive(walletId: string, active: boolean): void
  /** Every row of every wallet, in the order in which they came. */
  payments(): SimulatedPayment[]
  /** With the names, so that a sandbox finds its wallets again after a restart. */
  wallets(): (WalletKeys & { readonly name: string })[]
  /** What the real LNbits does at its start and every half hour. */
  recheckPending(): void
}

export interface ServerSettings {
  /** For each route in any full minute of the clock; null for no limit. */
  requestsPerMinute: number | null
  /** Answers 307 to everything until the superuser was made. */
  firstInstallPending: boolean
}

export function createControl(context: RuleContext, settings: LnbitsSettings & ServerSettings) {
  const { ledger } = context
  const faults = createFaults()
  const newId = (): string => context.freshBytes().toString('hex').slice(0, 32)

  function walletOf(walletId: string): SimulatedWallet {
    const wallet = ledger.wallet(walletId)
    assert(wallet, `there is no wallet ${walletId} in the simulated LNbits`)
    return wallet
  }

  const control: SimulatedControl = {
    inject: (injected) => faults.inject(injected),
    clearFaults: () => faults.clear(),
    requestCount: (endpoint) => faults.requestCount(endpoint),
    settings,
    createWallet(name) {
      const account = { id: newId(), activated: true }
      const wallet = { id: newId(), accountId: account.id, name, deleted: false, ...keyPair(newId) }
      ledger.putAccount(account)
      ledger.putWallet(wallet)
      return keysOf(wallet)
    },
    topUp: (walletId, amountSats) => topUp(context, walletOf(walletId), amountSats),
    balanceMsat: (walletId) => ledger.balanceMsat(walletId),
    deleteWallet: (walletId) => ledger.putWallet({ ...walletOf(walletId), deleted: true }),
    undeleteWallet: (walletId) => ledger.putWallet({ ...walletOf(walletId), deleted: false }),
    resetKeys(walletId) {
      const wallet = { ...walletOf(walletId), ...keyPair(newId) }
      ledger.putWallet(wallet)
      return keysOf(wallet)
    },
    setAccountActive(walletId, activated) {
      ledger.putAccount({ id: walletOf(walletId).accountId, activated })
    },
    payments: () => ledger.payments(),
    wallets: () => ledger.wallets().map((wallet) => ({ name: wallet.name, ...keysOf(wallet) })),
    recheckPending() {
      for (const payment of ledger.payments()) recheckPending(context, payment)
    },
  }
  return { control, faults }
}

const keyPair = (newId: () => string) => ({ adminKey: newId(), invoiceKey: newId() })

const keysOf = ({ id, adminKey, invoiceKey }: SimulatedWallet): WalletKeys => ({
  walletId: id,
  adminKey,
  invoiceKey,
})
