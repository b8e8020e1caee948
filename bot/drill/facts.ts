import type { Rule } from '../../alerts/rule.ts'
import type { AlertReading } from '../../engine/alerting.ts'
import type { DrillFacts, DrillScenario } from '../../engine/incidents/drill.ts'
import { isSquare } from '../../engine/incidents/gate.ts'
import type { Incident, IncidentEvent } from '../../engine/incidents/incident.ts'
import type { ChatParts } from '../chat/parts.ts'

/** How far back is looked: a drill is over within hours. */
const ALERTS = 200
const ACTIONS = 500
const RUNS = 50
const INCIDENTS = 20

type Books = Pick<ChatParts, 'alerts' | 'incidents' | 'actionLog' | 'books' | 'rules'>

/** What happened since the fault, out of the drill's own books. */
export async function readFacts(
  parts: Books,
  drill: {
    readonly scenario: DrillScenario
    readonly actor: string
    readonly faultAt: Date
    readonly endedAt: Date
  },
): Promise<DrillFacts> {
  const { scenario, faultAt } = drill
  const told = await theAlert(parts, scenario, faultAt)
  const incidents = (await parts.incidents.recent(INCIDENTS)).filter(
    ({ openedAt, closedAt }) => (closedAt ?? openedAt) >= faultAt,
  )
  const events = (await Promise.all(incidents.map(({ id }) => parts.incidents.events(id)))).flat()
  return {
    ...drill,
    alert:
      told === null
        ? null
        : { rule: told.rule, at: told.openedAt, respondMinutes: respondMinutes(parts.rules, told.rule) },
    ackedAt: earliest([told?.ackedAt ?? null, ...events.filter(byPerson).map(({ at }) => at)]),
    stoppedAt: await stoppedAt(parts, faultAt),
    diagnosedAt: earliest(incidents.map((incident) => diagnosedAt(incident, scenario, events))),
    recoveredAt: told?.resolvedAt ?? null,
    verifiedAt: await verifiedAt(parts, faultAt),
    resumedAt: earliest(events.filter(({ kind }) => kind === 'resumed').map(({ at }) => at)),
    closedAt: earliest(incidents.filter((one) => one.scenario === scenario).map(({ closedAt }) => closedAt)),
  }
}

const earliest = (times: readonly (Date | null)[]): Date | null =>
  times.filter((at) => at !== null).sort((a, b) => a.getTime() - b.getTime())[0] ?? null

const byPerson = ({ actor }: IncidentEvent): boolean => /^(?:person|terminal|discord|telegram):/.test(actor)

const respondMinutes = (rules: readonly Rule[], id: string): number =>
  rules.find((rule) => rule.id === id)?.respondMinutes ?? 0

/** The first that has this scenario's page; where none has, the first of all. */
async function theAlert(
  { alerts, rules }: Books,
  scenario: DrillScenario,
  faultAt: Date,
): Promise<AlertReading | null> {
  const known = [...(await alerts.firing({ members: true })), ...(await alerts.recent(ALERTS))]
  const since = known
    .filter(({ openedAt, testChannel }) => openedAt >= faultAt && testChannel === null)
    .sort((a, b) => a.openedAt.getTime() - b.openedAt.getTime())
  const isOfPage = ({ rule }: AlertReading): boolean =>
    rules.find(({ id }) => id === rule)?.runbook === scenario
  return since.find(isOfPage) ?? since[0] ?? null
}

const STOPS: readonly string[] = ['panic', 'poll pause']

async function stoppedAt({ actionLog }: Books, faultAt: Date): Promise<Date | null> {
  const actions = await actionLog.actions({ from: faultAt, limit: ACTIONS })
  return earliest(actions.filter(({ command }) => STOPS.includes(command)).map(({ startedAt }) => startedAt))
}

function diagnosedAt(
  incident: Incident,
  scenario: DrillScenario,
  events: readonly IncidentEvent[],
): Date | null {
  if (incident.scenario !== scenario) return null
  const said = events.findLast((event) => event.incidentId === incident.id && event.kind === 'scenario')
  const opened = events.find((event) => event.incidentId === incident.id && event.kind === 'opened')
  return said?.at ?? opened?.at ?? incident.openedAt
}

async function verifiedAt({ books }: Books, faultAt: Date): Promise<Date | null> {
  const runs = (await books.history(RUNS))
    .filter(({ startedAt, scope }) => startedAt >= faultAt && scope.kind === 'all')
    .sort((a, b) => a.finishedAt.getTime() - b.finishedAt.getTime())
  for (const { id, finishedAt } of runs) {
    const run = await books.run(id)
    if (run !== null && isSquare({ ...run, finishedAt })) return finishedAt
  }
  return null
}
