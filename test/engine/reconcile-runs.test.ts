import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Scope } from '../../engine/reconcile.ts'
import { readRows } from '../../engine/reconcile/wallet-rows.ts'
import { compareWallet } from '../../engine/reconcile/wallets.ts'
import { createActionLog } from '../../engine/store/action-log-store.ts'
import { createReconcileStore } from '../../engine/store/reconcile-store.ts'
import { expectSoundBooks } from '../support/invariants.ts'
import { minor, openWorld, type World } from '../support/world.ts'
import { soon } from './one-payment.ts'
import { runOn, shop, tamper, wordsOf } from './reconcile-desk.ts'

describe('what the wallets show', () => {
  let world: World
  beforeAll(async () => {
    world = await shop()
    await runOn(world)
  })
  afterAll(() => world.close())

  test('a top-up is counted beside the books, and is nothing wrong', async () => {
    world.topUp(world.wallets.source.walletId, 5000n)
    const { run, found } = await runOn(world, { scope: { kind: 'wallets' } })
    expect(found).toEqual([])
    expect(wordsOf(run).join()).toContain(
      'since the last run unexplained by the books: 5,000 sats in, 0 sats out',
    )
  })

  test('sats that somebody took out of the source wallet are told once, as unexplained', async () => {
    const other = world.control.createWallet('somebody')
    const invoice = await world.client.createInvoice(other.invoiceKey as never, {
      amountSats: 77n as never,
      memo: 'out',
      reference: 'somebody-1',
      expirySeconds: 600,
    })
    if (invoice.kind !== 'ok') throw new Error(invoice.detail)
    await world.client.pay(world.wallets.source.adminKey as never, {
      bolt11: invoice.value.bolt11,
      reference: 'somebody-1',
    })
    const { run, found } = await runOn(world, { scope: { kind: 'wallets' } })
    expect(found).toEqual(['wallets late wallet:source -77000 msat'])
    expect(wordsOf(run).join()).toContain(`books: row ${invoice.value.paymentHash.slice(0, 8)} of `)
    expect((await runOn(world, { scope: { kind: 'wallets' } })).found).toEqual([])
  })

  test('a wallet that can not be read is late, not square', async () => {
    const dead = async () => ({ kind: 'unknown', detail: 'LNbits did not answer' }) as const
    const { run, found } = await runOn(world, { lnbits: { wallet: dead, history: dead } })
    expect(found.toSorted()).toEqual([
      'receivers late client:1 –',
      'receivers late client:2 –',
      'receivers late client:3 –',
      'wallets late wallet:commission –',
      'wallets late wallet:source –',
    ])
    expect(run.verdict).toBe('late')
  })

  test.each([
    [
      'a millisat that its rows do not make',
      { balance: 1n },
      ['wallets broken wallet:source +1 msat', 'wallets broken wallet:commission +1 msat'],
    ],
    [
      'a wallet that never comes to rest',
      { moving: true },
      ['wallets late wallet:source –', 'wallets late wallet:commission –'],
    ],
  ])('%s is found', async (_, change: { balance?: bigint; moving?: boolean }, expected) => {
    let looks = 0n
    const { found } = await runOn(world, {
      scope: { kind: 'wallets' },
      lnbits: {
        history: (key, page) => world.client.history(key, page),
        async wallet(key) {
          const state = await world.client.wallet(key)
          if (state.kind !== 'ok') return state
          looks += 1n
          const more = (change.balance ?? 0n) + (change.moving === true ? looks : 0n)
          return {
            kind: 'ok',
            value: { ...state.value, balanceMsat: (state.value.balanceMsat + more) as never },
          }
        },
      },
    })
    expect(found).toEqual(expected)
  })

  test("a client's payments into a wallet that he has no more are not looked for in the new one", async () => {
    const change = (from: string, to: string) =>
      tamper(world, `UPDATE dca_clients SET wallet_id = ${to} WHERE id = 1 AND wallet_id = ${from}`)
    const old = `'${(await world.readings.findClients('1'))[0]?.walletId}'`
    await change(old, `'another'`)
    const { run, found } = await runOn(world, { scope: { kind: 'client', clientId: 1n } })
    expect(found).toEqual([])
    expect(wordsOf(run).join()).toContain('0 of 3 payments looked for')
    await change(`'another'`, old)
  })

  test('of a history that is too long only what was read is compared, and that is said', async () => {
    const { source } = world.wallets
    const read = await readRows(world.client, source.adminKey as never, 1)
    if ('why' in read) throw new Error(read.why)
    const rows = read.rows.slice(0, 3)
    const sight = { walletId: source.walletId, balanceMsat: 1n, rows, since: rows[2]?.time ?? null }
    const books = await createReconcileStore(world.pool).walletBooks(
      source.walletId,
      rows.map((row) => row.paymentHash),
    )
    const { discrepancies } = compareWallet('source', sight, books, null)
    expect(discrepancies.map(({ entity, verdict }) => `${verdict} ${entity}`)).toEqual(['late wallet:source'])
    const whole = compareWallet('source', { ...sight, since: null }, books, null)
    expect(
      whole.discrepancies.filter(({ entity }) => entity.startsWith('payment:')),
      'each missing row',
    ).toHaveLength(11)
  })

  test('without Lamassu it is late, and says that nothing is known', async () => {
    const { found } = await runOn(world, {
      lamassu: {
        dispensedIds: () => Promise.reject(new Error('no route')),
        cashOut: () => Promise.reject(new Error('no route')),
        knownIds: () => world.readings.knownIds(),
      },
    })
    expect(found).toEqual(['lamassu late lamassu –'])
  })
})

describe('a run', () => {
  let world: World
  beforeAll(async () => {
    world = await shop()
  })
  afterAll(() => world.close())

  test('is kept as it was found, in no language yet, and can not be changed', async () => {
    await tamper(world, 'UPDATE dca_clients SET remaining_balance = remaining_balance + 1 WHERE id = 1')
    const { run } = await runOn(world)
    const store = createReconcileStore(world.pool)
    expect(await store.byId(run.id)).toEqual(run)
    expect(await store.byId(null)).toEqual(run)
    expect(await store.byId(12345n)).toBeNull()
    expect(await store.history(5)).toMatchObject([
      { id: run.id, verdict: 'broken', broken: 2, late: 0, doubtSats: 0n },
    ])
    for (const change of [
      'UPDATE reconciliations SET verdict = verdict',
      'DELETE FROM reconciliation_findings',
    ])
      await expect(world.pool.query(change)).rejects.toThrow('kept for ever')
    await tamper(world, 'UPDATE dca_clients SET remaining_balance = remaining_balance - 1 WHERE id = 1')
  })

  test('is confined to one client, one cash-out, the wallets or the commission', async () => {
    const names = async (scope: Scope) => (await runOn(world, { scope })).run.checks.map(({ name }) => name)
    expect(await names({ kind: 'client', clientId: 1n })).toEqual([
      'clients',
      'payments',
      'journal',
      'unfinished',
      'deposits',
      'receivers',
    ])
    expect(await names({ kind: 'tx', cashOutId: 1n })).toEqual([
      'cash-outs',
      'payments',
      'journal',
      'commission',
      'duplicates',
      'unfinished',
    ])
    expect(await names({ kind: 'wallets' })).toEqual(['payments', 'journal', 'wallets', 'receivers'])
    expect(await names({ kind: 'commission' })).toEqual(['commission'])
    await tamper(world, 'UPDATE dca_clients SET remaining_balance = remaining_balance + 1 WHERE id = 1')
    expect((await runOn(world, { scope: { kind: 'client', clientId: 2n } })).found).toEqual([])
    expect((await runOn(world, { scope: { kind: 'client', clientId: 1n } })).found).toHaveLength(2)
    await tamper(world, 'UPDATE dca_clients SET remaining_balance = remaining_balance - 1 WHERE id = 1')
  })

  test('sees a change of the action log', async () => {
    const log = createActionLog(world.pool)
    const broken = { blocks: 2, rows: 9n, head: null, broken: { block: 2, why: 'a row was changed' } }
    const { found } = await runOn(world, { log: { verify: async () => broken } })
    expect(found).toEqual(['action-log broken block:2 –'])
    expect((await runOn(world, { log })).found).toEqual([])
  })

  test('finds deposits and payments that are too old, and a silence of the polls', async () => {
    const deposit = await world.stores.bookkeeping.addDeposit(
      { clientId: 1n, amount: minor('5000.00'), note: null, idempotencyKey: null },
      'test',
    )
    const after = (hours: number) => ({ clock: { now: () => new Date(Date.now() + hours * 3_600_000) } })
    expect((await runOn(world, after(0))).found).toEqual([])
    expect((await runOn(world, after(1))).found).toEqual(['coverage late polls –'])
    const { run, found } = await runOn(world, after(49))
    expect(found).toEqual([`deposits late deposit:${deposit} –`, 'coverage broken polls –'])
    expect(wordsOf(run).join()).toContain('which is more than two days')
    expect(wordsOf((await runOn(world, after(169))).run).join()).toContain('which is more than a week')
  })
})

describe('failures that the engine lives through', () => {
  test('are never taken for broken books, at any step, and all is square at rest', async () => {
    const world = await openWorld({ reissueAfterSeconds: 0 })
    try {
      await world.addClient('Ana', '4000.00')
      await world.addClient('Luis', '2000.00')
      const broken = async (): Promise<string[]> =>
        (await runOn(world)).found.filter((line) => line.includes(' broken '))
      await world.sell({ fiat: '1000.00000', confirmed_at: soon() })
      await world.takeIn()
      expect(await broken(), 'taken in').toEqual([])
      await world.distribute()
      expect(await broken(), 'distributed').toEqual([])
      // Paid by LNbits, and the answer lost: the books learn it a round later.
      const deaf = {
        ...world.client,
        pay: async (...args: Parameters<typeof world.client.pay>) => {
          await world.client.pay(...args)
          return { kind: 'unknown', detail: 'the answer was lost' } as const
        },
        rowsByHash: async () => ({ kind: 'unknown', detail: 'LNbits is slow' }) as const,
      }
      await world.pay('worker', deaf)
      expect(await broken(), 'paid, and not known').toEqual([])
      await world.toRest()
      expect((await runOn(world)).found).toEqual([])
      await expectSoundBooks(world)
    } finally {
      await world.close()
    }
  })
})
