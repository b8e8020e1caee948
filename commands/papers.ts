import type { Language } from '../engine/people.ts'
import type { ClientReading } from '../engine/readings.ts'
import type { StatementReading } from '../engine/statement-reading.ts'

/** A month of a client's account, and for whom it is printed. */
export interface StatementOrder {
  readonly client: Pick<ClientReading, 'id' | 'username' | 'fiatCode' | 'exponent' | 'held'>
  /** '2026-11', by the calendar of the zone. */
  readonly month: string
  readonly timeZone: string
  readonly statement: StatementReading
  readonly language: Language
  readonly now: Date
}

/** Prints what people keep on paper. Throws Failure when it can't be printed. */
export interface Papers {
  /** A PDF on A4 for the client: no other client is in it, and no operator's own words. */
  statement(order: StatementOrder): Promise<Uint8Array>
}
