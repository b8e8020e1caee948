import type { Pool } from 'pg'
import type { BookkeepingStore } from '../engine/bookkeeping.ts'
import type { CompensationStore } from '../engine/compensations.ts'
import type { HistoryStore } from '../engine/history.ts'
import type { InterventionStore } from '../engine/interventions.ts'
import type { PaperworkStore } from '../engine/paperwork.ts'
import type { PaymentInterventionStore } from '../engine/payment-interventions.ts'
import type { PreflightStore } from '../engine/preflight.ts'
import type { AllocationStore, TakeInStore, TransferStore } from '../engine/storage.ts'
import { createAllocationStore } from '../engine/store/allocation-store.ts'
import { createBookkeepingStore } from '../engine/store/bookkeeping-store.ts'
import { createCompensationStore } from '../engine/store/compensation-store.ts'
import { createHistoryStore } from '../engine/store/history-store.ts'
import { createInterventionStore } from '../engine/store/intervention-store.ts'
import { createPaperworkStore } from '../engine/store/paperwork-store.ts'
import { createPaymentInterventionStore } from '../engine/store/payment-intervention-store.ts'
import { createPreflightStore } from '../engine/store/preflight-store.ts'
import { createTakeInStore } from '../engine/store/take-in-store.ts'
import { createTransferStore } from '../engine/store/transfer-store.ts'

/** The writing side of the books, one store a use case. */
export interface Stores {
  readonly takeIn: TakeInStore
  readonly allocation: AllocationStore
  readonly transfers: TransferStore
  readonly bookkeeping: BookkeepingStore
  readonly preflight: PreflightStore
  readonly history: HistoryStore
  readonly interventions: InterventionStore
  readonly paymentInterventions: PaymentInterventionStore
  readonly paperwork: PaperworkStore
  readonly compensations: CompensationStore
}

export const createStores = (pool: Pool): Stores => ({
  takeIn: createTakeInStore(pool),
  allocation: createAllocationStore(pool),
  transfers: createTransferStore(pool),
  bookkeeping: createBookkeepingStore(pool),
  preflight: createPreflightStore(pool),
  history: createHistoryStore(pool),
  interventions: createInterventionStore(pool),
  paymentInterventions: createPaymentInterventionStore(pool),
  paperwork: createPaperworkStore(pool),
  compensations: createCompensationStore(pool),
})
