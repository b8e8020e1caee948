import { describe, expect, test } from 'vitest'
import type { Contract } from './lnbits.ts'

/** What becomes of keys and payments when a wallet is deleted, its keys are reset, or its account is switched off. */
export function walletContract({ raw, client, wallet, harness }: Contract): void {
  describe('a wallet that is gone', () => {
    test('refuses both keys, even keys that were used a moment ago', async () => {
      const gone = await wallet(5n)
      await raw().invoice(gone.invoiceKey, 1)
      await harness().deleteWallet(gone.walletId)
      for (const key of [gone.adminKey, gone.invoiceKey]) {
        expect((await raw().get('/api/v1/wallet', key)).status).toBe(404)
        expect((await raw().get('/api/v1/payments/paginated', key)).status).toBe(404)
        expect((await raw().post(key, { out: false, internal: true, amount: 1 })).status).toBe(404)
      }
    })

    test('still takes a payment, which is answered like a refusal', async () => {
      const [payer, receiver] = [await wallet(100n), await wallet()]
      const { hash, bolt11 } = await raw().invoice(receiver.invoiceKey, 40)
      await harness().deleteWallet(receiver.walletId)
      const outcome = await client().pay(payer.adminKey as never, { bolt11, reference: 'p:1' })
      expect(outcome).toEqual({
        kind: 'unknown',
        detail: `Could not fetch wallet '${receiver.walletId}'. (520)`,
      })
      const rows = await client().rowsByHash(payer.adminKey as never, hash)
      expect(rows).toMatchObject({ kind: 'ok', value: [{ status: 'success', amountMsat: -40_000n }] })
      expect(await raw().balanceMsat(payer.adminKey)).toBe(60_000)
      const again = { status: 520, body: { detail: 'Internal invoice already paid.', status: 'failed' } }
      expect(await raw().pay(payer.adminKey, bolt11)).toMatchObject(again)
    })
  })

  test('after a reset only the new keys work, and the rows are all still there', async () => {
    const before = await wallet(7n)
    const { hash } = await raw().invoice(before.invoiceKey, 3)
    const after = await harness().resetKeys(before.walletId)
    expect(after.walletId).toBe(before.walletId)
    for (const key of [before.adminKey, before.invoiceKey]) {
      expect((await raw().get('/api/v1/wallet', key)).status).toBe(404)
      expect((await raw().post(key, { out: false, internal: true, amount: 1 })).status).toBe(404)
    }
    expect(await raw().balanceMsat(after.invoiceKey)).toBe(7000)
    expect(await raw().rows(after.invoiceKey, hash)).toHaveLength(1)
  })

  test('the keys of an account that is switched off are refused', async () => {
    const off = await wallet(7n)
    await harness().deactivateAccount(off.walletId)
    for (const key of [off.adminKey, off.invoiceKey]) {
      const refused = { status: 404, body: { detail: 'Wallet not found.' } }
      expect(await raw().get('/api/v1/wallet', key)).toMatchObject(refused)
    }
  })

  test('a top-up is a settled row without any reference', async () => {
    const { adminKey: key } = await wallet(12n)
    const { body } = await raw().get('/api/v1/payments', key)
    expect(body).toMatchObject([
      { amount: 12_000, status: 'success', memo: 'Admin credit', extra: {}, tag: null },
    ])
  })
}
