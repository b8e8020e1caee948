import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SimulatedLnbits, SimulatedLnbitsOptions } from '../../../bot/sandbox/lnbits/simulated.ts'
import { testClient } from '../../contracts/lnbits.ts'
import { rawLnbits } from '../../support/lnbits-http.ts'
import { simulatedLnbits } from '../../support/lnbits-simulated.ts'

let started: SimulatedLnbits[] = []
async function start(options: Partial<SimulatedLnbitsOptions> = {}) {
  const lnbits = simulatedLnbits(options)
  started.push(lnbits)
  const url = await lnbits.start()
  return { lnbits, control: lnbits.control, raw: rawLnbits(url), client: testClient(url) }
}
afterEach(async () => {
  for (const lnbits of started) await lnbits.stop()
  started = []
})

describe('the journal of the simulated LNbits', () => {
  let folder: string
  let journalFile: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'satmachine-journal-'))
    journalFile = join(folder, 'lnbits.jsonl')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  /** Leaves the first process as a kill would: nothing is closed and nothing is written any more. */
  async function afterOnePayment() {
    const before = await start({ journalFile })
    const payer = before.control.createWallet('payer')
    const receiver = before.control.createWallet('receiver')
    before.control.topUp(payer.walletId, 1000n)
    const paid = await before.raw.invoice(receiver.invoiceKey, 400, {
      extra: { tag: 'dca', ref: 'p:1' },
      labels: ['p:1'],
    })
    await before.raw.pay(payer.adminKey, paid.bolt11)
    const open = await before.raw.invoice(receiver.invoiceKey, 50)
    return { before, payer, receiver, paid, open }
  }

  test('brings back wallets, keys, rows and balances, and open invoices stay payable', async () => {
    const { before, payer, receiver, paid, open } = await afterOnePayment()
    const after = await start({ journalFile })
    expect(after.control.payments()).toEqual(before.control.payments())
    expect(after.control.wallets()).toEqual(before.control.wallets())
    expect(after.control.balanceMsat(payer.walletId)).toBe(600_000n)
    expect(await after.raw.rows(receiver.invoiceKey, paid.hash)).toMatchObject([
      { labels: ['p:1'], tag: 'dca' },
    ])
    expect((await after.raw.pay(payer.adminKey, open.bolt11)).status).toBe(201)
    expect((await after.raw.pay(payer.adminKey, paid.bolt11)).status).toBe(520)
  })

  test('loses only a last line that was torn, and goes on after it', async () => {
    const { before, payer } = await afterOnePayment()
    const whole = readFileSync(journalFile, 'utf8')
    appendFileSync(journalFile, '{"kind":"payment","value":{"walletId":"')
    const after = await start({ journalFile })
    expect(after.control.payments()).toEqual(before.control.payments())
    expect(readFileSync(journalFile, 'utf8')).toBe(whole)
    after.control.topUp(payer.walletId, 5n)
    const again = await start({ journalFile })
    expect(again.control.balanceMsat(payer.walletId)).toBe(605_000n)
  })

  test('that is damaged elsewhere stops the start and names the line', async () => {
    await afterOnePayment()
    const lines = readFileSync(journalFile, 'utf8').split('\n')
    lines[2] = lines[2]?.replace('{', '') ?? ''
    writeFileSync(journalFile, lines.join('\n'))
    expect(() => simulatedLnbits({ journalFile })).toThrow(
      /^Line 3 of the sandbox wallet's journal .* delete the file/,
    )
  })

  test('repeats no invoice and no key, even with a random source that starts over', async () => {
    const random = (bytes: number) => new Uint8Array(bytes)
    const before = await start({ journalFile, random })
    const first = before.control.createWallet('first')
    const one = await before.raw.invoice(first.invoiceKey, 1)
    const two = await before.raw.invoice(first.invoiceKey, 1)
    const after = await start({ journalFile, random })
    const three = await after.raw.invoice(first.invoiceKey, 1)
    expect(new Set([one.hash, two.hash, three.hash]).size).toBe(3)
    const second = after.control.createWallet('second')
    expect(new Set([...Object.values(first), ...Object.values(second)]).size).toBe(6)
  })

  test('brings a half-state back as it was', async () => {
    const { before, payer, receiver, open } = await afterOnePayment()
    before.control.inject({ endpoint: 'pay', fault: { kind: 'half_state' } })
    await expect(before.raw.pay(payer.adminKey, open.bolt11)).rejects.toThrow()
    const after = await start({ journalFile })
    expect(await after.raw.rows(payer.adminKey, open.hash)).toMatchObject([{ status: 'success' }])
    expect(await after.raw.rows(receiver.invoiceKey, open.hash)).toMatchObject([{ status: 'pending' }])
    expect(await after.raw.pay(payer.adminKey, open.bolt11)).toMatchObject({
      status: 400,
      body: { detail: 'Payment already exists' },
    })
  })
})

describe('the simulated LNbits', () => {
  test('limits each route in each minute of its clock', async () => {
    let nowMs = 1_795_359_180_000
    const { control, raw, client } = await start({ nowMs: () => nowMs, settings: { requestsPerMinute: 2 } })
    const { adminKey } = control.createWallet('limited')
    const limited = { status: 429, body: { error: 'Rate limit exceeded: 2 per 1 minute' } }
    expect((await raw.get('/api/v1/wallet', adminKey)).status).toBe(200)
    expect((await raw.get('/api/v1/wallet', adminKey)).status).toBe(200)
    expect(await raw.get('/api/v1/wallet', adminKey)).toMatchObject(limited)
    expect((await raw.get('/api/v1/payments/paginated', adminKey)).status).toBe(200)
    const outcome = await client.wallet(adminKey as never)
    expect(outcome).toEqual({ kind: 'not_executed', reason: 'rate_limited', detail: limited.body.error })
    nowMs += 60_000
    expect((await raw.get('/api/v1/wallet', adminKey)).status).toBe(200)
  })

  test('redirects everything until its first installation is done', async () => {
    const { control, raw, client } = await start({ settings: { firstInstallPending: true } })
    const answer = await raw.get('/api/v1/health')
    expect([answer.status, answer.headers.get('location')]).toEqual([307, '/first_install'])
    expect(await client.version()).toMatchObject({ kind: 'not_executed', reason: 'unreachable' })
    control.settings.firstInstallPending = false
    expect(await client.version()).toEqual({ kind: 'ok', value: '1.6.2' })
  })

  test('can take a fee for internal payments', async () => {
    const { control, raw } = await start({ settings: { serviceFeePercent: 1n } })
    const [payer, receiver] = [control.createWallet('payer'), control.createWallet('receiver')]
    control.topUp(payer.walletId, 1000n)
    const { bolt11 } = await raw.invoice(receiver.invoiceKey, 500)
    expect((await raw.pay(payer.adminKey, bolt11)).body).toMatchObject({ amount: -500_000, fee: -5000 })
    expect(control.balanceMsat(payer.walletId)).toBe(495_000n)
  })

  test('can take an invoice that its funding source gave up for one to try again, like LND', async () => {
    const { control, raw } = await start({ settings: { fundingAnswer: 'failed' } })
    const [payer, receiver] = [control.createWallet('payer'), control.createWallet('receiver')]
    control.topUp(payer.walletId, 1000n)
    const { hash, bolt11 } = await raw.invoice(receiver.invoiceKey, 500)
    control.recheckPending()
    control.settings.fundingAnswer = 'pending'
    const answer = await raw.pay(payer.adminKey, bolt11)
    expect(answer).toMatchObject({ status: 201, body: { status: 'failed', wallet_id: receiver.walletId } })
    expect(await raw.rows(payer.adminKey, hash)).toEqual([])
    expect(control.balanceMsat(payer.walletId)).toBe(1_000_000n)
  })

  test('leaves a payment that goes out pending, with its reserve taken', async () => {
    const { control, raw } = await start({ settings: { externalPay: 'pending' } })
    const elsewhere = await start()
    const payer = control.createWallet('payer')
    control.topUp(payer.walletId, 2000n)
    const foreign = elsewhere.control.createWallet('foreign')
    const { bolt11 } = await elsewhere.raw.invoice(foreign.invoiceKey, 500)
    expect(await raw.pay(payer.adminKey, bolt11)).toMatchObject({ status: 201, body: { status: 'pending' } })
    expect(control.balanceMsat(payer.walletId)).toBe(1_495_000n)
    const again = { status: 520, body: { detail: 'Payment is still pending.', status: 'pending' } }
    expect(await raw.pay(payer.adminKey, bolt11)).toMatchObject(again)
  })

  test('listens on the loopback interface only', async () => {
    const lnbits = simulatedLnbits()
    started.push(lnbits)
    expect(await lnbits.start()).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  })
})
