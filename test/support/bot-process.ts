import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { cp, mkdir, symlink } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { atExit } from './at-exit.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** The compiled program in a folder of its own: whoever compiles the checkout meanwhile does not disturb it. */
export interface Program {
  readonly folder: string
}

/** Compiles the program from what stands in the checkout now. */
export async function buildProgram(folder: string): Promise<Program> {
  await mkdir(path.join(folder, 'bot'), { recursive: true })
  const dist = path.join(folder, 'dist')
  const compiler = path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')
  const options = ['-p', 'tsconfig.build.json', '--outDir', dist, '--tsBuildInfoFile', `${dist}/.tsbuildinfo`]
  await promisify(execFile)(process.execPath, [compiler, ...options], { cwd: ROOT }).catch(
    (cause: Error & { stdout?: string }) => {
      throw new Error(`The program does not compile: ${cause.stdout?.slice(0, 1000)}`, { cause })
    },
  )
  for (const part of ['bot/satmachine.mjs', 'migrations', 'package.json'])
    await cp(path.join(ROOT, part), path.join(folder, part), { recursive: true })
  await symlink(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'))
  return { folder }
}

/** `satmachine run` as an operator starts it, in a process of its own. */
export interface BotProcess {
  readonly pid: number
  /** Resolves when it is gone, for whatever reason. */
  readonly ended: Promise<BotEnd>
  /** How long it took until it said that it is running; null until then. */
  readonly readyMs: () => number | null
  readonly running: () => boolean
  readonly signal: (signal: NodeJS.Signals) => void
}

export interface BotEnd {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  /** The end of what it printed. */
  readonly lastWords: string
}

const LAST_WORDS = 2000

/** What it prints goes to the end of `logFile`. */
export function startBot(
  program: Program,
  environment: Readonly<Record<string, string>>,
  logFile: string,
): BotProcess {
  const child = spawnProgram(program, ['run'], environment)
  const log = createWriteStream(logFile, { flags: 'a' })
  let words = ''
  const startedMs = performance.now()
  let readyMs: number | null = null
  const hear = (chunk: Buffer): void => {
    log.write(chunk)
    words = (words + chunk.toString()).slice(-LAST_WORDS)
    if (words.includes('satmachine is running')) readyMs ??= performance.now() - startedMs
  }
  child.stdout?.on('data', hear)
  child.stderr?.on('data', hear)
  const stopGuarding = atExit(() => child.kill('SIGKILL'))
  const ended = once(child, 'close').then(() => {
    stopGuarding()
    log.end()
    return { exitCode: child.exitCode, signal: child.signalCode, lastWords: words }
  })
  const running = (): boolean => child.exitCode === null && child.signalCode === null
  return {
    pid: child.pid ?? 0,
    ended,
    readyMs: () => readyMs,
    running,
    signal: (signal) => void (running() && child.kill(signal)),
  }
}

export interface CommandEnd {
  /** Null when it was killed. */
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** `satmachine <noun> <verb> …` to its end, or until it is killed after so many milliseconds. */
export async function runCommand(
  program: Program,
  environment: Readonly<Record<string, string>>,
  words: readonly string[],
  killAfterMs: number | null = null,
): Promise<CommandEnd> {
  const child = spawnProgram(program, words, environment)
  const stopGuarding = atExit(() => child.kill('SIGKILL'))
  const timer = killAfterMs === null ? null : setTimeout(() => child.kill('SIGKILL'), killAfterMs)
  let [stdout, stderr] = ['', '']
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  await once(child, 'close')
  if (timer !== null) clearTimeout(timer)
  stopGuarding()
  return { exitCode: child.exitCode, stdout, stderr }
}

/** In a group of its own: Ctrl-C is for whoever started it, and ends it in order. */
const spawnProgram = (
  { folder }: Program,
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): ChildProcess =>
  spawn(process.execPath, ['bot/satmachine.mjs', ...words], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
