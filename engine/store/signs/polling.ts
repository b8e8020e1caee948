import type { Pool } from 'pg'
import type { PollingSigns } from '../../signs/polling.ts'
import { guarded } from '../guarded.ts'

export const createPollingSigns = (_pool: Pool): PollingSigns => guarded<PollingSigns>({})
