import { createHash } from 'node:crypto'
import {
  type AuditExportStore,
  type ExportedFile,
  type ExportRange,
  type WriteBytes,
  writeAuditExport,
} from '../audit-export.ts'
import { Failure } from '../failure.ts'
import { say } from '../phrase.ts'
import type { IncidentFile } from './incident.ts'
import type { IncidentReadings } from './storage.ts'
import type { Zip } from '../zip-stream.ts'

export interface EvidenceRequest {
  readonly incidentId: bigint
  /** Of the days concerned, for the tables. */
  readonly range: ExportRange
  /** What was written for whoever reads it: the postmortem, the timeline. */
  readonly papers: readonly { readonly name: string; readonly bytes: Uint8Array }[]
}

/** What is in the zip, as its manifest.json says it too. */
export interface EvidenceManifest {
  readonly format: 1
  readonly kind: 'satmachine incident evidence'
  readonly incidentId: string
  readonly takenAt: string
  readonly from: string | null
  readonly to: string | null
  readonly files: readonly (ExportedFile & { readonly about: string })[]
}

export interface EvidenceParts {
  readonly incidents: Pick<IncidentReadings, 'files' | 'file'>
  readonly audit: AuditExportStore
  readonly now: Date
}

/**
 * Writes the zip of all that shows what happened: papers, every file of the incident as it was kept, the books of the
 * days concerned, and the SHA-256 of each. Memory holds one file at a time.
 */
export async function writeEvidence(
  { incidents, audit, now }: EvidenceParts,
  { incidentId, range, papers }: EvidenceRequest,
  write: WriteBytes,
): Promise<EvidenceManifest> {
  // Loaded when somebody exports, not with the bot.
  const { createZip } = await import('../zip-stream.ts')
  const zip = createZip(write, now)
  const files: EvidenceManifest['files'][number][] = []
  for (const { name, bytes } of papers)
    files.push(await writeFile(zip, { name, bytes, about: 'written for this export' }))
  for (const file of await incidents.files(incidentId)) files.push(await writeKept(zip, incidents, file))
  files.push(await writeAudit(zip, audit, range))
  files.push(
    await writeFile(zip, { name: 'README.txt', bytes: Buffer.from(README), about: 'read this first' }),
  )
  const manifest: EvidenceManifest = {
    format: 1,
    kind: 'satmachine incident evidence',
    incidentId: incidentId.toString(),
    takenAt: now.toISOString(),
    from: range.from?.toISOString() ?? null,
    to: range.to?.toISOString() ?? null,
    files,
  }
  const listed = Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`)
  const summed = [
    ...files,
    await writeFile(zip, { name: 'manifest.json', bytes: listed, about: 'this list' }),
  ]
  const sums = summed.map(({ sha256, name }) => `${sha256}  ${name}\n`).join('')
  await writeFile(zip, { name: 'SHA256SUMS', bytes: Buffer.from(sums), about: 'the sums' })
  await zip.finish()
  return manifest
}

type Written = EvidenceManifest['files'][number]

async function writeFile(
  zip: Zip,
  { name, bytes, about }: { name: string; bytes: Uint8Array; about: string },
): Promise<Written> {
  const entry = zip.file(name)
  await entry.write(bytes)
  await entry.end()
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { name, bytes: bytes.length, sha256, rows: null, about }
}

/** As it was kept: bytes that don't have the sum that stands in the books are evidence of something else. */
async function writeKept(
  zip: Zip,
  incidents: EvidenceParts['incidents'],
  file: IncidentFile,
): Promise<Written> {
  const kept = await incidents.file(file.id)
  if (kept === null) throw new Error('a file that was listed is there')
  const name = `files/${file.id}_${safeName(file.name)}`
  const written = await writeFile(zip, { name, bytes: kept.bytes, about: `kept by ${file.addedBy}` })
  if (written.sha256 === file.sha256) return written
  throw new Failure(
    'refused',
    say`File ${file.name} of the incident is not what was kept: its SHA-256 is ${written.sha256}, and ${file.sha256} stands in the books. Compare with a backup.`,
  )
}

/** The same zip that an auditor gets, as one file with sums of its own. */
async function writeAudit(zip: Zip, store: AuditExportStore, range: ExportRange): Promise<Written> {
  const name = 'books.zip'
  const entry = zip.file(name)
  const hash = createHash('sha256')
  await writeAuditExport(store, { range, tables: null }, async (bytes) => {
    hash.update(bytes)
    await entry.write(bytes)
  })
  const bytes = await entry.end()
  return { name, bytes, sha256: hash.digest('hex'), rows: null, about: 'the books of the days concerned' }
}

const MOST_CHARACTERS = 120

/** Of a name that somebody gave, what no system takes for a folder, an option or a device. */
export const safeName = (name: string): string =>
  name
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, '_')
    .replace(/^[._-]+/, '')
    .slice(-MOST_CHARACTERS) || 'file'

const README = `SATMACHINE: EVIDENCE OF AN INCIDENT

postmortem.md   what happened, who did what, what it cost, why, what is done about it
timeline.csv    the same hours line by line: the incident, alerts, what people asked for, reconciliations
files/          snapshots, pictures, exports as they were kept, each with its number in front
books.zip       the books of the days concerned, with a README and a check of its own
manifest.json   what each file is, its size and its SHA-256
SHA256SUMS      check them all with: sha256sum -c SHA256SUMS

Clients are in here with their full names: give it to nobody who need not have it.
Times in timeline.csv are UTC, and beside it in the operator's zone.
Cells that a spreadsheet would take for a formula have an apostrophe in front.
`
