import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { encodeBolt11 } from '../../bot/sandbox/lnbits/bolt11.ts'
import { adminKey, type Contract, invoiceKey } from './lnbits.ts'
import { untilExpired } from './lnbits-reading.ts'

const ALREADY_PAID = { status: 520, body: { detail: 'Internal invoice already paid.', status: 'failed' } }
const INSUFFICIENT = { status: 520, body: { detail: 'Insufficient balance.', status: 'failed' } }

/** How often a payment can happen, and what is said when it does not. */
export function payingContract({ raw, client, wallet }: Contract): void {
  describe('a payment', () => {
    test('debits the payer and credits the receiver under the same hash', async () => {
      const [payer, receiver] = [await wallet(1000n), await wallet()]
      const {
        hash,
        bolt11,
        body: invoice,
      } = await raw().invoice(receiver.invoiceKey, 400, { memo: 'first memo' })
      const sent = { memo: 'ignored', extra: { tag: 'dca', ref: 'p:5' }, labels: ['p:5'] }
      const { status, body } = await raw().pay(payer.adminKey, bolt11, sent)
      expect(status).toBe(201)
      expect(body).toMatchObject({
        checking_id: `internal_${hash}`,
        payment_hash: hash,
        wallet_id: payer.walletId,
        amount: -400_000,
        fee: 0,
        status: 'success',
        memo: 'first memo',
        preimage: invoice.preimage,
        extra: { tag: 'dca', ref: 'p:5' },
        labels: ['p:5'],
      })
      expect(await raw().rows(payer.adminKey, hash)).toMatchObject([{ status: 'success', amount: -400_000 }])
      expect(await raw().rows(receiver.invoiceKey, hash)).toMatchObject([
        { status: 'success', amount: 400_000 },
      ])
      expect(await raw().balanceMsat(payer.adminKey)).toBe(600_000)
      expect(await raw().balanceMsat(receiver.invoiceKey)).toBe(400_000)
    })

    test('is a hint and two rows for our client', async () => {
      const [payer, receiver] = [await wallet(1000n), await wallet()]
      const { hash, bolt11 } = await raw().invoice(receiver.invoiceKey, 400)
      const paid = await client().pay(adminKey(payer), { bolt11, reference: 'p:6' })
      expect(paid).toEqual({ kind: 'ok', value: { status: 'success', detail: null } })
      const own = await client().rowsByHash(adminKey(payer), hash)
      const extra = { tag: 'dca', ref: 'p:6' }
      const row = {
        walletId: payer.walletId,
        checkingId: `internal_${hash}`,
        amountMsat: -400_000n,
        feeMsat: 0n,
        extra,
      }
      expect(own).toMatchObject({ kind: 'ok', value: [{ ...row, paymentHash: hash, status: 'success' }] })
      const theirs = await client().rowsByHash(invoiceKey(receiver), hash)
      expect(theirs).toMatchObject({
        kind: 'ok',
        value: [{ walletId: receiver.walletId, amountMsat: 400_000n }],
      })
    })

    test('of an expired invoice happens all the same', async () => {
      const [payer, receiver] = [await wallet(10n), await wallet()]
      const { bolt11, body } = await raw().invoice(receiver.invoiceKey, 3, { expiry: 1 })
      await untilExpired(body.expiry)
      expect((await raw().pay(payer.adminKey, bolt11)).body.status).toBe('success')
    })

    test('into the own wallet changes nothing but leaves two rows', async () => {
      const payer = await wallet(10n)
      const { hash, bolt11 } = await raw().invoice(payer.invoiceKey, 3)
      expect((await raw().pay(payer.adminKey, bolt11)).status).toBe(201)
      expect(await raw().balanceMsat(payer.adminKey)).toBe(10_000)
      const outcome = await client().rowsByHash(adminKey(payer), hash)
      const amounts = outcome.kind === 'ok' ? outcome.value.map((row) => row.amountMsat) : []
      expect(amounts.toSorted((a, b) => Number(a - b))).toEqual([-3000n, 3000n])
    })
  })

  describe('paying twice', () => {
    test('one after the other is refused, and our client does not take that for "not paid"', async () => {
      const [payer, receiver] = [await wallet(1000n), await wallet()]
      const { hash, bolt11 } = await raw().invoice(receiver.invoiceKey, 400)
      await raw().pay(payer.adminKey, bolt11)
      expect(await raw().pay(payer.adminKey, bolt11)).toMatchObject(ALREADY_PAID)
      const outcome = await client().pay(adminKey(payer), { bolt11, reference: 'p:1' })
      expect(outcome).toEqual({ kind: 'unknown', detail: 'Internal invoice already paid. (520)' })
      await expectOneDebit(payer, hash, 600_000)
    })

    test('four times at once debits once', async () => {
      const [payer, receiver] = [await wallet(10_000n), await wallet()]
      const { hash, bolt11 } = await raw().invoice(receiver.invoiceKey, 400)
      const answers = await Promise.all([1, 2, 3, 4].map(() => raw().pay(payer.adminKey, bolt11)))
      expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([201, 520, 520, 520])
      const refusals = answers.filter((answer) => answer.status === 520).map((answer) => answer.body.detail)
      for (const detail of refusals) {
        expect(['Internal invoice already paid.', 'Payment already paid.']).toContain(detail)
      }
      await expectOneDebit(payer, hash, 9_600_000)
    })

    test('at once with just enough sats debits once, whatever the others are told', async () => {
      const [payer, receiver] = [await wallet(400n), await wallet()]
      const { hash, bolt11 } = await raw().invoice(receiver.invoiceKey, 400)
      const answers = await Promise.all([1, 2, 3].map(() => raw().pay(payer.adminKey, bolt11)))
      expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1)
      const refusals = answers.filter((answer) => answer.status === 520).map((answer) => answer.body.detail)
      expect(refusals).toHaveLength(2)
      for (const detail of refusals) {
        expect(['Internal invoice already paid.', 'Insufficient balance.']).toContain(detail)
      }
      await expectOneDebit(payer, hash, 0)
    })

    test('by another wallet first leaves us without a row', async () => {
      const [payer, third, receiver] = [await wallet(10n), await wallet(10n), await wallet()]
      const { hash, bolt11 } = await raw().invoice(receiver.invoiceKey, 3)
      expect((await raw().pay(third.adminKey, bolt11)).status).toBe(201)
      expect(await raw().pay(payer.adminKey, bolt11)).toMatchObject(ALREADY_PAID)
      expect(await raw().rows(payer.adminKey, hash)).toEqual([])
      expect(await raw().rows(receiver.invoiceKey, hash)).toMatchObject([{ status: 'success' }])
    })
  })

  describe('a payment that is refused', () => {
    test('for want of sats leaves no row, and the same invoice can be paid later', async () => {
      const [payer, receiver] = [await wallet(10n), await wallet()]
      const { hash, bolt11 } = await raw().invoice(receiver.invoiceKey, 11)
      expect(await raw().pay(payer.adminKey, bolt11)).toMatchObject(INSUFFICIENT)
      const outcome = await client().pay(adminKey(payer), { bolt11, reference: 'p:1' })
      expect(outcome).toEqual({ kind: 'unknown', detail: 'Insufficient balance.', insufficientBalance: true })
      expect(await raw().rows(payer.adminKey, hash)).toEqual([])
      expect((await raw().get(`/api/v1/payments/${hash}`, payer.adminKey)).status).toBe(404)
      const other = await raw().invoice(payer.invoiceKey, 5)
      const friend = await wallet(5n)
      await raw().pay(friend.adminKey, other.bolt11)
      expect((await raw().pay(payer.adminKey, bolt11)).status).toBe(201)
    })

    test('because it is no invoice is refused for certain', async () => {
      const payer = await wallet(10n)
      const refused = { status: 520, body: { detail: 'Bolt11 decoding failed.', status: 'failed' } }
      expect(await raw().pay(payer.adminKey, 'lnbc1xxx')).toMatchObject(refused)
      const outcome = await client().pay(adminKey(payer), { bolt11: 'lnbc1xxx', reference: 'p:1' })
      expect(outcome).toEqual({ kind: 'not_executed', reason: 'refused', detail: 'Bolt11 decoding failed.' })
    })

    test('because the invoice is another one of the same hash moves nothing', async () => {
      const [payer, receiver] = [await wallet(100n), await wallet()]
      const { hash, bolt11 } = await raw().invoice(receiver.invoiceKey, 50)
      const forged = invoiceFor(hash, 1000n)
      const refused = { status: 520, body: { detail: 'Invalid invoice. Bolt11 changed.', status: 'failed' } }
      expect(await raw().pay(payer.adminKey, forged)).toMatchObject(refused)
      expect(await raw().rows(payer.adminKey, hash)).toEqual([])
      expect((await raw().pay(payer.adminKey, bolt11)).status).toBe(201)
    })

    test('because it leaves this LNbits stays as a failed row, and a second try even gets a 201', async () => {
      const payer = await wallet(100n)
      const hash = randomBytes(32).toString('hex')
      const bolt11 = invoiceFor(hash, 50_000n)
      const refused = { detail: 'Payment failed: Only internal invoices can be used!', status: 'failed' }
      expect(await raw().pay(payer.adminKey, bolt11)).toMatchObject({ status: 520, body: refused })
      expect(await raw().rows(payer.adminKey, hash)).toMatchObject([{ status: 'failed', checking_id: hash }])
      expect(await raw().balanceMsat(payer.adminKey)).toBe(100_000)
      expect(await raw().pay(payer.adminKey, bolt11)).toMatchObject({
        status: 201,
        body: { status: 'failed' },
      })
      expect(await raw().balanceMsat(payer.adminKey)).toBe(100_000)
    })

    test('because it leaves this LNbits without a reserve for fees has no row', async () => {
      const payer = await wallet(100n)
      const hash = randomBytes(32).toString('hex')
      const { body } = await raw().pay(payer.adminKey, invoiceFor(hash, 99_000n))
      expect(body.detail).toBe('You must reserve at least (2  sat) to cover potential routing fees.')
      expect(await raw().rows(payer.adminKey, hash)).toEqual([])
    })

    test('because it is too high or without an amount is refused for certain', async () => {
      const payer = await wallet(100n)
      const tooHigh = invoiceFor(randomBytes(32).toString('hex'), 10_000_001_000n)
      const outcome = await client().pay(adminKey(payer), { bolt11: tooHigh, reference: 'p:1' })
      expect(outcome).toEqual({
        kind: 'not_executed',
        reason: 'refused',
        detail: 'Invoice amount 10000001 sats is too high. Max allowed: 10000000 sats.',
      })
    })
  })

  async function expectOneDebit(
    payer: { adminKey: string },
    hash: string,
    balanceMsat: number,
  ): Promise<void> {
    expect(await raw().rows(payer.adminKey, hash)).toHaveLength(1)
    expect(await raw().balanceMsat(payer.adminKey)).toBe(balanceMsat)
  }
}

/** An invoice of another Lightning node than the one of this LNbits. */
function invoiceFor(paymentHash: string, amountMsat: bigint): string {
  const createdSeconds = Math.floor(Date.now() / 1000)
  return encodeBolt11({
    amountMsat,
    paymentHash,
    paymentSecret: randomBytes(32),
    description: 'an invoice from elsewhere',
    createdSeconds,
    expirySeconds: 3600,
  })
}
