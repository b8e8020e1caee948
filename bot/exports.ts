import { createHash, randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExportFile } from '../commands/host.ts'
import type { WriteBytes } from '../engine/audit-export.ts'
import { Failure, sentenceOf } from '../engine/failure.ts'
import { say } from '../engine/phrase.ts'
import { onDisk, stamp } from './backup.ts'

/** Larger ones stay on the server's disk: every chat takes a file of this size. */
const MOST_BYTES_IN_CHAT = 8 * 1024 * 1024
/** The newest ones of a kind that are kept: each holds everybody's account. */
const EXPORTS_KEPT = 5

/**
 * Keeps a zip in exports/ below the data folder, written a piece at a time; it gets its name, 'audit_20261122T0314Z_1a2b3c4d.zip',
 * when it is whole and on the disk. Then old ones of its kind go.
 */
export async function keepExport<T>(
  { kind, dataFolder, now }: { readonly kind: string; readonly dataFolder: string; readonly now: Date },
  writeZip: (write: WriteBytes) => Promise<T>,
): Promise<ExportFile & { readonly manifest: T }> {
  const folder = join(dataFolder, 'exports')
  const draft = join(folder, `${randomUUID()}.partial`)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const { manifest, sha256 } = await writeDraft(draft, writeZip)
    await onDisk(draft)
    const name = `${kind}_${stamp(now)}_${sha256.slice(0, 8)}.zip`
    const path = join(folder, name)
    await rename(draft, path)
    await onDisk(folder)
    await removeOld(folder, { kind, newest: name, now })
    const { size } = await stat(path)
    const bytes = size <= MOST_BYTES_IN_CHAT ? new Uint8Array(await readFile(path)) : null
    return { path, name, size, sha256, manifest, bytes }
  } catch (thrown) {
    await rm(draft, { force: true }).catch(() => undefined)
    if (thrown instanceof Failure) throw thrown
    throw new Failure(
      'refused',
      say`The export can't be written to ${folder} (${sentenceOf(thrown)}): see that it is writable and has room.`,
      { cause: thrown },
    )
  }
}

async function writeDraft<T>(
  draft: string,
  writeZip: (write: WriteBytes) => Promise<T>,
): Promise<{ manifest: T; sha256: string }> {
  const hash = createHash('sha256')
  const file = await open(draft, 'wx', 0o600)
  try {
    const manifest = await writeZip(async (bytes) => {
      hash.update(bytes)
      await writeAll(file, bytes)
    })
    return { manifest, sha256: hash.digest('hex') }
  } finally {
    await file.close()
  }
}

/** A disk may take less than it is given. */
async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) done += (await file.write(bytes, done)).bytesWritten
}

const FORM = /^_\d{8}T\d{4}Z_[0-9a-f]{8}\.zip$/

/** The names sort by time, to the minute: the new one stays for itself. What a killed program left half written goes too. */
async function removeOld(
  folder: string,
  { kind, newest, now }: { kind: string; newest: string; now: Date },
): Promise<void> {
  const names = await readdir(folder)
  const old = names
    .filter((name) => name.startsWith(kind) && FORM.test(name.slice(kind.length)) && name !== newest)
    .sort()
    .slice(0, 1 - EXPORTS_KEPT)
  const partial = await oldPartials(folder, names, now)
  for (const name of [...old, ...partial]) await rm(join(folder, name), { force: true })
}

const DAY_MS = 86_400_000

async function oldPartials(folder: string, names: readonly string[], now: Date): Promise<string[]> {
  const old: string[] = []
  for (const name of names.filter((one) => one.endsWith('.partial'))) {
    const seen = await stat(join(folder, name)).catch(() => null)
    if (seen !== null && now.getTime() - seen.mtimeMs > DAY_MS) old.push(name)
  }
  return old
}
