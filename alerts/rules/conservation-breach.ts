import type { Finding } from '../../engine/alerting.ts'
import { sats, type Sats, satsToMsat } from '../../engine/domain/money.ts'
import { formatCount, formatNumber, formatSats, shortId } from '../../engine/format.ts'
import { joined, say } from '../../engine/phrase.ts'
import type { Distribution, OpenDifference, UnbalancedEntry } from '../../engine/signs/money.ts'
import { distributionsFor, firingNumbers, LOOK_BACK } from '../distribution-sums.ts'
import { grouped } from '../grouped.ts'
import { minutesBefore } from '../moments.ts'
import { defineRule } from '../rule.ts'
import { abs, earliest, totalOf, wholeSats, worthIn } from '../worth.ts'

const READ_AT_MOST = 5000
/** Journal entries that are added up with every check: more than come between two of them. */
const NEWEST_ENTRIES = 5000
const STOP = 'poll pause --what payout --reason "books and wallets differ"'

export const rule = defineRule({
  id: 'CONSERVATION_BREACH',
  title: 'Sats do not add up',
  severity: 'critical',
  runbook: 'R4',
  respondMinutes: 0,
  everySeconds: 60,
  money: true,
  why: 'What came in is not what clients, commission and operator got: somebody has too much, or somebody too little',
  trigger:
    "a wallet paid what the books don't know, or lacks what they call paid; or the journal of a cash-out does not add up to what it brought",
  automatic: 'pauses payouts, and opens an incident',
  resolves: 'journal and payments agree again, and every difference of the wallets is recognised or settled',
  limits: {
    afterMinutes: {
      default: 2,
      least: 0,
      most: 60,
      unit: 'minutes',
      help: 'how long the bot may take to recognise a payment that it finds in a wallet',
    },
    lookBackDays: LOOK_BACK,
  },
  async check(sight, { afterMinutes, lookBackDays }) {
    const { signs, now } = sight
    const differences = await signs.money.openDifferences(READ_AT_MOST)
    const entries = await signs.money.unbalancedEntries({
      newest: NEWEST_ENTRIES,
      also: await firingNumbers('CONSERVATION_BREACH', signs, 'entry'),
    })
    return [
      ...byWallet(differences.filter(({ foundAt }) => foundAt <= minutesBefore(now, afterMinutes))),
      ...(await distributionsFor('CONSERVATION_BREACH', sight, lookBackDays)).flatMap(journalOf),
      ...byEntry(entries),
    ].map((finding) => ({
      ...finding,
      remedies: [
        { kind: 'pause_payouts' as const },
        { kind: 'open_incident' as const, scenario: 'R4' as const },
      ],
    }))
  },
})

/** A wallet that comes back from a backup lacks many at once: they are one trouble. */
function byWallet(differences: readonly OpenDifference[]): Finding[] {
  const groups = grouped(differences, ({ walletId, what }) => `wallet:${walletId}:${what}`)
  return groups.map(([entity, first, found]) => {
    const total = wholeSats(found.reduce((sum, { amountMsat }) => sum + amountMsat, 0n))
    const isUnbooked = first.what === 'unbooked'
    const steps = first.transfer === null ? [] : [`payment lookup ${first.transfer.id}`]
    return {
      entity,
      what: isUnbooked
        ? say`${formatCount(found.length, 'payment')} out of wallet ${shortId(first.walletId)} that the books don't know`
        : say`${formatCount(found.length, 'completed payment')} that wallet ${shortId(first.walletId)} does not show any more`,
      exposureSats: total,
      ...worthIn(found.flatMap(({ transfer }) => (transfer?.fiat ? [transfer.fiat] : []))),
      since: earliest(found.map(({ since }) => since)),
      fired: say`${formatSats(total)}, limit ${formatSats(0n)}; the first has the hash ${first.paymentHash}`,
      did: say`Nothing is sent before every difference is recognised or settled.`,
      now: isUnbooked
        ? say`Find out whose payment it was and put it right; then write it down with satoshimachine.settle_wallet_difference.`
        : say`LNbits was probably restored from an older backup: see what the receivers hold. Pay nothing again before that.`,
      steps: [...steps, 'status show', 'check wallets'],
    }
  })
}

/** What the journal says of one cash-out, against the cash-out and its payments. */
function journalOf(of: Distribution): Finding[] {
  const gap = journalGap(of)
  if (gap === 0n) return []
  const { allocation, unjournaled } = of.journal
  return [
    {
      entity: `cash-out:${of.id}`,
      what: say`cash-out #${of.id}: ${formatSats(gap)} between journal and payments`,
      exposureSats: gap,
      since: of.since,
      fired:
        allocation === null
          ? say`it brought ${formatSats(of.cryptoAtoms)}, and the journal has no distribution of it, limit ${formatSats(0n)}`
          : say`it brought ${formatSats(of.cryptoAtoms)}; in the journal ${formatSats(wholeSats(allocation.clientsMsat))} went to clients, ${formatSats(wholeSats(allocation.commissionMsat))} to the commission, ${formatSats(wholeSats(allocation.houseMsat))} to the operator, and ${formatSats(unjournaled)} of settled payments are missing; limit ${formatSats(0n)}`,
      now: say`The journal can't be changed by the bot: somebody was in the database by hand. Find out who and what, before payouts go on.`,
      steps: [`tx show ${of.id}`, 'audit log', STOP],
    },
  ]
}

/** How many sats the journal puts elsewhere than the books do, or leaves out. */
function journalGap(of: Distribution): Sats {
  const { allocation, unjournaled } = of.journal
  if (allocation === null) return of.cryptoAtoms
  const clients = sats(of.paid + of.inDoubt + of.unsent + of.givenUp)
  const parts = [
    allocation.clientsMsat - satsToMsat(clients),
    allocation.commissionMsat - satsToMsat(of.commission),
    allocation.houseMsat - satsToMsat(of.unallocated),
  ]
  const more = parts.filter((part) => part > 0n).reduce((sum, part) => sum + part, 0n)
  const less = parts.filter((part) => part < 0n).reduce((sum, part) => sum - part, 0n)
  const received = abs(allocation.receivedMsat - satsToMsat(of.cryptoAtoms))
  const largest = [more, less, received].reduce((a, b) => (a > b ? a : b))
  return totalOf([wholeSats(largest), unjournaled])
}

function byEntry(entries: readonly UnbalancedEntry[]): Finding[] {
  return grouped(entries, ({ id }) => id).map(([id, first, units]) => ({
    entity: `entry:${id}`,
    what: say`journal entry #${id} (${first.kind}) does not balance`,
    exposureSats: totalOf(units.filter(({ unit }) => unit === 'msat').map(({ total }) => wholeSats(total))),
    since: earliest(units.map(({ at }) => at)),
    fired: say`Σ = ${joined(
      units.map(({ total, unit }) => joined([formatNumber(String(total)), unit], ' ')),
      ', ',
    )}, limit 0`,
    now: say`The journal can't be changed by the bot: somebody was in the database by hand. Find out who and what, before payouts go on.`,
    steps: ['audit log', 'status show', STOP],
  }))
}
