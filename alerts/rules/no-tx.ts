import { sats } from '../../engine/domain/money.ts'
import { formatAge, formatCount, formatTime } from '../../engine/format.ts'
import { MACHINES, type SeenMachine, seenMachines } from '../../engine/lamassu-sights.ts'
import { say, type Text } from '../../engine/phrase.ts'
import type { QuietMachine } from '../../engine/signs/polling.ts'
import { hoursBefore, minutesBefore, secondsAfter, secondsBetween } from '../moments.ts'
import { defineRule } from '../rule.ts'
import { machineName } from '../machine-words.ts'

/** What a machine does is learned from so many days; one that sold nothing in them sells no more. */
const DAYS_LEARNED = 180
const SILENT_MINUTES = 3

export const rule = defineRule({
  id: 'NO_TX_24H',
  title: 'Machine sells nothing',
  severity: 'medium',
  runbook: 'R2',
  respondMinutes: 24 * 60,
  everySeconds: 600,
  money: false,
  why: 'A machine that looks well and sells nothing is often one that customers cannot use',
  trigger:
    'polls succeed, and a machine has had no cash-out for longer than 99 of 100 of its own gaps of the last 180 days, and than the shortest limit',
  automatic: 'looks at when the machine was last heard of, and at its cash',
  resolves: 'the machine sells again, or somebody says that it is closed',
  inhibitedBy: ['LAMASSU_DB_DOWN'],
  goodChecks: 1,
  limits: {
    floorHours: {
      default: 24,
      least: 1,
      most: 720,
      unit: 'hours',
      help: 'a shorter time without a cash-out is never told',
    },
  },
  async check({ signs, observations, now }, { floorHours }) {
    const { knownUntil } = await signs.polling.course()
    if (knownUntil === null) return []
    const seen = new Map(seenMachines(observations).map((machine) => [machine.deviceId, machine]))
    // One that is not paired any more sells nothing, rightly.
    const areAllSeen = observations.get(MACHINES)?.outcome === 'ok' && seen.size > 0
    const quiet = await signs.polling.quietMachines(hoursBefore(now, DAYS_LEARNED * 24))
    return quiet
      .filter(({ deviceId }) => !areAllSeen || seen.has(deviceId))
      .map((machine) => ({ machine, limit: limitOf(machine, floorHours) }))
      .filter(({ machine, limit }) => secondsBetween(machine.lastAt, knownUntil) > limit)
      .map(({ machine, limit }) => ({
        entity: `machine:${machine.deviceId}`,
        what: say`${machineName({ deviceId: machine.deviceId, name: machine.name ?? '' })}, none for ${formatAge(machine.lastAt, knownUntil)}`,
        exposureSats: sats(0n),
        since: machine.lastAt,
        fired: firedText(machine, limit),
        did: crossCheck(seen.get(machine.deviceId), now),
        now: say`Try a small cash-out at the machine, or ask the shop whether it is open.`,
        steps: ['tx list', 'poll status'],
      }))
  },
})

/** A machine whose cash-outs come more often, or are too few to learn from, has the shortest limit: that is no habit of its own. */
function firedText({ lastAt, usualSeconds }: QuietMachine, limit: number): Text {
  const span = formatAge(lastAt, secondsAfter(lastAt, limit))
  return usualSeconds === null || usualSeconds < limit
    ? say`last cash-out ${formatTime(lastAt)}; limit ${span}`
    : say`last cash-out ${formatTime(lastAt)}; 99 of 100 come within ${span}`
}

const limitOf = ({ usualSeconds }: QuietMachine, floorHours: number): number =>
  Math.max(usualSeconds ?? 0, floorHours * 3600)

/** What else is known of the machine: whether it is there, and whether it has anything to sell. */
function crossCheck(machine: SeenMachine | undefined, now: Date): Text {
  if (machine === undefined || machine.lastOnlineAt === null)
    return say`Whether the machine is there could not be seen in Lamassu.`
  if (machine.lastOnlineAt < minutesBefore(machine.seenAt, SILENT_MINUTES))
    return say`The machine does not answer either: last heard of ${formatAge(machine.lastOnlineAt, now)} ago.`
  if (machine.units === null) return say`The machine answers.`
  const notes = machine.units.reduce((sum, unit) => sum + unit.notes, 0)
  return say`The machine answers, and has ${formatCount(notes, 'note')}.`
}
