import { describe, expect, test } from 'vitest'
import { encodeBolt11 } from '../../../bot/sandbox/lnbits/bolt11.ts'
import {
  clientGetting,
  HASH,
  INVOICE,
  jsonAnswer,
  KEY,
  networkError,
  PAYMENT,
} from '../../support/lnbits-canned.ts'

function invoiceOf(amountMsat: bigint, paymentHash = HASH): string {
  const fields = {
    amountMsat,
    paymentHash,
    description: '',
    createdSeconds: 1_795_359_175,
    expirySeconds: 60,
  }
  return encodeBolt11({ ...fields, paymentSecret: new Uint8Array(32) })
}

describe('an invoice', () => {
  const created = { payment_hash: HASH, wallet_id: 'w1', bolt11: invoiceOf(250_000n) }

  test('is handed on when it binds to the hash and the amount, under either name', async () => {
    const value = { paymentHash: HASH, bolt11: created.bolt11, walletId: 'w1' }
    expect(await clientGetting(jsonAnswer(201, created)).client.createInvoice(KEY, INVOICE)).toEqual({
      kind: 'ok',
      value,
    })
    const { bolt11, ...older } = created
    const renamed = { ...older, payment_request: bolt11 }
    expect(await clientGetting(jsonAnswer(201, renamed)).client.createInvoice(KEY, INVOICE)).toEqual({
      kind: 'ok',
      value,
    })
  })

  test.each([
    ['another amount', { ...created, bolt11: invoiceOf(250_001n) }, /250001 msat instead of 250000 msat/],
    ['another hash', { ...created, bolt11: invoiceOf(250_000n, 'cd'.repeat(32)) }, /another payment hash/],
    ['a damaged text', { ...created, bolt11: `${created.bolt11}q` }, /cannot be read/],
    ['no text at all', { ...created, bolt11: null }, /did not return it/],
    ['a hash that is none', { ...created, payment_hash: 'zz' }, /another shape: payment_hash/],
  ])('is never handed on with %s', async (_, body, detail) => {
    const outcome = await clientGetting(jsonAnswer(201, body)).client.createInvoice(KEY, INVOICE)
    expect(outcome).toEqual({ kind: 'unknown', detail: expect.stringMatching(detail) })
  })

  test('is asked for with everything that must not be left to a default', async () => {
    const { client, sent } = clientGetting(jsonAnswer(201, created))
    await client.createInvoice(KEY, INVOICE)
    expect(sent[0]?.url).toBe('http://lnbits.test/sub/api/v1/payments')
    expect(sent[0]?.init).toMatchObject({ method: 'POST', redirect: 'manual', headers: { 'x-api-key': KEY } })
    expect(JSON.parse(sent[0]?.init.body as string)).toEqual({
      out: false,
      internal: true,
      amount: 250,
      unit: 'sat',
      memo: 'memo',
      expiry: 60,
      extra: { tag: 'dca', ref: 'p:1' },
      labels: ['p:1'],
    })
  })
})

describe('the rows of a hash', () => {
  const row = {
    wallet_id: 'w1',
    payment_hash: HASH,
    checking_id: 'internal_x',
    amount: -1000,
    fee: 0,
    status: 'success',
  }

  test('are read with exact amounts and without gaps', async () => {
    const { client, sent } = clientGetting(
      jsonAnswer(200, { data: [{ ...row, fee: -10, extra: null }], total: 1 }),
    )
    expect(await client.rowsByHash(KEY, HASH)).toEqual({
      kind: 'ok',
      value: [
        {
          walletId: 'w1',
          paymentHash: HASH,
          checkingId: 'internal_x',
          amountMsat: -1000n,
          feeMsat: -10n,
          status: 'success',
          preimage: null,
          memo: null,
          extra: {},
        },
      ],
    })
    expect(sent[0]?.url).toBe(
      `http://lnbits.test/sub/api/v1/payments/paginated?payment_hash=${HASH}&limit=10`,
    )
  })

  test('are none only when LNbits says that there are none', async () => {
    const outcome = await clientGetting(jsonAnswer(200, { data: [], total: 0 })).client.rowsByHash(KEY, HASH)
    expect(outcome).toEqual({ kind: 'ok', value: [] })
  })

  test.each([
    ['rows of another hash only', { data: [{ ...row, payment_hash: 'cd'.repeat(32) }], total: 1 }],
    ['rows of another hash among them', { data: [row, { ...row, payment_hash: 'cd'.repeat(32) }], total: 2 }],
    ['fewer rows than there are', { data: [row], total: 11 }],
    ['an amount that is no safe integer', { data: [{ ...row, amount: 2 ** 53 }], total: 1 }],
    ['an amount with a fraction', { data: [{ ...row, amount: 0.5 }], total: 1 }],
    ['a status of its own', { data: [{ ...row, status: 'maybe' }], total: 1 }],
    ['a bare list', [row]],
  ])('prove nothing with %s', async (_, body) => {
    expect((await clientGetting(jsonAnswer(200, body)).client.rowsByHash(KEY, HASH)).kind).toBe('unknown')
  })
})

describe('a page of the history', () => {
  const row = {
    wallet_id: 'w1',
    payment_hash: HASH,
    checking_id: 'internal_x',
    amount: -1000,
    fee: 0,
    status: 'success',
    bolt11: 'lnbc1…',
    time: '2026-03-20T10:00:00',
  }
  const page = { offset: 20, limit: 2 }

  test('is asked for newest first, and its times are UTC', async () => {
    const older = { ...row, time: '2026-03-20T10:59:59+01:00', bolt11: null }
    const { client, sent } = clientGetting(jsonAnswer(200, { data: [row, older], total: 30 }))
    expect(await client.history(KEY, page)).toMatchObject({
      kind: 'ok',
      value: [
        { bolt11: 'lnbc1…', time: new Date('2026-03-20T10:00:00Z'), amountMsat: -1000n },
        { bolt11: null, time: new Date('2026-03-20T09:59:59Z') },
      ],
    })
    expect(sent[0]?.url).toBe(
      'http://lnbits.test/sub/api/v1/payments/paginated?sortby=time&direction=desc&limit=2&offset=20',
    )
  })

  test.each([
    ['rows in another order', [row, { ...row, time: '2026-03-20T10:00:01' }]],
    ['more rows than asked for', [row, row, row]],
    ['a time that is none', [{ ...row, time: 'yesterday' }]],
    ['no time', [{ ...row, time: undefined }]],
  ])('proves nothing with %s', async (_, data) => {
    const answer = jsonAnswer(200, { data, total: data.length })
    expect((await clientGetting(answer).client.history(KEY, page)).kind).toBe('unknown')
  })
})

describe('the client', () => {
  test('repeats no key that it was ever given, not even half of one', async () => {
    const other = '0d1c2b3a49586776859483726150f9e8' as typeof KEY
    const words = `${'x'.repeat(285)}${other}`
    const { client } = clientGetting(jsonAnswer(520, { detail: words, status: 'failed' }))
    await client.wallet(other)
    const outcome = await client.pay(KEY, PAYMENT)
    expect(outcome).toMatchObject({ kind: 'unknown' })
    expect(JSON.stringify(outcome)).not.toContain(other.slice(0, 4))
    expect(JSON.stringify(outcome)).toContain('[key]')
  })

  test('sends each request once, whatever becomes of it', async () => {
    const { client, sent } = clientGetting(networkError('ECONNREFUSED'))
    await client.wallet(KEY)
    await client.pay(KEY, PAYMENT)
    expect(sent).toHaveLength(2)
  })

  test('waits as long as a 429 asks for before the next request, and tells it', async () => {
    const { client, delaysMs } = clientGetting(
      jsonAnswer(429, { error: 'slow down' }, { 'retry-after': '17' }),
    )
    const outcome = await client.wallet(KEY)
    expect(outcome).toEqual({
      kind: 'not_executed',
      reason: 'rate_limited',
      detail: 'slow down',
      retryAfterSeconds: 17,
    })
    expect(delaysMs).toEqual([])
    await client.wallet(KEY)
    expect(delaysMs).toEqual([17_000])
  })

  test('never repeats a key, even when the server or the network does', async () => {
    const answers = [
      jsonAnswer(520, { detail: `bad key ${KEY}`, status: 'failed' }),
      jsonAnswer(403, { detail: `${KEY} and ${KEY}` }),
      jsonAnswer(200, { [KEY]: KEY }),
      new Response(KEY, { status: 500 }),
      new Response(null, { status: 302, headers: { location: `http://x.test/${KEY}?k=${KEY}` } }),
      new Error(`cannot reach ${KEY}`),
    ]
    for (const answer of answers) {
      const { client } = clientGetting(answer)
      const outcomes = [
        await client.pay(KEY, PAYMENT),
        await client.createInvoice(KEY, INVOICE),
        await client.wallet(KEY),
        await client.rowsByHash(KEY, HASH),
      ]
      expect(JSON.stringify(outcomes)).not.toContain(KEY)
    }
  })

  test('shows the server’s words on one short line', async () => {
    const { client } = clientGetting(jsonAnswer(500, { detail: `a\n\u0007b ${'x'.repeat(1000)}` }))
    const outcome = await client.pay(KEY, PAYMENT)
    expect(outcome.kind === 'unknown' && outcome.detail).toMatch(/^a b x{200,300}… \(500\)$/)
  })

  test('tells the version', async () => {
    const { client, sent } = clientGetting(jsonAnswer(200, { openapi: '3.1.0', info: { version: '1.6.2' } }))
    expect(await client.version()).toEqual({ kind: 'ok', value: '1.6.2' })
    expect(sent[0]?.init.headers).not.toHaveProperty('x-api-key')
  })
})
