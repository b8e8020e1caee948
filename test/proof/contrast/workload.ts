import type { CashOutRow } from '../../../engine/ports.ts'
import { createDice, type Dice } from '../simulation/dice.ts'
import { LNBITS_FAULTS, type LnbitsFault } from '../simulation/profile.ts'
import { changed } from '../simulation/sales.ts'
import { type RowInTime, rollShopSale } from './shop-sales.ts'

/** How bad the days are. */
export type Weather = 'calm' | 'common' | 'heavy'
export const WEATHERS: readonly Weather[] = ['calm', 'common', 'heavy']

/** Something that happens to a shop at a fixed moment, whatever program runs there. */
export type Happening = { readonly atMs: number } & (
  | { readonly kind: 'row'; readonly row: CashOutRow }
  | { readonly kind: 'deposit'; readonly client: number; readonly minor: bigint }
  /** A person goes through what the program shows as failed, and has it paid by the program's own means. */
  | { readonly kind: 'morning' }
  /** SIGKILL at the n-th step that the program takes from now on; what it had just sent may still be carried out. */
  | { readonly kind: 'crash'; readonly steps: number; readonly sentIsCarriedOut: boolean }
  /** LNbits goes away at the n-th request from now on. */
  | { readonly kind: 'lnbits_restart'; readonly requests: number; readonly minutes: number }
  /** The next request of this kind goes wrong. */
  | { readonly kind: 'lnbits_fault'; readonly endpoint: FaultyEndpoint; readonly fault: LnbitsFault }
  | { readonly kind: 'ssh_down'; readonly minutes: number }
  /** The n-th commit from now on fails, or happens without the program's hearing of it. */
  | { readonly kind: 'database_fault'; readonly commits: number; readonly unheard: boolean }
  /** Somebody presses "poll now", after so many further steps of the program: most likely while it polls. */
  | { readonly kind: 'poll_pressed'; readonly steps: number }
  /** The operator saves the configuration again without changing anything that matters. */
  | { readonly kind: 'config_saved' }
  | { readonly kind: 'client_key_reset'; readonly client: number; readonly enteredAfterMinutes: number }
  | { readonly kind: 'source_key_reset'; readonly enteredAfterMinutes: number }
)
export type FaultyEndpoint = 'create' | 'pay' | 'rows'

export interface Workload {
  readonly seed: number
  readonly weather: Weather
  readonly clients: number
  readonly days: number
  readonly startMs: number
  /** In the order of their time; no two at the same moment. */
  readonly happenings: readonly Happening[]
}

const START_MS = Date.UTC(2026, 0, 5, 8)
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/**
 * The days of one shop, from a seed. It has one currency, clients without daily limits, and deposits in whole
 * quetzales: what the predecessor was made for. Nothing in it depends on what a program does.
 */
export function rollWorkload(seed: number, weather: Weather, days: number): Workload {
  const dice = createDice(seed)
  const clients = dice.between(2, 5)
  const rows = rollRows(dice, days, ODD_SHARE[weather])
  const happenings: Happening[] = [
    ...rows.map(({ atMs, row }): Happening => ({ kind: 'row', atMs, row })),
    ...rollDeposits(dice, clients, days),
    ...Array.from(
      { length: days },
      (_, day): Happening => ({ kind: 'morning', atMs: START_MS + (day + 1) * DAY }),
    ),
    ...rollTroubles(dice, weather, { clients, days }),
  ]
  return { seed, weather, clients, days, startMs: START_MS, happenings: oneAtATime(happenings) }
}

/** Ordinary days have an odd sale now and then, two in a hundred; the heavy ones as many as the simulation. */
const ODD_SHARE: Readonly<Record<Weather, number>> = { calm: 0.15, common: 0.15, heavy: 1 }

/** Nothing in the first hour: the bot takes what it finds at its first poll for older than itself. */
function rollRows(dice: Dice, days: number, oddShare: number): RowInTime[] {
  const rows: RowInTime[] = []
  let atMs = START_MS + HOUR
  while (atMs < START_MS + days * DAY) {
    const sale = rollShopSale(dice, atMs, oddShare)
    rows.push(...sale)
    if (dice.chance(0.02)) rows.push(...changedByHand(dice, sale))
    // Sats that are confirmed after the cash came out: nobody else buys meanwhile, so that who is owed what does not
    // depend on when a program happens to look.
    const waits = sale[1] !== undefined && sale[0]?.row.status === 'authorized'
    atMs = (waits ? (sale[1]?.atMs ?? atMs) : atMs) + dice.between(8 * MINUTE, 150 * MINUTE) + 1
  }
  return rows
}

/** More than half a day later, when it has long been paid out. */
function changedByHand(dice: Dice, sale: readonly RowInTime[]): RowInTime[] {
  const last = sale.at(-1)
  if (last === undefined || last.row.dispenseConfirmed !== true) return []
  const { row } = changed(dice, { row: last.row, fate: 'distributed' })
  return [{ atMs: last.atMs + dice.between(14 * HOUR, 30 * HOUR), row }]
}

function rollDeposits(dice: Dice, clients: number, days: number): Happening[] {
  const deposits: Happening[] = []
  const deposit = (client: number, atMs: number, least: number, most: number): void => {
    deposits.push({ kind: 'deposit', atMs, client, minor: BigInt(dice.between(least, most)) * 100n })
  }
  for (let client = 0; client < clients; client += 1) {
    deposit(client, START_MS + (client + 1) * MINUTE, 2_000, 16_000)
    for (let day = 0; day < days; day += 1)
      if (dice.chance(0.4)) deposit(client, START_MS + day * DAY + dice.between(HOUR, DAY), 500, 9_000)
  }
  return deposits
}

type Room = { readonly clients: number; readonly days: number }
const HEAVY_FAULTS = LNBITS_FAULTS

function rollTroubles(dice: Dice, weather: Weather, room: Room): Happening[] {
  if (weather === 'calm') return []
  return weather === 'common' ? commonTroubles(dice, room) : heavyTroubles(dice, room)
}

/** A crash a day, a few timeouts, LNbits updated once, the line down for an hour or two, a button pressed. */
function commonTroubles(dice: Dice, { days }: Room): Happening[] {
  const troubles: Happening[] = []
  const sometime = moments(dice, days)
  for (let day = 0; day < days; day += 1) {
    troubles.push({
      kind: 'crash',
      atMs: sometime(day),
      steps: dice.between(1, 20),
      sentIsCarriedOut: dice.chance(0.5),
    })
    const fault = dice.pick(['lost_before', 'lost_after'] as const)
    troubles.push({
      kind: 'lnbits_fault',
      atMs: sometime(day),
      endpoint: dice.pick(['create', 'pay']),
      fault,
    })
  }
  troubles.push({ kind: 'lnbits_restart', atMs: sometime(), requests: dice.between(1, 8), minutes: 4 })
  troubles.push({ kind: 'ssh_down', atMs: sometime(), minutes: dice.between(20, 120) })
  troubles.push({ kind: 'poll_pressed', atMs: sometime(), steps: dice.between(1, 12) })
  return troubles
}

function heavyTroubles(dice: Dice, { clients, days }: Room): Happening[] {
  const troubles: Happening[] = []
  const sometime = moments(dice, days)
  const many = (perDay: number, roll: () => Happening): void => {
    for (let number = 0; number < perDay * days; number += 1) troubles.push(roll())
  }
  many(5, () => ({
    kind: 'crash',
    atMs: sometime(),
    steps: dice.between(1, 40),
    sentIsCarriedOut: dice.chance(0.5),
  }))
  many(8, () => ({
    kind: 'lnbits_fault',
    atMs: sometime(),
    endpoint: dice.pick(['create', 'pay', 'pay', 'rows']),
    fault: dice.pick(HEAVY_FAULTS),
  }))
  many(1.5, () => ({
    kind: 'lnbits_restart',
    atMs: sometime(),
    requests: dice.between(1, 20),
    minutes: dice.between(2, 90),
  }))
  many(2, () => ({ kind: 'ssh_down', atMs: sometime(), minutes: dice.between(5, 180) }))
  many(3, () => ({
    kind: 'database_fault',
    atMs: sometime(),
    commits: dice.between(1, 20),
    unheard: dice.chance(0.5),
  }))
  many(2, () => ({ kind: 'poll_pressed', atMs: sometime(), steps: dice.between(1, 15) }))
  many(0.5, () => ({ kind: 'config_saved', atMs: sometime() }))
  many(0.5, () => ({
    kind: 'client_key_reset',
    atMs: sometime(),
    client: dice.between(0, clients - 1),
    enteredAfterMinutes: dice.between(5, 90),
  }))
  many(0.34, () => ({ kind: 'source_key_reset', atMs: sometime(), enteredAfterMinutes: dice.between(5, 30) }))
  return troubles
}

const moments =
  (dice: Dice, days: number) =>
  (day = dice.between(0, days - 1)): number =>
    START_MS + day * DAY + dice.between(HOUR, DAY - HOUR)

/** A millisecond apart where chance put two at the same moment. */
function oneAtATime(happenings: readonly Happening[]): Happening[] {
  let lastMs = 0
  return happenings
    .toSorted((a, b) => a.atMs - b.atMs)
    .map((happening) => {
      lastMs = Math.max(happening.atMs, lastMs + 1)
      return { ...happening, atMs: lastMs }
    })
}
