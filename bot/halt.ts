import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { statSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { Failure, sentenceOf } from '../engine/failure.ts'
import type { TransferStore } from '../engine/storage.ts'

/** Writes down in the books that nothing is polled or paid any more; false when that stood there already. */
export interface HaltBooks {
  stopAll(reason: string): Promise<boolean>
}

/** The emergency brake of this machine: a file that stops polls and payments without asking any database. */
export interface Halt {
  /** Works at once, also when the file can't be written; then a Failure says that a restart would forget it. */
  raise(reason: string, actor: string): Promise<void>
  /** A look at the folder each time, so that any process of this machine can raise and clear it. */
  isRaised(): boolean
  /** Who and why, for the books and for people; null when it is not raised. */
  reason(): Promise<string | null>
  /** Who, why and since when; null when it is not raised. */
  flag(): Promise<HaltFlag | null>
  /** False when it was not raised. */
  clear(): Promise<boolean>
  /** Brings the books' switches into line with a raised flag. Throws while the database can't be reached. */
  writeDown(): Promise<void>
}

export interface HaltFlag {
  readonly reason: string
  readonly actor: string
  readonly at: Date
}

const FLAG = 'HALT'
const flagSchema = z.object({ reason: z.string(), actor: z.string(), at: z.iso.datetime() })

/** @param folder the data folder, the same for every process of this machine. */
export function createHalt(folder: string, books: HaltBooks | null, now: () => Date): Halt {
  const file = join(folder, FLAG)
  // What could not be written on the disk holds in this process.
  let unwritten: HaltFlag | null = null
  const isRaised = (): boolean => unwritten !== null || isThere(file)
  const reason = async (): Promise<string | null> => {
    if (unwritten !== null) return reasonOf(unwritten)
    if (!isThere(file)) return null
    const written = await flagIn(file)
    return written === null ? byHand() : reasonOf(written)
  }
  return {
    isRaised,
    reason,
    async flag() {
      if (unwritten !== null) return unwritten
      if (!isThere(file)) return null
      return (await flagIn(file)) ?? { reason: byHand(), actor: 'bot', at: changedAt(file) ?? now() }
    },
    async raise(why, actor) {
      const at = now()
      unwritten = { reason: why, actor, at }
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 })
        await writeSafely(folder, FLAG, JSON.stringify({ reason: why, actor, at: at.toISOString() }))
      } catch (cause) {
        throw new Failure(
          'refused',
          `Polling and payments of this process are stopped, but ${file} can't be written (${sentenceOf(cause)}): after a restart only the switches in the database hold.`,
          { cause },
        )
      }
      unwritten = null
    },
    async clear() {
      const wasRaised = isRaised()
      await rm(file, { force: true })
      await syncFolder(folder)
      unwritten = null
      return wasRaised
    },
    async writeDown() {
      const why = await reason()
      if (why !== null) await books?.stopAll(why)
    },
  }
}

/** Where nobody can tell, it counts as raised: stopping is always safe. */
function isThere(file: string): boolean {
  try {
    return statSync(file, { throwIfNoEntry: false }) !== undefined
  } catch {
    return true
  }
}

/** Null for what is none of ours: a flag that somebody made by hand ("touch HALT") is as good. */
async function flagIn(file: string): Promise<HaltFlag | null> {
  try {
    const { at, ...rest } = flagSchema.parse(JSON.parse(await readFile(file, 'utf8')))
    return { ...rest, at: new Date(at) }
  } catch {
    return null
  }
}

const byHand = (): string => `the file ${FLAG} in the data folder of ${hostname()}`

const changedAt = (file: string): Date | null => {
  try {
    return statSync(file).mtime
  } catch {
    return null
  }
}

/** With the machine, because the flag is taken away there. */
const reasonOf = ({ reason, actor }: Omit<HaltFlag, 'at'>): string =>
  `${reason} (panic: ${actor} @ ${hostname()})`

/** Whole or not at all, and on the disk when this returns. */
async function writeSafely(folder: string, name: string, text: string): Promise<void> {
  const draft = join(folder, `${name}.${randomUUID()}.partial`)
  const handle = await open(draft, 'w', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(draft, join(folder, name))
  await syncFolder(folder)
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null)
  // Some systems can't open a folder; there the rename alone has to do.
  await handle?.sync().catch(() => undefined)
  await handle?.close()
}

/**
 * For a command line of which nothing more can be put together: settings that are wrong, a database that is away. The
 * bot of this data folder stops at once, and tells the books when it can.
 */
export async function haltWithoutBooks(options: {
  dataFolder: string
  reason: string
  actor: string
  now: () => Date
}): Promise<string> {
  await createHalt(options.dataFolder, null, options.now).raise(options.reason, options.actor)
  return `The bot of ${options.dataFolder} is stopped: it pays and polls nothing. The database could not be told: a bot on another machine that still reaches it has to be stopped there. "poll resume" starts again.`
}

/** The same store, whose last statement before money moves says no while the flag is up. */
export const haltable = (store: TransferStore, halt: Pick<Halt, 'isRaised'>): TransferStore => ({
  ...store,
  markPaying: async (lease, transfer) => !halt.isRaised() && (await store.markPaying(lease, transfer)),
})
