import { z } from 'zod'
import { type Configuration, type ConfigVersionStore, noteConfiguration } from './config-versions.ts'
import { Failure } from './failure.ts'
import type { JsonObject } from './json-value.ts'
import type { Observation, Sighting } from './observations.ts'
import type { Preflight } from './preflight.ts'

/** The handbook's five searches of the log. */
export const LOG_PATTERNS = ['errors', 'processor', 'payments', 'ssh', 'wallet'] as const
export type LogPattern = (typeof LOG_PATTERNS)[number]

/** Lines of warnings and errors since this process began, by the search that finds them. */
export interface ErrorCounts {
  readonly processStartedAt: Date
  readonly totals: Readonly<Record<LogPattern, number>>
}

export interface SelfLook {
  readonly before: ReadonlyMap<string, Observation>
  readonly now: Date
  readonly sandbox: boolean
  /** From how many sats in doubt on the owner is called at once; null while nobody has said it. */
  readonly l3ThresholdSats: bigint | null
  /** When the digest is due by its schedule; left out where it is the usual one. */
  readonly digestCron?: string
  readonly configuration: Configuration
  readonly versions: ConfigVersionStore
  readonly errors: ErrorCounts
}

/** A shorter pause between two looks is nothing that anybody has to know. */
const SHORTEST_GAP_MS = 120_000
const HOURS_KEPT = 7 * 24 + 2

/**
 * What the bot sees of itself: 'heartbeat', 'bot', 'config' and 'log', to be recorded by the caller. A new
 * version of the settings is written down here. By one process of several: each has an environment of its own.
 */
export async function observeSelf(look: SelfLook): Promise<readonly Sighting[]> {
  const hash = await noteConfiguration(look.versions, look.configuration, look.now)
  return [
    { subject: 'heartbeat', outcome: 'ok', value: heartbeat(look) },
    {
      subject: 'bot',
      outcome: 'ok',
      value: {
        sandbox: look.sandbox,
        l3ThresholdSats: look.l3ThresholdSats?.toString() ?? null,
        digestCron: look.digestCron ?? null,
      },
    },
    { subject: 'config', outcome: 'ok', value: { hash } },
    { subject: 'log', outcome: 'ok', value: logValue(look) },
  ]
}

const botSchema = z.object({
  sandbox: z.boolean(),
  l3ThresholdSats: z.string().nullable(),
  digestCron: z.string().nullable(),
})
/** Null before the bot has looked for the first time. */
export const botSightOf = (observation: Observation | undefined): z.output<typeof botSchema> | null =>
  botSchema.safeParse(observation?.value).data ?? null

const moment = z.iso.datetime().transform((iso) => new Date(iso))
const gapSchema = z.object({ lastGap: z.object({ from: moment, until: moment }) })
/** When the bot last did not look for a while; null when that never happened. */
export const lastGapOf = (observation: Observation | undefined): { from: Date; until: Date } | null =>
  gapSchema.safeParse(observation?.value).data?.lastGap ?? null

function heartbeat({ before, now }: SelfLook): JsonObject | null {
  const last = before.get('heartbeat')
  const isGap = last !== undefined && now.getTime() - last.observedAt.getTime() >= SHORTEST_GAP_MS
  const gap = isGap ? { from: last.observedAt, until: now } : lastGapOf(last)
  return gap && { lastGap: { from: gap.from.toISOString(), until: gap.until.toISOString() } }
}

const counts = z.array(z.int().nonnegative()).length(LOG_PATTERNS.length)
const logSchema = z.object({
  process: z.string(),
  totals: counts,
  /** '2026-11-22T14' → lines in that hour; an hour in which the bot did not look is not here. */
  hours: z.record(z.string(), counts),
})

/** Lines of each pattern in each of the last hours, the oldest hour first; empty when nothing was counted yet. */
export function errorHoursOf(
  observation: Observation | undefined,
): readonly { readonly hour: string; readonly counts: Readonly<Record<LogPattern, number>> }[] {
  const value = logSchema.safeParse(observation?.value).data
  return Object.entries(value?.hours ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([hour, lines]) => ({ hour, counts: byPattern(lines) }))
}

const byPattern = (lines: readonly number[]): Readonly<Record<LogPattern, number>> =>
  Object.fromEntries(LOG_PATTERNS.map((name, i) => [name, lines[i] ?? 0])) as Record<LogPattern, number>

/** The hour of a moment, as it is kept. */
export const hourOf = (at: Date): string => at.toISOString().slice(0, 13)

function logValue({ before, now, errors }: SelfLook): JsonObject {
  const last = logSchema.safeParse(before.get('log')?.value).data
  const startedAt = errors.processStartedAt.toISOString()
  const totals = LOG_PATTERNS.map((name) => errors.totals[name])
  const since = last?.process === startedAt ? last.totals : []
  const hour = hourOf(now)
  const inHour = last?.hours[hour] ?? []
  const added = totals.map((total, i) => (inHour[i] ?? 0) + total - (since[i] ?? 0))
  const hours = Object.entries({ ...last?.hours, [hour]: added }).sort(([a], [b]) => (a < b ? -1 : 1))
  return { process: startedAt, totals, hours: Object.fromEntries(hours.slice(-HOURS_KEPT)) }
}

/** Whether money may move: 'preflight'. On its own, because it waits for LNbits, and the heartbeat waits for nobody. */
export async function observePreflight(preflight: () => Promise<Preflight>): Promise<Sighting> {
  const subject = 'preflight'
  try {
    const result = await preflight()
    return result.ready
      ? { subject, outcome: 'ok' }
      : { subject, outcome: 'not_ready', detail: result.reasons.join('; ') }
  } catch (thrown) {
    // An edge: a check that can't be made is the answer to the question whether money may move.
    if (!(thrown instanceof Failure)) throw thrown
    return { subject, outcome: 'not_ready', detail: thrown.message }
  }
}
