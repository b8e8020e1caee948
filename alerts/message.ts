import type { NoticeKind, Severity } from '../engine/alerting.ts'
import type { JsonObject } from '../engine/json-value.ts'
import type { Text } from '../engine/phrase.ts'

/** One alert, or several in one, as every channel is told it; in no language yet. */
export interface AlertMessage {
  /** Null for a message about several alerts. */
  readonly alertId: bigint | null
  readonly kind: NoticeKind | 'overview'
  readonly severity: Severity
  readonly state: 'firing' | 'acked' | 'silenced' | 'resolved'
  readonly isTest: boolean
  /** '🔴 CRITICAL · Payment stuck · 3 payments · 184,220 sats in doubt (≈ 1,381.00 GTQ)': what, and how much money. */
  readonly heading: Text
  /** 'Alert 12 · Payment stuck': the same for every message about this alert, so that mail programs keep them together. */
  readonly subject?: Text
  /** Since when, and what to do now: the second line that is read. */
  readonly lead: Text
  /** More lines like it, one below the other, as a digest has them. */
  readonly lines?: readonly Text[]
  /** Why it matters, what fired, what the bot did, who has it, what happened meanwhile. */
  readonly sections: readonly (readonly [title: Text, words: Text])[]
  /** Until when somebody should have taken care of it; null when there is no clock any more. */
  readonly clock: Date | null
  /** Command lines for buttons: the two primary ones first, at most one row of more. */
  readonly buttons: readonly AlertButton[]
  readonly runbook: string | null
  /** Makes no sound: quiet hours, or nothing that anybody must do. */
  readonly silent: boolean
  /** Call the people who are on call by name. */
  readonly mention: boolean
  /** A picture, for channels that can show one; it says in words what it shows. */
  readonly image?: { readonly name: string; readonly png: Uint8Array; readonly alt: Text }
  /** For machines that read it: amounts are decimal strings named with their unit. */
  readonly json: JsonObject
}

export interface AlertButton {
  readonly label: Text
  /** 'alert ack 12' */
  readonly line: string
  readonly style: 'primary' | 'danger' | 'plain'
}
