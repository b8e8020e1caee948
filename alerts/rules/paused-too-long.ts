import { sats } from '../../engine/domain/money.ts'
import { formatAge, formatCount, formatSats, formatSpan } from '../../engine/format.ts'
import { type Phrase, say } from '../../engine/phrase.ts'
import { recorded } from '../../engine/recorded.ts'
import type { DelayReading, SwitchesReading } from '../../engine/signs/operations.ts'
import { hoursBefore } from '../moments.ts'
import { defineRule } from '../rule.ts'

export const rule = defineRule({
  id: 'PAUSED_TOO_LONG',
  title: 'Paused for long',
  severity: 'high',
  runbook: 'R0',
  respondMinutes: 120,
  everySeconds: 60,
  money: true,
  why: 'Nothing resumes by itself: what a pause holds up waits until somebody ends it',
  trigger: 'payouts or polling are off for longer than the limit',
  automatic: 'writes what delayed clients are to be told, for a person to send',
  resolves: 'payouts and polling are on',
  goodChecks: 1,
  limits: {
    afterHours: { default: 2, least: 1, most: 168, unit: 'hours', help: 'how long a pause may last' },
    delayedHours: {
      default: 24,
      least: 1,
      most: 720,
      unit: 'hours',
      help: 'after how long clients should hear why they wait',
    },
  },
  async check({ signs, now }, { afterHours, delayedHours }) {
    const switches = await signs.operations.switches()
    const [since] = [switches.payoutsOffSince, switches.pollingOffSince]
      .filter((at) => at !== null)
      .sort((a, b) => a.getTime() - b.getTime())
    if (since === undefined || since > hoursBefore(now, afterHours)) return []
    const late = await signs.operations.delayed(hoursBefore(now, delayedHours))
    return [
      {
        entity: '',
        what: late.clients === 0 ? offWords(switches) : delayedWords(switches, late),
        exposureSats: sats(0n),
        since,
        fired: say`off for ${formatAge(since, now)}, limit ${formatSpan(afterHours * 3600)}: ${recorded(switches.reason ?? '–')}`,
        now:
          late.clients === 0
            ? say`Finish what it was paused for, check that all is well, and resume.`
            : say`Tell the clients why they wait; then finish what it was paused for, and resume.`,
        steps: [...noticeFor(late), 'check all', `poll resume ${whatIsOff(switches)}`],
      },
    ]
  },
})

const whatIsOff = ({ payoutsOffSince, pollingOffSince }: SwitchesReading): 'both' | 'payout' | 'ingest' => {
  if (payoutsOffSince === null) return 'ingest'
  return pollingOffSince === null ? 'payout' : 'both'
}

const OFF: Readonly<Record<'both' | 'payout' | 'ingest', Phrase>> = {
  both: say`payouts and polling are off`,
  payout: say`payouts are off`,
  ingest: say`polling is off`,
}
const offWords = (switches: SwitchesReading): Phrase => OFF[whatIsOff(switches)]

const delayedWords = (switches: SwitchesReading, late: DelayReading): Phrase =>
  say`${offWords(switches)} · ${formatCount(late.clients, 'client')} waiting for up to ${formatSats(late.total)}`

const noticeFor = ({ clientIds }: DelayReading): string[] =>
  clientIds.length === 0 ? [] : [`client notify ${clientIds.join(',')} --template delay`]
