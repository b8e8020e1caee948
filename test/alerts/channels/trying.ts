import { composeAlert } from '../../../alerts/compose.ts'
import type { Channel, Sent } from '../../../alerts/channel.ts'
import type { AlertMessage } from '../../../alerts/message.ts'
import type { AlertReading } from '../../../engine/alerting.ts'
import { ENGLISH, type Voice, write } from '../../../engine/phrase.ts'
import { NOW, ruleOf, sampleAlert } from '../samples.ts'

/** Where the other side is silent: short enough for a test, long enough for a busy machine to get so far. */
export const SOON_MS = 700
/** Where it answers: for ever. */
export const PATIENT_MS = 20_000
export const VOICE: Voice = { ...ENGLISH, names: 'initials' }
export const KEY = 'alert-12.1'

export async function messageOf(
  id = 'PAYMENT_STUCK',
  changes: Partial<AlertReading> = {},
): Promise<AlertMessage> {
  const alert = await sampleAlert(id, changes)
  const kind = alert.state === 'resolved' ? 'resolved' : 'first'
  return composeAlert(alert, await ruleOf(id), { kind, now: NOW, quiet: false })
}

/** Sends one message, and reads why in English. */
export async function trySending(
  channel: Channel,
  address: string,
  options: { message?: AlertMessage; key?: string; signal?: AbortSignal } = {},
): Promise<ReturnType<typeof told>> {
  const { message = await messageOf(), key = KEY, signal = new AbortController().signal } = options
  return told(await channel.send(address, message, { key, signal }))
}

export const told = (sent: Sent | { readonly kind: 'gone' }) =>
  'why' in sent ? { ...sent, why: write(sent.why, ENGLISH) } : sent
