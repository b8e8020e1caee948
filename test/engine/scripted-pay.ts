import { createHash } from 'node:crypto'
import { msat, sats } from '../../engine/domain/money.ts'
import { type PayDependencies, payTransfer } from '../../engine/pay.ts'
import type {
  DatedRow,
  CreatedInvoice,
  LnbitsClient,
  PayHint,
  WalletKey,
  WalletOutcome,
  WalletRow,
  WalletState,
} from '../../engine/ports.ts'
import type { NotOk } from '../../engine/settle.ts'
import type { Transfer, TransferStore } from '../../engine/storage.ts'
import { createMemoryTransfers, type MemoryTransfers } from '../support/memory-transfers.ts'

/** One payment of 100 sats at a desk where LNbits says what the test wrote down, word by word. */

export const PREIMAGE = 'aa'.repeat(32)
export const HASH = createHash('sha256').update(Buffer.from(PREIMAGE, 'hex')).digest('hex')
export const BOLT11 = 'lnbc1'
export const PAYER = 'source'
export const PAYEE = 'ana'
export const LEASE = { owner: 'worker', seconds: 60 }
const NOW_MS = 1_000_000

export const ok = <T>(value: T): WalletOutcome<T> => ({ kind: 'ok', value })
/** Everything that LNbits can answer but what was asked for. */
export const refusals = {
  slowDown: { kind: 'not_executed', reason: 'rate_limited', detail: 'slow down' },
  slowDownFor42: { kind: 'not_executed', reason: 'rate_limited', detail: 'slow', retryAfterSeconds: 42 },
  keyRefused: { kind: 'not_executed', reason: 'key_refused', detail: 'Wallet not found.' },
  unreachable: { kind: 'not_executed', reason: 'unreachable', detail: 'ECONNREFUSED' },
  refused: { kind: 'not_executed', reason: 'refused', detail: 'too high' },
  unknown: { kind: 'unknown', detail: '502 Bad Gateway' },
  drained: { kind: 'unknown', detail: 'Insufficient balance.', insufficientBalance: true },
} as const satisfies Record<string, NotOk>

const row = (walletId: string, amountMsat: bigint, status: WalletRow['status'], more = {}): WalletRow => ({
  walletId,
  paymentHash: HASH,
  checkingId: 'internal',
  amountMsat: msat(amountMsat),
  feeMsat: msat(0n),
  status,
  preimage: PREIMAGE,
  memo: null,
  extra: {},
  ...more,
})
export const debit = (status: WalletRow['status'] = 'success', more = {}): WalletRow =>
  row(PAYER, -100_000n, status, more)
export const credit = (status: WalletRow['status'] = 'success', more = {}): WalletRow =>
  row(PAYEE, 100_000n, status, more)

type Rows = WalletOutcome<readonly WalletRow[]>
export interface Look {
  readonly payer: Rows
  readonly payee?: Rows
}
export const look = (payer: readonly WalletRow[], payee: readonly WalletRow[]): Look => ({
  payer: ok(payer),
  payee: ok(payee),
})
/** What a look into both wallets can show, by the name of what follows from it. */
export const looks = {
  paid: look([debit()], [credit()]),
  paidUnconfirmed: { payer: ok([debit()]), payee: refusals.keyRefused },
  inFlight: look([debit('pending')], [credit('pending')]),
  halfState: look([debit()], [credit('pending')]),
  unpaid: look([], [credit('pending')]),
  dead: look([], []),
  receiverGone: { payer: ok([]), payee: refusals.keyRefused },
  paidByOther: look([], [credit()]),
  contradiction: look([debit(), debit()], [credit()]),
} as const satisfies Record<string, Look>

export interface Script {
  readonly create?: WalletOutcome<CreatedInvoice>
  readonly pay?: WalletOutcome<PayHint>
  readonly looks?: readonly Look[]
}
export const made = (walletId = PAYEE): WalletOutcome<CreatedInvoice> =>
  ok({ paymentHash: HASH, bolt11: BOLT11, walletId })
export const accepted: WalletOutcome<PayHint> = ok({ status: 'success', detail: null })

/** An LNbits that answers by the script, and refuses whatever is not in it; `calls` says who asked for what. */
export function scriptedLnbits(script: Script) {
  const calls: { name: string; with: unknown[] }[] = []
  const left = [...(script.looks ?? [])]
  const answer = <T>(name: string, given: T | undefined, ...asked: unknown[]): T => {
    calls.push({ name, with: asked })
    if (given === undefined) throw new Error(`nobody expected ${name}`)
    return given
  }
  const client = {
    wallet: async () => answer<WalletOutcome<WalletState>>('wallet', undefined),
    version: async () => answer<WalletOutcome<string>>('version', undefined),
    createInvoice: async (key, invoice) => answer('create', script.create, key, invoice),
    pay: async (key, payment) => answer('pay', script.pay, key, payment),
    async rowsByHash(key, hash) {
      if (key === 'payer key') return answer('payer', left[0]?.payer, key, hash)
      return answer('payee', left.shift()?.payee, key, hash)
    },
    history: async () => answer<WalletOutcome<DatedRow[]>>('history', undefined),
  } satisfies LnbitsClient
  return { client, calls }
}

export interface Start {
  /** Where the payment stands when the worker takes it. */
  readonly at: 'new' | 'invoiced' | 'paying'
  readonly invoiceAgeSeconds?: number
  readonly attempts?: number
  readonly kind?: Transfer['kind']
}

export interface Twist {
  readonly deps?: Partial<PayDependencies>
  /** Runs before the attempt, on a payment that the worker can claim. */
  readonly before?: (memory: MemoryTransfers, claim: () => Promise<Transfer>) => Promise<void>
  /** Methods that answer otherwise during the attempt. */
  readonly store?: Partial<TransferStore>
  /** What the worker believes of the payment, where it differs from the books. */
  readonly belief?: Partial<Transfer>
}

/** Takes the payment to where it starts, lets one worker try it by the script, and says what became of it. */
export async function tryOnce(start: Start, script: Script, twist: Twist = {}) {
  const kind = start.kind ?? 'client'
  const memory = createMemoryTransfers(() => NOW_MS)
  const wallets = { payerWalletId: PAYER, payeeWalletId: PAYEE }
  memory.add({ kind, id: 5n, amountSats: sats(100n), ...wallets })
  memory.add({ kind, id: 6n, amountSats: sats(100n), ...wallets })
  const claim = async (): Promise<Transfer> => {
    const transfer = await memory.store.claimOne(LEASE, kind, 5n)
    if (transfer === null) throw new Error('not claimed')
    return transfer
  }
  await bringTo(start, memory, claim)
  await twist.before?.(memory, claim)
  const lnbits = scriptedLnbits(script)
  const deps: PayDependencies = {
    lnbits: lnbits.client,
    store: { ...memory.store, ...twist.store },
    keyring: { payerKey: () => 'payer key' as WalletKey, payeeKey: async () => 'payee key' as WalletKey },
    history: { payDoubt: async () => null, allocationDoubt: async () => null },
    random: () => 0.5,
    lease: LEASE,
    oneAtATime: (_wallet, work) => work(),
    settings: { maxAttempts: 10, reissueAfterSeconds: 600, memo: ({ id }) => `DCA ${id}` },
    ...twist.deps,
  }
  const result = await payTransfer(deps, { ...(await claim()), ...twist.belief })
  const { dueMs, ...booked } = memory.read(kind, 5n)
  return {
    result,
    calls: lnbits.calls,
    asked: lnbits.calls.map(({ name }) => name).join(' '),
    booked: { ...booked, dueSeconds: (dueMs - NOW_MS) / 1000 },
    invoices: memory.invoicesOf(kind, 5n),
    switches: memory.switches,
    /** The error that the next payment of the same wallet was put off with. */
    held: memory.read(kind, 6n).lastError,
  }
}

async function bringTo(start: Start, memory: MemoryTransfers, claim: () => Promise<Transfer>): Promise<void> {
  const { store } = memory
  for (let i = 0; i < (start.attempts ?? 0); i += 1)
    await store.postpone(LEASE, await claim(), { error: 'before', seconds: 0, attempted: true })
  const transfer = await claim()
  if (start.at === 'new') return
  await store.recordInvoice(LEASE, transfer, { paymentHash: HASH, bolt11: BOLT11 })
  memory.pass(transfer.kind, 5n, start.invoiceAgeSeconds ?? 0)
  if (start.at === 'paying') await store.markPaying(LEASE, await claim())
}
