import type { AlertMessage } from '../../alerts/message.ts'
import type { AlertReadings, OncallContact } from '../../engine/alerting.ts'
import type { PeopleStore, PersonReading } from '../../engine/people.ts'
import type { Mention } from '../chat/conversation.ts'

export interface CallParts {
  readonly alerts: Pick<AlertReadings, 'alert' | 'oncall'>
  readonly people: Pick<PeopleStore, 'people'>
}

/** The accounts, on this platform, of everybody who is on call up to the level that the alert has reached. */
export const createMentions =
  ({ alerts, people }: CallParts, platform: 'discord' | 'telegram') =>
  async ({ alertId }: AlertMessage): Promise<readonly Mention[]> => {
    const alert = alertId === null ? null : await alerts.alert(alertId)
    const level = Math.max(1, alert?.level ?? 1)
    const [contacts, known] = await Promise.all([alerts.oncall(), people.people()])
    const called = LEVELS.slice(0, level).flatMap((slot) => personIn(slot, contacts, known))
    const mentions = called.flatMap((person) =>
      person.identities
        .filter((account) => account.platform === platform)
        .map(({ userId }) => ({ account: userId, name: person.name })),
    )
    return [...new Map(mentions.map((mention) => [mention.account, mention])).values()]
  }

const LEVELS = ['level1', 'level2', 'level3'] as const

/** Whoever has taken the level, else the one whose level it is. */
function personIn(
  slot: (typeof LEVELS)[number],
  contacts: readonly OncallContact[],
  people: readonly PersonReading[],
): PersonReading[] {
  const contact = contacts.find((one) => one.slot === slot)
  const id = contact?.takenBy ?? contact?.personId ?? null
  return people.filter((person) => person.active && person.id === id)
}
