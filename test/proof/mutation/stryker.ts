import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

/** The modules that decide how much is owed to whom, and that pay it. */
export const MUTATED_FILES = [
  'engine/domain/*.ts',
  'engine/allocate.ts',
  'engine/pay-due.ts',
  'engine/pay.ts',
  'engine/reference.ts',
  'engine/settle.ts',
  'engine/take-in.ts',
] as const

export const root = fileURLToPath(new URL('../../..', import.meta.url))

const position = z.object({ line: z.number(), column: z.number() })
const mutantSchema = z.object({
  fileName: z.string(),
  location: z.object({ start: position, end: position }),
  mutatorName: z.string(),
  replacement: z.string(),
  status: z.enum([
    'Killed',
    'Timeout',
    'Survived',
    'NoCoverage',
    'Ignored',
    'RuntimeError',
    'CompileError',
    'Pending',
  ]),
})
const lineSchema = z.union([z.object({ planned: z.number() }), z.object({ mutant: mutantSchema })])

/** One small change of the code; lines and columns count from 1. */
export type TriedMutant = z.output<typeof mutantSchema>

export interface MutationRun {
  readonly planned: number
  readonly mutants: readonly TriedMutant[]
  /** It was stopped for lack of time. */
  readonly wasCutShort: boolean
  /** Why it ended otherwise than well: the last of what it said; null when all is well. */
  readonly problem: string | null
}

export interface MutationOptions {
  readonly files?: readonly string[]
  readonly minutes: number
  readonly onMutant: (tried: readonly TriedMutant[], planned: number) => void
}

const LAST_LINES = 20
/** Who is being killed may still write for a moment. */
const GONE = { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }

/** Runs Stryker in a folder of its own, which is gone afterwards; the checkout is only read. */
export async function runStryker(options: MutationOptions): Promise<MutationRun> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'satmachine-mutation-'))
  try {
    return await runIn(folder, options)
  } finally {
    await rm(folder, GONE)
  }
}

async function runIn(folder: string, options: MutationOptions): Promise<MutationRun> {
  const configuration = path.join(folder, 'stryker.json')
  await writeFile(configuration, JSON.stringify(settings(folder, options.files ?? MUTATED_FILES)))
  const command = createRequire(import.meta.url).resolve('@stryker-mutator/core/package.json')
  // In a process group of its own, since its workers do not end with it.
  const child = spawn(process.execPath, [path.join(command, '../bin/stryker.js'), 'run', configuration], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const release = endWithUs(child, folder)
  let wasCutShort = false
  const timer = setTimeout(() => {
    wasCutShort = true
    endGroup(child, 'SIGTERM')
  }, options.minutes * 60_000)
  try {
    const closed = once(child, 'close')
    const heard = listen(child, options)
    await closed
    const isBad = !wasCutShort && child.exitCode !== 0
    const problem = isBad ? heard.said.slice(-LAST_LINES).join('\n') : null
    return { planned: heard.planned, mutants: heard.mutants, wasCutShort, problem }
  } finally {
    clearTimeout(timer)
    endGroup(child, 'SIGKILL')
    release()
  }
}

const settings = (folder: string, files: readonly string[]) => ({
  mutate: files,
  testRunner: 'vitest',
  vitest: { configFile: 'test/proof/mutation/vitest.config.ts', related: false },
  plugins: ['@stryker-mutator/vitest-runner', path.join(root, 'test/proof/mutation/reporter.mjs')],
  coverageAnalysis: 'perTest',
  concurrency: Math.min(8, os.availableParallelism()),
  // What runs for that much longer than it should runs for ever.
  timeoutMS: 10_000,
  timeoutFactor: 3,
  reporters: ['lines'],
  tempDirName: path.join(folder, 'sandboxes'),
  cleanTempDir: 'always',
  ignorePatterns: ['**', '!package.json', '!engine/**', '!test/**'],
  // TypeScript 7 has no API to rewrite a tsconfig with, and none is needed: vitest strips the types.
  tsconfigFile: 'none',
  allowConsoleColors: false,
})

function listen(child: ChildProcess, options: MutationOptions) {
  const heard = { planned: 0, mutants: [] as TriedMutant[], said: [] as string[] }
  const hear = (line: string): void => {
    const told = lineSchema.safeParse(line.startsWith('{"') ? JSON.parse(line) : null)
    if (!told.success) heard.said.push(line)
    else if ('planned' in told.data) heard.planned = told.data.planned
    else {
      const { mutant } = told.data
      heard.mutants.push({ ...mutant, fileName: pathInRoot(mutant.fileName) })
      options.onMutant(heard.mutants, heard.planned)
    }
  }
  for (const stream of [child.stdout, child.stderr])
    if (stream) createInterface({ input: stream }).on('line', hear)
  return heard
}

const pathInRoot = (file: string): string =>
  path.relative(root, path.resolve(root, file)).replaceAll(path.sep, '/')

function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    // Nobody of the group is left.
  }
}

/**
 * Ctrl-C at the terminal does not reach another process group by itself, and leaves no time to wait for anything.
 * @returns what undoes it.
 */
function endWithUs(child: ChildProcess, folder: string): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  const passOn = (signal: NodeJS.Signals): void => {
    release()
    endGroup(child, 'SIGKILL')
    rmSync(folder, GONE)
    process.kill(process.pid, signal)
  }
  const release = (): void => signals.forEach((signal) => process.off(signal, passOn))
  signals.forEach((signal) => process.once(signal, passOn))
  return release
}
