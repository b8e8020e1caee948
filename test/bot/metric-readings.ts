import { sats } from '../../engine/domain/money.ts'
import type { Readings, StatusReading } from '../../engine/readings.ts'

const STATUS: StatusReading = {
  pollingEnabled: true,
  payoutsEnabled: true,
  pauseReason: null,
  baselineAt: null,
  lastSuccessfulPollAt: null,
  lastPoll: null,
  transactions: {} as StatusReading['transactions'],
  waitingCount: 0,
  transfers: [],
  paymentsFiat: [],
  inDoubtSats: sats(0n),
  oldestUnfinishedAt: null,
  pools: [],
  waitingReason: null,
  pendingDeposits: 0,
  databaseTime: new Date('2026-11-22T14:00:00Z'),
}

/** The status alone, as /metrics reads it. */
export const readingsOf = (status: Partial<StatusReading>): Readings =>
  ({ status: async () => ({ ...STATUS, ...status }) }) as Readings

export const emptyReadings = readingsOf({})
