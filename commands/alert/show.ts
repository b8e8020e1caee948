import { composeAlert } from '../../alerts/compose.ts'
import { stateOf } from '../../alerts/compose-look.ts'
import { letGoOf } from '../../alerts/let-go.ts'
import {
  type AlertEvent,
  type AlertMessageReading,
  type AlertReading,
  isWorse,
} from '../../engine/alerting.ts'
import { endingText } from '../../engine/alert-ending.ts'
import { formatShortTime, iso } from '../../engine/format.ts'
import { actorName, type PersonReading } from '../../engine/people.ts'
import { joined, say, type Text } from '../../engine/phrase.ts'
import { recorded } from '../../engine/recorded.ts'
import { alertArgument, alertJson, channelText, clockText, ruleOf, theAlert } from '../alert-view.ts'
import { type Block, fields, next, table, text } from '../answer.ts'
import { lookCommand, type LookContext } from '../definition.ts'

export const command = lookCommand({
  noun: 'alert',
  verb: 'show',
  help: 'One alert: why it matters, what to do, who has it, what happened, who was told',
  example: 'alert show 12',
  role: 'viewer',
  arguments: { alert: alertArgument },
  async look(context, args) {
    const { alerts, asker, now } = context
    const alert = await theAlert(alerts, args.alert)
    const known = await context.people.people()
    const [events, messages] = [await alerts.events(alert.id), await alerts.messages(alert.id, MOST_MESSAGES)]
    const { heading, blocks } = await wordsOf(alert, context, { known, events })
    return {
      tone: alert.state === 'resolved' ? 'good' : alert.severity === 'critical' ? 'bad' : 'warn',
      heading,
      blocks: [...blocks, happened(events, known), told(messages), next(...stepsOf(alert, now))],
      json: {
        ...alertJson(alert, asker),
        events: events.map((event) => ({ ...event, alertId: event.alertId.toString(), at: iso(event.at) })),
        messages: messages.map((message) => ({
          channel: channelText(message.channel),
          kind: message.kind,
          startedAt: iso(message.startedAt),
          outcome: message.outcome,
        })),
      },
    }
  },
})

const MOST_MESSAGES = 10
const MOST_EVENTS = 15
const MOST_MEMBERS = 25

interface Known {
  readonly known: readonly PersonReading[]
  readonly events: readonly AlertEvent[]
}

/** The same words as on its card, and the clock. */
async function wordsOf(
  alert: AlertReading,
  { alerts, readings, rules, now }: LookContext,
  { known, events }: Known,
): Promise<{ heading: Text; blocks: Block[] }> {
  const rule = ruleOf(rules, alert.rule)
  const members = await alerts.members(alert.id, MOST_MEMBERS)
  const silence = (await alerts.silences()).find((one) => alert.mutedBy === `silence:${one.id}`)
  const message = composeAlert(alert, rule, {
    kind: 'first',
    now,
    quiet: false,
    actorName: (actor) => actorName(actor, known),
    events,
    letGo: await letGoOf([alert, ...members], readings),
    ...(members.length === 0 ? {} : { members, memberCount: await alerts.memberCount(alert.id) }),
    ...(silence === undefined ? {} : { silence }),
  })
  const clock = clockText(alert, now)
  return {
    heading: joined([`#${alert.id}`, message.heading], ' '),
    blocks: [
      text(message.lead),
      fields(
        ...(clock === null ? [] : [[say`Clock`, clock] as const]),
        ...message.sections,
        ...(message.runbook === null ? [] : [[say`Runbook`, message.runbook] as const]),
        ...(alert.groupId === null ? [] : [[say`Belongs to`, say`alert #${alert.groupId}`] as const]),
      ),
    ],
  }
}

const EVENT_WORDS: Readonly<Record<string, Text>> = {
  first: say`told first`,
  again: say`back again`,
  worse: say`worse`,
  repeat: say`told again`,
  escalated: say`called higher up`,
  acked: say`acknowledged`,
  unacked: say`nobody has it any more`,
  muted: say`silenced`,
  unmuted: say`not silenced any more`,
  reopened: say`back after it was over`,
  resolved: say`over`,
  remedy: say`the bot stopped something`,
  test: say`test started`,
  called: say`called by hand`,
}

function happened(events: readonly AlertEvent[], people: readonly PersonReading[]): Block {
  const rows = events
    .slice(-MOST_EVENTS)
    .map((event) => [
      formatShortTime(event.at),
      EVENT_WORDS[event.what] ?? event.what,
      event.actor === null ? '–' : actorName(event.actor, people),
      detailOf(event, people),
    ])
  return table([say`When`, say`What`, say`Who`, say`Detail`], rows, say`Nothing happened yet.`)
}

function detailOf({ what, detail }: AlertEvent, people: readonly PersonReading[]): Text {
  if (detail === null) return '–'
  if (what === 'resolved') return endingText(detail, (actor) => actorName(actor, people))
  return what === 'test' ? channelText(detail) : recorded(detail)
}

const OUTCOMES: Readonly<Record<'sent' | 'failed' | 'unknown', Text>> = {
  sent: say`sent`,
  failed: say`failed`,
  unknown: say`unknown`,
}

function told(messages: readonly AlertMessageReading[]): Block {
  const rows = messages.map(({ channel, kind, startedAt, outcome }) => [
    formatShortTime(startedAt),
    channelText(channel),
    EVENT_WORDS[kind] ?? kind,
    outcome === null ? say`on its way` : OUTCOMES[outcome],
  ])
  return table([say`When`, say`Told to`, say`What`, say`Result`], rows, say`Nobody was told yet.`)
}

/** What makes sense next: the answer, the rule's own steps, and quiet. */
function stepsOf(alert: AlertReading, now: Date): string[] {
  const { id, finding } = alert
  if (alert.state === 'resolved') return ['alert list']
  const answer = stateOf(alert, now) === 'acked' ? `alert unack ${id}` : `alert ack ${id}`
  const isSerious = alert.testChannel === null && isWorse(alert.severity, 'medium')
  const incident = isSerious ? [`incident open --from-alert ${id}`] : []
  return [answer, ...finding.steps.slice(0, 4), ...incident, `alert silence ${id} --for 1h --reason "…"`]
}
