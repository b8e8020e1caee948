import { createTask } from 'node-cron'

/** A day of a poll a minute. */
const RUNS_LOOKED_AT = 1441

/** The longest time between two polls by their schedule: with a pause at night, that pause. */
export async function pollSecondsOf(schedule: string): Promise<number> {
  const task = createTask(schedule, () => undefined)
  const runs = task.getNextRuns(RUNS_LOOKED_AT).map((run) => run.getTime())
  await task.destroy()
  const gaps = runs.slice(1).map((run, i) => run - (runs[i] ?? run))
  return Math.max(1, ...gaps) / 1000
}
