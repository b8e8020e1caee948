import type { Finding } from '../../engine/alerting.ts'
import { sats } from '../../engine/domain/money.ts'
import { clientName, formatCount, formatFiat, formatSats, formatSpan } from '../../engine/format.ts'
import { say } from '../../engine/phrase.ts'
import type { KeylessReading, UnallocatedReading } from '../../engine/signs/wallets.ts'
import { hoursBefore } from '../moments.ts'
import { defineRule } from '../rule.ts'

const CLIENTS_READ = 200

export const rule = defineRule({
  id: 'CLIENTS_MISMATCH',
  title: 'Clients left out',
  severity: 'medium',
  runbook: 'R0',
  respondMinutes: 24 * 60,
  everySeconds: 300,
  money: true,
  why: 'Somebody who should take part does not, or sats found nobody to belong to',
  trigger:
    'sats of recent cash-outs found no client and stay with the operator, or a client with cash left has no key',
  automatic: "leaves the sats in the source wallet, booked as the operator's",
  resolves: 'no recent cash-out has such sats, and every active client with cash left has a key',
  limits: {
    aboveSats: {
      default: 1000,
      least: 0,
      most: 1_000_000_000,
      unit: 'sats',
      help: 'how much of one cash-out may stay with the operator',
    },
    overHours: {
      default: 24,
      least: 1,
      most: 720,
      unit: 'hours',
      help: 'how far back cash-outs are looked at',
    },
  },
  async check({ signs, now }, { aboveSats, overHours }) {
    const house = await signs.wallets.unallocated({
      from: hoursBefore(now, overHours),
      moreThan: sats(BigInt(Math.floor(aboveSats))),
    })
    const keyless = await signs.wallets.clientsWithoutKey(CLIENTS_READ)
    return [...withTheHouse(house, { aboveSats, overHours }), ...keyless.map(withoutKey)]
  },
})

function withTheHouse(
  { count, total, newestId, firstAt }: UnallocatedReading,
  { aboveSats, overHours }: { aboveSats: number; overHours: number },
): Finding[] {
  if (newestId === null || firstAt === null) return []
  return [
    {
      entity: 'house',
      what: say`${formatSats(total)} of ${formatCount(count, 'cash-out')} found no client`,
      exposureSats: sats(0n),
      since: firstAt,
      fired: say`${formatSats(total)} stayed with the operator in ${formatSpan(overHours * 3600)}, limit ${formatSats(BigInt(Math.floor(aboveSats)))} of one cash-out`,
      did: say`The sats stay in the source wallet and are booked as the operator's.`,
      now: say`Compare the active clients and their balances with whom you expect; confirm deposits that wait.`,
      steps: [`tx show ${newestId}`, 'client list', 'deposit list --status pending'],
    },
  ]
}

const withoutKey = ({ id, username, left, exponent, fiatCode, since }: KeylessReading): Finding => ({
  entity: `client:${id}`,
  what: say`${clientName({ id, username })} has ${formatFiat(left, exponent, fiatCode)} left and no key to be paid by`,
  exposureSats: sats(0n),
  since,
  fired: say`active with ${formatFiat(left, exponent, fiatCode)} left, and no invoice key is stored`,
  did: say`The client takes part; what is due to the client waits for the key.`,
  now: say`Enter the invoice key of the client's wallet.`,
  steps: [`config rotate ${id}`, `client show ${id}`],
})
