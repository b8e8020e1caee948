import type { FiatSum } from '../signs/money.ts'
import { Failure } from '../failure.ts'
import { say } from '../phrase.ts'
import { type Affected, affectedBy, type Damage } from './affected.ts'
import { ask } from './asked.ts'
import type { Impact, Incident } from './incident.ts'
import { READ_AT_MOST, readSituation, type SituationDependencies } from './situation.ts'
import type { Readings } from '../readings.ts'

export interface ImpactDependencies extends SituationDependencies {
  readonly readings: SituationDependencies['readings'] & Pick<Readings, 'transactions'>
}

/** For the report; the counts go on. */
const IDS_KEPT = 100

/**
 * What the incident comes to now, by its scenario: the sats as they stand at this moment, and every cash-out and client
 * that it has touched since it was first worked out. Changes nothing.
 */
export async function impactOf(deps: ImpactDependencies, incident: Incident): Promise<Impact> {
  const situation = await readSituation(deps, incident)
  const waiting = await ask(() => deps.readings.transactions({ status: 'pending', limit: READ_AT_MOST }))
  const damage = { ...situation, waiting }
  refuseUnknown(damage)
  return sumUp(affectedBy(incident.scenario, damage), incident.impact, situation.at)
}

/** A question that could not be asked would count as nothing. */
function refuseUnknown(damage: Damage): void {
  for (const part of Object.values(damage) as readonly Damage[keyof Damage][])
    if (typeof part === 'object' && part !== null && 'problem' in part)
      throw new Failure(
        'refused',
        say`The impact can't be worked out before this is answered: ${part.problem}`,
      )
}

/** Pure: the sum of it, beside what was counted before. */
export function sumUp(affected: readonly Affected[], before: Impact | null, at: Date): Impact {
  const sum = (of: (one: Affected) => bigint): bigint => affected.reduce((all, one) => all + of(one), 0n)
  const cashOuts = new Set<bigint | string>([
    ...(before?.cashOutIds ?? []),
    ...affected.flatMap((one) => one.cashOuts),
  ])
  const clients = new Set([...(before?.clientIds ?? []), ...affected.flatMap(({ clientIds }) => clientIds)])
  return {
    // More than are kept by number may have been counted before.
    cashOuts: Math.max(cashOuts.size, before?.cashOuts ?? 0),
    clients: Math.max(clients.size, before?.clients ?? 0),
    satsOver: sum(({ over }) => over),
    satsUnder: sum(({ under }) => under),
    satsInDoubt: sum(({ doubt }) => doubt),
    fiat: fiatSums(affected),
    cashOutIds: inOrder([...cashOuts].filter((id) => typeof id === 'bigint')),
    clientIds: inOrder([...clients]),
    at,
  }
}

const inOrder = (ids: readonly bigint[]): bigint[] =>
  [...ids].sort((a, b) => (a < b ? -1 : 1)).slice(0, IDS_KEPT)

function fiatSums(affected: readonly Affected[]): Impact['fiat'] {
  const sums = new Map<string, { fiatCode: string; exponent: number; amount: bigint }>()
  for (const fiat of affected.flatMap((one): FiatSum[] => (one.fiat === null ? [] : [one.fiat]))) {
    const before = sums.get(fiat.fiatCode)?.amount ?? 0n
    sums.set(fiat.fiatCode, {
      fiatCode: fiat.fiatCode,
      exponent: fiat.exponent,
      amount: before + fiat.amount,
    })
  }
  return [...sums.values()].sort((a, b) => (a.fiatCode < b.fiatCode ? -1 : 1))
}

/** All sats that an incident is about, whichever way they went. */
export const satsOf = ({ satsOver, satsUnder, satsInDoubt }: Impact): bigint =>
  satsOver + satsUnder + satsInDoubt

/** Whether the owner has to be called by the amount alone; a threshold of 0 never calls. */
export const callsTheOwner = (impact: Impact, thresholdSats: bigint): boolean =>
  thresholdSats > 0n && satsOf(impact) >= thresholdSats

/** Nothing and nobody is affected. */
export const impactOfNobody = (impact: Impact): boolean =>
  satsOf(impact) === 0n && impact.cashOuts === 0 && impact.clients === 0 && impact.fiat.length === 0
