import { titleOf } from '../../alerts/compose-heading.ts'
import { TEST_STEPS } from '../../alerts/policy.ts'
import type { Rule } from '../../alerts/rule.ts'
import type { Finding } from '../../engine/alerting.ts'
import { sats } from '../../engine/domain/money.ts'
import { formatSpan } from '../../engine/format.ts'
import { actorName } from '../../engine/people.ts'
import { say, type Text } from '../../engine/phrase.ts'
import { channelFor } from '../alert-channel.ts'
import { channelText, theRule } from '../alert-view.ts'
import { next, text } from '../answer.ts'
import { optional, text as words } from '../arguments.ts'
import { actCommand } from '../definition.ts'

export const command = actCommand({
  noun: 'alert',
  verb: 'test',
  help: 'Send an alert the whole way on one channel, marked TEST: told, acknowledged, called higher up, over',
  example: 'alert test PAYMENT_STUCK',
  role: 'operator',
  confirm: 'C0',
  arguments: {
    rule: words({
      help: 'the rule, such as PAYMENT_STUCK',
      placeholder: 'RULE',
      positional: true,
      completes: 'rule',
    }),
    channel: optional(
      words({
        help: 'where; else the room where you write this, or the first alert room',
        completes: 'channel',
      }),
    ),
  },
  async preview(context, args) {
    const rule = theRule(context.rules, args.rule)
    const channel = await channelFor(context, args.channel)
    return {
      what: say`Test ${rule.id} on ${channelText(channel)}`,
      lines: [say`before: nothing`, say`after: ${COURSE}`, NOBODY_ELSE],
    }
  },
  async act(context, args) {
    const { alerts, asker, now } = context
    const rule = theRule(context.rules, args.rule)
    const channel = await channelFor(context, args.channel)
    const who = actorName(asker.actor, await context.people.people())
    const id = await alerts.startTest({
      rule: rule.id,
      channel,
      finding: findingOf(rule, who, now),
      severity: rule.severity,
      actor: asker.actor,
      now,
    })
    return {
      tone: 'plain',
      heading: say`TEST: alert #${id} of ${rule.id} goes to ${channelText(channel)}`,
      blocks: [text(COURSE), text(NOBODY_ELSE), next(`alert show ${id}`, `alert rules ${rule.id}`)],
      json: { alertId: id.toString(), rule: rule.id, channel, severity: rule.severity, test: true },
    }
  },
})

const COURSE: Text = say`it is told, acknowledged after ${formatSpan(TEST_STEPS.acked)}, called higher up after ${formatSpan(TEST_STEPS.escalated)} and over after ${formatSpan(TEST_STEPS.resolved)}`
const NOBODY_ELSE: Text = say`every message is marked TEST; nobody on call is called, whatever it says`

const findingOf = (rule: Rule, who: Text, now: Date): Finding => ({
  entity: 'test',
  what: say`this is a test`,
  exposureSats: sats(0n),
  since: now,
  fired: say`${who} tries out what happens when "${titleOf(rule, rule.id)}" fires`,
  now: say`Nothing has to be done: it is over by itself within a minute.`,
  steps: [`alert rules ${rule.id}`],
})
