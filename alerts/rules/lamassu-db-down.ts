import { sats } from '../../engine/domain/money.ts'
import { formatAge, formatCount } from '../../engine/format.ts'
import { LAMASSU } from '../../engine/lamassu-sights.ts'
import type { Observation } from '../../engine/observations.ts'
import { say, type Text } from '../../engine/phrase.ts'
import type { PollCourse } from '../../engine/signs/polling.ts'
import { causeOf } from '../causes.ts'
import { hoursBefore } from '../moments.ts'
import { defineRule } from '../rule.ts'

export const rule = defineRule({
  id: 'LAMASSU_DB_DOWN',
  title: "Lamassu's database away",
  severity: 'medium',
  runbook: 'R2',
  respondMinutes: 240,
  everySeconds: 30,
  money: false,
  why: 'The bot sees neither what the machines sell nor how they are',
  trigger:
    'the last polls, or the last looks between them, all failed at the SSH server or at the database; high after the second limit',
  automatic: 'goes on trying, at longer intervals; meanwhile late polls and machines are not told',
  resolves: 'two checks in a row find the database readable again',
  limits: {
    failures: {
      default: 3,
      least: 2,
      most: 3,
      unit: 'count',
      help: 'how many failures in a row it takes',
    },
    highAfterHours: {
      default: 4,
      least: 1,
      most: 48,
      unit: 'hours',
      help: 'how long it may be away before the alert is high',
    },
  },
  async check({ signs, observations, now }, { failures, highAfterHours }) {
    const course = await signs.polling.course()
    const outage = outageOf(course, observations.get(LAMASSU), failures)
    if (outage === null) return []
    return [
      {
        entity: '',
        severity: outage.since <= hoursBefore(now, highAfterHours) ? 'high' : 'medium',
        what: say`for ${formatAge(outage.since, now)}`,
        exposureSats: sats(0n),
        since: outage.since,
        fired: say`${formatCount(outage.count, 'failure')} in a row, limit ${failures}: ${outage.cause}`,
        did: say`It goes on trying by itself. Nothing is lost: the next good poll takes in what was sold meanwhile.`,
        now: say`Try the connection, and follow what its sentence says.`,
        steps: ['check ssh', 'poll status', 'poll run'],
      },
    ]
  },
})

interface Outage {
  readonly since: Date
  readonly count: number
  readonly cause: Text
}

/** The way to the database failed, so that one good look at it says that it is over. */
const IS_ABOUT_THE_WAY = /^(?:ssh_|lamassu_(?:unreachable|auth_failed|wrong_database)$)/
const IS_ABOUT_LAMASSU = /^(?:ssh|lamassu)_/

function outageOf(course: PollCourse, seen: Observation | undefined, needed: number): Outage | null {
  return outageInPolls(course, seen, needed) ?? outageInLooks(course, seen, needed)
}

function outageInPolls(
  { failures, pollingEnabled }: PollCourse,
  seen: Observation | undefined,
  needed: number,
): Outage | null {
  if (failures === null || failures.count < needed) return null
  const codes = failures.lastCodes.slice(0, needed)
  if (codes.length < needed || !codes.every((code) => IS_ABOUT_LAMASSU.test(code))) return null
  const wasSeenSince = seen?.outcome === 'ok' && seen.observedAt > failures.lastAt
  // Where nobody polls, the look is all there is; a query that fails may fail while the look succeeds.
  if (wasSeenSince && (!pollingEnabled || codes.every((code) => IS_ABOUT_THE_WAY.test(code)))) return null
  return { since: failures.firstAt, count: failures.count, cause: causeOf(failures.lastMessage) }
}

/** Between polls that are hours apart, and while polling is switched off. */
function outageInLooks(
  { lastGoodAt }: PollCourse,
  seen: Observation | undefined,
  needed: number,
): Outage | null {
  if (seen === undefined || seen.outcome === 'ok' || seen.inARow < needed) return null
  // A poll that succeeded meanwhile knows better than looks that fail.
  if (lastGoodAt !== null && lastGoodAt > seen.since) return null
  return { since: seen.since, count: seen.inARow, cause: causeOf(seen.detail ?? seen.outcome) }
}
