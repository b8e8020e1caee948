import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { Contract } from './lnbits.ts'

const UNKNOWN_HASH = 'a'.repeat(64)

/** Which rows a reader sees, and which readings change them. */
export function readingContract({ raw, client, wallet }: Contract): void {
  describe('the lists', () => {
    test('read as often as one likes leave a pending invoice payable', async () => {
      const [payer, receiver] = [await wallet(10n), await wallet()]
      const { hash, bolt11 } = await raw().invoice(receiver.invoiceKey, 3)
      for (let reading = 0; reading < 3; reading += 1) {
        await raw().get('/api/v1/payments', receiver.invoiceKey)
        await raw().get('/api/v1/payments/paginated', receiver.invoiceKey)
        expect(await raw().rows(receiver.invoiceKey, hash)).toMatchObject([{ status: 'pending' }])
      }
      expect((await raw().pay(payer.adminKey, bolt11)).status).toBe(201)
    })

    test('with a filter that LNbits does not understand show everything', async () => {
      const { invoiceKey: key } = await wallet(1n)
      const { hash } = await raw().invoice(key, 3)
      for (const filter of ['nonsense=1', 'amount=abc', 'payment_hash[bogus]=x', 'extra=x', 'created_at=1']) {
        const { body } = await raw().get(`/api/v1/payments/paginated?${filter}`, key)
        expect(body.total, filter).toBe(2)
      }
      expect(await raw().rows(key, hash)).toHaveLength(1)
      expect(await raw().rows(key, UNKNOWN_HASH)).toEqual([])
    })

    test('understand filters by hash, checking id, amount, tag and label', async () => {
      const [payer, receiver] = [await wallet(100n), await wallet()]
      const fields = { extra: { tag: 'dca', ref: 'p:77' }, labels: ['p:77'] }
      const { hash, bolt11 } = await raw().invoice(receiver.invoiceKey, 3, fields)
      await raw().invoice(receiver.invoiceKey, 5)
      await raw().pay(payer.adminKey, bolt11, { extra: { tag: 'dca', ref: 'p:77' }, labels: ['p:77'] })
      const hashesOf = async (key: string, filter: string) => {
        const { body } = await raw().get(`/api/v1/payments/paginated?${filter}`, key)
        return body.data.map((row: Record<string, unknown>) => row['payment_hash'])
      }
      for (const filter of [`payment_hash=${hash}`, `checking_id=${hash}`, 'amount=3000', 'tag=dca']) {
        expect(await hashesOf(receiver.invoiceKey, filter), filter).toEqual([hash])
      }
      for (const filter of ['labels[any]=p:77', 'labels[every]=p:77', 'status=success', 'amount[lt]=4000']) {
        expect(await hashesOf(receiver.invoiceKey, filter), filter).toEqual([hash])
      }
      expect(await hashesOf(payer.adminKey, 'amount[lt]=0')).toEqual([hash])
      expect(await hashesOf(payer.adminKey, `checking_id=internal_${hash}`)).toEqual([hash])
      expect(await hashesOf(payer.adminKey, 'labels[any]=p:78')).toEqual([])
    })

    test('show ten rows unless told otherwise, and their total', async () => {
      const { invoiceKey: key } = await wallet()
      for (let number = 1; number <= 12; number += 1) await raw().invoice(key, number)
      const page = await raw().get('/api/v1/payments/paginated', key)
      expect([page.body.data.length, page.body.total]).toEqual([10, 12])
      expect((await raw().get('/api/v1/payments', key)).body).toHaveLength(10)
      const sorted = await raw().get('/api/v1/payments/paginated?limit=5&offset=10&sortby=amount', key)
      expect(sorted.body.data.map((row: { amount: number }) => row.amount)).toEqual([11_000, 12_000])
      expect(
        (await raw().get('/api/v1/payments?limit=12&sortby=amount&direction=desc', key)).body[0].amount,
      ).toBe(12_000)
    })

    test('refuse a limit that is no number and an order by an unknown field', async () => {
      const { invoiceKey: key } = await wallet()
      expect((await raw().get('/api/v1/payments/paginated?limit=abc', key)).status).toBe(400)
      expect((await raw().get('/api/v1/payments/paginated?sortby=bogus', key)).status).toBe(400)
    })
  })

  describe('GET /payments/{hash}', () => {
    test('says nothing of a hash that the wallet does not have', async () => {
      const [reader, other] = [await wallet(), await wallet()]
      const missing = { status: 404, body: { detail: 'Payment does not exist.' } }
      expect(await raw().get(`/api/v1/payments/${UNKNOWN_HASH}`, reader.invoiceKey)).toMatchObject(missing)
      const { hash } = await raw().invoice(other.invoiceKey, 3)
      expect(await raw().get(`/api/v1/payments/${hash}`, reader.invoiceKey)).toMatchObject(missing)
    })

    test('takes a wrong key for no key, and then shows no details', async () => {
      const [payer, receiver] = [await wallet(10n), await wallet()]
      const { hash, bolt11, body } = await raw().invoice(receiver.invoiceKey, 3)
      await raw().pay(payer.adminKey, bolt11)
      const open = { paid: true, preimage: body.preimage }
      expect((await raw().get(`/api/v1/payments/${hash}`)).body).toEqual(open)
      expect((await raw().get(`/api/v1/payments/${hash}`, 'wrong')).body).toEqual(open)
      const own = (await raw().get(`/api/v1/payments/${hash}`, payer.adminKey)).body
      expect(own).toMatchObject({ ...open, details: { wallet_id: payer.walletId, amount: -3000 } })
      expect(own).not.toHaveProperty('status')
    })

    test('kills a pending internal invoice just by looking at it', async () => {
      const [payer, receiver] = [await wallet(10n), await wallet()]
      const { hash, bolt11 } = await raw().invoice(receiver.invoiceKey, 3)
      const { body } = await raw().get(`/api/v1/payments/${hash}`, receiver.invoiceKey)
      expect(body).toMatchObject({
        paid: false,
        status: 'failed',
        preimage: null,
        details: { status: 'failed' },
      })
      await expectDead(payer, bolt11)
      expect(await raw().rows(receiver.invoiceKey, hash)).toMatchObject([{ status: 'failed', labels: [] }])
      expect((await raw().get(`/api/v1/payments?payment_hash=${hash}`, receiver.invoiceKey)).body).toEqual([])
      const again = await raw().get(`/api/v1/payments/${hash}`, receiver.invoiceKey)
      expect(again.body).toMatchObject({ paid: false, status: 'failed', details: { status: 'failed' } })
    })

    test('kills an expired invoice too, and labels it', async () => {
      const [payer, receiver] = [await wallet(10n), await wallet()]
      const { hash, bolt11, body } = await raw().invoice(receiver.invoiceKey, 3, { expiry: 1 })
      await untilExpired(body.expiry)
      await raw().get(`/api/v1/payments/${hash}`, receiver.invoiceKey)
      expect(await raw().rows(receiver.invoiceKey, hash)).toMatchObject([
        { status: 'failed', labels: ['expired'] },
      ])
      await expectDead(payer, bolt11)
    })

    test('leaves an invoice of the funding source pending', async () => {
      const { invoiceKey: key } = await wallet()
      const { hash } = await raw().invoice(key, 3, { internal: false })
      expect((await raw().get(`/api/v1/payments/${hash}`, key)).body).toMatchObject({
        paid: false,
        status: 'pending',
      })
    })
  })

  async function expectDead(payer: { adminKey: string }, bolt11: string): Promise<void> {
    const outcome = await client().pay(payer.adminKey as never, { bolt11, reference: 'p:1' })
    expect(outcome).toEqual({
      kind: 'unknown',
      detail: 'Payment is failed node, retrying is not possible. (520)',
    })
    expect(await raw().balanceMsat(payer.adminKey)).toBe(10_000)
  }
}

/** Waits until the moment that the server itself named has passed. */
export async function untilExpired(expiry: string): Promise<void> {
  const expiresMs = Date.parse(/[+Z]/.test(expiry.slice(10)) ? expiry : `${expiry}Z`)
  while (Date.now() <= expiresMs + 1000) await delay(50)
}
