/** What the rules about wallets ask of the books. */
export interface WalletsSigns {}
