import type { Finding } from '../engine/alerting.ts'
import { sats } from '../engine/domain/money.ts'
import { formatAge, formatSpan, formatTime } from '../engine/format.ts'
import { lastGapOf } from '../engine/observe-self.ts'
import { type Phrase, say } from '../engine/phrase.ts'
import { dueSlot } from '../engine/schedule.ts'
import type { JobReading } from '../engine/signs/operations.ts'
import { minutesBefore } from './moments.ts'
import type { Sight } from './rule.ts'

export interface WatchedJob {
  /** As the table of runs names it. */
  readonly job: string
  /** Five fields, see engine/cron.ts. */
  readonly cron: string
  readonly timeZone: string
  readonly words: Pick<Finding, 'what' | 'now' | 'steps'>
}

/**
 * The newest run that was due and is not done so long after its time. What was due before the bot's first start was not
 * missed, and while the bot was down nothing could run: that is another alert.
 */
export async function missedRun(
  { observations, signs, now }: Sight,
  { job, cron, timeZone, words }: WatchedJob,
  afterMinutes: number,
): Promise<Finding[]> {
  const firstStart = observations.get('bot')?.since
  const slot = dueSlot(cron, timeZone, minutesBefore(now, afterMinutes))
  if (firstStart === undefined || slot === null || slot < firstStart) return []
  const gap = lastGapOf(observations.get('heartbeat'))
  const couldRunAt = gap !== null && gap.from <= slot && slot <= gap.until ? gap.until : slot
  if (couldRunAt > minutesBefore(now, afterMinutes)) return []
  const run = await signs.operations.lastRun(job)
  if (run.settledSlot !== null && run.settledSlot >= slot) return []
  return [
    {
      ...words,
      entity: '',
      exposureSats: sats(0n),
      since: slot,
      fired: say`due at ${formatTime(slot)}, not done for ${formatAge(slot, now)}, limit ${formatSpan(afterMinutes * 60)}: ${howItWent(run, slot)}`,
    },
  ]
}

function howItWent({ latest }: JobReading, slot: Date): Phrase {
  if (latest === null || latest.slot < slot) return say`it was not begun`
  return latest.outcome === 'failed' ? say`it failed` : say`it was begun and is not done`
}
