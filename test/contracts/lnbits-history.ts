import { describe, expect, test } from 'vitest'
import { referenceOf } from '../../engine/reference.ts'
import type { DatedRow } from '../../engine/ports.ts'
import { adminKey, type Contract, invoiceKey } from './lnbits.ts'

/** A wallet's whole history, as our client reads it to find payments that the books have forgotten. */
export function historyContract({ raw, client, wallet }: Contract): void {
  describe('the history', () => {
    async function page(key: string, offset: number, limit: number): Promise<readonly DatedRow[]> {
      const outcome = await client().history(key as never, { offset, limit })
      if (outcome.kind !== 'ok') throw new Error(outcome.detail)
      return outcome.value
    }

    test('is empty for a new wallet', async () => {
      expect(await page((await wallet()).invoiceKey, 0, 10)).toEqual([])
    })

    test('shows a payment of ours with its reference, its invoice and its time', async () => {
      const [payer, receiver] = [await wallet(1000n), await wallet()]
      const reference = referenceOf({
        kind: 'commission',
        cashOutId: '8a7bd5d9-0b0a-4d4a-8f5b-1c2d3e4f5a6b',
        payeeWalletId: receiver.walletId,
        invoiceSeq: 12,
      })
      const made = await client().createInvoice(invoiceKey(receiver), {
        amountSats: 400n as never,
        memo: 'a memo',
        reference,
        expirySeconds: 3600,
      })
      if (made.kind !== 'ok') throw new Error(made.detail)
      const { bolt11, paymentHash } = made.value
      const before = Date.now()
      await client().pay(adminKey(payer), { bolt11, reference })
      const [debit, topUp] = await page(payer.adminKey, 0, 10)
      expect(debit).toMatchObject({
        walletId: payer.walletId,
        paymentHash,
        amountMsat: -400_000n,
        status: 'success',
        bolt11,
        extra: { tag: 'dca', ref: reference },
      })
      // By a clock in whole seconds that runs beside ours.
      expect(Math.abs((debit?.time.getTime() ?? 0) - before)).toBeLessThan(60_000)
      expect(topUp).toMatchObject({ amountMsat: 1_000_000n, status: 'success' })
      expect((debit?.time ?? 0) >= (topUp?.time ?? 0)).toBe(true)
      expect(await page(receiver.invoiceKey, 0, 10)).toMatchObject([
        { paymentHash, bolt11, amountMsat: 400_000n, extra: { ref: reference } },
      ])
      const labelled = await raw().get(
        `/api/v1/payments/paginated?labels[any]=${encodeURIComponent(reference)}`,
        payer.adminKey,
      )
      expect(labelled.body.data).toMatchObject([{ payment_hash: paymentHash, labels: [reference] }])
    })

    test('of many rows in few seconds comes page by page, newest first, and none is left out', async () => {
      const { invoiceKey: key } = await wallet()
      const made: string[] = []
      for (let number = 1; number <= 23; number += 1) made.push((await raw().invoice(key, number)).hash)
      const seen = new Set<string>()
      let offset = 0
      let rows = await page(key, offset, 10)
      const times: number[] = []
      while (rows.length > 0) {
        for (const row of rows) seen.add(row.paymentHash)
        times.push(...rows.map((row) => row.time.getTime()))
        offset += rows.length
        rows = await page(key, offset, 10)
      }
      expect([...seen].toSorted()).toEqual(made.toSorted())
      expect(times).toEqual(times.toSorted((a, b) => b - a))
    })

    test('keeps failed rows, and pending ones', async () => {
      const { invoiceKey: key } = await wallet()
      const { hash: dead } = await raw().invoice(key, 3)
      const { hash: open } = await raw().invoice(key, 5)
      await raw().get(`/api/v1/payments/${dead}`, key)
      const rows = await page(key, 0, 10)
      expect(new Map(rows.map((row) => [row.paymentHash, row.status]))).toEqual(
        new Map([
          [dead, 'failed'],
          [open, 'pending'],
        ]),
      )
    })

    test('of another wallet than the key’s is never shown, and a wrong key is refused', async () => {
      const [one, other] = [await wallet(5n), await wallet(7n)]
      expect((await page(one.adminKey, 0, 10)).map((row) => row.walletId)).toEqual([one.walletId])
      expect(await client().history('f'.repeat(32) as never, { offset: 0, limit: 10 })).toMatchObject({
        kind: 'not_executed',
        reason: 'key_refused',
      })
      expect((await page(other.adminKey, 0, 10)).map((row) => row.walletId)).toEqual([other.walletId])
    })
  })
}
