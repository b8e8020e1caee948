import type { Actions } from '../../../engine/actions.ts'
import type { TransferKind } from '../../../engine/storage.ts'
import type { World } from './world.ts'

/* People who decide about single cash-outs and payments, at moments when polls and workers are at them. */

type Errand = readonly [name: string, run: (actions: Actions) => Promise<unknown>]

/** From now on nobody can say what must become of it, except that books and wallets agree. */
export function decideCashOut(world: World): Errand {
  const { dice } = world
  const sale = dice.pick([...world.sales.values()])
  const id = sale.row.transactionId
  world.sales.set(id, { ...sale, fate: 'by_hand' })
  const short = id.slice(0, 8)
  const wish = { reason: 'counted', evidence: null, forceUndispensed: dice.chance(0.8) }
  return dice.weighted<() => Errand>([
    [3, () => [`holds ${short}`, (actions) => actions.holdCashOut(id, 'wait')]],
    [3, () => [`releases ${short}`, (actions) => actions.releaseCashOut(id, 'go on')]],
    [1, () => [`ignores ${short}`, (actions) => actions.ignoreCashOut(id, 'a test')]],
    [3, () => [`processes ${short} by hand`, (actions) => actions.processCashOut(id, wish)]],
  ])()
}

/** One that was decided about before, again: holds end, and what was ignored comes back. */
export function decideAgain(world: World): Errand {
  const decided = [...world.sales.values()].filter(({ fate }) => fate === 'by_hand')
  if (decided.length === 0) return decideCashOut(world)
  const id = world.dice.pick(decided).row.transactionId
  return [`releases ${id.slice(0, 8)} again`, (actions) => actions.releaseCashOut(id, 'go on')]
}

export function decidePayment(world: World): Errand {
  return world.dice.weighted<() => Errand>([
    [
      3,
      () => [
        'cancels a payment',
        (actions) => withUnfinished(world, (kind, id) => actions.cancelPayment(kind, id, 'given up')),
      ],
    ],
    [
      3,
      () => [
        'makes a payment anew',
        (actions) => withUnfinished(world, (kind, id) => actions.recreatePayment(kind, id)),
      ],
    ],
    [
      2,
      () => [
        'calls a payment paid',
        (actions) =>
          withUnfinished(world, (kind, id) => actions.markPaid(kind, id, { preimage: null, note: 'seen' })),
      ],
    ],
  ])()
}

async function withUnfinished(
  world: World,
  act: (kind: TransferKind, id: bigint) => Promise<unknown>,
): Promise<void> {
  const [kind, id] = await world.scheduler.effect('psql', 'books.unfinished', async () => {
    const { rows } = await world.pool.query<{ kind: TransferKind; id: bigint }>(
      `SELECT kind, id FROM transfers WHERE status IN ('pending', 'invoiced', 'paying', 'needs_review')
       ORDER BY status <> 'needs_review', id OFFSET $1 LIMIT 1`,
      [world.dice.between(0, 3)],
    )
    return [rows[0]?.kind ?? null, rows[0]?.id ?? 0n] as const
  })
  if (kind !== null) await act(kind, id)
}
