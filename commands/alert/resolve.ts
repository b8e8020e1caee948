import { titleOf } from '../../alerts/compose-heading.ts'
import type { AlertReading } from '../../engine/alerting.ts'
import { Failure } from '../../engine/failure.ts'
import { formatCount } from '../../engine/format.ts'
import { actorName } from '../../engine/people.ts'
import { listed, say, type Text } from '../../engine/phrase.ts'
import { alertArgument, alertJson, ruleOf, standingText, subjectOf, theAlert } from '../alert-view.ts'
import { next, text } from '../answer.ts'
import { text as words } from '../arguments.ts'
import { actCommand, type LookContext } from '../definition.ts'

export const command = actCommand({
  noun: 'alert',
  verb: 'resolve',
  help: 'Say that an alert is over whose end the bot cannot see by itself',
  example: 'alert resolve 12 --reason "the customer was paid back"',
  role: 'operator',
  confirm: 'C1',
  arguments: {
    alert: alertArgument,
    reason: words({ help: 'why, for whoever looks next', positional: true }),
  },
  async preview({ alerts, rules, people, asker, now }, args) {
    const alert = await resolvable({ alerts, rules }, args.alert)
    const known = await people.people()
    return {
      what: say`Resolve alert #${alert.id}: ${subjectOf(alert, rules)}`,
      lines: [
        say`before: firing; ${standingText(alert, known, now)}`,
        say`after: over, because ${actorName(asker.actor, known)} says so: ${args.reason}`,
        ...(await groupLines(alerts, alert)),
      ],
    }
  },
  async act({ alerts, rules, asker, now }, args) {
    const alert = await resolvable({ alerts, rules }, args.alert)
    const outcome = await alerts.resolve(alert.id, { actor: asker.actor, reason: args.reason, now })
    if (outcome !== 'done') throw overAlready(alert)
    const after = await theAlert(alerts, alert.id)
    return {
      tone: 'good',
      heading: say`Alert #${alert.id} is over: ${subjectOf(alert, rules)}`,
      blocks: [text(say`Because: ${args.reason}`), next('alert list', `alert show ${alert.id}`)],
      json: alertJson(after, asker),
    }
  },
})

/** Only what the bot can't see to be over: everything else is over when it is. */
async function resolvable(
  { alerts, rules }: Pick<LookContext, 'alerts' | 'rules'>,
  alertId: bigint,
): Promise<AlertReading> {
  const alert = await theAlert(alerts, alertId)
  if (alert.state === 'resolved') throw overAlready(alert)
  if (alert.testChannel !== null)
    throw new Failure('refused', say`Alert #${alert.id} is a test: it is over within a minute by itself.`)
  const rule = ruleOf(rules, alert.rule)
  if (rule !== null && rule.recovery !== 'acknowledged')
    throw new Failure(
      'refused',
      say`The bot sees by itself when this is over: ${titleOf(rule, rule.id)} resolves when ${listed(rule.resolves)}. "alert ack ${alert.id}" says that you have it.`,
    )
  return alert
}

const overAlready = (alert: AlertReading): Failure =>
  new Failure('refused', say`Alert #${alert.id} is over already: nothing was changed.`)

async function groupLines(alerts: LookContext['alerts'], alert: AlertReading): Promise<Text[]> {
  if (alert.entity !== '*') return []
  return [
    say`It stands for ${formatCount(await alerts.memberCount(alert.id), 'alert')}, which are resolved together.`,
  ]
}
