import type { Pool } from 'pg'
import type { MoneySigns } from '../../signs/money.ts'
import { guarded } from '../guarded.ts'

export const createMoneySigns = (_pool: Pool): MoneySigns => guarded<MoneySigns>({})
