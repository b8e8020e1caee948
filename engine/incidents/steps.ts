import { Failure } from '../failure.ts'
import { formatCount, formatSats, formatTime } from '../format.ts'
import { joined, say, type Text } from '../phrase.ts'
import type { Diagnosis, IncidentDesk } from './board.ts'
import { watchSeconds } from './drill.ts'
import {
  INCIDENT_SEVERITIES,
  type Impact,
  type Incident,
  type IncidentSeverity,
  type Phase,
  type Scenario,
} from './incident.ts'
import { REVIEW_PARTS } from './postmortem-facts.ts'
import type { Step } from './storage.ts'
import { CAUSE_WORDS, PHASE_TITLES, SCENARIO_TITLES, SEVERITY_LOOKS } from './words.ts'

export const isHigher = (a: IncidentSeverity, than: IncidentSeverity): boolean =>
  INCIDENT_SEVERITIES.indexOf(a) > INCIDENT_SEVERITIES.indexOf(than)

/** What is over is only read; notes, files and follow-ups may still be added. */
export function refuseClosed(incident: Incident): void {
  if (incident.status === 'closed')
    throw new Failure(
      'refused',
      say`Incident ${incident.id} was closed ${formatTime(incident.closedAt)}: open another one with "incident open".`,
    )
}

type Answers = Parameters<IncidentDesk['assess']>[1]

/** The handbook's three questions: money makes it critical, clients high, a standstill medium; null: nothing of it. */
export function proposedSeverity({ money, clients, blocked }: Answers): IncidentSeverity | null {
  if (money === true) return 'critical'
  if (clients === true) return 'high'
  return blocked === true ? 'medium' : null
}

/** Of now and proposed the higher one: an answer never makes it less severe. */
export function assessStep(incident: Incident, given: Answers): Step {
  const answers: Answers = {
    money: given.money ?? incident.moneyAtRisk,
    clients: given.clients ?? incident.clientsAffected,
    blocked: given.blocked ?? incident.operationsBlocked,
  }
  const proposed = proposedSeverity(answers)
  const rises = proposed !== null && isHigher(proposed, incident.severity)
  const what = say`Money at risk: ${answerWord(answers.money)}; clients affected: ${answerWord(answers.clients)}; work blocked: ${answerWord(answers.blocked)}`
  return {
    change: {
      moneyAtRisk: answers.money,
      clientsAffected: answers.clients,
      operationsBlocked: answers.blocked,
      ...(rises ? { severity: proposed } : {}),
    },
    events: [
      { kind: 'assessed', what },
      ...(rises ? [{ kind: 'severity', what: severityText(incident.severity, proposed) } as const] : []),
    ],
  }
}

export const answerWord = (answer: boolean | null): Text => {
  if (answer === null) return say`not answered`
  return answer ? say`yes` : say`no`
}

const severityText = (before: IncidentSeverity, after: IncidentSeverity): Text =>
  say`Severity: ${SEVERITY_LOOKS[before].word} → ${SEVERITY_LOOKS[after].word}`

export const severityStep = (incident: Incident, severity: IncidentSeverity, why: string): Step | null =>
  incident.severity === severity
    ? null
    : {
        change: { severity },
        events: [{ kind: 'severity', what: severityText(incident.severity, severity), words: why }],
      }

export const scenarioStep = (incident: Incident, scenario: Scenario): Step | null =>
  incident.scenario === scenario
    ? null
    : {
        change: { scenario },
        events: [{ kind: 'scenario', what: say`Scenario ${scenario}: ${SCENARIO_TITLES[scenario]}` }],
      }

export const leadStep = (incident: Incident, personId: bigint, name: string): Step | null =>
  incident.leadId === personId
    ? null
    : { change: { leadId: personId }, events: [{ kind: 'lead', what: say`${name} leads` }] }

export const phaseStep = (incident: Incident, phase: Phase): Step | null =>
  incident.phase === phase
    ? null
    : {
        change: { phase },
        events: [{ kind: 'phase', what: say`Phase ${phase}: ${PHASE_TITLES[phase]}` }],
      }

/** The best three, as the timeline says it. */
export function diagnosisText({ matches }: Diagnosis): Text {
  const best = matches
    .slice(0, 3)
    .map(({ scenario, score, title }) => say`${scenario} ${title}: ${score} of 100`)
  return say`Diagnosed: ${joined(best, '; ')}`
}

export const impactText = (impact: Impact): Text => say`Impact: ${impactFigures(impact)}`

/** '2 cash-outs, 1 client; 0 sats too much, 266,800 sats missing, 0 sats in doubt' */
export const impactFigures = (impact: Impact): Text =>
  say`${formatCount(impact.cashOuts, 'cash-out')}, ${formatCount(impact.clients, 'client')}; ${formatSats(impact.satsOver)} too much, ${formatSats(impact.satsUnder)} missing, ${formatSats(impact.satsInDoubt)} in doubt`

export const causeStep = (cause: Parameters<IncidentDesk['recordCause']>[1]): Step => ({
  change: { rootCause: cause.rootCause, causeKind: cause.kind },
  events: [{ kind: 'cause', what: say`Root cause: ${CAUSE_WORDS[cause.kind]}`, words: cause.rootCause }],
})

export const updateStep = (update: Parameters<IncidentDesk['recordUpdate']>[1]): Step => ({
  events: [{ kind: 'update', what: updateText(update) }],
})

const updateText = ({
  conditions,
  actions,
  needs,
  audience,
}: Parameters<IncidentDesk['recordUpdate']>[1]): Text =>
  joined(
    [
      audience === 'team' ? say`Update for the team` : say`Update for the team and those responsible`,
      say`Conditions: ${conditions}`,
      say`Actions: ${actions}`,
      say`Needs: ${needs}`,
    ],
    '\n',
  )

/** A day in which the same again is worse; in a drill it passes in minutes. */
export const watchEnd = (incident: Pick<Incident, 'drill'>, now: Date): Date =>
  new Date(now.getTime() + watchSeconds(incident) * 1000)

export const resumedStep = (incident: Incident, override: string | null, now: Date): Step => ({
  change: {
    watchUntil: watchEnd(incident, now),
    ...(incident.phase < 4 ? { phase: 4 as const } : {}),
  },
  events: [
    override === null
      ? {
          kind: 'resumed',
          what: say`Payouts go on, through the gate; watched until ${formatTime(watchEnd(incident, now))}`,
        }
      : {
          kind: 'resumed',
          what: say`Payouts go on although the gate is shut; watched until ${formatTime(watchEnd(incident, now))}`,
          words: override,
        },
  ],
})

export const resolveStep = (
  incident: Incident,
  how: Parameters<IncidentDesk['resolve']>[1],
  now: Date,
): Step => ({
  change: {
    rootCause: how.rootCause,
    fix: how.fix,
    status: 'watching',
    resolvedAt: now,
    watchUntil: incident.watchUntil ?? watchEnd(incident, now),
    ...(incident.phase < 4 ? { phase: 4 as const } : {}),
  },
  events: [
    { kind: 'cause', what: say`Root cause`, words: how.rootCause },
    {
      kind: 'resolved',
      what: say`Resolved; watched until ${formatTime(incident.watchUntil ?? watchEnd(incident, now))}`,
      words: how.fix,
    },
  ],
})

export const reviewStep = (review: Parameters<IncidentDesk['recordReview']>[1]): Step => ({
  events: [
    { kind: 'reviewed', part: REVIEW_PARTS.well, what: say`Reviewed: what went well`, words: review.well },
    {
      kind: 'reviewed',
      part: REVIEW_PARTS.better,
      what: say`Reviewed: what could be better`,
      words: review.better,
    },
  ],
})
