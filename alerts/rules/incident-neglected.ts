import type { Finding } from '../../engine/alerting.ts'
import { sats } from '../../engine/domain/money.ts'
import { formatAge, formatSpan } from '../../engine/format.ts'
import { PHASE_MINUTES } from '../../engine/incidents/incident.ts'
import { say, type Text } from '../../engine/phrase.ts'
import type { IncidentSight } from '../../engine/signs/incidents.ts'
import { hoursBefore, minutesAfter, minutesBefore } from '../moments.ts'
import { defineRule } from '../rule.ts'

export const rule = defineRule({
  id: 'INCIDENT_NEGLECTED',
  title: 'Incident neglected',
  severity: 'high',
  runbook: 'R0',
  respondMinutes: 15,
  everySeconds: 30,
  money: true,
  why: 'An incident that nobody works on lasts longer than it has to, while payouts wait or money is in doubt',
  trigger:
    'an open incident has no lead, no update or a phase that takes longer than it may; or nobody has closed it long after it was resolved',
  automatic: 'reminds in its thread, a few times; a first phase that takes too long calls the next level',
  resolves: 'somebody leads, tells how it stands, goes on to the next phase, or closes it',
  goodChecks: 1,
  limits: {
    leadMinutes: {
      default: 10,
      least: 1,
      most: 1440,
      unit: 'minutes',
      help: 'how long an incident may be without anybody who leads',
    },
    updateMinutes: {
      default: 30,
      least: 5,
      most: 1440,
      unit: 'minutes',
      help: 'how far apart updates may be while it is open',
    },
    closeHours: {
      default: 48,
      least: 1,
      most: 720,
      unit: 'hours',
      help: 'how long after it was resolved it has to be closed',
    },
  },
  async check({ signs, now }, limits) {
    const incidents = await signs.incidents.current()
    return incidents.flatMap((incident) => [
      ...withoutLead(incident, now, limits.leadMinutes),
      ...withoutUpdate(incident, now, limits.updateMinutes),
      ...overItsBox(incident, now),
      ...notClosed(incident, now, limits.closeHours),
    ])
  },
})

interface Neglect {
  readonly about: string
  readonly since: Date
  readonly what: Text
  readonly fired: Text
  readonly now: Text
  /** What is done about it; the card has the rest. */
  readonly step?: string
}

const neglected = ({ id }: IncidentSight, { about, step, ...words }: Neglect): Finding => ({
  entity: `incident:${id}:${about}`,
  // The money in doubt stands on the alerts that it is about, and is not counted twice.
  exposureSats: sats(0n),
  steps: [...(step === undefined ? [] : [step]), `incident show ${id}`, 'oncall show'],
  ...words,
})

const latest = (...moments: readonly (Date | null)[]): Date =>
  new Date(Math.max(...moments.map((at) => at?.getTime() ?? 0)))

function withoutLead(incident: IncidentSight, now: Date, minutes: number): Finding[] {
  const { id, leadId, status } = incident
  const since = latest(incident.openedAt, incident.recurredAt)
  if (status !== 'open' || leadId !== null || since > minutesBefore(now, minutes)) return []
  return [
    neglected(incident, {
      about: 'lead',
      since,
      what: say`nobody leads incident #${id}`,
      fired: say`open for ${formatAge(since, now)} without a lead, limit ${formatSpan(minutes * 60)}`,
      now: say`Take the lead, or call somebody who does.`,
      step: `incident lead --id ${id}`,
    }),
  ]
}

function withoutUpdate(incident: IncidentSight, now: Date, minutes: number): Finding[] {
  const { id, phase, status } = incident
  const since = latest(incident.openedAt, incident.recurredAt, incident.updatedAt)
  if (status !== 'open' || phase === 5 || since > minutesBefore(now, minutes)) return []
  return [
    neglected(incident, {
      about: 'update',
      since,
      what: say`nobody tells how incident #${id} stands`,
      fired: say`no update for ${formatAge(since, now)}, limit ${formatSpan(minutes * 60)}`,
      now: say`Say in three sentences how it stands, what is done, and what is needed.`,
    }),
  ]
}

/** The last phase has its own limit, from the resolution on. */
function overItsBox(incident: IncidentSight, now: Date): Finding[] {
  const { id, phase, phaseSince, status } = incident
  const minutes = PHASE_MINUTES[phase]
  if (minutes === null || phase === 5 || status !== 'open') return []
  const due = minutesAfter(phaseSince, minutes)
  if (due > now) return []
  return [
    neglected(incident, {
      about: `phase:${phase}`,
      since: due,
      what: say`phase ${phase} of incident #${id} takes too long`,
      fired: say`under way for ${formatAge(phaseSince, now)}, limit ${formatSpan(minutes * 60)}`,
      now: say`See what holds it up: the card names the one thing to do now.`,
    }),
  ]
}

/** By itself it costs nobody money: it waits for the morning. */
function notClosed(incident: IncidentSight, now: Date, hours: number): Finding[] {
  const { id, resolvedAt, status } = incident
  if (status !== 'watching' || resolvedAt === null || resolvedAt > hoursBefore(now, hours)) return []
  const finding = neglected(incident, {
    about: 'close',
    since: resolvedAt,
    what: say`incident #${id} is resolved, and nobody has closed it`,
    fired: say`resolved ${formatAge(resolvedAt, now)} ago, limit ${formatSpan(hours * 3600)}`,
    now: say`Finish the post-mortem and what follows from it, then close it.`,
    step: `incident postmortem ${id}`,
  })
  return [{ ...finding, severity: 'medium' }]
}
