import type { Pool } from 'pg'
import type { AlertReadings } from '../../engine/alerting.ts'
import type { Books } from '../../engine/books.ts'
import { Failure } from '../../engine/failure.ts'
import { iso } from '../../engine/format.ts'
import type { Gate, IncidentBoard, IncidentView } from '../../engine/incidents/board.ts'
import { type Incident, PHASE_MINUTES } from '../../engine/incidents/incident.ts'
import type { IncidentReadings } from '../../engine/incidents/storage.ts'
import type { ActionLog, PeopleStore } from '../../engine/people.ts'
import { say } from '../../engine/phrase.ts'
import type { Clock } from '../../engine/ports.ts'
import type { Probes } from '../../engine/probes.ts'
import type { Readings } from '../../engine/readings.ts'
import type { EffectiveSetting, Settings } from '../../engine/settings.ts'

/** What it takes to say how an incident stands. */
export interface BoardParts {
  readonly pool: Pool
  readonly incidents: IncidentReadings
  readonly readings: Readings
  readonly probes: Probes
  readonly books: Books
  readonly alerts: AlertReadings
  readonly log: Pick<ActionLog, 'actions' | 'verify'>
  readonly people: Pick<PeopleStore, 'people'>
  readonly settings: () => Promise<{
    readonly settings: Settings
    readonly list: readonly EffectiveSetting[]
  }>
  /** Whether the flag of a panic is up on this machine. */
  readonly isHalted: () => boolean
  readonly logLines: (filter: {
    readonly pattern: string | null
    readonly limit: number
  }) => Promise<readonly string[]>
  readonly clock: Clock
}

export function createIncidentBoard(parts: BoardParts): IncidentBoard {
  return {
    ...parts.incidents,
    view: async (id) => {
      const incident = await parts.incidents.incident(id)
      return incident === null ? null : viewOf(parts, incident)
    },
    gate: async () => SHUT,
    diagnose: () => Promise.reject(new Failure('refused', say`There is nothing to diagnose with yet.`)),
    impactOf: () => Promise.reject(new Failure('refused', say`There is nothing to work it out with yet.`)),
    postmortem: async () => null,
    async snapshot() {
      const status = await parts.readings.status()
      return {
        at: iso(parts.clock.now()),
        payoutsEnabled: status.payoutsEnabled,
        pollingEnabled: status.pollingEnabled,
        inDoubtSats: status.inDoubtSats.toString(),
      }
    },
  }
}

const SHUT: Gate = { open: false, conditions: [] }

async function viewOf(parts: BoardParts, incident: Incident): Promise<IncidentView> {
  const status = await parts.readings.status()
  const people = await parts.people.people()
  const events = await parts.incidents.events(incident.id)
  const minutes = PHASE_MINUTES[incident.phase]
  return {
    incident,
    leadName: people.find((person) => person.id === incident.leadId)?.name ?? null,
    items: [],
    gate: SHUT,
    next: { what: say`Look at how everything stands.`, line: 'status show', why: null },
    phaseDueAt: minutes === null ? null : new Date(incident.phaseSince.getTime() + minutes * 60_000),
    moneyInDoubt: status.inDoubtSats,
    followUps: await parts.incidents.followUps({ incidentId: incident.id }),
    files: await parts.incidents.files(incident.id),
    lastUpdateAt: events.findLast(({ kind }) => kind === 'update')?.at ?? null,
  }
}
