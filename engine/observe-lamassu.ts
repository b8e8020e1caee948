import { Failure, type FailureCode } from './failure.ts'
import {
  CASH_OUTS,
  CLOCK,
  type Difference,
  differenceIn,
  differenceValue,
  LAMASSU,
  MACHINE_PREFIX,
  machineValue,
  MACHINES,
  type MissingCashOut,
  missingOf,
} from './lamassu-sights.ts'
import type { Observation, ObservationStore, Sighting } from './observations.ts'
import type { Clock, LamassuMachines, LamassuSource, MachinesLook } from './ports.ts'
import type { KnownAs } from './readings.ts'

export interface LamassuLook {
  readonly source: LamassuMachines & Pick<LamassuSource, 'dispensedIds' | 'cashOut'>
  readonly books: {
    /** Our database's clock. */
    databaseTime(): Promise<Date>
    knownIds(): Promise<ReadonlyMap<string, KnownAs>>
    /** Null until the first poll: what was sold before it is known to nobody yet, and misses nobody. */
    baselineAt(): Promise<Date | null>
  }
  readonly observations: ObservationStore
  /** This machine's. */
  readonly clock: Clock
  /** How often all ids are compared, which reads every id that Lamassu has dispensed. */
  readonly compareEverySeconds?: number
}

const COMPARE_EVERY_SECONDS = 900
/** What differs may have been under way only: it is looked at again earlier. */
const COMPARE_AGAIN_SECONDS = 300
/** Each is read from Lamassu by itself. */
const MOST_READ = 20
const MOST_LISTED = 50
const MOST_ASKED = 10_000

/**
 * Looks at the clocks, at Lamassu and its machines, and now and then compares all ids both ways, and records what it
 * saw. That Lamassu can't be reached is recorded, too, and leaves what was seen before as it is. Throws only what our
 * own database throws. To be run by one process of several, every minute.
 */
export async function observeLamassu(look: LamassuLook): Promise<readonly Sighting[]> {
  const { observations, books, source } = look
  const { now, sighting: clock } = await seeClock(look)
  const before = await observations.all()
  const machines = await tried(() => source.machines())
  const sightings = [clock, ...machineSightings(machines, before)]
  const isDue = !('failure' in machines) && isCompareDue(look, before.get(CASH_OUTS), now)
  if (isDue && (await books.baselineAt()) !== null)
    sightings.push(await compare(look, before.get(CASH_OUTS), now))
  await observations.record(sightings, now)
  if (!('failure' in machines) && machines.hidden === null)
    await observations.forgetOthers(
      MACHINE_PREFIX,
      machines.machines.map(({ deviceId }) => MACHINE_PREFIX + deviceId),
    )
  return sightings

  async function seeClock({ clock: own }: LamassuLook): Promise<{ now: Date; sighting: Sighting }> {
    const askedAt = own.now()
    const databaseTime = await books.databaseTime()
    const aheadSeconds = ahead(databaseTime, { askedAt, answeredAt: own.now() })
    return { now: databaseTime, sighting: { subject: CLOCK, outcome: 'ok', value: { aheadSeconds } } }
  }
}

/** An edge: that Lamassu fails is what was seen. */
async function tried<T extends object>(work: () => Promise<T>): Promise<T | { readonly failure: Failure }> {
  try {
    return await work()
  } catch (thrown) {
    if (!(thrown instanceof Failure) || !/^(?:ssh|lamassu)_/.test(thrown.code)) throw thrown
    return { failure: thrown }
  }
}

/** Seconds by which the other clock is ahead of ours for certain: what the way there and back may explain is taken off. */
export function ahead(
  theirs: Date,
  { askedAt, answeredAt }: { readonly askedAt: Date; readonly answeredAt: Date },
): number {
  const early = (theirs.getTime() - askedAt.getTime()) / 1000
  const late = (theirs.getTime() - answeredAt.getTime()) / 1000
  if (early < 0) return early
  return Math.max(0, late)
}

/** The database answered, or may have: what failed was this one question. */
const ANSWERED: ReadonlySet<FailureCode> = new Set([
  'lamassu_missing_table',
  'lamassu_missing_column',
  'lamassu_permission',
  'lamassu_timeout',
  'lamassu_failed',
])

function machineSightings(
  look: MachinesLook | { readonly failure: Failure },
  before: ReadonlyMap<string, Observation>,
): Sighting[] {
  if ('failure' in look) {
    const { code, message: detail } = look.failure
    // What was known stays known.
    return ANSWERED.has(code)
      ? [{ subject: MACHINES, outcome: 'failed', detail }]
      : [{ subject: LAMASSU, outcome: 'unreachable', detail, value: before.get(LAMASSU)?.value ?? null }]
  }
  const { machines, databaseTime, hidden, unread } = look
  const detail = hidden ?? unread
  return [
    { subject: LAMASSU, outcome: 'ok', value: { aheadSeconds: ahead(databaseTime, look) } },
    {
      subject: MACHINES,
      outcome: hidden === null ? 'ok' : 'forbidden',
      ...(detail === null ? {} : { detail }),
    },
    ...machines.map((machine) => ({
      subject: MACHINE_PREFIX + machine.deviceId,
      outcome: 'ok',
      value: machineValue(machine, databaseTime),
    })),
  ]
}

function isCompareDue(look: LamassuLook, last: Observation | undefined, now: Date): boolean {
  if (last === undefined) return true
  const every = look.compareEverySeconds ?? COMPARE_EVERY_SECONDS
  const seconds = last.outcome === 'ok' ? every : Math.min(every, COMPARE_AGAIN_SECONDS)
  return now.getTime() - last.observedAt.getTime() >= seconds * 1000
}

async function compare(look: LamassuLook, last: Observation | undefined, now: Date): Promise<Sighting> {
  const known = differenceIn(last)
  const difference = await tried(() => differenceNow(look, known, now))
  if ('failure' in difference)
    return {
      subject: CASH_OUTS,
      outcome: 'failed',
      detail: difference.failure.message,
      value: known && differenceValue(known),
    }
  const isSame = difference.missingCount === 0 && difference.goneCount === 0
  return { subject: CASH_OUTS, outcome: isSame ? 'ok' : 'different', value: differenceValue(difference) }
}

async function differenceNow(
  { source, books }: LamassuLook,
  before: Difference | null,
  now: Date,
): Promise<Difference> {
  const dispensed = new Set(await source.dispensedIds())
  // Read after Lamassu: what a poll takes in between is not reported as missing.
  const known = await books.knownIds()
  const missing = [...dispensed].filter((id) => isMissing(known.get(id)))
  const suspects = [...known].filter(([id, how]) => how === 'taken' && !dispensed.has(id)).map(([id]) => id)
  const gone = await notThere(source, suspects)
  return {
    missing: await described(source, missing.slice(0, MOST_LISTED), before, now),
    missingCount: missing.length,
    gone: gone.slice(0, MOST_LISTED),
    goneCount: gone.length,
    goneSince: gone.length === 0 ? null : (before?.goneSince ?? now),
  }
}

/** One that began before go-live and was confirmed since has to be taken in like any other. */
const isMissing = (how: KnownAs | undefined): boolean => how === undefined || how === 'baseline_unconfirmed'

/** Set aside ones may be there without a confirmed dispense, so they are asked for before they are called gone. */
async function notThere(source: LamassuMachines, suspects: readonly string[]): Promise<string[]> {
  const asked = suspects.slice(0, MOST_ASKED)
  if (asked.length === 0) return []
  const present = new Set(await source.presentIds(asked))
  return asked.filter((id) => !present.has(id))
}

async function described(
  source: Pick<LamassuSource, 'cashOut'>,
  ids: readonly string[],
  before: Difference | null,
  now: Date,
): Promise<MissingCashOut[]> {
  const known = new Map(before?.missing.map((cashOut) => [cashOut.transactionId, cashOut]))
  const described: MissingCashOut[] = []
  let read = 0
  for (const id of ids) {
    const seen = known.get(id)
    const isRead = seen?.cryptoAtoms === undefined || seen.cryptoAtoms === null
    const row = isRead && read < MOST_READ ? await source.cashOut(id) : null
    if (isRead) read += 1
    described.push(seen !== undefined && row === null ? seen : missingOf(id, row, seen?.seenAt ?? now))
  }
  return described
}
