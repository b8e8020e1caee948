import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { atExit } from './at-exit.ts'
import type { InstalledLnbits } from './lnbits-install.ts'

const START_SECONDS = 120

/**
 * Starts LNbits with one change: when the file DIE_HALF_WAY exists, it kills itself after it committed the debit of
 * an internal payment and before the credit, which a real power cut does only by rare luck.
 */
const LAUNCHER = `
import os, signal, sys
import lnbits.core.services.payments as payments
update_payment = payments.update_payment
async def dying_update(payment, *args, **kwargs):
    order = os.environ["DIE_HALF_WAY"]
    if os.path.exists(order) and payment.is_in and payment.success:
        os.remove(order)
        os.kill(os.getpid(), signal.SIGKILL)
    return await update_payment(payment, *args, **kwargs)
payments.update_payment = dying_update
from lnbits.server import main
sys.argv = ["lnbits"]
main()
`

export interface LnbitsProcess {
  /** Ends the whole process group and waits until the port is free. */
  end(signal: NodeJS.Signals): Promise<void>
}

/** Starts the server and waits until it answers; its output goes to the log file. */
export async function startLnbitsProcess(
  installed: InstalledLnbits,
  options: { url: string; env: Readonly<Record<string, string>>; logFile: string },
): Promise<LnbitsProcess> {
  const log = openSync(options.logFile, 'a')
  // A group of its own: LNbits forks the process that does the work.
  const child = spawn(installed.python, ['-c', LAUNCHER], {
    cwd: installed.folder,
    env: { PATH: process.env['PATH'] ?? '', ...options.env },
    detached: true,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  const killGroup = (): void => signalGroup(child, 'SIGKILL')
  const stopGuarding = atExit(killGroup)
  try {
    await waitUntilAnswering(child, options)
  } catch (error) {
    killGroup()
    throw error
  }
  return {
    async end(signal) {
      signalGroup(child, signal)
      const deadline = Date.now() + 20_000
      while ((await answers(options.url)) || isGroupAlive(child)) {
        if (Date.now() > deadline) signalGroup(child, 'SIGKILL')
        await delay(50)
      }
      stopGuarding()
    },
  }
}

/** A port that nothing listened on a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function waitUntilAnswering(child: ChildProcess, { url, logFile }: { url: string; logFile: string }) {
  const deadline = Date.now() + START_SECONDS * 1000
  while (!(await answers(url))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      throw new Error(
        `LNbits does not start. The end of ${logFile}:\n${readFileSync(logFile, 'utf8').slice(-3000)}`,
      )
    }
    await delay(100)
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/api/v1/health`, {
      redirect: 'manual',
      signal: AbortSignal.timeout(5000),
    })
    await response.arrayBuffer()
    return response.status === 200 || response.status === 307
  } catch {
    return false
  }
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ESRCH')) throw thrown
  }
}

function isGroupAlive({ pid }: ChildProcess): boolean {
  if (pid === undefined) return false
  try {
    process.kill(-pid, 0)
    return true
  } catch {
    return false
  }
}
