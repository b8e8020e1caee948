import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { WalletKeys } from '../../bot/sandbox/lnbits/control.ts'
import type { Ground } from './ground.ts'

export type SimulatorQuestion = { kind: 'open'; clients: number } | { kind: 'count' }
export type SimulatorAnswer =
  | { kind: 'started' }
  | {
      kind: 'opened'
      quickUrl: string
      slowUrl: string
      source: WalletKeys
      commission: WalletKeys
      clients: WalletKeys[]
    }
  | { kind: 'counted'; requests: number }

export interface Simulator {
  /** It answers as soon as it can. */
  readonly quickUrl: string
  /** It answers when a real LNbits would, one request after the other. */
  readonly slowUrl: string
  /** Well filled. */
  readonly source: WalletKeys
  readonly commission: WalletKeys
  readonly clients: readonly WalletKeys[]
  /** How many requests of every kind it has had so far. */
  requestCount(): Promise<number>
}

/** A simulated LNbits in a process of its own. */
export async function openSimulator(ground: Ground, clients: number): Promise<Simulator> {
  // In a group of its own, so that Ctrl-C reaches us alone and everything ends in its order.
  const child = fork(fileURLToPath(new URL('simulator-child.ts', import.meta.url)), { detached: true })
  ground.cleanups.add('simulated LNbits', async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.disconnect()
    await gone
  })
  await answer(child, 'started')
  const opened = await ask(child, { kind: 'open', clients }, 'opened')
  return {
    ...opened,
    async requestCount() {
      return (await ask(child, { kind: 'count' }, 'counted')).requests
    },
  }
}

type AnswerOf<K> = Extract<SimulatorAnswer, { kind: K }>

function ask<K extends SimulatorAnswer['kind']>(
  child: ChildProcess,
  question: SimulatorQuestion,
  kind: K,
): Promise<AnswerOf<K>> {
  const answered = answer(child, kind)
  child.send(question)
  return answered
}

function answer<K extends SimulatorAnswer['kind']>(child: ChildProcess, kind: K): Promise<AnswerOf<K>> {
  return new Promise((resolve, reject) => {
    const ended = (): void => reject(new Error('the simulated LNbits ended'))
    child.once('exit', ended)
    child.once('message', (message: SimulatorAnswer) => {
      child.off('exit', ended)
      if (message.kind === kind) resolve(message as AnswerOf<K>)
      else reject(new Error(`the simulated LNbits answered "${message.kind}" and not "${kind}"`))
    })
  })
}
