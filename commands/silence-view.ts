import { titleOf } from '../alerts/compose-heading.ts'
import type { Rule } from '../alerts/rule.ts'
import type { AlertReading, SilenceReading } from '../engine/alerting.ts'
import { Failure } from '../engine/failure.ts'
import { formatShortTime, iso } from '../engine/format.ts'
import type { JsonObject } from '../engine/json-value.ts'
import { PAGE_RULE } from '../engine/paging.ts'
import { actorName, type PersonReading } from '../engine/people.ts'
import { say, type Text } from '../engine/phrase.ts'
import { ruleOf, subjectOf, theAlert, theRule } from './alert-view.ts'
import { mayAct } from './asker.ts'
import type { LookContext } from './definition.ts'

/** What is to be quiet: whatever a rule finds, or one thing that it found. */
export interface Quietened {
  readonly rule: string
  /** Null: all of the rule. */
  readonly entity: string | null
  readonly words: Text
  /** Firing now, and quiet from then on. */
  readonly alerts: readonly AlertReading[]
  /** The card that tells it together with others, which is not quiet. */
  readonly groupId: bigint | null
}

type Looking = Pick<LookContext, 'alerts' | 'rules' | 'asker'>

/** From an alert's number or a rule's id. Refuses what must not be quiet, and what this person may not quieten. */
export async function quietened(context: Looking, written: string): Promise<Quietened> {
  const target = await targetOf(context, written)
  if (target.rule === PAGE_RULE)
    throw new Failure(
      'refused',
      say`Somebody who is called by hand can't be silenced: acknowledge it instead.`,
    )
  const isCritical =
    ruleOf(context.rules, target.rule)?.severity === 'critical' ||
    target.alerts.some((alert) => alert.severity === 'critical')
  if (isCritical && !mayAct(context.asker.role, 'owner'))
    throw new Failure(
      'refused',
      say`${target.words} is critical, and only an owner may silence that. Acknowledge it instead: "alert ack" keeps it from calling others for 30 minutes.`,
    )
  return target
}

async function targetOf({ alerts, rules }: Looking, written: string): Promise<Quietened> {
  const number = /^#?([1-9]\d{0,17})$/.exec(written)?.[1]
  const firing = await alerts.firing({ members: true })
  if (number === undefined) {
    const rule = theRule(rules, written)
    return wholeRule(rule.id, titleOf(rule, rule.id), firing)
  }
  const alert = await theAlert(alerts, BigInt(number))
  if (alert.testChannel !== null)
    throw new Failure('refused', say`Alert #${alert.id} is a test: it is over within a minute by itself.`)
  const title = titleOf(ruleOf(rules, alert.rule), alert.rule)
  // The card that stands for many is about all of them.
  if (alert.entity === '*') return wholeRule(alert.rule, title, firing)
  return {
    rule: alert.rule,
    entity: alert.entity,
    groupId: alert.groupId,
    words: subjectOf(alert, rules),
    alerts: firing.filter((one) => one.rule === alert.rule && one.entity === alert.entity && isReal(one)),
  }
}

const wholeRule = (rule: string, title: Text, firing: readonly AlertReading[]): Quietened => ({
  rule,
  entity: null,
  groupId: null,
  words: say`${title} (all of ${rule})`,
  alerts: firing.filter((one) => one.rule === rule && one.entity !== '*' && isReal(one)),
})

const isReal = ({ testChannel }: AlertReading): boolean => testChannel === null

/** The one in force for the very same, which a new one takes the place of. */
export const silenceFor = (
  silences: readonly SilenceReading[],
  { rule, entity }: Pick<Quietened, 'rule' | 'entity'>,
): SilenceReading | undefined =>
  silences.find((silence) => silence.rule === rule && silence.entity === entity)

/** 'Payment stuck (all of PAYMENT_STUCK)', 'Deposit unconfirmed: deposit:12' */
export function silencedText({ rule, entity }: SilenceReading, rules: readonly Rule[]): Text {
  const title = titleOf(ruleOf(rules, rule), rule)
  return entity === null ? say`${title} (all of ${rule})` : say`${title}: ${entity}`
}

/** 'until 14:05 by Mara: flapping' */
export const untilText = (
  { until, createdBy, reason }: Pick<SilenceReading, 'until' | 'createdBy' | 'reason'>,
  people: readonly PersonReading[],
): Text => say`until ${formatShortTime(until)}, by ${actorName(createdBy, people)}: ${reason}`

export const silenceJson = (silence: SilenceReading): JsonObject => ({
  silenceId: silence.id.toString(),
  rule: silence.rule,
  entity: silence.entity,
  reason: silence.reason,
  createdBy: silence.createdBy,
  createdAt: iso(silence.createdAt),
  until: iso(silence.until),
})
