import { sats } from '../../engine/domain/money.ts'
import { formatCount } from '../../engine/format.ts'
import { type SeenMachine, seenMachines } from '../../engine/lamassu-sights.ts'
import { joined, say } from '../../engine/phrase.ts'
import type { CashUnit } from '../../engine/ports.ts'
import { machineName, unitsText } from '../machine-words.ts'
import { defineRule } from '../rule.ts'
import { toldFindings } from '../told-findings.ts'

const ID = 'MACHINE_LOW_CASH'

export const rule = defineRule({
  id: ID,
  title: 'Machine low on cash',
  severity: 'medium',
  runbook: 'R0',
  respondMinutes: 240,
  everySeconds: 60,
  money: false,
  why: 'A machine without notes turns customers away',
  trigger:
    'a cassette or recycler that is in use holds less than so many percent of what fits in, or fewer notes than the limit, each machine by itself; high when the machine has no notes at all',
  automatic: null,
  resolves: 'every cassette and recycler holds enough again',
  inhibitedBy: ['LAMASSU_DB_DOWN'],
  limits: {
    percent: {
      default: 10,
      least: 0,
      most: 90,
      unit: 'percent',
      help: 'how full a cassette has to be; 0 counts notes only',
    },
    notes: {
      default: 20,
      least: 0,
      most: 3000,
      unit: 'count',
      help: 'how many notes a cassette has to hold, however large it is',
    },
    cassetteCapacity: {
      default: 500,
      least: 10,
      most: 5000,
      unit: 'count',
      help: 'how many notes fit into a cassette',
    },
    recyclerCapacity: {
      default: 60,
      least: 10,
      most: 5000,
      unit: 'count',
      help: 'how many notes fit into a recycler',
    },
  },
  async check({ signs, observations }, limits) {
    const machines = seenMachines(observations).filter(({ cashOutActive }) => cashOutActive !== false)
    const needed = (unit: CashUnit): number => neededNotes(unit, limits)
    const low = machines.flatMap((machine) => {
      const units = (machine.units ?? []).filter((unit) => unit.notes < needed(unit))
      return units.length === 0 ? [] : [{ machine, units }]
    })
    if (low.length === 0) return []
    const doubtful = low.filter(({ machine }) => !hasCash(machine) && machine.cashOutActive !== true)
    const sellers = await signs.polling.sellers(doubtful.map(({ machine }) => machine.deviceId))
    const told = await toldFindings(signs.alerts, ID)
    return low
      .filter(
        ({ machine }) => hasCash(machine) || machine.cashOutActive === true || sellers.has(machine.deviceId),
      )
      .map(({ machine, units }) => ({
        entity: `machine:${machine.deviceId}`,
        severity: hasCash(machine) ? 'medium' : 'high',
        what: joined([machineName(machine), ' · ', unitsText(units)]),
        exposureSats: sats(0n),
        since: told.get(`machine:${machine.deviceId}`)?.since ?? machine.seenAt,
        fired: joined(
          units.map((unit) => say`${formatCount(unit.notes, 'note')}, limit ${needed(unit)}`),
          '; ',
        ),
        now: hasCash(machine)
          ? say`Refill the machine before it runs dry, and enter the new counts in Lamassu.`
          : say`The machine has no notes at all: refill it, and enter the new counts in Lamassu.`,
        steps: ['tx list', 'status show'],
      }))
  },
})

interface NoteLimits {
  readonly percent: number
  readonly notes: number
  readonly cassetteCapacity: number
  readonly recyclerCapacity: number
}

/** The count is meant for cassettes: it may be more than fits into a recycler. */
function neededNotes({ unit }: CashUnit, limits: NoteLimits): number {
  const isRecycler = unit.startsWith('recycler')
  const capacity = isRecycler ? limits.recyclerCapacity : limits.cassetteCapacity
  const counted = isRecycler ? 0 : limits.notes
  return Math.max(Math.ceil((capacity * limits.percent) / 100), counted)
}

/** One that only buys has no notes, and never had. */
const hasCash = ({ units }: SeenMachine): boolean => (units ?? []).some(({ notes }) => notes > 0)
