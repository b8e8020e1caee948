import { Failure } from '../../engine/failure.ts'
import { recordedOr } from '../../engine/recorded.ts'
import { say } from '../../engine/phrase.ts'
import type { CashOutRow } from '../../engine/ports.ts'
import type { KnownAs } from '../../engine/readings.ts'
import { type Answer, next, right, table, text } from '../answer.ts'
import { moment, optional } from '../arguments.ts'
import { rowCashText } from '../cash-out-view.ts'
import { actCommand, type LookContext } from '../definition.ts'
import { formatCount, formatShortTime, formatTime, iso } from '../../engine/format.ts'

/** Each of them is asked for in Lamassu by itself, so there is a limit. */
const MOST_ASKED = 50

export const command = actCommand({
  noun: 'poll',
  verb: 'backfill',
  help: 'Poll, then list what Lamassu dispensed between two dates and the books still lack',
  example: 'poll backfill --since 2026-11-01 --until 2026-11-08',
  role: 'operator',
  confirm: 'C1',
  arguments: {
    since: moment({ help: 'from then on' }),
    until: optional(moment({ help: 'before then; now unless given' })),
  },
  async preview(context, args) {
    const { since, until } = between(args, context.now)
    if (!(await context.readings.status()).pollingEnabled) throw switchedOff()
    const missing = await missingIds(context)
    return {
      what: say`Look for cash-outs that are missing from ${formatTime(since)} to ${formatTime(until)}`,
      lines: [
        say`${formatCount(missing.length, 'cash-out')} of any date missing in the books at this moment`,
        say`a poll takes in what it would take in by itself; the rest is listed, and paid only by "tx process"`,
      ],
    }
  },
  async act(context, args) {
    const window = between(args, context.now)
    const polled = await context.actions.pollNow()
    if (polled.kind === 'off') throw switchedOff()
    if (polled.kind === 'failed')
      throw new Failure(
        'refused',
        say`The poll failed, so that nothing is known to be missing: ${recordedOr(polled.record.errorMessage, polled.code)}`,
      )
    const missing = await missingIds(context)
    const asked = missing.slice(0, MOST_ASKED)
    const found: CashOutRow[] = []
    for (const id of asked) {
      const row = await context.probes.lamassuCashOut(id)
      if (row !== null && isWithin(row, window)) found.push(row)
    }
    const taken = polled.kind === 'done' ? polled.taken : []
    return answerOf({ taken, found, unasked: missing.length - asked.length, window })
  },
})

interface Window {
  readonly since: Date
  readonly until: Date
}

function between(args: { since: Date; until: Date | null }, now: Date): Window {
  const until = args.until ?? now
  if (until <= args.since) throw new Failure('usage', say`--until must be later than --since.`)
  return { since: args.since, until }
}

const switchedOff = (): Failure =>
  new Failure('refused', say`Polling is switched off: "poll resume --what ingest" switches it on.`)

/** One that began before go-live and was confirmed since has to be taken in like any other. */
const isMissing = (how: KnownAs | undefined): boolean => how === undefined || how === 'baseline_unconfirmed'

async function missingIds({ probes, readings }: Pick<LookContext, 'probes' | 'readings'>): Promise<string[]> {
  const dispensed = await probes.lamassuDispensedIds()
  // Read after Lamassu: what a poll takes in between is not reported as missing.
  const known = await readings.knownIds()
  return dispensed.filter((id) => isMissing(known.get(id)))
}

const timeOf = (row: CashOutRow): Date => row.cashTime ?? row.confirmedAt ?? row.created

const isWithin = (row: CashOutRow, { since, until }: Window): boolean =>
  timeOf(row) >= since && timeOf(row) < until

function answerOf({
  taken,
  found,
  unasked,
  window,
}: {
  taken: readonly string[]
  found: readonly CashOutRow[]
  unasked: number
  window: Window
}): Answer {
  const process = found.map((row) => `tx process ${row.transactionId} --reason "missing in the books"`)
  return {
    tone: found.length === 0 ? 'good' : 'warn',
    heading:
      found.length === 0
        ? say`Nothing is missing in that time; ${formatCount(taken.length, 'cash-out')} taken in by the poll`
        : say`${formatCount(found.length, 'cash-out')} missing in that time; ${formatCount(taken.length, 'cash-out')} taken in by the poll`,
    blocks: [
      table(
        [say`Lamassu's id`, say`When`, right(say`Cash`)],
        found.map((row) => [row.transactionId, formatShortTime(timeOf(row)), rowCashText(row)]),
        say`Nothing is missing.`,
      ),
      ...(unasked > 0 ? [text(say`${unasked} more were not looked at: narrow the dates.`)] : []),
      next(...(process.length === 0 ? ['tx missing', 'poll status'] : process.slice(0, 5))),
    ],
    json: {
      since: iso(window.since),
      until: iso(window.until),
      takenIn: taken,
      missing: found.map((row) => row.transactionId),
      notLookedAt: unasked,
    },
  }
}
