import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { decodeBolt11 } from '../../engine/lnbits/bolt11.ts'
import { assertSupportedVersion } from '../../engine/lnbits/version.ts'
import { sats } from '../../engine/domain/money.ts'
import { adminKey, type Contract, invoiceKey } from './lnbits.ts'

const UNKNOWN_KEY = '0'.repeat(32)

/** Who may ask, how a request is read, and what a new invoice looks like. */
export function requestContract({ raw, client, wallet }: Contract): void {
  describe('keys', () => {
    test('a request without a key is refused with 401', async () => {
      for (const path of ['/api/v1/wallet', '/api/v1/payments', '/api/v1/payments/paginated']) {
        expect(await raw().get(path)).toMatchObject({ status: 401, body: { detail: 'No Api Key provided.' } })
      }
      expect((await raw().post(undefined, { out: false, amount: 1 })).status).toBe(401)
    })

    test('an unknown key is refused with 404, and our client calls it a refused key', async () => {
      const refused = { status: 404, body: { detail: 'Wallet not found.' } }
      expect(await raw().get('/api/v1/wallet', UNKNOWN_KEY)).toMatchObject(refused)
      expect(await raw().get('/api/v1/payments/paginated', UNKNOWN_KEY)).toMatchObject(refused)
      expect(await raw().post(UNKNOWN_KEY, { out: false, amount: -1 })).toMatchObject(refused)
      expect(await client().wallet(UNKNOWN_KEY as never)).toEqual({
        kind: 'not_executed',
        reason: 'key_refused',
        detail: 'Wallet not found.',
      })
    })

    test('paying with an invoice key is refused with 403', async () => {
      const payer = await wallet(10n)
      const { bolt11 } = await raw().invoice(payer.invoiceKey, 1)
      const refused = { status: 403, body: { detail: 'Invoice (or Admin) key required.' } }
      expect(await raw().pay(payer.invoiceKey, bolt11)).toMatchObject(refused)
      const outcome = await client().pay(invoiceKey(payer), { bolt11, reference: 'p:1' })
      expect(outcome).toMatchObject({ kind: 'not_executed', reason: 'key_refused' })
    })

    test('only the admin key is told the id of its wallet', async () => {
      const { walletId, ...keys } = await wallet(21n)
      expect((await raw().get('/api/v1/wallet', keys.adminKey)).body).toMatchObject({
        id: walletId,
        balance: 21_000,
      })
      expect((await raw().get('/api/v1/wallet', keys.invoiceKey)).body).not.toHaveProperty('id')
      const asAdmin = await client().wallet(adminKey({ walletId, ...keys }))
      expect(asAdmin).toMatchObject({ kind: 'ok', value: { walletId, balanceMsat: 21_000n } })
      const asReceiver = await client().wallet(invoiceKey({ walletId, ...keys }))
      expect(asReceiver).toMatchObject({ kind: 'ok', value: { walletId: null, balanceMsat: 21_000n } })
    })
  })

  describe('a request for payments', () => {
    test('is one to pay when it does not say out', async () => {
      const { adminKey: key } = await wallet()
      const missing = { status: 400, body: { detail: 'Missing BOLT11 invoice' } }
      expect(await raw().post(key, {})).toMatchObject(missing)
      expect(await raw().post(key, { out: true, bolt11: '' })).toMatchObject(missing)
    })

    test.each([
      ['a negative amount', { amount: -1 }, ['body', 'amount']],
      ['a memo that is too long', { amount: 1, memo: 'x'.repeat(641) }, ['body', 'memo']],
      ['an unknown unit', { amount: 1, unit: 'xxx' }, ['body', 'unit']],
      ['an expiry that is no number', { amount: 1, expiry: 'soon' }, ['body', 'expiry']],
      ['extra that is no object', { amount: 1, extra: 3 }, ['body', 'extra']],
      ['labels that are no list', { amount: 1, labels: 'a' }, ['body', 'labels']],
    ])('with %s is refused with 400 and a list', async (_, fields, loc) => {
      const { invoiceKey: key } = await wallet()
      const { status, body } = await raw().post(key, { out: false, internal: true, ...fields })
      expect(status).toBe(400)
      expect(body.detail).toMatchObject([{ loc, msg: expect.any(String), type: expect.any(String) }])
    })

    test('that is not JSON is refused with 400, even without a good key', async () => {
      const answer = await raw().post(UNKNOWN_KEY, '{')
      expect(answer).toMatchObject({ status: 400, body: { detail: [{ type: 'json_invalid' }] } })
    })

    test.each([
      ['nothing', { amount: 0 }, 'Amountless invoices not supported.'],
      [
        'too much',
        { amount: 10_000_001 },
        'Invoice amount 10000001 sats is too high. Max allowed: 10000000 sats.',
      ],
    ])('over %s is refused with 520', async (_, fields, detail) => {
      const { invoiceKey: key } = await wallet()
      const answer = await raw().post(key, { out: false, internal: true, ...fields })
      expect(answer).toMatchObject({ status: 520, body: { detail, status: 'failed' } })
    })

    test('without an amount ends in a 500', async () => {
      const { invoiceKey: key } = await wallet()
      const answer = await raw().post(key, { out: false, internal: true })
      expect(answer).toMatchObject({
        status: 500,
        body: { detail: expect.stringContaining('Unexpected error!') },
      })
    })
  })

  describe('a new invoice', () => {
    test('is a pending row with a readable bolt11, and with its preimage at once', async () => {
      const { walletId, invoiceKey: key } = await wallet()
      const fields = {
        memo: 'Cobro de sats ñ',
        extra: { tag: 'dca', ref: 'p:1' },
        labels: ['p:1'],
        expiry: 2_592_000,
      }
      const { hash, bolt11, body } = await raw().invoice(key, 1234, fields)
      expect(decodeBolt11(bolt11)).toEqual({ paymentHash: hash, amountMsat: 1_234_000n })
      expect(createHash('sha256').update(Buffer.from(body.preimage, 'hex')).digest('hex')).toBe(hash)
      expect(body).toMatchObject({
        checking_id: hash,
        wallet_id: walletId,
        payment_request: bolt11,
        amount: 1_234_000,
        fee: 0,
        status: 'pending',
        tag: 'dca',
        memo: 'Cobro de sats ñ',
        labels: ['p:1'],
        extra: { tag: 'dca', ref: 'p:1' },
      })
      const expiresMs = Date.parse(`${body.expiry}Z`)
      expect(Math.abs(expiresMs - Date.now() - 2_592_000_000)).toBeLessThan(600_000)
    })

    test('has a fraction of a sat cut off', async () => {
      const { invoiceKey: key } = await wallet()
      expect((await raw().invoice(key, 1.9)).body.amount).toBe(1000)
    })

    test('has every field that a real one has', async () => {
      const { invoiceKey: key } = await wallet()
      const { body } = await raw().invoice(key, 1)
      expect(Object.keys(body).toSorted()).toEqual(PAYMENT_FIELDS)
    })

    test('holds 639 bytes of memo and not one more, whatever the number of characters', async () => {
      const { invoiceKey: key } = await wallet()
      const fits = `${'é'.repeat(319)}x`
      expect((await raw().invoice(key, 1, { memo: fits })).body.memo).toBe(fits)
      const refused = { status: 400, body: { detail: expect.stringContaining('too large') } }
      for (const memo of ['x'.repeat(640), 'é'.repeat(320)]) {
        expect(await raw().post(key, { out: false, internal: true, amount: 1, memo })).toMatchObject(refused)
      }
    })

    test('made by our client has its memo cut to what fits', async () => {
      const receiver = await wallet()
      const invoice = {
        amountSats: sats(500n),
        memo: 'é'.repeat(640),
        reference: 'p:9',
        expirySeconds: 2_592_000,
      }
      const outcome = await client().createInvoice(invoiceKey(receiver), invoice)
      expect(outcome).toMatchObject({ kind: 'ok', value: { walletId: receiver.walletId } })
      const paymentHash = outcome.kind === 'ok' ? outcome.value.paymentHash : ''
      const rows = await client().rowsByHash(invoiceKey(receiver), paymentHash)
      const row = { amountMsat: 500_000n, feeMsat: 0n, status: 'pending', extra: { tag: 'dca', ref: 'p:9' } }
      expect(rows).toMatchObject({ kind: 'ok', value: [{ ...row, memo: 'é'.repeat(319) }] })
    })

    test('that is refused is no doubt for our client', async () => {
      const receiver = await wallet()
      const invoice = { amountSats: sats(10_000_001n), memo: 'm', reference: 'p:1', expirySeconds: 60 }
      const outcome = await client().createInvoice(invoiceKey(receiver), invoice)
      expect(outcome).toMatchObject({ kind: 'not_executed', reason: 'refused' })
    })
  })

  describe('the server', () => {
    test('tells its version, which is one that we support', async () => {
      const outcome = await client().version()
      expect(outcome.kind).toBe('ok')
      if (outcome.kind === 'ok') assertSupportedVersion(outcome.value)
    })

    test('answers its health to everybody', async () => {
      const { status, body } = await raw().get('/api/v1/health')
      expect(status).toBe(200)
      expect(body).toEqual({
        server_time: expect.any(Number),
        up_time: expect.stringMatching(/^\d\d:\d\d:\d\d$/),
      })
    })

    test('knows no other paths', async () => {
      expect(await raw().get('/api/v1/nothing')).toMatchObject({ status: 404, body: { detail: 'Not Found' } })
    })
  })
}

const PAYMENT_FIELDS = [
  'amount',
  'bolt11',
  'checking_id',
  'created_at',
  'expiry',
  'extension',
  'external_id',
  'extra',
  'fee',
  'fiat_provider',
  'labels',
  'memo',
  'payment_hash',
  'payment_request',
  'preimage',
  'status',
  'tag',
  'time',
  'updated_at',
  'wallet_id',
  'webhook',
  'webhook_status',
]
