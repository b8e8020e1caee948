import type { Pool } from 'pg'
import type { WalletsSigns } from '../../signs/wallets.ts'
import { guarded } from '../guarded.ts'

export const createWalletsSigns = (_pool: Pool): WalletsSigns => guarded<WalletsSigns>({})
