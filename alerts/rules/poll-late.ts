import { sats } from '../../engine/domain/money.ts'
import { formatAge, formatCount } from '../../engine/format.ts'
import { say, type Text } from '../../engine/phrase.ts'
import type { PollFailures } from '../../engine/signs/polling.ts'
import { causeOf } from '../causes.ts'
import { hoursBefore, minutesBefore, secondsBefore } from '../moments.ts'
import { defineRule } from '../rule.ts'

export const rule = defineRule({
  id: 'POLL_LATE',
  title: 'Polling late',
  severity: 'medium',
  runbook: 'R2',
  respondMinutes: 240,
  everySeconds: 60,
  money: false,
  why: 'Clients wait for the sats of what is being sold meanwhile',
  trigger:
    'the last successful poll is older than so many times the interval of the schedule, and than the shortest limit; high after the second limit; not while a person has switched polling off',
  automatic: 'goes on trying; the first poll that succeeds takes in everything since the last one',
  resolves: 'two checks in a row find that a poll has succeeded',
  inhibitedBy: ['LAMASSU_DB_DOWN', 'POLL_SILENT_24H'],
  limits: {
    intervals: {
      default: 2.25,
      least: 1.5,
      most: 20,
      unit: 'times',
      help: 'after how many intervals of the schedule a poll is late',
    },
    floorMinutes: {
      default: 15,
      least: 3,
      most: 240,
      unit: 'minutes',
      help: 'a shorter gap than this is never late, however often is polled',
    },
    highAfterHours: {
      default: 4,
      least: 1,
      most: 48,
      unit: 'hours',
      help: 'how long there may be no successful poll before the alert is high',
    },
  },
  async check({ signs, now, pollSeconds }, { intervals, floorMinutes, highAfterHours }) {
    const course = await signs.polling.course()
    const limit = new Date(
      Math.min(
        secondsBefore(now, intervals * pollSeconds).getTime(),
        minutesBefore(now, floorMinutes).getTime(),
      ),
    )
    if (!course.pollingEnabled || course.awaitedSince >= limit) return []
    // With an interval of hours a poll that is late at all may be older than the second limit.
    const high = new Date(Math.min(limit.getTime(), hoursBefore(now, highAfterHours).getTime()))
    return [
      {
        entity: '',
        severity: course.awaitedSince < high ? 'high' : 'medium',
        what: say`the last good one was ${formatAge(course.awaitedSince, now)} ago`,
        exposureSats: sats(0n),
        since: course.awaitedSince,
        fired: say`none for ${formatAge(course.awaitedSince, now)}, limit ${formatAge(limit, now)}`,
        did: triedText(course.failures),
        now:
          course.failures === null
            ? say`No poll was even tried: see whether the bot is well, and poll by hand.`
            : say`Find out why the polls fail, then poll by hand.`,
        steps: ['poll run', 'poll status', 'check all'],
      },
    ]
  },
})

const triedText = (failures: PollFailures | null): Text =>
  failures === null
    ? say`nothing: no poll was tried`
    : say`${formatCount(failures.count, 'poll')} tried; the last failed: ${causeOf(failures.lastMessage)}`
