import type { Pool } from 'pg'
import type { OperationsSigns } from '../../signs/operations.ts'
import { guarded } from '../guarded.ts'

export const createOperationsSigns = (_pool: Pool): OperationsSigns => guarded<OperationsSigns>({})
