import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { splitChannel } from '../../alerts/channel.ts'
import { stateOf } from '../../alerts/compose-look.ts'
import type { AlertReading, AlertReadings, ChannelReading, OncallContact } from '../../engine/alerting.ts'
import { SEVERITIES } from '../../engine/alerting.ts'
import { asFloat } from '../../engine/domain/money.ts'
import { INCIDENT_SEVERITIES, type Incident } from '../../engine/incidents/incident.ts'
import type { IncidentReadings } from '../../engine/incidents/storage.ts'
import type { ObservationStore } from '../../engine/observations.ts'
import type { ScheduledRunStore } from '../../engine/schedule.ts'
import type { Pulse } from '../alerts/pulse.ts'

/** Where the state of the alerts is read when Prometheus asks. */
export interface AlertSources {
  readonly alerts: Pick<AlertReadings, 'firing' | 'channels' | 'silences' | 'maintenance' | 'oncall'>
  readonly observations: Pick<ObservationStore, 'all'>
  readonly scheduled: Pick<ScheduledRunStore, 'runs'>
  readonly incidents: Pick<IncidentReadings, 'current'>
  /** Names of what is due at set times. */
  readonly jobs: readonly string[]
  readonly pulse: Pick<Pulse, 'lastAt'>
  readonly now: () => Date
}

export interface AlertMetrics {
  /** A rule was asked. */
  countCheck(rule: string, result: 'ok' | 'failed', seconds: number): void
  /** A message about an alert was sent, or was not; `kind` of the channel: 'discord', 'email'. */
  countMessage(kind: string, outcome: string): void
  /** Reads everything that is state; to be awaited before the registry is written out. */
  read(sources: AlertSources): Promise<void>
}

const CHECK_SECONDS = [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 20]

/**
 * What is wrong, who was told, and whether anybody looks. Test alerts are not in it. Channels are named by their kind
 * alone: addresses are people's.
 */
export function createAlertMetrics(registry: Registry): AlertMetrics {
  const registers = [registry]
  const gauges = gaugesIn(registry)
  const checks = new Counter({
    name: 'satmachine_alert_checks_total',
    help: 'Checks of alert rules by this process',
    labelNames: ['rule', 'result'],
    registers,
  })
  const checkSeconds = new Histogram({
    name: 'satmachine_alert_check_seconds',
    help: 'Duration of a check of an alert rule',
    buckets: CHECK_SECONDS,
    registers,
  })
  const lastCheckSeconds = new Gauge({
    name: 'satmachine_alert_check_last_seconds',
    help: 'How long the latest check of the rule took',
    labelNames: ['rule'],
    registers,
  })
  const messages = new Counter({
    name: 'satmachine_alert_messages_total',
    help: 'Messages about alerts that this process sent, by kind of channel and outcome',
    labelNames: ['channel', 'outcome'],
    registers,
  })
  return {
    countCheck(rule, result, seconds) {
      checks.inc({ rule, result })
      checkSeconds.observe(seconds)
      lastCheckSeconds.set({ rule }, seconds)
    },
    countMessage: (kind, outcome) => messages.inc({ channel: kind, outcome }),
    async read(sources) {
      const { alerts, observations } = sources
      const [firing, channels, silences, maintenance, oncall, seen, runs, incidents] = await Promise.all([
        alerts.firing(),
        alerts.channels(),
        alerts.silences(),
        alerts.maintenance(),
        alerts.oncall(),
        observations.all(),
        lastSuccesses(sources),
        sources.incidents.current(),
      ])
      for (const gauge of Object.values(gauges)) gauge.reset()
      showFiring(
        gauges,
        firing.filter((alert) => alert.testChannel === null),
        sources.now(),
      )
      showChannels(gauges, channels)
      showIncidents(gauges, incidents)
      gauges.silences.set(silences.length)
      gauges.maintenance.set(maintenance.length)
      for (const contact of oncall)
        gauges.oncallMissing.set({ slot: contact.slot }, isMissing(contact) ? 1 : 0)
      for (const { subject, outcome, observedAt } of seen.values()) {
        gauges.observed.set({ subject }, seconds(observedAt))
        gauges.observedOk.set({ subject }, outcome === 'ok' ? 1 : 0)
      }
      for (const [job, at] of runs) gauges.lastRun.set({ name: job }, seconds(at))
      gauges.lastRound.set(seconds(sources.pulse.lastAt()))
    },
  }
}

type Gauges = ReturnType<typeof gaugesIn>

function gaugesIn(registry: Registry) {
  const gauge = (name: string, help: string, labelNames: readonly string[] = []): Gauge =>
    new Gauge({ name: `satmachine_${name}`, help, labelNames, registers: [registry] })
  return {
    firing: gauge('alerts_firing', 'Alerts that fire, by rule and severity', ['rule', 'severity']),
    exposure: gauge('alerts_exposure_sats', 'Sats that firing alerts put in doubt, by severity', [
      'severity',
    ]),
    unacknowledged: gauge(
      'alerts_unacknowledged',
      'Firing alerts that nobody has acknowledged, without muted ones',
      ['severity'],
    ),
    overdue: gauge('alerts_overdue', 'Firing alerts whose response time is over, unacknowledged', [
      'severity',
    ]),
    oldest: gauge(
      'alerts_oldest_unacknowledged_timestamp_seconds',
      'When the oldest alert began to fire that nobody has acknowledged; 0 for none',
    ),
    waiting: gauge('alert_messages_waiting', 'Alerts that wait to be told, by kind of channel', ['channel']),
    oldestWaiting: gauge(
      'alert_oldest_waiting_timestamp_seconds',
      'Since when the oldest alert waits to be told, by kind of channel; 0 for none',
      ['channel'],
    ),
    failing: gauge('alert_channels_failing', 'Channels that do not work at this moment, by kind', [
      'channel',
    ]),
    gone: gauge('alert_channels_gone', 'Channels that only a person can mend, by kind', ['channel']),
    incidents: gauge('incidents_open', 'Incidents that are not resolved, by severity', ['severity']),
    oldestIncident: gauge(
      'incident_oldest_open_timestamp_seconds',
      'When the oldest incident began that is not resolved; 0 for none',
    ),
    silences: gauge('alert_silences', 'Silences in force'),
    maintenance: gauge('maintenance_windows', 'Maintenance windows in force'),
    oncallMissing: gauge('oncall_slot_missing', '1 where nobody can be reached', ['slot']),
    observed: gauge('observation_timestamp_seconds', 'When it was looked at last', ['subject']),
    observedOk: gauge('observation_ok', '1 where all was well at the last look', ['subject']),
    lastRun: gauge(
      'scheduled_run_last_success_timestamp_seconds',
      'When what is due at set times was last done; 0 for never',
      ['name'],
    ),
    lastRound: gauge(
      'alert_last_round_timestamp_seconds',
      'When this process last looked for what is wrong; 0 for never',
    ),
  }
}

const seconds = (moment: Date | null): number => (moment?.getTime() ?? 0) / 1000

/** Every severity has its value, also where it is none: a rule of Prometheus needs something to compare. */
function showFiring(gauges: Gauges, firing: readonly AlertReading[], now: Date): void {
  for (const severity of SEVERITIES) {
    const ofSeverity = firing.filter((alert) => alert.severity === severity)
    const open = ofSeverity.filter((alert) => stateOf(alert, now) === 'firing')
    const exposure = ofSeverity.reduce((sum, { finding }) => sum + finding.exposureSats, 0n)
    gauges.exposure.set({ severity }, asFloat(exposure))
    gauges.unacknowledged.set({ severity }, open.length)
    gauges.overdue.set({ severity }, open.filter(({ dueAt }) => dueAt !== null && dueAt < now).length)
  }
  for (const { rule, severity } of firing) gauges.firing.inc({ rule, severity })
  const oldest = firing
    .filter((alert) => stateOf(alert, now) === 'firing')
    .map(({ openedAt }) => seconds(openedAt))
    .sort((a, b) => a - b)[0]
  gauges.oldest.set(oldest ?? 0)
}

function showIncidents(gauges: Gauges, incidents: readonly Incident[]): void {
  const open = incidents.filter(({ status, drill }) => status === 'open' && !drill)
  for (const severity of INCIDENT_SEVERITIES)
    gauges.incidents.set({ severity }, open.filter((one) => one.severity === severity).length)
  gauges.oldestIncident.set(open.map(({ openedAt }) => seconds(openedAt)).sort((a, b) => a - b)[0] ?? 0)
}

function showChannels(gauges: Gauges, channels: readonly ChannelReading[]): void {
  const kindOf = ({ channel }: ChannelReading): string => splitChannel(channel)[0]
  for (const channel of new Set(channels.map(kindOf))) {
    const ofKind = channels.filter((one) => kindOf(one) === channel)
    const waiting = ofKind.flatMap((one) =>
      one.oldestWaitingAt === null ? [] : [seconds(one.oldestWaitingAt)],
    )
    gauges.waiting.set(
      { channel },
      ofKind.reduce((sum, one) => sum + one.waiting, 0),
    )
    gauges.oldestWaiting.set({ channel }, waiting.sort((a, b) => a - b)[0] ?? 0)
    gauges.failing.set({ channel }, ofKind.filter((one) => one.failingSince !== null).length)
    gauges.gone.set({ channel }, ofKind.filter((one) => one.gone).length)
  }
}

/** Without a name, or without a way to reach him. */
const isMissing = ({ name, email, phone, personId, takenBy }: OncallContact): boolean =>
  takenBy === null && (name === null || [email, phone, personId].every((way) => way === null))

/** So many runs back is far enough: what has failed more often is as good as never done. */
const RUNS_BACK = 50

async function lastSuccesses({ scheduled, jobs }: AlertSources): Promise<[job: string, at: Date | null][]> {
  return Promise.all(
    jobs.map(async (job): Promise<[string, Date | null]> => {
      const done = (await scheduled.runs(job, RUNS_BACK)).find((run) => run.outcome === 'done')
      return [job, done?.finishedAt ?? null]
    }),
  )
}
