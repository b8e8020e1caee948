import { randomBytes } from 'node:crypto'
import { createSimulatedLnbits } from '../../bot/sandbox/lnbits/simulated.ts'
import { startSlowFront } from './slow-front.ts'
import type { SimulatorAnswer, SimulatorQuestion } from './simulator.ts'

/** The simulated LNbits as a process of its own, so that its work does not stand in our way. Ends with its parent. */
const lnbits = createSimulatedLnbits({
  random: (bytes) => randomBytes(bytes),
  nowMs: () => Date.now(),
  settings: { requestsPerMinute: null },
})
const quickUrl = await lnbits.start()
const slowUrl = await startSlowFront(quickUrl)

process.on('message', (question: SimulatorQuestion) => {
  const answer: SimulatorAnswer = question.kind === 'open' ? open(question.clients) : count()
  // The parent may be gone already, which is its own affair.
  process.send?.(answer, undefined, undefined, () => undefined)
})
process.once('disconnect', () => process.exit(0))
process.send?.({ kind: 'started' } satisfies SimulatorAnswer)

/** The most that LNbits takes at once. */
const TOP_UP_SATS = 10_000_000n
const TOP_UPS = 100

function open(clients: number): SimulatorAnswer {
  const { control } = lnbits
  const source = control.createWallet('source')
  for (let done = 0; done < TOP_UPS; done += 1) control.topUp(source.walletId, TOP_UP_SATS)
  return {
    kind: 'opened',
    quickUrl,
    slowUrl,
    source,
    commission: control.createWallet('commission'),
    clients: Array.from({ length: clients }, (_, n) => control.createWallet(`client ${n}`)),
  }
}

function count(): SimulatorAnswer {
  const endpoints = ['create', 'pay', 'rows', 'wallet', 'version', 'other'] as const
  const requests = endpoints.reduce((total, endpoint) => total + lnbits.control.requestCount(endpoint), 0)
  return { kind: 'counted', requests }
}
