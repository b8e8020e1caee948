import { iso } from '../engine/format.ts'
import type { IncidentView } from '../engine/incidents/board.ts'
import type { FollowUp, Impact, Incident } from '../engine/incidents/incident.ts'
import type { JsonObject } from '../engine/json-value.ts'
import { ENGLISH, type Text, write } from '../engine/phrase.ts'

/** For programs. Clients show by number and initials alone. */
const VOICE = { ...ENGLISH, names: 'initials' as const }
const words = (text: Text | null): string | null => (text === null ? null : write(text, VOICE))

export const incidentJson = (view: IncidentView, now: Date): JsonObject => ({
  ...incidentHead(view.incident),
  lead: view.leadName,
  at: iso(now),
  phaseDueAt: iso(view.phaseDueAt),
  moneyInDoubtSats: view.moneyInDoubt.toString(),
  next: { what: words(view.next.what), why: words(view.next.why), line: view.next.line },
  gate: {
    open: view.gate.open,
    conditions: view.gate.conditions.map(({ key, ok, why, line }) => ({ key, ok, why: words(why), line })),
  },
  checklist: view.items.map((item) => ({
    key: item.key,
    phase: item.phase,
    title: words(item.title),
    done: item.done,
    parts: item.parts.map(({ key, title, state, why, line }) => ({
      key,
      title: words(title),
      state,
      why: words(why),
      line,
    })),
  })),
  followUps: view.followUps.map(followUpJson),
  files: view.files.map(({ id, name, size, sha256 }) => ({ fileId: id.toString(), name, size, sha256 })),
  lastUpdateAt: iso(view.lastUpdateAt),
})

/** What stands on the incident itself. */
export const incidentHead = (incident: Incident): JsonObject => ({
  incidentId: incident.id.toString(),
  scenario: incident.scenario,
  severity: incident.severity,
  summary: incident.summary,
  drill: incident.drill,
  origin: incident.origin,
  alertId: incident.alertId?.toString() ?? null,
  status: incident.status,
  phase: incident.phase,
  phaseSince: iso(incident.phaseSince),
  openedBy: incident.openedBy,
  openedAt: iso(incident.openedAt),
  leadId: incident.leadId?.toString() ?? null,
  moneyAtRisk: incident.moneyAtRisk,
  clientsAffected: incident.clientsAffected,
  operationsBlocked: incident.operationsBlocked,
  impact: incident.impact === null ? null : impactJson(incident.impact),
  rootCause: incident.rootCause,
  causeKind: incident.causeKind,
  fix: incident.fix,
  level: incident.level,
  resolvedAt: iso(incident.resolvedAt),
  watchUntil: iso(incident.watchUntil),
  recurrences: incident.recurrences,
  closedBy: incident.closedBy,
  closedAt: iso(incident.closedAt),
})

export const impactJson = (impact: Impact): JsonObject => ({
  cashOuts: impact.cashOuts,
  clients: impact.clients,
  overSats: impact.satsOver.toString(),
  underSats: impact.satsUnder.toString(),
  inDoubtSats: impact.satsInDoubt.toString(),
  fiat: impact.fiat.map(({ fiatCode, amount }) => ({ fiatCode, amountMinor: amount.toString() })),
  cashOutIds: impact.cashOutIds.map(String),
  clientIds: impact.clientIds.map(String),
  at: iso(impact.at),
})

export const followUpJson = (followUp: FollowUp): JsonObject => ({
  followUpId: followUp.id.toString(),
  incidentId: followUp.incidentId.toString(),
  what: followUp.what,
  ownerId: followUp.ownerId.toString(),
  due: followUp.due,
  createdBy: followUp.createdBy,
  createdAt: iso(followUp.createdAt),
  doneBy: followUp.doneBy,
  doneAt: iso(followUp.doneAt),
  doneNote: followUp.doneNote,
})
