import type { LimitInForce } from '../../alerts/limits.ts'
import type { Rule } from '../../alerts/rule.ts'
import { Failure } from '../../engine/failure.ts'
import { listed, say } from '../../engine/phrase.ts'
import { theRule } from '../alert-view.ts'
import { fields, next } from '../answer.ts'
import { decimal, text as words } from '../arguments.ts'
import { actCommand, type LookContext } from '../definition.ts'
import { limitText, liveLimits, readLimit, theLimit } from '../limit-view.ts'
import { SOURCES } from '../status-words.ts'

export const command = actCommand({
  noun: 'alert',
  verb: 'set',
  help: 'Change the limit of an alert rule while the bot runs, within its bounds',
  example: 'alert set DEPOSIT_PENDING afterHours 72',
  role: 'owner',
  confirm: 'C1',
  arguments: {
    rule: words({
      help: 'the rule, such as DEPOSIT_PENDING',
      placeholder: 'RULE',
      positional: true,
      completes: 'rule',
    }),
    limit: words({
      help: 'which limit; "alert rules" with the rule shows them',
      placeholder: 'limit',
      positional: true,
    }),
    value: decimal({ help: 'the new value, a plain number', placeholder: 'number', positional: true }),
  },
  async preview(context, args) {
    const { rule, limit, value } = await changeOf(context, args)
    return {
      what: say`Change ${limit.name} of ${rule.id}`,
      lines: [
        say`before: ${limitText(limit.spec, limit.value)} (${SOURCES[limit.source]})`,
        say`after: ${limitText(limit.spec, value)} (${SOURCES.database})`,
        listed(limit.spec.help),
        say`it counts from the next check on; what fires and no longer should is over then`,
      ],
    }
  },
  async act(context, args) {
    const { rule, limit, value } = await changeOf(context, args)
    await context.alerts.setLimit(rule.id, limit.name, value, context.asker.actor)
    return {
      tone: 'good',
      heading: say`${limit.name} of ${rule.id} is ${limitText(limit.spec, value)} now`,
      blocks: [
        fields(
          [say`Before`, say`${limitText(limit.spec, limit.value)} (${SOURCES[limit.source]})`],
          [say`Now`, say`${limitText(limit.spec, value)} (${SOURCES.database})`],
        ),
        next(`alert rules ${rule.id}`),
      ],
      json: {
        rule: rule.id,
        name: limit.name,
        before: String(limit.value),
        beforeSource: limit.source,
        value: String(value),
      },
    }
  },
})

async function changeOf(
  context: Pick<LookContext, 'alerts' | 'rules' | 'alertSettings'>,
  args: { readonly rule: string; readonly limit: string; readonly value: string },
): Promise<{ rule: Rule; limit: LimitInForce; value: number }> {
  const rule = theRule(context.rules, args.rule)
  const limit = theLimit(rule, await liveLimits(context, rule), args.limit)
  if (limit.source === 'environment')
    throw new Failure(
      'refused',
      say`${limit.spec.variable ?? ''} is set in the environment, to ${limit.value}, and the environment wins: change it there and start again.`,
    )
  const value = readLimit(rule, limit, args.value)
  if (value === limit.value)
    throw new Failure(
      'refused',
      say`${limit.name} of ${rule.id} is ${limitText(limit.spec, value)} already: nothing was changed.`,
    )
  return { rule, limit, value }
}
