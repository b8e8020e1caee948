import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { type CommandEnd, runCommand } from '../../support/bot-process.ts'
import type { KillClient } from './clients.ts'
import type { Ground } from './ground.ts'
import { between, pick, type Stream } from './streams.ts'

/** People at work with `satmachine` commands meanwhile; some of their commands are killed too. */
export interface Operators {
  readonly streams: readonly Stream[]
  readonly run: () => number
  readonly killed: () => number
  readonly refused: () => number
  /** Deposits whose confirmation was acknowledged: they may never be lost. */
  readonly acknowledged: ReadonlySet<string>
  /** Switches everything on again and goes on until that is acknowledged. */
  switchOn(): Promise<void>
}

const SHARE_KILLED = 0.2
const depositSchema = z.looseObject({ depositId: z.string() })
/** How long a switch stays off at most. */
const OFF_SECONDS = [0.5, 3] as const
const SWITCH_ON_ATTEMPTS = 60

/** @param openPayments ids of payments that were unfinished a moment ago. */
export function operators(
  ground: Ground,
  clients: readonly KillClient[],
  openPayments: () => readonly bigint[],
): Operators {
  const counts = { run: 0, killed: 0, refused: 0 }
  const acknowledged = new Set<string>()
  const unconfirmed = new Set<string>()
  const command = async (words: string[], killAfterMs: number | null): Promise<CommandEnd> => {
    const end = await runCommand(
      ground.program,
      ground.environment,
      [...words, '--yes', '--json'],
      killAfterMs,
    )
    counts.run += 1
    if (end.exitCode === null) counts.killed += 1
    else if (end.exitCode !== 0) counts.refused += 1
    return end
  }
  const deadline = (draw: () => number): number | null => {
    const [isKilled, afterMs] = [draw() < SHARE_KILLED, between(draw, [200, 1500])]
    return isKilled ? afterMs : null
  }
  const enterDeposit = async (draw: () => number): Promise<void> => {
    const client = pick(draw, clients)
    const amount = `${500 + Math.floor(draw() * 9_000)}.${String(Math.floor(draw() * 100)).padStart(2, '0')}`
    const [entering, confirming] = [deadline(draw), deadline(draw)]
    const entered = await command(['deposit', 'add', '--client', client.name, '--amount', amount], entering)
    if (entered.exitCode === 0) unconfirmed.add(depositSchema.parse(JSON.parse(entered.stdout)).depositId)
    const [id] = unconfirmed
    if (id === undefined) return
    unconfirmed.delete(id)
    const confirmed = await command(['deposit', 'confirm', id], confirming)
    if (confirmed.exitCode === 0) acknowledged.add(id)
  }
  /** A person who can't wait: the command looks first, and sends only what the wallets prove unpaid. */
  const retryPayment = async (draw: () => number): Promise<void> => {
    const [share, killAfterMs] = [draw(), deadline(draw)]
    const open = openPayments()
    const id = open[Math.floor(share * open.length)]
    if (id !== undefined) await command(['payment', 'retry', String(id)], killAfterMs)
  }
  const switchOn = async (): Promise<void> => {
    for (let attempt = 0; attempt < SWITCH_ON_ATTEMPTS; attempt += 1) {
      if ((await command(['poll', 'resume', '--what', 'both'], null)).exitCode === 0) return
      await delay(500)
    }
    throw new Error('"satmachine poll resume" was refused again and again')
  }
  const switchOff = async (draw: () => number): Promise<void> => {
    const [what, killAfterMs, offMs] = [
      pick(draw, ['payout', 'ingest', 'both']),
      deadline(draw),
      between(draw, OFF_SECONDS) * 1000,
    ]
    await command(['poll', 'pause', '--what', what, '--reason', 'the kill loop'], killAfterMs)
    await delay(offMs)
    await switchOn()
  }
  return {
    streams: [
      { name: 'deposits', pauseSeconds: [6, 14], turn: enterDeposit },
      { name: 'retries', pauseSeconds: [8, 16], turn: retryPayment },
      { name: 'switches', pauseSeconds: [20, 40], turn: switchOff },
    ],
    run: () => counts.run,
    killed: () => counts.killed,
    refused: () => counts.refused,
    acknowledged,
    switchOn,
  }
}
