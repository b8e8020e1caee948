import { expect, test } from 'vitest'
import { createPulse } from '../../bot/alerts/pulse.ts'
import { createMetrics } from '../../bot/metrics.ts'
import type { AlertSources } from '../../bot/metrics/alert-metrics.ts'
import type { AlertReading, ChannelReading, OncallContact } from '../../engine/alerting.ts'
import { MAX_SATS, sats } from '../../engine/domain/money.ts'
import type { Observation } from '../../engine/observations.ts'
import { ONCALL_SLOTS } from '../../engine/alerting.ts'
import { emptyReadings } from './metric-readings.ts'

/** What /metrics says of the alerts. */

const NOW = new Date('2026-11-22T14:00:00Z')
const minutesAgo = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000)

const alert = (more: Partial<AlertReading> & { exposureSats?: bigint } = {}): AlertReading =>
  ({
    rule: 'PAYMENT_STUCK',
    severity: 'critical',
    testChannel: null,
    ackedBy: null,
    ackUntil: null,
    mutedBy: null,
    state: 'firing',
    dueAt: null,
    openedAt: minutesAgo(10),
    finding: { exposureSats: sats(more.exposureSats ?? 0n) },
    ...more,
  }) as AlertReading

const channel = (name: string, more: Partial<ChannelReading> = {}): ChannelReading => ({
  channel: name,
  okAt: NOW,
  failingSince: null,
  failures: 0,
  gone: false,
  lastError: null,
  waiting: 0,
  oldestWaitingAt: null,
  ...more,
})

const contact = (slot: OncallContact['slot'], more: Partial<OncallContact> = {}): OncallContact => ({
  slot,
  name: null,
  email: null,
  phone: null,
  availability: null,
  personId: null,
  takenBy: null,
  takenUntil: null,
  ...more,
})

interface Told {
  readonly firing?: readonly AlertReading[]
  readonly channels?: readonly ChannelReading[]
  readonly oncall?: readonly OncallContact[]
  readonly observations?: readonly Observation[]
}

const sourcesOf = (told: Told, more: Partial<AlertSources> = {}): AlertSources => ({
  alerts: {
    firing: async () => [...(told.firing ?? [])],
    channels: async () => [...(told.channels ?? [])],
    silences: async () => [{} as never, {} as never],
    maintenance: async () => [{} as never],
    oncall: async () => [...(told.oncall ?? ONCALL_SLOTS.map((slot) => contact(slot)))],
  },
  observations: { all: async () => new Map((told.observations ?? []).map((one) => [one.subject, one])) },
  scheduled: { runs: async () => [] },
  incidents: { current: async () => [] },
  jobs: [],
  pulse: { lastAt: () => null },
  now: () => NOW,
  ...more,
})

async function samples(told: Told, more: Partial<AlertSources> = {}): Promise<Map<string, string>> {
  const text = await createMetrics(emptyReadings, { sandbox: false }, sourcesOf(told, more)).text()
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), line.slice(line.lastIndexOf(' ') + 1)]),
  )
}

test('alerts are counted by rule and severity, and their money is exact', async () => {
  const found = await samples({
    firing: [
      alert({ exposureSats: MAX_SATS - 1n }),
      alert({ exposureSats: 1n, openedAt: minutesAgo(30), ackedBy: 'person:1' }),
      alert({ rule: 'LATE', openedAt: minutesAgo(25), mutedBy: 'silence:1' }),
      alert({ rule: 'LATE', openedAt: minutesAgo(19), ackedBy: 'person:1', ackUntil: minutesAgo(1) }),
      alert({ rule: 'POLL_LATE', severity: 'medium', dueAt: minutesAgo(1), openedAt: minutesAgo(20) }),
      alert({ rule: 'POLL_LATE', severity: 'medium', testChannel: 'discord:room:1', exposureSats: 5n }),
      alert({ severity: 'high', dueAt: minutesAgo(-1) }),
    ],
  })
  expect(Object.fromEntries(found)).toMatchObject({
    'satmachine_alerts_firing{rule="PAYMENT_STUCK",severity="critical"}': '2',
    'satmachine_alerts_firing{rule="POLL_LATE",severity="medium"}': '1',
    'satmachine_alerts_exposure_sats{severity="critical"}': '2100000000000000',
    'satmachine_alerts_exposure_sats{severity="medium"}': '0',
    'satmachine_alerts_exposure_sats{severity="info"}': '0',
    'satmachine_alerts_unacknowledged{severity="critical"}': '2',
    'satmachine_alerts_overdue{severity="medium"}': '1',
    'satmachine_alerts_overdue{severity="high"}': '0',
    satmachine_alerts_oldest_unacknowledged_timestamp_seconds: String(minutesAgo(20).getTime() / 1000),
    satmachine_alert_silences: '2',
    satmachine_maintenance_windows: '1',
  })
})

test('what is over is not shown any more', async () => {
  let firing = [alert()]
  const sources = sourcesOf({})
  const metrics = createMetrics(
    emptyReadings,
    { sandbox: false },
    { ...sources, alerts: { ...sources.alerts, firing: async () => firing } },
  )
  expect(await metrics.text()).toContain('satmachine_alerts_firing{')
  firing = []
  const after = await metrics.text()
  expect(after).not.toContain('satmachine_alerts_firing{')
  expect(after).toContain('satmachine_alerts_oldest_unacknowledged_timestamp_seconds 0')
})

test('channels are named by their kind: addresses and telephone numbers are people’s', async () => {
  const found = await samples({
    channels: [
      channel('discord:room:118', {
        waiting: 2,
        oldestWaitingAt: minutesAgo(4),
        failingSince: minutesAgo(3),
      }),
      channel('discord:person:119', {
        waiting: 1,
        oldestWaitingAt: minutesAgo(9),
        gone: true,
        failingSince: NOW,
      }),
      channel('phone:+50255550101'),
      channel('email:mara@shop.example'),
    ],
  })
  expect(Object.fromEntries(found)).toMatchObject({
    'satmachine_alert_messages_waiting{channel="discord"}': '3',
    'satmachine_alert_oldest_waiting_timestamp_seconds{channel="discord"}': String(
      minutesAgo(9).getTime() / 1000,
    ),
    'satmachine_alert_channels_failing{channel="discord"}': '2',
    'satmachine_alert_channels_gone{channel="discord"}': '1',
    'satmachine_alert_channels_failing{channel="phone"}': '0',
    'satmachine_alert_oldest_waiting_timestamp_seconds{channel="email"}': '0',
  })
  expect([...found.keys()].join()).not.toMatch(/5025555|mara/)
})

test('empty slots, looks outside, rounds and scheduled jobs have their values', async () => {
  const observation = { outcome: 'auth', observedAt: minutesAgo(2) } as Observation
  const found = await samples(
    {
      oncall: [
        contact('level1', { name: 'Mara', phone: '+502' }),
        contact('level2', { name: 'Rafa' }),
        contact('level3', { takenBy: 7n }),
        contact('lamassu', { phone: '+502' }),
      ],
      observations: [
        { ...observation, subject: 'wallet:source' },
        { ...observation, subject: 'lamassu', outcome: 'ok' },
      ],
    },
    {
      jobs: ['digest', 'never'],
      scheduled: {
        runs: async (job) =>
          job === 'never'
            ? []
            : ([
                { outcome: 'failed', finishedAt: minutesAgo(1) },
                { outcome: 'done', finishedAt: minutesAgo(60) },
              ] as never),
      },
      pulse: { lastAt: () => NOW },
    },
  )
  expect(Object.fromEntries(found)).toMatchObject({
    'satmachine_oncall_slot_missing{slot="level1"}': '0',
    'satmachine_oncall_slot_missing{slot="level2"}': '1',
    'satmachine_oncall_slot_missing{slot="level3"}': '0',
    'satmachine_oncall_slot_missing{slot="lamassu"}': '1',
    'satmachine_observation_ok{subject="wallet:source"}': '0',
    'satmachine_observation_ok{subject="lamassu"}': '1',
    'satmachine_observation_timestamp_seconds{subject="lamassu"}': String(minutesAgo(2).getTime() / 1000),
    'satmachine_scheduled_run_last_success_timestamp_seconds{name="digest"}': String(
      minutesAgo(60).getTime() / 1000,
    ),
    'satmachine_scheduled_run_last_success_timestamp_seconds{name="never"}': '0',
    satmachine_alert_last_round_timestamp_seconds: String(NOW.getTime() / 1000),
  })
})

test('checks and messages of this process are counted', async () => {
  const metrics = createMetrics(emptyReadings, { sandbox: false }, sourcesOf({}))
  metrics.countCheck('POLL_LATE', 'ok', 0.02)
  metrics.countCheck('POLL_LATE', 'failed', 20)
  metrics.countMessage('discord', 'sent')
  const text = await metrics.text()
  for (const line of [
    'satmachine_alert_checks_total{rule="POLL_LATE",result="failed"} 1',
    'satmachine_alert_check_last_seconds{rule="POLL_LATE"} 20',
    'satmachine_alert_check_seconds_count 2',
    'satmachine_alert_messages_total{channel="discord",outcome="sent"} 1',
  ])
    expect(text).toContain(line)
})

test('nobody has looked for three minutes: the alerts count as dead until somebody does', () => {
  let now = NOW
  const pulse = createPulse({ now: () => now })
  now = minutesAgo(-10)
  expect(pulse.problem(), 'another process leads').toBeNull()
  pulse.begin()
  now = minutesAgo(-12.9)
  expect(pulse.problem()).toBeNull()
  now = minutesAgo(-13)
  expect(pulse.problem()).toBe('the alerts are not looked after: no round for 180 seconds')
  expect(pulse.lastAt()).toBeNull()
  pulse.beat()
  expect(pulse.problem()).toBeNull()
  expect(pulse.lastAt()).toEqual(now)
  now = minutesAgo(-20)
  expect(pulse.problem()).toMatch(/no round for 420 seconds$/)
  pulse.end()
  expect(pulse.problem()).toBeNull()
})
