import { LIMITS, plainLine } from './limits.ts'

export interface OutgoingFile {
  readonly name: string
  readonly mediaType: string
  readonly bytes: Uint8Array
  /** For those who can't see the picture. */
  readonly description?: string
}

/** The files of one message: with names that Discord keeps as they are, and no more and no larger than it takes. */
export interface FileTray {
  /** The name under which it goes; null when there is no room for it. */
  add(file: OutgoingFile): string | null
  files(): readonly OutgoingFile[]
}

/** What Discord leaves as it is in a file's name. */
const UNSAFE = /[^A-Za-z0-9._-]+/g

export function createTray(): FileTray {
  const kept: OutgoingFile[] = []
  let bytesLeft: number = LIMITS.fileBytes
  return {
    add(file) {
      if (kept.length >= LIMITS.files || file.bytes.length > bytesLeft) return null
      bytesLeft -= file.bytes.length
      const name = uniqueName(safeName(file.name), kept)
      kept.push({
        ...file,
        name,
        ...(file.description === undefined
          ? {}
          : { description: plainLine(file.description, LIMITS.fileDescription) }),
      })
      return name
    },
    files: () => kept,
  }
}

function safeName(name: string): string {
  const safe = name
    .replace(UNSAFE, '_')
    .slice(-80)
    .replace(/^[._-]+/, '')
  return safe === '' ? 'file' : safe
}

function uniqueName(name: string, files: readonly OutgoingFile[]): string {
  const isTaken = (wanted: string): boolean => files.some((file) => file.name === wanted)
  let free = name
  for (let number = 2; isTaken(free); number += 1) free = `${number}-${name}`
  return free
}
