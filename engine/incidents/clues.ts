import type { Finding } from '../alerting.ts'
import { type ChangedValue, changedValues, type ConfigChange } from '../config-versions.ts'
import { errorHoursOf, hourOf, LOG_PATTERNS, type LogPattern } from '../observe-self.ts'
import type { Observation } from '../observations.ts'
import type { CheckReading, Probes } from '../probes.ts'
import type { Readings } from '../readings.ts'
import { type BookFacts, booksChecks } from '../reconcile/books.ts'
import { checkLamassu } from '../reconcile/lamassu.ts'
import type { CheckResult } from '../reconcile/verdict.ts'
import type { OperationsSigns } from '../signs/operations.ts'
import { type Asked, ask, answerOr } from './asked.ts'
import { readSituation, type Situation, type SituationDependencies } from './situation.ts'

/** What one of the alert rules finds when it is asked now, whether or not it has told anybody. */
export interface RuleAnswer {
  readonly rule: string
  readonly found: Asked<readonly Finding[]>
}

/** A value of the settings that was another one before. */
export interface SettingChange extends ChangedValue {
  readonly seenAt: Date
  readonly actor: string | null
}

/** Everything that a diagnosis looks at: what is wrong now, and what takes longer to find out. */
export interface Clues {
  readonly situation: Situation
  readonly connections: Asked<readonly CheckReading[]>
  /** Why no money may move, in plain English as it stands in the books; empty where it may. */
  readonly preflight: Asked<readonly string[]>
  /** Lamassu's ids and ours, both ways. */
  readonly lamassu: Asked<CheckResult>
  /** The reconciliation's checks of the books alone; nothing is kept of them. */
  readonly checks: Asked<readonly CheckResult[]>
  readonly rules: Asked<readonly RuleAnswer[]>
  /** Since the last good poll; of the last week where there was none. */
  readonly changes: Asked<readonly SettingChange[]>
  /** Lines of trouble in this hour and the one before it, by the handbook's searches. */
  readonly errors: Asked<Readonly<Record<LogPattern, number>>>
  readonly newestErrors: Asked<readonly string[]>
}

export interface ClueDependencies extends SituationDependencies {
  readonly readings: SituationDependencies['readings'] & Pick<Readings, 'knownIds' | 'transactions'>
  readonly operations: Pick<OperationsSigns, 'configChanges'>
  readonly probes: Pick<Probes, 'checkAll' | 'preflight' | 'lamassuDispensedIds' | 'lamassuCashOut'>
  /** As the reconciliation of everything reads them. */
  readonly bookFacts: (now: Date) => Promise<BookFacts>
  readonly askRules: (now: Date) => Promise<readonly RuleAnswer[]>
  readonly limits: () => Promise<{ readonly maxStuckHours: number; readonly pollSeconds: number }>
  readonly logLines: (filter: {
    readonly pattern: string | null
    readonly limit: number
  }) => Promise<readonly string[]>
}

/** Books of years take that long. */
const BOOKS_SECONDS = 90
const WEEK_MS = 7 * 24 * 3_600_000
const NEWEST_ERRORS = 5

/** Asks everything, one after the other. Reads the wallets and Lamassu; changes nothing. */
export async function readClues(deps: ClueDependencies): Promise<Clues> {
  const { probes } = deps
  const situation = await readSituation(deps)
  const facts = await ask(() => deps.bookFacts(situation.at), BOOKS_SECONDS)
  return {
    situation,
    connections: await ask(() => probes.checkAll()),
    preflight: await ask(async () => {
      const found = await probes.preflight()
      return found === null || found.ready ? [] : found.reasons
    }),
    lamassu: 'problem' in facts ? facts : await ask(() => compareIds(deps, facts.answer)),
    checks: 'problem' in facts ? facts : await ask(() => checksOf(deps, facts.answer, situation.at)),
    rules: await ask(() => deps.askRules(situation.at)),
    changes: await ask(() => changesSince(deps, situation)),
    errors: errorsOf(situation),
    newestErrors: await ask(() => deps.logLines({ pattern: 'errors', limit: NEWEST_ERRORS })),
  }
}

async function checksOf({ limits }: ClueDependencies, facts: BookFacts, now: Date): Promise<CheckResult[]> {
  const { maxStuckHours, pollSeconds } = await limits()
  return booksChecks(facts, 'all', { now, maxHours: maxStuckHours, pollSeconds })
}

/** What is younger than the last good poll is not missing. */
const compareIds = (
  { probes, readings }: ClueDependencies,
  { coveredUntil }: BookFacts,
): Promise<CheckResult> =>
  checkLamassu({
    coveredUntil,
    dispensedIds: () => probes.lamassuDispensedIds(),
    cashOut: (id) => probes.lamassuCashOut(id),
    knownIds: () => readings.knownIds(),
  })

async function changesSince(
  { operations }: ClueDependencies,
  { course, at }: Situation,
): Promise<SettingChange[]> {
  const since = answerOr(course, null)?.lastGoodAt ?? new Date(at.getTime() - WEEK_MS)
  // What was set an hour before the last good poll may have gone unnoticed by it.
  const changes = await operations.configChanges(new Date(since.getTime() - 3_600_000))
  return changes.flatMap(valuesOf)
}

const valuesOf = ({ before, after, seenAt, actor }: ConfigChange): SettingChange[] =>
  changedValues(before, after).map((value) => ({ ...value, seenAt, actor }))

function errorsOf({ sights, at }: Situation): Clues['errors'] {
  if ('problem' in sights) return sights
  const log: Observation | undefined = sights.answer.get('log')
  const recent = new Set([hourOf(at), hourOf(new Date(at.getTime() - 3_600_000))])
  const hours = errorHoursOf(log).filter(({ hour }) => recent.has(hour))
  const totals = LOG_PATTERNS.map((pattern): [LogPattern, number] => [
    pattern,
    hours.reduce((sum, { counts }) => sum + counts[pattern], 0),
  ])
  return { answer: Object.fromEntries(totals) as Record<LogPattern, number> }
}
