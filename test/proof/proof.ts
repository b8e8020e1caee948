import { parseArgs } from 'node:util'
import { circumstances } from './circumstances.ts'
import { mergeRun, readRecord, writeRecord } from './record.ts'
import type { ProofSection, SectionReport } from './section.ts'
import { sections } from './sections.ts'

/**
 * Tries to make the money core lose a sat in every way that we can think of, and writes what came of it to
 * docs/proof.md and docs/proof.json. `npm run proof -- --minutes 60 --seeds 10000 --only simulation,kills`; exit code
 * 1 when anything was found.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '10' },
      seeds: { type: 'string' },
      seed: { type: 'string' },
      only: { type: 'string' },
    },
  })
  const minutes = Number(values.minutes)
  const chosen = values.only?.split(',') ?? null
  const wanted = sections.filter(({ section }) => chosen === null || chosen.includes(section.name))
  const unknown = chosen?.filter((name) => !sections.some(({ section }) => section.name === name)) ?? []
  const problem = problemOf({ minutes, unknown, seeds: values.seeds, seed: values.seed })
  if (problem !== null) {
    process.stderr.write(`${problem}\n`)
    return 2
  }
  const shares = wanted.reduce((sum, { share }) => sum + share, 0)
  let found = 0
  for (const { section, share, leastMinutes } of wanted) {
    const budgetMinutes = (minutes * share) / shares
    if (chosen === null && budgetMinutes < leastMinutes) {
      say(`${section.title}: needs ${leastMinutes} minutes; run it with --only ${section.name}`)
      continue
    }
    const seeds = values.seeds === undefined ? (values.seed === undefined ? null : 1) : Number(values.seeds)
    const firstSeed = values.seed === undefined ? {} : { firstSeed: Number(values.seed) }
    found += await prove(section, { minutes: budgetMinutes, seeds, ...firstSeed })
  }
  say(found === 0 ? 'Nothing was found.' : `${found} finding(s): see docs/proof.md.`)
  return found === 0 ? 0 : 1
}

const isCount = (text: string | undefined): boolean => text === undefined || /^\d{1,9}$/.test(text)

function problemOf(given: {
  minutes: number
  unknown: readonly string[]
  seeds: string | undefined
  seed: string | undefined
}): string | null {
  if (given.unknown.length > 0) {
    const names = sections.map(({ section }) => section.name).join(', ')
    return `The proof has no part ${given.unknown.join(', ')}: choose among ${names}.`
  }
  if (!(given.minutes > 0)) return '--minutes is a number above 0.'
  return isCount(given.seeds) && isCount(given.seed) ? null : '--seeds and --seed are whole numbers.'
}

/** Runs one part, shows it at work, and puts its report on record at once: a run that is broken off loses nothing. */
async function prove(
  section: ProofSection,
  budget: { minutes: number; seeds: number | null; firstSeed?: number },
): Promise<number> {
  say(`${section.title} (about ${Math.max(1, Math.round(budget.minutes))} min)`)
  const startedAt = new Date()
  const report = await reportOf(section, budget)
  const minutes = (Date.now() - startedAt.getTime()) / 60_000
  const run = { ...circumstances(startedAt), minutes: Math.round(minutes * 10) / 10, ...report }
  await writeRecord(mergeRun(await readRecord(), section, run))
  for (const { label, value } of report.figures) say(`    ${label}: ${value}`)
  if (report.leftOut !== null) say(`    left out: ${report.leftOut}`)
  for (const failure of report.failures) say(`  ✘ ${failure}`)
  return report.failures.length
}

async function reportOf(
  section: ProofSection,
  budget: { minutes: number; seeds: number | null; firstSeed?: number },
): Promise<SectionReport> {
  const show = throttled((sentence) => say(`    ${sentence}`), process.stdout.isTTY ? 1 : 10)
  try {
    return await section.run({ ...budget, progress: show })
  } catch (thrown) {
    const words = thrown instanceof Error ? thrown.message : String(thrown)
    return {
      figures: [],
      failures: [`This part of the proof broke off: ${words}`],
      repeat: `npm run proof -- --only ${section.name}`,
      leftOut: 'what was not reached',
    }
  }
}

function throttled(tell: (sentence: string) => void, everySeconds: number): (sentence: string) => void {
  let nextMs = 0
  return (sentence) => {
    if (performance.now() < nextMs) return
    nextMs = performance.now() + everySeconds * 1000
    tell(sentence)
  }
}

const say = (line: string): void => void process.stdout.write(`${line}\n`)

process.exit(await main())
