import { parseCron } from './cron.ts'
import { sentenceOf } from './failure.ts'
import type { JsonObject } from './json-value.ts'
import { momentOf, momentsOf, wallClock } from './local-time.ts'

/** Something that is due at set times, such as every morning at eight. Each time is a slot, run once by one replica. */
export interface ScheduledJob {
  readonly name: string
  /** Five fields, see cron.ts. */
  readonly cron: string
  readonly timeZone: string
  readonly maxAttempts: number
  /** Longer than a run ever takes: after it the runner counts as dead, and another begins anew. */
  readonly leaseSeconds: number
  /** How long after a failure it is tried again; doubled with every further one. */
  readonly backOffSeconds: number
  /** What is returned is kept with the run. Throws when it could not be done. */
  run(turn: Turn): Promise<JsonObject>
}

/** One run of a job. */
export interface Turn {
  readonly slot: Date
  /** Slots before this one at which nobody was there: this run stands for them too, and says so. The oldest first. */
  readonly missed: readonly Date[]
  /** 1 for the first. */
  readonly attempt: number
}

/** What was run, and what is. Leases are by the database's clock. */
export interface ScheduledRunStore {
  /** The newest slot of the job that the books know of; null before the first. */
  newestSlot(job: string): Promise<Date | null>
  /** The job is new: slots up to this one are not for it. */
  begin(job: string, slot: Date): Promise<void>
  /** Null: somebody else has it, it is done, or it is not time to try again. Writes down the missed slots with it. */
  claim(
    job: Pick<ScheduledJob, 'name' | 'maxAttempts' | 'leaseSeconds' | 'backOffSeconds'>,
    slot: Date,
    missed: readonly Date[],
  ): Promise<Turn | null>
  /** False when another runner has taken over meanwhile. */
  finish(
    job: string,
    turn: Pick<Turn, 'slot' | 'attempt'>,
    outcome: 'done' | 'failed',
    detail: JsonObject,
  ): Promise<boolean>
  /** The newest first. */
  runs(job: string, limit: number): Promise<ScheduledRun[]>
}

export interface ScheduledRun {
  readonly job: string
  readonly slot: Date
  readonly startedAt: Date
  readonly finishedAt: Date | null
  /** Null while it runs, or when its runner died. */
  readonly outcome: 'done' | 'failed' | 'slept_through' | null
  readonly attempts: number
  readonly detail: JsonObject | null
}

export type RunOutcome =
  | { readonly kind: 'nothing_due' }
  | { readonly kind: 'done'; readonly turn: Turn; readonly wasTakenOver: boolean }
  | { readonly kind: 'failed'; readonly turn: Turn; readonly sentence: string; readonly cause: unknown }

const DAY_MS = 86_400_000
/** The rarest day there is: 29 February, around a year without one. */
const MOST_DAYS_BACK = 8 * 366
/** Of a long sleep only the newest slots are written down one by one. */
const MOST_MISSED = 31

/** The newest moment up to now at which it was due; null when there was none for eight years. */
export function dueSlot(cron: string, timeZone: string, now: Date): Date | null {
  return slotsBack(cron, timeZone, { until: now, most: 1 })[0] ?? null
}

/**
 * The newest moments at which it was due, newest first. A time that a day lacks because the clocks were put forward
 * counts by the clock as it was before; one that comes twice counts once. Where every hour is meant, each hour counts.
 */
export function slotsBack(
  cron: string,
  timeZone: string,
  range: { readonly after?: Date; readonly until: Date; readonly most: number },
): Date[] {
  const times = parseCron(cron)
  const after = range.after?.getTime() ?? -Infinity
  const found = new Set<number>()
  const today = startOfDay(wallClock(range.until, timeZone))
  // One day more than needed: a time that was moved forward may lie on the day after its own.
  let enough = false
  for (let back = 0; back <= MOST_DAYS_BACK && !enough; back += 1) {
    enough = found.size >= range.most
    const day = new Date(today - back * DAY_MS)
    if (day.getTime() + 2 * DAY_MS < after) break
    const on = { dayOfMonth: day.getUTCDate(), month: day.getUTCMonth() + 1, dayOfWeek: day.getUTCDay() }
    if (!times.isOn(on)) continue
    for (const wall of timesOf(times, day)) {
      const moments = times.everyHour ? momentsOf(wall, timeZone) : [momentOf(wall, timeZone)]
      for (const moment of moments)
        if (moment.getTime() > after && moment <= range.until) found.add(moment.getTime())
    }
  }
  const newest = [...found].sort((a, b) => b - a).slice(0, range.most)
  return newest.map((moment) => new Date(moment))
}

const startOfDay = (wall: Date): number => wall.getTime() - (((wall.getTime() % DAY_MS) + DAY_MS) % DAY_MS)

const timesOf = ({ hours, minutes }: ReturnType<typeof parseCron>, day: Date): Date[] =>
  hours.flatMap((hour) => minutes.map((minute) => new Date(day.getTime() + (hour * 60 + minute) * 60_000)))

/** Runs the job if a slot of it is due and nobody else has it. Never throws for what the job throws. */
export async function runDue(job: ScheduledJob, store: ScheduledRunStore, now: Date): Promise<RunOutcome> {
  const slot = dueSlot(job.cron, job.timeZone, now)
  if (slot === null) return { kind: 'nothing_due' }
  const newest = await store.newestSlot(job.name)
  if (newest === null) {
    await store.begin(job.name, slot)
    return { kind: 'nothing_due' }
  }
  // The schedule was changed, or the clock went back: what was run is not run again.
  if (newest > slot) return { kind: 'nothing_due' }
  const missed = slotsBack(job.cron, job.timeZone, {
    after: newest,
    until: new Date(slot.getTime() - 1),
    most: MOST_MISSED,
  }).reverse()
  const turn = await store.claim(job, slot, missed)
  return turn === null ? { kind: 'nothing_due' } : carryOut(job, store, turn)
}

async function carryOut(job: ScheduledJob, store: ScheduledRunStore, turn: Turn): Promise<RunOutcome> {
  let detail: JsonObject
  try {
    detail = await job.run(turn)
  } catch (cause) {
    const sentence = sentenceOf(cause)
    await store.finish(job.name, turn, 'failed', { why: sentence })
    return { kind: 'failed', turn, sentence, cause }
  }
  return { kind: 'done', turn, wasTakenOver: !(await store.finish(job.name, turn, 'done', detail)) }
}
