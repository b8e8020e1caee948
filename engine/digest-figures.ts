import type { AlertReadings, Severity } from './alerting.ts'
import { type IncidentFigures, incidentFigures } from './incidents/figures.ts'
import type { IncidentReadings } from './incidents/storage.ts'
import { dayBeside, dayBounds, localDay } from './local-time.ts'
import type { ReconcileStore, Reconciliation } from './reconcile.ts'

/** One day of the shop, by the operator's calendar. */
export interface DayFigures {
  readonly cashOuts: number
  readonly fiat: readonly FiatFigure[]
  readonly receivedSats: bigint
  readonly clientsSats: bigint
  readonly clients: number
  readonly commissionSats: bigint
  readonly houseSats: bigint
}
export interface FiatFigure {
  readonly fiatCode: string
  readonly exponent: number
  readonly amount: bigint
}

export interface WorkFigures {
  /** Hours of the day with a successful poll, and how many the day had. */
  readonly hoursPolled: number
  readonly hours: number
  readonly slowestPayoutSeconds: number | null
  readonly stuck: number
}

/** What the clients still have to spend, and how long that lasts at the pace of the last seven days. */
export interface FloatFigure extends FiatFigure {
  /** Null where nothing was spent. */
  readonly daysLeft: number | null
  readonly firstDry: { readonly id: bigint; readonly username: string; readonly daysLeft: number } | null
}

/** Something that only a person can do. */
export type Need =
  | {
      readonly kind: 'deposit'
      readonly id: bigint
      readonly clientId: bigint
      readonly username: string
      readonly amount: FiatFigure
      readonly since: Date
    }
  | { readonly kind: 'payment'; readonly id: bigint; readonly sats: bigint; readonly since: Date }
  | { readonly kind: 'cash_out'; readonly id: bigint; readonly reason: string; readonly since: Date }

export interface DigestFigures {
  readonly day: string
  readonly timeZone: string
  readonly computedAt: Date
  readonly figures: DayFigures
  /** The medians of the seven days before; null with fewer than three days of history. */
  readonly usual: { readonly clientsSats: bigint; readonly commissionSats: bigint } | null
  readonly work: WorkFigures
  readonly float: readonly FloatFigure[]
  /** The most pressing first. */
  readonly needs: readonly Need[]
  readonly paused: { readonly reason: string | null } | null
  /** The newest run of the whole; null when there was none so far. */
  readonly books: Reconciliation | null
  /** How many days in a row the books were square, this one included. */
  readonly squareDays: number
  /** Since when the books are not square. */
  readonly brokenSince: Date | null
  readonly alerts: {
    readonly firing: Readonly<Record<Severity, number>>
    /** Titles come from the rules; the same rule twice is once. */
    readonly infoRules: readonly string[]
    readonly silences: number
    readonly maintenance: number
    /** When the last of them ends. */
    readonly quietUntil: Date | null
  }
  readonly incidents: IncidentFigures
}

export interface DigestStore {
  days(days: readonly { readonly from: Date; readonly until: Date }[]): Promise<readonly DayFigures[]>
  /** When the books begin: earlier days have no figures, which is not the same as none. */
  beganAt(): Promise<Date | null>
  work(day: { readonly from: Date; readonly until: Date }, now: Date): Promise<WorkFigures>
  float(since: Date, days: number): Promise<readonly FloatFigure[]>
  needs(limit: number): Promise<readonly Need[]>
  paused(): Promise<{ readonly reason: string | null } | null>
  /** Of the newest run of the whole on each local day, the newest day first. */
  verdicts(timeZone: string, limit: number): Promise<readonly { day: string; verdict: string; at: Date }[]>
}

export interface DigestDependencies {
  readonly store: DigestStore
  readonly runs: Pick<ReconcileStore, 'byId' | 'mark'>
  readonly alerts: Pick<AlertReadings, 'firing' | 'silences' | 'maintenance'>
  readonly incidents: Pick<IncidentReadings, 'current' | 'recent' | 'events' | 'followUps'>
}

const USUAL_DAYS = 7
const LEAST_USUAL_DAYS = 3
const MOST_NEEDS = 20
const MOST_DAYS = 400

/** Everything that the digest of a local day tells; of yesterday where none is named. */
export async function digestFigures(
  deps: DigestDependencies,
  {
    day: wanted,
    timeZone,
    now,
  }: { readonly day: string | null; readonly timeZone: string; readonly now: Date },
): Promise<DigestFigures> {
  const { store } = deps
  const day = wanted ?? dayBeside(localDay(now, timeZone), -1)
  const bounds = dayBounds(day, timeZone)
  const earlier = Array.from({ length: USUAL_DAYS }, (_, i) => dayBeside(day, -i - 1))
  const began = await store.beganAt()
  const known = earlier.filter((one) => began !== null && dayBounds(one, timeZone).from >= began)
  const [figures = NO_FIGURES, ...before] = await store.days(
    [day, ...known].map((one) => dayBounds(one, timeZone)),
  )
  const verdicts = await store.verdicts(timeZone, MOST_DAYS)
  const whole = await deps.runs.byId(null)
  const changes = await openChanges(deps.runs)
  const books = withChanges(whole, changes)
  return {
    day,
    timeZone,
    computedAt: now,
    figures,
    usual: before.length < LEAST_USUAL_DAYS ? null : usualOf(before),
    work: await store.work(bounds, now),
    float: await store.float(dayBounds(dayBeside(day, 1 - USUAL_DAYS), timeZone).from, USUAL_DAYS),
    needs: await store.needs(MOST_NEEDS),
    paused: await store.paused(),
    books,
    squareDays: books?.verdict === 'broken' ? 0 : squareDays(verdicts),
    brokenSince: brokenSince(verdicts) ?? changes?.startedAt ?? null,
    alerts: await alertFigures(deps.alerts),
    incidents: await incidentFigures(deps.incidents, { timeZone, now }),
  }
}

const NO_FIGURES: DayFigures = {
  cashOuts: 0,
  fiat: [],
  receivedSats: 0n,
  clientsSats: 0n,
  clients: 0,
  commissionSats: 0n,
  houseSats: 0n,
}

const usualOf = (days: readonly DayFigures[]) => ({
  clientsSats: median(days.map((one) => one.clientsSats)),
  commissionSats: median(days.map((one) => one.commissionSats)),
})

/** Of an even number of values the lower of the two in the middle: a day that was. */
export function median(values: readonly bigint[]): bigint {
  const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0n
}

/** What a look of a minute has found since the newest run of the whole, and still finds. */
async function openChanges(runs: DigestDependencies['runs']): Promise<Reconciliation | null> {
  const open = (await runs.mark())?.openRun ?? null
  return open === null ? null : runs.byId(open)
}

/** A minute's findings stand beside those of the whole, each in its check. */
function withChanges(whole: Reconciliation | null, changes: Reconciliation | null): Reconciliation | null {
  if (whole === null || changes === null) return whole ?? changes
  const checks = whole.checks.map((check) => {
    const more = changes.checks.find(({ name }) => name === check.name)?.discrepancies ?? []
    const known = new Set(check.discrepancies.map(({ entity }) => entity))
    return more.length === 0
      ? check
      : {
          ...check,
          verdict: 'broken' as const,
          discrepancies: [...check.discrepancies, ...more.filter(({ entity }) => !known.has(entity))],
        }
  })
  return { ...whole, id: changes.id, verdict: 'broken', checks }
}

type DayVerdict = Awaited<ReturnType<DigestStore['verdicts']>>[number]

/** Days with a run that was square, one after the other, back from the newest. A day without a run breaks the row. */
export function squareDays(verdicts: readonly DayVerdict[]): number {
  const [newest] = verdicts
  if (newest === undefined) return 0
  const row = verdicts.findIndex(
    ({ day, verdict }, i) => verdict !== 'ok' || day !== dayBeside(newest.day, -i),
  )
  return row === -1 ? verdicts.length : row
}

function brokenSince(verdicts: readonly DayVerdict[]): Date | null {
  const whole = verdicts.findIndex(({ verdict }) => verdict !== 'broken')
  const broken = whole === -1 ? verdicts : verdicts.slice(0, whole)
  return broken.at(-1)?.at ?? null
}

async function alertFigures(alerts: DigestDependencies['alerts']): Promise<DigestFigures['alerts']> {
  const real = (await alerts.firing()).filter(({ testChannel }) => testChannel === null)
  const silences = await alerts.silences()
  const maintenance = await alerts.maintenance()
  const count = (severity: Severity): number => real.filter((alert) => alert.severity === severity).length
  const ends = [...silences, ...maintenance].map(({ until }) => until.getTime())
  return {
    firing: {
      info: count('info'),
      medium: count('medium'),
      high: count('high'),
      critical: count('critical'),
    },
    infoRules: [...new Set(real.filter(({ severity }) => severity === 'info').map(({ rule }) => rule))],
    silences: silences.length,
    maintenance: maintenance.length,
    quietUntil: ends.length === 0 ? null : new Date(Math.max(...ends)),
  }
}
