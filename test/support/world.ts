import { randomBytes, randomUUID } from 'node:crypto'
import { allocatePending, type AllocationRound, type FundingMode } from '../../engine/allocate.ts'
import type { ByHand } from '../../engine/actions.ts'
import type { CommissionRule } from '../../engine/domain/commission.ts'
import { fiatMinor, parseDecimal, type FiatMinor } from '../../engine/domain/money.ts'
import { createLamassuSource, type LamassuConnection } from '../../engine/lamassu/source.ts'
import { createLnbitsClient } from '../../engine/lnbits/client.ts'
import { type PayDependencies, type PayResult, payTransfer } from '../../engine/pay.ts'
import { createHistory } from '../../engine/history.ts'
import { payDue, type PayRound } from '../../engine/pay-due.ts'
import type { LnbitsClient, WalletKey } from '../../engine/ports.ts'
import { preflight, type Preflight } from '../../engine/preflight.ts'
import type { Keyring } from '../../engine/settle.ts'
import { createAllocationStore } from '../../engine/store/allocation-store.ts'
import { createBookkeepingStore } from '../../engine/store/bookkeeping-store.ts'
import { createCompensationStore } from '../../engine/store/compensation-store.ts'
import { createHistoryStore } from '../../engine/store/history-store.ts'
import { createInterventionStore } from '../../engine/store/intervention-store.ts'
import { createPaperworkStore } from '../../engine/store/paperwork-store.ts'
import { createPaymentInterventionStore } from '../../engine/store/payment-intervention-store.ts'
import { createPreflightStore } from '../../engine/store/preflight-store.ts'
import { createReadings } from '../../engine/store/readings/readings.ts'
import { createTakeInStore } from '../../engine/store/take-in-store.ts'
import { createTransferStore } from '../../engine/store/transfer-store.ts'
import type { Transfer } from '../../engine/storage.ts'
import { poll, type PollOutcome } from '../../engine/take-in.ts'
import { lamassuSchemaSql } from '../../bot/sandbox/atm/schema.ts'
import type { WalletKeys } from '../../bot/sandbox/lnbits/control.ts'
import { createSimulatedLnbits } from '../../bot/sandbox/lnbits/simulated.ts'
import { emptyDatabase, freshDatabase, silentLog } from './database.ts'

export interface WorldOptions {
  readonly rule?: CommissionRule
  readonly funding?: FundingMode
  /** False: no commission wallet is configured. */
  readonly commissionWallet?: boolean
  readonly sourceSats?: bigint
  readonly treasurySats?: bigint
  readonly timeZone?: string
  readonly fixedMode?: boolean
  readonly maxAttempts?: number
  readonly reissueAfterSeconds?: number
  /** False: the go-live baseline is not taken by itself before the first sale. */
  readonly live?: boolean
}

/** One row of cash_out_txs; what is not said is a finished Lightning sale of 2,000.00 GTQ at 3 %. */
export interface SaleRow {
  readonly id?: string
  readonly crypto_code?: string
  readonly crypto_atoms?: string
  readonly fiat?: string
  readonly fiat_code?: string
  readonly status?: string
  readonly dispense?: boolean
  readonly dispense_confirmed?: boolean | null
  readonly commission_percentage?: string | null
  readonly raw_ticker_price?: string | null
  readonly discount?: number | null
  readonly error?: string | null
  readonly error_code?: string | null
  readonly created?: Date
  readonly confirmed_at?: Date | null
  readonly customer_id?: string
}

export interface TestClient {
  readonly id: bigint
  readonly name: string
  readonly wallet: WalletKeys
}

export type World = Awaited<ReturnType<typeof openWorld>>

/**
 * The whole engine on real parts: the books and a Lamassu database in PostgreSQL, the LNbits simulator over HTTP.
 * Only the clock of the take-in is the test's own. Nothing runs by itself: tests take each step.
 */
export async function openWorld(options: WorldOptions = {}) {
  const books = await freshDatabase()
  const lamassu = await emptyDatabase()
  await lamassu.pool.query(`SET search_path = public; ${lamassuSchemaSql('v12')}`)
  const clock = { now: () => new Date() }
  const lnbits = createSimulatedLnbits({
    random: (bytes) => randomBytes(bytes),
    nowMs: () => Date.now(),
    settings: { requestsPerMinute: null },
  })
  const lnbitsUrl = await lnbits.start()
  const source = lnbits.control.createWallet('source')
  const commission = lnbits.control.createWallet('commission')
  const treasury = lnbits.control.createWallet('treasury')
  topUp(source.walletId, options.sourceSats ?? 100_000_000n)
  topUp(treasury.walletId, options.treasurySats ?? 0n)
  const client = createLnbitsClient({
    baseUrl: lnbitsUrl,
    requestsPerMinute: 1_000_000,
    timeoutSeconds: 5,
    nowMs: () => performance.now(),
    delay: (ms) => new Promise((wake) => setTimeout(wake, ms)),
  })
  const lamassuSource: LamassuConnection = createLamassuSource(
    { databaseUrl: lamassu.url, ssh: null },
    { clock, random: Math.random, log: silentLog },
  )
  const { pool } = books
  const stores = {
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
  }
  const readings = createReadings(pool)
  const clientKeys = new Map<bigint, WalletKey>()
  const payers = new Map([
    [source.walletId, source.adminKey as WalletKey],
    [treasury.walletId, treasury.adminKey as WalletKey],
  ])
  const keyring: Keyring = {
    payerKey: (walletId) => payers.get(walletId) ?? null,
    async payeeKey(transfer) {
      if (transfer.kind === 'commission') return commission.invoiceKey as WalletKey
      if (transfer.kind === 'funding') return source.adminKey as WalletKey
      return clientKeys.get(transfer.clientId ?? 0n) ?? null
    },
  }

  function topUp(walletId: string, amountSats: bigint): void {
    for (let left = amountSats; left > 0n; left -= 10_000_000n)
      lnbits.control.topUp(walletId, left < 10_000_000n ? left : 10_000_000n)
  }

  /** A client with a confirmed deposit. Amounts in major units as a person writes them: '5000.00'. */
  async function addClient(
    name: string,
    deposit: string | null,
    more: { fiatCode?: string; mode?: 'flow' | 'fixed'; dailyLimit?: string } = {},
  ): Promise<TestClient> {
    const wallet = lnbits.control.createWallet(name)
    const id = await stores.bookkeeping.addClient(
      {
        username: name,
        fiatCode: more.fiatCode ?? 'GTQ',
        walletId: wallet.walletId,
        sealedKey: Buffer.from('sealed'),
        mode: more.mode ?? 'flow',
        dailyLimit: more.dailyLimit === undefined ? null : minor(more.dailyLimit),
      },
      'test',
    )
    clientKeys.set(id, wallet.invoiceKey as WalletKey)
    if (deposit !== null) await addDeposit(id, deposit, more.fiatCode === 'JPY' ? 0 : 2)
    return { id, name, wallet }
  }

  async function addDeposit(clientId: bigint, amount: string, exponent = 2): Promise<bigint> {
    const depositId = await stores.bookkeeping.addDeposit(
      { clientId, amount: minor(amount, exponent), note: null, idempotencyKey: null },
      'test',
    )
    await stores.bookkeeping.decideDeposit(depositId, 'confirmed', 'test', null)
    // The database's clock confirmed it; a cash-out right after it must be later.
    return depositId
  }

  /** Writes a row into Lamassu's table; returns its id. */
  async function sell(row: SaleRow = {}): Promise<string> {
    const now = new Date()
    const full = {
      id: randomUUID(),
      device_id: 'machine-1',
      to_address: 'lnbc1',
      crypto_atoms: '266800',
      crypto_code: 'LN',
      fiat: '2000.00000',
      fiat_code: 'GTQ',
      status: 'confirmed',
      dispense: true,
      dispense_confirmed: true,
      commission_percentage: '0.03000',
      raw_ticker_price: '772000.00000',
      discount: null,
      error: null,
      error_code: null,
      created: now,
      confirmed_at: now,
      customer_id: '47ac1184-8102-11e7-9079-8f13a7117867',
      tx_version: 1,
      ...row,
    }
    const columns = Object.keys(full)
    await lamassu.pool.query(
      `INSERT INTO public.cash_out_txs (${columns.join(', ')}) VALUES (${columns.map((_, i) => `$${i + 1}`).join(', ')})`,
      Object.values(full),
    )
    return full.id
  }

  async function changeSale(id: string, change: Partial<SaleRow>): Promise<void> {
    const columns = Object.keys(change)
    await lamassu.pool.query(
      `UPDATE public.cash_out_txs SET ${columns.map((c, i) => `${c} = $${i + 2}`).join(', ')} WHERE id = $1`,
      [id, ...Object.values(change)],
    )
  }

  /** What a person's decisions about single cash-outs and payments need. */
  const byHand = (): ByHand => ({
    cashOuts: stores.interventions,
    payments: stores.paymentInterventions,
    paperwork: stores.paperwork,
    compensations: stores.compensations,
    lamassuCashOut: (id) => lamassuSource.cashOut(id),
    rule: async () => options.rule ?? 'markup',
    clock,
  })

  const takeIn = (
    lamassuOverride: Parameters<typeof poll>[0]['source'] = lamassuSource,
  ): Promise<PollOutcome> =>
    poll({ source: lamassuOverride, store: stores.takeIn, clock, rule: options.rule ?? 'markup' })

  const runPreflight = (): Promise<Preflight> =>
    preflight({
      lnbits: client,
      keys: {
        source: source.adminKey as WalletKey,
        commission: options.commissionWallet === false ? null : (commission.invoiceKey as WalletKey),
        treasury: options.funding === 'treasury' ? (treasury.adminKey as WalletKey) : null,
      },
      store: stores.preflight,
      maxStuckPaymentHours: 2,
      versionProblem: async () => null,
      historyProblem: () => historyWith(client).allocationDoubt(),
    })

  const distribute = (): Promise<AllocationRound> =>
    allocatePending({
      store: stores.allocation,
      preflight: runPreflight,
      funding: options.funding ?? 'prefunded',
      settings: { fixedModeEnabled: options.fixedMode ?? true, timeZone: options.timeZone ?? 'UTC' },
    })

  const historyWith = (lnbitsClient: LnbitsClient) =>
    createHistory({
      lnbits: lnbitsClient,
      store: stores.history,
      transfers: stores.transfers,
      keyring,
      payerWalletIds: async () =>
        options.funding === 'treasury' ? [source.walletId, treasury.walletId] : [source.walletId],
      settleSeconds: async () => options.reissueAfterSeconds ?? 600,
    })

  const payDependencies = (owner = 'worker', lnbitsClient: LnbitsClient = client): PayDependencies => ({
    lnbits: lnbitsClient,
    store: stores.transfers,
    keyring,
    history: historyWith(lnbitsClient),
    random: () => 0.5,
    lease: { owner, seconds: 60 },
    oneAtATime: (_wallet, work) => work(),
    settings: {
      maxAttempts: options.maxAttempts ?? 10,
      reissueAfterSeconds: options.reissueAfterSeconds ?? 600,
      memo: () => 'DCA',
    },
  })

  const pay = (owner = 'worker', lnbitsClient: LnbitsClient = client): Promise<PayRound> =>
    payDue({
      ...payDependencies(owner, lnbitsClient),
      payerWalletIds: [...payers.keys()],
      stopping: () => false,
      nowMs: () => performance.now(),
    })

  const payOne = (transfer: Transfer, owner = 'worker'): Promise<PayResult> =>
    payTransfer(payDependencies(owner), transfer)

  /** Lets time pass for everything that is put off or leased, without waiting. */
  async function skipWaiting(): Promise<void> {
    await pool.query(`UPDATE transfers SET next_attempt_at = now() - interval '1 second', lease_until = NULL, lease_owner = NULL
                      WHERE status IN ('pending', 'invoiced', 'paying')`)
  }

  /** Polls, distributes and pays, again and again, until nothing moves any more; at most `rounds` times. */
  async function toRest(rounds = 30): Promise<void> {
    for (let round = 0; round < rounds; round += 1) {
      const polled = await takeIn()
      const distributed = await distribute()
      await skipWaiting()
      const paid = await pay()
      await stores.allocation.completeFinished()
      const quiet =
        polled.kind === 'done' &&
        polled.taken.length === 0 &&
        distributed.allocated.length === 0 &&
        paid.completed === 0
      if (quiet && paid.postponed === 0) return
    }
  }

  if (options.live !== false) await takeIn()

  return {
    books,
    pool,
    lamassu,
    lamassuSource,
    lnbits,
    lnbitsUrl,
    control: lnbits.control,
    client,
    wallets: { source, commission, treasury },
    stores,
    readings,
    keyring,
    clientKeys,
    topUp,
    addClient,
    addDeposit,
    sell,
    changeSale,
    takeIn,
    byHand,
    preflight: runPreflight,
    distribute,
    pay,
    payOne,
    payDependencies,
    skipWaiting,
    toRest,
    async close(): Promise<void> {
      await lamassuSource.stop()
      await lnbits.stop()
      await books.drop()
      await lamassu.drop()
    },
  }
}

export function minor(amount: string, exponent = 2): FiatMinor {
  const scaled = parseDecimal(amount, exponent)
  if (scaled === null) throw new Error(`"${amount}" is no amount with ${exponent} decimals`)
  return fiatMinor(scaled)
}
