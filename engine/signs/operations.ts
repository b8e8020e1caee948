import type { ConfigChange } from '../config-versions.ts'
import type { Sats } from '../domain/money.ts'
import type { Identity } from '../people.ts'
import type { ScheduledRun } from '../schedule.ts'

/** What the rules about operations ask of the books. */
export interface OperationsSigns {
  /** Since when payouts and polling are off; null where they are on. */
  switches(): Promise<SwitchesReading>
  /** Who waits for sats of cash-outs from before that moment. */
  delayed(before: Date): Promise<DelayReading>
  /** What was set differently since then, each change once; the first version ever is none. */
  configChanges(from: Date): Promise<readonly ConfigChange[]>
  /** Accounts with so many refusals, or locked for them, in their newest burst. */
  refusals(atLeast: number): Promise<readonly RefusalBurst[]>
  /** A job that runs at set times. */
  lastRun(job: string): Promise<JobReading>
  /** Of these weeks ('2026-11-22', a Sunday), those whose audit is signed. */
  signedWeeks(weeks: readonly string[]): Promise<ReadonlySet<string>>
}

export interface SwitchesReading {
  readonly payoutsOffSince: Date | null
  readonly pollingOffSince: Date | null
  readonly reason: string | null
}

export interface DelayReading {
  readonly clients: number
  /** The first of them. */
  readonly clientIds: readonly bigint[]
  /** What they wait for, at most. */
  readonly total: Sats
  readonly oldestAt: Date | null
}

export interface RefusalBurst {
  readonly identity: Identity
  /** Null for strangers. */
  readonly person: string | null
  readonly personId: bigint | null
  readonly beganAt: Date
  /** Those that count towards the next lock; a lock takes them away. */
  readonly refusals: number
  /** Until when this burst locked the account; null when it did not. */
  readonly lockedUntil: Date | null
}

export interface JobReading {
  /** The newest slot that is done, or for which another run stands. */
  readonly settledSlot: Date | null
  /** The newest slot that was begun, and how it went; null outcome: it is running, or broke off. */
  readonly latest: { readonly slot: Date; readonly outcome: ScheduledRun['outcome'] } | null
}
