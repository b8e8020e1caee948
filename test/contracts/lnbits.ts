import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe } from 'vitest'
import { createLnbitsClient } from '../../engine/lnbits/client.ts'
import type { LnbitsClient, WalletKey } from '../../engine/ports.ts'
import { rawLnbits, type RawLnbits } from '../support/lnbits-http.ts'
import { historyContract } from './lnbits-history.ts'
import { readingContract } from './lnbits-reading.ts'
import { payingContract } from './lnbits-paying.ts'
import { requestContract } from './lnbits-requests.ts'
import { walletContract } from './lnbits-wallets.ts'

export interface ContractWallet {
  readonly walletId: string
  readonly adminKey: string
  readonly invoiceKey: string
}

/** What the contract needs besides HTTP; its LNbits must have FakeWallet as the funding source, or act like it. */
export interface LnbitsHarness {
  readonly baseUrl: string
  createWallet(name: string): Promise<ContractWallet>
  topUp(walletId: string, amountSats: bigint): Promise<void>
  deleteWallet(walletId: string): Promise<void>
  resetKeys(walletId: string): Promise<ContractWallet>
  deactivateAccount(walletId: string): Promise<void>
  stop(): Promise<void>
}

export interface Contract {
  readonly raw: () => RawLnbits
  readonly client: () => LnbitsClient
  readonly harness: () => LnbitsHarness
  /** A new wallet with that many sats. */
  readonly wallet: (amountSats?: bigint) => Promise<ContractWallet>
}

export const adminKey = (wallet: ContractWallet): WalletKey => wallet.adminKey as WalletKey
export const invoiceKey = (wallet: ContractWallet): WalletKey => wallet.invoiceKey as WalletKey

/**
 * What our client and our simulated LNbits believe of LNbits, driven over HTTP: run against both the real one and
 * the simulated one. Where they differ, the real one is right.
 */
export function lnbitsContract(name: string, open: () => Promise<LnbitsHarness>, openSeconds: number): void {
  describe(name, () => {
    let harness: LnbitsHarness
    let wallets = 0
    beforeAll(async () => {
      harness = await open()
    }, openSeconds * 1000)
    afterAll(async () => harness?.stop(), 60_000)

    const contract: Contract = {
      harness: () => harness,
      raw: () => rawLnbits(harness.baseUrl),
      client: () => testClient(harness.baseUrl),
      async wallet(amountSats = 0n) {
        wallets += 1
        const wallet = await harness.createWallet(`wallet ${wallets}`)
        if (amountSats > 0n) await harness.topUp(wallet.walletId, amountSats)
        return wallet
      },
    }
    requestContract(contract)
    walletContract(contract)
    readingContract(contract)
    historyContract(contract)
    payingContract(contract)
  })
}

/** Our client as fast as the server can be. */
export function testClient(baseUrl: string, timeoutSeconds = 30): LnbitsClient {
  const nowMs = () => performance.now()
  return createLnbitsClient({
    baseUrl,
    requestsPerMinute: 100_000,
    timeoutSeconds,
    nowMs,
    delay: (ms) => delay(ms),
  })
}
