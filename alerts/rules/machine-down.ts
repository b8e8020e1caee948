import { sats } from '../../engine/domain/money.ts'
import type { Finding } from '../../engine/alerting.ts'
import { formatAge, formatCount } from '../../engine/format.ts'
import { MACHINES, seenMachines } from '../../engine/lamassu-sights.ts'
import type { Observation } from '../../engine/observations.ts'
import { say } from '../../engine/phrase.ts'
import { causeOf } from '../causes.ts'
import { machineName } from '../machine-words.ts'
import { minutesBefore, secondsAfter } from '../moments.ts'
import { defineRule } from '../rule.ts'

/** A look that fails once is nothing: the next one is a minute later. */
const LOOKS_FAILED = 3

export const rule = defineRule({
  id: 'MACHINE_DOWN',
  title: 'Machine down',
  severity: 'medium',
  runbook: 'R0',
  respondMinutes: 240,
  everySeconds: 30,
  money: false,
  why: 'A machine that Lamassu does not hear of sells nothing',
  trigger:
    'Lamassu has not heard of a machine for longer than the limit, each machine by itself; high after the second limit; or how the machines are may not be read',
  automatic: null,
  resolves: 'Lamassu hears of the machine again',
  inhibitedBy: ['LAMASSU_DB_DOWN'],
  limits: {
    silentMinutes: {
      default: 3,
      least: 1,
      most: 1440,
      unit: 'minutes',
      help: 'how long Lamassu may not hear of a machine',
    },
    highAfterMinutes: {
      default: 60,
      least: 2,
      most: 10_080,
      unit: 'minutes',
      help: 'how long a machine may be down before the alert is high',
    },
  },
  async check({ observations, now }, { silentMinutes, highAfterMinutes }) {
    const down = seenMachines(observations).flatMap((machine): Finding[] => {
      const { silentSeconds, seenAt } = machine
      if (silentSeconds === null || silentSeconds <= silentMinutes * 60) return []
      // By Lamassu's clock at the last look: one that is not heard of while nobody can look is not down for that.
      const since = secondsAfter(seenAt, -silentSeconds)
      return [
        {
          entity: `machine:${machine.deviceId}`,
          severity: silentSeconds > highAfterMinutes * 60 ? 'high' : 'medium',
          what: machineName(machine),
          exposureSats: sats(0n),
          since,
          fired: say`not heard of for ${formatAge(since, seenAt)}, limit ${formatAge(minutesBefore(now, silentMinutes), now)}`,
          now: say`See whether the machine has power and a network; restart it.`,
          steps: ['tx list', 'check ssh'],
        },
      ]
    })
    return [...down, ...unseen(observations.get(MACHINES))]
  },
})

/** Not to see a machine is not to see it well. */
function unseen(look: Observation | undefined): Finding[] {
  if (look === undefined || look.outcome === 'ok') return []
  if (look.outcome !== 'forbidden' && look.inARow < LOOKS_FAILED) return []
  return [
    {
      entity: 'machines',
      severity: 'medium',
      what: say`the machines cannot be seen`,
      exposureSats: sats(0n),
      since: look.since,
      fired: say`${formatCount(look.inARow, 'look')} at the machines in vain: ${causeOf(look.detail ?? look.outcome)}`,
      now:
        look.outcome === 'forbidden'
          ? say`Run that statement in Lamassu's database, as its owner.`
          : say`Try the connection to Lamassu's database.`,
      steps: ['check ssh', 'poll status'],
    },
  ]
}
