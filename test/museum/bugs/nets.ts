import type { Bug, Replacement } from './bug.ts'
import { withoutKeyOnCashOuts } from './taking-in.ts'

/**
 * Our own safety nets, each taken away on purpose. Some are held up by others, so that without them no sat is lost
 * yet; that they are gone must be noticed all the same.
 */

const FILE = 'test/museum/nets.test.ts'
const PAY = 'engine/pay.ts'
const STORE = 'engine/store/transfer-store.ts'
const TRANSFERS = 'migrations/003.do.transfers.sql'

const switchAtTheLastGate: Replacement = {
  file: STORE,
  from: "AND status IN ('invoiced', 'paying', 'needs_review') AND EXISTS (SELECT FROM switched_on)",
  to: "AND status IN ('invoiced', 'paying', 'needs_review')",
}

export const nets: readonly Bug[] = [
  {
    name: 'N1',
    harm: 'Without the unique key on cash-outs, two replicas that find one at the same time both store it, and all of it is paid twice.',
    netsRemoved: null,
    replacements: withoutKeyOnCashOuts,
    caughtBy: { file: FILE, at: 'lamassu_transactions WHERE transaction_id = $1' },
  },
  {
    name: 'N2',
    harm: 'Without the unique keys on payments, whatever writes a payment a second time has it paid a second time.',
    netsRemoved: null,
    replacements: [
      {
        file: TRANSFERS,
        from: 'CREATE UNIQUE INDEX one_payment_per_client',
        to: 'CREATE INDEX one_payment_per_client',
      },
      {
        file: TRANSFERS,
        from: 'CREATE UNIQUE INDEX one_commission_per_transaction',
        to: 'CREATE INDEX one_commission_per_transaction',
      },
    ],
    caughtBy: { file: FILE, at: "toBe('one_payment_per_client')" },
  },
  {
    name: 'N3',
    harm: 'The invoice is stored after it was paid: a crash in between forgets it, and the client is paid with another one.',
    netsRemoved: null,
    replacements: [
      {
        file: PAY,
        from: `if (!(await deps.store.recordInvoice(deps.lease, transfer, { paymentHash, bolt11 })))
    return { kind: 'left_alone' }`,
        to: '',
      },
      {
        file: PAY,
        from: `if (!(await deps.store.markPaying(deps.lease, transfer))) return null
    return deps.lnbits.pay(keys.payer, { bolt11: transfer.bolt11, reference: referenceOf(transfer) })`,
        to: `const paid = await deps.lnbits.pay(keys.payer, { bolt11: transfer.bolt11, reference: referenceOf(transfer) })
    await deps.store.recordInvoice(deps.lease, transfer, transfer)
    await deps.store.markPaying(deps.lease, transfer)
    return paid`,
      },
    ],
    caughtBy: { file: FILE, at: 'expect(world.control.balanceMsat(payment.client.wallet.walletId)).toBe(' },
  },
  {
    name: 'N4',
    harm: 'A payment that one worker has in hand is given to every other one that asks; only the key of the invoice still keeps it from being paid twice.',
    netsRemoved: null,
    replacements: [
      {
        file: STORE,
        from: 'AND (lease_until IS NULL OR lease_until < now()) AND payer_wallet_id = ANY($3)',
        to: 'AND payer_wallet_id = ANY($3)',
      },
      {
        file: STORE,
        from: 'AND (t.lease_until IS NULL OR t.lease_until < now() OR t.lease_owner = $1)',
        to: '',
      },
    ],
    caughtBy: { file: FILE, at: "claim({ owner: 'b', seconds: 60 }" },
  },
  {
    name: 'N5',
    harm: 'Payouts go on after they were switched off.',
    netsRemoved:
      'The switch is looked at when a payment is claimed and once more when it is sent: both are gone.',
    replacements: [
      {
        file: STORE,
        from: `AND (status = 'paying' OR (SELECT payouts_enabled FROM lamassu_config)
                 OR lamassu_transaction_id = (SELECT trial_transaction_id FROM lamassu_config))`,
        to: '',
      },
      switchAtTheLastGate,
    ],
    caughtBy: { file: FILE, at: "expect(world.control.requestCount('pay'), 'nothing is sent').toBe(before)" },
  },
  {
    name: 'N6',
    harm: 'A payment that was already claimed is still sent after payouts were switched off.',
    netsRemoved: null,
    replacements: [switchAtTheLastGate],
    caughtBy: { file: FILE, at: "expect(await world.payOne(claimed)).toEqual({ kind: 'left_alone' })" },
  },
]
