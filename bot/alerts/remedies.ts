import assert from 'node:assert/strict'
import type { AlertReading, Remedy, Severity } from '../../engine/alerting.ts'
import type { Incident, IncidentSeverity, Scenario } from '../../engine/incidents/incident.ts'
import { say, type Text } from '../../engine/phrase.ts'
import type { Assembly } from '../assembly.ts'
import type { IncidentParts } from '../incidents/desks.ts'

type RemedyParts = Pick<Assembly, 'actionsFor' | 'readings'> & Pick<Assembly, 'chatStores'> & IncidentParts

/** In whose name: 'alert:TX_DUPLICATE', 'incident:3'. */
export interface Remedying {
  readonly actor: string
  /** Null: it is not for an alert. */
  readonly alert: Pick<AlertReading, 'id' | 'severity' | 'openedAt'> | null
}

/** Stops something, or opens an incident, with a row in the action log before it does. Throws Failure. */
export const createRemedies =
  (parts: RemedyParts) =>
  async (remedy: Remedy, reason: string, by: Remedying): Promise<void> => {
    if (await isSoAlready(parts, remedy)) return
    const { actionLog } = parts.chatStores
    const id = await actionLog.begin({
      actor: by.actor,
      surface: 'alert',
      command: COMMANDS[remedy.kind],
      arguments: argumentsOf(remedy),
      preview: reason,
    })
    try {
      const result = await apply(parts, remedy, reason, by)
      if (id !== null) await actionLog.finish(id, String(result))
    } catch (thrown) {
      if (id !== null) await actionLog.finish(id, `failed: ${String(thrown)}`)
      throw thrown
    }
  }

/** Somebody who has paused payouts already keeps his own reason, and an incident of the same is opened once. */
async function isSoAlready({ readings, incidents }: RemedyParts, remedy: Remedy): Promise<boolean> {
  if (remedy.kind === 'pause_payouts') return !(await readings.status()).payoutsEnabled
  if (remedy.kind !== 'open_incident') return false
  return (await incidents.current()).some((one) => isAbout(one, remedy.scenario))
}

/** Many alerts of one page of the handbook are one incident; and what a panic just now was about need not be known yet. */
const isAbout = ({ scenario, origin, status, drill }: Incident, wanted: Scenario): boolean =>
  !drill &&
  (scenario === wanted || (scenario === 'other' && origin?.startsWith('panic') === true && status === 'open'))

async function apply(parts: RemedyParts, what: Remedy, why: string, by: Remedying): Promise<Text> {
  switch (what.kind) {
    case 'pause_payouts':
      await (await parts.actionsFor(by.actor)).setSwitches({ payouts: false }, why)
      return say`payouts are paused`
    case 'pause_client':
      return (await (await parts.actionsFor(by.actor)).setClientStatus(what.clientId, 'paused'))
        ? say`the client is paused`
        : say`the client was not active`
    case 'hold_cash_out':
      return holdUnlessDistributed(parts, what.transactionId, why, by)
    case 'open_incident':
      return openIncident(parts, what.scenario, why, by)
  }
}

async function holdUnlessDistributed(
  { readings, actionsFor }: RemedyParts,
  transactionId: string,
  why: string,
  { actor }: Remedying,
): Promise<Text> {
  const transaction = await readings.transaction(transactionId)
  if (transaction !== null && transaction.status !== 'pending')
    return say`the cash-out is ${transaction.status}: nothing to hold`
  await (await actionsFor(actor)).holdCashOut(transactionId, why)
  return say`the cash-out is on hold`
}

const SEVERITIES: Readonly<Record<Severity, IncidentSeverity>> = {
  info: 'medium',
  medium: 'medium',
  high: 'high',
  critical: 'critical',
}
const SUMMARY_LENGTH = 1000

async function openIncident(
  { incidentsFor }: RemedyParts,
  scenario: Scenario,
  why: string,
  { actor, alert }: Remedying,
): Promise<Text> {
  assert(alert !== null, 'only an alert opens an incident')
  const { incident, isNew } = await incidentsFor(actor).openIncident({
    scenario,
    severity: SEVERITIES[alert.severity],
    summary: Array.from(why).slice(0, SUMMARY_LENGTH).join(''),
    origin: `alert:${alert.id}`,
    alertId: alert.id,
    openedAt: alert.openedAt,
  })
  return isNew ? say`incident ${incident.id} is open` : say`incident ${incident.id} was open`
}

const COMMANDS: Readonly<Record<Remedy['kind'], string>> = {
  pause_payouts: 'poll pause',
  pause_client: 'client pause',
  hold_cash_out: 'tx hold',
  open_incident: 'incident open',
}

function argumentsOf(remedy: Remedy): Readonly<Record<string, string>> {
  switch (remedy.kind) {
    case 'pause_payouts':
      return { what: 'payout' }
    case 'pause_client':
      return { client: String(remedy.clientId) }
    case 'hold_cash_out':
      return { tx: remedy.transactionId }
    case 'open_incident':
      return { scenario: remedy.scenario }
  }
}
