import { configurationOf } from '../../engine/config-versions.ts'
import { observeLamassu } from '../../engine/observe-lamassu.ts'
import { type ErrorCounts, observePreflight, observeSelf } from '../../engine/observe-self.ts'
import { observeWallets } from '../../engine/observe-wallets.ts'
import type { ObservationStore } from '../../engine/observations.ts'
import { createConfigVersionStore } from '../../engine/store/config-version-store.ts'
import type { AlertStore } from '../../engine/alert-storage.ts'
import type { Assembly } from '../assembly.ts'
import type { ChatParts } from '../chat/parts.ts'

/** One way of looking outside, and how often. None waits for another: LNbits may be away for a long time. */
export interface Observer {
  readonly name: string
  readonly everySeconds: number
  readonly look: () => Promise<void>
}

export interface ObserverParts {
  readonly assembly: Assembly
  readonly parts: ChatParts
  readonly store: Pick<AlertStore, 'now'>
  readonly observations: ObservationStore
  readonly errors: () => ErrorCounts
}

export function createObservers({ assembly, parts, store, observations, errors }: ObserverParts): Observer[] {
  const { lnbits, world, ownKeys, source, readings, wallets, config, clock, pool } = assembly
  const versions = createConfigVersionStore(pool)
  return [
    {
      name: 'wallets',
      everySeconds: 30,
      async look() {
        const [before, now] = [await observations.all(), await store.now()]
        const keys = await ownKeys.current()
        await observations.record(await observeWallets({ lnbits, keys, before, now }), now)
      },
    },
    {
      name: 'Lamassu',
      everySeconds: 60,
      async look() {
        const books = {
          databaseTime: () => store.now(),
          knownIds: () => readings.knownIds(),
          baselineAt: async () => (await readings.status()).baselineAt,
        }
        await observeLamassu({ source, books, observations, clock })
      },
    },
    {
      name: 'preflight',
      everySeconds: 60,
      async look() {
        const sighting = await observePreflight(() => wallets.preflight())
        await observations.record([sighting], await store.now())
      },
    },
    {
      name: 'self',
      everySeconds: 30,
      async look() {
        const [before, now] = [await observations.all(), await store.now()]
        const { settings, list } = await parts.settings()
        const isSaid = list.some((one) => one.name === 'l3-threshold-sats' && one.source !== 'default')
        const sightings = await observeSelf({
          before,
          now,
          sandbox: config.sandbox,
          digestCron: config.alerts.digestSchedule,
          l3ThresholdSats: isSaid ? BigInt(settings['l3-threshold-sats']) : null,
          configuration: configurationOf({
            settings: list,
            keys: await ownKeys.current(),
            limits: await parts.alerts.limits(),
            more: {
              'poll schedule': config.pollSchedule,
              // The sandbox's own is another one at every start.
              ...(config.sandbox ? {} : { 'LNbits address': new URL(world.lnbitsUrl).host }),
            },
          }),
          versions,
          errors: errors(),
        })
        await observations.record(sightings, now)
      },
    },
  ]
}
