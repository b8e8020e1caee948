import http from 'node:http'
import https from 'node:https'
import { Telegram } from 'telegraf'
import { within } from './deadline.ts'
import { type Trouble, troubleOf } from './trouble.ts'

export type Outcome =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly trouble: Trouble }

export type Parameters = Readonly<Record<string, unknown>>

/** One request to Telegram, made once, with an end in time. Never throws. */
export type Call = (method: string, parameters: Parameters, options?: CallOptions) => Promise<Outcome>

export interface CallOptions {
  readonly seconds?: number
  readonly signal?: AbortSignal
  /** Nobody waits for this one any more. */
  readonly giveUp?: AbortSignal | undefined
}

/** What telegraf's client offers, seen without its types, which end at an older version of Telegram's interface. */
interface AnyClient {
  callApi(method: string, parameters: Parameters, options: { signal: AbortSignal }): Promise<unknown>
}

const CALL_SECONDS = 15
const UPLOAD_SECONDS = 90

export function createCalls(token: string, apiRoot: string | null): Call {
  const client = clientFor(token, apiRoot)
  return async (method, parameters, { seconds = secondsFor(method), signal, giveUp } = {}) => {
    try {
      const result = await within(seconds * 1000, [signal, giveUp], (end) =>
        client.callApi(method, parameters, { signal: end }),
      )
      return { ok: true, result }
    } catch (thrown) {
      return { ok: false, trouble: troubleOf(thrown) }
    }
  }
}

const secondsFor = (method: string): number =>
  method === 'sendPhoto' || method === 'sendDocument' ? UPLOAD_SECONDS : CALL_SECONDS

function clientFor(token: string, apiRoot: string | null): AnyClient {
  const client = new Telegram(token, clientOptions(apiRoot))
  freshConnections(client, apiRoot)
  return client as unknown as AnyClient
}

/** A connection that was kept may be dead when it is used next, and then nobody knows whether the request arrived. */
export const clientOptions = (apiRoot: string | null): { agent: https.Agent; apiRoot?: string } => ({
  agent: new https.Agent({ keepAlive: false }),
  ...(apiRoot === null ? {} : { apiRoot }),
})

/** telegraf drops the agent where the address has no TLS, and Node then keeps connections. */
export function freshConnections(client: Telegram, apiRoot: string | null): void {
  if (apiRoot?.startsWith('http:') === true) client.options.agent = new http.Agent({ keepAlive: false })
}
