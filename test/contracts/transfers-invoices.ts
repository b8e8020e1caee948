import { expect, test } from 'vitest'
import { mine, theirs, proof, type TransferContract } from './transfer-harness.ts'

/** One invoice at a time, one way to pay it, one completion, and no new one before the old one is proven dead. */
export function invoiceContract({
  harness,
  add,
  newInvoice,
  claimOne,
  claimedIds,
  invoiced,
  paying,
  lose,
}: TransferContract): void {
  test('tells the age of an invoice', async () => {
    const transfer = await invoiced()
    await harness().pass(transfer.id, 30)
    const { invoiceAgeSeconds } = await claimOne(transfer.id)
    expect(invoiceAgeSeconds).toBeGreaterThanOrEqual(30)
    expect(invoiceAgeSeconds).toBeLessThan(60)
    const fresh = await add()
    expect(await claimOne(fresh)).toMatchObject({ invoiceAgeSeconds: null, paymentHash: null })
  })

  test('gives a transfer one invoice only, and only to who has the lease', async () => {
    const id = await add()
    const transfer = await claimOne(id)
    const first = newInvoice()
    expect(await harness().store.recordInvoice(theirs, transfer, newInvoice())).toBe(false)
    expect(await harness().store.recordInvoice(mine, transfer, first)).toBe(true)
    expect(await harness().store.recordInvoice(mine, transfer, newInvoice())).toBe(false)
    expect(await harness().read(id)).toMatchObject({ status: 'invoiced', ...first })
    expect(await harness().invoices(id)).toEqual([
      { paymentHash: first.paymentHash, seq: 1, seenDead: false, deadProof: null },
    ])
  })

  test('gives an invoice to nobody who lost the lease', async () => {
    const transfer = await claimOne(await add())
    await lose(transfer)
    expect(await harness().store.recordInvoice(mine, transfer, newInvoice())).toBe(false)
    expect(await harness().invoices(transfer.id)).toEqual([])
  })

  test('opens the gate to paying for the owner of the lease, with this invoice, while payouts are on', async () => {
    const transfer = await invoiced()
    const { store } = harness()
    expect(await store.markPaying(theirs, transfer)).toBe(false)
    expect(await store.markPaying(mine, { ...transfer, paymentHash: 'f'.repeat(64) })).toBe(false)
    await harness().setPayouts(false)
    expect(await store.markPaying(mine, transfer)).toBe(false)
    expect((await harness().read(transfer.id)).status).toBe('invoiced')
    await harness().setPayouts(true)
    await harness().pass(transfer.id, 50)
    expect(await store.markPaying(mine, transfer)).toBe(true)
    const booked = await harness().read(transfer.id)
    expect(booked).toMatchObject({ status: 'paying', leaseOwner: 'me' })
    expect(booked.leaseSeconds, 'the lease begins anew').toBeGreaterThan(50)
    expect(await store.markPaying(mine, transfer), 'the same invoice may be paid again').toBe(true)
  })

  test('keeps the gate shut while the wallet’s history was not compared with the books, and says so', async () => {
    const transfer = await invoiced()
    expect(transfer.maySend).toBe(true)
    await harness().setCompared(false)
    expect(await harness().store.markPaying(mine, transfer)).toBe(false)
    expect(await claimOne(transfer.id)).toMatchObject({ maySend: false, status: 'invoiced' })
    await harness().pass(transfer.id, 61)
    const claimed = await harness().store.claim(mine, [harness().payerWalletId], 10)
    expect(claimed).toMatchObject([{ id: transfer.id, maySend: false }])
    await harness().setCompared(true)
    expect(await harness().store.markPaying(mine, transfer)).toBe(true)
  })

  test('keeps the gate shut without an invoice, and after another took the lease', async () => {
    const { store } = harness()
    expect(await store.markPaying(mine, await claimOne(await add()))).toBe(false)
    const transfer = await invoiced()
    await lose(transfer)
    expect(await store.markPaying(mine, transfer)).toBe(false)
  })

  test('completes once, whoever has the lease, and for good', async () => {
    const transfer = await paying()
    const { store } = harness()
    await lose(transfer)
    await store.complete(transfer, proof)
    const done = {
      status: 'completed',
      proof,
      lastError: null,
      leaseOwner: null,
      leaseSeconds: null,
      attempts: 0,
    }
    expect(await harness().read(transfer.id)).toMatchObject(done)
    await store.complete(transfer, { ...proof, preimage: 'cd', receiverConfirmed: false })
    await store.review(transfer, 'too late')
    await store.postpone(theirs, transfer, { error: 'too late', seconds: 1, attempted: true })
    expect(await harness().read(transfer.id)).toMatchObject(done)
    expect(await store.markPaying(mine, transfer)).toBe(false)
    expect(await store.claimOne(mine, 'client', transfer.id)).toBeNull()
    expect(await claimedIds()).toEqual([])
  })

  test('completes neither another invoice nor none', async () => {
    const transfer = await paying()
    await harness().store.complete({ ...transfer, paymentHash: 'f'.repeat(64) }, proof)
    expect(await harness().read(transfer.id)).toMatchObject({ status: 'paying', proof: null })
    const untouched = await claimOne(await add())
    await harness().store.complete(untouched, proof)
    expect(await harness().read(untouched.id)).toMatchObject({ status: 'pending', proof: null })
  })

  test('voids an invoice only when it was seen dead long enough before', async () => {
    const transfer = await paying()
    const { store } = harness()
    const look = async () => store.invoiceSeenDead(mine, await claimOne(transfer.id), 'nobody has it', 600)
    expect(await look()).toBe('noted')
    const noted = await harness().read(transfer.id)
    expect(noted).toMatchObject({ status: 'paying', leaseOwner: null, attempts: 0 })
    expect(noted.lastError).toMatch(/looks dead/)
    expect(Math.round(noted.dueInSeconds), 'looked at again soon').toBe(30)
    expect(await harness().invoices(transfer.id)).toMatchObject([{ seenDead: true, deadProof: null }])
    await harness().pass(transfer.id, 590)
    expect(await look(), 'seen for the first time ten seconds too late').toBe('noted')
    await harness().pass(transfer.id, 10)
    expect(await look()).toBe('voided')
    expect(await harness().read(transfer.id)).toMatchObject({
      status: 'pending',
      paymentHash: null,
      bolt11: null,
      invoiceSeq: 2,
      leaseOwner: null,
      attempts: 0,
    })
    expect(await harness().invoices(transfer.id)).toMatchObject([{ deadProof: 'nobody has it' }])
    expect(await claimedIds(), 'due at once').toEqual([transfer.id])
    const next = newInvoice()
    expect(await store.recordInvoice(mine, await claimOne(transfer.id), next)).toBe(true)
    expect(await harness().invoices(transfer.id)).toMatchObject([
      { seq: 1 },
      { seq: 2, paymentHash: next.paymentHash },
    ])
  })

  test('looks a second time by itself when a person wanted it paid, and counts attempts anew', async () => {
    const transfer = await paying()
    const { store } = harness()
    await store.postpone(mine, transfer, { error: 'no proof', seconds: 0, attempted: true })
    await store.review(transfer, 'no proof')
    expect(await store.invoiceSeenDead(mine, await claimOne(transfer.id), 'nobody has it', 600)).toBe('noted')
    expect(await harness().read(transfer.id)).toMatchObject({
      status: 'invoiced',
      attempts: 0,
      leaseOwner: null,
    })
    await harness().pass(transfer.id, 600)
    expect(await claimedIds()).toEqual([transfer.id])
    expect(await store.invoiceSeenDead(mine, await claimOne(transfer.id), 'nobody has it', 600)).toBe(
      'voided',
    )
  })

  test('voids nothing at the first look, even when no wait is asked for, and looks again at once', async () => {
    const transfer = await paying()
    expect(await harness().store.invoiceSeenDead(mine, transfer, 'nobody has it', 0)).toBe('noted')
    expect((await harness().read(transfer.id)).dueInSeconds).toBeLessThan(5)
  })

  test('voids nothing for who lost the lease', async () => {
    const transfer = await paying()
    await harness().store.invoiceSeenDead(mine, transfer, 'nobody has it', 60)
    await harness().pass(transfer.id, 100)
    await claimOne(transfer.id, theirs)
    expect(await harness().store.invoiceSeenDead(mine, transfer, 'nobody has it', 60)).toBe('noted')
    expect(await harness().read(transfer.id)).toMatchObject({ status: 'paying', leaseOwner: 'they' })
    expect(await harness().invoices(transfer.id)).toMatchObject([{ deadProof: null }])
  })

  test('forgets that an invoice looked dead once it was seen alive', async () => {
    const transfer = await paying()
    const { store } = harness()
    await store.invoiceSeenDead(mine, transfer, 'nobody has it', 60)
    await harness().pass(transfer.id, 100)
    await store.invoiceSeenAlive(transfer)
    expect(await harness().invoices(transfer.id)).toMatchObject([{ seenDead: false }])
    const again = await claimOne(transfer.id)
    expect(await store.invoiceSeenDead(mine, again, 'nobody has it', 60)).toBe('noted')
  })
}
