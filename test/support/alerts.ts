import assert from 'node:assert/strict'
import type { Limits, LimitSpecs, Rule, Sight } from '../../alerts/rule.ts'
import { SEVERITIES, type Finding } from '../../engine/alerting.ts'
import type { Observation } from '../../engine/observations.ts'
import { ENGLISH, write } from '../../engine/phrase.ts'
import { effectiveSettings } from '../../engine/settings.ts'
import { createAlertReadings } from '../../engine/store/alert-readings.ts'
import { createObservationStore } from '../../engine/store/observation-store.ts'
import { createSigns } from '../../engine/store/signs/signs.ts'
import type { World } from './world.ts'

/** A finding as it is read in English. */
export interface WrittenFinding extends Omit<Finding, 'what' | 'worth' | 'fired' | 'did' | 'now'> {
  readonly what: string
  readonly worth?: string
  readonly fired: string
  readonly did?: string
  readonly now: string
}

export interface SightOptions {
  readonly now?: Date
  /** Instead of what the books remember. */
  readonly observations?: ReadonlyMap<string, Observation>
  readonly environment?: ReadonlyMap<string, string>
  readonly pollSeconds?: number
}

/** What a rule sees of a test's world: everything real. `now` may lie in the future, as if that time had passed. */
export async function sightOf(
  { pool, readings }: Pick<World, 'pool' | 'readings'>,
  options: SightOptions = {},
): Promise<Sight> {
  return {
    now: options.now ?? new Date(),
    readings,
    signs: createSigns(pool, createAlertReadings(pool)),
    observations: options.observations ?? (await createObservationStore(pool).all()),
    settings: effectiveSettings(options.environment ?? new Map(), await readings.settings()).settings,
    pollSeconds: options.pollSeconds ?? 60,
  }
}

/** Asks a rule, and reads its findings in English after checking what every finding keeps to. */
export async function check<L extends LimitSpecs>(
  rule: Rule<L>,
  sight: Sight,
  limits: Partial<Limits<L>> = {},
): Promise<WrittenFinding[]> {
  const defaults = Object.fromEntries(
    Object.entries(rule.limits).map(([name, spec]) => [name, spec.default]),
  ) as Limits<L>
  const findings = await rule.check(sight, { ...defaults, ...limits })
  assert.equal(
    new Set(findings.map((finding) => finding.entity)).size,
    findings.length,
    'one finding an entity',
  )
  return findings.map(written)
}

function written({ what, worth, fired, did, now, ...finding }: Finding): WrittenFinding {
  assert(finding.exposureSats >= 0n)
  assert(finding.severity === undefined || SEVERITIES.includes(finding.severity))
  assert(finding.steps.length > 0, 'an alert says what to do next')
  return {
    ...finding,
    what: write(what, ENGLISH),
    fired: write(fired, ENGLISH),
    now: write(now, ENGLISH),
    ...(worth === undefined ? {} : { worth: write(worth, ENGLISH) }),
    ...(did === undefined ? {} : { did: write(did, ENGLISH) }),
  }
}
