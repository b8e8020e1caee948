import type { Sats } from '../domain/money.ts'
import type { JsonObject } from '../json-value.ts'
import type { Text } from '../phrase.ts'
import type {
  CauseKind,
  FollowUp,
  Impact,
  Incident,
  IncidentEvent,
  IncidentFile,
  IncidentSeverity,
  Phase,
  Scenario,
} from './incident.ts'
import type { PaperBlock } from './paper.ts'
import type { PostmortemOptions } from './postmortem.ts'
import type { IncidentReadings, NewFile } from './storage.ts'

/** One of the handbook's 57 boxes. */
export interface PartState {
  /** 'stop.polling': of its item, unique. */
  readonly key: string
  readonly title: Text
  /**
   * `seen`: telemetry shows that it is so; `attested`: somebody said so, with evidence; `skipped`: with a reason;
   * `not_needed`: it does not apply to what is known; `open`: none of these.
   */
  readonly state: 'seen' | 'attested' | 'skipped' | 'not_needed' | 'open'
  /** What telemetry shows now ('payouts are off since 03:12'), or what the person said. */
  readonly why: Text | null
  /** Only a person can know: it is ticked with evidence. */
  readonly asks: boolean
  /** The command line that does it or comes next; null where there is none. */
  readonly line: string | null
}

/** One of the handbook's sixteen items. */
export interface ItemState {
  readonly key: string
  readonly phase: Phase
  readonly title: Text
  readonly parts: readonly PartState[]
  readonly done: boolean
}

/** What stands in the way of paying and polling again. */
export interface Gate {
  readonly open: boolean
  readonly conditions: readonly {
    readonly key: 'wallets' | 'connections' | 'test' | 'reconciliation' | 'findings'
    readonly title: Text
    readonly ok: boolean
    /** What was seen, with its figure. */
    readonly why: Text
    /** What makes it green. */
    readonly line: string | null
  }[]
}

/** The one thing to do now. */
export interface NextStep {
  readonly what: Text
  /** The command line behind the button; null: something outside of the bot. */
  readonly line: string | null
  /** Why it is this. */
  readonly why: Text | null
}

/** How well one of the handbook's scenarios fits what is seen. */
export interface ScenarioMatch {
  readonly scenario: Scenario
  readonly title: Text
  /** 0 to 100; the first of the list fits best. */
  readonly score: number
  /** What was asked and what came out, the telling ones first. */
  readonly signs: readonly {
    readonly what: Text
    readonly found: boolean
    /** False: it could not be looked at; the figure says why. */
    readonly asked: boolean
    readonly figure: Text | null
  }[]
}

export interface Diagnosis {
  readonly at: Date
  readonly matches: readonly ScenarioMatch[]
  /** What changed in the settings since the last good poll, and what the log says: the handbook's diagnostics. */
  readonly findings: readonly Text[]
}

/** Everything that a card of an incident shows. */
export interface IncidentView {
  readonly incident: Incident
  readonly leadName: string | null
  readonly items: readonly ItemState[]
  readonly gate: Gate
  readonly next: NextStep
  /** Until when the phase should be over; null: as long as it needs. */
  readonly phaseDueAt: Date | null
  readonly moneyInDoubt: Sats
  readonly followUps: readonly FollowUp[]
  readonly files: readonly IncidentFile[]
  readonly lastUpdateAt: Date | null
}

/** What people ask about incidents. Runs queries, reads wallets and Lamassu; changes nothing. */
export interface IncidentBoard extends IncidentReadings {
  /** Null: there is no such incident. */
  view(id: bigint): Promise<IncidentView | null>
  /** Of the open incident that stopped the work; without one, of the last day. */
  gate(): Promise<Gate>
  /** The open incident for which resuming goes through the gate; null: there is none. */
  gatedBy(): Promise<Incident | null>
  diagnose(): Promise<Diagnosis>
  impactOf(incident: Incident): Promise<Impact>
  /** In no language yet, for writeMarkdown(). `withAnswers`: what actions answered, too, which may name clients. */
  postmortem(id: bigint, options: PostmortemOptions): Promise<readonly PaperBlock[] | null>
  /** Balances, last transaction, marks, settings' hash, end of the log: as one JSON file. */
  snapshot(): Promise<JsonObject>
}

export interface Opening {
  readonly scenario: Scenario
  readonly severity: IncidentSeverity
  readonly summary: string
  readonly origin: string | null
  readonly alertId: bigint | null
  readonly openedAt: Date
}

/** What people do about incidents, each in his own name. Each refuses with a Failure that says what to do instead. */
export interface IncidentDesk extends IncidentBoard {
  /** With a snapshot, where it can be taken. One that is open for the same origin is not opened twice. */
  openIncident(opening: Opening): Promise<{ readonly incident: Incident; readonly isNew: boolean }>
  /** Null: what was answered before stands. Never lowers the severity. */
  assess(
    id: bigint,
    answers: {
      readonly money: boolean | null
      readonly clients: boolean | null
      readonly blocked: boolean | null
    },
  ): Promise<Incident>
  setSeverity(id: bigint, severity: IncidentSeverity, why: string): Promise<Incident>
  setScenario(id: bigint, scenario: Scenario): Promise<Incident>
  setLead(id: bigint, personId: bigint, name: string): Promise<Incident>
  setPhase(id: bigint, phase: Phase): Promise<Incident>
  tick(id: bigint, part: string, evidence: string, fileId: bigint | null): Promise<Incident>
  untick(id: bigint, part: string, why: string): Promise<Incident>
  skip(id: bigint, part: string, reason: string): Promise<Incident>
  note(id: bigint, words: string): Promise<IncidentEvent>
  attach(id: bigint, file: NewFile, words: string | null): Promise<IncidentFile>
  takeSnapshot(id: bigint): Promise<IncidentFile>
  recordDiagnosis(id: bigint, diagnosis: Diagnosis): Promise<Incident>
  recordImpact(id: bigint, impact: Impact): Promise<Incident>
  recordCause(id: bigint, cause: { readonly rootCause: string; readonly kind: CauseKind }): Promise<Incident>
  /** Conditions, Actions, Needs; told to the thread and, with `stakeholders`, to level 3 as well. */
  recordUpdate(
    id: bigint,
    update: {
      readonly conditions: string
      readonly actions: string
      readonly needs: string
      readonly audience: 'team' | 'stakeholders'
    },
  ): Promise<Incident>
  escalate(id: bigint, level: 1 | 2 | 3, why: string): Promise<Incident>
  /** Through the gate: the watch begins. `override`: why it is done although the gate is shut. */
  recordResumed(id: bigint, override: string | null): Promise<Incident>
  resolve(id: bigint, how: { readonly rootCause: string; readonly fix: string }): Promise<Incident>
  /** The postmortem is read, with people's own words about what went well and what could be better. */
  recordReview(id: bigint, review: { readonly well: string; readonly better: string }): Promise<Incident>
  /** Refused with what is open, if anything is. */
  close(id: bigint): Promise<Incident>
  addFollowUp(id: bigint, followUp: { what: string; ownerId: bigint; due: string }): Promise<bigint>
  finishFollowUp(followUpId: bigint, note: string | null): Promise<boolean>
}
