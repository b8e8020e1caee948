import type { Channel, SendOptions, Sent } from '../../../alerts/channel.ts'
import type { AlertMessage } from '../../../alerts/message.ts'
import { alertAnswer, alertColour } from '../../../bot/alerts/alert-card.ts'
import type { Card } from '../../../bot/chat/conversation.ts'
import type { JsonObject } from '../../../engine/json-value.ts'
import { ENGLISH, write } from '../../../engine/phrase.ts'

/** An alert as the pipeline would tell it. */
export const alertMessage = (more: Partial<AlertMessage> = {}): AlertMessage => ({
  alertId: 12n,
  kind: 'first',
  severity: 'critical',
  state: 'firing',
  isTest: false,
  heading: '🔴 CRITICAL · Payment stuck · 3 payments · 184,220 sats in doubt (≈ 1,381.00 GTQ)',
  lead: 'Since 14:05. Look the payments up; nothing is sent again before they are.',
  sections: [
    ['Why it matters', 'Whether the clients have their money is not known'],
    ['What fired', 'unfinished for 31 min, limit 15 min'],
    ['What I did', 'Payouts are paused'],
  ],
  clock: new Date('2026-11-22T20:35:00Z'),
  buttons: [
    { label: 'Acknowledge', line: 'alert ack 12', style: 'primary' },
    { label: 'Look up', line: 'payment lookup 8', style: 'primary' },
    { label: 'More', line: 'alert show 12', style: 'plain' },
  ],
  runbook: 'R3',
  silent: false,
  mention: false,
  json: {},
  ...more,
})

/** The card without the books behind it: nobody's language, no buttons. */
export const plainCard = async (message: AlertMessage): Promise<Card> => ({
  answer: alertAnswer(message),
  voice: ENGLISH,
  buttons: [],
  banner: null,
  colour: alertColour(message),
})

export const how = (more: Partial<SendOptions> = {}): SendOptions => ({
  key: 'alert-12.1',
  signal: new AbortController().signal,
  ...more,
})

/** What it came to, in words. */
export function wordsOf(sent: Sent | { kind: 'gone' }): Record<string, unknown> {
  return 'why' in sent ? { ...sent, why: write(sent.why, ENGLISH) } : { ...sent }
}

export function postedOf(sent: Sent): JsonObject {
  if (sent.kind !== 'sent' || sent.posted === null) throw new Error(`it was sent, not ${sent.kind}`)
  return sent.posted
}

export function edit(
  channel: Channel,
  posted: JsonObject,
  message: AlertMessage,
): ReturnType<NonNullable<Channel['edit']>> {
  if (channel.edit === undefined) throw new Error('a chat can edit')
  return channel.edit(posted, message, how())
}
