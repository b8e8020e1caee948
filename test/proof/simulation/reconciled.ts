import { ENGLISH, write } from '../../../engine/phrase.ts'
import type { Msat } from '../../../engine/domain/money.ts'
import type { DatedRow, LnbitsClient, WalletKey } from '../../../engine/ports.ts'
import { type OwnWallet, reconcile } from '../../../engine/reconcile.ts'
import { createActionLog } from '../../../engine/store/action-log-store.ts'
import { createReconcileStore } from '../../../engine/store/reconcile-store.ts'
import type { World } from './world.ts'

/**
 * The full reconciliation at rest finds nothing, whatever the story was: what waits for a person with a reason, and what
 * is only late, is no fault of the books. (I8 compares the cash-outs with Lamassu already, row by row.)
 */
export async function foundAtRest(world: World): Promise<string | null> {
  const { control } = world.network
  const keyOf = (walletId: string): WalletKey | null =>
    (control.wallets().find((one) => one.walletId === walletId)?.adminKey ?? null) as WalletKey | null
  const { checks } = await reconcile(
    {
      store: createReconcileStore(world.pool),
      lnbits: lookingAt(world),
      keyring: {
        payeeKey: async (payee) =>
          payee.kind === 'client'
            ? keyOf(world.clients.find(({ id }) => id === payee.clientId)?.walletId ?? '')
            : null,
      },
      ownWallets: async () =>
        (['source', 'commission', 'treasury'] as const).flatMap((role): OwnWallet[] => {
          const walletId = world.wallets[role]
          const key = keyOf(walletId)
          return key === null ? [] : [{ role, walletId, key }]
        }),
      lamassu: {
        dispensedIds: async () => [],
        cashOut: async () => null,
        knownIds: async () => new Map(),
      },
      log: createActionLog(world.pool),
      clock: { now: () => new Date(world.nowMs()) },
      settings: async () => ({ maxStuckHours: 168, pollSeconds: 86_400 }),
    },
    { scope: { kind: 'all' }, actor: 'simulation' },
  )
  for (const { name, discrepancies } of checks)
    for (const { verdict, entity, what, why } of discrepancies)
      if (verdict === 'broken' && name !== 'unfinished')
        return `reconciliation: ${name} ${entity}: ${write(what, ENGLISH)}: ${write(why, ENGLISH)}`
  return null
}

/** The wallets as they are, past faults and scheduling. */
function lookingAt({ network: { control } }: World): Pick<LnbitsClient, 'wallet' | 'history'> {
  const walletOf = (key: WalletKey): string =>
    control.wallets().find(({ adminKey }) => adminKey === key)?.walletId ?? ''
  return {
    wallet: async (key) => ({
      kind: 'ok',
      value: { name: '', walletId: walletOf(key), balanceMsat: control.balanceMsat(walletOf(key)) as Msat },
    }),
    async history(key, { offset, limit }) {
      const rows = control
        .payments()
        .filter(({ walletId }) => walletId === walletOf(key))
        .toSorted((a, b) => b.createdMs - a.createdMs)
        .map(
          (row): DatedRow => ({
            ...row,
            amountMsat: row.amountMsat as Msat,
            feeMsat: row.feeMsat as Msat,
            time: new Date(row.createdMs),
          }),
        )
      return { kind: 'ok', value: rows.slice(offset, offset + limit) }
    },
  }
}
