import { composeAlert, composeOverview } from '../../alerts/compose.ts'
import { letGoOf } from '../../alerts/let-go.ts'
import type { AlertMessage } from '../../alerts/message.ts'
import { isQuiet } from '../../alerts/quiet-hours.ts'
import type { Rule } from '../../alerts/rule.ts'
import type { AlertReading, NoticeKind } from '../../engine/alerting.ts'
import { actorName } from '../../engine/people.ts'
import type { ChatParts } from '../chat/parts.ts'

const MEMBERS_NAMED = 5

type ComposingParts = Pick<ChatParts, 'alerts' | 'people' | 'readings' | 'rules' | 'settings'>

/** Gathers what a message about an alert has to say besides the alert itself. */
export function createComposing(parts: ComposingParts): {
  alert: (alert: AlertReading, kind: NoticeKind, now: Date) => Promise<AlertMessage>
  overview: (alerts: readonly AlertReading[], now: Date) => Promise<AlertMessage>
} {
  const rules = new Map(parts.rules.map((rule): [string, Rule] => [rule.id, rule]))
  const quiet = async (now: Date): Promise<boolean> => {
    const { settings } = await parts.settings()
    return isQuiet(settings['quiet-hours'], settings['operator-timezone'], now)
  }
  return {
    async alert(alert, kind, now) {
      const { alerts } = parts
      const [people, events, contacts, silences] = await Promise.all([
        parts.people.people(),
        alerts.events(alert.id),
        alerts.oncall(),
        alerts.silences(),
      ])
      const isGroup = alert.entity === '*'
      const members = isGroup ? await alerts.members(alert.id, MEMBERS_NAMED) : []
      const silence = silences.find(({ id }) => alert.mutedBy === `silence:${id}`)
      return composeAlert(alert, rules.get(alert.rule) ?? null, {
        kind,
        now,
        quiet: await quiet(now),
        actorName: (actor) => actorName(actor, people),
        events,
        contacts,
        letGo: await letGoOf([alert, ...members], parts.readings),
        ...(silence === undefined ? {} : { silence }),
        ...(isGroup ? { members, memberCount: await alerts.memberCount(alert.id) } : {}),
      })
    },
    async overview(alerts, now) {
      const firing = alerts.filter(({ state }) => state === 'firing')
      const told = firing.length > 0 ? firing : alerts
      return composeOverview(told, countsOf(told), { now, rules, quiet: await quiet(now) })
    },
  }
}

function countsOf(alerts: readonly AlertReading[]): Partial<Record<AlertReading['severity'], number>> {
  const counts: Partial<Record<AlertReading['severity'], number>> = {}
  for (const { severity } of alerts) counts[severity] = (counts[severity] ?? 0) + 1
  return counts
}
