import { open } from 'node:fs/promises'
import path from 'node:path'
import type { ReceivedFile } from '../../commands/definition.ts'
import { Failure, sentenceOf } from '../../engine/failure.ts'

const MAX_BYTES = 10 * 1024 * 1024

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.pdf': 'application/pdf',
}

/** A file that goes with a command, such as the photo of a receipt. Throws Failure 'usage' with what is wrong. */
export async function readAttachment(file: string): Promise<ReceivedFile> {
  const bytes = await readAtMost(file)
  return {
    name: path.basename(file),
    mediaType: MEDIA_TYPES[path.extname(file).toLowerCase()] ?? 'application/octet-stream',
    bytes,
  }
}

async function readAtMost(file: string): Promise<Uint8Array> {
  let handle
  try {
    handle = await open(file, 'r')
    const { size } = await handle.stat()
    if (size > MAX_BYTES) throw new Failure('usage', `${file} is larger than 10 MB: send a smaller picture.`)
    return new Uint8Array(await handle.readFile())
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    throw new Failure('usage', `${file} can't be read (${sentenceOf(cause)}): give the path of a file.`, {
      cause,
    })
  } finally {
    await handle?.close()
  }
}
