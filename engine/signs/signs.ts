import type { AlertReadings } from '../alerting.ts'
import type { IncidentsSigns } from './incidents.ts'
import type { MoneySigns } from './money.ts'
import type { OperationsSigns } from './operations.ts'
import type { PollingSigns } from './polling.ts'
import type { WalletsSigns } from './wallets.ts'

/** What the alert rules ask of the books, by subject. Every question carries the moment that it is asked for. */
export interface Signs {
  readonly money: MoneySigns
  readonly polling: PollingSigns
  readonly wallets: WalletsSigns
  readonly operations: OperationsSigns
  readonly incidents: IncidentsSigns
  readonly alerts: Pick<AlertReadings, 'firing' | 'recurring' | 'channels' | 'oncall'>
}
