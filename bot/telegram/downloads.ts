import { z } from 'zod'
import type { ReceivedFile } from '../../commands/definition.ts'
import { Failure } from '../../engine/failure.ts'
import { say, type Text } from '../../engine/phrase.ts'
import type { FileAtTelegram } from './arrival.ts'
import { within } from './deadline.ts'
import type { Messenger } from './messenger.ts'

/** Telegram hands out no larger files. */
const LARGEST_DOWNLOAD = 20_000_000
const DOWNLOAD_SECONDS = 60
const OFFICIAL_ROOT = 'https://api.telegram.org'

const StoredFile = z.object({ file_path: z.string().min(1) })

/** Fetches a file that came with a message. Throws Failure with a sentence for the person who sent it. */
export type Download = (file: FileAtTelegram) => Promise<ReceivedFile>

/** The address of a file holds the token: nothing of it ever appears in an error. */
export function createDownload(options: {
  token: string
  apiRoot: string | null
  ask: Messenger['ask']
  signal: AbortSignal
}): Download {
  const root = (options.apiRoot ?? OFFICIAL_ROOT).replace(/\/+$/, '')
  return async (file) => {
    if (file.bytes !== null && file.bytes > LARGEST_DOWNLOAD) throw tooLarge()
    const stored = await options.ask('getFile', { file_id: file.fileId })
    if (!stored.ok && stored.trouble.kind === 'refused' && /too big/i.test(stored.trouble.description))
      throw tooLarge()
    const parsed = StoredFile.safeParse(stored.ok ? stored.result : null)
    if (!parsed.success) throw notFetched()
    const way = parsed.data.file_path.split('/').map(encodeURIComponent).join('/')
    const bytes = await fetched(`${root}/file/bot${options.token}/${way}`, options.signal)
    return { name: file.name, mediaType: file.mediaType, bytes }
  }
}

async function fetched(address: string, signal: AbortSignal): Promise<Uint8Array> {
  try {
    return await within(DOWNLOAD_SECONDS * 1000, [signal], async (end) => {
      const answer = await fetch(address, { signal: end, redirect: 'error' })
      if (!answer.ok || answer.body === null) throw notFetched()
      return await readAll(answer.body as AsyncIterable<Uint8Array>)
    })
  } catch (thrown) {
    // Not its cause: that names the address.
    throw thrown instanceof Failure ? thrown : notFetched()
  }
}

async function readAll(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of body) {
    size += part.length
    if (size > LARGEST_DOWNLOAD) throw tooLarge()
    parts.push(part)
  }
  return Buffer.concat(parts)
}

const refusal = (sentence: Text): Failure => new Failure('refused', sentence)
const tooLarge = (): Failure =>
  refusal(say`The file is larger than the 20 MB that Telegram hands to bots: send a smaller one.`)
const notFetched = (): Failure =>
  refusal(say`The file could not be fetched from Telegram, so nothing was done: send it again.`)
