import { formatCount, formatSats } from '../format.ts'
import { joined, say, type Text } from '../phrase.ts'
import type { CheckName, CheckResult } from '../reconcile/verdict.ts'
import type { OpenDifference } from '../signs/money.ts'
import type { Clues } from './clues.ts'
import { byRule, changed, type Look, looked, oldest, type Symptom, type Trace } from './symptom.ts'

const total = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, one) => sum + one, 0n)
const numbers = (ids: readonly bigint[]): Text =>
  joined(
    ids.slice(0, 10).map((id) => `#${id}`),
    ', ',
  )

/** The wallet made a payment that the books don't know, for a transfer that another one completed. */
export const isPaidTwice = ({ what, transfer }: OpenDifference): boolean =>
  what === 'unbooked' && transfer?.status === 'completed'

/** R1: the same cash-out or payment twice. */
const TWICE: readonly Symptom[] = [
  {
    key: 'r1.cash-out',
    scenario: 'R1',
    what: say`The same cash-out stands in the books twice`,
    look: ({ situation }) =>
      looked(situation.doubleCashOuts, (doubles) =>
        doubles.length === 0
          ? null
          : {
              figure: say`${formatCount(doubles.length, 'cash-out')}: ${numbers(doubles.flatMap(({ ids }) => ids))}; ${formatSats(total(doubles.map((one) => one.surplusSats)))} too much`,
              since: oldest(doubles.map(({ since }) => since)),
            },
      ),
  },
  {
    key: 'r1.payments',
    scenario: 'R1',
    what: say`Several payments of one cash-out to one client`,
    look: ({ situation }) => doubleTransfers(situation, (kind) => kind === 'client'),
  },
  {
    key: 'r1.commission',
    scenario: 'R1',
    what: say`The commission wallet, or another one of ours, receives the same amount twice`,
    look: ({ situation }) => doubleTransfers(situation, (kind) => kind !== 'client'),
  },
  {
    key: 'r1.paid-twice',
    scenario: 'R1',
    what: say`A wallet paid one payment twice`,
    look: ({ situation }) =>
      looked(situation.differences, (all) => {
        const twice = all.filter(isPaidTwice)
        return twice.length === 0
          ? null
          : {
              figure: say`${formatCount(twice.length, 'payment')}, ${formatSats(total(twice.map(({ amountMsat }) => amountMsat)) / 1000n)}`,
              since: oldest(twice.map(({ since }) => since)),
            }
      }),
  },
  {
    key: 'r1.overpaid',
    scenario: 'R1',
    what: say`A cash-out gave out more than it brought`,
    look: (clues) => byRule(clues, 'TX_OVERPAID'),
  },
  {
    key: 'r1.keys',
    scenario: 'R1',
    what: say`A unique key that forbids doubles is gone`,
    look: ({ situation }) =>
      looked(situation.guards, (guards) => {
        const missing = guards.filter(({ state }) => state === 'missing')
        return missing.length === 0
          ? null
          : { figure: missing.map(({ name }) => name).join(', '), since: null }
      }),
  },
]

const doubleTransfers = (
  { doubleTransfers: asked }: Clues['situation'],
  isOf: (kind: string) => boolean,
): Look =>
  looked(asked, (all) => {
    const doubles = all.filter(({ kind }) => isOf(kind))
    return doubles.length === 0
      ? null
      : {
          figure: say`payments ${numbers(doubles.flatMap(({ ids }) => ids))}; ${formatSats(total(doubles.map((one) => one.surplusSats)))} too much`,
          since: oldest(doubles.map(({ since }) => since)),
        }
  })

/** R4: balances, journal and wallets against each other. */
const BALANCES: readonly Symptom[] = [
  {
    key: 'r4.drift',
    scenario: 'R4',
    what: say`A client's balance is not what deposits, payments and adjustments make it`,
    look: ({ situation }) =>
      looked(situation.drifts, (drifts) =>
        drifts.length === 0
          ? null
          : {
              figure: say`${formatCount(drifts.length, 'client')}: ${numbers(drifts.map(({ client }) => client.id))}`,
              since: oldest(drifts.map(({ since }) => since)),
            },
      ),
  },
  {
    key: 'r4.negative',
    scenario: 'R4',
    what: say`A balance is below zero`,
    look: (clues) => byRule(clues, 'NEGATIVE_BALANCE'),
  },
  {
    key: 'r4.clients',
    scenario: 'R4',
    what: say`Balances, holds and their history contradict each other`,
    look: (clues) => byCheck(clues, 'clients'),
  },
  {
    key: 'r4.journal',
    scenario: 'R4',
    what: say`The journal doesn't add up`,
    look: (clues) => byCheck(clues, 'journal'),
  },
  {
    key: 'r4.cash-outs',
    scenario: 'R4',
    what: say`The parts of a cash-out don't make the whole`,
    look: (clues) => byCheck(clues, 'cash-outs'),
  },
  {
    key: 'r4.payments',
    scenario: 'R4',
    what: say`A completed payment lacks its proof`,
    look: (clues) => byCheck(clues, 'payments', (entity) => entity.startsWith('payment:')),
  },
  {
    key: 'r4.wallets',
    scenario: 'R4',
    what: say`Wallets and books don't know the same payments`,
    look: ({ situation }) =>
      looked(situation.differences, (all) => {
        const odd = all.filter((one) => !isPaidTwice(one))
        return odd.length === 0
          ? null
          : {
              figure: say`${formatCount(odd.length, 'difference')}, ${formatSats(total(odd.map(({ amountMsat }) => amountMsat)) / 1000n)}`,
              since: oldest(odd.map(({ since }) => since)),
            }
      }),
  },
  {
    key: 'r4.conservation',
    scenario: 'R4',
    what: say`Sats are more or fewer than came in`,
    look: (clues) => byRule(clues, 'CONSERVATION_BREACH'),
  },
]

/** What one of the reconciliation's checks of the books says now. */
const byCheck = (
  { checks }: Clues,
  name: CheckName,
  isMeant: (entity: string) => boolean = () => true,
): Look =>
  looked(checks, (all): Trace | null => {
    const check = all.find((one: CheckResult) => one.name === name)
    const broken = (check?.discrepancies ?? []).filter(
      ({ verdict, entity }) => verdict === 'broken' && isMeant(entity),
    )
    const [first] = broken
    if (first === undefined) return null
    const words = say`${first.what}: ${first.why}`
    return {
      figure: broken.length === 1 ? words : say`${words}, and ${broken.length - 1} more`,
      since: null,
    }
  })

/** R5: commissions and prices. */
const COMMISSION: readonly Symptom[] = [
  {
    key: 'r5.formula',
    scenario: 'R5',
    what: say`A commission, worked out again, is another one`,
    look: ({ situation }) =>
      looked(situation.commissions, ({ wrong }) =>
        wrong.length === 0
          ? null
          : {
              figure: say`${formatCount(wrong.length, 'cash-out')}: ${numbers(wrong.map(({ split }) => split.id))}; ${formatSats(total(wrong.map(({ overSats }) => overSats)))} too much commission in all`,
              since: oldest(wrong.map(({ split }) => split.transactionTime)),
            },
      ),
  },
  {
    key: 'r5.rate',
    scenario: 'R5',
    what: say`The rate earned is not the rate configured`,
    look: (clues) => byRule(clues, 'COMMISSION_RATE_DRIFT'),
  },
  {
    key: 'r5.price',
    scenario: 'R5',
    what: say`A cash-out's price is far off the others`,
    look: (clues) => byRule(clues, 'RATE_OUTLIER'),
  },
  {
    key: 'r5.not-rising',
    scenario: 'R5',
    what: say`The commission wallet grew by something else than what was paid into it`,
    look: (clues) => byRule(clues, 'COMMISSION_NOT_RISING'),
  },
  {
    key: 'r5.rule',
    scenario: 'R5',
    what: say`The commission rule was changed`,
    look: (clues) => changed(clues, (name) => name === 'commission-rule'),
  },
]

export const MONEY_SYMPTOMS: readonly Symptom[] = [...TWICE, ...BALANCES, ...COMMISSION]
