import type { Pool } from 'pg'
import type { AlertReadings } from '../../alerting.ts'
import type { Signs } from '../../signs/signs.ts'
import { createIncidentsSigns } from './incidents.ts'
import { createMoneySigns } from './money.ts'
import { createOperationsSigns } from './operations.ts'
import { createPollingSigns } from './polling.ts'
import { createWalletsSigns } from './wallets.ts'

export const createSigns = (pool: Pool, alerts: AlertReadings): Signs => ({
  money: createMoneySigns(pool),
  polling: createPollingSigns(pool),
  wallets: createWalletsSigns(pool),
  operations: createOperationsSigns(pool),
  incidents: createIncidentsSigns(pool),
  alerts,
})
