import type { AlertReadings, Finding } from '../engine/alerting.ts'

/**
 * What of a rule is in the alert log as firing, by entity: for what can't be told from what is seen now, such as since
 * when it has been so.
 */
export async function toldFindings(
  alerts: Pick<AlertReadings, 'firing'>,
  rule: string,
): Promise<ReadonlyMap<string, Finding>> {
  const firing = await alerts.firing({ members: true })
  return new Map(
    firing.flatMap((alert) =>
      alert.rule === rule && alert.testChannel === null ? [[alert.entity, alert.finding] as const] : [],
    ),
  )
}
