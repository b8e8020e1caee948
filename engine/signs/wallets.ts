import type { FiatMinor, Sats } from '../domain/money.ts'

/** What the rules about wallets ask of the books. */
export interface WalletsSigns {
  /** What the wallet that the sats come from has to pay: the source wallet, or the treasury that fills it. */
  needs(question: NeedsQuestion): Promise<WalletNeeds>
  /** Commission that reached its wallet between two moments: surely so much, and at most so much. */
  commissionPaid(between: { from: Date; to: Date }): Promise<{ least: Sats; most: Sats }>
  /** Currencies in which somebody takes part, with what is left of the deposits and how fast it goes. */
  runway(question: { now: Date; days: number }): Promise<readonly RunwayReading[]>
  /** Cash-outs since then of which more than so many sats found no client. */
  unallocated(question: { from: Date; moreThan: Sats }): Promise<UnallocatedReading>
  /** Active clients with cash left and no key to be paid by. */
  clientsWithoutKey(limit: number): Promise<readonly KeylessReading[]>
}

export interface NeedsQuestion {
  readonly funding: 'prefunded' | 'treasury'
  /** Without a commission wallet the commission stays where it is. */
  readonly hasCommissionWallet: boolean
  readonly now: Date
  /** Over how many days the average is taken. */
  readonly days: number
}

export interface WalletNeeds {
  /** Payments that are decided and not made. */
  readonly dueSats: Sats
  /** What cash-outs that are not distributed yet will take, at most. */
  readonly pendingSats: Sats
  /** An average day of the last ones. */
  readonly dailySats: Sats
}

export interface RunwayReading {
  readonly fiatCode: string
  readonly exponent: number
  readonly clients: number
  /** Of active clients, without what is on hold. */
  readonly left: FiatMinor
  /** Paid out by the machines on an average day, whosever cash it was; zero where nothing was. */
  readonly perDay: FiatMinor
}

export interface UnallocatedReading {
  readonly count: number
  readonly total: Sats
  readonly newestId: bigint | null
  readonly firstAt: Date | null
}

export interface KeylessReading {
  readonly id: bigint
  readonly username: string
  readonly left: FiatMinor
  readonly fiatCode: string
  readonly exponent: number
  readonly since: Date
}
