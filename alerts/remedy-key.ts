import type { Remedy } from '../engine/alerting.ts'

/** 'pause_client:17': as an alert's events name what the bot stopped. */
export function keyOf(remedy: Remedy): string {
  switch (remedy.kind) {
    case 'pause_payouts':
    case 'open_incident':
      return remedy.kind
    case 'pause_client':
      return `${remedy.kind}:${remedy.clientId}`
    case 'hold_cash_out':
      return `${remedy.kind}:${remedy.transactionId}`
  }
}
