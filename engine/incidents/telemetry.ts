import type { Sats } from '../domain/money.ts'
import { Failure } from '../failure.ts'
import type { CheckName, Verdict } from '../reconcile/verdict.ts'
import type { Severity } from '../alerting.ts'
import type { Incident } from './incident.ts'

/** What the world shows of an incident, all read at one moment. Nothing in it is anybody's word. */
export interface Telemetry extends BookTelemetry {
  /** The flag of a panic on this machine. */
  readonly halted: boolean
  /** Whether money may move: the wallets, the payments that are stuck, the database. */
  readonly preflight: PreflightSight
  /** From how many sats on the owner is called; 0: never by the amount alone. */
  readonly thresholdSats: bigint
}

export interface PreflightSight {
  readonly ready: boolean
  /** In plain English, as they stand in the books (engine/recorded.ts). */
  readonly reasons: readonly string[]
  readonly at: Date
}

/** The same, as far as it stands in the books. Counts are since the incident was opened, unless they say otherwise. */
export interface BookTelemetry {
  /** The database's clock. */
  readonly at: Date
  readonly polling: SwitchSight
  readonly payouts: SwitchSight
  readonly pauseReason: string | null
  /** Being paid at this moment. */
  readonly inFlight: number
  /** Sats of payments whose outcome nobody can prove yet. */
  readonly inDoubtSats: Sats
  /** Unfinished payments that need a person, and those that were given up. */
  readonly needReview: number
  readonly failed: number
  readonly alerts: readonly AlertSight[]
  /** The alert that it was opened for. */
  readonly origin: { readonly id: bigint; readonly rule: string; readonly over: boolean } | null
  readonly calls: CallSight
  readonly polls: PollSight
  readonly connections: readonly ConnectionSight[]
  /** The newest of the whole books since then. */
  readonly reconciliation: ReconciliationSight | null
  /** When something was put right last: corrections, decisions on payments and cash-outs, settings. */
  readonly lastFixAt: Date | null
  readonly cashOuts: CashOutSight
  /** Commission payments that arrived. */
  readonly commissionsArrived: number
  /** Settings that were seen to have changed after the last good poll before the incident, and since it was opened. */
  readonly settings: { readonly beforehand: number; readonly since: number; readonly newestAt: Date | null }
  readonly lastGoodPollBefore: Date | null
  /** When each was taken last. */
  readonly backupAt: Date | null
  readonly exportAt: Date | null
  /** Clients who wait for longer than a day, and how many of them were told. */
  readonly delayed: { readonly clients: number; readonly told: number; readonly oldest: Date | null }
  /** Clients who were told anything. */
  readonly clientsTold: number
  /** Corrections in the journal that name this incident. */
  readonly corrections: number
  readonly images: number
  readonly followUps: number
  /** What mutes alerts now, and when the bot looked for them last. */
  readonly muted: { readonly silences: number; readonly windows: number; readonly lookedAt: Date | null }
  /** Of the levels 1 to 3, how many have nobody entered. */
  readonly contactsMissing: number
}

export interface SwitchSight {
  readonly on: boolean
  /** The newest time within the incident that it was off; null: it was on all the time. */
  readonly pause: {
    readonly since: Date
    readonly until: Date | null
    /** By "poll resume", which goes through the gate. */
    readonly resumed: boolean
  } | null
}

export interface AlertSight {
  readonly id: bigint
  readonly rule: string
  readonly severity: Severity
  readonly acked: boolean
}

/** Who was called, and who said that he has it. */
export interface CallSight {
  readonly called: readonly (1 | 2 | 3)[]
  readonly answered: readonly (1 | 2 | 3)[]
  /** Somebody has the alert that it was opened for. */
  readonly alertAcked: boolean
  /** Who leads is the contact of level 1. */
  readonly leadIsLevel1: boolean
}

export interface PollSight {
  /** By hand; null: none since then. */
  readonly byHand: {
    readonly result: 'ok' | 'empty' | 'failed'
    readonly at: Date
    readonly taken: number
  } | null
  readonly failed: number
  /** Good ones up to now, without one that failed in between. */
  readonly goodInARow: number
}

export interface ConnectionSight {
  /** 'lamassu', 'wallet:source' */
  readonly subject: string
  readonly ok: boolean
  /** In plain English; null where it is good. */
  readonly detail: string | null
  readonly testedAt: Date
  /** The newest tests that were good, without a bad one in between; at most three. */
  readonly goodAt: readonly Date[]
  /** A test failed since the incident was opened. */
  readonly failedSince: boolean
}

export interface ReconciliationSight {
  readonly id: bigint
  readonly startedAt: Date
  readonly finishedAt: Date
  readonly verdict: Verdict
  readonly checks: readonly { readonly name: CheckName; readonly verdict: Verdict }[]
}

export interface CashOutSight {
  /** Taken in, and not distributed so far. */
  readonly waiting: number
  /** Finished end to end since the incident was opened, and the newest of them. */
  readonly completed: number
  readonly completedAt: Date | null
  /** The same since payouts were resumed; null: they were not. */
  readonly completedSinceResumed: number | null
  /** Number of the one that may go through alone while payouts are off; null: none may. */
  readonly onTrial: bigint | null
}

/** As much of an incident as telemetry is about. */
export type TelemetrySubject = Pick<Incident, 'id' | 'openedAt' | 'alertId' | 'leadId'>

export interface IncidentTelemetryStore {
  /** All of it as of one moment; nothing is changed. */
  read(incident: TelemetrySubject): Promise<BookTelemetry>
}

/** Whether money may move, with the reasons why not. */
export type Pronounced =
  | { readonly ready: true }
  | { readonly ready: false; readonly reasons: readonly string[] }

export interface TelemetryDependencies {
  readonly store: IncidentTelemetryStore
  readonly preflight: () => Promise<Pronounced | null>
  readonly isHalted: () => boolean
  readonly thresholdSats: () => Promise<bigint>
}

/** What the world shows of an incident now. Throws only what our own database throws. */
export async function readTelemetry(
  deps: TelemetryDependencies,
  incident: TelemetrySubject,
): Promise<Telemetry> {
  const books = await deps.store.read(incident)
  return {
    ...books,
    halted: deps.isHalted(),
    thresholdSats: await deps.thresholdSats(),
    preflight: await seePreflight(deps, books.at),
  }
}

async function seePreflight({ preflight }: TelemetryDependencies, at: Date): Promise<PreflightSight> {
  try {
    const found = await preflight()
    if (found === null) return { ready: false, reasons: ['no source wallet is configured'], at }
    return found.ready ? { ready: true, reasons: [], at } : { ready: false, reasons: found.reasons, at }
  } catch (thrown) {
    // An edge: a check that can't be made is the answer to the question whether money may move.
    if (!(thrown instanceof Failure)) throw thrown
    return { ready: false, reasons: [thrown.message], at }
  }
}
