import { afterEach, describe } from 'vitest'
import { type TransferHarness, transferSteps } from './transfer-harness.ts'
import { invoiceContract } from './transfers-invoices.ts'
import { queueContract } from './transfers-queue.ts'

/** What payTransfer and payDue believe of a TransferStore: held to by the one in PostgreSQL and the one in memory. */
export function transferContract(name: string, harness: () => TransferHarness): void {
  describe(name, () => {
    const contract = transferSteps(harness)
    afterEach(contract.putAway)
    queueContract(contract)
    invoiceContract(contract)
  })
}
