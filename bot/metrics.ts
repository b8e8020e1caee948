import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { asFloat } from '../engine/domain/money.ts'
import type { Readings, StatusReading } from '../engine/readings.ts'
import { type AlertMetrics, type AlertSources, createAlertMetrics } from './metrics/alert-metrics.ts'

export interface Metrics extends Pick<AlertMetrics, 'countCheck' | 'countMessage'> {
  readonly contentType: string
  text(): Promise<string>
  countPoll(result: string, seconds: number): void
  countPayment(result: string, seconds: number): void
}

const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]

/** Amounts are whole sats and minor units: exact in a float up to 2^53, which is asserted. */
export function createMetrics(
  readings: Readings,
  world: { sandbox: boolean },
  alertSources: AlertSources | null = null,
): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const gauge = (name: string, help: string, labelNames: readonly string[]) =>
    new Gauge({ name: `satmachine_${name}`, help, labelNames, registers })
  const gauges = {
    cashOuts: gauge('cash_outs', 'Cash-outs by state', ['state']),
    payments: gauge('payments', 'Payments by kind and state', ['kind', 'state']),
    sats: gauge('payment_sats', 'Sats of payments by kind and state', ['kind', 'state']),
    fiat: gauge('payment_fiat_minor', "Minor units of clients' payments by currency and state", [
      'currency',
      'state',
    ]),
    inDoubt: gauge('in_doubt_sats', 'Sats whose payment is neither proven nor disproven', []),
    deposits: gauge('deposits_remaining_minor', "Clients' remaining deposits in minor units", ['currency']),
    held: gauge(
      'deposits_held_minor',
      "The part of clients' deposits that unfinished payments hold, in minor units",
      ['currency'],
    ),
    polling: gauge('polling_enabled', '1 when polling is on', []),
    payouts: gauge('payouts_enabled', '1 when payouts are on', []),
    lastPoll: gauge('last_successful_poll_timestamp_seconds', 'When a poll last succeeded; 0 for never', []),
    oldest: gauge(
      'oldest_unfinished_payment_timestamp_seconds',
      'When the oldest unfinished payment was made; 0 for none',
      [],
    ),
  }
  gauge('sandbox', '1 when this is play money', []).set(world.sandbox ? 1 : 0)
  const polls = new Counter({
    name: 'satmachine_polls_total',
    help: 'Polls of this process by result',
    labelNames: ['result'],
    registers,
  })
  const pollSeconds = new Histogram({
    name: 'satmachine_poll_seconds',
    help: 'Duration of a poll',
    buckets: SECONDS,
    registers,
  })
  const paySeconds = new Histogram({
    name: 'satmachine_payment_attempt_seconds',
    help: 'Duration of an attempt to pay',
    labelNames: ['result'],
    buckets: SECONDS,
    registers,
  })
  const alerts = createAlertMetrics(registry)
  return {
    contentType: registry.contentType,
    countCheck: (...check) => alerts.countCheck(...check),
    countMessage: (...message) => alerts.countMessage(...message),
    async text() {
      show(gauges, await readings.status())
      if (alertSources !== null) await alerts.read(alertSources)
      return registry.metrics()
    },
    countPoll(result, seconds) {
      polls.inc({ result })
      pollSeconds.observe(seconds)
    },
    countPayment: (result, seconds) => paySeconds.observe({ result }, seconds),
  }
}

type Gauges = Record<
  | 'cashOuts'
  | 'payments'
  | 'sats'
  | 'fiat'
  | 'inDoubt'
  | 'deposits'
  | 'held'
  | 'polling'
  | 'payouts'
  | 'lastPoll'
  | 'oldest',
  Gauge
>

function show(gauges: Gauges, status: StatusReading): void {
  for (const gauge of Object.values(gauges)) gauge.reset()
  for (const [state, count] of Object.entries(status.transactions)) gauges.cashOuts.set({ state }, count)
  gauges.cashOuts.set({ state: 'waiting' }, status.waitingCount)
  for (const { kind, status: state, count, amountSats } of status.transfers) {
    gauges.payments.set({ kind, state }, count)
    gauges.sats.set({ kind, state }, asFloat(amountSats))
  }
  for (const { fiatCode, status: state, amount } of status.paymentsFiat) {
    gauges.fiat.set({ currency: fiatCode, state }, asFloat(amount))
  }
  gauges.inDoubt.set(asFloat(status.inDoubtSats))
  for (const pool of status.pools) {
    gauges.deposits.set({ currency: pool.fiatCode }, asFloat(pool.remaining))
    gauges.held.set({ currency: pool.fiatCode }, asFloat(pool.held))
  }
  gauges.polling.set(status.pollingEnabled ? 1 : 0)
  gauges.payouts.set(status.payoutsEnabled ? 1 : 0)
  gauges.lastPoll.set((status.lastSuccessfulPollAt?.getTime() ?? 0) / 1000)
  gauges.oldest.set((status.oldestUnfinishedAt?.getTime() ?? 0) / 1000)
}
