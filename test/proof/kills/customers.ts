import { setTimeout as delay } from 'node:timers/promises'
import type { SimulatedAtm } from '../../../bot/sandbox/atm/simulated-atm.ts'
import type { Sale } from '../../../bot/sandbox/atm/sale.ts'
import { SALE_KINDS, type SaleKind } from '../../../bot/sandbox/atm/sale-kinds.ts'
import { between, pick, type Stream } from './streams.ts'

const KINDS = Object.keys(SALE_KINDS) as SaleKind[]
/** The rest comes as often as in life, where the odd kinds are rare. */
const SHARE_OF_ANY_KIND = 0.2

/**
 * Customers who buy while everything is being killed: every kind of cash-out, many of them written only in part at
 * first, as in a shop.
 * @param busy whether more than enough is waiting to be paid.
 */
export function customers(atms: readonly SimulatedAtm[], sales: Sale[], busy: () => boolean): Stream {
  return {
    name: 'customers',
    hasty: true,
    pauseSeconds: [0.05, 0.9],
    async turn(draw) {
      const [atm, anyKind, kind, gapMs] = [
        pick(draw, atms),
        draw() < SHARE_OF_ANY_KIND,
        pick(draw, KINDS),
        between(draw, [0, 400]),
      ]
      if (busy()) return
      const sale = atm.nextSale(anyKind ? kind : undefined)
      const half = Math.ceil(sale.steps.length / 2)
      await atm.runSteps(sale, { from: 0, to: half })
      await delay(gapMs)
      await atm.runSteps(sale, { from: half, to: sale.steps.length })
      sales.push(sale)
    },
  }
}
