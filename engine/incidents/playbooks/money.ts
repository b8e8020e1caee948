import { formatDecimal } from '../../domain/money.ts'
import { clientName, formatFiat } from '../../format.ts'
import { say } from '../../phrase.ts'
import type { TransferReading } from '../../readings.ts'
import type { ClientDrift } from '../../signs/money.ts'
import { answerOr, isSure } from '../asked.ts'
import type { Situation } from '../situation.ts'
import { isPaidTwice } from '../symptoms-money.ts'
import { hold, type PlaybookStep, sendWhatIsOwed, verified } from './step.ts'

const named = ({ incidentId }: Situation): string => (incidentId === null ? '' : ` --incident ${incidentId}`)

/** Those one too many in these states, in order. */
const surplusIn = ({ surplus }: Situation, statuses: readonly string[]): readonly TransferReading[] =>
  answerOr(surplus, []).filter(({ status }) => statuses.includes(status))
const noneIn =
  (...statuses: readonly string[]) =>
  (situation: Situation): boolean =>
    isSure(situation.surplus, () => surplusIn(situation, statuses).length === 0)

const nothingTwice = (situation: Situation): boolean =>
  isSure(situation.surplus, (all) => all.length === 0) &&
  isSure(situation.doubleCashOuts, (all) => all.length === 0) &&
  isSure(situation.guards, (guards) => guards.every(({ state }) => state !== 'missing'))

/** R1. Nothing that was sent is taken back by the bot: a person agrees with the client, and an entry says so. */
export const TWICE: readonly PlaybookStep[] = [
  hold('both', 'duplicate', nothingTwice),
  {
    key: 'look-up',
    what: say`Ask both wallets about the payments that are one too many and may be under way.`,
    why: say`one that was not sent can be given up; one that was can't be taken back by the bot`,
    line: (situation) => {
      const [first] = surplusIn(situation, ['paying', 'needs_review'])
      return first === undefined ? null : `payment lookup ${first.id}`
    },
    done: noneIn('paying', 'needs_review'),
  },
  {
    key: 'give-up',
    what: say`Give up the second payment that is not sent.`,
    why: say`both wallets have to prove that it is unpaid; its hold goes back`,
    line: (situation) => {
      const [first] = surplusIn(situation, ['pending', 'invoiced'])
      return first === undefined
        ? null
        : `payment cancel ${first.id} --note "second one of cash-out ${first.lamassuTransactionId ?? '?'}"`
    },
    done: noneIn('pending', 'invoiced'),
  },
  {
    key: 'correct',
    what: say`Agree with the client about the second payment that was sent, and correct the balance by an entry.`,
    why: say`the payment has taken cash from the balance for sats that came twice; the entry names the payment, and by how much is agreed with the client`,
    line: (situation) => {
      const [first] = surplusIn(situation, ['completed']).filter(({ clientId }) => clientId !== null)
      return first === undefined
        ? null
        : `adjust propose ${first.clientId ?? '?'} --reason "payment ${first.id} was one too many"${named(situation)}`
    },
    done: noneIn('completed'),
  },
  {
    key: 'put-aside',
    what: ({ doubleCashOuts }) => {
      const [, second = '?'] = answerOr(doubleCashOuts, [])[0]?.ids ?? []
      return say`Have whoever runs the database take the second cash-out, #${second}, out again: it was never distributed, and the backup of the incident keeps it.`
    },
    why: say`"tx ignore" knows a cash-out by Lamassu's id, which both of them have; and beside its double no unique key can be made again`,
    line: null,
    done: ({ doubleCashOuts }) => isSure(doubleCashOuts, (all) => all.length === 0),
  },
  {
    key: 'settle',
    what: say`Settle the payment that a wallet made twice, with the receiver, and write it down.`,
    why: say`only a person can say what became of it: 3h of the emergency SQL`,
    line: ({ differences }) => {
      const id = answerOr(differences, []).find(isPaidTwice)?.transfer?.id
      return id === undefined ? null : `payment lookup ${id}`
    },
    done: ({ differences }) => isSure(differences, (all) => !all.some(isPaidTwice)),
  },
  {
    key: 'keys',
    what: ({ guards }) => {
      const missing = answerOr(guards, []).filter(({ state }) => state === 'missing')
      return say`Have whoever runs the database make the unique keys again: ${missing.map(({ name }) => name).join(', ')}`
    },
    why: say`nothing else keeps a second one out`,
    line: null,
    done: ({ guards }) => isSure(guards, (all) => all.every(({ state }) => state !== 'missing')),
  },
  verified(['clients', 'cash-outs', 'journal', 'wallets']),
]

const isBalanced = ({ drifts, differences }: Situation): boolean =>
  isSure(drifts, (all) => all.length === 0) &&
  isSure(differences, (all) => all.filter((one) => !isPaidTwice(one)).length === 0)

const firstDrift = ({ drifts }: Situation): ClientDrift | undefined => answerOr(drifts, [])[0]

/** R4. */
export const BALANCES: readonly PlaybookStep[] = [
  hold('payout', 'balances are off', isBalanced),
  {
    key: 'measure',
    what: say`Reconcile everything: how much, and whose?`,
    why: say`the run is kept, and shows later what was off`,
    line: 'recon run',
    done: ({ run, since }) => isSure(run, (newest) => newest !== null && newest.startedAt >= since),
  },
  {
    key: 'correct',
    what: (situation) => {
      const drift = firstDrift(situation)
      if (drift === undefined) return say`Correct each balance by an entry.`
      const { client, balanceDrift, exponent, fiatCode } = drift
      return say`The balance of ${clientName(client)} is off by ${formatFiat(balanceDrift, exponent, fiatCode)}: find in its history where ("recon explain ${client.id}"), then correct it by an entry.`
    },
    why: say`an entry that a second person approves, never an UPDATE`,
    line: (situation) => {
      const drift = firstDrift(situation)
      if (drift === undefined) return null
      const { client, balanceDrift, exponent } = drift
      // A hold that is off is no matter of the balance: its payments are.
      if (balanceDrift === 0n) return `recon explain ${client.id}`
      const amount = formatDecimal(-balanceDrift, exponent)
      return `adjust propose ${client.id} --amount ${amount} --reason "the balance did not follow from its entries"${named(situation)}`
    },
    done: ({ drifts }) => isSure(drifts, (all) => all.length === 0),
  },
  {
    key: 'settle',
    what: say`Find out whose the sats are that wallets and books disagree about, and settle each difference.`,
    why: say`a wallet paid what the books don't know, or lacks what they call paid: only people can say what is true (3h of the emergency SQL)`,
    line: ({ differences }) => {
      const id = answerOr(differences, []).find((one) => !isPaidTwice(one))?.transfer?.id
      return id === undefined ? null : `payment lookup ${id}`
    },
    done: ({ differences }) => isSure(differences, (all) => all.every(isPaidTwice)),
  },
  verified(['clients', 'cash-outs', 'payments', 'journal', 'wallets']),
]

/** Split with more commission than their own rule gives: what is owed to clients. */
const tooHigh = ({ commissions }: Situation): readonly bigint[] =>
  (answerOr(commissions, null)?.wrong ?? [])
    .filter(({ overSats }) => overSats > 0n)
    .map(({ split }) => split.id)
const nothingTooHigh = (situation: Situation): boolean =>
  isSure(situation.commissions, () => tooHigh(situation).length === 0)

const RATE_RULES: ReadonlySet<string> = new Set(['COMMISSION_RATE_DRIFT', 'RATE_OUTLIER'])
const MOST_AT_ONCE = 50

/** R5. Too low: nobody gives anything back, and "commission verify" has the accountant's list. */
export const COMMISSIONS: readonly PlaybookStep[] = [
  hold('payout', 'wrong commission', nothingTooHigh),
  {
    key: 'cause',
    what: say`Put the cause right: the commission rule here, or the commission in Lamassu's own configuration.`,
    why: say`it is nearly always a setting; old cash-outs keep the rule that they were made with`,
    line: 'config show',
    done: ({ alerts }) => isSure(alerts, (all) => !all.some(({ rule }) => RATE_RULES.has(rule))),
  },
  {
    key: 'give-back',
    what: say`Give the clients the sats that too high a commission has kept from them.`,
    why: say`each cash-out once, judged by its own rule; say --rate where another one would have been right. Too low: nobody gives anything back`,
    line: (situation) => {
      const ids = tooHigh(situation).slice(0, MOST_AT_ONCE)
      return ids.length === 0
        ? null
        : `commission compensate ${ids.join(',')} --reason "the commission was too high"${named(situation)}`
    },
    done: nothingTooHigh,
  },
  sendWhatIsOwed,
  verified(['clients', 'journal', 'wallets']),
]
