import type { Rule } from '../../alerts/rule.ts'
import type { AlertReading } from '../../engine/alerting.ts'
import { Failure } from '../../engine/failure.ts'
import type { Opening } from '../../engine/incidents/board.ts'
import {
  INCIDENT_SEVERITIES,
  type IncidentSeverity,
  type Scenario,
  SCENARIOS,
} from '../../engine/incidents/incident.ts'
import { SCENARIO_TITLES, SEVERITY_LOOKS } from '../../engine/incidents/words.ts'
import { ENGLISH, joined, say, write } from '../../engine/phrase.ts'
import { ruleOf, theAlert } from '../alert-view.ts'
import { choice, id, optional, text as words } from '../arguments.ts'
import { actCommand, type LookContext } from '../definition.ts'
import { doneAnswer } from '../incident-done.ts'

export const command = actCommand({
  noun: 'incident',
  verb: 'open',
  help: 'Open an incident: a card with the one thing to do now, a checklist, and a timeline of all that happens',
  example: 'incident open --scenario R3 --severity high --summary "payments to two clients fail"',
  role: 'operator',
  // Saying that something is wrong is always safe.
  confirm: 'C0',
  arguments: {
    summary: optional(words({ help: 'what is wrong, in one sentence', positional: true })),
    scenario: optional(
      choice(SCENARIOS, { help: "the handbook's page, if it is known; it can be said later" }),
    ),
    severity: optional(
      choice(INCIDENT_SEVERITIES, { help: 'how bad it is; high, or as bad as the alert, if left out' }),
    ),
    fromAlert: optional(id({ help: 'the alert that it is about', completes: 'alert' })),
  },
  async preview(context, args) {
    const opening = await openingOf(context, args)
    const { icon, word } = SEVERITY_LOOKS[opening.severity]
    return {
      what: say`Open an incident: ${opening.summary}`,
      lines: [joined([icon, word, SCENARIO_TITLES[opening.scenario]], ' ')],
    }
  },
  async act(context, args) {
    const { incidents, now } = context
    const { incident, isNew } = await incidents.openIncident(await openingOf(context, args))
    return doneAnswer(incidents, incident.id, {
      what: isNew
        ? say`Incident #${incident.id} is open`
        : say`Incident #${incident.id} is open for this already`,
      now,
    })
  },
})

interface Args {
  readonly summary: string | null
  readonly scenario: Scenario | null
  readonly severity: IncidentSeverity | null
  readonly fromAlert: bigint | null
}

async function openingOf(
  { alerts, rules, now }: Pick<LookContext, 'alerts' | 'rules' | 'now'>,
  { summary, scenario, severity, fromAlert }: Args,
): Promise<Opening> {
  const alert = fromAlert === null ? null : await theAlert(alerts, fromAlert)
  const about = alert === null ? null : aboutAlert(alert, rules)
  const said = summary ?? about?.summary
  if (said === undefined)
    throw new Failure(
      'usage',
      say`Say in one sentence what is wrong, such as "incident open payments to Ana fail".`,
    )
  return {
    scenario: scenario ?? about?.scenario ?? 'other',
    severity: severity ?? about?.severity ?? 'high',
    summary: said,
    origin: alert === null ? null : `alert:${alert.id}`,
    alertId: alert?.id ?? null,
    openedAt: alert?.openedAt ?? now,
  }
}

/** What an alert says about itself; it stands on a card that everybody reads, so clients are there by initials. */
function aboutAlert(
  { id: alertId, rule: ruleId, severity, finding }: AlertReading,
  rules: readonly Rule[],
): { summary: string; scenario: Scenario; severity: IncidentSeverity } {
  const rule = ruleOf(rules, ruleId)
  const what = write(finding.what, { ...ENGLISH, names: 'initials' })
  return {
    summary: `${rule?.title ?? ruleId}: ${what} (alert #${alertId})`,
    scenario: SCENARIOS.find((one) => one === rule?.runbook) ?? 'other',
    severity: severity === 'info' ? 'medium' : severity,
  }
}
