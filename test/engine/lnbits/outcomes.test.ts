import { describe, expect, test } from 'vitest'
import { createLnbitsClient } from '../../../engine/lnbits/client.ts'
import {
  clientGetting,
  INVOICE,
  jsonAnswer,
  KEY,
  networkError,
  PAYMENT,
} from '../../support/lnbits-canned.ts'

describe('a request that certainly did nothing', () => {
  test.each([
    [401, { detail: 'No Api Key provided.' }, 'key_refused'],
    [403, { detail: 'Invoice (or Admin) key required.' }, 'key_refused'],
    [404, { detail: 'Wallet not found.' }, 'key_refused'],
    [429, { error: 'Rate limit exceeded: 200 per 1 minute' }, 'rate_limited'],
    [400, { detail: [{ loc: ['body', 'bolt11'], msg: 'str type expected' }] }, 'refused'],
    [400, { detail: 'Missing BOLT11 invoice' }, 'refused'],
    [400, { detail: 'Daily withdrawal limit of 100 sats reached.' }, 'refused'],
    [400, { detail: 'It is not allowed to spend funds from this server.' }, 'refused'],
    [520, { detail: 'Bolt11 decoding failed.', status: 'failed' }, 'refused'],
    [520, { detail: 'Invalid invoice. Bolt11 changed.', status: 'failed' }, 'refused'],
    [520, { detail: 'Only incoming payments allowed.', status: 'failed' }, 'refused'],
    [520, { detail: 'Wallet does not have permission to pay invoices.', status: 'failed' }, 'refused'],
    [520, { detail: 'Invoice amount 9 sats is too high. Max allowed: 8 sats.', status: 'failed' }, 'refused'],
  ])('a payment answered %i %j', async (status, body, reason) => {
    const { client } = clientGetting(jsonAnswer(status, body))
    expect(await client.pay(KEY, PAYMENT)).toMatchObject({ kind: 'not_executed', reason })
  })

  test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT', 'CERT_HAS_EXPIRED'])(
    'a payment that met %s',
    async (code) => {
      const outcome = await clientGetting(networkError(code)).client.pay(KEY, PAYMENT)
      expect(outcome).toMatchObject({
        kind: 'not_executed',
        reason: 'unreachable',
        detail: expect.stringContaining(code),
      })
    },
  )

  test('a payment to a host whose every address refuses', async () => {
    const refused = () => Object.assign(new Error('no'), { code: 'ECONNREFUSED' })
    const cause = Object.assign(new AggregateError([refused(), refused()]), { code: 'ECONNREFUSED' })
    const outcome = await clientGetting(new TypeError('fetch failed', { cause })).client.pay(KEY, PAYMENT)
    expect(outcome).toMatchObject({ kind: 'not_executed', reason: 'unreachable' })
  })

  test('a payment before the first installation, or to an address that has moved', async () => {
    const install = new Response(null, { status: 307, headers: { location: '/first_install' } })
    expect(await clientGetting(install).client.pay(KEY, PAYMENT)).toMatchObject({
      kind: 'not_executed',
      reason: 'unreachable',
      detail: expect.stringContaining('first installation'),
    })
    const moved = new Response(null, {
      status: 308,
      headers: { location: 'https://other.test/x?api-key=secret' },
    })
    const outcome = await clientGetting(moved).client.pay(KEY, PAYMENT)
    expect(outcome).toMatchObject({
      reason: 'unreachable',
      detail: expect.stringContaining('https://other.test/x'),
    })
    expect(JSON.stringify(outcome)).not.toContain('secret')
  })

  test.each([
    [520, { detail: "Could not fetch wallet 'x'.", status: 'failed' }, 'key_refused'],
    [520, { detail: 'Wallet does not have permission to create invoices.', status: 'failed' }, 'refused'],
    [520, { detail: 'Wallet balance cannot exceed 5 sats.', status: 'failed' }, 'refused'],
    [400, { detail: 'anything' }, 'refused'],
  ])('an invoice answered %i %j', async (status, body, reason) => {
    const { client } = clientGetting(jsonAnswer(status, body))
    expect(await client.createInvoice(KEY, INVOICE)).toMatchObject({ kind: 'not_executed', reason })
  })
})

describe('a request of which nothing is certain', () => {
  test.each([
    [400, { detail: 'Payment already exists' }],
    [400, { detail: 'anything raised after the debit' }],
    [404, { detail: 'Not Found' }],
    [500, { detail: 'Unexpected error! ID: x' }],
    [503, {}],
    [520, { detail: 'Internal invoice already paid.', status: 'failed' }],
    [520, { detail: 'Payment already paid.', status: 'success' }],
    [520, { detail: 'Payment is still pending.', status: 'pending' }],
    [520, { detail: "Could not fetch wallet 'the receiver'.", status: 'failed' }],
    [520, { detail: 'Payment failed: no route', status: 'failed' }],
    [520, { detail: 'The time limit of 5 seconds between payments has been reached.', status: 'failed' }],
    [302, {}],
  ])('a payment answered %i %j', async (status, body) => {
    const outcome = await clientGetting(jsonAnswer(status, body)).client.pay(KEY, PAYMENT)
    expect(outcome.kind).toBe('unknown')
    expect(outcome).not.toHaveProperty('insufficientBalance')
  })

  test('a payment for want of sats, which says so', async () => {
    const { client } = clientGetting(jsonAnswer(520, { detail: 'Insufficient balance.', status: 'failed' }))
    const outcome = await client.pay(KEY, PAYMENT)
    expect(outcome).toEqual({ kind: 'unknown', detail: 'Insufficient balance.', insufficientBalance: true })
  })

  test.each(['ECONNRESET', 'UND_ERR_SOCKET', 'ETIMEDOUT', 'EPIPE', 'UND_ERR_HEADERS_TIMEOUT'])(
    'a payment that met %s',
    async (code) => {
      expect((await clientGetting(networkError(code)).client.pay(KEY, PAYMENT)).kind).toBe('unknown')
    },
  )

  test('a payment of which one address refused and another broke', async () => {
    const errors = ['ECONNREFUSED', 'ECONNRESET'].map((code) => Object.assign(new Error('no'), { code }))
    const thrown = new TypeError('fetch failed', { cause: new AggregateError(errors) })
    expect((await clientGetting(thrown).client.pay(KEY, PAYMENT)).kind).toBe('unknown')
  })

  test.each([
    ['a proxy’s page', new Response('<html>502</html>', { status: 502 })],
    ['a proxy’s refusal without LNbits’ words', new Response('<html>403</html>', { status: 403 })],
    ['a page instead of JSON', new Response('<html>ok</html>', { status: 201 })],
    ['half of its JSON', new Response('{"status":"succ', { status: 201 })],
    ['JSON of another shape', jsonAnswer(201, { checking_id: 'x' })],
    ['a number', jsonAnswer(201, 7)],
    ['nothing', new Response(null, { status: 201 })],
  ])('a payment answered with %s', async (_, response) => {
    expect((await clientGetting(response).client.pay(KEY, PAYMENT)).kind).toBe('unknown')
  })

  test('an answer that is too large', async () => {
    const { client } = clientGetting(new Response('x'.repeat(1024 * 1024 + 1)))
    expect(await client.wallet(KEY)).toMatchObject({
      kind: 'unknown',
      detail: expect.stringContaining('larger than'),
    })
  })

  test('an answer that never comes', async () => {
    const client = createLnbitsClient({
      baseUrl: 'http://lnbits.test',
      requestsPerMinute: 600,
      timeoutSeconds: 0.01,
      nowMs: () => 0,
      delay: async () => undefined,
      fetch: (_, init) =>
        new Promise((_resolve, reject) => {
          init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error))
        }),
    })
    const outcome = await client.pay(KEY, PAYMENT)
    expect(outcome).toEqual({ kind: 'unknown', detail: 'no complete answer within 0.01 seconds' })
  })
})
