import { type Digest, digestOf, failedDigest } from '../alerts/digest.ts'
import { weeklyReport } from '../alerts/weekly-report.ts'
import type { AlertReadings } from '../engine/alerting.ts'
import type { Books } from '../engine/books.ts'
import { sentenceOf } from '../engine/failure.ts'
import { incidentFigures } from '../engine/incidents/figures.ts'
import type { IncidentReadings } from '../engine/incidents/storage.ts'
import type { JsonObject } from '../engine/json-value.ts'
import { dayBeside, localDay } from '../engine/local-time.ts'
import type { Clock } from '../engine/ports.ts'
import type { ScheduledJob, Turn } from '../engine/schedule.ts'
import { weekBounds, weekName } from '../engine/weekly-audit.ts'

export const RECONCILIATION_JOB = 'reconciliation'
export const DIGEST_JOB = 'digest'
export const WEEKLY_AUDIT_JOB = 'weekly audit'
/** Every morning at eight, by the operator's clock. */
export const DEFAULT_DIGEST_SCHEDULE = '0 8 * * *'

/** The handbook's midnight, in UTC. */
const RECONCILIATION_CRON = '0 0 * * *'
/** Sunday, when the handbook's week is over. */
const WEEKLY_AUDIT_CRON = '0 0 * * 0'
const MAX_ATTEMPTS = 3
const BACK_OFF_SECONDS = 300

export interface DailyJobsParts {
  readonly books: Books
  readonly alerts: Pick<AlertReadings, 'firing' | 'silences' | 'maintenance'>
  readonly incidents: Pick<IncidentReadings, 'current' | 'recent' | 'events' | 'followUps'>
  readonly clock: Clock
  readonly digestCron: string
  readonly timeZone: string
  /** Tells everybody who is to read it; throws when nobody could be told. */
  readonly send: (digest: Digest) => Promise<void>
}

/** What the bot does by itself every day and every week. */
export const dailyJobs = (parts: DailyJobsParts): readonly ScheduledJob[] => [
  {
    name: RECONCILIATION_JOB,
    cron: RECONCILIATION_CRON,
    timeZone: 'UTC',
    maxAttempts: MAX_ATTEMPTS,
    leaseSeconds: 1800,
    backOffSeconds: BACK_OFF_SECONDS,
    run: (turn) => reconcileOnce(parts, turn),
  },
  {
    name: DIGEST_JOB,
    cron: parts.digestCron,
    timeZone: parts.timeZone,
    maxAttempts: MAX_ATTEMPTS,
    leaseSeconds: 600,
    backOffSeconds: BACK_OFF_SECONDS,
    run: (turn) => digestOnce(parts, turn),
  },
  {
    name: WEEKLY_AUDIT_JOB,
    cron: WEEKLY_AUDIT_CRON,
    timeZone: 'UTC',
    maxAttempts: MAX_ATTEMPTS,
    leaseSeconds: 3600,
    backOffSeconds: BACK_OFF_SECONDS,
    run: (turn) => auditOnce(parts, turn),
  },
]

async function reconcileOnce({ books }: DailyJobsParts, { slot, missed }: Turn): Promise<JsonObject> {
  const run = await books.reconcile({ scope: { kind: 'all' }, actor: 'satmachine', slot, missed })
  return { reconciliationId: run.id.toString(), verdict: run.verdict }
}

/** Of the day before the slot, however late it is told. One that can't be computed is tried again, and then told as that. */
async function digestOnce(parts: DailyJobsParts, turn: Turn): Promise<JsonObject> {
  const day = dayBeside(localDay(turn.slot, parts.timeZone), -1)
  let digest: Digest
  try {
    digest = digestOf(await parts.books.digest(day, parts.timeZone, parts.clock.now()), turn)
  } catch (thrown) {
    if (turn.attempt < MAX_ATTEMPTS) throw thrown
    digest = failedDigest(day, sentenceOf(thrown))
  }
  await parts.send(digest)
  return { day, tone: digest.tone }
}

/** Of the week that is over with the slot. A report that could not be sent is sent again; the checks are not made again for it. */
async function auditOnce(parts: DailyJobsParts, { slot }: Turn): Promise<JsonObject> {
  const { books, alerts, send } = parts
  const now = parts.clock.now()
  const week = weekName(slot)
  const [known] = await books.audits.weeks([week])
  const audit = known?.latest ?? (await books.audits.run(week, 'satmachine'))
  const bounds = weekBounds(week)
  const report = weeklyReport({
    audit,
    figures: await books.period(bounds),
    before: await books.period(weekBounds(weekName(bounds.from))),
    firing: (await alerts.firing()).filter(({ testChannel }) => testChannel === null),
    silences: await alerts.silences(),
    maintenance: await alerts.maintenance(),
    incidents: await incidentFigures(parts.incidents, { timeZone: parts.timeZone, now }),
    now,
  })
  await send(report)
  return { week, auditId: audit.id.toString(), tone: report.tone }
}
