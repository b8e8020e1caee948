import type { Pool } from 'pg'
import { loadRules } from '../../alerts/catalogue.ts'
import { limitsFor } from '../../alerts/limits.ts'
import { secondsBefore } from '../../alerts/moments.ts'
import type { Rule, Sight } from '../../alerts/rule.ts'
import { MACHINE_PREFIX, machineValue } from '../../engine/lamassu-sights.ts'
import { effectiveSettings } from '../../engine/settings.ts'
import { createAlertReadings } from '../../engine/store/alert-readings.ts'
import { createObservationStore } from '../../engine/store/observation-store.ts'
import { createReadings } from '../../engine/store/readings/readings.ts'
import { createSigns } from '../../engine/store/signs/signs.ts'
import { type BigBooks, fillBigBooks } from './big-books.ts'
import type { Ground } from './ground.ts'
import { aimAtMost, atMost, type Finding, finding, median, timed } from './measure.ts'

const ROUNDS = 5

/** All rules, asked of the books of some years, against the same rules and the books of a few weeks. */
export async function benchAlerts(ground: Ground): Promise<Finding[]> {
  const few: BigBooks = { clients: 100, payments: 10_000, paymentsPerCashOut: 5 }
  const many: BigBooks = ground.quick ? few : { clients: 10_000, payments: 1_000_000, paymentsPerCashOut: 5 }
  const small = await measureRules(ground, 'alerts_small', few)
  const large = await measureRules(ground, 'alerts_large', many)
  const [slowest] = [...large].sort((a, b) => b.ms - a.ms)
  if (slowest === undefined) throw new Error('there are no rules')
  const size = `${many.payments / 5} cash-outs and ${many.payments} payments`
  return [
    finding({
      name: `a round of all ${large.length} alert rules, with ${size}: times one with ${few.payments}`,
      medianMs: { small: sumOf(small), large: sumOf(large) },
      ratio: sumOf(large) / sumOf(small),
      unit: 'x',
      target: atMost(20),
    }),
    finding({
      name: 'what the rules take of a minute, each as often as it is due',
      medianMs: Object.fromEntries(slowestOf(large).map(({ id, ms }) => [id, ms])),
      ratio: large.reduce((sum, { ms, everySeconds }) => sum + (ms * 60) / everySeconds, 0),
      unit: 'ms',
      target: atMost(1000),
    }),
    finding({
      name: `the slowest rule, ${slowest.id}`,
      medianMs: {},
      ratio: slowest.ms,
      unit: 'ms',
      target: aimAtMost(1000),
    }),
  ]
}

interface Timed {
  readonly id: string
  readonly everySeconds: number
  readonly ms: number
}

const sumOf = (rules: readonly Timed[]): number => rules.reduce((sum, { ms }) => sum + ms, 0)
const slowestOf = (rules: readonly Timed[]): Timed[] => [...rules].sort((a, b) => b.ms - a.ms).slice(0, 5)

async function measureRules(ground: Ground, database: string, books: BigBooks): Promise<Timed[]> {
  ground.say(`alerts: filling books with ${books.payments} payments`)
  await ground.booksDatabase(database)
  await fillBigBooks(ground.url(database), books)
  const pool = ground.pool(database)
  await lookOutside(pool)
  ground.say('alerts: asking the rules')
  const rules = await loadRules()
  const times = new Map<string, number[]>(rules.map(({ id }) => [id, []]))
  // The first one warms up.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const sight = await sightOf(pool)
    for (const rule of rules) {
      const milliseconds = await timed(() => ask(rule, sight))
      if (round > 0) times.get(rule.id)?.push(milliseconds)
    }
  }
  await pool.end()
  return rules.map(({ id, everySeconds }) => ({ id, everySeconds, ms: median(times.get(id) ?? []) }))
}

/** These alone may find something in books that nobody has looked after: everything else is as it should be. */
const MAY_FIND = new Set(['CONTACTS_MISSING', 'CLIENTS_MISMATCH', 'LP_RUNWAY', 'SOURCE_LOW'])

async function ask(rule: Rule, sight: Sight): Promise<void> {
  const findings = await rule.check(sight, limitsFor(rule, undefined, new Map()))
  if (findings.length > 0 && !MAY_FIND.has(rule.id))
    throw new Error(`${rule.id} finds something in books that are right: ${findings[0]?.entity}`)
}

/** What the observers would have seen, all well, so that no rule breaks off for want of it. */
async function lookOutside(pool: Pool): Promise<void> {
  const now = new Date()
  const machine = {
    deviceId: 'machine-1',
    name: 'Bench',
    lastOnlineAt: now,
    units: [{ unit: 'cassette1', notes: 400, denomination: null }],
    cashboxNotes: 0,
    cashboxOpenedAt: null,
    cashOutActive: true,
  }
  const bot = { sandbox: false, l3ThresholdSats: '1000000', digestCron: null }
  await createObservationStore(pool).record(
    [
      { subject: 'heartbeat', outcome: 'ok' },
      { subject: 'bot', outcome: 'ok', value: bot },
      { subject: MACHINE_PREFIX + machine.deviceId, outcome: 'ok', value: machineValue(machine, now) },
      { subject: 'wallet:source', outcome: 'ok', value: walletValue(now) },
      { subject: 'wallet:commission', outcome: 'ok', value: walletValue(now) },
    ],
    now,
  )
  await pool.query("UPDATE lamassu_config SET baseline_at = now() - interval '3 years'")
}

const walletValue = (now: Date) => ({
  balanceMsat: '1000000000000',
  readAt: now.toISOString(),
  key: 'bench',
  hourly: [{ at: secondsBefore(now, 3600).toISOString(), balanceMsat: '1000000000000' }],
})

async function sightOf(pool: Pool): Promise<Sight> {
  const readings = createReadings(pool)
  return {
    now: new Date(),
    readings,
    signs: createSigns(pool, createAlertReadings(pool)),
    observations: await createObservationStore(pool).all(),
    settings: effectiveSettings(new Map(), await readings.settings()).settings,
    pollSeconds: 600,
  }
}
