import { RECONCILIATION_JOB, DIGEST_JOB, dailyJobs } from './daily-jobs.ts'
import type { ErrorCounts } from '../engine/observe-self.ts'
import { createIncidentPlaceStore } from '../engine/store/incident-place-store.ts'
import { createScheduledRunStore } from '../engine/store/scheduled-run-store.ts'
import type { Assembly } from './assembly.ts'
import { createAlertChannels } from './alerts/channels.ts'
import { createDirectory } from './alerts/directory.ts'
import type { Pulse } from './alerts/pulse.ts'
import { createDigestSending } from './alerts/send-digest.ts'
import { startAlerts } from './alerts/start.ts'
import type { RunningChat } from './chat/chat.ts'
import type { ChatParts } from './chat/parts.ts'
import { startLookingAtChanges } from './changes.ts'
import { startIncidentRounds } from './incidents/start-rounds.ts'
import { startDaily } from './daily.ts'
import type { Duty } from './duties.ts'
import type { SignOfLife } from './heartbeat.ts'
import { startPosting } from './incidents/posting.ts'
import type { Metrics } from './metrics.ts'

export interface LeadingParts {
  readonly assembly: Assembly
  readonly parts: ChatParts
  readonly print: (line: string) => void
  readonly errors: () => ErrorCounts
  readonly metrics: Pick<Metrics, 'countCheck' | 'countMessage'>
  readonly pulse: Pulse
  readonly alive: SignOfLife
}

export const DAILY_JOBS = [RECONCILIATION_JOB, DIGEST_JOB]

/** How often it is looked whether a daily job is due. */
const LOOK_SECONDS = 20

/** What the one program that leads does for all: the alerts, and what is due at set times. */
export function beginLeading(options: LeadingParts, chat: () => RunningChat | null): readonly Duty[] {
  const { assembly, parts, metrics, pulse } = options
  const channels = createAlertChannels({
    parts,
    settings: assembly.config.alerts,
    platforms: (['discord', 'telegram'] as const).filter((one) => assembly.config.chat[one] !== null),
    chat,
    print: options.print,
  })
  const directory = createDirectory({ assembly, parts, channels })
  pulse.begin()
  const alerts = startAlerts({
    assembly,
    parts,
    channels,
    directory,
    errors: options.errors,
    onCheck: (rule, result, seconds) => metrics.countCheck(rule, result, seconds),
    onMessage: (kind, outcome) => metrics.countMessage(kind, outcome),
    onRound: (result) => result === 'ok' && pulse.beat(),
  })
  const send = createDigestSending({ parts, channels, directory, onSent: options.alive })
  const daily = startDaily({
    jobs: async () =>
      dailyJobs({
        books: parts.books,
        alerts: parts.alerts,
        incidents: parts.incidents,
        clock: assembly.clock,
        digestCron: assembly.config.alerts.digestSchedule,
        timeZone: (await parts.settings()).settings['operator-timezone'],
        send,
      }),
    store: createScheduledRunStore(assembly.pool),
    clock: assembly.clock,
    log: assembly.log.child({ module: 'daily' }),
    everySeconds: LOOK_SECONDS,
  })
  return [
    {
      async stop() {
        pulse.end()
        await alerts.stop()
      },
    },
    daily,
    startLookingAtChanges(parts.books, assembly.log.child({ module: 'changes' })),
    startIncidentRounds({ assembly, parts }),
    startPosting({
      parts,
      store: createIncidentPlaceStore(assembly.pool),
      outlet: (platform) => chat()?.outlet(platform) ?? null,
      log: assembly.log.child({ module: 'incidents' }),
    }),
  ]
}
