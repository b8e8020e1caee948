import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inject } from 'vitest'
import { eventually } from '../support/lamassu.ts'
import { quickestFolder } from '../support/quickest-folder.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
export const PROGRAM = join(ROOT, 'bot/satmachine.mjs')

const LOCK = 'satmachine-build-'
/** No run of the tests takes that long. */
const OLD_MILLISECONDS = 3_600_000

/** Builds the program, once in a run of the tests: the other workers wait for the one that came first. */
export async function builtProgram(): Promise<void> {
  // The template's name is of this run alone.
  const lock = join(tmpdir(), `${LOCK}${inject('testServer').template}`)
  const done = join(lock, 'done')
  try {
    mkdirSync(lock)
  } catch {
    await eventually(() => Promise.resolve(existsSync(done)), 120)
    return
  }
  for (const name of readdirSync(tmpdir()).filter((file) => file.startsWith(LOCK)))
    if (Date.now() - statSync(join(tmpdir(), name)).mtimeMs > OLD_MILLISECONDS)
      rmSync(join(tmpdir(), name), { recursive: true, force: true })
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: ROOT, stdio: 'inherit' })
  writeFileSync(done, '')
}

/** A folder for one file's tests, without a .env, with what takes it away again. */
export function workFolder(name: string): { path: string; remove(): void } {
  const path = mkdtempSync(join(quickestFolder(), `satmachine-${name}-`))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

export type Environment = Readonly<Record<string, string>>

/** Only what the program is told, and not what the machine that runs the tests happens to have set. */
export const bareEnvironment = (settings: Environment): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: process.env['HOME'] ?? '',
  TZ: 'UTC',
  ...settings,
})

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The program in a process of its own, with everything that it says. */
export interface Running {
  readonly child: ChildProcess
  said(): string
  complained(): string
  /** Waits until its output holds this; throws with the output when that takes too long or the program ends. */
  says(wanted: RegExp, deadlineSeconds?: number): Promise<void>
  ended: Promise<Ended>
}

export interface StartOptions {
  readonly cwd: string
  readonly environment?: Environment
  /** What is typed and then ended; 'open' leaves it to the test. */
  readonly stdin?: string
}

/** `satmachine <words>`. */
export const start = (words: readonly string[], options: StartOptions): Running =>
  startCommand(process.execPath, [PROGRAM, ...words], options)

export function startCommand(command: string, args: readonly string[], options: StartOptions): Running {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: bareEnvironment(options.environment ?? {}),
    stdio: [options.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  if (options.stdin !== undefined && options.stdin !== 'open') child.stdin?.end(options.stdin)
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, stdout, stderr }))
  return {
    child,
    ended,
    said: () => stdout,
    complained: () => stderr,
    async says(wanted, deadlineSeconds = 20) {
      const over = (): boolean => child.exitCode !== null || child.signalCode !== null
      await eventually(() => Promise.resolve(wanted.test(stdout) || over()), deadlineSeconds).catch(
        () => undefined,
      )
      if (!wanted.test(stdout))
        throw new Error(`The program did not say ${wanted}. It said:\n${stdout}\nand complained:\n${stderr}`)
    },
  }
}

/** The same in a terminal of its own, as for a person: what is written to its standard input is typed there. */
export function startInTerminal(words: readonly string[], options: Omit<StartOptions, 'stdin'>): Running {
  const line = [process.execPath, PROGRAM, ...words].map((word) => `'${word}'`).join(' ')
  return startCommand('script', ['-qfec', line, '/dev/null'], { ...options, stdin: 'open' })
}

/** Runs `satmachine <words>` to its end. */
export const run = (words: readonly string[], options: StartOptions): Promise<Ended> =>
  start(words, options).ended

/** Ends a program that a failed test may have left behind. */
export async function killed({ child, ended }: Running): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  await ended
}
