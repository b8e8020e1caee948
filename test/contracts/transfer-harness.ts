import { msat } from '../../engine/domain/money.ts'
import type { Lease, PaymentProof, Transfer, TransferStatus, TransferStore } from '../../engine/storage.ts'

/** What the books say of a client's payment, however they are kept. */
export interface BookedTransfer {
  readonly status: TransferStatus
  readonly paymentHash: string | null
  readonly bolt11: string | null
  readonly invoiceSeq: number
  readonly attempts: number
  readonly lastError: string | null
  readonly leaseOwner: string | null
  /** Null without a lease. */
  readonly leaseSeconds: number | null
  readonly dueInSeconds: number
  readonly proof: PaymentProof | null
}

export interface BookedInvoice {
  readonly paymentHash: string
  readonly seq: number
  readonly seenDead: boolean
  readonly deadProof: string | null
}

/** What the contract needs besides the store. All transfers are client payments from one wallet. */
export interface TransferHarness {
  readonly store: TransferStore
  readonly payerWalletId: string
  /** A new payment, pending and due; returns its id. */
  add(): Promise<bigint>
  read(id: bigint): Promise<BookedTransfer>
  invoices(id: bigint): Promise<BookedInvoice[]>
  /** As if that much time had passed for this payment. */
  pass(id: bigint, seconds: number): Promise<void>
  setPayouts(enabled: boolean): Promise<void>
  /** Whether the paying wallet's history was compared with the books lately. */
  setCompared(isUpToDate: boolean): Promise<void>
  switches(): Promise<{ payoutsEnabled: boolean; pauseReason: string | null }>
}

export const mine: Lease = { owner: 'me', seconds: 60 }
export const theirs: Lease = { owner: 'they', seconds: 60 }
export const proof: PaymentProof = { preimage: 'ab', feeMsat: msat(-7n), receiverConfirmed: true }

/** The steps that the contract's tests share. */
export type TransferContract = ReturnType<typeof transferSteps>

export function transferSteps(harness: () => TransferHarness) {
  let serial = 0
  const added: bigint[] = []
  const add = async (): Promise<bigint> => {
    const id = await harness().add()
    added.push(id)
    return id
  }
  const newInvoice = () => {
    serial += 1
    return { paymentHash: serial.toString(16).padStart(64, '0'), bolt11: `lnbc${serial}` }
  }
  const claimOne = async (id: bigint, lease = mine): Promise<Transfer> => {
    const transfer = await harness().store.claimOne(lease, 'client', id)
    if (transfer === null) throw new Error(`payment ${id} could not be claimed`)
    return transfer
  }
  const claimedIds = async (lease = mine, limit = 10): Promise<bigint[]> => {
    const transfers = await harness().store.claim(lease, [harness().payerWalletId], limit)
    return transfers.map((transfer) => transfer.id)
  }
  /** A payment with an invoice, leased to us. */
  const invoiced = async (): Promise<Transfer> => {
    const id = await add()
    await harness().store.recordInvoice(mine, await claimOne(id), newInvoice())
    return claimOne(id)
  }
  /** A payment that was sent, leased to us. */
  const paying = async (): Promise<Transfer> => {
    const transfer = await invoiced()
    await harness().store.markPaying(mine, transfer)
    return claimOne(transfer.id)
  }
  const lose = async ({ id }: Transfer): Promise<Transfer> => {
    await harness().pass(id, 61)
    return claimOne(id, theirs)
  }

  /** What is with a person is not claimed by the next test. */
  async function putAway(): Promise<void> {
    await harness().setPayouts(true)
    await harness().setCompared(true)
    for (const id of added.splice(0)) {
      await harness().pass(id, 1000)
      const transfer = await harness().store.claimOne(mine, 'client', id)
      if (transfer) await harness().store.review(transfer, 'the test is over')
    }
  }
  return { harness, add, newInvoice, claimOne, claimedIds, invoiced, paying, lose, putAway }
}
