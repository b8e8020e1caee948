import type { Books } from '../engine/books.ts'
import { digestFigures } from '../engine/digest-figures.ts'
import { explain } from '../engine/explain.ts'
import type { WalletKey } from '../engine/ports.ts'
import {
  type OwnWallet,
  reconcile,
  reconcileChanges,
  type ReconcileDependencies,
} from '../engine/reconcile.ts'
import type { WalletRole } from '../engine/reconcile/wallets.ts'
import { createCommissionStore } from '../engine/store/commission-store.ts'
import { compensationReadings } from '../engine/store/compensation-store.ts'
import { createCorrectionReadings } from '../engine/store/corrections-store.ts'
import { createDigestStore } from '../engine/store/digest-store.ts'
import { createExplainStore } from '../engine/store/explain-store.ts'
import { createIncidentReadings } from '../engine/store/incident-readings.ts'
import { createReconcileStore } from '../engine/store/reconcile-store.ts'
import type { Assembly } from './assembly.ts'
import { type AuditBooks, createAuditBooks } from './audit-books.ts'

/** The books as a whole, out of the program's parts. `pollSeconds`: how far apart polls are by their schedule. */
export function createBooks(assembly: Assembly, pollSeconds: () => Promise<number>): Books {
  const { pool, chatStores } = assembly
  const store = createReconcileStore(pool)
  const digest = createDigestStore(pool)
  const commission = createCommissionStore(pool)
  const history = createExplainStore(pool)
  const books: Omit<Books, keyof AuditBooks> = {
    reconcile: async (request) =>
      reconcile(await dependencies(assembly, store, await pollSeconds()), request),
    lookAtChanges: async () =>
      reconcileChanges(await dependencies(assembly, store, await pollSeconds()), 'satmachine'),
    run: (id) => store.byId(id),
    history: (limit) => store.history(limit),
    splits: (range) => commission.splits(range),
    ...compensationReadings(pool),
    ...createCorrectionReadings(pool),
    async explain(clientId) {
      const books = await history.clientBooks(clientId)
      return books === null ? null : explain(books)
    },
    digest: (day, timeZone, now) =>
      digestFigures(
        { store: digest, runs: store, alerts: chatStores.alerts, incidents: createIncidentReadings(pool) },
        { day, timeZone, now },
      ),
  }
  return { ...books, ...createAuditBooks({ ...assembly, dataFolder: assembly.config.dataFolder }, books) }
}

async function dependencies(
  assembly: Assembly,
  store: ReconcileDependencies['store'],
  pollSeconds: number,
): Promise<ReconcileDependencies> {
  const { lnbits, wallets, probes, readings, chatStores, clock } = assembly
  const { keyring } = await wallets.payDependencies('reconciliation')
  return {
    store,
    lnbits,
    keyring,
    ownWallets: () => ownWallets(assembly),
    lamassu: {
      dispensedIds: () => probes.lamassuDispensedIds(),
      cashOut: (id) => probes.lamassuCashOut(id),
      knownIds: () => readings.knownIds(),
    },
    log: chatStores.actionLog,
    clock,
    settings: async () => ({
      maxStuckHours: (await assembly.settings()).settings['max-stuck-payment-hours'],
      pollSeconds,
    }),
  }
}

/** Those whose ids LNbits has told us; an unknown one is asked for when it is first used. */
async function ownWallets({ ownKeys, stores }: Assembly): Promise<OwnWallet[]> {
  const keys = await ownKeys.current()
  const roles: readonly (readonly [WalletRole, WalletKey | null])[] = [
    ['source', keys.source],
    ['commission', keys.commission],
    ['treasury', keys.treasury],
  ]
  const own: OwnWallet[] = []
  for (const [role, key] of roles) {
    const walletId = key === null ? null : await stores.preflight.walletIdOf(key)
    if (key !== null && walletId !== null) own.push({ role, walletId, key })
  }
  return own
}
