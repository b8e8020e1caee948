import { sats } from '../../engine/domain/money.ts'
import type { Finding } from '../../engine/alerting.ts'
import { formatAge, formatCount, formatTime } from '../../engine/format.ts'
import { type SeenMachine, seenMachines } from '../../engine/lamassu-sights.ts'
import { say } from '../../engine/phrase.ts'
import { machineName } from '../machine-words.ts'
import { hoursBefore } from '../moments.ts'
import { defineRule } from '../rule.ts'
import { toldFindings } from '../told-findings.ts'

const ID = 'MACHINE_CASHBOX'

export const rule = defineRule({
  id: ID,
  title: 'Cash box',
  severity: 'medium',
  runbook: 'R0',
  respondMinutes: 240,
  everySeconds: 60,
  money: false,
  why: 'A full cash box stops a machine from buying, and one that nobody should have opened is a theft',
  trigger:
    'as far as Lamassu tells: a cash box holds more notes than the limit, or was taken out or emptied within the last hours, each machine by itself',
  automatic: null,
  resolves: 'the cash box is emptied in Lamassu; an opening is over by itself after the limit',
  inhibitedBy: ['LAMASSU_DB_DOWN'],
  limits: {
    notes: {
      default: 800,
      least: 50,
      most: 20_000,
      unit: 'count',
      help: 'how many notes a cash box may hold',
    },
    openedHours: {
      default: 2,
      least: 1,
      most: 24,
      unit: 'hours',
      help: 'for how long an opened cash box is told',
    },
  },
  async check({ signs, observations, now }, { notes, openedHours }) {
    const machines = seenMachines(observations)
    const isFull = (machine: SeenMachine): boolean => (machine.cashboxNotes ?? 0) > notes
    const told = machines.some(isFull) ? await toldFindings(signs.alerts, ID) : new Map<string, Finding>()
    return machines.flatMap((machine) => [
      ...(isFull(machine) ? [full(machine, notes, told)] : []),
      ...opened(machine, openedHours, now),
    ])
  },
})

function full(machine: SeenMachine, limit: number, told: ReadonlyMap<string, Finding>): Finding {
  const entity = `machine:${machine.deviceId}:full`
  const notes = formatCount(machine.cashboxNotes ?? 0, 'note')
  return {
    entity,
    what: say`${machineName(machine)} · ${notes}`,
    exposureSats: sats(0n),
    since: told.get(entity)?.since ?? machine.seenAt,
    fired: say`${notes} in the cash box, limit ${limit}`,
    now: say`Empty the cash box, and enter it in Lamassu.`,
    steps: ['status show', 'tx list'],
  }
}

/** Each opening by itself: a second one is told, too. */
function opened(machine: SeenMachine, hours: number, now: Date): Finding[] {
  const { cashboxOpenedAt: at } = machine
  if (at === null || at < hoursBefore(now, hours)) return []
  return [
    {
      entity: `machine:${machine.deviceId}:opened:${at.toISOString()}`,
      what: say`${machineName(machine)} · taken out or emptied`,
      exposureSats: sats(0n),
      since: at,
      fired: say`taken out or emptied at ${formatTime(at)}, ${formatAge(at, now)} ago`,
      now: say`If nobody of yours did this, call the shop now.`,
      steps: ['status show', 'tx list'],
    },
  ]
}
