import { titleOf } from '../../alerts/compose-heading.ts'
import { limitsInForce, type LimitInForce } from '../../alerts/limits.ts'
import type { Rule } from '../../alerts/rule.ts'
import type { SilenceReading } from '../../engine/alerting.ts'
import { formatCount, formatSpan } from '../../engine/format.ts'
import type { JsonObject } from '../../engine/json-value.ts'
import type { PersonReading } from '../../engine/people.ts'
import { listed, say, type Text } from '../../engine/phrase.ts'
import { severityText, theRule } from '../alert-view.ts'
import { type Answer, fields, next, right, table } from '../answer.ts'
import { optional, text as words } from '../arguments.ts'
import { lookCommand } from '../definition.ts'
import { limitJson, limitsCell, limitText } from '../limit-view.ts'
import { silenceFor, untilText } from '../silence-view.ts'
import { SOURCES } from '../status-words.ts'

export const command = lookCommand({
  noun: 'alert',
  verb: 'rules',
  help: 'Everything that the bot looks for, with its limits as they are now; or one rule in full',
  example: 'alert rules DEPOSIT_PENDING',
  role: 'viewer',
  arguments: {
    rule: optional(
      words({
        help: 'one rule, such as DEPOSIT_PENDING',
        placeholder: 'RULE',
        positional: true,
        completes: 'rule',
      }),
    ),
  },
  async look({ alerts, rules, alertSettings, people }, args) {
    const set = await alerts.limits()
    const limitsOf = (rule: Rule): LimitInForce[] =>
      limitsInForce(rule, set.get(rule.id), alertSettings.fixedLimits)
    if (args.rule === null) return allRules(rules, limitsOf)
    const rule = theRule(rules, args.rule)
    const silence = silenceFor(await alerts.silences(), { rule: rule.id, entity: null })
    return oneRule(rule, limitsOf(rule), { silence, people: await people.people() })
  },
})

const allRules = (rules: readonly Rule[], limitsOf: (rule: Rule) => LimitInForce[]): Answer => ({
  tone: 'plain',
  heading: say`The bot looks for ${formatCount(rules.length, 'thing')}`,
  blocks: [
    table(
      [say`Rule`, say`Severity`, right(say`Answer within`), say`Limits`],
      rules.map((rule) => [
        rule.id,
        severityText(rule.severity),
        respondText(rule),
        limitsCell(limitsOf(rule)),
      ]),
      say`There are none.`,
    ),
    next('alert rules DEPOSIT_PENDING', 'alert list'),
  ],
  json: { rules: rules.map((rule) => ruleJson(rule, limitsOf(rule))) },
})

const respondText = ({ respondMinutes }: Rule): Text =>
  respondMinutes === 0 ? say`at once` : formatSpan(respondMinutes * 60)

function oneRule(
  rule: Rule,
  limits: readonly LimitInForce[],
  { silence, people }: { silence: SilenceReading | undefined; people: readonly PersonReading[] },
): Answer {
  const [first] = limits
  return {
    tone: silence === undefined ? 'plain' : 'warn',
    heading: say`${rule.id}: ${titleOf(rule, rule.id)}`,
    blocks: [
      fields(
        [say`Severity`, severityText(rule.severity)],
        [say`Answer within`, respondText(rule)],
        [say`Fires when`, listed(rule.trigger)],
        [say`Why it matters`, listed(rule.why)],
        [say`What the bot does`, rule.automatic === null ? say`nothing by itself` : listed(rule.automatic)],
        [say`Over when`, listed(rule.resolves)],
        [say`Checked`, say`every ${formatSpan(rule.everySeconds)}`],
        [say`Runbook`, rule.runbook],
        ...(rule.money ? [[say`Maintenance`, say`never mutes it`] as const] : []),
        ...((rule.inhibitedBy ?? []).length === 0
          ? []
          : [[say`Not told while one of these fires`, (rule.inhibitedBy ?? []).join(', ')] as const]),
        ...(silence === undefined ? [] : [[say`Silenced`, untilText(silence, people)] as const]),
      ),
      table(
        [say`Limit`, say`Now`, say`From`, say`May be`, say`What it is for`],
        limits.map(({ name, spec, value, source }) => [
          name,
          limitText(spec, value),
          source === 'environment' ? say`environment: ${spec.variable ?? ''}` : SOURCES[source],
          say`${limitText(spec, spec.least)} to ${limitText(spec, spec.most)}`,
          listed(spec.help),
        ]),
        say`It has no limits.`,
      ),
      next(
        ...(first === undefined ? [] : [`alert set ${rule.id} ${first.name} ${first.value}`]),
        `alert test ${rule.id}`,
        'alert rules',
      ),
    ],
    json: { ...ruleJson(rule, limits), silencedUntil: silence?.until.toISOString() ?? null },
  }
}

const ruleJson = (rule: Rule, limits: readonly LimitInForce[]): JsonObject => ({
  rule: rule.id,
  title: rule.title,
  severity: rule.severity,
  respondMinutes: rule.respondMinutes,
  everySeconds: rule.everySeconds,
  runbook: rule.runbook,
  money: rule.money,
  why: rule.why,
  trigger: rule.trigger,
  automatic: rule.automatic,
  resolves: rule.resolves,
  recovery: rule.recovery ?? 'observed',
  inhibitedBy: rule.inhibitedBy ?? [],
  limits: limits.map(limitJson),
})
