import { type ChangedValue, changedValues, type ConfigChange } from '../../engine/config-versions.ts'
import { sats } from '../../engine/domain/money.ts'
import { formatCount, formatTime } from '../../engine/format.ts'
import { joined, type Phrase, say } from '../../engine/phrase.ts'
import { hoursBefore } from '../moments.ts'
import { defineRule } from '../rule.ts'

/** More than these are said by their number. */
const VALUES_NAMED = 8

export const rule = defineRule({
  id: 'CONFIG_CHANGED',
  title: 'Settings changed',
  severity: 'medium',
  runbook: 'R6',
  respondMinutes: 24 * 60,
  everySeconds: 60,
  money: false,
  why: 'Whoever can change a wallet, a rule or a threshold can change where the money goes',
  trigger: 'a setting, a threshold or a wallet key is another one than at the last look',
  automatic: 'keeps every version, without secrets',
  resolves: 'somebody says that it is right',
  recovery: 'acknowledged',
  limits: {
    withinHours: { default: 168, least: 1, most: 720, unit: 'hours', help: 'how far back changes are told' },
  },
  async check({ signs, now }, { withinHours }) {
    const changes = await signs.operations.configChanges(hoursBefore(now, withinHours))
    return changes.flatMap((change) => {
      const values = changedValues(change.before, change.after)
      if (values.length === 0) return []
      return [
        {
          entity: `config:${change.id}`,
          what: say`${formatCount(values.length, 'setting')} changed: ${namesOf(values)}`,
          exposureSats: sats(0n),
          since: change.seenAt,
          fired: say`${diffOf(values)} · ${whoOf(change)}, seen ${formatTime(change.seenAt)}`,
          now: say`If you know of this change, say so with the alert; if nobody does, stop everything and look who has access.`,
          steps: ['config show', 'audit log --noun config'],
        },
      ]
    })
  },
})

const namesOf = (values: readonly ChangedValue[]): string =>
  values
    .slice(0, VALUES_NAMED)
    .map(({ name }) => name)
    .join(', ') + (values.length > VALUES_NAMED ? ', …' : '')

const diffOf = (values: readonly ChangedValue[]): Phrase =>
  joined(
    [
      ...values
        .slice(0, VALUES_NAMED)
        .map(({ name, from, to }) => say`${name}: ${from ?? say`nothing`} → ${to ?? say`nothing`}`),
      ...(values.length > VALUES_NAMED
        ? [say`and ${formatCount(values.length - VALUES_NAMED, 'more setting')}`]
        : []),
    ],
    '; ',
  )

const whoOf = ({ actor }: ConfigChange): Phrase =>
  actor === null ? say`with the environment at a start of the bot` : say`set by ${actor}`
