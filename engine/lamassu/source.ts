import type { Logger } from 'pino'
import { z } from 'zod'
import { Failure } from '../failure.ts'
import type {
  CashOutRow,
  Clock,
  LamassuDigests,
  LamassuMachines,
  LamassuProbe,
  LamassuSource,
} from '../ports.ts'
import { createConnectionKeeper } from './connection-keeper.ts'
import { readMachines } from './machines.ts'
import {
  actionsSql,
  bucketRowsSql,
  DISPENSED_IDS_SQL,
  digestsSql,
  PRESENT_IDS_SQL,
  PROBE_SQL,
  rowSql,
} from './queries.ts'
import { readActions, readCashOuts, readDigests, readIds } from './rows.ts'
import { assertSameSchema } from './schema.ts'
import type { Session } from './session.ts'
import { DIGEST_TIMEOUT_SECONDS, type LamassuSettings } from './settings.ts'

/** So many buckets are read with one statement, which keeps each within the statement timeout. */
const BUCKETS_PER_QUERY = 512

/** The port's source, with what a person may ask of it besides. */
export interface LamassuConnection extends LamassuSource, LamassuMachines {
  /** Drops the connection and any waiting time, and connects now. Throws Failure. */
  reconnectNow(): Promise<void>
}

/** Reads Lamassu's database over one connection that is made on first use. Constructing it connects nothing. */
export function createLamassuSource(
  settings: LamassuSettings,
  { clock, random, log }: { clock: Clock; random: () => number; log: Logger },
): LamassuConnection {
  const keeper = createConnectionKeeper(settings, { clock, random, log })
  return {
    digests: () => keeper.use((session) => readAllDigests(session)),
    cashOutsInBuckets: (buckets) => keeper.use((session) => readBuckets(session, buckets, log)),
    cashOut: (transactionId) => keeper.use((session) => readCashOut(session, transactionId, log)),
    dispensedIds: () =>
      keeper.use(async (session) => readIds(await session.query({ text: DISPENSED_IDS_SQL }))),
    machines: () => keeper.use((session) => readMachines(session, clock)),
    presentIds: (transactionIds) => keeper.use((session) => readPresentIds(session, transactionIds)),
    async probe() {
      const startedAt = clock.now().getTime()
      const probe = await keeper.use((session) => readProbe(session))
      return { ...probe, milliseconds: clock.now().getTime() - startedAt }
    },
    reconnectNow: () => keeper.reconnectNow(),
    stop: () => keeper.stop(),
  }
}

async function readAllDigests(session: Session): Promise<LamassuDigests> {
  const text = digestsSql(session.schema)
  const answer = await session.query({ text, timeoutSeconds: DIGEST_TIMEOUT_SECONDS })
  assertSameSchema(answer, session.schema)
  return readDigests(answer)
}

async function readBuckets(session: Session, buckets: readonly number[], log: Logger): Promise<CashOutRow[]> {
  const rows: CashOutRow[] = []
  for (let start = 0; start < buckets.length; start += BUCKETS_PER_QUERY) {
    const values = [buckets.slice(start, start + BUCKETS_PER_QUERY)]
    const answer = await session.query({ text: bucketRowsSql(session.schema), values })
    rows.push(...(await withActions(session, answer, log)))
  }
  return rows
}

async function readCashOut(session: Session, transactionId: string, log: Logger): Promise<CashOutRow | null> {
  if (!UUID.test(transactionId)) return null
  const answer = await session.query({ text: rowSql(session.schema), values: [transactionId] })
  const [row] = await withActions(session, answer, log)
  return row ?? null
}

/** What is no uuid can't stand in a column of uuids. */
async function readPresentIds(session: Session, transactionIds: readonly string[]): Promise<string[]> {
  const values = [transactionIds.filter((id) => UUID.test(id))]
  return readIds(await session.query({ text: PRESENT_IDS_SQL, values }))
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

async function withActions(session: Session, answer: unknown[], log: Logger): Promise<CashOutRow[]> {
  assertSameSchema(answer, session.schema)
  if (answer.length === 0) return []
  const actions = await session.query({ text: actionsSql(session.schema), values: [readIds(answer)] })
  return readCashOuts(answer, readActions(actions, log), log)
}

async function readProbe(session: Session): Promise<Omit<LamassuProbe, 'milliseconds'>> {
  const [row] = z
    .array(probeRow)
    .length(1)
    .parse(await session.query({ text: PROBE_SQL }))
  if (row === undefined)
    throw new Failure('lamassu_failed', "Lamassu's database gave no answer to the probe.")
  return {
    postgresVersion: row.postgres_version,
    databaseTime: row.database_time,
    cashOutCount: row.cash_out_count,
  }
}

const probeRow = z.object({
  postgres_version: z.string(),
  database_time: z.date(),
  cash_out_count: z.int().min(0),
})
