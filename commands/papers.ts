import type { PaperBlock } from '../engine/incidents/paper.ts'
import type { Language } from '../engine/people.ts'
import type { Text } from '../engine/phrase.ts'
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
  /** A paper as Markdown, with people's words as words. */
  markdown(paper: readonly PaperBlock[], reader: PaperReader): string
  /** One text as that reader sees it. */
  words(text: Text, reader: PaperReader): string
}

/** For whom something is written down. */
export interface PaperReader {
  readonly language: Language
  readonly timeZone: string
  /** Where others may read it, clients are there by initials. */
  readonly names: 'full' | 'initials'
}
