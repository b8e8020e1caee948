import type { ReceivedFile } from '../../commands/definition.ts'
import { Failure } from '../../engine/failure.ts'
import { say } from '../../engine/phrase.ts'
import type { Attachment } from './interaction.ts'
import { LIMITS, plainLine } from './limits.ts'

const FETCH_TIMEOUT_MS = 20_000
/** Where Discord keeps files; no other address is ever fetched, whatever an interaction says. */
const HOSTS = /^(?:cdn\.discordapp\.com|media\.discordapp\.net)$/

/** The file behind an attachment. Throws Failure 'refused' with a sentence for the person who sent it. */
export async function fetchAttachment(attachment: Attachment, apiUrl: string | null): Promise<ReceivedFile> {
  const name = plainLine(attachment.filename, 200)
  if (attachment.size > LIMITS.fileBytes)
    throw new Failure('refused', say`The file is larger than 10 MB: send a smaller one.`)
  if (!isTrusted(attachment.url, apiUrl)) throw notFetched()
  try {
    const response = await fetch(attachment.url, {
      redirect: 'error',
      signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
    })
    if (!response.ok || response.body === null) throw notFetched()
    const bytes = await readAll(response.body as AsyncIterable<Uint8Array>)
    return { name, mediaType: attachment.mediaType, bytes }
  } catch (cause) {
    throw cause instanceof Failure ? cause : notFetched(cause)
  }
}

function isTrusted(url: string, apiUrl: string | null): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname, origin } = new URL(url)
  if (apiUrl !== null) return origin === new URL(apiUrl).origin
  return protocol === 'https:' && HOSTS.test(hostname)
}

async function readAll(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of body) {
    size += part.length
    if (size > LIMITS.fileBytes)
      throw new Failure('refused', say`The file is larger than 10 MB: send a smaller one.`)
    parts.push(part)
  }
  return Buffer.concat(parts)
}

const notFetched = (cause?: unknown): Failure =>
  new Failure(
    'refused',
    say`The file could not be fetched from Discord, so nothing was done: send it again.`,
    {
      cause,
    },
  )
