import type { Logger } from 'pino'
import { createDeliveries } from '../../alerts/deliver.ts'
import { limitsFor } from '../../alerts/limits.ts'
import { isQuiet } from '../../alerts/quiet-hours.ts'
import { createRounds } from '../../alerts/round.ts'
import type { Directory } from '../../alerts/routing.ts'
import { sats } from '../../engine/domain/money.ts'
import { sentenceOf } from '../../engine/failure.ts'
import type { ErrorCounts } from '../../engine/observe-self.ts'
import { createAlertStore } from '../../engine/store/alert-store.ts'
import { DRILL_HURRY } from '../../engine/incidents/drill.ts'
import { createObservationStore } from '../../engine/store/observation-store.ts'
import { createSigns } from '../../engine/store/signs/signs.ts'
import type { Assembly } from '../assembly.ts'
import type { ChatParts } from '../chat/parts.ts'
import { singleFlight } from '../single-flight.ts'
import type { AlertChannels } from './channels.ts'
import { createComposing } from './composing.ts'
import { createObservers } from './observers.ts'
import { createRemedies } from './remedies.ts'
import { pollSecondsOf } from './poll-seconds.ts'

export interface AlertsOptions {
  readonly assembly: Assembly
  readonly parts: ChatParts
  readonly channels: AlertChannels
  readonly directory: () => Promise<Directory>
  readonly errors: () => ErrorCounts
  readonly onCheck?: (rule: string, result: 'ok' | 'failed', seconds: number) => void
  readonly onRound?: (result: 'ok' | 'failed') => void
  readonly onMessage?: (kind: string, outcome: 'sent' | 'failed' | 'unknown') => void
}

/** Rules that are due are asked this often; what was decided is told within a second. */
const ROUND_SECONDS = 3
const LOOK_SECONDS = 1

export interface RunningAlerts {
  /** Nothing is asked, decided or told any more; resolves when what is under way has ended. */
  stop(): Promise<void>
}

/** The alerts at work: looks outside, asks the rules, decides, tells. Run by the one program that leads. */
export function startAlerts(options: AlertsOptions): RunningAlerts {
  const { assembly, parts, channels, directory } = options
  const log = assembly.log.child({ module: 'alerts' })
  const store = createAlertStore(assembly.pool)
  const observations = createObservationStore(assembly.pool)
  const composing = createComposing(parts)
  const remedies = createRemedies({ ...assembly, ...parts })
  const pace = parts.drill === true ? DRILL_HURRY : 1
  const pollSeconds = pollSecondsOf(assembly.config.pollSchedule)
  const rounds = createRounds({
    rules: parts.rules,
    store,
    readings: parts.alerts,
    observations,
    sight: async (now) => ({
      now,
      readings: assembly.readings,
      signs: createSigns(assembly.pool, parts.alerts),
      observations: await observations.all(),
      settings: (await parts.settings()).settings,
      pollSeconds: await pollSeconds,
    }),
    directory,
    limitsOf: (rule, set) => limitsFor(rule, set, parts.alertSettings.fixedLimits),
    async policy() {
      const { settings } = await parts.settings()
      return {
        l3ThresholdSats: sats(BigInt(settings['l3-threshold-sats'])),
        isQuiet: (now) => isQuiet(settings['quiet-hours'], settings['operator-timezone'], now),
      }
    },
    remedy: (remedy, reason, alert) => remedies(remedy, reason, { actor: `alert:${alert.rule}`, alert }),
    incidents: async () =>
      (await parts.incidents.current()).filter(
        ({ status, leadId, drill }) => status === 'open' && leadId !== null && !drill,
      ),
    ...(options.onCheck === undefined ? {} : { onCheck: options.onCheck }),
    nowMs: () => performance.now(),
    log,
  })
  const deliveries = createDeliveries({
    store,
    channels: () => channels.byKind,
    compose: composing.alert,
    composeOverview: composing.overview,
    directory,
    whenAllElseFails: (message) => channels.terminal.whenAllElseFails(message),
    ...(options.onMessage === undefined ? {} : { onMessage: options.onMessage }),
    log,
  })
  const clockworks = [
    every(ROUND_SECONDS, 'the alert rules', () => rounds.run(), { log, onEnd: options.onRound }),
    every(LOOK_SECONDS, 'the outbox', () => deliveries.look(), { log }),
    ...createObservers({ assembly, parts, store, observations, errors: options.errors }).map(
      ({ name, everySeconds, look }) => every(everySeconds / pace, name, look, { log }),
    ),
  ]
  return {
    async stop() {
      await Promise.all([...clockworks.map((one) => one.stop()), deliveries.stop()])
    },
  }
}

interface Clockwork {
  stop(): Promise<void>
}

/** At once, and then every so often, never twice at a time; a run that breaks off is logged and comes again. */
function every(
  seconds: number,
  name: string,
  work: () => Promise<void>,
  { log, onEnd }: { log: Logger; onEnd?: ((result: 'ok' | 'failed') => void) | undefined },
): Clockwork {
  const flight = singleFlight(work, (thrown) => {
    onEnd?.(thrown === null ? 'ok' : 'failed')
    if (thrown !== null) log.warn({ name, reason: sentenceOf(thrown) }, 'a look for alerts broke off')
  })
  const timer = setInterval(() => flight.wake(), seconds * 1000)
  flight.wake()
  return {
    stop() {
      clearInterval(timer)
      return flight.stop()
    },
  }
}
