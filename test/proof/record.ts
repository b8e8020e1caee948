import { readFile, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { renderProof } from './render.ts'
import type { ProofSection, SectionReport } from './section.ts'

const runSchema = z.object({
  date: z.string(),
  commit: z.string(),
  machine: z.string(),
  minutes: z.number(),
  figures: z.array(z.object({ label: z.string(), value: z.string(), meaning: z.string() })),
  failures: z.array(z.string()),
  repeat: z.string(),
  leftOut: z.string().nullable(),
})

const recordSchema = z.object({
  sections: z.record(
    z.string(),
    z.object({
      title: z.string(),
      explanation: z.string(),
      latest: runSchema,
      /** The fullest: one that left nothing out before one that did, then the one that took the most time. */
      longest: runSchema,
    }),
  ),
})

export type ProofRun = z.infer<typeof runSchema>
export type ProofRecord = z.infer<typeof recordSchema>

const JSON_FILE = new URL('../../docs/proof.json', import.meta.url)
const TEXT_FILE = new URL('../../docs/proof.md', import.meta.url)

export async function readRecord(): Promise<ProofRecord> {
  const text = await readFile(JSON_FILE, 'utf8').catch(() => '{"sections":{}}')
  return recordSchema.parse(JSON.parse(text))
}

export interface FinishedRun extends SectionReport {
  readonly date: string
  readonly commit: string
  readonly machine: string
  readonly minutes: number
}

/** A finding is never hidden behind a longer run without one: it stays in sight until a run of its part finds nothing. */
export function mergeRun(record: ProofRecord, section: ProofSection, finished: FinishedRun): ProofRecord {
  const run = runSchema.parse(finished)
  const before = record.sections[section.name]
  const longest = before !== undefined && isFuller(before.longest, run) ? before.longest : run
  const { title, explanation } = section
  return { sections: { ...record.sections, [section.name]: { title, explanation, latest: run, longest } } }
}

/** A slow machine's long run that came to half of it says less than a quick one's whole. */
function isFuller(one: ProofRun, other: ProofRun): boolean {
  if ((one.leftOut === null) !== (other.leftOut === null)) return one.leftOut === null
  return one.minutes > other.minutes
}

export async function writeRecord(record: ProofRecord): Promise<void> {
  await writeFile(JSON_FILE, `${JSON.stringify(record, null, 2)}\n`)
  await writeFile(TEXT_FILE, renderProof(record))
}
