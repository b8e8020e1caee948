import type { OwnKeys } from '../../engine/own-keys.ts'
import type { WalletKeys } from '../../engine/preflight.ts'

/** Keys of the operator's own wallets that nobody changes. */
export const fixedKeys = (keys: WalletKeys): Pick<OwnKeys, 'current' | 'worked'> => ({
  current: async () => keys,
  worked: async () => undefined,
})
