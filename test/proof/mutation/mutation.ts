import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { ProofFigure, ProofSection, SectionReport } from '../section.ts'
import { explained, type Survivor, unexplained } from './explained.ts'
import { root, runStryker, type MutationRun, type TriedMutant } from './stryker.ts'

const REPEAT = 'npm run proof -- --only mutation'
const LEAST_PERCENT = 90

/**
 * Mutation testing: the code is changed in one small place, and the tests are to notice. A mutant that no test notices
 * shows either a test that is missing, or code that does not matter.
 */
export const mutationSection: ProofSection = {
  name: 'mutation',
  title: 'Mutants of the money modules',
  explanation:
    'The code that decides how much is owed to whom, and the code that pays it, is made wrong on purpose, in one small place at a time: a "less than" becomes a "less or equal", a line is left out, a word is lost. The tests must notice each time. What they do not notice is listed one by one, with the reason why it can not matter.',
  async run({ minutes, progress }) {
    let toldMs = 0
    const run = await runStryker({
      minutes,
      onMutant(tried, planned) {
        if (performance.now() - toldMs < 1000) return
        toldMs = performance.now()
        const { noticed, counted } = tally(tried)
        progress(`${tried.length} of ${planned} mutants tried, ${counted - noticed} not noticed`)
      },
    })
    return report(run, await survivorsOf(run.mutants))
  },
}

const NOTICED = new Set(['Killed', 'Timeout'])
const UNNOTICED = new Set(['Survived', 'NoCoverage'])

interface Tally {
  readonly noticed: number
  readonly counted: number
}

function tally(mutants: readonly TriedMutant[]): Tally {
  const noticed = mutants.filter(({ status }) => NOTICED.has(status)).length
  return { noticed, counted: noticed + mutants.filter(({ status }) => UNNOTICED.has(status)).length }
}

const percentOf = ({ noticed, counted }: Tally): number => (counted === 0 ? 0 : (100 * noticed) / counted)
const scoreOf = (of: Tally): string => `${percentOf(of).toFixed(1)} % (${of.noticed} of ${of.counted})`

/** What nobody noticed, with the text that was there before. */
async function survivorsOf(mutants: readonly TriedMutant[]): Promise<Survivor[]> {
  const survivors: Survivor[] = []
  for (const { fileName, location, replacement, status } of mutants) {
    if (!UNNOTICED.has(status)) continue
    const lines = (await readFile(path.join(root, fileName), 'utf8')).split('\n')
    const { start, end } = location
    const part = lines.slice(start.line - 1, end.line)
    part[part.length - 1] = part.at(-1)?.slice(0, end.column - 1) ?? ''
    part[0] = part[0]?.slice(start.column - 1) ?? ''
    survivors.push({ file: fileName, line: start.line, code: part.join('\n'), becomes: replacement })
  }
  return survivors
}

function report(run: MutationRun, survivors: readonly Survivor[]): SectionReport {
  const all = tally(run.mutants)
  const unknown = unexplained(survivors)
  const failures: string[] = []
  if (run.problem !== null) failures.push(`Stryker did not come to its end; see ${REPEAT}: ${run.problem}`)
  if (run.problem === null && all.counted === 0)
    failures.push(`No mutant was tried at all within the time given; see ${REPEAT}.`)
  if (all.counted > 0 && percentOf(all) < LEAST_PERCENT)
    failures.push(
      `Only ${scoreOf(all)} of the mutants were noticed, less than ${LEAST_PERCENT} %; see ${REPEAT}.`,
    )
  for (const { file, line, code, becomes } of unknown)
    failures.push(
      `${file}:${line}: no test notices when "${code}" becomes "${becomes}", and no reason is given; see ${REPEAT}.`,
    )
  const left = run.planned - run.mutants.length
  return {
    figures: figures(run, all, survivors.length - unknown.length),
    failures,
    repeat: REPEAT,
    leftOut: run.wasCutShort ? `${left} of ${run.planned} mutants were not tried for lack of time.` : null,
  }
}

function figures(run: MutationRun, all: Tally, explainedCount: number): ProofFigure[] {
  const count = (status: TriedMutant['status']): string =>
    String(run.mutants.filter((mutant) => mutant.status === status).length)
  const files = [...new Set(run.mutants.map(({ fileName }) => fileName))].sort()
  return [
    {
      label: 'mutants noticed',
      value: scoreOf(all),
      meaning: `killed and timed out, over all that were tried; below ${LEAST_PERCENT} % this part has failed`,
    },
    { label: 'mutants', value: String(run.mutants.length), meaning: 'small changes, each tried by itself' },
    { label: 'killed', value: count('Killed'), meaning: 'a test failed, as it should' },
    {
      label: 'timed out',
      value: count('Timeout'),
      meaning: 'the changed code never came to an end, which the tests notice too',
    },
    { label: 'survived', value: count('Survived'), meaning: 'no test failed' },
    { label: 'no coverage', value: count('NoCoverage'), meaning: 'no test reaches the place' },
    {
      label: 'survivors explained',
      value: `${explainedCount} of ${all.counted - all.noticed}`,
      meaning: `each with the reason why it can not matter, in docs/mutation.md; ${explained.length} reasons in all`,
    },
    ...files.map((file) => ({
      label: file,
      value: scoreOf(tally(run.mutants.filter(({ fileName }) => fileName === file))),
      meaning: 'mutants of this file that were noticed',
    })),
  ]
}
