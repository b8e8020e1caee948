import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, open, readdir, rename, rm, stat, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import type { Pool } from 'pg'
import type { Logger } from 'pino'
import { Failure, sentenceOf } from '../engine/failure.ts'
import { dumpBooks } from '../engine/store/dump/dump.ts'
import { FIRST_LINE, headerSchema, type Manifest } from '../engine/store/dump/format.ts'
import { restoreBooks } from '../engine/store/dump/restore.ts'
import { migrate, migrationsFolder, schemaVersion } from '../engine/store/migrate.ts'

/** The newest ones that are kept. */
export const BACKUPS_KEPT = 14
const NAME = /^books_\d{8}T\d{4}Z_[0-9a-f]{8}\.sql\.gz$/

export interface Backup {
  readonly path: string
  readonly bytes: number
  /** Of the file, whose name holds its first eight characters. */
  readonly sha256: string
}

/**
 * Writes the books, as they are at one moment, to backups/ below the data folder: compressed SQL with a manifest. The
 * file gets its name when it is whole and on the disk; then old ones go. Clients' keys in it stay sealed.
 */
export async function backUp(options: { pool: Pool; dataFolder: string; now: Date }): Promise<Backup> {
  const folder = join(options.dataFolder, 'backups')
  const draft = join(folder, `${randomUUID()}.partial`)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const sha256 = await writeDump(options.pool, options.now, draft)
    const path = join(folder, `books_${stamp(options.now)}_${sha256.slice(0, 8)}.sql.gz`)
    await rename(draft, path)
    await onDisk(folder)
    await removeOld(folder)
    return { path, bytes: (await stat(path)).size, sha256 }
  } catch (thrown) {
    await rm(draft, { force: true }).catch(() => undefined)
    if (thrown instanceof Failure) throw thrown
    throw new Failure(
      'refused',
      `The backup can't be written to ${folder} (${sentenceOf(thrown)}): see that it is writable and has room. Older backups are as they were.`,
      { cause: thrown },
    )
  }
}

/** 20261122T2105Z */
export const stamp = (now: Date): string =>
  now
    .toISOString()
    .replace(/[-:]/g, '')
    .replace(/\d\d\.\d{3}Z$/, 'Z')

async function writeDump(pool: Pool, now: Date, draft: string): Promise<string> {
  const gzip = createGzip()
  const hash = createHash('sha256')
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      done(null, chunk)
    },
  })
  const written = pipeline(gzip, hashing, createWriteStream(draft, { mode: 0o600, flags: 'wx' }))
  // What goes wrong with the file ends the dump too, and is told by `written` below.
  written.catch(() => undefined)
  try {
    await dumpBooks(pool, now, lineWriter(gzip))
    gzip.end()
  } catch (thrown) {
    gzip.destroy()
    await written.catch(() => undefined)
    throw thrown
  }
  await written
  await onDisk(draft)
  return hash.digest('hex')
}

/** Waits whenever the disk is slower than the database. */
const lineWriter =
  (stream: ReturnType<typeof createGzip>) =>
  (line: string): Promise<void> => {
    if (stream.destroyed) return Promise.reject(stream.errored ?? new Error('the file was closed'))
    if (stream.write(`${line}\n`)) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        stream.off('drain', settle).off('close', settle)
        if (stream.destroyed) reject(stream.errored ?? new Error('the file was closed'))
        else resolve()
      }
      stream.on('drain', settle).on('close', settle)
    })
  }

/** Waits until a file, or what a folder lists, would survive a power cut. */
export async function onDisk(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** The names sort by time. */
async function removeOld(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => NAME.test(name)).sort()
  for (const name of names.slice(0, -BACKUPS_KEPT)) await rm(join(folder, name), { force: true })
}

/**
 * Restores a backup into a new, empty database, and then brings that to the newest schema. Nothing is stored when
 * anything about the file is wrong. Stop every bot first: books may be worked with in one place only.
 */
export async function restoreBackup(options: { pool: Pool; path: string; log: Logger }): Promise<Manifest> {
  const { pool, path, log } = options
  try {
    await prepareSchema(pool, await headerOf(path), log)
    const manifest = await restoreBooks(pool, linesOf(path))
    await migrate({ pool, log })
    return manifest
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown
    throw new Failure(
      'refused',
      `The backup ${path} can't be read (${sentenceOf(thrown)}). Nothing was changed.`,
      {
        cause: thrown,
      },
    )
  }
}

async function headerOf(path: string): Promise<number> {
  for await (const line of linesOf(path)) {
    if (line.startsWith(FIRST_LINE))
      return headerSchema.parse(JSON.parse(line.slice(FIRST_LINE.length))).schemaVersion
    break
  }
  throw new Failure('refused', `${path} is not a backup of satmachine. Nothing was changed.`)
}

/** The rows of an older version go into a schema of that version. */
async function prepareSchema(pool: Pool, wanted: number, log: Logger): Promise<void> {
  const current = await schemaVersion(pool)
  if (current === wanted) return
  const known = (await readdir(migrationsFolder())).filter((name) => name.endsWith('.sql')).sort()
  if (current !== 0 || wanted > known.length)
    throw new Failure(
      'refused',
      `The backup is of schema version ${wanted}, and ${current === 0 ? `this satmachine knows ${known.length}: use the newer one that wrote it` : `this database is at ${current}: use a new, empty one`}. Nothing was changed.`,
    )
  const folder = await mkdtemp(join(tmpdir(), 'satmachine-migrations-'))
  try {
    for (const name of known.slice(0, wanted))
      await symlink(join(migrationsFolder(), name), join(folder, name))
    await migrate({ pool, log, folder })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The lines of a compressed file; only a line feed ends one. */
async function* linesOf(path: string): AsyncGenerator<string> {
  const source = createReadStream(path)
  const text = createGunzip().setEncoding('utf8')
  source.on('error', (error) => text.destroy(error))
  try {
    let rest = ''
    for await (const chunk of source.pipe(text)) {
      const lines = (rest + String(chunk)).split('\n')
      rest = lines.pop() ?? ''
      yield* lines
    }
    if (rest !== '') yield rest
  } catch (cause) {
    throw new Failure(
      'refused',
      `The backup ${path} can't be read (${sentenceOf(cause)}). Nothing was changed.`,
      { cause },
    )
  } finally {
    source.destroy()
  }
}
