import assert from 'node:assert/strict'
import { formatCount, formatShortTime, formatSpan } from '../../engine/format.ts'
import { say } from '../../engine/phrase.ts'
import { fields, next } from '../answer.ts'
import { duration, text as words } from '../arguments.ts'
import { actCommand } from '../definition.ts'
import { maintenanceJson, namesOf, type Scope, scopeOf } from '../maintenance-view.ts'

const WEEK = 7 * 86_400

export const command = actCommand({
  noun: 'maintenance',
  verb: 'start',
  help: 'Mute the alerts of something that is being worked on; what is about money is never muted',
  example: 'maintenance start machines --for 2h --reason "new router"',
  role: 'operator',
  confirm: 'C1',
  arguments: {
    what: words({
      help: 'a rule, several with commas between them, or machines, lamassu, wallets, polling, all-but-money',
      placeholder: 'RULE|group',
      positional: true,
      completes: 'maintainable',
    }),
    for: duration({
      help: 'for how long: 2h, 1d, at most 7d',
      positional: true,
      leastSeconds: 60,
      mostSeconds: WEEK,
    }),
    reason: words({ help: 'why, for whoever looks next', positional: true }),
  },
  async preview({ alerts, rules }, args) {
    const scope = scopeOf(rules, args.what)
    const muted = new Set(scope.muted.map(({ id }) => id))
    const firing = (await alerts.firing({ members: true })).filter(
      (alert) => muted.has(alert.rule) && alert.entity !== '*' && alert.testChannel === null,
    )
    return {
      what: say`Start maintenance for ${formatSpan(args.for)}: ${args.reason}`,
      lines: [
        say`before: told as always`,
        say`after: muted for ${formatSpan(args.for)} from your yes on: ${namesOf(scope.muted)}`,
        ...loudLines(scope),
        say`${formatCount(firing.length, 'alert')} of them firing now, told again afterwards if it still is so`,
      ],
    }
  },
  async act({ alerts, rules, asker, now }, args) {
    const scope = scopeOf(rules, args.what)
    const id = await alerts.startMaintenance({
      rules: scope.muted.map((rule) => rule.id),
      reason: args.reason,
      actor: asker.actor,
      until: new Date(now.getTime() + args.for * 1000),
    })
    const window = (await alerts.maintenance()).find((one) => one.id === id)
    assert(window, 'maintenance is in force when it begins')
    return {
      tone: 'warn',
      heading: say`Maintenance #${id} until ${formatShortTime(window.until)}: ${args.reason}`,
      blocks: [
        fields(
          [say`Muted`, namesOf(scope.muted)],
          ...(scope.loud.length === 0 ? [] : [[say`Told all the same`, namesOf(scope.loud)] as const]),
          [say`Until`, formatShortTime(window.until)],
        ),
        next(`maintenance end ${id}`, 'maintenance list'),
      ],
      json: maintenanceJson(window),
    }
  },
})

const loudLines = ({ loud }: Scope) =>
  loud.length === 0 ? [] : [say`told all the same, because they are about money: ${namesOf(loud)}`]
