import type { Finding } from '../../engine/alerting.ts'
import { sats } from '../../engine/domain/money.ts'
import { formatCount, formatSats } from '../../engine/format.ts'
import { joined, say } from '../../engine/phrase.ts'
import type { DoubleCashOut, DoubleTransfer, Guard, OpenDifference } from '../../engine/signs/money.ts'
import { receiverOf } from '../payment-causes.ts'
import { defineRule, type Sight } from '../rule.ts'
import { wholeSats, worthIn } from '../worth.ts'

const READ_AT_MOST = 200
/** All there are: a wallet that comes back from a backup must not hide a second payment. */
const DIFFERENCES_AT_MOST = 5000
const STOP = 'poll pause --what both --reason "duplicates"'

export const rule = defineRule({
  id: 'TX_DUPLICATE',
  title: 'Something is there twice',
  severity: 'critical',
  runbook: 'R1',
  respondMinutes: 0,
  everySeconds: 15,
  money: true,
  why: 'A cash-out or a payment that counts twice gives somebody money that is not his',
  trigger:
    "one of Lamassu's ids in the books more than once, more than one living payment of a cash-out to one client, a wallet that paid one twice, or a unique key that is gone",
  automatic: 'pauses payouts at once, and opens an incident',
  resolves:
    'the unique keys are back, what is too many is put aside or corrected by adjustments that name the payment, and every difference of the wallets is settled',
  limits: {},
  async check({ signs, now }) {
    const guards = await signs.money.guards()
    const twice = (await signs.money.openDifferences(DIFFERENCES_AT_MOST)).filter(isPaidTwice)
    return [
      ...guards.filter(({ state }) => state === 'missing').map((guard) => missing(guard, now)),
      ...(await doubles(signs, guards)),
      ...twice.map(paidTwice),
    ].map((finding) => ({
      ...finding,
      remedies: [{ kind: 'pause_payouts' }, { kind: 'open_incident', scenario: 'R1' }],
    }))
  },
})

/** While a key is whole there can be none, so that nothing is read. */
async function doubles({ money }: Sight['signs'], guards: readonly Guard[]): Promise<Finding[]> {
  const open = guards.filter(({ state }) => state !== 'whole').map(({ table }) => table)
  const cashOuts = open.includes('lamassu_transactions') ? await money.doubleCashOuts(READ_AT_MOST) : []
  const isOpen = open.some((table) => TRANSFER_TABLES.includes(table))
  const transfers = isOpen ? await money.doubleTransfers(READ_AT_MOST) : []
  return [...cashOuts.map(doubleCashOut), ...transfers.map(doubleTransfer)]
}

const TRANSFER_TABLES = ['dca_payments', 'commission_payments', 'funding_transfers', 'compensation_payments']

const missing = ({ name, table }: Guard, now: Date): Finding => ({
  entity: `guard:${name}`,
  severity: 'high',
  what: say`the unique key ${name} of ${table} is gone`,
  exposureSats: sats(0n),
  // A dropped key leaves no trace of when.
  since: now,
  fired: say`no valid unique index over these columns; nothing keeps a second one out any more`,
  now: say`Stop taking in too, look for duplicates, and have the key made again before anything goes on.`,
  steps: ['tx duplicates', STOP],
})

const doubleCashOut = ({ transactionId, ids, surplusSats, fiat, since }: DoubleCashOut): Finding => ({
  entity: `cash-out:${transactionId}`,
  what: say`cash-out ${transactionId} is in the books ${formatCount(ids.length, 'time')} (${numbersOf(ids)})`,
  exposureSats: surplusSats,
  ...worthIn([fiat]),
  since,
  fired: say`${formatCount(ids.length, 'row')} of one id, limit 1; ${formatSats(surplusSats)} belong to nobody`,
  now: say`Compare the two, see which payments of the second one were made, and put aside what is not distributed.`,
  steps: ['tx duplicates', ...ids.map((id) => `tx show ${id}`), STOP],
})

const doubleTransfer = ({
  kind,
  cashOutId,
  client,
  ids,
  surplusSats,
  fiat,
  since,
}: DoubleTransfer): Finding => ({
  entity: `transfers:${kind}:${cashOutId}:${client?.id ?? 0n}`,
  what: say`${formatCount(ids.length, 'payment')} of cash-out #${cashOutId} to ${receiverOf({ kind, client })} (${numbersOf(ids)})`,
  exposureSats: surplusSats,
  ...worthIn(client === null ? [] : [fiat]),
  since,
  fired: say`${formatCount(ids.length, 'living payment')}, limit 1; ${formatSats(surplusSats)} too much`,
  now: say`Look up the ones too many: one that is not sent can be cancelled, one that is has to be corrected.`,
  steps: [...ids.slice(1).map((id) => `payment lookup ${id}`), `tx show ${cashOutId}`, STOP],
})

const numbersOf = (ids: readonly bigint[]) =>
  joined(
    ids.map((id) => `#${id}`),
    ', ',
  )

/** The wallet made a payment that the books don't know, for a transfer that is completed by another one. */
const isPaidTwice = ({ what, transfer }: OpenDifference): boolean =>
  what === 'unbooked' && transfer?.status === 'completed'

function paidTwice({
  paymentHash,
  amountMsat,
  walletId,
  since,
  cashOutId,
  transfer,
}: OpenDifference): Finding {
  const amount = wholeSats(amountMsat)
  if (transfer === null) throw new Error('only payments of a transfer are paid twice')
  return {
    entity: `paid:${paymentHash}`,
    what: say`payment #${transfer.id} of cash-out #${cashOutId ?? 0n} to ${receiverOf(transfer)} was paid twice`,
    exposureSats: amount,
    ...worthIn(transfer.client === null ? [] : [transfer.fiat]),
    since,
    fired: say`wallet ${walletId} sent ${formatSats(amount)} once more (hash ${paymentHash})`,
    did: say`Nothing is sent before the difference is settled.`,
    now: say`Look it up, agree with the receiver how it is given back, and write down what was done with satoshimachine.settle_wallet_difference.`,
    steps: [`payment lookup ${transfer.id}`, `payment show ${transfer.id}`, STOP],
  }
}
