import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Ground } from './ground.ts'
import type { Simulator } from './simulator.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const START_SECONDS = 120

/** The program as an operator runs it, in a process of its own. */
export interface RunningBot {
  readonly url: string
  /** From the start of the process until /healthz answered that all is well. */
  readonly healthyMs: number
  /** And until /readyz did. */
  readonly readyMs: number
  residentMegabytes(): Promise<number>
  /** Asks it to stop and waits until it is gone. */
  stop(): Promise<void>
}

/** Compiles the program from what stands in the folder now. */
export async function buildBot(): Promise<void> {
  await promisify(execFile)('npm', ['run', '--silent', 'build'], { cwd: ROOT })
}

/** What is set for a bot that works on these books, beside a small Lamassu and a simulated LNbits. */
export async function botEnvironment(
  ground: Ground,
  options: { dataFolder: string; lamassuUrl: string; simulator: Simulator },
): Promise<NodeJS.ProcessEnv> {
  const { simulator } = options
  // No .env file of the developer's is in the way there.
  await mkdir(workingFolder(ground), { recursive: true })
  return {
    PATH: process.env['PATH'],
    DATA_DIR: options.dataFolder,
    LAMASSU_DATABASE_URL: options.lamassuUrl,
    LNBITS_URL: simulator.quickUrl,
    LNBITS_SOURCE_ADMIN_KEY: simulator.source.adminKey,
    LNBITS_COMMISSION_INVOICE_KEY: simulator.commission.invoiceKey,
    SECRETS_KEY: randomBytes(32).toString('base64'),
    LOG_LEVEL: 'warn',
  }
}

const workingFolder = (ground: Ground): string => path.join(ground.folder, 'cwd')

export async function startBot(ground: Ground, environment: NodeJS.ProcessEnv): Promise<RunningBot> {
  const startedMs = performance.now()
  const child = spawn(process.execPath, [path.join(ROOT, 'bot/satmachine.mjs'), 'run'], {
    cwd: workingFolder(ground),
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Out of the reach of Ctrl-C: it is stopped by us, once.
    detached: true,
  })
  const stop = (): Promise<void> => stopBot(child)
  ground.cleanups.add('bot', stop)
  const complaints: string[] = []
  child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk.toString()))
  const url = await ownUrl(child, complaints)
  await untilWell(`${url}/healthz`)
  const healthyMs = performance.now() - startedMs
  await untilWell(`${url}/readyz`)
  return {
    url,
    healthyMs,
    readyMs: performance.now() - startedMs,
    residentMegabytes: () => residentMegabytes(child.pid),
    stop,
  }
}

async function untilWell(url: string): Promise<void> {
  const deadlineMs = performance.now() + START_SECONDS * 1000
  for (;;) {
    const response = await fetch(url)
    const words = await response.text()
    if (response.status === 200) return
    if (performance.now() > deadlineMs) throw new Error(`${url} says: ${words}`)
    await delay(20)
  }
}

/** The bot prints where it answers as soon as it does. */
function ownUrl(child: ChildProcess, complaints: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    if (child.stdout === null) return reject(new Error('the bot has no output'))
    const late = setTimeout(() => reject(new Error('the bot does not get ready')), START_SECONDS * 1000)
    child.once('exit', () => reject(new Error(`the bot ended: ${complaints.join('')}`)))
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /(http:\/\/127\.0\.0\.1:\d+)\/healthz/.exec(line)
      if (found?.[1] === undefined) return
      clearTimeout(late)
      resolve(found[1])
    })
  })
}

async function stopBot(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  await gone
}

/** VmRSS, in millions of bytes. */
async function residentMegabytes(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]
  if (kibibytes === undefined) throw new Error('the bot does not run any more')
  return (Number(kibibytes) * 1024) / 1e6
}
