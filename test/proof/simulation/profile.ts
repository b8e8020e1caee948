import type { Dice } from './dice.ts'

/** What may go wrong with one request to LNbits. */
export const LNBITS_FAULTS = [
  'refused',
  'lost_before',
  'lost_after',
  'late',
  'reset_after',
  'server_error_before',
  'server_error_after',
  'bad_gateway_after',
  'lie_520',
  'error_520_before',
  'status_failed',
  'rate_limited',
  'unauthorized',
  'wallet_not_found',
  'truncated',
  'wrong_amount',
  'wrong_hash',
  'repeated',
  'stale',
  'half_state',
] as const
export type LnbitsFault = (typeof LNBITS_FAULTS)[number]

/** What may go wrong with one commit or query of ours. */
export const BOOKS_FAULTS = ['unreachable', 'commit_unknown', 'deadlock', 'disk_full'] as const
export type BooksFault = (typeof BOOKS_FAULTS)[number]

/** What may go wrong on the way to Lamassu. */
export const LAMASSU_FAULTS = ['ssh_lost', 'timeout', 'permission'] as const
export type LamassuFault = (typeof LAMASSU_FAULTS)[number]

/** How much more or less often than others an effect goes wrong: where money moves, the most. */
const EMPHASIS: readonly (readonly [start: string, factor: number])[] = [
  ['readings.', 0.1],
  ['preflight.', 0.1],
  ['history.', 0.3],
  ['lnbits.wallet', 0.2],
  ['lnbits.version', 0.2],
  ['lnbits.history', 0.5],
  ['lnbits.', 2.5],
  ['transfers.claim', 0.5],
  ['transfers.', 2],
  ['allocation.allocate', 2],
]

export function chanceOf(profile: Profile, effect: string): number {
  const factor = EMPHASIS.find(([start]) => effect.startsWith(start))?.[1] ?? 0.7
  return Math.min(0.6, profile.faultChance * factor)
}

/**
 * The character of one run. Every run has only some of the faults, so that one kind does not keep all others from
 * being reached.
 */
export interface Profile {
  readonly replicas: number
  readonly clients: number
  readonly events: number
  readonly rule: 'markup' | 'ticker'
  readonly funding: 'prefunded' | 'treasury'
  readonly commissionWallet: boolean
  readonly fundingAnswer: 'pending' | 'failed'
  readonly serviceFeePercent: bigint
  readonly sourceSats: bigint
  readonly clockSkewSeconds: readonly number[]
  /** The chance that an effect goes wrong. */
  readonly faultChance: number
  readonly lnbitsFaults: readonly LnbitsFault[]
  readonly booksFaults: readonly BooksFault[]
  readonly lamassuFaults: readonly LamassuFault[]
  /** Weights of what happens beside the program's own steps. */
  readonly kills: number
  readonly outages: number
  readonly people: number
  readonly sales: number
  readonly reissueAfterSeconds: number
}

export function rollProfile(dice: Dice): Profile {
  const some = <T>(faults: readonly T[]): T[] => faults.filter(() => dice.chance(0.4))
  const replicas = dice.weighted([
    [2, 1],
    [3, 2],
    [3, 3],
  ])
  return {
    replicas,
    clients: dice.weighted([
      [2, 1],
      [3, 2],
      [3, 3],
      [1, 6],
    ]),
    events: dice.between(202, 240),
    rule: dice.pick(['markup', 'ticker']),
    funding: dice.chance(0.25) ? 'treasury' : 'prefunded',
    commissionWallet: dice.chance(0.85),
    fundingAnswer: dice.pick(['pending', 'failed']),
    serviceFeePercent: dice.chance(0.1) ? 1n : 0n,
    sourceSats: dice.pick([300_000n, 3_000_000n, 90_000_000n]),
    clockSkewSeconds: Array.from({ length: replicas }, () =>
      dice.chance(0.2) ? dice.pick([-3600, -30, 30, 3600]) : 0,
    ),
    faultChance: dice.pick([0, 0.02, 0.05, 0.1, 0.2, 0.35]),
    lnbitsFaults: some(LNBITS_FAULTS),
    booksFaults: some(BOOKS_FAULTS),
    lamassuFaults: some(LAMASSU_FAULTS),
    kills: dice.pick([0, 0.3, 1, 2]),
    outages: dice.pick([0, 0.3, 1]),
    people: dice.pick([0.3, 1, 2]),
    sales: dice.pick([0.3, 0.8, 2]),
    reissueAfterSeconds: dice.pick([60, 600]),
  }
}
