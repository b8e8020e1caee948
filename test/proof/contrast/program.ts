import type { Dice } from '../simulation/dice.ts'
import type { LamassuModel } from '../simulation/lamassu-model.ts'
import type { SimulatedNetwork } from '../simulation/lnbits-network.ts'
import type { LnbitsFault } from '../simulation/profile.ts'
import type { EffectOutcome, Scheduler } from '../simulation/scheduler.ts'

/** Whom a cash-out owes: a client by his number, or the operator's commission wallet. */
export type Party = number | 'commission'

/** The shop in which a program runs. */
export interface Shop {
  readonly scheduler: Scheduler
  readonly network: SimulatedNetwork
  readonly model: LamassuModel
  /** For what the program itself leaves open, such as the jitter of a pause; never the workload's. */
  readonly dice: Dice
  readonly wallets: {
    readonly source: string
    readonly commission: string
    readonly clients: readonly string[]
  }
  nowMs(): number
  /** What goes wrong with the request that is being made at this moment. */
  lnbitsFault(endpoint: string): LnbitsFault | null
}

/** A program that runs the shop, as its environment and its operator deal with it. */
export interface Program {
  readonly name: string
  /** An extension of LNbits: it dies with LNbits, starts with it, and no network lies between the two. */
  readonly livesInLnbits: boolean
  /** The first start, and each one after a kill. */
  start(): void
  kill(): Promise<void>
  /** Every half hour. */
  wake(): void
  deposit(client: number, minor: bigint): Promise<void>
  morning(): void
  pressPoll(): void
  saveConfig(): void
  enterClientKey(client: number): Promise<void>
  enterSourceKey(): Promise<void>
  /** Null when this step is none of its own database's. */
  databaseFault(effect: string, unheard: boolean): EffectOutcome | null
  report(): Promise<ProgramReport>
}

/** What the program itself says when all is done. */
export interface ProgramReport {
  /** How often it has taken each cash-out in. */
  readonly takenIn: ReadonlyMap<string, number>
  readonly balancesMinor: readonly bigint[]
  /** What it shows as not paid, by `oweKey`. */
  readonly shown: ReadonlySet<string>
  /** Cash-outs that it shows as waiting for a person, with a reason. */
  readonly setAside: ReadonlySet<string>
  /** Sats that it made out of nothing in the source wallet, by cash-out, one number for each time. */
  readonly credits: ReadonlyMap<string, readonly bigint[]>
  /** Whatever it threw that is no failure of the world, and whatever is still under way; each a sentence. */
  readonly complaints: readonly string[]
}

export const oweKey = (transactionId: string, party: Party): string => `${transactionId} ${party}`
