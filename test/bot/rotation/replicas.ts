import { createWallets } from '../../../bot/wallets.ts'
import { sealingContext } from '../../../engine/actions.ts'
import { allocatePending } from '../../../engine/allocate.ts'
import { createOwnKeys } from '../../../engine/own-keys.ts'
import { payDue } from '../../../engine/pay-due.ts'
import type { LnbitsClient, WalletKey } from '../../../engine/ports.ts'
import type { WalletKeys } from '../../../engine/preflight.ts'
import { createRotation } from '../../../engine/rotation.ts'
import { createSealing } from '../../../engine/sealing.ts'
import { settingsSchema } from '../../../engine/settings.ts'
import { createOwnKeyStore } from '../../../engine/store/own-key-store.ts'
import type { Transfer } from '../../../engine/storage.ts'
import { expect } from 'vitest'
import { silentLog } from '../../support/database.ts'
import { expectSoundBooks } from '../../support/invariants.ts'
import type { World } from '../../support/world.ts'
import { soon } from '../../engine/one-payment.ts'

/** SECRETS_KEY, the same in every process. */
export const sealing = createSealing(Buffer.alloc(32, 3))

export const settingsOf = (world: World, changed: Partial<WalletKeys> = {}): WalletKeys => ({
  source: world.wallets.source.adminKey as WalletKey,
  commission: world.wallets.commission.invoiceKey as WalletKey,
  treasury: null,
  ...changed,
})

/** Clients whose keys are sealed as the bot has them. */
export async function addClients(world: World, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const { id, wallet } = await world.addClient(name, '1000.00')
    const sealed = sealing.seal(wallet.invoiceKey, sealingContext(wallet.walletId, 'GTQ'))
    await world.stores.bookkeeping.setClientKey(id, wallet.walletId, sealed, 'test')
  }
}

export type Replica = ReturnType<typeof startReplica>

/** One process of the bot, as far as keys and payments go; its clock for reading keys anew is the test's. */
export function startReplica(
  world: World,
  name: string,
  options: {
    settings?: WalletKeys
    lnbits?: LnbitsClient
    actor?: string
    /** Breaks off where the process is killed. */
    beforeProving?: () => void
  } = {},
) {
  const clock = { ms: 0 }
  const settings = options.settings ?? settingsOf(world)
  const lnbits = options.lnbits ?? world.client
  const store = createOwnKeyStore(world.pool)
  const ownKeys = createOwnKeys({
    settings,
    store: {
      ...store,
      async prove(id) {
        options.beforeProving?.()
        await store.prove(id)
      },
    },
    sealing,
    nowMs: () => clock.ms,
  })
  const wallets = createWallets({
    lnbits,
    ownKeys,
    stores: world.stores,
    sealing,
    settings: async () => ({ settings: settingsSchema.parse({}) }),
    random: () => 0.5,
    log: silentLog,
  })
  const rotation = createRotation({
    actor: options.actor ?? 'person:1',
    lnbits,
    preflightStore: world.stores.preflight,
    sealing,
    settingsKeys: settings,
    ownKeys,
    store,
  })
  return {
    ownKeys,
    wallets,
    rotation,
    /** Lets so much time pass that keys are read anew. */
    later: () => {
      clock.ms += 1000
    },
    distribute: () =>
      allocatePending({
        store: world.stores.allocation,
        preflight: () => wallets.preflight(),
        funding: 'prefunded',
        settings: { fixedModeEnabled: true, timeZone: 'UTC' },
      }),
    async pay(onResult: (transfer: Transfer) => void = () => undefined) {
      const round = await payDue({
        ...(await wallets.payDependencies(name)),
        payerWalletIds: await wallets.payerWalletIds(),
        stopping: () => false,
        nowMs: () => performance.now(),
        onResult,
        lanes: 1,
      })
      await world.stores.allocation.completeFinished()
      return round
    },
  }
}

/** Everything that was ever written about the keys, without their text. */
export const keyRows = async (world: World, role = 'source'): Promise<Record<string, unknown>[]> =>
  (
    await world.pool.query(
      `SELECT first_characters AS key, sealed IS NOT NULL AS sealed, in_force_at IS NOT NULL AS used,
              proven_at IS NOT NULL AS proven, withdrawn_at IS NOT NULL AS withdrawn
       FROM wallet_keys WHERE role = $1 ORDER BY id`,
      [role],
    )
  ).rows

/** LNbits with another key for a wallet beside its own: what a reset makes impossible, and restoring a backup does. */
export function withSpareKey(
  lnbits: LnbitsClient,
  spare: { key: string; opens: string },
): LnbitsClient & {
  refuse: (refused: boolean) => void
  readonly paidWith: string[]
} {
  const state = { refused: false }
  const paidWith: string[] = []
  const real = (key: WalletKey): WalletKey =>
    key !== spare.key ? key : ((state.refused ? 'f'.repeat(32) : spare.opens) as WalletKey)
  return {
    wallet: (key) => lnbits.wallet(real(key)),
    createInvoice: (key, invoice) => lnbits.createInvoice(real(key), invoice),
    pay: (key, payment) => {
      paidWith.push(key)
      return lnbits.pay(real(key), payment)
    },
    rowsByHash: (key, hash) => lnbits.rowsByHash(real(key), hash),
    history: (key, page) => lnbits.history(real(key), page),
    version: () => lnbits.version(),
    paidWith,
    refuse: (refused) => {
      state.refused = refused
    },
  }
}

export const statuses = async (world: World): Promise<Record<string, number>> =>
  Object.fromEntries(
    (
      await world.pool.query<{ status: string; n: bigint }>(
        'SELECT status, count(*) AS n FROM transfers GROUP BY status ORDER BY status',
      )
    ).rows.map(({ status, n }) => [status, Number(n)]),
  )

export async function cashOut(world: World, replica: Replica): Promise<void> {
  await world.sell({ confirmed_at: soon() })
  await world.takeIn()
  expect((await replica.distribute()).allocated).toHaveLength(1)
}

/** Every payment exactly once in the payer's and the receiver's wallet. */
export async function expectPaidOnce(world: World, count: number): Promise<void> {
  expect(await statuses(world)).toEqual({ completed: count })
  const debits = world.control
    .payments()
    .filter(({ amountMsat, status }) => amountMsat < 0n && status === 'success')
  expect(debits).toHaveLength(count)
  expect(new Set(debits.map(({ paymentHash }) => paymentHash)).size).toBe(count)
  await expectSoundBooks(world)
}
