import { z } from 'zod'
import type { JsonObject } from './json-value.ts'
import type { Observation } from './observations.ts'
import type { CashOutRow, MachineReading } from './ports.ts'

/* What the bot remembers of its looks at Lamassu, written by observe-lamassu.ts and read by the alert rules. */

export const LAMASSU = 'lamassu'
export const MACHINES = 'lamassu:machines'
export const CASH_OUTS = 'lamassu:cash-outs'
export const CLOCK = 'clock'
export const MACHINE_PREFIX = 'machine:'

const moment = z.iso.datetime().transform((iso) => new Date(iso))

const machineSchema = z.object({
  name: z.string(),
  lastOnlineAt: moment.nullable(),
  silentSeconds: z.number().nullable(),
  units: z
    .array(z.object({ unit: z.string(), notes: z.int(), denomination: z.string().nullable() }))
    .nullable(),
  cashboxNotes: z.int().nullable(),
  cashboxOpenedAt: moment.nullable(),
  cashOutActive: z.boolean().nullable(),
})

/** A machine as it was seen last; where Lamassu can't be reached, that may be a while ago. */
export interface SeenMachine extends MachineReading {
  /** Since it was heard of, by Lamassu's own clock, when it was looked at. */
  readonly silentSeconds: number | null
  readonly seenAt: Date
}

export function machineValue(machine: MachineReading, databaseTime: Date): JsonObject {
  const { name, lastOnlineAt, units, cashboxNotes, cashboxOpenedAt, cashOutActive } = machine
  return {
    name,
    lastOnlineAt: lastOnlineAt?.toISOString() ?? null,
    silentSeconds: lastOnlineAt === null ? null : (databaseTime.getTime() - lastOnlineAt.getTime()) / 1000,
    units: units?.map(({ unit, notes, denomination }) => ({ unit, notes, denomination })) ?? null,
    cashboxNotes,
    cashboxOpenedAt: cashboxOpenedAt?.toISOString() ?? null,
    cashOutActive,
  }
}

/** Every machine that Lamassu has paired, in the order of their ids. */
export function seenMachines(observations: ReadonlyMap<string, Observation>): SeenMachine[] {
  return [...observations.values()]
    .filter(({ subject }) => subject.startsWith(MACHINE_PREFIX))
    .sort((a, b) => (a.subject < b.subject ? -1 : 1))
    .flatMap(({ subject, value, observedAt }) => {
      const read = machineSchema.safeParse(value).data
      return read === undefined
        ? []
        : [{ ...read, deviceId: subject.slice(MACHINE_PREFIX.length), seenAt: observedAt }]
    })
}

const clockSchema = z.object({ aheadSeconds: z.number() })

/** By how much this clock is ahead of this machine's, at least; null where it was never compared. */
export const aheadSecondsOf = (observation: Observation | undefined): number | null =>
  clockSchema.safeParse(observation?.value).data?.aheadSeconds ?? null

const missingSchema = z.object({
  transactionId: z.string(),
  seenAt: moment,
  cryptoCode: z.string().nullable(),
  cryptoAtoms: z
    .string()
    .regex(/^\d{1,30}$/)
    .nullable(),
  fiat: z.string().nullable(),
  fiatCode: z.string().nullable(),
  machineName: z.string().nullable(),
  at: moment.nullable(),
})
const differenceSchema = z.object({
  missing: z.array(missingSchema),
  missingCount: z.int(),
  gone: z.array(z.string()),
  goneCount: z.int(),
  goneSince: moment.nullable(),
})

/** A cash-out whose cash Lamassu has handed out, and which our books do not know. */
export type MissingCashOut = z.output<typeof missingSchema>
/** How Lamassu's ids and ours differ: the first of each, and how many there are. */
export type Difference = z.output<typeof differenceSchema>

/** Null before they were compared for the first time. */
export const differenceIn = (observation: Observation | undefined): Difference | null =>
  differenceSchema.safeParse(observation?.value).data ?? null

export const differenceValue = (difference: Difference): JsonObject => ({
  missing: difference.missing.map(({ seenAt, at, ...rest }) => ({
    ...rest,
    seenAt: seenAt.toISOString(),
    at: at?.toISOString() ?? null,
  })),
  missingCount: difference.missingCount,
  gone: difference.gone,
  goneCount: difference.goneCount,
  goneSince: difference.goneSince?.toISOString() ?? null,
})

/** Nothing but the id is known of a row that could not be read at that moment. */
export const missingOf = (transactionId: string, row: CashOutRow | null, seenAt: Date): MissingCashOut => ({
  transactionId,
  seenAt,
  cryptoCode: row?.cryptoCode ?? null,
  cryptoAtoms: row !== null && /^\d{1,30}$/.test(row.cryptoAtoms) ? row.cryptoAtoms : null,
  fiat: row?.fiat ?? null,
  fiatCode: row?.fiatCode ?? null,
  machineName: row?.machineName ?? null,
  at: row === null ? null : (row.cashTime ?? row.confirmedAt ?? row.created),
})
