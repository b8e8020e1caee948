import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { randomBytes } from 'node:crypto'
import { z } from 'zod'

/** Runs tests of a tree in a vitest of their own, and reads what became of each. */

const RUN_SECONDS = 180

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({ title: z.string(), status: z.string(), failureMessages: z.array(z.string()).nullish() }),
      ),
    }),
  ),
})

export interface TestResult {
  readonly file: string
  readonly title: string
  readonly status: string
  /** Every error of the test, each with its stack. */
  readonly errors: readonly string[]
}

export interface TestRun {
  /** The tests that were chosen; none of those that were left out. */
  readonly results: readonly TestResult[]
  /** What kept tests from running at all: a file that can't be read, a run that was ended; null when nothing did. */
  readonly trouble: string | null
}

export interface TestSelection {
  readonly root: string
  readonly files: readonly string[]
  /** A regular expression for the tests' titles; all when left out. */
  readonly titles?: string
  /** A server on which the run makes its databases, and drops them. */
  readonly databaseUrl: string
}

/** One run of vitest. Never throws because of what the tests do. */
export async function runTests(selection: TestSelection): Promise<TestRun> {
  const report = path.join(os.tmpdir(), `satmachine-report-${randomBytes(6).toString('hex')}.json`)
  try {
    const said = await runVitest(selection, report)
    return await readReport(selection, report, said)
  } finally {
    await rm(report, { force: true })
  }
}

async function runVitest(
  { root, files, titles, databaseUrl }: TestSelection,
  report: string,
): Promise<string> {
  const words = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--config',
    'test/museum/vitest.config.ts',
    ...files,
  ]
  if (titles !== undefined) words.push('-t', titles)
  words.push('--reporter=json', `--outputFile=${report}`)
  const child = spawn(process.execPath, words, {
    cwd: root,
    env: { ...process.env, TEST_DATABASE_URL: databaseUrl, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2000)))
  const timer = setTimeout(() => child.kill('SIGKILL'), RUN_SECONDS * 1000)
  await once(child, 'close')
  clearTimeout(timer)
  return said
}

async function readReport({ root }: TestSelection, report: string, said: string): Promise<TestRun> {
  const text = await readFile(report, 'utf8').catch(() => null)
  if (text === null) return { results: [], trouble: `vitest wrote no report: ${said.trim()}` }
  const { testResults } = reportSchema.parse(JSON.parse(text))
  const results = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status !== 'skipped' && status !== 'pending')
      .map(({ title, status, failureMessages }) => ({
        file: path.relative(root, name).replaceAll(path.sep, '/'),
        title,
        status,
        errors: failureMessages ?? [],
      })),
  )
  const troubles = testResults.flatMap(({ message }) => (message ? [message] : []))
  return { results, trouble: results.length > 0 && troubles.length === 0 ? null : (troubles[0] ?? said) }
}
