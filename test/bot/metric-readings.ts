import type { AlertSources } from '../../bot/metrics/alert-metrics.ts'
import type { AlertReading } from '../../engine/alerting.ts'
import { fiatMinor, sats } from '../../engine/domain/money.ts'
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

/** A bot to which everything has happened that /metrics has a label for. */
export function everything(): { readings: Readings; sources: AlertSources } {
  const at = new Date('2026-11-22T14:00:00Z')
  const alert = {
    rule: 'POLL_LATE',
    severity: 'medium',
    testChannel: null,
    ackedBy: null,
    ackUntil: null,
    mutedBy: null,
    state: 'firing',
    dueAt: null,
    openedAt: at,
    finding: { exposureSats: sats(0n) },
  } as unknown as AlertReading
  const readings = readingsOf({
    transfers: [{ kind: 'client', status: 'paying', count: 1, amountSats: sats(1n) }],
    paymentsFiat: [{ fiatCode: 'GTQ', status: 'paying', amount: fiatMinor(1n) }],
    pools: [{ fiatCode: 'GTQ', exponent: 2, clients: 1, remaining: fiatMinor(2n), held: fiatMinor(1n) }],
  })
  return {
    readings,
    sources: {
      alerts: {
        firing: async () => [alert],
        channels: async () => [{ channel: 'discord:room:1', oldestWaitingAt: at, failingSince: at } as never],
        silences: async () => [],
        maintenance: async () => [],
        oncall: async () => [{ slot: 'level1' } as never],
      },
      observations: {
        all: async () => new Map([['lamassu', { subject: 'lamassu', observedAt: at } as never]]),
      },
      scheduled: { runs: async () => [] },
      incidents: { current: async () => [] },
      jobs: ['digest'],
      pulse: { lastAt: () => at },
      now: () => at,
    },
  }
}
