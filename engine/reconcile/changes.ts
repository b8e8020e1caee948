import type { Clock } from '../ports.ts'
import { type BookFacts, booksChecks } from './books.ts'
import type { CheckResult } from './verdict.ts'

/** Up to where every minute's look has come. */
export interface ReconcileMark {
  /** What was committed before has been looked at; by the database's clock. */
  readonly checkedUntil: Date
  /** The run that holds what is open. */
  readonly openRun: bigint | null
  /** The database's clock now. */
  readonly now: Date
}

export interface ChangesStore {
  facts(scope: { readonly kind: 'since'; readonly since: Date }, now: Date): Promise<BookFacts>
  /** Null before the first look. */
  mark(): Promise<ReconcileMark | null>
  moveMark(to: { readonly checkedUntil: Date; readonly openRun: bigint | null }): Promise<void>
  /** 'clients client:3', one for each thing that was found. */
  entitiesOf(run: bigint): Promise<readonly string[]>
}

export interface ChangesDependencies {
  readonly store: ChangesStore
  readonly clock: Clock
  readonly save: (found: {
    readonly since: Date
    readonly startedAt: Date
    readonly checks: readonly CheckResult[]
  }) => Promise<bigint>
  readonly limits: { readonly maxHours: number; readonly pollSeconds: number }
}

export type ChangesOutcome =
  | { readonly kind: 'square'; readonly since: Date | null }
  /** `isNew`: not what the look before has found. */
  | { readonly kind: 'found'; readonly since: Date; readonly run: bigint; readonly isNew: boolean }

/** An entry gets its number and its time before its commit: no transaction of ours lasts as long as this. */
const OVERLAP_MS = 5 * 60_000

/**
 * Looks at what was written since the last look, and moves the mark on where all of it is square. Where it is not, the mark
 * stays, so that the same rows are looked at again each time until they are; the run is kept once for the same findings. It
 * says nothing about older rows: what a run of everything has found stays found.
 */
export async function lookAtChanges(deps: ChangesDependencies): Promise<ChangesOutcome> {
  const { store } = deps
  const mark = await store.mark()
  // The very first look has nothing to begin from: the daily run sees to what was before.
  const since = mark === null ? null : new Date(mark.checkedUntil.getTime() - OVERLAP_MS)
  if (mark === null || since === null) {
    await store.moveMark({ checkedUntil: deps.clock.now(), openRun: null })
    return { kind: 'square', since: null }
  }
  const startedAt = deps.clock.now()
  const facts = await store.facts({ kind: 'since', since }, startedAt)
  const checks = brokenOnly(booksChecks(facts, 'since', { ...deps.limits, now: startedAt }))
  const found = entitiesIn(checks)
  if (found.length === 0) {
    await store.moveMark({ checkedUntil: mark.now, openRun: null })
    return { kind: 'square', since }
  }
  const known = mark.openRun === null ? [] : await store.entitiesOf(mark.openRun)
  if (mark.openRun !== null && found.join('\n') === known.join('\n'))
    return { kind: 'found', since, run: mark.openRun, isNew: false }
  const run = await deps.save({ since, startedAt, checks })
  await store.moveMark({ checkedUntil: mark.checkedUntil, openRun: run })
  return { kind: 'found', since, run, isNew: true }
}

/** What is only late is nothing new of this minute, and is told by what watches it. */
const brokenOnly = (checks: readonly CheckResult[]): CheckResult[] =>
  checks.map((check) => {
    const discrepancies = check.discrepancies.filter(({ verdict }) => verdict === 'broken')
    return { ...check, discrepancies, verdict: discrepancies.length === 0 ? 'ok' : 'broken' }
  })

const entitiesIn = (checks: readonly CheckResult[]): string[] =>
  checks
    .flatMap(({ name, discrepancies }) =>
      discrepancies.map(({ entity, drift }) => `${name} ${entity} ${drift?.amount ?? ''}`.trim()),
    )
    .toSorted()
