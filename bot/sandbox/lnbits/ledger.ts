import assert from 'node:assert/strict'
import {
  type Journal,
  type JournalRecord,
  memoryJournal,
  openJournal,
  type SimulatedAccount,
  type SimulatedPayment,
  type SimulatedWallet,
} from './journal.ts'

/** The tables of the simulated LNbits. Every put is one commit of its own, as in the real one. */
export interface Ledger {
  putAccount(account: SimulatedAccount): void
  putWallet(wallet: SimulatedWallet): void
  /** Asserts UNIQUE (wallet, checking id): a row is only ever replaced by itself, changed. */
  putPayment(payment: SimulatedPayment): void
  wallet(walletId: string): SimulatedWallet | undefined
  wallets(): SimulatedWallet[]
  /** By either key, and only while neither the wallet nor its account is switched off. */
  walletOfKey(key: string): SimulatedWallet | undefined
  account(accountId: string): SimulatedAccount | undefined
  paymentsOfHash(paymentHash: string): SimulatedPayment[]
  paymentsOfWallet(walletId: string): SimulatedPayment[]
  payments(): SimulatedPayment[]
  balanceMsat(walletId: string): bigint
  /** How many records there have been, replayed ones included: never the same twice. */
  recordCount(): number
  close(): void
}

/** Rows of the file, if one is given, come back first. */
export function openLedger(journalFile: string | undefined): Ledger {
  const accounts = new Map<string, SimulatedAccount>()
  const wallets = new Map<string, SimulatedWallet>()
  const walletIdOfKey = new Map<string, string>()
  const rows = paymentTable()
  let records = 0

  function apply(record: JournalRecord): void {
    records += 1
    switch (record.kind) {
      case 'account':
        accounts.set(record.value.id, record.value)
        break
      case 'wallet':
        applyWallet(record.value)
        break
      case 'payment':
        rows.put(record.value)
        break
    }
  }
  function applyWallet(wallet: SimulatedWallet): void {
    const before = wallets.get(wallet.id)
    if (before) for (const key of [before.adminKey, before.invoiceKey]) walletIdOfKey.delete(key)
    wallets.set(wallet.id, wallet)
    for (const key of [wallet.adminKey, wallet.invoiceKey]) walletIdOfKey.set(key, wallet.id)
  }
  const journal: Journal = journalFile === undefined ? memoryJournal : openJournal(journalFile, apply)
  function commit(record: JournalRecord): void {
    journal.append(record)
    apply(record)
  }

  return {
    putAccount: (value) => commit({ kind: 'account', value }),
    putWallet: (value) => commit({ kind: 'wallet', value }),
    putPayment: (value) => commit({ kind: 'payment', value }),
    wallet: (walletId) => wallets.get(walletId),
    wallets: () => [...wallets.values()],
    account: (accountId) => accounts.get(accountId),
    walletOfKey(key) {
      const wallet = wallets.get(walletIdOfKey.get(key) ?? '')
      if (!wallet || wallet.deleted) return undefined
      return accounts.get(wallet.accountId)?.activated ? wallet : undefined
    },
    paymentsOfHash: (paymentHash) => rows.some(rows.keysOfHash.get(paymentHash)),
    paymentsOfWallet: (walletId) => rows.some(rows.keysOfWallet.get(walletId)),
    payments: () => [...rows.byKey.values()],
    recordCount: () => records,
    balanceMsat: (walletId) => rows.balances.get(walletId) ?? 0n,
    close: () => journal.close(),
  }
}

function paymentTable() {
  const byKey = new Map<string, SimulatedPayment>()
  const keysOfHash = new Map<string, string[]>()
  const keysOfWallet = new Map<string, string[]>()
  const balances = new Map<string, bigint>()

  function put(payment: SimulatedPayment): void {
    const { walletId, paymentHash } = payment
    const key = `${walletId}/${payment.checkingId}`
    const before = byKey.get(key)
    if (before)
      assert.equal(before.paymentHash, paymentHash, 'a row of the simulated LNbits changed its hash')
    else {
      keysOfHash.set(paymentHash, [...(keysOfHash.get(paymentHash) ?? []), key])
      const ofWallet = keysOfWallet.get(walletId)
      if (ofWallet) ofWallet.push(key)
      else keysOfWallet.set(walletId, [key])
    }
    byKey.set(key, payment)
    const change = countsMsat(payment) - (before ? countsMsat(before) : 0n)
    balances.set(walletId, (balances.get(walletId) ?? 0n) + change)
  }
  function some(keys: readonly string[] | undefined): SimulatedPayment[] {
    return (keys ?? []).flatMap((key) => byKey.get(key) ?? [])
  }
  return { byKey, keysOfHash, keysOfWallet, balances, put, some }
}

/** What a row adds to its wallet's balance: incoming counts when settled, outgoing already while it is pending. */
function countsMsat({ amountMsat, feeMsat, status }: SimulatedPayment): bigint {
  const counts = status === 'success' || (status === 'pending' && amountMsat < 0n)
  return counts ? amountMsat - (feeMsat < 0n ? -feeMsat : feeMsat) : 0n
}
