import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { commonFaults, type Endpoint, type Fault } from '../../../bot/sandbox/lnbits/faults.ts'
import type { SimulatedLnbits } from '../../../bot/sandbox/lnbits/simulated.ts'
import { sats } from '../../../engine/domain/money.ts'
import type { LnbitsClient, WalletKey } from '../../../engine/ports.ts'
import { testClient } from '../../contracts/lnbits.ts'
import { rawLnbits, type RawLnbits } from '../../support/lnbits-http.ts'
import { simulatedLnbits } from '../../support/lnbits-simulated.ts'

let lnbits: SimulatedLnbits
let url: string
let raw: RawLnbits
let client: LnbitsClient
let payer: { walletId: string; adminKey: string }
let receiver: { walletId: string; invoiceKey: string }

beforeEach(async () => {
  lnbits = simulatedLnbits()
  url = await lnbits.start()
  raw = rawLnbits(url)
  client = testClient(url)
  payer = lnbits.control.createWallet('payer')
  receiver = lnbits.control.createWallet('receiver')
  lnbits.control.topUp(payer.walletId, 1000n)
})
afterEach(() => lnbits.stop())

const inject = (endpoint: Endpoint, fault: Fault) => lnbits.control.inject({ endpoint, fault })
const create = () =>
  client.createInvoice(receiver.invoiceKey as WalletKey, {
    amountSats: sats(400n),
    memo: 'm',
    reference: 'p:1',
    expirySeconds: 600,
  })
const pay = (bolt11: string) => client.pay(payer.adminKey as WalletKey, { bolt11, reference: 'p:1' })
const rows = (hash: string) => client.rowsByHash(payer.adminKey as WalletKey, hash)

describe('a fault before a payment', () => {
  test.each([
    ['dropBefore', commonFaults.dropBefore],
    ['a 502 page', commonFaults.badGateway('before')],
    ['a 500', commonFaults.serverError('before')],
    ['a 520', commonFaults.paymentError('Payment failed: x')],
  ])('like %s leaves it unknown and undone', async (_, fault) => {
    const { hash, bolt11 } = await raw.invoice(receiver.invoiceKey, 400)
    inject('pay', fault)
    expect((await pay(bolt11)).kind).toBe('unknown')
    expect(await rows(hash)).toEqual({ kind: 'ok', value: [] })
    expect(await pay(bolt11)).toMatchObject({ kind: 'ok', value: { status: 'success' } })
  })

  test.each([
    ['a 429', commonFaults.rateLimited(), 'rate_limited'],
    ['a 401', commonFaults.unauthorized, 'key_refused'],
    ['a 404', commonFaults.walletNotFound, 'key_refused'],
  ])('like %s is certain', async (_, fault, reason) => {
    const { hash, bolt11 } = await raw.invoice(receiver.invoiceKey, 400)
    inject('pay', fault)
    expect(await pay(bolt11)).toMatchObject({ kind: 'not_executed', reason })
    expect(await rows(hash)).toEqual({ kind: 'ok', value: [] })
  })
})

describe('a fault after a payment', () => {
  test.each([
    ['a lost answer', commonFaults.dropAfter],
    ['a 502 page', commonFaults.badGateway('after')],
    ['a 500', commonFaults.serverError('after')],
    ['a broken answer', commonFaults.truncated],
    ['a wrong "Insufficient balance."', commonFaults.paymentError('Insufficient balance.', 'after')],
  ])('like %s leaves it unknown and done', async (_, fault) => {
    const { hash, bolt11 } = await raw.invoice(receiver.invoiceKey, 400)
    inject('pay', fault)
    expect((await pay(bolt11)).kind).toBe('unknown')
    expect(await rows(hash)).toMatchObject({
      kind: 'ok',
      value: [{ status: 'success', amountMsat: -400_000n }],
    })
    expect(lnbits.control.balanceMsat(payer.walletId)).toBe(600_000n)
    expect(lnbits.control.balanceMsat(receiver.walletId)).toBe(400_000n)
  })

  test('like a slow answer leaves it unknown to a client that does not wait', async () => {
    const { hash, bolt11 } = await raw.invoice(receiver.invoiceKey, 400)
    inject('pay', commonFaults.delayAfter(60_000))
    const impatient = testClient(url, 0.2)
    const outcome = await impatient.pay(payer.adminKey as WalletKey, { bolt11, reference: 'p:1' })
    expect(outcome).toMatchObject({ kind: 'unknown', detail: 'no complete answer within 0.2 seconds' })
    expect(await rows(hash)).toMatchObject({ kind: 'ok', value: [{ status: 'success' }] })
  })

  test('like death between debit and credit can never be repaired by paying again', async () => {
    const { hash, bolt11 } = await raw.invoice(receiver.invoiceKey, 400)
    inject('pay', commonFaults.halfState)
    expect((await pay(bolt11)).kind).toBe('unknown')
    expect(await rows(hash)).toMatchObject({ kind: 'ok', value: [{ status: 'success' }] })
    expect(await raw.rows(receiver.invoiceKey, hash)).toMatchObject([{ status: 'pending' }])
    expect(await pay(bolt11)).toEqual({ kind: 'unknown', detail: 'Payment already exists (400)' })
    lnbits.control.settings.fundingAnswer = 'failed'
    lnbits.control.recheckPending()
    expect(await raw.rows(receiver.invoiceKey, hash)).toMatchObject([{ status: 'failed' }])
    expect(await pay(bolt11)).toEqual({ kind: 'unknown', detail: 'Payment already paid. (520)' })
    expect(lnbits.control.balanceMsat(payer.walletId)).toBe(600_000n)
    expect(lnbits.control.balanceMsat(receiver.walletId)).toBe(0n)
  })
})

describe('a fault of an invoice', () => {
  test.each([
    [
      'over another amount',
      commonFaults.wrongAmount,
      'it returned an invoice over 401000 msat instead of 400000 msat',
    ],
    ['under another hash', commonFaults.wrongHash, 'it returned an invoice with another payment hash'],
    ['with a broken answer', commonFaults.truncated, 'its answer is not readable JSON'],
  ])('%s is noticed', async (_, fault, detail) => {
    inject('create', fault)
    expect(await create()).toMatchObject({ kind: 'unknown', detail: expect.stringContaining(detail) })
    expect((await create()).kind).toBe('ok')
  })

  test('whose answer is lost leaves an unpaid row that moves nothing', async () => {
    inject('create', commonFaults.dropAfter)
    expect((await create()).kind).toBe('unknown')
    expect((await raw.get('/api/v1/payments', receiver.invoiceKey)).body).toMatchObject([
      { status: 'pending' },
    ])
    expect(lnbits.control.balanceMsat(receiver.walletId)).toBe(0n)
  })
})

describe('faults', () => {
  test('can hide a row that is there', async () => {
    const { hash, bolt11 } = await raw.invoice(receiver.invoiceKey, 400)
    await pay(bolt11)
    inject('rows', commonFaults.staleRead)
    expect(await rows(hash)).toEqual({ kind: 'ok', value: [] })
    expect(await rows(hash)).toMatchObject({ kind: 'ok', value: [{ status: 'success' }] })
  })

  test('hit the nth request of their endpoint and so many after it, and are counted', async () => {
    const { control } = lnbits
    control.inject({ endpoint: 'wallet', fault: commonFaults.walletNotFound, nth: 2, times: 2 })
    const kinds: string[] = []
    for (let number = 0; number < 4; number += 1)
      kinds.push((await client.wallet(payer.adminKey as WalletKey)).kind)
    expect(kinds).toEqual(['ok', 'not_executed', 'not_executed', 'ok'])
    expect([control.requestCount('wallet'), control.requestCount('pay')]).toEqual([4, 0])
  })

  test('of every request last until they are taken back', async () => {
    const takeBack = lnbits.control.inject({
      endpoint: 'wallet',
      fault: commonFaults.dropBefore,
      times: 'all',
    })
    for (let number = 0; number < 3; number += 1) {
      expect((await client.wallet(payer.adminKey as WalletKey)).kind).toBe('unknown')
    }
    takeBack()
    expect((await client.wallet(payer.adminKey as WalletKey)).kind).toBe('ok')
  })

  test('can be a server that is gone and comes back', async () => {
    const { port } = new URL(url)
    await lnbits.stop()
    const fresh = testClient(url)
    const gone = { kind: 'not_executed', reason: 'unreachable' }
    await expect.poll(() => fresh.wallet(payer.adminKey as WalletKey)).toMatchObject(gone)
    expect(await lnbits.start(Number(port))).toBe(url)
    await expect.poll(() => fresh.wallet(payer.adminKey as WalletKey)).toMatchObject({ kind: 'ok' })
  })
})
