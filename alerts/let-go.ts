import type { AlertReading, Remedy } from '../engine/alerting.ts'
import type { Readings } from '../engine/readings.ts'
import { keyOf } from './remedy-key.ts'

type StateReadings = Pick<Readings, 'status' | 'findClients' | 'transaction'>

/** Of what these alerts stopped, that which goes on again by now: people have resumed or released it. */
export async function letGoOf(
  alerts: readonly AlertReading[],
  readings: StateReadings,
): Promise<ReadonlySet<string>> {
  const remedies = alerts.flatMap(({ finding }) => finding.remedies ?? [])
  const distinct = new Map(remedies.map((remedy) => [keyOf(remedy), remedy]))
  const goesOn = new Set<string>()
  for (const [key, remedy] of distinct) if (await isLetGo(remedy, readings)) goesOn.add(key)
  return goesOn
}

async function isLetGo(remedy: Remedy, readings: StateReadings): Promise<boolean> {
  switch (remedy.kind) {
    case 'pause_payouts':
      return (await readings.status()).payoutsEnabled
    case 'pause_client': {
      const clients = await readings.findClients(String(remedy.clientId))
      return clients.some(({ id, status }) => id === remedy.clientId && status === 'active')
    }
    // It goes on until people close it, whatever becomes of the alert.
    case 'open_incident':
      return false
    case 'hold_cash_out':
      return (await readings.transaction(remedy.transactionId))?.status !== 'quarantined'
  }
}
