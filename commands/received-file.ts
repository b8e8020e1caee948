import { Failure } from '../engine/failure.ts'
import { MAX_FILE_BYTES } from '../engine/paperwork.ts'
import { say } from '../engine/phrase.ts'
import type { ReceivedFile } from './definition.ts'

const LONGEST_NAME = 200

/** Refused where it is empty or larger than what is kept; its name is brought to a length that fits. */
export function checkedFile(file: ReceivedFile | null): ReceivedFile | null {
  if (file === null) return null
  if (file.bytes.length === 0 || file.bytes.length > MAX_FILE_BYTES)
    throw new Failure(
      'refused',
      say`The file is empty or larger than 10 MiB: nothing was done. Send a smaller one.`,
    )
  return { ...file, name: file.name.slice(0, LONGEST_NAME) || 'file' }
}
