import type { Bug } from './bugs/bug.ts'
import type { TestResult, TestRun } from './test-run.ts'

/** One bug that was put back, and the test that noticed. */
export interface Caught {
  readonly name: string
  readonly harm: string
  readonly file: string
  readonly test: string
  /** The line of the test at which it failed, and what it said there. */
  readonly line: number
  readonly statement: string
  readonly message: string
}

export type Verdict =
  | { readonly kind: 'caught'; readonly caught: Caught }
  | { readonly kind: 'missed'; readonly why: string }

export const titlePattern = ({ name }: Pick<Bug, 'name'>): string => `^${name} `

/**
 * Whether the run shows that the bug was noticed: its own test ran, failed by one of its own assertions, and at the
 * place that is about this bug. An error, a time-out or a failed set-up is no assertion and shows nothing.
 * @param testText the text of the test's file.
 */
export function judgeRun(bug: Bug, run: TestRun, testText: string): Verdict {
  const missed = (why: string): Verdict => ({ kind: 'missed', why })
  if (run.trouble !== null) return missed(`the tests did not run: ${firstLine(run.trouble)}`)
  const [result, ...others] = run.results
  if (result === undefined || others.length > 0 || !result.title.startsWith(`${bug.name} `))
    return missed(`of the tests ${run.results.map(({ title }) => title).join('; ')} ran instead of one`)
  if (result.status !== 'failed') return missed(`its test ${result.status}`)
  const error = result.errors[0] ?? ''
  // Assertions of the program itself say AssertionError [ERR_ASSERTION].
  if (!error.startsWith('AssertionError: ')) return missed(`its test broke off: ${firstLine(error)}`)
  const where = failedAt(bug, result, testText)
  if (!where.statement.includes(bug.caughtBy.at))
    return missed(`its test failed at another line (${where.line}: ${where.statement}): ${firstLine(error)}`)
  const message = firstLine(error).replace('AssertionError: ', '').replace(' // Object.is equality', '')
  const { name, harm, caughtBy } = bug
  return {
    kind: 'caught',
    caught: { name, harm, file: caughtBy.file, test: result.title, message, ...where },
  }
}

const firstLine = (text: string): string => (text.split('\n')[0] ?? '').slice(0, 300)

/** The expectation in the test's own text at which the first error arose. */
function failedAt(bug: Bug, { errors }: TestResult, testText: string): { line: number; statement: string } {
  const frame = new RegExp(`${bug.caughtBy.file.replaceAll('.', '\\.')}:(\\d+):`).exec(errors[0] ?? '')
  const line = Number(frame?.[1] ?? 0)
  const lines = testText.split('\n')
  let start = line
  while (start > 1 && !/\bexpect\w*\(/.test(lines[start - 1] ?? '')) start -= 1
  const statement = lines
    .slice(Math.max(0, start - 1), line)
    .map((text) => text.trim())
    .join(' ')
  return { line, statement }
}
