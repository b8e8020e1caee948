import type { Sats } from './domain/money.ts'
import type { Scenario } from './incidents/incident.ts'
import type { Text } from './phrase.ts'

/** From the least to the most pressing. `info` is for the digest alone. */
export const SEVERITIES = ['info', 'medium', 'high', 'critical'] as const
export type Severity = (typeof SEVERITIES)[number]
export const isWorse = (a: Severity, than: Severity): boolean =>
  SEVERITIES.indexOf(a) > SEVERITIES.indexOf(than)
export const worstOf = (a: Severity, b: Severity): Severity => (isWorse(a, b) ? a : b)

/** One thing that is wrong now, as a rule finds it. */
export interface Finding {
  /** The same from check to check, and no other's: 'payment:client:8', 'wallet:source'; '' where the rule is about the whole. */
  readonly entity: string
  /** Where it is not the rule's own. */
  readonly severity?: Severity
  /** What it is about, short, for the headline: '3 payments of cash-out #12 · 2 clients'. */
  readonly what: Text
  /** Money whose whereabouts or ownership are in doubt; zero where none is. */
  readonly exposureSats: Sats
  /** The same in the clients' money: '≈ 1,381.00 GTQ'. */
  readonly worth?: Text
  /** When it began, as far as the books can tell. */
  readonly since: Date
  /** The value that fired and its limit: 'unfinished for 31 min, limit 15 min'. */
  readonly fired: Text
  /** What the bot does or has done about it by itself. */
  readonly did?: Text
  /** What to do now, in one sentence. */
  readonly now: Text
  /** Command lines: the first is the next step's button, the others stand under More. */
  readonly steps: readonly string[]
  /** What the bot does once, when this is first found, in this order. Never anything that lets money move. */
  readonly remedies?: readonly Remedy[]
}

/** Stopping is safe, and so is asking for people; resuming is for them. */
export type Remedy =
  | { readonly kind: 'pause_payouts' }
  | { readonly kind: 'pause_client'; readonly clientId: bigint }
  | { readonly kind: 'hold_cash_out'; readonly transactionId: string }
  /** Where none of the same is open; after what has to be stopped. */
  | { readonly kind: 'open_incident'; readonly scenario: Scenario }

export type NoticeKind =
  | 'first'
  /** It was over, and is back. */
  | 'again'
  | 'worse'
  | 'repeat'
  | 'escalated'
  /** An acknowledgement ran out. */
  | 'unacked'
  | 'resolved'

/** An alert as the books keep it: one row for each time that something goes wrong. */
export interface AlertReading {
  readonly id: bigint
  readonly rule: string
  readonly entity: string
  readonly groupId: bigint | null
  /** Null for what is real. */
  readonly testChannel: string | null
  readonly state: 'firing' | 'resolved'
  readonly severity: Severity
  readonly finding: Finding
  readonly openedAt: Date
  readonly lastSeenAt: Date
  readonly goodChecks: number
  readonly goodSince: Date | null
  /** How often it was over and came back within minutes. */
  readonly flaps: number
  /** Told next, at `tellAt`; null when everything is said. */
  readonly pending: NoticeKind | null
  readonly tellAt: Date | null
  /** 'silence:3', 'maintenance:1', 'inhibited:LAMASSU_DB_DOWN', 'incident:3'; null when it may be told. */
  readonly mutedBy: string | null
  readonly notice: number
  readonly noticeKind: NoticeKind | null
  readonly firedNoticeAt: Date | null
  readonly resolvedNoticeAt: Date | null
  readonly toldExposureSats: Sats
  readonly toldSeverity: Severity | null
  readonly revision: number
  /** Until when somebody should have taken care of it; null before it was told. */
  readonly dueAt: Date | null
  /** The highest level that was called: 0 nobody, 3 the owner. */
  readonly level: 0 | 1 | 2 | 3
  readonly unackedSince: Date | null
  readonly repeats: number
  readonly nextRepeatAt: Date | null
  readonly ackedBy: string | null
  readonly ackedAt: Date | null
  readonly ackUntil: Date | null
  readonly ackNote: string | null
  readonly resolvedAt: Date | null
  readonly resolvedHow: string | null
}

export interface AlertEvent {
  readonly alertId: bigint
  readonly at: Date
  readonly what: string
  readonly detail: string | null
  readonly actor: string | null
}

/** What was said, where and with what success. */
export interface AlertMessageReading {
  readonly channel: string
  readonly kind: string
  readonly startedAt: Date
  readonly finishedAt: Date | null
  readonly outcome: 'sent' | 'failed' | 'unknown' | null
  readonly detail: string | null
}

export interface ChannelReading {
  readonly channel: string
  readonly okAt: Date | null
  readonly failingSince: Date | null
  readonly failures: number
  /** It can never work again as it is: a revoked token, a room that threw the bot out. */
  readonly gone: boolean
  readonly lastError: string | null
  /** Alerts that wait to be told there. */
  readonly waiting: number
  readonly oldestWaitingAt: Date | null
}

export interface SilenceReading {
  readonly id: bigint
  readonly rule: string
  /** Null: whatever the rule finds. */
  readonly entity: string | null
  readonly reason: string
  readonly createdBy: string
  readonly createdAt: Date
  readonly until: Date
}

export interface MaintenanceReading {
  readonly id: bigint
  readonly rules: readonly string[]
  readonly reason: string
  readonly createdBy: string
  readonly createdAt: Date
  readonly until: Date
}

export const ONCALL_SLOTS = ['level1', 'level2', 'level3', 'lamassu', 'lnbits', 'accountant'] as const
export type OncallSlot = (typeof ONCALL_SLOTS)[number]

export interface OncallContact {
  readonly slot: OncallSlot
  readonly name: string | null
  readonly email: string | null
  readonly phone: string | null
  readonly availability: string | null
  readonly personId: bigint | null
  /** Somebody who has taken the level for a while, until then. */
  readonly takenBy: bigint | null
  readonly takenUntil: Date | null
}

/** An alert that fires again after it was over. */
export interface Recurrence {
  readonly id: bigint
  readonly rule: string
  readonly what: Text
  readonly openedAt: Date
  /** The time before: the newest that was told, and when it was over. */
  readonly earlierId: bigint
  readonly overAt: Date
}

/** What people ask of the alerts. Nothing here changes them. */
export interface AlertReadings {
  /** Firing ones, the most pressing first, members of a group not among them unless asked for. */
  firing(filter?: { severity?: Severity; members?: boolean }): Promise<AlertReading[]>
  recent(limit: number): Promise<AlertReading[]>
  alert(id: bigint): Promise<AlertReading | null>
  /** Alerts that fire, for which the bot stopped something the last time, and that were over since then. */
  recurring(overSince: Date): Promise<Recurrence[]>
  members(groupId: bigint, limit: number): Promise<AlertReading[]>
  /** How many fire now; of a card that is over, how many it stood for. */
  memberCount(groupId: bigint): Promise<number>
  events(alertId: bigint): Promise<AlertEvent[]>
  messages(alertId: bigint, limit: number): Promise<AlertMessageReading[]>
  channels(): Promise<ChannelReading[]>
  silences(): Promise<SilenceReading[]>
  maintenance(): Promise<MaintenanceReading[]>
  limits(): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>>
  oncall(): Promise<OncallContact[]>
}

/** What an acknowledgement did, to the alert itself or to the card of the group that tells it. */
export type AckOutcome =
  /** `previous` had it until now; null where nobody had, or not any more. */
  | { readonly kind: 'acked'; readonly alertId: bigint; readonly previous: string | null }
  /** Nothing else is needed: it is over. */
  | { readonly kind: 'settled'; readonly alertId: bigint }
  /** It was over before: nothing was changed. */
  | { readonly kind: 'resolved'; readonly alertId: bigint }

/**
 * What people do to the alerts. Each is one commit, with its event, and counts the card's revision up, so that every
 * card shows it.
 */
export interface AlertDesk extends AlertReadings {
  /**
   * Somebody has it until then: `unackedSince` and `nextRepeatAt` are taken away, and so is a repeat, an escalation or an
   * unacked that waits to be told; what was not told at all is still told. A member's is its whole group's. `settles`:
   * of rules with the recovery 'acknowledged', where it is over with this, all of a group's members with it.
   * Null: there is no such alert.
   */
  ack(
    id: bigint,
    by: { actor: string; note: string | null; until: Date; now: Date; settles: boolean },
  ): Promise<AckOutcome | null>
  /** Escalation begins anew from now: `unackedSince` is now, the level the first, no repeats yet; told as 'unacked'. */
  unack(id: bigint, by: { actor: string; now: Date }): Promise<'done' | 'not_acked' | null>
  /** Over because somebody says so, a group's card with all its members; told to those who were told that it began. */
  resolve(id: bigint, by: { actor: string; reason: string; now: Date }): Promise<'done' | 'resolved' | null>
  /** Instead of one in force for the very same; ends a day after it begins at the latest. */
  silence(silence: {
    rule: string
    entity: string | null
    reason: string
    actor: string
    until: Date
  }): Promise<bigint>
  endSilence(id: bigint, actor: string): Promise<boolean>
  startMaintenance(window: {
    rules: readonly string[]
    reason: string
    actor: string
    until: Date
  }): Promise<bigint>
  endMaintenance(id: bigint, actor: string): Promise<boolean>
  setLimit(rule: string, name: string, value: number, actor: string): Promise<void>
  setContact(
    slot: OncallSlot,
    contact: Partial<Omit<OncallContact, 'slot' | 'takenBy' | 'takenUntil'>>,
    actor: string,
  ): Promise<void>
  /** For a week at most; null gives the level back to its own contact. */
  takeLevel(level: 1 | 2 | 3, personId: bigint | null, until: Date | null, actor: string): Promise<void>
  /** An alert that goes its whole way by itself on one channel, marked TEST; nobody else is called. */
  startTest(test: {
    rule: string
    channel: string
    finding: Finding
    severity: Severity
    actor: string
    now: Date
  }): Promise<bigint>
  /** A page by hand: an alert of the rule PAGE, which the pipeline tells to that contact (engine/paging.ts says whose). */
  page(page: { slot: OncallSlot; words: string; actor: string; name: Text; now: Date }): Promise<bigint>
}
