import assert from 'node:assert/strict'
import { formatCount, formatShortTime, formatSpan } from '../../engine/format.ts'
import { say, type Text } from '../../engine/phrase.ts'
import { fields, next, text } from '../answer.ts'
import { duration, text as words } from '../arguments.ts'
import { actCommand } from '../definition.ts'
import { type Quietened, quietened, silenceFor, silenceJson, untilText } from '../silence-view.ts'

const DAY = 86_400

export const command = actCommand({
  noun: 'alert',
  verb: 'silence',
  help: 'Have one alert, or all of a rule, not told for a while; it is checked and listed all the same',
  example: 'alert silence 12 --for 2h --reason "the technician is there"',
  role: 'operator',
  confirm: 'C1',
  arguments: {
    what: words({
      help: "an alert's number, or a rule such as LAMASSU_DB_DOWN",
      placeholder: 'alert|RULE',
      positional: true,
      completes: 'alert or rule',
    }),
    for: duration({
      help: 'for how long: 30m, 2h, at most 24h',
      positional: true,
      leastSeconds: 60,
      mostSeconds: DAY,
    }),
    reason: words({ help: 'why, for whoever looks next', positional: true }),
  },
  async preview(context, args) {
    const target = await quietened(context, args.what)
    const before = silenceFor(await context.alerts.silences(), target)
    const known = await context.people.people()
    return {
      what: say`Silence ${target.words}`,
      lines: [
        before === undefined
          ? say`before: told as always`
          : say`before: silenced ${untilText(before, known)}`,
        say`after: not told for ${formatSpan(args.for)} from your yes on, then told again if it still is so`,
        affected(target),
        ...groupLines(target),
        say`it is still checked, and listed in status and alert list; what it stops is still stopped`,
      ],
    }
  },
  async act(context, args) {
    const { alerts, asker, now } = context
    const target = await quietened(context, args.what)
    const { rule, entity } = target
    const until = new Date(now.getTime() + args.for * 1000)
    const id = await alerts.silence({ rule, entity, reason: args.reason, actor: asker.actor, until })
    const silence = (await alerts.silences()).find((one) => one.id === id)
    assert(silence, 'a silence is in force when it begins')
    return {
      tone: 'warn',
      heading: say`Silenced until ${formatShortTime(silence.until)}: ${target.words}`,
      blocks: [
        fields(
          [say`Silence`, `#${id}`],
          [say`Until`, formatShortTime(silence.until)],
          [say`Because`, args.reason],
        ),
        ...[affected(target), ...groupLines(target)].map(text),
        next(`alert unsilence ${id}`, 'alert list silenced'),
      ],
      json: silenceJson(silence),
    }
  },
})

const groupLines = ({ groupId }: Quietened): Text[] =>
  groupId === null ? [] : [say`alert #${groupId} tells it together with others, and is still told for those`]

const affected = ({ alerts }: Quietened): Text =>
  alerts.length === 0
    ? say`nothing of it fires now`
    : say`${formatCount(alerts.length, 'firing alert')} of it, quiet from then on`
