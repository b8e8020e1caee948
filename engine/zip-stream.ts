import assert from 'node:assert/strict'
import { once } from 'node:events'
import { constants, crc32, createDeflateRaw } from 'node:zlib'
import { Zip as ZipContainer, type ZipInputFile } from 'fflate'
import { Failure } from './failure.ts'
import { say } from './phrase.ts'

export interface ZipEntry {
  write(bytes: Uint8Array): Promise<void>
  /** How many bytes it had before they were packed. */
  end(): Promise<number>
}

export interface Zip {
  /** One after the other: the one before has to be ended. */
  file(name: string): ZipEntry
  finish(): Promise<void>
}

/** The format's own limit for a file, and for the whole, without its extension for more. */
const MOST_BYTES = 0xffff_ffff
const DEFLATED = 8
/** What may wait for the other thread: enough that reading and packing go on side by side. */
const WAITING_BYTES = 2 * 1024 * 1024
const PIECE_BYTES = 64 * 1024

/**
 * A zip that is written while it is made: it packs on another thread, waits for whoever takes the bytes, and holds no more
 * than a few pieces in memory.
 */
export function createZip(take: (bytes: Uint8Array) => Promise<void>, at: Date): Zip {
  let ready: Uint8Array[] = []
  let total = 0
  const container = new ZipContainer((error, bytes) => {
    if (error !== null) throw error
    if (bytes.length > 0) ready.push(bytes)
  })
  async function handOver(): Promise<void> {
    const pieces = ready
    ready = []
    for (const piece of pieces) {
      total += piece.length
      if (total > MOST_BYTES) throw tooLarge()
      await take(piece)
    }
  }
  return {
    file: (name) => openEntry(container, name, at, handOver),
    async finish() {
      container.end()
      await handOver()
    },
  }
}

function openEntry(container: ZipContainer, name: string, at: Date, handOver: () => Promise<void>): ZipEntry {
  const entry: ZipInputFile = { filename: name, size: 0, crc: 0, compression: DEFLATED, mtime: at }
  container.add(entry)
  const { ondata } = entry
  assert(ondata !== undefined, 'a file that was added has its way into the zip')
  const deflate = createDeflateRaw({ level: constants.Z_BEST_SPEED, chunkSize: PIECE_BYTES })
  const packed = (async () => {
    for await (const piece of deflate) {
      ondata(null, piece as Uint8Array<ArrayBuffer>, false)
      await handOver()
    }
  })()
  // Told by write() and end(), which wait for it.
  packed.catch(() => undefined)
  return {
    async write(bytes) {
      entry.crc = crc32(bytes, entry.crc)
      entry.size += bytes.length
      if (entry.size > MOST_BYTES) throw tooLarge()
      deflate.write(bytes)
      if (deflate.writableLength > WAITING_BYTES) await Promise.race([once(deflate, 'drain'), packed])
    },
    async end() {
      deflate.end()
      await packed
      ondata(null, new Uint8Array(0), true)
      await handOver()
      return entry.size
    },
  }
}

const tooLarge = (): Failure =>
  new Failure('refused', say`The zip would be larger than 4 GB: export fewer tables, or a shorter time.`)
