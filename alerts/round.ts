import type { Logger } from 'pino'
import type { AlertDecision, AlertStore } from '../engine/alert-storage.ts'
import type { AlertReading, AlertReadings, Finding, Remedy } from '../engine/alerting.ts'
import type { Sats } from '../engine/domain/money.ts'
import { withDeadline } from '../engine/deadline.ts'
import { Failure, sentenceOf } from '../engine/failure.ts'
import type { ObservationStore } from '../engine/observations.ts'
import { ENGLISH, write } from '../engine/phrase.ts'
import type { Course, RoundContext, RuleWords } from './course.ts'
import { decide, NEW_MEMBER } from './decide.ts'
import { secondsBefore, secondsBetween } from './moments.ts'
import { type LedIncident, mutesOf } from './mutes.ts'
import { FIRING_SECONDS, FLAP_SECONDS } from './policy.ts'
import { keyOf } from './remedy-key.ts'
import { type Directory, knownChannels, routeOf } from './routing.ts'
import type { Limits, LimitSpecs, Rule, Sight } from './rule.ts'

export interface RoundDependencies {
  readonly rules: readonly Rule[]
  readonly store: AlertStore
  readonly readings: AlertReadings
  readonly observations: ObservationStore
  readonly sight: (now: Date) => Promise<Sight>
  readonly directory: () => Promise<Directory>
  /** The operator's values over the defaults, and the environment's over both. */
  readonly limitsOf: (rule: Rule, set: ReadonlyMap<string, number> | undefined) => Limits<LimitSpecs>
  readonly policy: () => Promise<{ readonly l3ThresholdSats: Sats; readonly isQuiet: (now: Date) => boolean }>
  /** Stops something, or opens an incident, in the name of an alert. Throws Failure when it can't. */
  readonly remedy: (remedy: Remedy, reason: string, alert: AlertReading) => Promise<void>
  /** Open incidents that somebody leads. */
  readonly incidents?: () => Promise<readonly LedIncident[]>
  readonly onCheck?: (rule: string, result: 'ok' | 'failed', seconds: number) => void
  readonly nowMs: () => number
  readonly log: Logger
}

/** A check that takes longer than this could not tell. */
const CHECK_SECONDS = 20

export interface Rounds {
  /** Asks the rules that are due, decides, writes it all down, and stops what has to be stopped. */
  run(): Promise<void>
}

/** The part that knows what is wrong; what it decides is in the books before anybody is told. */
export function createRounds(deps: RoundDependencies): Rounds {
  const lastChecked = new Map<string, Date>()
  // Null before the first round: what failed in a program before this one is known from the books.
  let failing: Set<string> | null = null
  let firing: ReadonlySet<string> = new Set()
  return {
    async run() {
      const now = await deps.store.now()
      failing ??= await failedBefore(deps.observations)
      const due = deps.rules.filter((rule) =>
        isDue(rule, { last: lastChecked.get(rule.id), fires: firing.has(rule.id) }, now),
      )
      const found = await checkAll(deps, due, now)
      await noteFailures(deps, found, failing, now)
      for (const { id } of due) lastChecked.set(id, now)
      const open = await deps.store.open(secondsBefore(now, FLAP_SECONDS))
      firing = new Set(open.filter(({ state }) => state === 'firing').map(({ rule }) => rule))
      const context = await contextOf(deps, open, found, now)
      const courses = [...deps.rules, ...formerRules(deps.rules, open)].flatMap((rule) => {
        const ofRule = open.filter((alert) => alert.rule === rule.id)
        const findings = found.get(rule.id)?.findings ?? null
        return ofRule.length === 0 && (findings ?? []).length === 0
          ? []
          : decide(rule, findings, ofRule, context)
      })
      const directory = await deps.directory()
      await deps.store.keepChannels(knownChannels(directory))
      await deps.store.write(
        courses.map((course) => decisionOf(course, directory)),
        now,
      )
      await applyRemedies(deps, now)
    },
  }
}

/** Rules that an earlier version of the bot had: what they raised goes on until somebody says that it is over. */
function formerRules(rules: readonly Rule[], open: readonly AlertReading[]): RuleWords[] {
  const known = new Set(rules.map(({ id }) => id))
  const former = open.filter((alert) => !known.has(alert.rule))
  return [...new Map(former.map((alert) => [alert.rule, alert])).values()].map(({ rule, severity }) => ({
    id: rule,
    severity,
    respondMinutes: 0,
    recovery: 'acknowledged',
  }))
}

/** What fires is asked more often: people wait for its end before money goes on. */
const isDue = (
  { everySeconds }: Rule,
  { last, fires }: { readonly last: Date | undefined; readonly fires: boolean },
  now: Date,
): boolean => {
  const seconds = fires ? Math.min(everySeconds, FIRING_SECONDS) : everySeconds
  return last === undefined || secondsBetween(last, now) >= seconds
}

interface Checked {
  /** Null: the rule could not tell. */
  readonly findings: readonly Finding[] | null
  readonly problem: string | null
}

async function checkAll(
  deps: RoundDependencies,
  due: readonly Rule[],
  now: Date,
): Promise<ReadonlyMap<string, Checked>> {
  const results = new Map<string, Checked>()
  if (due.length === 0) return results
  const sight = await deps.sight(now)
  const limits = await deps.readings.limits()
  for (const rule of due) {
    const startedMs = deps.nowMs()
    const checked = await check(deps, rule, sight, deps.limitsOf(rule, limits.get(rule.id)))
    results.set(rule.id, checked)
    deps.onCheck?.(rule.id, checked.problem === null ? 'ok' : 'failed', (deps.nowMs() - startedMs) / 1000)
  }
  return results
}

/** An edge: a rule that can't tell keeps none of the others from telling. */
async function check(
  { log }: RoundDependencies,
  rule: Rule,
  sight: Sight,
  limits: Limits<LimitSpecs>,
): Promise<Checked> {
  try {
    return { findings: await withDeadline(rule.check(sight, limits), CHECK_SECONDS, tooLate), problem: null }
  } catch (thrown) {
    const stack = thrown instanceof Error ? thrown.stack : undefined
    log.error({ rule: rule.id, reason: sentenceOf(thrown), stack }, 'an alert rule could not tell')
    return { findings: null, problem: sentenceOf(thrown) }
  }
}

const tooLate = (): Failure =>
  new Failure('database_unreachable', `There was no answer within ${CHECK_SECONDS} s.`)

async function failedBefore(observations: ObservationStore): Promise<Set<string>> {
  const failed = [...(await observations.all()).values()].filter(({ outcome }) => outcome === 'failed')
  return new Set(failed.flatMap(({ subject }) => (subject.startsWith('rule:') ? [subject.slice(5)] : [])))
}

/** Remembered only where it changes: most rules can tell, all the time. */
async function noteFailures(
  { observations }: RoundDependencies,
  found: ReadonlyMap<string, Checked>,
  failing: Set<string>,
  now: Date,
): Promise<void> {
  const sightings = [...found].flatMap(([id, { problem }]) => {
    const subject = `rule:${id}`
    if (problem === null) return failing.delete(id) ? [{ subject, outcome: 'ok' }] : []
    failing.add(id)
    return [{ subject, outcome: 'failed', detail: problem }]
  })
  if (sightings.length > 0) await observations.record(sightings, now)
}

async function contextOf(
  deps: RoundDependencies,
  open: readonly AlertReading[],
  found: ReadonlyMap<string, Checked>,
  now: Date,
): Promise<RoundContext> {
  const settling = deps.rules.filter((rule) => rule.recovery === 'acknowledged')
  const asked = settling.flatMap(({ id: rule }) =>
    (found.get(rule)?.findings ?? []).map(({ entity }) => ({ rule, entity })),
  )
  const everRaised = asked.length === 0 ? new Set<string>() : await deps.store.everRaised(asked)
  const { l3ThresholdSats, isQuiet } = await deps.policy()
  const [silences, maintenance] = [await deps.readings.silences(), await deps.readings.maintenance()]
  const incidents = (await deps.incidents?.()) ?? []
  const mutedBy = mutesOf({
    rules: deps.rules,
    firing: firingRules(open, found),
    silences,
    maintenance,
    incidents,
  })
  return { now, mutedBy, l3ThresholdSats, isQuiet: isQuiet(now), everRaised }
}

function firingRules(
  open: readonly AlertReading[],
  found: ReadonlyMap<string, Checked>,
): ReadonlySet<string> {
  const known = open.filter(({ state, testChannel }) => state === 'firing' && testChannel === null)
  const news = [...found].filter(([, { findings }]) => (findings ?? []).length > 0)
  return new Set([...known.map(({ rule }) => rule), ...news.map(([id]) => id)])
}

const decisionOf = ({ before, alert, events }: Course, directory: Directory): AlertDecision => {
  const isNews = alert.notice > (before?.notice ?? 0) && alert.state === 'firing'
  const joinsGroup = alert.groupId === NEW_MEMBER
  return {
    alert: joinsGroup ? { ...alert, groupId: null } : alert,
    seenRevision: before?.revision ?? null,
    events,
    joinsGroup,
    channels: isNews ? routeOf(alert, directory) : [],
    channelsWhy: alert.level > 1 ? `level ${alert.level}` : 'route',
  }
}

const REMEDIES_AT_ONCE = 100

/** After it is in the books that it fires; once for each alert, also when a crash came in between. */
async function applyRemedies(deps: RoundDependencies, now: Date): Promise<void> {
  const wanting = (await deps.readings.firing({ members: true })).filter(
    ({ finding, testChannel }) => testChannel === null && (finding.remedies ?? []).length > 0,
  )
  if (wanting.length === 0) return
  const done = await deps.store.remediesDone(wanting.map(({ id }) => id))
  const todo = wanting.flatMap((alert) =>
    (alert.finding.remedies ?? []).flatMap((remedy) =>
      done.has(`${alert.id}:${keyOf(remedy)}`) ? [] : [{ alert, remedy }],
    ),
  )
  for (const { alert, remedy } of todo.slice(0, REMEDIES_AT_ONCE)) await applyOne(deps, alert, remedy, now)
}

async function applyOne(
  deps: RoundDependencies,
  alert: AlertReading,
  remedy: Remedy,
  now: Date,
): Promise<void> {
  const detail = keyOf(remedy)
  try {
    // Read by everybody where the pause is shown: clients by their initials.
    const what = write(alert.finding.what, { ...ENGLISH, names: 'initials' })
    await deps.remedy(remedy, `${alert.rule}: ${what}`, alert)
    await deps.store.addEvent(alert.id, { what: 'remedy', detail, actor: null }, now)
  } catch (thrown) {
    // An edge: tried again in the next round, for as long as it fires.
    deps.log.error({ rule: alert.rule, remedy: detail, reason: sentenceOf(thrown) }, 'a remedy failed')
  }
}
