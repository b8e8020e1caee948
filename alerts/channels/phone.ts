import { say, type Voice } from '../../engine/phrase.ts'
import type { Channel, Sent } from '../channel.ts'
import { shortText } from '../plain.ts'
import { post } from '../post.ts'
import { asSent, never, type Receiver, verdictOf } from '../verdict.ts'
import { signatureHeaders } from './webhook.ts'

export interface PhoneOptions {
  /** The provider's webhook, which calls or texts the number that it is given. */
  readonly url: string
  /** The variable that holds that address. */
  readonly variable: 'ALERT_PHONE' | 'ALERT_PHONE_WEBHOOK'
  /** Numbers of the settings. None: the provider knows by itself whom to call, and there is one address '1'. */
  readonly numbers: readonly string[]
  readonly secret: string | null
  readonly voice: () => Voice | Promise<Voice>
  readonly now: () => Date
  readonly timeoutMs?: number
}

const TIMEOUT_MS = 10_000
const MOST_TEXT = 300
/** Stands for whomever the provider calls by itself. */
const PROVIDERS_OWN = '1'
export const PHONE_NUMBER = /^\+\d{6,15}$/

/** Calls and texts, by way of a provider that takes JSON. */
export function createPhoneChannel(options: PhoneOptions): Channel {
  const { variable, numbers } = options
  const receiver: Receiver = {
    name: say`The telephone provider`,
    variable,
    whenRefused: say`look at the address in ${variable}, and at the account with the provider.`,
  }
  return {
    kind: 'phone',
    isChat: false,
    addresses: variable === 'ALERT_PHONE' ? [PROVIDERS_OWN] : numbers,
    send: (address, message, { key, signal }) =>
      asSent(async (): Promise<Sent> => {
        const to = address === PROVIDERS_OWN ? null : address.replaceAll(/[\s()-]/g, '')
        if (to !== null && !PHONE_NUMBER.test(to))
          return never(say`"${address}" is no telephone number such as ${'+50255551234'}.`)
        const now = options.now()
        const { secret } = options
        const body = JSON.stringify({
          to,
          text: shortText(message, await options.voice(), MOST_TEXT),
          severity: message.severity,
          alertId: message.alertId === null ? null : String(message.alertId),
          state: message.state,
          test: message.isTest,
        })
        const outcome = await post({
          url: options.url,
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            ...(secret === null ? {} : signatureHeaders({ key, body, secret, now })),
          },
          body,
          timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
          signal,
        })
        const verdict = verdictOf(outcome, receiver, now)
        return verdict.kind === 'accepted' ? { kind: 'sent', posted: null } : verdict
      }),
  }
}
