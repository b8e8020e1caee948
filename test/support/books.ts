import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AuditBooks, type AuditBooksParts, createAuditBooks } from '../../bot/audit-books.ts'
import type { Books } from '../../engine/books.ts'
import { digestFigures } from '../../engine/digest-figures.ts'
import { explain } from '../../engine/explain.ts'
import type { WalletKey } from '../../engine/ports.ts'
import { reconcile, reconcileChanges, type ReconcileDependencies } from '../../engine/reconcile.ts'
import { createActionLog } from '../../engine/store/action-log-store.ts'
import { createAlertReadings } from '../../engine/store/alert-readings.ts'
import { createCommissionStore } from '../../engine/store/commission-store.ts'
import { compensationReadings } from '../../engine/store/compensation-store.ts'
import { createCorrectionReadings } from '../../engine/store/corrections-store.ts'
import { createDigestStore } from '../../engine/store/digest-store.ts'
import { createExplainStore } from '../../engine/store/explain-store.ts'
import { createIncidentReadings } from '../../engine/store/incident-readings.ts'
import { createReconcileStore } from '../../engine/store/reconcile-store.ts'
import { atExit } from './at-exit.ts'
import type { World } from './world.ts'

/** What the reconciliation needs, out of a test's world; parts of it may be replaced. */
export const reconcileDependencies = (
  world: World,
  more: Partial<ReconcileDependencies> = {},
): ReconcileDependencies => ({
  store: createReconcileStore(world.pool),
  lnbits: world.client,
  keyring: world.keyring,
  ownWallets: async () => [
    {
      role: 'source',
      walletId: world.wallets.source.walletId,
      key: world.wallets.source.adminKey as WalletKey,
    },
    {
      role: 'commission',
      walletId: world.wallets.commission.walletId,
      key: world.wallets.commission.invoiceKey as WalletKey,
    },
  ],
  lamassu: {
    dispensedIds: () => world.lamassuSource.dispensedIds(),
    cashOut: (id) => world.lamassuSource.cashOut(id),
    knownIds: () => world.readings.knownIds(),
  },
  log: createActionLog(world.pool),
  clock: { now: () => new Date() },
  settings: async () => ({ maxStuckHours: 2, pollSeconds: 60 }),
  ...more,
})

/** The books as a whole, over a test's world. */
export function booksOf(world: World, more: Partial<AuditBooksParts> = {}): Books {
  const deps = reconcileDependencies(world)
  const digest = createDigestStore(world.pool)
  const books: Omit<Books, keyof AuditBooks> = {
    reconcile: (request) => reconcile(deps, request),
    lookAtChanges: () => reconcileChanges(deps, 'satmachine'),
    run: (id) => deps.store.byId(id),
    history: (limit) => deps.store.history(limit),
    splits: (range) => createCommissionStore(world.pool).splits(range),
    ...compensationReadings(world.pool),
    ...createCorrectionReadings(world.pool),
    async explain(clientId) {
      const read = await createExplainStore(world.pool).clientBooks(clientId)
      return read === null ? null : explain(read)
    },
    digest: (day, timeZone, now) =>
      digestFigures(
        {
          store: digest,
          runs: deps.store,
          alerts: createAlertReadings(world.pool),
          incidents: createIncidentReadings(world.pool),
        },
        { day, timeZone, now },
      ),
  }
  return { ...books, ...createAuditBooks({ ...auditParts(world), ...more }, books) }
}

/** Exports go to a folder of their own, which is taken away with the process. */
const auditParts = (world: World): AuditBooksParts => ({
  pool: world.pool,
  dataFolder: scratchFolder(),
  clock: { now: () => new Date() },
  readings: world.readings,
  probes: {
    checkAll: async () => [{ name: 'lamassu', ok: true, sentence: 'Lamassu answers.', milliseconds: 1 }],
  },
})

function scratchFolder(): string {
  const folder = join(tmpdir(), `satmachine-exports-${randomUUID()}`)
  atExit(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
