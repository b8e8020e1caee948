import { sats } from '../../engine/domain/money.ts'
import { formatCount, formatTime } from '../../engine/format.ts'
import { type Phrase, say } from '../../engine/phrase.ts'
import type { RefusalBurst } from '../../engine/signs/operations.ts'
import { defineRule } from '../rule.ts'

export const rule = defineRule({
  id: 'AUTH_ABUSE',
  title: 'Refused again and again',
  severity: 'high',
  runbook: 'R7',
  respondMinutes: 60,
  everySeconds: 30,
  money: false,
  why: 'Somebody tries what he may not do, or somebody else uses his account',
  trigger: 'an account is refused so often within ten minutes, or is locked for it',
  automatic: 'locks the account for fifteen minutes after five refusals',
  resolves: 'somebody has looked into it',
  recovery: 'acknowledged',
  limits: {
    refusals: { default: 3, least: 2, most: 5, unit: 'count', help: 'how many refusals within ten minutes' },
  },
  async check({ signs }, { refusals }) {
    const bursts = await signs.operations.refusals(Math.ceil(refusals))
    return bursts.map((burst) => {
      const { platform, userId } = burst.identity
      return {
        entity: `account:${platform}:${userId}:${burst.beganAt.getTime()}`,
        what: burst.lockedUntil === null ? say`${whoOf(burst)} was refused` : say`${whoOf(burst)} was locked`,
        exposureSats: sats(0n),
        since: burst.beganAt,
        fired:
          burst.lockedUntil === null
            ? say`${formatCount(burst.refusals, 'refusal')} within ten minutes, limit ${refusals}`
            : say`five refusals within ten minutes; locked until ${formatTime(burst.lockedUntil)}`,
        ...(burst.lockedUntil === null
          ? {}
          : { did: say`The account is locked for fifteen minutes: nothing that it asks is answered.` }),
        now:
          burst.person === null
            ? say`Look whose account this is, and remove it from the rooms if nobody knows it.`
            : say`Ask the person in another way; if the account is in other hands, revoke it.`,
        steps: [
          ...(burst.personId === null ? ['user list'] : [`user revoke ${burst.personId}`]),
          'audit log',
        ],
      }
    })
  },
})

const whoOf = ({ person, identity: { platform, userId } }: RefusalBurst): Phrase =>
  person === null
    ? say`a stranger (${platform} account ${userId})`
    : say`${person} (${platform} account ${userId})`
