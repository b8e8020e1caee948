import { sealingContext } from '../../../engine/actions.ts'
import { fiatMinor } from '../../../engine/domain/money.ts'
import { Failure } from '../../../engine/failure.ts'
import type { WalletKey } from '../../../engine/ports.ts'
import type { TransferKind } from '../../../engine/storage.ts'
import { createStores } from '../../../bot/stores.ts'
import type { SimulatedBooks } from '../simulation/books.ts'
import { booksFailures, sealing, startProcess, type SimulatedProcess } from '../simulation/process.ts'
import type { EffectOutcome } from '../simulation/scheduler.ts'
import type { WorldParts } from '../simulation/world.ts'
import { stock } from './days.ts'
import { oweKey, type Program, type ProgramReport, type Shop } from './program.ts'

/** Our own core at work in the same shop: the real stores, pollers and pay workers on a real PostgreSQL. */
export async function runOurs(
  shop: Shop,
  books: SimulatedBooks,
  setTime: (listener: (ms: number) => Promise<void>) => void,
): Promise<Program> {
  await books.reset()
  await books.setTime(shop.nowMs())
  setTime((ms) => books.setTime(ms))
  stock(shop)
  const stores = createStores(books.pool)
  const clients = await addClients(shop, books)
  // LNbits' half-states stay for a person; the days are short, and distributing is to go on meanwhile.
  await stores.bookkeeping.setSetting('max-stuck-payment-hours', '168', 'setup')
  const complaints: string[] = []
  const keys = { source: keyOf(shop, shop.wallets.source, 'adminKey') }
  const commission = keyOf(shop, shop.wallets.commission, 'invoiceKey')
  const parts = {
    pool: books.pool,
    dice: shop.dice,
    scheduler: shop.scheduler,
    network: shop.network,
    lamassu: shop.model,
    nowMs: () => shop.nowMs(),
    keys: () => ({ source: keys.source, commission, treasury: null }),
    lnbitsFault: (endpoint) => shop.lnbitsFault(endpoint),
    note: () => undefined,
    before: async () => null,
    after: () => undefined,
    reportUnlessFailure(process, thrown) {
      if (thrown instanceof Failure) return
      complaints.push(
        `${process} threw ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`,
      )
    },
  } satisfies WorldParts
  const state = { starts: 0, bot: null as SimulatedProcess | null, people: [] as SimulatedProcess[] }
  const start = (): void => {
    state.starts += 1
    state.bot = startProcess(parts, `bot${state.starts}`)
    state.bot.startPolling()
    state.bot.startPaying()
  }
  const kill = async (): Promise<void> => {
    for (const process of [state.bot, ...state.people]) await process?.kill()
    state.people = []
  }
  const person = (): SimulatedProcess => {
    state.starts += 1
    const process = startProcess(parts, `person${state.starts}`)
    state.people.push(process)
    return process
  }
  return {
    name: 'satmachine',
    livesInLnbits: false,
    start,
    kill,
    wake() {
      state.bot?.startPolling()
      state.bot?.startPaying()
    },
    deposit: (client, minor) => deposit(books, clients[client] ?? 0n, minor),
    morning: () => retryReviews(parts, person(), books),
    pressPoll() {
      const process = person()
      void process
        .actions()
        .then((actions) => actions.pollNow())
        .catch((thrown: unknown) => parts.reportUnlessFailure(process.name, thrown))
    },
    // The configuration is in the environment: to change it is to start again.
    saveConfig() {
      void kill().then(start)
    },
    async enterClientKey(client) {
      const walletId = shop.wallets.clients[client] ?? ''
      const sealed = sealing.seal(keyOf(shop, walletId, 'invoiceKey'), sealingContext(walletId, 'GTQ'))
      await stores.bookkeeping.setClientKey(clients[client] ?? 0n, walletId, sealed, 'operator')
    },
    async enterSourceKey() {
      keys.source = keyOf(shop, shop.wallets.source, 'adminKey')
      await kill()
      start()
    },
    databaseFault,
    report: () => reportOf(books, clients, complaints),
  }
}

const keyOf = (shop: Shop, walletId: string, kind: 'adminKey' | 'invoiceKey'): WalletKey =>
  (shop.network.control.wallets().find((wallet) => wallet.walletId === walletId)?.[kind] ?? '') as WalletKey

async function addClients(shop: Shop, books: SimulatedBooks): Promise<bigint[]> {
  const { bookkeeping } = createStores(books.pool)
  const ids: bigint[] = []
  for (const [number, walletId] of shop.wallets.clients.entries()) {
    const sealedKey = sealing.seal(keyOf(shop, walletId, 'invoiceKey'), sealingContext(walletId, 'GTQ'))
    const username = `client ${number}`
    ids.push(
      await bookkeeping.addClient(
        { username, fiatCode: 'GTQ', walletId, sealedKey, mode: 'flow', dailyLimit: null },
        'setup',
      ),
    )
  }
  return ids
}

async function deposit(books: SimulatedBooks, clientId: bigint, minor: bigint): Promise<void> {
  const { bookkeeping } = createStores(books.pool)
  const wanted = { clientId, amount: fiatMinor(minor), note: null, idempotencyKey: null }
  const id = await bookkeeping.addDeposit(wanted, 'operator')
  await bookkeeping.decideDeposit(id, 'confirmed', 'operator', null)
}

/** `payment retry` for everything that waits for a person. */
function retryReviews(parts: WorldParts, process: SimulatedProcess, books: SimulatedBooks): void {
  const retry = async (): Promise<void> => {
    const { rows } = await books.pool.query<{ kind: TransferKind; id: bigint }>(
      "SELECT kind, id FROM transfers WHERE status = 'needs_review' ORDER BY kind, id",
    )
    const actions = await process.actions()
    for (const { kind, id } of rows) await actions.retryPayment(kind, id)
  }
  void retry().catch((thrown: unknown) => parts.reportUnlessFailure(process.name, thrown))
}

function databaseFault(effect: string, unheard: boolean): EffectOutcome | null {
  const part = effect.split('.')[0] ?? ''
  if (part === 'lnbits' || part === 'lamassu' || part === 'pause' || effect === 'takeIn.unlock') return null
  return unheard && effect !== 'takeIn.lock'
    ? { kind: 'happens_unheard', error: booksFailures.commit_unknown() }
    : { kind: 'fails', error: booksFailures.unreachable() }
}

interface Shown {
  readonly transaction_id: string
  readonly kind: TransferKind
  readonly client_id: bigint | null
  readonly status: string
  readonly last_error: string | null
}

async function reportOf(
  { pool }: SimulatedBooks,
  clients: readonly bigint[],
  complaints: readonly string[],
): Promise<ProgramReport> {
  const { rows: taken } = await pool.query<{ transaction_id: string; status: string; reason: string | null }>(
    `SELECT transaction_id, status, coalesce(quarantine_reason, waiting_reason) AS reason FROM lamassu_transactions`,
  )
  const { rows: transfers } = await pool.query<Shown>(
    `SELECT t.transaction_id, c.kind, c.client_id, c.status, c.last_error
     FROM transfers c JOIN lamassu_transactions t ON t.id = c.lamassu_transaction_id`,
  )
  const { rows: balances } = await pool.query<{ id: bigint; available: bigint }>(
    'SELECT id, remaining_balance - held_balance AS available FROM dca_clients',
  )
  const available = new Map(balances.map(({ id, available: minor }) => [id, minor]))
  const times = new Map<string, number>()
  for (const { transaction_id } of taken) times.set(transaction_id, (times.get(transaction_id) ?? 0) + 1)
  const review = transfers.filter(
    ({ status, last_error }) => status === 'needs_review' && (last_error ?? '') !== '',
  )
  const open = [...taken.filter(({ status }) => status === 'pending'), ...transfers.filter(isUnderWay)]
  return {
    takenIn: times,
    balancesMinor: clients.map((id) => available.get(id) ?? 0n),
    shown: new Set(
      review.map(({ transaction_id, kind, client_id }) =>
        oweKey(transaction_id, kind === 'commission' ? 'commission' : clients.indexOf(client_id ?? 0n)),
      ),
    ),
    setAside: new Set(
      taken
        .filter(({ status, reason }) => status === 'quarantined' && reason !== null)
        .map((t) => t.transaction_id),
    ),
    credits: new Map(),
    complaints: [
      ...complaints,
      ...open.map((row) => `still under way at the end: ${JSON.stringify(row, plain)}`),
    ],
  }
}

const isUnderWay = ({ status }: Shown): boolean => ['pending', 'invoiced', 'paying'].includes(status)
const plain = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}` : value)
