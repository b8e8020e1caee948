import { describe, expect, test } from 'vitest'
import { sats } from '../../engine/domain/money.ts'
import type { PayDependencies } from '../../engine/pay.ts'
import type { WalletKey } from '../../engine/ports.ts'
import { lookUp } from '../../engine/settle.ts'
import type { Transfer, TransferStore } from '../../engine/storage.ts'
import { createMemoryTransfers } from '../support/memory-transfers.ts'
import {
  accepted,
  BOLT11,
  credit,
  debit,
  HASH,
  LEASE,
  type Look,
  look,
  looks,
  made,
  PAYEE,
  PAYER,
  PREIMAGE,
  refusals,
  scriptedLnbits,
  type Script,
  type Start,
  tryOnce,
} from './scripted-pay.ts'

/** What a payment asks for and when it gives up, one step at a time. */

const sent: Start = { at: 'paying', invoiceAgeSeconds: 100 }
const stuck: Script = { looks: [{ payer: refusals.unknown }] }
const reference = 'satmachine:client:cash-out:ana:1'

describe('what LNbits is asked', () => {
  test('is exact: the amount, our reference, the right key at each step', async () => {
    const { calls } = await tryOnce({ at: 'new' }, { create: made(), pay: accepted, looks: [looks.paid] })
    const invoice = { amountSats: 100n, memo: 'DCA 5', reference, expirySeconds: 2_592_000 }
    expect(calls).toEqual([
      { name: 'create', with: ['payee key', invoice] },
      { name: 'pay', with: ['payer key', { bolt11: BOLT11, reference }] },
      { name: 'payer', with: ['payer key', HASH] },
      { name: 'payee', with: ['payee key', HASH] },
    ])
  })

  test('to pay, goes through the gate of the paying wallet, one at a time', async () => {
    const wallets: string[] = []
    const gate: Partial<PayDependencies> = {
      oneAtATime: async (wallet, work) => {
        wallets.push(wallet)
        return work()
      },
    }
    await tryOnce({ at: 'new' }, { create: made(), pay: accepted, looks: [looks.paid] }, { deps: gate })
    expect(wallets).toEqual([PAYER])
  })
})

test('the gate to paying is asked for the very payment that the books hold by then', async () => {
  const asked: unknown[] = []
  const store: Partial<TransferStore> = {
    async markPaying(lease, transfer) {
      asked.push(lease, transfer)
      return false
    },
  }
  await tryOnce({ at: 'new' }, { create: made() }, { store })
  const { booked } = await tryOnce({ at: 'invoiced' }, {}, { store })
  const { id, kind, amountSats, payerWalletId, status, paymentHash, bolt11 } = booked
  const invoiced = { id, kind, amountSats, payerWalletId, status, paymentHash, bolt11, invoiceAgeSeconds: 0 }
  expect(status).toBe('invoiced')
  expect(asked).toMatchObject([LEASE, invoiced, LEASE, invoiced])
})

describe('a look into both wallets', () => {
  const keys = { payer: 'payer key' as WalletKey, payee: 'payee key' as WalletKey }
  const lookAt = async (wallets: Look) => {
    const memory = createMemoryTransfers(() => 0)
    memory.add({ kind: 'client', id: 1n, amountSats: sats(100n), payerWalletId: PAYER, payeeWalletId: PAYEE })
    const transfer = await memory.store.claimOne(LEASE, 'client', 1n)
    const { client } = scriptedLnbits({ looks: [wallets] })
    return lookUp(client, keys, { ...(transfer as Transfer), paymentHash: HASH })
  }

  test('tells what they show', async () => {
    expect(await lookAt(looks.unpaid)).toEqual({
      kind: 'known',
      resolution: { kind: 'unpaid' },
    })
  })

  test('proves nothing when one of them can not be read', async () => {
    const unreadable = { kind: 'unreadable', outcome: refusals.unknown }
    expect(await lookAt({ payer: refusals.unknown })).toEqual(unreadable)
    expect(await lookAt({ ...looks.unpaid, payee: refusals.unknown })).toEqual(unreadable)
  })
})

describe('keys', () => {
  test('nothing is asked without the key of the paying wallet', async () => {
    const keyring = { payerKey: () => null, payeeKey: async () => 'payee key' as WalletKey }
    const { result, asked, booked } = await tryOnce({ at: 'new' }, {}, { deps: { keyring } })
    const why = 'wallet source, from which it is to be paid, is not configured any more'
    expect(result).toEqual({ kind: 'postponed', why })
    expect(booked).toMatchObject({ lastError: why, attempts: 0, dueSeconds: 60, status: 'pending' })
    expect(asked).toBe('')
  })

  test.each([
    ['client', 'no key is stored for the client\'s wallet: use "client set-key"'],
    ['commission', 'no key is configured for the wallet that receives the commission'],
    ['funding', 'no key is configured for the wallet that receives the funding'],
  ] as const)('nothing is asked without the key of the receiver of a %s', async (kind, why) => {
    const wanted: unknown[] = []
    const keyring: PayDependencies['keyring'] = {
      payerKey: () => 'payer key' as WalletKey,
      async payeeKey(transfer) {
        wanted.push(transfer.kind)
        return null
      },
    }
    const { result, asked, booked } = await tryOnce({ at: 'new', kind }, {}, { deps: { keyring } })
    expect(result).toEqual({ kind: 'postponed', why })
    expect(booked).toMatchObject({ lastError: why, attempts: 0, dueSeconds: 60 })
    expect(asked).toBe('')
    expect(wanted).toEqual([kind])
  })
})

describe('what the books keep', () => {
  test.each([
    ['what both wallets show', looks.paid, { preimage: PREIMAGE, feeMsat: 0n, receiverConfirmed: true }],
    [
      'what one goes on showing',
      looks.paidUnconfirmed,
      { preimage: PREIMAGE, feeMsat: 0n, receiverConfirmed: false },
    ],
    [
      'the fee, and that there is no preimage',
      look([debit('success', { feeMsat: -7n, preimage: null })], [credit()]),
      { preimage: null, feeMsat: -7n, receiverConfirmed: true },
    ],
  ])('%s', async (_what, wallets, proof) => {
    expect((await tryOnce({ ...sent, attempts: 3 }, { looks: [wallets] })).booked.proof).toMatchObject(proof)
  })

  test.each([
    [
      'a preimage of another invoice',
      look([debit('success', { preimage: 'bb'.repeat(32) })], [credit()]),
      'the preimage in the paying wallet does not belong to the invoice',
    ],
    [
      'a debit of another amount',
      look([debit('success', { amountMsat: -99_000n })], [credit()]),
      'the paying wallet was debited 99000 msat instead of 100000',
    ],
    [
      'rows of another paying wallet',
      look([debit('success', { walletId: PAYEE })], [credit()]),
      'the key of the paying wallet shows rows of another wallet',
    ],
    [
      'rows of another receiving wallet',
      look([debit()], [credit('success', { walletId: PAYER })]),
      'the key of the receiving wallet shows rows of another wallet',
    ],
  ])('%s stops payouts everywhere', async (_what, wallets, reason) => {
    const { booked, switches } = await tryOnce(sent, { looks: [wallets] })
    expect(booked.lastError).toBe(`contradiction: ${reason}`)
    expect(switches).toEqual({
      payoutsEnabled: false,
      pauseReason: `contradiction at client payment 5: ${reason}`,
    })
  })
})

describe('attempts', () => {
  test.each([
    [0, 2],
    [1, 4],
    [2, 8],
    [6, 128],
    [7, 256],
    [8, 300],
  ])('after %i of them the next is %i seconds away', async (attempts, seconds) => {
    const { result, booked } = await tryOnce({ ...sent, attempts }, stuck)
    expect(result.kind).toBe('postponed')
    expect(booked.attempts).toBe(attempts + 1)
    expect(booked.dueSeconds).toBeCloseTo(seconds)
  })

  test.each([
    [0, 3.2],
    [0.25, 3.6],
    [1, 4.8],
  ])('are spread by a fifth at most: %d gives %d seconds instead of 4', async (random, seconds) => {
    const { booked } = await tryOnce({ ...sent, attempts: 1 }, stuck, { deps: { random: () => random } })
    expect(booked.dueSeconds).toBeCloseTo(seconds)
  })

  test.each([4, 9])(
    'are not counted while the receiver is gone, after %i of them: it waits a minute',
    async (attempts) => {
      const { booked } = await tryOnce({ ...sent, attempts }, { looks: [looks.receiverGone] })
      expect(booked).toMatchObject({ attempts, status: 'paying', dueSeconds: 60 })
    },
  )

  test('end with a person', async () => {
    const { result, booked } = await tryOnce({ ...sent, attempts: 9 }, stuck)
    const why = '10 attempts without proof; the last: 502 Bad Gateway'
    expect(result).toEqual({ kind: 'needs_review', why })
    expect(booked).toMatchObject({ status: 'needs_review', lastError: why, leaseOwner: null })
  })

  test('of a debit whose receiver refuses to be read are four, and then it is final', async () => {
    const script = { looks: [looks.paidUnconfirmed] }
    const third = await tryOnce({ ...sent, attempts: 2 }, script)
    expect(third.result).toEqual({
      kind: 'postponed',
      why: "debited, and the receiver's key is refused so far",
    })
    expect((await tryOnce({ ...sent, attempts: 3 }, script)).result).toEqual({ kind: 'completed' })
  })

  test.each([
    [
      looks.halfState,
      'half_state: debited, and not credited so far',
      'half_state: the paying wallet was debited and the receiver was not credited; never pay this again, have LNbits repaired',
    ],
    [
      looks.paidByOther,
      'paid_by_other: credited, and not debited so far',
      'paid_by_other: the invoice was paid, and not from our wallet',
    ],
  ])('of what only one wallet shows are four', async (wallets, before, after) => {
    const third = await tryOnce({ ...sent, attempts: 2 }, { looks: [wallets] })
    expect(third.result).toEqual({ kind: 'postponed', why: before })
    const fourth = await tryOnce({ ...sent, attempts: 3 }, { looks: [wallets] })
    expect(fourth.result).toEqual({ kind: 'needs_review', why: after })
    expect(fourth.booked).toMatchObject({ status: 'needs_review', lastError: after })
    expect(fourth.switches.payoutsEnabled).toBe(true)
  })
})
