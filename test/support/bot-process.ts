import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'

/** The real program as an operator starts it, in a process of its own. */
export interface BotProcess {
  readonly pid: number
  /** SIGKILL: no clean-up of any kind. */
  kill(): Promise<void>
  /** SIGTERM, and waits until it has put everything away; its exit code. */
  stop(): Promise<number | null>
  readonly running: () => boolean
}

/** Needs `npm run build`. What it prints goes to `logFile`. */
export function startBot(environment: Readonly<Record<string, string>>, logFile: string): BotProcess {
  const log = createWriteStream(logFile, { flags: 'a' })
  const child: ChildProcess = spawn(process.execPath, ['bot/satmachine.mjs', 'run'], {
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stdout?.pipe(log, { end: false })
  child.stderr?.pipe(log, { end: false })
  const ended = once(child, 'exit')
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    await ended
    log.end()
    return child.exitCode
  }
  return {
    pid: child.pid ?? 0,
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
    running: () => child.exitCode === null && child.signalCode === null,
  }
}
