import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { Pool } from 'pg'
import type { Logger } from 'pino'
import { type Actions, createActions } from '../engine/actions.ts'
import { createLamassuSource, type LamassuConnection } from '../engine/lamassu/source.ts'
import { createLnbitsClient } from '../engine/lnbits/client.ts'
import type { Clock, LnbitsClient } from '../engine/ports.ts'
import type { Probes } from '../engine/probes.ts'
import type { Readings } from '../engine/readings.ts'
import { createOwnKeys, type OwnKeys } from '../engine/own-keys.ts'
import { createSealing } from '../engine/sealing.ts'
import { type EffectiveSetting, effectiveSettings, type Settings } from '../engine/settings.ts'
import { createHaltStore } from '../engine/store/halt-store.ts'
import { openEmbeddedPostgres } from '../engine/store/embedded/open.ts'
import { migrate } from '../engine/store/migrate.ts'
import { createOwnKeyStore } from '../engine/store/own-key-store.ts'
import { createPool } from '../engine/store/pool.ts'
import { createReadings } from '../engine/store/readings/readings.ts'
import { poll } from '../engine/take-in.ts'
import { Cleanups } from './cleanups.ts'
import type { Config, World } from './config.ts'
import { type ChatStores, createChatStores } from './chat-stores.ts'
import { createHalt, type Halt } from './halt.ts'
import { createStores, type Stores } from './stores.ts'
import { createWallets, type Wallets } from './wallets.ts'
import { createProbes } from './probes.ts'
import { markWorld } from './world-mark.ts'

/** All parts, put together; nothing runs by itself yet. */
export interface Assembly {
  readonly config: Config
  readonly world: World
  readonly log: Logger
  readonly clock: Clock
  readonly pool: Pool
  readonly databaseUrl: string
  readonly reviveDatabase: () => Promise<void>
  readonly source: LamassuConnection
  readonly lnbits: LnbitsClient
  readonly readings: Readings
  readonly probes: Probes
  readonly wallets: Wallets
  /** The keys of the operator's own wallets, as they are now. */
  readonly ownKeys: OwnKeys
  readonly stores: Stores
  readonly chatStores: ChatStores
  readonly halt: Halt
  readonly settings: () => Promise<{ settings: Settings; list: EffectiveSetting[] }>
  readonly actionsFor: (actor: string) => Promise<Actions>
  readonly stop: () => Promise<void>
}

export interface OpenDatabase {
  readonly databaseUrl: string
  /** Brings an embedded server back that went away; a server of the operator's own is his to bring back. */
  readonly revive: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** The books' database: the server that DATABASE_URL names, or our own under the data folder. */
export async function openDatabase(config: Config, log: Logger): Promise<OpenDatabase> {
  if (config.databaseUrl !== null) {
    return { databaseUrl: config.databaseUrl, revive: () => Promise.resolve(), stop: () => Promise.resolve() }
  }
  const embedded = await openEmbeddedPostgres({ dataFolder: config.dataFolder, log })
  return { databaseUrl: embedded.databaseUrl(), revive: () => embedded.revive(), stop: () => embedded.stop() }
}

/** A worker's name in leases: no two processes share it. */
export const workerName = (): string => `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`

/** @param poolSize connections to our own database: a command needs few, the bot some more. */
export async function assemble(options: {
  config: Config
  world: World
  database: OpenDatabase
  log: Logger
  poolSize: number
}): Promise<Assembly> {
  const { config, world, log, database } = options
  const cleanups = new Cleanups(log)
  cleanups.add('database', () => database.stop())
  try {
    const pool = createPool({
      databaseUrl: database.databaseUrl,
      applicationName: 'satmachine',
      max: options.poolSize,
      log,
    })
    cleanups.add('database connections', () => pool.end())
    await migrate({ pool, log })
    await markWorld(pool, config.sandbox ? 'sandbox' : 'real')
    const clock: Clock = { now: () => new Date() }
    const source = createLamassuSource(world.lamassu, {
      clock,
      random: Math.random,
      log: log.child({ module: 'lamassu' }),
    })
    cleanups.add('Lamassu connection', () => source.stop())
    return await connectParts({
      ...options,
      clock,
      pool,
      source,
      databaseUrl: database.databaseUrl,
      reviveDatabase: () => database.revive(),
      stop: () => cleanups.run(),
    })
  } catch (thrown) {
    await cleanups.run()
    throw thrown
  }
}

type Parts = Pick<
  Assembly,
  'config' | 'world' | 'log' | 'clock' | 'pool' | 'source' | 'databaseUrl' | 'reviveDatabase' | 'stop'
>

async function connectParts(parts: Parts): Promise<Assembly> {
  const { config, world, pool, log, source, clock } = parts
  const readings = createReadings(pool)
  const settings = async () => effectiveSettings(config.fixedSettings, await readings.settings())
  const lnbits = createLnbitsClient({
    baseUrl: world.lnbitsUrl,
    requestsPerMinute: (await settings()).settings['lnbits-requests-per-minute'],
    nowMs: () => performance.now(),
    delay: (milliseconds) => new Promise((wake) => setTimeout(wake, milliseconds)),
  })
  const stores = createStores(pool)
  const chatStores = createChatStores(pool, config.chat.language)
  const halt = createHalt(config.dataFolder, createHaltStore(pool), () => clock.now())
  const sealing = createSealing(world.secretsKey)
  const ownKeyStore = createOwnKeyStore(pool)
  const ownKeys = createOwnKeys({
    settings: world.keys,
    store: ownKeyStore,
    sealing,
    nowMs: () => performance.now(),
  })
  const wallets = createWallets({
    lnbits,
    ownKeys,
    stores,
    sealing,
    settings,
    random: Math.random,
    log,
  })
  const hasTreasury = world.keys.treasury !== null
  const parties = { pool, source, lnbits, ownKeys, hasTreasury }
  const probes = createProbes({ ...parties, readings, wallets, settings, clock })
  const actionsFor = async (actor: string): Promise<Actions> =>
    createActions({
      actor,
      bookkeeping: stores.bookkeeping,
      preflightStore: stores.preflight,
      transfers: stores.transfers,
      lnbits,
      sealing,
      pay: await wallets.payDependencies(workerName()),
      poll: async () =>
        poll({
          source,
          store: stores.takeIn,
          clock,
          rule: (await settings()).settings['commission-rule'],
          connect: () => source.reconnectNow(),
        }),
      ownWalletIds: () => wallets.ownWalletIds(),
      rotation: {
        lnbits,
        preflightStore: stores.preflight,
        sealing,
        settingsKeys: world.keys,
        ownKeys,
        store: ownKeyStore,
      },
      byHand: {
        cashOuts: stores.interventions,
        payments: stores.paymentInterventions,
        paperwork: stores.paperwork,
        compensations: stores.compensations,
        lamassuCashOut: (id) => probes.lamassuCashOut(id),
        rule: async () => (await settings()).settings['commission-rule'],
        clock,
      },
    })
  return {
    ...parts,
    lnbits,
    readings,
    probes,
    wallets,
    ownKeys,
    stores,
    chatStores,
    halt,
    settings,
    actionsFor,
  }
}
