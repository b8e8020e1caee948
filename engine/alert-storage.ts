import type { AlertReading } from './alerting.ts'
import type { JsonObject } from './json-value.ts'

/** What the pipeline decided about one alert: how it stands from now on, and what happened to it. */
export interface AlertDecision {
  /** A new one has the id null. */
  readonly alert: Omit<AlertReading, 'id'> & { readonly id: bigint | null }
  /** As it was when this was decided: where a person was quicker, it is decided anew. Null for a new one. */
  readonly seenRevision: number | null
  readonly events: readonly {
    readonly what: string
    readonly detail: string | null
    readonly actor?: string
  }[]
  /** It is told by its rule's group card, which may be made in the same commit. */
  readonly joinsGroup: boolean
  /** Channels that have to tell it from now on, besides those that do already. */
  readonly channels: readonly string[]
  readonly channelsWhy: string
}

/** One channel that has to tell something of an alert, or to show its card anew. */
export interface DueDelivery {
  readonly alert: AlertReading
  readonly channel: string
  readonly what: 'message' | 'edit'
  readonly toldNotice: number
  /** Where its card is. */
  readonly posted: JsonObject | null
  readonly wantedAt: Date
  readonly attempts: number
}

/** Which of an alert's notices a message tells, and how the alert looked then. */
export interface ToldNotice {
  readonly alertId: bigint
  readonly notice: number
  readonly revision: number
}

export type DeliveryOutcome =
  | { readonly kind: 'sent'; readonly posted: JsonObject | null }
  | {
      readonly kind: 'failed'
      readonly why: string
      /** Until then the channel is left alone, unless it is `gone`. */
      readonly nextAttemptAt: Date
      /** It can never work as it is. */
      readonly gone: boolean
    }
  /** It may have arrived. */
  | { readonly kind: 'unknown'; readonly why: string; readonly nextAttemptAt: Date }

/** The memory of the pipeline. Every method is one commit. */
export interface AlertStore {
  /** By the database's clock. */
  now(): Promise<Date>
  /** Everything that may still change: firing, not told yet, or over since a short time. Tests among it. */
  open(resolvedAfter: Date): Promise<AlertReading[]>
  /** Which of these were ever raised: what is over because somebody said so is not raised twice. */
  everRaised(alerts: readonly { rule: string; entity: string }[]): Promise<ReadonlySet<string>>
  /** All of them or none; one that somebody else opened meanwhile is left out. */
  write(decisions: readonly AlertDecision[], now: Date): Promise<void>
  /** Which remedies were applied to these alerts: 'alert id:remedy'. */
  remediesDone(alertIds: readonly bigint[]): Promise<ReadonlySet<string>>
  addEvent(
    alertId: bigint,
    event: { what: string; detail: string | null; actor: string | null },
    now: Date,
  ): Promise<void>

  due(now: Date, limit: number): Promise<DueDelivery[]>
  /** How many messages (not edits) each channel was sent since then. */
  messagesSince(since: Date): Promise<ReadonlyMap<string, number>>
  /**
   * The commit before the call goes out. 'go': send it. 'taken': another one does. 'doubtful': it was tried twice and
   * may have arrived twice; it counts as told now.
   */
  begin(
    message: { channel: string; kind: string; told: readonly ToldNotice[] },
    now: Date,
    leaseSeconds: number,
  ): Promise<{ readonly kind: 'go'; readonly messageId: bigint } | { readonly kind: 'taken' | 'doubtful' }>
  finish(
    message: {
      messageId: bigint
      channel: string
      told: readonly ToldNotice[]
    },
    outcome: DeliveryOutcome,
    now: Date,
  ): Promise<void>
  /** A card was shown anew, is gone, or could not be reached now. */
  shown(
    alertId: bigint,
    channel: string,
    revision: number,
    outcome: 'shown' | 'gone' | 'later',
    now: Date,
  ): Promise<void>
  /** More channels for an alert; those that it has stay as they are. */
  route(alertId: bigint, channels: readonly string[], why: string, now: Date): Promise<void>
  /** What has waited since then for a channel that does not work, and that no other was asked to tell in its place. */
  late(wantedBefore: Date, besides: string, limit: number): Promise<DueDelivery[]>
  /** One for each alert that no channel but that one has told what was wanted by then. */
  unheard(wantedBefore: Date, besides: string, limit: number): Promise<DueDelivery[]>
  /** True once for each notice that no channel but this one has told: it is written down as an event. */
  noteUnheard(alertId: bigint, besides: string, now: Date): Promise<boolean>
  /** Forgets how channels are that can't be told anything any more, and what they should have told. */
  keepChannels(known: readonly string[]): Promise<void>
}
