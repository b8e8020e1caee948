import { expect, test } from 'vitest'
import { mine, theirs, proof, type TransferContract } from './transfer-harness.ts'

/** Who may work on what, and when: leases, due times, wallets held back, payments that wait for a person. */
export function queueContract({
  harness,
  add,
  newInvoice,
  claimOne,
  claimedIds,
  invoiced,
  paying,
  lose,
}: TransferContract): void {
  test('leases what is due to one owner, until the lease runs out', async () => {
    const id = await add()
    expect(await claimedIds()).toEqual([id])
    expect((await harness().read(id)).leaseOwner).toBe('me')
    expect(await claimedIds(theirs)).toEqual([])
    expect(await harness().store.claimOne(theirs, 'client', id)).toBeNull()
    expect(await claimedIds(), 'not even again to the same owner').toEqual([])
    expect(await claimOne(id), 'but one by one it is').toMatchObject({ id, status: 'pending', attempts: 0 })
    await harness().pass(id, 59)
    expect(await claimedIds(theirs)).toEqual([])
    await harness().pass(id, 2)
    expect(await claimedIds(theirs)).toEqual([id])
  })

  test('claims no other wallet’s, and no more than the limit, the longest due first', async () => {
    const ids = [await add(), await add(), await add()] as const
    await harness().pass(ids[1], 20)
    await harness().pass(ids[2], 10)
    expect(await harness().store.claim(mine, ['another wallet'], 10)).toEqual([])
    expect(await harness().store.claim(mine, [], 10)).toEqual([])
    expect(new Set(await claimedIds(mine, 2))).toEqual(new Set([ids[1], ids[2]]))
    expect(await claimedIds(mine, 2)).toEqual([ids[0]])
  })

  test('claims only what was already sent while payouts are off', async () => {
    const sent = await paying()
    const waiting = await invoiced()
    const untouched = await add()
    await harness().pass(sent.id, 61)
    await harness().pass(waiting.id, 61)
    await harness().setPayouts(false)
    expect(await claimedIds()).toEqual([sent.id])
    expect((await claimOne(untouched)).status, 'a person may').toBe('pending')
  })

  test('postpones with a reason, gives the lease back, and counts what is an attempt', async () => {
    const transfer = await paying()
    const { store } = harness()
    await store.postpone(mine, transfer, { error: 'first', seconds: 40, attempted: true })
    const first = await harness().read(transfer.id)
    expect(first).toMatchObject({ status: 'paying', attempts: 1, lastError: 'first', leaseOwner: null })
    expect(Math.round(first.dueInSeconds)).toBe(40)
    expect(await claimedIds()).toEqual([])
    await harness().pass(transfer.id, 41)
    expect(await claimedIds()).toEqual([transfer.id])
    await store.postpone(mine, transfer, { error: null, seconds: 0, attempted: false })
    expect(await harness().read(transfer.id)).toMatchObject({ attempts: 1, lastError: 'first' })
    expect(await claimedIds(), 'due at once').toEqual([transfer.id])
  })

  test('is not put off by somebody who lost the lease', async () => {
    const transfer = await paying()
    await lose(transfer)
    await harness().store.postpone(mine, transfer, { error: 'late', seconds: 40, attempted: true })
    expect(await harness().read(transfer.id)).toMatchObject({
      attempts: 0,
      lastError: null,
      leaseOwner: 'they',
    })
  })

  test('holds back what is queued of a wallet, and leaves alone what somebody works on', async () => {
    const [queued, leased] = [await add(), await add()]
    await claimOne(leased)
    const { store, payerWalletId } = harness()
    await store.holdBackWallet('another wallet', { error: 'not this one', seconds: 40 })
    expect(await harness().read(queued)).toMatchObject({ lastError: null })
    await store.holdBackWallet(payerWalletId, { error: 'drained', seconds: 40 })
    const held = await harness().read(queued)
    expect(held).toMatchObject({ lastError: 'drained', attempts: 0 })
    expect(Math.round(held.dueInSeconds)).toBe(40)
    expect(await harness().read(leased)).toMatchObject({ lastError: null, leaseOwner: 'me' })
    await store.holdBackWallet(payerWalletId, { error: 'again', seconds: 90 })
    expect(await harness().read(queued), 'it is put off already').toMatchObject({ lastError: 'drained' })
  })

  test('gives a transfer to a person, whoever has the lease; nobody claims it then', async () => {
    const transfer = await paying()
    const now = await lose(transfer)
    await harness().store.review(transfer, 'look at this')
    expect(await harness().read(transfer.id)).toMatchObject({
      status: 'needs_review',
      lastError: 'look at this',
      leaseOwner: null,
    })
    expect(await claimedIds()).toEqual([])
    expect((await claimOne(now.id)).status, 'but for the person').toBe('needs_review')
  })

  test('lets a person go on: a new invoice for one without, the same one again for one that has it', async () => {
    const { store } = harness()
    const bare = await claimOne(await add())
    await store.review(bare, 'no invoice')
    expect(await store.recordInvoice(mine, await claimOne(bare.id), newInvoice())).toBe(true)
    expect((await harness().read(bare.id)).status).toBe('invoiced')
    const sent = await paying()
    await store.review(sent, 'no proof')
    expect(await store.markPaying(mine, await claimOne(sent.id))).toBe(true)
    await store.review(sent, 'still none')
    await store.complete(await claimOne(sent.id), proof)
    expect((await harness().read(sent.id)).status).toBe('completed')
  })

  test('stops payouts for everybody, with the reason', async () => {
    await harness().store.stopPayouts('the books and the wallets differ')
    expect(await harness().switches()).toEqual({
      payoutsEnabled: false,
      pauseReason: 'the books and the wallets differ',
    })
  })
}
