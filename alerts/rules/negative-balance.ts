import type { Finding, Remedy } from '../../engine/alerting.ts'
import { type FiatMinor, fiatMinor, sats } from '../../engine/domain/money.ts'
import { clientName, formatFiat } from '../../engine/format.ts'
import { say } from '../../engine/phrase.ts'
import type { NegativeBalance } from '../../engine/signs/money.ts'
import { defineRule } from '../rule.ts'
import { worthIn } from '../worth.ts'

const READ_AT_MOST = 500

export const rule = defineRule({
  id: 'NEGATIVE_BALANCE',
  title: 'Balance below zero',
  severity: 'high',
  runbook: 'R4',
  respondMinutes: 4 * 60,
  everySeconds: 60,
  money: true,
  why: 'A client has been given more than he paid in, or more of his balance is on hold than there is',
  trigger: "a client's balance is below zero, or below what is on hold of it",
  automatic: 'pauses the client; pauses payouts when it concerns too many clients',
  resolves: 'the balance covers its holds again',
  limits: {
    pauseAboveClients: {
      default: 3,
      least: 0,
      most: 10_000,
      unit: 'count',
      help: 'negative balances of more clients than this pause payouts',
    },
  },
  async check({ signs }, { pauseAboveClients }) {
    const negative = await signs.money.negativeBalances(READ_AT_MOST)
    const isMany = negative.length > pauseAboveClients
    return negative.map((balance): Finding => {
      const pauses: Remedy[] = [{ kind: 'pause_client', clientId: balance.client.id }]
      const finding = findingOf(balance)
      return isMany
        ? {
            ...finding,
            remedies: [...pauses, { kind: 'pause_payouts' }],
          }
        : { ...finding, remedies: pauses }
    })
  },
})

function findingOf({
  client,
  remaining,
  held,
  fiatCode,
  exponent,
  worthSats,
  since,
}: NegativeBalance): Finding {
  const inFiat = (amount: bigint) => formatFiat(amount, exponent, fiatCode)
  return {
    entity: `client:${client.id}`,
    what: clientName(client),
    exposureSats: worthSats ?? sats(0n),
    ...worthIn([{ amount: lackOf(remaining, held), fiatCode, exponent }]),
    since,
    fired: say`balance ${inFiat(remaining)}, on hold ${inFiat(held)}, limit ${inFiat(0n)} available`,
    now: say`See in the client's history how it came: a constraint of the database must have been removed. Have it put back, and correct the balance by an adjustment.`,
    steps: [`client history ${client.id}`, `client show ${client.id}`, 'audit log'],
  }
}

/** How much would have to come in until nothing is below zero and every hold is covered. */
function lackOf(remaining: bigint, held: bigint): FiatMinor {
  const lacks = [-remaining, held - remaining, -held]
  return fiatMinor(lacks.reduce((a, b) => (a > b ? a : b)))
}
