import { jsonText } from '../../../engine/lnbits/json.ts'
import type { EffectOutcome } from '../simulation/scheduler.ts'
import { balanceAsOf, emptyTables, type PredecessorTables } from './predecessor-books.ts'
import {
  morningRound,
  pollAndProcess,
  pollForEver,
  type PredecessorEdition,
  type PredecessorWorld,
  saveConfig,
} from './predecessor.ts'
import { oweKey, type Party, type Program, type ProgramReport, type Shop } from './program.ts'

/** The predecessor at work in a shop: what it is to its environment, around the algorithm in predecessor.ts. */
export function runPredecessor(shop: Shop, edition: PredecessorEdition): Program {
  const tables = emptyTables()
  const credits = new Map<string, bigint[]>()
  const complaints: string[] = []
  const process = { name: '', starts: 0 }
  const world = (): PredecessorWorld => worldOf(shop, { edition, process: process.name, tables, credits })
  const run = (job: (world: PredecessorWorld) => Promise<void>): void => {
    job(world()).catch((thrown: unknown) => {
      // An error that nobody catches ends the request or the task, and LNbits goes on.
      if (thrown instanceof TypeError) complaints.push(String(thrown.stack))
    })
  }
  return {
    name: edition === 'published' ? 'the predecessor as published' : 'the predecessor, repaired',
    livesInLnbits: true,
    start() {
      process.starts += 1
      process.name = `predecessor${process.starts}`
      run(pollForEver)
    },
    kill: async () => shop.scheduler.abandon(process.name),
    wake: () => undefined,
    async deposit(client, minor) {
      tables.deposits.push({ client, fiat: Number(minor / 100n), confirmedMs: shop.nowMs() })
    },
    morning: () => run(morningRound),
    pressPoll: () => run(pollAndProcess),
    saveConfig: () => run(saveConfig),
    // It names wallets by their ids and needs nobody's keys.
    enterClientKey: async () => undefined,
    enterSourceKey: async () => undefined,
    databaseFault: (effect, unheard) => (effect.startsWith('books.') ? databaseFault(unheard) : null),
    report: async () => reportOf(shop, tables, credits, complaints),
  }
}

const databaseFault = (unheard: boolean): EffectOutcome =>
  unheard
    ? { kind: 'happens_unheard', error: new Error('the connection was lost in the middle of a commit') }
    : { kind: 'fails', error: new Error('the database is locked') }

interface Insides {
  readonly edition: PredecessorEdition
  readonly process: string
  readonly tables: PredecessorTables
  readonly credits: Map<string, bigint[]>
}

function worldOf(shop: Shop, { edition, process, tables, credits }: Insides): PredecessorWorld {
  const { scheduler, network, wallets } = shop
  const step = <T>(name: string, run: () => Promise<T> | T): Promise<T> =>
    scheduler.effect(process, name, async () => run())
  const walletOf = (party: Party): string =>
    party === 'commission' ? wallets.commission : (wallets.clients[party] ?? '')
  const post = (walletId: string, body: object): Promise<unknown> => {
    const endpoint = 'bolt11' in body ? 'pay' : 'create'
    return step(`lnbits.${endpoint}`, () => inProcess(shop, walletId, body, endpoint))
  }
  return {
    edition,
    clients: wallets.clients.length,
    nowMs: () => shop.nowMs(),
    books: (name, run) => step(`books.${name}`, () => run(tables)),
    queryLamassu: () => step('lamassu.query', () => [...shop.model.rows.values()]),
    creditSource: (cashOutId, sats) =>
      step('lnbits.credit', () => {
        const fault = shop.lnbitsFault('create')
        if (fault !== null && !fault.endsWith('after')) throw new Error(fault)
        network.control.topUp(wallets.source, BigInt(sats))
        credits.set(cashOutId, [...(credits.get(cashOutId) ?? []), BigInt(sats)])
        if (fault !== null) throw new Error(fault)
      }),
    async createInvoice(payee, sats, cashOutId) {
      const extra = { tag: 'dca_distribution', cash_out: cashOutId }
      const body = { out: false, internal: true, amount: sats, memo: `DCA: ${sats} sats`, extra }
      return (await post(walletOf(payee), body)) as { bolt11: string }
    },
    async payFromSource(bolt11, payee, cashOutId) {
      await post(wallets.source, {
        out: true,
        bolt11,
        extra: { tag: 'dca_distribution', payee, cash_out: cashOutId },
      })
    },
    sleep: (seconds) =>
      scheduler.effect(process, 'pause', async () => undefined, shop.nowMs() + seconds * 1000),
  }
}

/** LNbits' own functions, called from inside: a wallet's key is no matter, and every refusal is an exception. */
async function inProcess(shop: Shop, walletId: string, body: object, endpoint: string): Promise<unknown> {
  const key = shop.network.control.wallets().find((wallet) => wallet.walletId === walletId)?.adminKey ?? ''
  const request = shop.network.request({
    method: 'POST',
    path: '/api/v1/payments',
    query: new URLSearchParams(),
    key,
    bodyText: jsonText(body),
  })
  const response = await request.execute(shop.lnbitsFault(endpoint))
  if (!response.ok) throw new Error(await response.text())
  return response.json()
}

function reportOf(
  shop: Shop,
  tables: PredecessorTables,
  credits: ReadonlyMap<string, readonly bigint[]>,
  complaints: readonly string[],
): ProgramReport {
  const unpaid = tables.payments.filter(({ status }) => status === 'failed' || status === 'pending')
  const taken = new Map([...credits].map(([id, times]) => [id, times.length]))
  for (const { transactionId } of tables.payments) if (!taken.has(transactionId)) taken.set(transactionId, 1)
  return {
    takenIn: taken,
    balancesMinor: shop.wallets.clients.map(
      (_, client) => BigInt(balanceAsOf(tables, client, Infinity)) * 100n,
    ),
    shown: new Set(unpaid.map(({ transactionId, client }) => oweKey(transactionId, client))),
    setAside: new Set(),
    credits,
    complaints,
  }
}
