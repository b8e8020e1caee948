import { randomBytes, randomUUID } from 'node:crypto'
import { Client, type Pool } from 'pg'
import pino from 'pino'
import { createSimulatedLnbits } from '../../../bot/sandbox/lnbits/simulated.ts'
import { createStores, type Stores } from '../../../bot/stores.ts'
import { type Actions, createActions } from '../../../engine/actions.ts'
import { fiatMinor, msat } from '../../../engine/domain/money.ts'
import { createHistory } from '../../../engine/history.ts'
import { createLnbitsClient } from '../../../engine/lnbits/client.ts'
import type { PayDependencies } from '../../../engine/pay.ts'
import type { CashOutRow, LnbitsClient, WalletKey } from '../../../engine/ports.ts'
import type { Keyring } from '../../../engine/settle.ts'
import { createPool } from '../../../engine/store/pool.ts'
import type { AllocationWallets } from '../../../engine/storage.ts'
import { decide } from '../../../engine/take-in.ts'
import { brokenBooks, brokenByWallets, viewOf } from '../simulation/checks.ts'

/** One replica in the race: connections of its own, a name of its own. */
export interface Contender {
  readonly name: string
  readonly pool: Pool
  readonly stores: Stores
  /** What it pays with; another client of LNbits can be put in its place. */
  readonly pay: (lnbits?: LnbitsClient) => PayDependencies
  readonly actions: () => Actions
}

export type Ring = Awaited<ReturnType<typeof openRing>>

export const CONTENDERS = 16

const log = pino({ level: 'silent' })

/** Where the races are held: migrated books, the LNbits simulator over HTTP, and sixteen replicas. */
export async function openRing(booksUrl: string) {
  const lnbits = createSimulatedLnbits({
    random: (bytes) => randomBytes(bytes),
    nowMs: () => Date.now(),
    settings: { requestsPerMinute: null, maxIncomingSats: 1_000_000_000n },
  })
  const { control } = lnbits
  const client = createLnbitsClient({
    baseUrl: await lnbits.start(),
    requestsPerMinute: 10_000_000,
    timeoutSeconds: 20,
    nowMs: () => performance.now(),
    delay: (ms) => new Promise((wake) => setTimeout(wake, ms)),
  })
  const [source, treasury] = [control.createWallet('source'), control.createWallet('treasury')]
  control.topUp(source.walletId, 1_000_000_000n)
  control.topUp(treasury.walletId, 1_000_000_000n)
  const checker = new Client({ connectionString: booksUrl })
  await checker.connect()
  await checker.query('SET search_path = satoshimachine')
  const pool = createPool({ databaseUrl: booksUrl, applicationName: 'referee', max: 4, log })
  const stores = createStores(pool)
  const contenders = Array.from({ length: CONTENDERS }, (_, number) => contender(`replica ${number}`))

  function contender(name: string): Contender {
    const own = createPool({ databaseUrl: booksUrl, applicationName: name, max: 2, log })
    const ownStores = createStores(own)
    const pay = (lnbitsClient: LnbitsClient = client): PayDependencies => {
      const keyring = keyringOf(ownStores)
      return {
        lnbits: lnbitsClient,
        store: ownStores.transfers,
        keyring,
        history: createHistory({
          lnbits: client,
          store: ownStores.history,
          transfers: ownStores.transfers,
          keyring,
          payerWalletIds: async () => [source.walletId, treasury.walletId],
          settleSeconds: async () => 0,
        }),
        random: () => 0.5,
        lease: { owner: name, seconds: 60 },
        oneAtATime: (_wallet, work) => work(),
        settings: { maxAttempts: 100, reissueAfterSeconds: 600, memo: ({ id }) => `payment ${id}` },
      }
    }
    const actions = (): Actions =>
      createActions({
        actor: name,
        bookkeeping: ownStores.bookkeeping,
        preflightStore: ownStores.preflight,
        transfers: ownStores.transfers,
        lnbits: client,
        sealing: { seal: (key) => Buffer.from(key), open: (sealed) => sealed.toString() },
        pay: pay(),
        poll: async () => ({ kind: 'off' }),
        ownWalletIds: async () => [source.walletId, treasury.walletId],
        byHand: {
          cashOuts: ownStores.interventions,
          payments: ownStores.paymentInterventions,
          paperwork: ownStores.paperwork,
          compensations: ownStores.compensations,
          lamassuCashOut: async () => null,
          rule: async () => 'markup',
          clock: { now: () => new Date() },
        },
      })
    return { name, pool: own, stores: ownStores, pay, actions }
  }

  /** The clients' keys are read from the books, as the bot does, so that a new one counts from its commit. */
  const keyringOf = ({ bookkeeping }: Stores): Keyring => ({
    payerKey: (walletId) =>
      (({ [source.walletId]: source.adminKey, [treasury.walletId]: treasury.adminKey })[
        walletId
      ] as WalletKey) ?? null,
    async payeeKey(transfer) {
      if (transfer.kind !== 'client') return source.adminKey as WalletKey
      const stored = await bookkeeping.sealedClientKey(transfer.clientId ?? 0n)
      return (stored?.sealed?.toString() ?? null) as WalletKey | null
    },
  })

  /** A client in a currency of the races' own, with a confirmed deposit of that many centavos. */
  async function addClient(depositMinor: bigint): Promise<RingClient> {
    const wallet = control.createWallet('client')
    const id = await stores.bookkeeping.addClient(
      {
        username: `client ${randomUUID()}`,
        fiatCode: 'GTQ',
        walletId: wallet.walletId,
        sealedKey: Buffer.from(wallet.invoiceKey),
        mode: 'flow',
        dailyLimit: null,
      },
      'referee',
    )
    const depositId = await addDeposit(id, depositMinor)
    if (depositMinor > 0n) await stores.bookkeeping.decideDeposit(depositId, 'confirmed', 'referee', null)
    return { id, depositId, walletId: wallet.walletId }
  }

  const addDeposit = (clientId: bigint, amountMinor: bigint): Promise<bigint> =>
    stores.bookkeeping.addDeposit(
      { clientId, amount: fiatMinor(amountMinor > 0n ? amountMinor : 1n), note: null, idempotencyKey: null },
      'referee',
    )

  /** A finished sale of that many centavos, later than everything that the database has stamped so far. */
  async function sale(fiatMinorUnits: bigint): Promise<CashOutRow> {
    const { rows } = await pool.query<{ now: Date }>(`SELECT clock_timestamp() + interval '5 ms' AS now`)
    return finishedSale(rows[0]?.now ?? new Date(), fiatMinorUnits)
  }

  /** One cash-out, taken in; returns our id of it. */
  async function takeIn(row: CashOutRow): Promise<bigint> {
    const decision = decide(row, undefined, {
      rule: 'markup',
      exponents: new Map([['GTQ', 2]]),
      now: row.created,
    })
    if (decision === null || !(await stores.takeIn.takeIn(decision))) throw new Error('not taken in')
    return idOf(row.transactionId)
  }

  async function idOf(transactionId: string): Promise<bigint> {
    const { rows } = await pool.query<{ id: bigint }>(
      'SELECT id FROM lamassu_transactions WHERE transaction_id = $1',
      [transactionId],
    )
    const [found] = rows
    if (found === undefined) throw new Error('the cash-out is not in the books')
    return found.id
  }

  const wallets = (): AllocationWallets => ({
    sourceWalletId: source.walletId,
    commissionWalletId: null,
    sourceBalanceMsat: msat(control.balanceMsat(source.walletId)),
  })

  /** One payment of one new client, distributed and not paid. */
  async function startPayment(): Promise<{ client: RingClient; id: bigint; cashOutId: bigint }> {
    const created = await addClient(200_000n)
    const cashOutId = await takeIn(await sale(200_000n))
    await stores.allocation.allocate(cashOutId, wallets(), SETTINGS)
    const { rows } = await pool.query<{ id: bigint }>('SELECT id FROM dca_payments WHERE client_id = $1', [
      created.id,
    ])
    const [row] = rows
    if (row === undefined) throw new Error('the cash-out was not distributed to its client')
    return { client: created, id: row.id, cashOutId }
  }

  /** Nobody of this round shares in the next one. */
  async function endRound(): Promise<void> {
    await pool.query(`UPDATE dca_clients SET status = 'paused' WHERE status = 'active'`)
    await pool.query(
      `UPDATE lamassu_config SET polling_enabled = true, payouts_enabled = true, pause_reason = NULL`,
    )
  }

  /** Sentences about everything that is unsound, in the books and between books and wallets. */
  async function unsound(): Promise<string[]> {
    const own = new Set([source.walletId, treasury.walletId])
    const found = [
      await brokenBooks(checker),
      brokenByWallets(await viewOf(checker), control.payments(), own),
    ]
    return found.filter((sentence) => sentence !== null)
  }

  return {
    booksUrl,
    pool,
    stores,
    control,
    client,
    contenders,
    wallets: { source, treasury },
    allocationWallets: wallets,
    addClient,
    addDeposit,
    sale,
    takeIn,
    idOf,
    startPayment,
    endRound,
    unsound,
    async close(): Promise<void> {
      await Promise.all([...contenders.map((one) => one.pool.end()), pool.end(), checker.end()])
      await lnbits.stop()
    },
  }
}

export interface RingClient {
  readonly id: bigint
  readonly depositId: bigint
  readonly walletId: string
}

export const SETTINGS = { fixedModeEnabled: true, timeZone: 'UTC' }

function finishedSale(at: Date, fiatMinorUnits: bigint): CashOutRow {
  const fiat = `${fiatMinorUnits / 100n}.00000`
  return {
    transactionId: randomUUID(),
    deviceId: 'machine-1',
    machineName: 'Race',
    cryptoCode: 'LN',
    cryptoAtoms: '266800',
    receivedCryptoAtoms: '266800',
    fiat,
    fiatCode: 'GTQ',
    fixedFee: '0.00000',
    commissionPercentage: '0.03000',
    rawTickerPrice: '772000.00000',
    discount: null,
    status: 'confirmed',
    dispense: true,
    dispenseConfirmed: true,
    error: null,
    errorCode: null,
    isTestCustomer: false,
    created: at,
    confirmedAt: at,
    dispensedFiat: fiat,
    cashTime: at,
  }
}
