import { say, type Text } from '../phrase.ts'
import { WATCH_HOURS } from './incident.ts'

/** What can be rehearsed: the handbook's six failures. */
export const DRILL_SCENARIOS = ['R1', 'R2', 'R3', 'R4', 'R5', 'R6'] as const
export type DrillScenario = (typeof DRILL_SCENARIOS)[number]

/** In a drill the day after a resumption passes in so many minutes, and the bot looks so many times as often. */
export const DRILL_WATCH_MINUTES = 2
export const DRILL_HURRY = 10

/** How long an incident is looked after once payouts run again. */
export const watchSeconds = ({ drill }: { readonly drill: boolean }): number =>
  drill ? DRILL_WATCH_MINUTES * 60 : WATCH_HOURS * 3600

/** When what happened in a drill; null: it did not. */
export interface DrillFacts {
  readonly scenario: DrillScenario
  /** Who played it, as the real books name him. */
  readonly actor: string
  readonly faultAt: Date
  readonly endedAt: Date
  /** The first alert after the fault that has this scenario's page, or any where none had. */
  readonly alert: {
    readonly rule: string
    readonly at: Date
    readonly respondMinutes: number
  } | null
  /** Somebody took the alert, or an incident was opened by a person. */
  readonly ackedAt: Date | null
  readonly stoppedAt: Date | null
  /** The incident was given the right scenario. */
  readonly diagnosedAt: Date | null
  /** The alert was over, with the cause gone. */
  readonly recoveredAt: Date | null
  /** A reconciliation of the whole books that was square. */
  readonly verifiedAt: Date | null
  readonly resumedAt: Date | null
  readonly closedAt: Date | null
}

export const MARK_KEYS = [
  'detected',
  'acknowledged',
  'stopped',
  'diagnosed',
  'recovered',
  'verified',
  'resumed',
  'closed',
] as const
export type MarkKey = (typeof MARK_KEYS)[number]

/** One of the response times, measured. */
export interface DrillMark {
  readonly key: MarkKey
  /** Since the fault, or since the alert for who answers it; null: it did not come to that. */
  readonly tookSeconds: number | null
  readonly withinSeconds: number
  readonly ok: boolean
}

export interface DrillScore {
  readonly facts: DrillFacts
  readonly marks: readonly DrillMark[]
  readonly met: number
}

/** The handbook's boxes: at once within 5 minutes, found out within 30, put right within 2 hours. */
const AT_ONCE = 5 * 60
const FOUND_OUT = 30 * 60
const PUT_RIGHT = 120 * 60

/** An alert without a respond time of its own is one that the bot acts on at once; a person follows within five minutes. */
const toAnswer = (facts: DrillFacts): number => {
  const minutes = facts.alert?.respondMinutes ?? 0
  return minutes === 0 ? AT_ONCE : minutes * 60
}

/** What the times come to. Seeing it is the bot's part; everything after is people's. */
export function scoreOf(facts: DrillFacts): DrillScore {
  const since = (at: Date | null, from: Date = facts.faultAt): number | null =>
    at === null ? null : Math.max(0, Math.round((at.getTime() - from.getTime()) / 1000))
  const took: Readonly<Record<MarkKey, readonly [number | null, number]>> = {
    detected: [since(facts.alert?.at ?? null), AT_ONCE],
    acknowledged: [since(facts.ackedAt, facts.alert?.at ?? facts.faultAt), toAnswer(facts)],
    stopped: [since(facts.stoppedAt), AT_ONCE],
    diagnosed: [since(facts.diagnosedAt), FOUND_OUT],
    recovered: [since(facts.recoveredAt), PUT_RIGHT],
    verified: [since(facts.verifiedAt), PUT_RIGHT],
    resumed: [since(facts.resumedAt), PUT_RIGHT],
    closed: [since(facts.closedAt), PUT_RIGHT],
  }
  const marks = MARK_KEYS.map((key) => {
    const [tookSeconds, withinSeconds] = took[key]
    return { key, tookSeconds, withinSeconds, ok: tookSeconds !== null && tookSeconds <= withinSeconds }
  })
  return { facts, marks, met: marks.filter(({ ok }) => ok).length }
}

export const MARK_TITLES: Readonly<Record<MarkKey, Text>> = {
  detected: say`Seen by the bot`,
  acknowledged: say`Taken by somebody`,
  stopped: say`Payouts stopped`,
  diagnosed: say`Diagnosed right`,
  recovered: say`Put right`,
  verified: say`Books verified`,
  resumed: say`Resumed through the gate`,
  closed: say`Incident closed`,
}

/** A drill that runs now. */
export interface DrillStanding {
  readonly scenario: DrillScenario
  readonly actor: string
  readonly startedAt: Date
  /** Where it is played: 'telegram:-100200300', 'terminal'. */
  readonly place: string
  /** What can be done in it outside of the bot, each with what it does. */
  readonly outside: readonly (readonly [word: string, help: Text])[]
}

/** Rehearsals, one at a time, each in a world of its own beside the real one. */
export interface Drills {
  current(): DrillStanding | null
  /** Resolves when it begins to be prepared; throws Failure where there is one already, or none can be. */
  start(scenario: DrillScenario, asked: { readonly actor: string; readonly place: string }): Promise<void>
  /** Ends it and says how it went; null: it had not begun. Throws Failure where none runs. */
  stop(): Promise<DrillScore | null>
}
