import type { Text } from '../phrase.ts'

/** The handbook's pages that an incident can be about; R10 is the bot itself, 'other' what nobody knows yet. */
export const SCENARIOS = ['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R10', 'other'] as const
export type Scenario = (typeof SCENARIOS)[number]

export const INCIDENT_SEVERITIES = ['medium', 'high', 'critical'] as const
export type IncidentSeverity = (typeof INCIDENT_SEVERITIES)[number]

/** 1 immediate actions · 2 investigation · 3 recovery · 4 resumption · 5 afterwards. */
export type Phase = 1 | 2 | 3 | 4 | 5
export const PHASES = [1, 2, 3, 4, 5] as const satisfies readonly Phase[]

/** `watching`: cause and fix are known and everything runs again; a day in which the same again is worse. */
export type IncidentStatus = 'open' | 'watching' | 'closed'

export type CauseKind = 'human' | 'system' | 'external'

/** What an incident comes to. */
export interface Impact {
  readonly cashOuts: number
  readonly clients: number
  /** What left us without being owed, what is owed and did not arrive, and what nobody can tell yet. */
  readonly satsOver: bigint
  readonly satsUnder: bigint
  readonly satsInDoubt: bigint
  /** Of the clients' balances, by currency: how far they are off, minor units. */
  readonly fiat: readonly { readonly fiatCode: string; readonly exponent: number; readonly amount: bigint }[]
  /** Numbers of the cash-outs and clients, for the report; at most a hundred of each. */
  readonly cashOutIds: readonly bigint[]
  readonly clientIds: readonly bigint[]
  readonly at: Date
}

export interface Incident {
  readonly id: bigint
  readonly scenario: Scenario
  readonly severity: IncidentSeverity
  readonly summary: string
  readonly drill: boolean
  /** 'panic', 'alert:12'; null: a person saw something. */
  readonly origin: string | null
  readonly alertId: bigint | null
  readonly status: IncidentStatus
  readonly phase: Phase
  readonly phaseSince: Date
  readonly openedBy: string
  readonly openedAt: Date
  /** Number of the person who leads; null: nobody yet. */
  readonly leadId: bigint | null
  /** The three questions; null: nobody has answered. */
  readonly moneyAtRisk: boolean | null
  readonly clientsAffected: boolean | null
  readonly operationsBlocked: boolean | null
  readonly impact: Impact | null
  readonly rootCause: string | null
  readonly causeKind: CauseKind | null
  readonly fix: string | null
  /** The highest level that was called for it; 0 nobody. */
  readonly level: 0 | 1 | 2 | 3
  readonly resolvedAt: Date | null
  readonly watchUntil: Date | null
  readonly recurrences: number
  readonly closedBy: string | null
  readonly closedAt: Date | null
  readonly revision: number
}

export type EventKind =
  | 'opened'
  | 'assessed'
  | 'severity'
  | 'scenario'
  | 'lead'
  | 'phase'
  /** A part of the checklist, by a person with his evidence, or by the bot from what it sees. */
  | 'ticked'
  | 'unticked'
  | 'skipped'
  | 'note'
  | 'file'
  | 'snapshot'
  | 'diagnosed'
  | 'impact'
  | 'cause'
  /** Conditions, Actions, Needs. */
  | 'update'
  | 'escalated'
  | 'nagged'
  | 'overrun'
  | 'tested'
  | 'resumed'
  | 'reconciled'
  | 'resolved'
  | 'recurred'
  | 'watched'
  | 'reviewed'
  | 'follow_up'
  | 'closed'

export interface NewEvent {
  readonly kind: EventKind
  readonly what: Text
  /** The part of the checklist that it is about. */
  readonly part?: string
  /** Evidence, a reason, somebody's words: as written. */
  readonly words?: string
  readonly fileId?: bigint
}

export interface IncidentEvent {
  readonly id: bigint
  readonly incidentId: bigint
  readonly at: Date
  readonly kind: EventKind
  readonly part: string | null
  readonly what: Text
  readonly words: string | null
  readonly fileId: bigint | null
  readonly actor: string
}

export interface IncidentFile {
  readonly id: bigint
  readonly incidentId: bigint
  readonly name: string
  readonly mediaType: string
  readonly size: number
  readonly sha256: string
  readonly addedBy: string
  readonly addedAt: Date
}

export interface FollowUp {
  readonly id: bigint
  readonly incidentId: bigint
  readonly what: string
  readonly ownerId: bigint
  /** A day of the calendar, '2026-11-30'. */
  readonly due: string
  readonly createdBy: string
  readonly createdAt: Date
  readonly doneBy: string | null
  readonly doneAt: Date | null
  readonly doneNote: string | null
}

/** One line of the whole timeline: the incident's own events, and alerts, actions and reconciliations of the same hours. */
export interface TimelineLine {
  readonly at: Date
  readonly source: 'incident' | 'alert' | 'action' | 'reconciliation'
  /** Number of the event, alert, action or run. */
  readonly id: bigint
  readonly kind: string
  readonly what: Text
  readonly words: string | null
  readonly actor: string | null
}

/** How long each phase may take; null: as long as it needs. The handbook's own figures. */
export const PHASE_MINUTES = {
  1: 5,
  2: 30,
  3: 120,
  4: null,
  5: 2880,
} as const satisfies Readonly<Record<Phase, number | null>>

export const WATCH_HOURS = 24
/** After a resumption the books are reconciled after each of so many cash-outs. */
export const WATCHED_CASH_OUTS = 5
