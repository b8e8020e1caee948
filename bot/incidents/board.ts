import type { Pool } from 'pg'
import type { AlertReadings } from '../../engine/alerting.ts'
import type { Books } from '../../engine/books.ts'
import type { IncidentBoard, IncidentView } from '../../engine/incidents/board.ts'
import { diagnose } from '../../engine/incidents/diagnose.ts'
import { gateOf } from '../../engine/incidents/gate.ts'
import { impactOf } from '../../engine/incidents/impact.ts'
import type { Incident } from '../../engine/incidents/incident.ts'
import type { OfferedStep } from '../../engine/incidents/next-step.ts'
import { offeredSteps } from '../../engine/incidents/playbooks.ts'
import { readSituation } from '../../engine/incidents/situation.ts'
import type { IncidentReadings } from '../../engine/incidents/storage.ts'
import { postmortem } from '../../engine/incidents/postmortem.ts'
import {
  type Pronounced,
  readTelemetry,
  type TelemetryDependencies,
  type TelemetrySubject,
} from '../../engine/incidents/telemetry.ts'
import { viewOf } from '../../engine/incidents/view.ts'
import type { ActionLog, PeopleStore } from '../../engine/people.ts'
import type { Clock } from '../../engine/ports.ts'
import type { Probes } from '../../engine/probes.ts'
import type { Readings } from '../../engine/readings.ts'
import type { EffectiveSetting, Settings } from '../../engine/settings.ts'
import { createIncidentTelemetryStore } from '../../engine/store/incident-telemetry-store.ts'
import { createObservationStore } from '../../engine/store/observation-store.ts'
import { clueDependencies } from './diagnosis.ts'
import { postmortemFacts } from './postmortem-facts.ts'
import { takeSnapshot } from './snapshot.ts'

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
  /** How far apart polls are by their schedule. */
  readonly pollSeconds?: () => Promise<number>
  /** Limits of rules that the environment fixes, by its variables. */
  readonly fixedLimits?: ReadonlyMap<string, number>
  /** A rehearsal, in a world of its own. */
  readonly drill?: boolean
}

export function createIncidentBoard(parts: BoardParts): IncidentBoard {
  const telemetry: TelemetryDependencies = {
    store: createIncidentTelemetryStore(parts.pool),
    preflight: () => parts.probes.preflight(),
    isHalted: parts.isHalted,
    thresholdSats: async () => BigInt((await parts.settings()).settings['l3-threshold-sats']),
  }
  const view = async (id: bigint): Promise<IncidentView | null> => {
    const incident = await parts.incidents.incident(id)
    const observed = { ...telemetry, preflight: () => preflightSeen(parts) }
    return incident === null ? null : readView(parts, observed, incident)
  }
  return {
    ...parts.incidents,
    view,
    gate: async () =>
      gateOf(await readTelemetry(telemetry, (await gatedBy(parts)) ?? lastDay(parts.clock.now()))),
    gatedBy: () => gatedBy(parts),
    diagnose: () => diagnose(clueDependencies(parts)),
    impactOf: (incident) => impactOf(clueDependencies(parts), incident),
    async postmortem(id, options) {
      const seen = await view(id)
      return seen === null ? null : postmortem(await postmortemFacts(parts, seen), options)
    },
    snapshot: () => takeSnapshot(parts),
  }
}

/** Of several the newest: what was tested before it began proves nothing about it. */
async function gatedBy({ incidents, drill = false }: BoardParts): Promise<Incident | null> {
  const open = (await incidents.current()).filter((one) => one.status === 'open' && one.drill === drill)
  return open.sort((a, b) => b.openedAt.getTime() - a.openedAt.getTime())[0] ?? null
}

const FRESH_SECONDS = 180

/**
 * As the bot saw it within the last minutes; asked anew only where nobody looked. A card is drawn again and again, and
 * must not wait for a wallet server that hangs. Whoever resumes has it asked at that very moment.
 */
async function preflightSeen({ pool, probes, clock }: BoardParts): Promise<Pronounced | null> {
  const seen = (await createObservationStore(pool).all()).get('preflight')
  if (seen === undefined || clock.now().getTime() - seen.observedAt.getTime() > FRESH_SECONDS * 1000)
    return probes.preflight()
  return seen.outcome === 'ok' ? { ready: true } : { ready: false, reasons: [seen.detail ?? seen.outcome] }
}

const lastDay = (now: Date): TelemetrySubject => ({
  id: 0n,
  openedAt: new Date(now.getTime() - 24 * 3_600_000),
  alertId: null,
  leadId: null,
})

async function readView(
  parts: BoardParts,
  deps: TelemetryDependencies,
  incident: Incident,
): Promise<IncidentView> {
  const { id } = incident
  const people = await parts.people.people()
  return viewOf({
    incident,
    leadName: people.find((person) => person.id === incident.leadId)?.name ?? null,
    events: await parts.incidents.events(id),
    followUps: await parts.incidents.followUps({ incidentId: id }),
    files: await parts.incidents.files(id),
    telemetry: await readTelemetry(deps, incident),
    playbook: await playbookFor(parts, incident),
  })
}

/** While it is open its page says what comes next; from then on the checklist alone does. */
const playbookFor = async (parts: BoardParts, incident: Incident): Promise<readonly OfferedStep[]> =>
  incident.status === 'open'
    ? offeredSteps(incident.scenario, await readSituation(clueDependencies(parts), incident))
    : []
