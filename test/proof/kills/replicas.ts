import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type BotEnd, type BotProcess, startBot } from '../../support/bot-process.ts'
import type { Ground } from './ground.ts'

/** Several bots on the same books, each started again whenever it has ended, as a supervisor would. */
export interface Replicas {
  /** SIGKILL; false when nothing ran there at the moment, or it is paused: a pause is to last. */
  kill(slot: number): boolean
  /** SIGTERM; false when nothing ran there. How it ends is watched. */
  stop(slot: number): boolean
  /** SIGSTOP, then SIGCONT when `meanwhile` is done; false when it was not at work. */
  pause(slot: number, meanwhile: (pid: number) => Promise<void>): Promise<boolean>
  readonly starts: () => number
  /** The process ids of all that have ended so far. */
  readonly deadPids: () => readonly number[]
  /** How many times longer than usual a start takes on this machine at the moment; from 1 to 4. */
  readonly slowness: () => number
  /** Each a complete sentence: a replica that ended by itself, or did not end well when it was asked to. */
  readonly problems: readonly string[]
  /** Why replicas that could not start gave up, and how often. */
  readonly failedStarts: ReadonlyMap<string, number>
  /** Ends them all for good: cleanly, or at once. */
  end(how: 'cleanly' | 'at once'): Promise<void>
}

interface Slot {
  readonly number: number
  process: BotProcess | null
  /** What we did to the present process. */
  fate: 'none' | 'killed' | 'asked to stop'
  paused: boolean
}

/** A clean stop finishes what is being paid: two LNbits requests of at most 30 seconds each, and some more. */
const CLEAN_STOP_SECONDS = 100
/** From the start of the program to its being at work, on a machine with little else to do. */
const USUAL_START_MS = 1200
/** Slower than this is slow, and the run is to end. */
const MOST_SLOWNESS = 4
/** So many starts make the average. */
const STARTS_REMEMBERED = 5
const PAUSE_BEFORE_RESTART_MS = 150
const PAUSE_AFTER_FAILED_START_MS = 500

export function startReplicas(ground: Ground, count: number): Replicas {
  const slots: Slot[] = Array.from({ length: count }, (_, number) => ({
    number,
    process: null,
    fate: 'none',
    paused: false,
  }))
  const problems: string[] = []
  const failedStarts = new Map<string, number>()
  const state = { ending: false, starts: 0, startMs: USUAL_START_MS }
  const pids = new Set<number>()

  const keep = async (slot: Slot): Promise<void> => {
    while (!state.ending) {
      const log = path.join(ground.folder, `replica-${slot.number}.log`)
      slot.process = startBot(ground.program, ground.environment, log)
      slot.fate = 'none'
      state.starts += 1
      const { pid, ended, readyMs } = slot.process
      pids.delete(pid)
      const bornMs = performance.now()
      const end = await ended
      pids.add(pid)
      const startMs = readyMs()
      // One that was killed while it started would have taken longer still.
      const tookMs = startMs ?? Math.max(state.startMs, performance.now() - bornMs)
      state.startMs += (tookMs - state.startMs) / STARTS_REMEMBERED
      const failed = startMs === null && slot.fate === 'none'
      if (failed) count1(failedStarts, reasonOf(end))
      const problem = judgeEnd(slot, end, startMs !== null)
      if (problem !== null) problems.push(problem)
      await delay(failed ? PAUSE_AFTER_FAILED_START_MS : PAUSE_BEFORE_RESTART_MS)
    }
  }
  const keepers = slots.map(keep)

  const running = (number: number): (Slot & { process: BotProcess }) | null => {
    const slot = slots[number]
    return slot?.process?.running() === true ? (slot as Slot & { process: BotProcess }) : null
  }
  const stop = (number: number): boolean => {
    const slot = running(number)
    if (slot === null || slot.fate !== 'none' || slot.paused) return false
    slot.fate = 'asked to stop'
    const { process } = slot
    process.signal('SIGTERM')
    const overdue = setTimeout(() => {
      if (!process.running()) return
      problems.push(`A replica that was asked to stop was still there after ${CLEAN_STOP_SECONDS} seconds.`)
      process.signal('SIGKILL')
    }, CLEAN_STOP_SECONDS * 1000)
    void process.ended.then(() => clearTimeout(overdue))
    return true
  }
  return {
    kill(number) {
      const slot = running(number)
      if (slot === null || slot.fate === 'killed' || slot.paused) return false
      kill(slot)
      return true
    },
    stop,
    async pause(number, meanwhile) {
      const slot = running(number)
      if (slot === null || slot.process.readyMs() === null || slot.fate !== 'none' || slot.paused)
        return false
      const { process } = slot
      slot.paused = true
      process.signal('SIGSTOP')
      try {
        await meanwhile(process.pid)
      } finally {
        slot.paused = false
        process.signal('SIGCONT')
      }
      return true
    },
    starts: () => state.starts,
    deadPids: () => [...pids],
    slowness: () => Math.min(MOST_SLOWNESS, Math.max(1, state.startMs / USUAL_START_MS)),
    problems,
    failedStarts,
    async end(how) {
      state.ending = true
      for (const slot of slots) if (how === 'at once' || !stop(slot.number)) kill(slot)
      await Promise.all(keepers)
    },
  }
}

function kill(slot: Slot): void {
  if (slot.process?.running() !== true) return
  slot.fate = 'killed'
  slot.process.signal('SIGKILL')
}

/** Null when it ended as it should. */
function judgeEnd({ number, fate }: Slot, end: BotEnd, wasReady: boolean): string | null {
  if (fate === 'killed') return null
  const how = `code ${end.exitCode}, signal ${end.signal}; its last words: ${end.lastWords.trim().slice(-600)}`
  if (fate === 'asked to stop')
    return !wasReady || end.exitCode === 0 ? null : `Replica ${number} did not stop cleanly: ${how}`
  return wasReady ? `Replica ${number} ended by itself while at work: ${how}` : null
}

const reasonOf = ({ lastWords }: BotEnd): string =>
  lastWords.trim().split('\n').at(-1)?.slice(0, 200) ?? 'without a word'

function count1(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1)
}
