import type { IncidentView } from './board.ts'
import { checklist } from './checklist.ts'
import { gateOf } from './gate.ts'
import {
  type FollowUp,
  type Incident,
  type IncidentEvent,
  type IncidentFile,
  PHASE_MINUTES,
} from './incident.ts'
import { nextStep, type OfferedStep } from './next-step.ts'
import type { Telemetry } from './telemetry.ts'

/** Everything that a card shows, from what was read. */
export function viewOf(read: {
  readonly incident: Incident
  readonly leadName: string | null
  readonly events: readonly IncidentEvent[]
  readonly followUps: readonly FollowUp[]
  readonly files: readonly IncidentFile[]
  readonly telemetry: Telemetry
  readonly playbook: readonly OfferedStep[]
}): IncidentView {
  const { incident, events, telemetry, playbook } = read
  const items = checklist(incident, events, telemetry)
  const gate = gateOf(telemetry)
  const minutes = PHASE_MINUTES[incident.phase]
  return {
    incident,
    leadName: read.leadName,
    items,
    gate,
    next: nextStep({ incident, items, gate, telemetry, playbook }),
    phaseDueAt: minutes === null ? null : new Date(incident.phaseSince.getTime() + minutes * 60_000),
    moneyInDoubt: telemetry.inDoubtSats,
    followUps: read.followUps,
    files: read.files,
    lastUpdateAt: events.findLast(({ kind }) => kind === 'update')?.at ?? null,
  }
}
