import type { Rule } from '../../alerts/rule.ts'
import type { Finding } from '../../engine/alerting.ts'
import { findingToJson } from '../../engine/store/alert-rows.ts'
import { type LamassuLook, observeLamassu } from '../../engine/observe-lamassu.ts'
import { createObservationStore } from '../../engine/store/observation-store.ts'
import { createPollingSigns } from '../../engine/store/signs/polling.ts'
import type { World } from '../support/world.ts'

/** One look at the world's Lamassu, as the bot takes it every minute; with single parts replaced. */
export function look(world: World, changes: Partial<LamassuLook> = {}) {
  return observeLamassu({
    source: world.lamassuSource,
    books: {
      databaseTime: () => createPollingSigns(world.pool).databaseTime(),
      knownIds: () => world.readings.knownIds(),
      baselineAt: async () => (await world.readings.status()).baselineAt,
    },
    observations: createObservationStore(world.pool),
    clock: { now: () => new Date() },
    ...changes,
  })
}

export const lookSeveral = async (world: World, times: number, changes: Partial<LamassuLook> = {}) => {
  for (let i = 0; i < times; i += 1) await look(world, changes)
}

export interface Device {
  readonly id: string
  readonly name?: string
  /** By Lamassu's clock. */
  readonly silentSeconds?: number
  readonly notes?: readonly number[]
  readonly cashbox?: number
}

/** Puts a machine into the world's Lamassu, or changes it. */
export async function putDevice(world: World, { id, name, silentSeconds = 0, notes = [400] }: Device) {
  await world.lamassu.pool.query(
    `INSERT INTO public.devices (device_id, name, last_online, number_of_cassettes, cassette1, cassette2)
     VALUES ($1, $2, now() - make_interval(secs => $3), $4, $5, $6)
     ON CONFLICT (device_id) DO UPDATE SET last_online = excluded.last_online, cassette1 = excluded.cassette1,
       cassette2 = excluded.cassette2, number_of_cassettes = excluded.number_of_cassettes`,
    [id, name ?? id, silentSeconds, notes.length, notes[0] ?? 0, notes[1] ?? 0],
  )
}

/** Puts findings into the alert log as firing, as the pipeline does. */
export async function tellOf(world: World, rule: Rule, findings: readonly Finding[]): Promise<void> {
  for (const finding of findings)
    await world.pool.query(
      `INSERT INTO alerts (rule, entity, state, severity, finding, since, opened_at, last_seen_at)
       VALUES ($1, $2, 'firing', $3, $4, $5, $5, $5)`,
      [
        rule.id,
        finding.entity,
        finding.severity ?? rule.severity,
        JSON.stringify(findingToJson(finding)),
        finding.since,
      ],
    )
}
