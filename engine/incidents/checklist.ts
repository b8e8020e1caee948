import { say, type Text } from '../phrase.ts'
import type { ItemState, PartState } from './board.ts'
import { PHASE_1 } from './checklist-phase1.ts'
import { PHASE_2 } from './checklist-phase2.ts'
import { PHASE_3 } from './checklist-phase3.ts'
import { PHASE_4 } from './checklist-phase4.ts'
import { PHASE_5 } from './checklist-phase5.ts'
import type { Incident, IncidentEvent } from './incident.ts'
import type { Item, Part, Sight } from './part.ts'
import type { Telemetry } from './telemetry.ts'

/** The handbook's emergency checklist: five phases, sixteen items, fifty-seven boxes. */
export const ITEMS: readonly Item[] = [...PHASE_1, ...PHASE_2, ...PHASE_3, ...PHASE_4, ...PHASE_5]

/** Every key that can be ticked: 'stop.polling'. */
export const PART_KEYS: readonly string[] = ITEMS.flatMap((item) =>
  item.parts.map((part) => `${item.key}.${part.key}`),
)

/** Whoever ticks by himself what telemetry shows; his ticks are for the timeline, and count for nothing here. */
export const BOT_ACTOR = 'satmachine'

/**
 * The checklist as it stands: what telemetry shows ticks itself, and un-ticks when it is no longer so; what a person has
 * said stands until he takes it back.
 */
export function checklist(
  incident: Incident,
  events: readonly IncidentEvent[],
  telemetry: Telemetry,
): readonly ItemState[] {
  const sight: Sight = { incident, events, telemetry }
  return ITEMS.map((item) => {
    const parts = item.parts.map((part) => partState(`${item.key}.${part.key}`, part, sight))
    return {
      key: item.key,
      phase: item.phase,
      title: item.title,
      parts,
      done: parts.every(({ state }) => state !== 'open'),
    }
  })
}

function partState(key: string, part: Part, sight: Sight): PartState {
  const { title } = part
  const asks = part.sees === undefined || part.asks === true
  const seen = part.sees?.(sight) ?? null
  const line = typeof part.line === 'function' ? part.line(sight) : (part.line ?? `incident check ${key}`)
  if (seen !== null && seen.is !== 'open')
    return {
      key,
      title,
      state: seen.is === 'done' ? 'seen' : 'not_needed',
      why: seen.why,
      asks,
      line: null,
    }
  const said = saidBy(sight.events, key)
  if (said !== null) return { key, title, ...said, asks, line: null }
  return { key, title, state: 'open', why: seen?.why ?? SAY_SO, asks, line }
}

const SAY_SO = say`only a person can know: say it, with what shows it`

/** What a person said last about it; null: nothing that stands. */
function saidBy(
  events: readonly IncidentEvent[],
  key: string,
): { readonly state: 'attested' | 'skipped'; readonly why: Text } | null {
  const last = events.findLast(
    ({ part, kind, actor }) =>
      part === key && actor !== BOT_ACTOR && (kind === 'ticked' || kind === 'unticked' || kind === 'skipped'),
  )
  if (last === undefined || last.kind === 'unticked') return null
  return { state: last.kind === 'ticked' ? 'attested' : 'skipped', why: last.words ?? last.what }
}
