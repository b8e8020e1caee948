import type { AlertReading, AlertReadings } from '../alerting.ts'
import type { Books } from '../books.ts'
import { type Verified, verify } from '../commission-check.ts'
import type { Observation, ObservationStore } from '../observations.ts'
import type { Clock } from '../ports.ts'
import type { Readings, StatusReading, TransferReading } from '../readings.ts'
import type { Reconciliation } from '../reconcile.ts'
import type {
  ClientDrift,
  DoubleCashOut,
  DoubleTransfer,
  Guard,
  OpenDifference,
  UnfinishedTransfer,
} from '../signs/money.ts'
import type { PollCourse } from '../signs/polling.ts'
import type { Signs } from '../signs/signs.ts'
import { answerOr, ask, type Asked } from './asked.ts'
import type { Incident } from './incident.ts'

/** What is wrong now, as rows, out of the books and of what the bot saw: quick enough for a card that is drawn again and again. */
export interface Situation {
  readonly at: Date
  /** The incident's beginning and number; a day ago and null where none is meant. */
  readonly since: Date
  readonly incidentId: bigint | null
  readonly status: Asked<StatusReading>
  readonly course: Asked<PollCourse>
  readonly guards: Asked<readonly Guard[]>
  readonly doubleCashOuts: Asked<readonly DoubleCashOut[]>
  readonly doubleTransfers: Asked<readonly DoubleTransfer[]>
  /** Living transfers that are one too many, and that no correcting entry names. */
  readonly surplus: Asked<readonly TransferReading[]>
  readonly differences: Asked<readonly OpenDifference[]>
  readonly unfinished: Asked<readonly UnfinishedTransfer[]>
  readonly failed: Asked<readonly TransferReading[]>
  readonly drifts: Asked<readonly ClientDrift[]>
  readonly commissions: Asked<Verified>
  readonly sights: Asked<ReadonlyMap<string, Observation>>
  readonly alerts: Asked<readonly AlertReading[]>
  /** The newest reconciliation of everything; null: none so far. */
  readonly run: Asked<Reconciliation | null>
}

export interface SituationDependencies {
  readonly readings: Pick<Readings, 'status' | 'transfer' | 'transfers'>
  readonly signs: Pick<Signs, 'money' | 'polling'>
  readonly books: Pick<Books, 'splits' | 'run'>
  readonly alerts: Pick<AlertReadings, 'firing'>
  readonly observations: Pick<ObservationStore, 'all'>
  readonly clock: Clock
}

const DAY_MS = 24 * 3_600_000
/** More than a shop has in a year; the rules about money read no more. */
export const READ_AT_MOST = 5000
/** The newest of them: a formula that goes wrong shows in what was split last. */
export const SPLITS_READ = 500

/** Reads it all; each part says by itself when it could not be asked. Changes nothing. */
export async function readSituation(
  deps: SituationDependencies,
  incident: Pick<Incident, 'id' | 'openedAt'> | null = null,
): Promise<Situation> {
  const { readings, signs, books, alerts, observations, clock } = deps
  const at = clock.now()
  const guards = await ask(() => signs.money.guards())
  const doubles = await readDoubles(signs.money, guards)
  return {
    at,
    since: incident?.openedAt ?? new Date(at.getTime() - DAY_MS),
    incidentId: incident?.id ?? null,
    status: await ask(() => readings.status()),
    course: await ask(() => signs.polling.course()),
    guards,
    ...doubles,
    surplus: await ask(() => readSurplus(readings, doubles)),
    differences: await ask(() => signs.money.openDifferences(READ_AT_MOST)),
    unfinished: await ask(() =>
      signs.money.unfinished({
        statuses: ['pending', 'invoiced', 'paying', 'needs_review'],
        createdUntil: at,
        limit: READ_AT_MOST,
      }),
    ),
    failed: await ask(() => readings.transfers({ status: 'failed', limit: READ_AT_MOST })),
    drifts: await ask(() => signs.money.drifts()),
    commissions: await ask(async () =>
      verify(await books.splits({ last: SPLITS_READ, from: null, to: null })),
    ),
    sights: await ask(() => observations.all()),
    alerts: await ask(() => alerts.firing()),
    run: await ask(() => books.run(null)),
  }
}

type Doubles = Pick<Situation, 'doubleCashOuts' | 'doubleTransfers'>

/** While every key is whole there can be none, so that nothing is read. */
async function readDoubles(
  money: SituationDependencies['signs']['money'],
  guards: Situation['guards'],
): Promise<Doubles> {
  if ('problem' in guards) return { doubleCashOuts: guards, doubleTransfers: guards }
  const open = guards.answer.filter(({ state }) => state !== 'whole')
  if (open.length === 0) return { doubleCashOuts: { answer: [] }, doubleTransfers: { answer: [] } }
  return {
    doubleCashOuts: await ask(() => money.doubleCashOuts(READ_AT_MOST)),
    doubleTransfers: await ask(() => money.doubleTransfers(READ_AT_MOST)),
  }
}

async function readSurplus(
  readings: SituationDependencies['readings'],
  { doubleCashOuts, doubleTransfers }: Doubles,
): Promise<TransferReading[]> {
  const payments = answerOr(doubleCashOuts, []).flatMap(({ surplusIds }) => surplusIds)
  const wanted = [
    ...payments.map((id) => ({ kind: 'client' as const, id })),
    ...answerOr(doubleTransfers, []).flatMap(({ kind, surplusIds }) =>
      surplusIds.map((id) => ({ kind, id })),
    ),
  ]
  const named = new Map(wanted.map((one) => [`${one.kind}:${one.id}`, one]))
  const found: TransferReading[] = []
  for (const { kind, id } of named.values()) {
    const transfer = await readings.transfer(kind, id)
    if (transfer !== null) found.push(transfer)
  }
  return found
}
