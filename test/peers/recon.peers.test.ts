import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Reconciliation } from '../../engine/reconcile.ts'
import { foundIn, wordsOf } from '../engine/reconcile-desk.ts'
import { rawLnbits } from '../support/lnbits-http.ts'
import { openRealShop, type RealShop } from './recon-shop.ts'

/** What the bot's own parts paid through a real LNbits, against that LNbits' own history. */
describe('the reconciliation beside a real LNbits', () => {
  let shop: RealShop
  beforeAll(async () => {
    shop = await openRealShop()
    await shop.sellAndPay(4)
    await shop.sellAndPay(1)
  }, 900_000)
  afterAll(() => shop?.close())

  const run = (): Promise<Reconciliation> => shop.books.reconcile({ scope: { kind: 'all' }, actor: 'test' })

  async function expectSquare(): Promise<Reconciliation> {
    const square = await run()
    expect(foundIn(square), wordsOf(square).join('\n')).toEqual([])
    expect(square.verdict).toBe('ok')
    return square
  }

  const rows = async <T extends object>(sql: string): Promise<T[]> =>
    (await shop.assembly.pool.query<T>(sql)).rows

  /** The newest but one that was made. */
  async function aPayment(kind: 'client' | 'commission') {
    const [one] = await rows<{ id: bigint; hash: string; amountMsat: bigint }>(
      `SELECT id, payment_hash AS hash, (amount_sats * 1000)::bigint AS "amountMsat"
       FROM transfers WHERE kind = '${kind}' AND status = 'completed' ORDER BY id DESC OFFSET 1 LIMIT 1`,
    )
    if (one === undefined) throw new Error(`no ${kind} payment was made`)
    return one
  }

  /** A payment by hand out of a wallet of the bot's, into one that is none of the bot's; returns its hash. */
  async function payByHand(adminKey: string, amountSats: number): Promise<string> {
    const elsewhere = await shop.lnbits.createWallet('elsewhere')
    const raw = rawLnbits(shop.lnbits.url)
    const { hash, bolt11 } = await raw.invoice(elsewhere.invoiceKey, amountSats)
    expect((await raw.pay(adminKey, bolt11)).status).toBe(201)
    return hash
  }

  test('is square to the millisat: both own wallets, every receiver, every row', async () => {
    const { checks, snapshot } = await expectSquare()
    const [totals] = await rows<{
      payments: bigint
      commissions: bigint
      sats: bigint
      commissionSats: bigint
    }>(
      `SELECT count(*) FILTER (WHERE kind = 'client') AS payments, count(*) FILTER (WHERE kind = 'commission') AS commissions,
              sum(amount_sats)::bigint AS sats, (sum(amount_sats) FILTER (WHERE kind = 'commission'))::bigint AS "commissionSats"
       FROM transfers WHERE status = 'completed'`,
    )
    if (totals === undefined) throw new Error('an aggregate has one row')
    expect(totals).toMatchObject({ payments: 15n, commissions: 5n })
    const { source, commission } = shop.wallets
    expect(await shop.lnbits.balanceMsat(source.adminKey)).toBe(30_000_000_000n - totals.sats * 1000n)
    expect(await shop.lnbits.balanceMsat(commission.invoiceKey)).toBe(totals.commissionSats * 1000n)
    const ofWallets = { inFlightMsat: 0n, othersOutMsat: 0n }
    expect(snapshot.wallets).toEqual([
      {
        ...ofWallets,
        role: 'source',
        walletId: source.walletId,
        balanceMsat: 30_000_000_000n - totals.sats * 1000n,
        bookedMsat: -totals.sats * 1000n,
        othersInMsat: 30_000_000_000n,
      },
      {
        ...ofWallets,
        role: 'commission',
        walletId: commission.walletId,
        balanceMsat: totals.commissionSats * 1000n,
        bookedMsat: totals.commissionSats * 1000n,
        othersInMsat: 0n,
      },
    ])
    expect(checks.find(({ name }) => name === 'receivers')?.checked).toBe(15)
  })

  test('finds a payment whose sats were edited: against the payer’s row and the receiver’s', async () => {
    const { id } = await aPayment('client')
    await shop.tamper(`UPDATE dca_payments SET amount_sats = amount_sats + 1 WHERE id = ${id}`)
    const found = foundIn(await run())
    expect(found).toContain(`wallets broken payment:client:${id} +1000 msat`)
    expect(found).toContain(`receivers broken payment:client:${id} -1000 msat`)
    await shop.tamper(`UPDATE dca_payments SET amount_sats = amount_sats - 1 WHERE id = ${id}`)
    await expectSquare()
  })

  test('finds a commission whose sats were edited, in both own wallets', async () => {
    const { id } = await aPayment('commission')
    await shop.tamper(`UPDATE commission_payments SET amount_sats = amount_sats - 1 WHERE id = ${id}`)
    const found = foundIn(await run()).filter((line) => line.startsWith('wallets '))
    expect(found).toEqual([
      `wallets broken payment:commission:${id} -1000 msat`,
      `wallets broken payment:commission:${id} +1000 msat`,
    ])
    await shop.tamper(`UPDATE commission_payments SET amount_sats = amount_sats + 1 WHERE id = ${id}`)
    await expectSquare()
  })

  test('finds a payment with a hash that LNbits lacks, and the row that nobody stands for any more', async () => {
    const { id, hash, amountMsat } = await aPayment('client')
    await shop.tamper(`UPDATE dca_payments SET payment_hash = repeat('ab', 32) WHERE id = ${id}`)
    expect(foundIn(await run())).toEqual([
      `payments broken payment:client:${id} –`,
      `wallets broken payment:client:${id} +${amountMsat} msat`,
      `wallets broken hash:${hash} -${amountMsat} msat`,
      `receivers broken payment:client:${id} -${amountMsat} msat`,
    ])
    await shop.tamper(`UPDATE dca_payments SET payment_hash = '${hash}' WHERE id = ${id}`)
    await expectSquare()
  })

  test('finds a payment that was only ever made in the books', async () => {
    const { id, amountMsat } = await aPayment('client')
    await shop.tamper(
      `INSERT INTO dca_payments
       SELECT (jsonb_populate_record(p, jsonb_build_object('id', 9001, 'lamassu_transaction_id', 9001, 'payment_hash', repeat('cd', 32)))).*
       FROM dca_payments p WHERE id = ${id}`,
    )
    const found = foundIn(await run()).filter((line) => line.includes('payment:client:9001'))
    expect(found).toEqual(
      expect.arrayContaining([
        'payments broken payment:client:9001 –',
        `wallets broken payment:client:9001 +${amountMsat} msat`,
        `receivers broken payment:client:9001 -${amountMsat} msat`,
      ]),
    )
    await shop.tamper('DELETE FROM dca_payments WHERE id = 9001')
    await expectSquare()
  })

  test('finds a balance that was edited; the correction that recon explain proposes makes it square again', async () => {
    const [ana] = shop.clients
    if (ana === undefined) throw new Error('Ana is a client')
    const clear = await shop.books.explain(ana.id)
    expect(clear).toMatchObject({ agrees: true, proposal: null })
    await shop.tamper(
      `UPDATE dca_clients SET remaining_balance = remaining_balance + 777 WHERE id = ${ana.id}`,
    )
    const broken = foundIn(await run())
    expect(broken).toContain(`clients broken client:${ana.id} +777 GTQ`)
    expect(broken.filter((line) => !line.includes(`client:${ana.id} `))).toEqual([])
    const explained = await shop.books.explain(ana.id)
    expect(explained).toMatchObject({ agrees: false, proposal: -777n, divergences: [{ kind: 'gap' }] })
    const actions = await shop.assembly.actionsFor('test')
    await actions.adjust({
      clientId: ana.id,
      amount: explained?.proposal ?? 0n,
      reason: 'as recon explain proposes',
      incident: null,
      operationId: 'the gap of Ana',
      approver: 'another',
    })
    await expectSquare()
    expect(await shop.books.explain(ana.id)).toMatchObject({ agrees: true, proposal: null })
  })

  test('finds what was paid by hand out of the source wallet, once, and goes on to be square', async () => {
    await expectSquare()
    const hash = await payByHand(shop.wallets.source.adminKey, 1_234)
    const looked = await run()
    expect(foundIn(looked)).toEqual(['wallets late wallet:source -1234000 msat'])
    expect(wordsOf(looked).join('\n')).toContain(`books: row ${hash.slice(0, 8)} of `)
    expect(looked.verdict).toBe('late')
    await shop.sellAndPay(1)
    await expectSquare()
  })

  test('tells what was taken by hand out of the commission wallet, which is the operator’s to spend', async () => {
    const before = await expectSquare()
    const hash = await payByHand(shop.wallets.commission.adminKey, 321)
    const after = await expectSquare()
    const commissionOf = ({ snapshot }: Reconciliation) =>
      snapshot.wallets.find(({ role }) => role === 'commission')
    expect(commissionOf(after)?.othersOutMsat).toBe(-321_000n)
    expect(commissionOf(after)?.bookedMsat).toBe(commissionOf(before)?.bookedMsat)
    expect(commissionOf(after)?.balanceMsat).toBe((commissionOf(before)?.balanceMsat ?? 0n) - 321_000n)
    expect(wordsOf(after).join('\n')).toContain(`0 sats in, 321 sats out (row ${hash.slice(0, 8)} of `)
  })
})
