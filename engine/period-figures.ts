/** From (included) until (excluded). */
export interface Period {
  readonly from: Date
  readonly until: Date
}

/** What one machine sold in one currency. */
export interface MachineFigures {
  readonly fiatCode: string
  readonly exponent: number
  readonly deviceId: string
  readonly machineName: string | null
  readonly cashOuts: number
  /** Minor units. */
  readonly fiat: bigint
  readonly receivedSats: bigint
  readonly clientsSats: bigint
  readonly commissionSats: bigint
  readonly houseSats: bigint
}

/** How the clients' money in one currency went from the one balance to the other; minor units, by when it was booked. */
export interface CurrencyFigures {
  readonly fiatCode: string
  readonly exponent: number
  readonly opening: bigint
  readonly deposits: bigint
  readonly reversals: bigint
  /** What payments that were completed cost the clients; negative. */
  readonly spent: bigint
  readonly adjustments: bigint
  readonly closing: bigint
}

/** Millisats that left the bot's source wallet, by when they were booked. */
export interface PaidFigures {
  readonly clientsMsat: bigint
  readonly commissionMsat: bigint
  readonly feesMsat: bigint
}

/** How fast people took care of alerts that were told. */
export interface ResponseFigures {
  readonly told: number
  readonly inTime: number
}

export interface PeriodFigures extends Period {
  /** In order of currency and machine. */
  readonly machines: readonly MachineFigures[]
  readonly currencies: readonly CurrencyFigures[]
  readonly paid: PaidFigures
  readonly responses: ResponseFigures
}

export interface PeriodStore {
  /** All of one moment. */
  figures(period: Period): Promise<PeriodFigures>
}

/** opening + deposits + reversals + spent + adjustments = closing */
export const leadsToClosing = (of: CurrencyFigures): boolean =>
  of.opening + of.deposits + of.reversals + of.spent + of.adjustments === of.closing

/** received = clients + commission + house */
export const splitsWhole = (of: MachineFigures): boolean =>
  of.receivedSats === of.clientsSats + of.commissionSats + of.houseSats

/** The machines together, currency by currency: what the totals of a report are. */
export const totalOf = (machines: readonly MachineFigures[]) => ({
  cashOuts: machines.reduce((sum, one) => sum + one.cashOuts, 0),
  receivedSats: machines.reduce((sum, one) => sum + one.receivedSats, 0n),
  clientsSats: machines.reduce((sum, one) => sum + one.clientsSats, 0n),
  commissionSats: machines.reduce((sum, one) => sum + one.commissionSats, 0n),
  houseSats: machines.reduce((sum, one) => sum + one.houseSats, 0n),
})
