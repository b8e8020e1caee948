import { sats } from '../../engine/domain/money.ts'
import { formatAge, formatCount, formatTime } from '../../engine/format.ts'
import { say } from '../../engine/phrase.ts'
import { hoursBefore } from '../moments.ts'
import { defineRule } from '../rule.ts'

export const rule = defineRule({
  id: 'POLL_SILENT_24H',
  title: 'No successful poll',
  severity: 'high',
  runbook: 'R2',
  respondMinutes: 120,
  everySeconds: 60,
  money: false,
  why: 'What the machines have sold since then has not been paid to anybody',
  trigger: 'no poll has succeeded for longer than the limit, whatever the reason, a pause included',
  automatic: 'goes on trying; the first poll that succeeds takes in everything since the last one',
  resolves: 'a poll succeeds',
  limits: {
    afterHours: {
      default: 24,
      least: 1,
      most: 168,
      unit: 'hours',
      help: 'how long there may be no successful poll',
      variable: 'MAX_POLL_DELAY_HOURS',
    },
  },
  async check({ signs, now }, { afterHours }) {
    const course = await signs.polling.course()
    if (course.silentSince > hoursBefore(now, afterHours)) return []
    return [
      {
        entity: '',
        what:
          course.lastGoodAt === null
            ? say`never since the installation`
            : say`none since ${formatTime(course.lastGoodAt)}`,
        exposureSats: sats(0n),
        since: course.silentSince,
        fired: say`none for ${formatAge(course.silentSince, now)}, limit ${formatCount(afterHours, 'hour')}`,
        now: course.pollingEnabled
          ? say`Find out why the polls fail, then poll by hand.`
          : say`Polling was switched off by a person: resume it, or find out why it has to stay off.`,
        steps: course.pollingEnabled
          ? ['check ssh', 'poll status', 'poll run']
          : ['poll resume --what ingest', 'poll status'],
      },
    ]
  },
})
