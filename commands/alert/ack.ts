import type { AlertReading } from '../../engine/alerting.ts'
import { formatCount, formatShortTime, formatSpan, iso } from '../../engine/format.ts'
import { actorName, type PersonReading } from '../../engine/people.ts'
import { say, type Text } from '../../engine/phrase.ts'
import {
  ackSeconds,
  alertArgument,
  alertJson,
  ruleOf,
  standingText,
  subjectOf,
  theAlert,
} from '../alert-view.ts'
import { type Answer, next, text } from '../answer.ts'
import { optional, text as words } from '../arguments.ts'
import { actCommand, type LookContext } from '../definition.ts'

type Looking = Pick<LookContext, 'alerts' | 'rules' | 'asker' | 'now'>

export const command = actCommand({
  noun: 'alert',
  verb: 'ack',
  help: 'Say that you have it: nobody else is called, and it is not repeated for a while',
  example: 'alert ack 12 looking at it',
  role: 'operator',
  confirm: 'C0',
  quiet: true,
  arguments: {
    alert: alertArgument,
    note: optional(words({ help: 'what you are doing, for the others', positional: true })),
  },
  async preview(context, args) {
    const { alerts, rules, people, asker, now } = context
    const { asked, card } = await cardOf(context, args.alert)
    const known = await people.people()
    return {
      what: say`Acknowledge alert #${card.id}: ${subjectOf(card, rules)}`,
      lines: [
        say`before: ${standingText(asked.state === 'resolved' ? asked : card, known, now)}`,
        say`after: ${afterText(context, { asked, card }, actorName(asker.actor, known))}`,
        ...(await groupLines(alerts, card)),
      ],
    }
  },
  async act(context, args) {
    const { alerts, people, asker, now } = context
    const { asked, card } = await cardOf(context, args.alert)
    const seconds = ackSeconds(card)
    const outcome = await alerts.ack(args.alert, {
      actor: asker.actor,
      note: args.note,
      until: new Date(now.getTime() + seconds * 1000),
      now,
      settles: isSettled(context, card),
    })
    const known = await people.people()
    const after = await theAlert(alerts, outcome?.alertId ?? asked.id)
    const me = actorName(asker.actor, known)
    if (outcome === null || outcome.kind === 'resolved') return overAlready(after, context, known)
    const until = formatShortTime(after.ackUntil)
    const previous = outcome.kind === 'acked' && outcome.previous !== asker.actor ? outcome.previous : null
    const heading: Text =
      outcome.kind === 'settled'
        ? say`Alert #${after.id} is over: ${me} has acknowledged it`
        : previous === null
          ? say`Alert #${after.id}: ${me} has it until ${until}`
          : say`Alert #${after.id}: ${me} has it until ${until}, instead of ${actorName(previous, known)}`
    return {
      tone: 'good',
      heading,
      blocks: [
        text(subjectOf(after, context.rules)),
        ...(outcome.kind === 'settled'
          ? []
          : [text(say`After ${formatSpan(seconds)} it speaks again, unless it is over by then.`)]),
        ...(await groupLines(alerts, after)).map(text),
        next(...after.finding.steps.slice(0, 3), `alert show ${after.id}`),
      ],
      json: { ...alertJson(after, asker), outcome: outcome.kind, previous },
    }
  },
})

/** The alert that was meant, and the card that tells it: its group's, where it has one. */
async function cardOf(
  { alerts }: Looking,
  alertId: bigint,
): Promise<{ asked: AlertReading; card: AlertReading }> {
  const asked = await theAlert(alerts, alertId)
  return { asked, card: asked.groupId === null ? asked : await theAlert(alerts, asked.groupId) }
}

/** What can't be seen to be over is over when somebody says so; a test goes its own way. */
const isSettled = ({ rules }: Looking, { rule, testChannel }: AlertReading): boolean =>
  testChannel === null && ruleOf(rules, rule)?.recovery === 'acknowledged'

function afterText(
  context: Looking,
  { asked, card }: { asked: AlertReading; card: AlertReading },
  me: Text,
): Text {
  if (asked.state === 'resolved') return say`the same: it is over already`
  return isSettled(context, card)
    ? say`over, acknowledged by ${me}`
    : say`${me} has it for ${formatSpan(ackSeconds(card))}`
}

async function groupLines(alerts: Looking['alerts'], card: AlertReading): Promise<Text[]> {
  if (card.entity !== '*') return []
  return [
    say`It stands for ${formatCount(await alerts.memberCount(card.id), 'alert')}, which are acknowledged together.`,
  ]
}

const overAlready = (
  alert: AlertReading,
  { asker, now }: Looking,
  people: readonly PersonReading[],
): Answer => ({
  tone: 'plain',
  heading: say`Alert #${alert.id} is over already: nothing was changed`,
  blocks: [text(standingText(alert, people, now)), next(`alert show ${alert.id}`, 'alert list')],
  json: {
    ...alertJson(alert, asker),
    outcome: 'resolved',
    previous: null,
    resolvedAt: iso(alert.resolvedAt),
  },
})
