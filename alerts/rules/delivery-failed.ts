import type { ChannelReading, Finding } from '../../engine/alerting.ts'
import { sats } from '../../engine/domain/money.ts'
import { formatAge, formatCount, formatSpan } from '../../engine/format.ts'
import { say } from '../../engine/phrase.ts'
import { minutesBefore } from '../moments.ts'
import { defineRule } from '../rule.ts'

export const rule = defineRule({
  id: 'DELIVERY_FAILED',
  title: 'Alerts do not arrive',
  severity: 'high',
  runbook: 'R10',
  respondMinutes: 60,
  everySeconds: 15,
  money: true,
  why: 'An alert that does not arrive is one that nobody acts on',
  trigger: 'a channel is gone for good, or something waits there for longer than the limit',
  automatic: 'tells what waits on the other channels',
  resolves: 'the channel takes messages again',
  goodChecks: 1,
  limits: {
    afterMinutes: {
      default: 5,
      least: 1,
      most: 240,
      unit: 'minutes',
      help: 'how long a channel may fail while something waits there',
    },
  },
  async check({ signs, now }, { afterMinutes }) {
    const limitAt = minutesBefore(now, afterMinutes)
    return (await signs.alerts.channels()).flatMap((channel) => {
      if (channel.gone) return [gone(channel, now)]
      const { failingSince, waiting } = channel
      if (failingSince === null || failingSince > limitAt || waiting === 0) return []
      return [failing(channel, { failingSince, now, afterMinutes })]
    })
  },
})

const gone = (channel: ChannelReading, now: Date): Finding => ({
  entity: `channel:${channel.channel}`,
  what: say`channel ${channel.channel} is gone`,
  exposureSats: sats(0n),
  since: channel.failingSince ?? now,
  fired: say`it can't work as it is: ${channel.lastError ?? '–'}`,
  did: say`What was to be told there is told on the other channels.`,
  now: say`Put the channel's address or token right, or take it out of the settings; then test it.`,
  steps: ['config rooms', `alert test DELIVERY_FAILED --channel ${channel.channel}`],
})

const failing = (
  channel: ChannelReading,
  { failingSince, now, afterMinutes }: { failingSince: Date; now: Date; afterMinutes: number },
): Finding => ({
  entity: `channel:${channel.channel}`,
  what: say`channel ${channel.channel} fails · ${formatCount(channel.waiting, 'alert')} waiting`,
  exposureSats: sats(0n),
  since: failingSince,
  fired: say`failing for ${formatAge(failingSince, now)}, limit ${formatSpan(afterMinutes * 60)}: ${channel.lastError ?? '–'}`,
  did: say`It is tried again and again; what waits is told on the other channels.`,
  now: say`Look whether the other side is down; if it is not, put the channel's settings right.`,
  steps: ['config rooms', `alert test DELIVERY_FAILED --channel ${channel.channel}`],
})
