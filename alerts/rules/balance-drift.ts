import type { Finding, Remedy } from '../../engine/alerting.ts'
import { fiatMinor, sats } from '../../engine/domain/money.ts'
import { clientName, formatFiat, formatSats } from '../../engine/format.ts'
import { say } from '../../engine/phrase.ts'
import type { ClientDrift } from '../../engine/signs/money.ts'
import { defineRule } from '../rule.ts'
import { abs, worthIn } from '../worth.ts'

export const rule = defineRule({
  id: 'BALANCE_DRIFT',
  title: 'Balance does not reconcile',
  severity: 'high',
  runbook: 'R4',
  respondMinutes: 4 * 60,
  // Every payment there ever was is added up for it.
  everySeconds: 600,
  money: true,
  why: "A client's balance is not what his deposits, payments and adjustments make it, so he would be paid too much or too little",
  trigger:
    'a balance or a hold drifts from the books by more than the limit, at the last ticker price; less than that stands in the digest',
  automatic: 'pauses the client; pauses payouts and opens an incident when it concerns too many clients',
  resolves: 'the drift is corrected',
  limits: {
    maxSats: {
      default: 100,
      least: 0,
      most: 1_000_000,
      unit: 'sats',
      help: 'how much a balance may drift before it is an alert',
      variable: 'MAX_BALANCE_DISCREPANCY_SATS',
    },
    pauseAboveClients: {
      default: 3,
      least: 0,
      most: 10_000,
      unit: 'count',
      help: 'drifts of more clients than this pause payouts',
    },
  },
  async check({ signs }, { maxSats, pauseAboveClients }) {
    const drifts = await signs.money.drifts()
    const limit = sats(BigInt(maxSats))
    const isOver = ({ worthSats }: ClientDrift): boolean => worthSats === null || worthSats > limit
    const isMany = drifts.filter(isOver).length > pauseAboveClients
    return drifts.map((drift): Finding => {
      const finding = findingOf(drift, limit)
      if (!isOver(drift)) return { ...finding, severity: 'info' }
      const pauses: Remedy[] = [{ kind: 'pause_client', clientId: drift.client.id }]
      return isMany
        ? {
            ...finding,
            remedies: [...pauses, { kind: 'pause_payouts' }, { kind: 'open_incident', scenario: 'R4' }],
          }
        : { ...finding, remedies: pauses }
    })
  },
})

function findingOf(
  { client, balanceDrift, holdDrift, fiatCode, exponent, worthSats, since }: ClientDrift,
  limit: bigint,
): Finding {
  const inFiat = (amount: bigint) => formatFiat(amount, exponent, fiatCode)
  const drift = say`balance ${inFiat(balanceDrift)}, hold ${inFiat(holdDrift)}`
  return {
    entity: `client:${client.id}`,
    what: clientName(client),
    exposureSats: worthSats ?? sats(0n),
    ...worthIn([{ amount: fiatMinor(abs(balanceDrift) + abs(holdDrift)), fiatCode, exponent }]),
    since,
    fired:
      worthSats === null
        ? say`${drift} off what the books add up to; there is no ticker price yet, limit ${formatSats(limit)}`
        : say`${drift} off what the books add up to: ${formatSats(worthSats)} at the last price, limit ${formatSats(limit)}`,
    now: say`Go through the client's history: the first line that does not follow from the one before it is where it happened. Correct it by an adjustment, never by hand.`,
    steps: [`client history ${client.id}`, `client show ${client.id}`, 'audit log'],
  }
}
