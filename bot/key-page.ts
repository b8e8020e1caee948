import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { clientName } from '../engine/format.ts'
import { walletKey } from '../commands/wallet-key.ts'
import type { Actions } from '../engine/actions.ts'
import { Failure, sentenceOf } from '../engine/failure.ts'
import type { KeyLink, KeyLinkStore, KeyPurpose } from '../engine/key-links.ts'
import type { ActionLog, Language } from '../engine/people.ts'
import { say, type Text, type Voice } from '../engine/phrase.ts'
import type { WalletKey } from '../engine/ports.ts'
import type { ClientReading, Readings } from '../engine/readings.ts'
import { walletName } from '../engine/wallet-words.ts'
import { formPage, wordPage } from './host/key-form.ts'

/** The page's address, followed by the token. */
export const KEY_PATH = '/key/'
/** A form with one key is far smaller. */
const MOST_BYTES = 4096
const BODY_SECONDS = 10

export interface KeyPageDependencies {
  readonly keyLinks: KeyLinkStore
  readonly readings: Pick<Readings, 'findClients'>
  readonly actionsFor: (actor: string) => Promise<Pick<Actions, 'setClientKey' | 'enterOwnKey'>>
  readonly actionLog: Pick<ActionLog, 'begin' | 'finish'>
  readonly voiceFor: (language: Language) => Voice
  readonly log: Logger
}

/** Answers every request below KEY_PATH; what goes wrong becomes a page. */
export type KeyPage = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/**
 * The page that takes one key, behind a link that nobody can guess: it is the token that authorises, so that
 * another site can't send the form. Looking does not use the link up; a stored key does.
 */
export function createKeyPage(deps: KeyPageDependencies): KeyPage {
  return async (request, response) => {
    // Whoever has the link open need not be somebody who may read clients' names.
    const voice: Voice = { ...deps.voiceFor(languageOf(request)), names: 'initials' }
    try {
      await serve(deps, request, (status, said) => {
        send(response, status, said.kind === 'form' ? formPage(said, voice) : wordPage(said, voice))
      })
    } catch (thrown) {
      deps.log.error({ reason: sentenceOf(thrown) }, 'the page for a key failed')
      const refused = thrown instanceof Failure && thrown.code === 'refused'
      send(response, refused ? 409 : 500, wordPage({ kind: 'bad', words: sayingOf(thrown) }, voice))
    }
  }
}

export const hashOfToken = (token: string): Buffer => createHash('sha256').update(token).digest()

export type Said =
  | {
      readonly kind: 'form'
      /** A client whose invoice key is wanted, or a wallet of ours. */
      readonly whose: Text
      readonly own: boolean
      readonly problem: Text | null
    }
  | { readonly kind: 'good' | 'bad'; readonly words: Text }

type Tell = (status: number, said: Said) => void

const GONE: Said = {
  kind: 'bad',
  words: say`This link was used already, is older than ten minutes, or never was one. Ask for a new one with: config rotate`,
}

async function serve(deps: KeyPageDependencies, request: IncomingMessage, tell: Tell): Promise<void> {
  const token = (request.url ?? '').slice(KEY_PATH.length)
  if (!/^[A-Za-z0-9_-]{43}$/.test(token)) return tell(404, GONE)
  const hash = hashOfToken(token)
  if (request.method === 'POST') return take(deps, hash, await keyIn(request), tell)
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return tell(405, { kind: 'bad', words: say`This page can only be opened and sent.` })
  const link = await deps.keyLinks.look(hash)
  if (link === null) return tell(404, GONE)
  tell(200, await formFor(deps, link, null))
}

const formFor = async (deps: KeyPageDependencies, link: KeyLink, problem: Text | null): Promise<Said> => {
  const { purpose } = link
  if (purpose.kind === 'own') return { kind: 'form', whose: walletName(purpose.role), own: true, problem }
  const client = await clientOf(deps, purpose.clientId)
  return { kind: 'form', whose: clientName(client), own: false, problem }
}

async function clientOf({ readings }: KeyPageDependencies, clientId: bigint): Promise<ClientReading> {
  const client = (await readings.findClients(clientId.toString())).find(({ id }) => id === clientId)
  if (client === undefined || client.status === 'closed')
    throw new Failure('refused', say`This client is closed: nothing was changed.`)
  return client
}

/** The link is taken first, so that of two sendings one counts; a refused key gives it back, for another try. */
async function take(
  deps: KeyPageDependencies,
  hash: Buffer,
  given: string | null,
  tell: Tell,
): Promise<void> {
  const link = await deps.keyLinks.take(hash)
  if (link === null) return tell(404, GONE)
  let stored: Said | null = null
  let problem: Text | null = null
  try {
    stored = await store(deps, link, given ?? '')
  } catch (thrown) {
    problem = sayingOf(thrown)
    deps.log.warn({ ...link.purpose, reason: sentenceOf(thrown) }, 'a key was not stored')
  }
  if (stored !== null) return tell(200, stored)
  await deps.keyLinks.giveBack(hash)
  const again = await deps.keyLinks.look(hash)
  if (again === null) return tell(422, { kind: 'bad', words: problem ?? '' })
  tell(422, await formFor(deps, again, problem))
}

/** Its own row in the action log: asking for the link was another one. */
async function store(deps: KeyPageDependencies, link: KeyLink, given: string): Promise<Said> {
  const { purpose } = link
  const client = purpose.kind === 'client' ? await clientOf(deps, purpose.clientId) : null
  const key = walletKey(given)
  const row = await deps.actionLog.begin({
    actor: link.actor,
    surface: 'key page',
    command: 'config rotate',
    arguments: { wallet: purpose.kind === 'own' ? purpose.role : purpose.clientId.toString() },
  })
  const finish = async (result: string): Promise<void> => {
    if (row !== null) await deps.actionLog.finish(row, result)
  }
  try {
    const actions = await deps.actionsFor(link.actor)
    const words =
      client === null ? await storeOwn(actions, purpose, key) : await storeClients(actions, client, key)
    await finish('The key was stored')
    return { kind: 'good', words }
  } catch (thrown) {
    await finish(`refused: ${sentenceOf(thrown)}`)
    throw thrown
  }
}

type Storing = Awaited<ReturnType<KeyPageDependencies['actionsFor']>>

async function storeClients(actions: Storing, client: ClientReading, key: WalletKey): Promise<Text> {
  const { walletId } = await actions.setClientKey(client.id, client.fiatCode, key)
  return say`The key of ${clientName(client)} opens wallet ${walletId}, and was stored encrypted. This page can be closed.`
}

async function storeOwn(actions: Storing, purpose: KeyPurpose, key: WalletKey): Promise<Text> {
  assert(purpose.kind === 'own')
  const { id } = await actions.enterOwnKey(purpose.role, key)
  return say`The key opens the ${walletName(purpose.role)}, and was stored encrypted. Nothing uses it yet: ask the bot for "config rotate ${purpose.role} --use ${id}", and have a second person agree. This page can be closed.`
}

/** A mistake of ours is not explained to whoever has the page open. */
const sayingOf = (thrown: unknown): Text => {
  if (thrown instanceof Failure && thrown.code === 'usage')
    return say`This is no LNbits key: a key is one word of letters and digits. Nothing was stored.`
  return thrown instanceof Failure
    ? thrown.sentence
    : say`Something went wrong; the log says what. Nothing was changed.`
}

/** The form's one field; null when the body is too long, too slow, or something else. */
async function keyIn(request: IncomingMessage): Promise<string | null> {
  if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '')) return null
  const timer = setTimeout(() => request.destroy(), BODY_SECONDS * 1000)
  try {
    const chunks: Buffer[] = []
    let bytes = 0
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > MOST_BYTES) return null
      chunks.push(chunk)
    }
    return new URLSearchParams(Buffer.concat(chunks).toString('utf8')).get('key')
  } finally {
    clearTimeout(timer)
  }
}

/** As the browser asks for it: whoever opens the link need not be who asked for it. */
const languageOf = (request: IncomingMessage): Language =>
  /^\s*es\b/i.test(request.headers['accept-language'] ?? '') ? 'es' : 'en'

/** Kept nowhere, shown in no frame, telling nobody where it came from, running nothing. */
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  pragma: 'no-cache',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  connection: 'close',
}

function send(response: ServerResponse, status: number, body: string): void {
  if (response.headersSent) response.destroy()
  else response.writeHead(status, HEADERS).end(body)
}
