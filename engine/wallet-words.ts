import type { WalletRole } from './observe-wallets.ts'
import { type Phrase, say } from './phrase.ts'

export const walletName = (role: WalletRole): Phrase => WALLET_NAMES[role]

const WALLET_NAMES: Readonly<Record<WalletRole, Phrase>> = {
  source: say`source wallet`,
  commission: say`commission wallet`,
  treasury: say`treasury wallet`,
}

/** The setting that holds a wallet's key. */
export const KEY_VARIABLES: Readonly<Record<WalletRole, string>> = {
  source: 'LNBITS_SOURCE_ADMIN_KEY',
  commission: 'LNBITS_COMMISSION_INVOICE_KEY',
  treasury: 'LNBITS_TREASURY_ADMIN_KEY',
}
