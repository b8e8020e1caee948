import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testClient } from '../contracts/lnbits.ts'
import { rawLnbits } from '../support/lnbits-http.ts'
import { type RealLnbits, startRealLnbits } from '../support/lnbits-real.ts'

/** What a kill leaves behind in a real LNbits, and what its start makes of that. */
describe('a real LNbits that is killed', () => {
  let lnbits: RealLnbits
  const raw = () => rawLnbits(lnbits.url)
  beforeAll(async () => {
    lnbits = await startRealLnbits()
  }, 900_000)
  afterAll(() => lnbits?.stop())

  async function payerAndReceiver() {
    const [payer, receiver] = [await lnbits.createWallet('payer'), await lnbits.createWallet('receiver')]
    await lnbits.topUp(payer.walletId, 1000n)
    return { payer, receiver }
  }

  test('keeps what it answered, and refuses connections while it is down', async () => {
    const { payer, receiver } = await payerAndReceiver()
    const { hash, bolt11 } = await raw().invoice(receiver.invoiceKey, 400)
    expect((await raw().pay(payer.adminKey, bolt11)).status).toBe(201)
    await lnbits.kill()
    const down = await testClient(lnbits.url).rowsByHash(payer.adminKey as never, hash)
    expect(down).toMatchObject({ kind: 'not_executed', reason: 'unreachable' })
    await lnbits.restart()
    expect(await raw().rows(payer.adminKey, hash)).toMatchObject([{ status: 'success', amount: -400_000 }])
    expect(await raw().rows(receiver.invoiceKey, hash)).toMatchObject([
      { status: 'success', amount: 400_000 },
    ])
    expect(await lnbits.balanceMsat(payer.adminKey)).toBe(600_000n)
  })

  test('fails every pending internal invoice at its next start, when FakeWallet funds it', async () => {
    const { payer, receiver } = await payerAndReceiver()
    const { hash, bolt11 } = await raw().invoice(receiver.invoiceKey, 400)
    await lnbits.restart({ signal: 'SIGKILL' })
    await expect.poll(() => raw().rows(receiver.invoiceKey, hash)).toMatchObject([{ status: 'failed' }])
    const outcome = await testClient(lnbits.url).pay(payer.adminKey as never, { bolt11, reference: 'p:1' })
    expect(outcome).toMatchObject({
      kind: 'unknown',
      detail: expect.stringContaining('retrying is not possible'),
    })
    expect(await lnbits.balanceMsat(payer.adminKey)).toBe(1_000_000n)
  })

  test('between the debit and the credit has taken the sats and given them to nobody', async () => {
    const { payer, receiver } = await payerAndReceiver()
    const { hash, bolt11 } = await raw().invoice(receiver.invoiceKey, 400)
    lnbits.armHalfWayDeath()
    const client = testClient(lnbits.url)
    const reply = await client.pay(payer.adminKey as never, { bolt11, reference: 'p:1' })
    expect(reply.kind).toBe('unknown')
    await lnbits.restart({ signal: 'SIGKILL' })
    expect(await raw().rows(payer.adminKey, hash)).toMatchObject([{ status: 'success', amount: -400_000 }])
    await expect.poll(() => raw().rows(receiver.invoiceKey, hash)).toMatchObject([{ status: 'failed' }])
    expect(await lnbits.balanceMsat(payer.adminKey)).toBe(600_000n)
    expect(await lnbits.balanceMsat(receiver.invoiceKey)).toBe(0n)
    // The receiver's row is failed now, so that the payer's own row is what the retry runs into.
    const again = await raw().pay(payer.adminKey, bolt11)
    expect(again).toMatchObject({ status: 520, body: { detail: 'Payment already paid.', status: 'success' } })
    expect(await lnbits.balanceMsat(payer.adminKey)).toBe(600_000n)
  })
})

test('the rate limit of a real LNbits counts each route, says error, and names no time to wait', async () => {
  const lnbits = await startRealLnbits({ LNBITS_RATE_LIMIT_NO: '20' })
  try {
    const wallet = await lnbits.createWallet('limited')
    const raw = rawLnbits(lnbits.url)
    const answers = []
    for (let number = 0; number < 45; number += 1)
      answers.push(await raw.get('/api/v1/wallet', wallet.adminKey))
    const limited = answers.filter((answer) => answer.status === 429)
    expect(limited.length).toBeGreaterThanOrEqual(5)
    expect(limited[0]?.body).toEqual({ error: 'Rate limit exceeded: 20 per 1 minute' })
    expect(limited[0]?.headers.get('retry-after')).toBeNull()
    expect((await raw.get('/api/v1/payments/paginated', wallet.adminKey)).status).toBe(200)
    const outcome = await testClient(lnbits.url).wallet(wallet.adminKey as never)
    const limit = {
      kind: 'not_executed',
      reason: 'rate_limited',
      detail: 'Rate limit exceeded: 20 per 1 minute',
    }
    expect([limit, expect.objectContaining({ kind: 'ok' })]).toContainEqual(outcome)
  } finally {
    await lnbits.stop()
  }
}, 900_000)
