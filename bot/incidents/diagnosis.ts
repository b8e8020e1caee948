import { loadRules } from '../../alerts/catalogue.ts'
import { limitsFor, type LimitValues } from '../../alerts/limits.ts'
import type { Rule, Sight } from '../../alerts/rule.ts'
import { sentenceOf } from '../../engine/failure.ts'
import { ask } from '../../engine/incidents/asked.ts'
import type { ClueDependencies, RuleAnswer } from '../../engine/incidents/clues.ts'
import { createObservationStore } from '../../engine/store/observation-store.ts'
import { createReconcileStore } from '../../engine/store/reconcile-store.ts'
import { createSigns } from '../../engine/store/signs/signs.ts'
import type { BoardParts } from './board.ts'

/** Where nobody says how far apart polls are. */
const USUAL_POLL_SECONDS = 60
/** A rule that takes longer could not tell. */
const RULE_SECONDS = 20

/** What a diagnosis asks, out of the program's parts. By type nothing of it can change anything. */
export function clueDependencies(parts: BoardParts): ClueDependencies {
  const signs = createSigns(parts.pool, parts.alerts)
  const reconciling = createReconcileStore(parts.pool)
  const observations = createObservationStore(parts.pool)
  const pollSeconds = parts.pollSeconds ?? (async () => USUAL_POLL_SECONDS)
  const sight = async (now: Date): Promise<Sight> => ({
    now,
    readings: parts.readings,
    signs,
    observations: await observations.all(),
    settings: (await parts.settings()).settings,
    pollSeconds: await pollSeconds(),
  })
  return {
    readings: parts.readings,
    signs,
    operations: signs.operations,
    books: parts.books,
    alerts: parts.alerts,
    observations,
    probes: parts.probes,
    bookFacts: (now) => reconciling.facts({ kind: 'all' }, now),
    askRules: async (now) =>
      askAll(
        await loadRules(),
        await sight(now),
        await parts.alerts.limits(),
        parts.fixedLimits ?? new Map(),
      ),
    limits: async () => ({
      maxStuckHours: (await parts.settings()).settings['max-stuck-payment-hours'],
      pollSeconds: await pollSeconds(),
    }),
    logLines: parts.logLines,
    clock: parts.clock,
  }
}

/** Each by itself: one that can't tell keeps none of the others from telling. */
async function askAll(
  rules: readonly Rule[],
  sight: Sight,
  set: ReadonlyMap<string, LimitValues>,
  fixed: LimitValues,
): Promise<RuleAnswer[]> {
  const answers: RuleAnswer[] = []
  for (const rule of rules) {
    const limits = limitsFor(rule, set.get(rule.id), fixed)
    answers.push({ rule: rule.id, found: await answerOf(() => rule.check(sight, limits)) })
  }
  return answers
}

/** An edge, as in the rounds: even a rule with a mistake in it must not end the diagnosis. */
async function answerOf(check: () => ReturnType<Rule['check']>): Promise<RuleAnswer['found']> {
  try {
    return await ask(check, RULE_SECONDS)
  } catch (thrown) {
    return { problem: sentenceOf(thrown) }
  }
}
