/** What the rules about polling ask of the books. */
export interface PollingSigns {
  databaseTime(): Promise<Date>
  course(): Promise<PollCourse>
  /** Times between the windows of polls that succeeded which no window covers; of the last few thousand polls. */
  uncovered(): Promise<readonly Uncovered[]>
  /** How many polls that succeeded began after this moment. */
  goodPollsSince(moment: Date): Promise<number>
  /** Each machine that sold since then: its last cash-out, and how long it usually is without one. */
  quietMachines(since: Date): Promise<readonly QuietMachine[]>
  /** Those of the machines that the books have any cash-out of. */
  sellers(deviceIds: readonly string[]): Promise<ReadonlySet<string>>
  /**
   * How long cash-outs took that were finished since then or are not finished now, from when they could be paid until
   * all of their clients were; without the time for which payouts were switched off, and without those that a person
   * decided on meanwhile.
   */
  pace(since: Date, now: Date): Promise<Pace>
}

export interface PollCourse {
  readonly pollingEnabled: boolean
  /** The end of the last poll that succeeded; null before the first. */
  readonly lastGoodAt: Date | null
  /** Up to which moment Lamassu is known; null before the first. */
  readonly knownUntil: Date | null
  /** From when on nothing has succeeded: the last good poll, or the installation. */
  readonly silentSince: Date
  /** The same, but not from before polling was switched on again. */
  readonly awaitedSince: Date
  /** What failed since the last good poll; null when nothing did. */
  readonly failures: PollFailures | null
}

export interface PollFailures {
  readonly count: number
  readonly firstAt: Date
  readonly lastAt: Date
  /** Of the newest polls, up to three, the newest first. */
  readonly lastCodes: readonly string[]
  readonly lastMessage: string
}

export interface Uncovered {
  readonly pollId: bigint
  readonly from: Date
  readonly until: Date
  /** The end of the poll after it. */
  readonly finishedAt: Date
}

export interface QuietMachine {
  readonly deviceId: string
  readonly name: string | null
  readonly lastAt: Date
  readonly cashOuts: number
  /** 99 of 100 of its gaps between two cash-outs were no longer; null where there was one only. */
  readonly usualSeconds: number | null
}

export interface Pace {
  readonly count: number
  readonly unfinished: number
  /** 95 of 100 took no longer; null where there are none. */
  readonly p95Seconds: number | null
  readonly slowest: { readonly id: bigint; readonly seconds: number; readonly since: Date } | null
}
