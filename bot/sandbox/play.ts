import type { Logger } from 'pino'
import { sentenceOf } from '../../engine/failure.ts'
import type { Assembly } from '../assembly.ts'
import type { Cleanups } from '../cleanups.ts'
import type { WorkEvents } from '../shift.ts'
import type { SimulatedAtm } from './atm/simulated-atm.ts'
import type { Sandbox } from './sandbox.ts'
import { resupplied, supply } from './supplies.ts'

/** How often the simulated ATM sells, once the first sale is done. */
const SALE_SECONDS = 20

/** Brings the sandbox to life: clients with deposits, then customers. Returns the listeners by which it follows the work. */
export async function play(
  sandbox: Sandbox,
  assembly: Pick<Assembly, 'readings' | 'actionsFor'>,
  events: WorkEvents,
  { cleanups, log }: { cleanups: Cleanups; log: Logger },
): Promise<WorkEvents> {
  const supplies = {
    lnbits: sandbox.lnbits,
    sourceKey: sandbox.world.keys.source,
    readings: assembly.readings,
    actions: await assembly.actionsFor('sandbox'),
  }
  await supply(supplies)
  const renewed = resupplied(events, supplies, log)
  cleanups.add('play money', () => renewed.stop())
  return withFirstSale(renewed.events, sandbox.atm, log)
}

/** The ATM's first sale comes as soon as the go-live baseline is taken: what was sold before it is not paid out. */
function withFirstSale(events: WorkEvents, atm: SimulatedAtm, log: Logger): WorkEvents {
  let open = false
  const openShop = async (): Promise<void> => {
    await atm.sellOnce('lightning')
    atm.start(SALE_SECONDS)
  }
  return {
    ...events,
    onPoll(outcome, seconds) {
      events.onPoll?.(outcome, seconds)
      if (open || outcome.kind !== 'done') return
      open = true
      openShop().catch((thrown: unknown) => {
        // The next poll tries again.
        open = false
        log.warn({ reason: sentenceOf(thrown) }, 'the first simulated sale failed')
      })
    },
  }
}
