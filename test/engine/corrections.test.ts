import { randomUUID } from 'node:crypto'
import type { Pool, PoolClient } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  createCorrections,
  type Adjustment,
  type Because,
  driftOf,
  journalOf,
} from '../../engine/corrections.ts'
import { Failure } from '../../engine/failure.ts'
import { adjustments, clientFigures } from '../../engine/store/corrections-store.ts'
import { createBookkeepingStore } from '../../engine/store/bookkeeping-store.ts'
import { expectSoundBooks } from '../support/invariants.ts'
import { openWorld, type TestClient, type World } from '../support/world.ts'
import { soon } from './one-payment.ts'
import { tamper } from './reconcile-desk.ts'

let world: World
let ana: TestClient
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())
beforeEach(async () => {
  ana = await world.addClient(`Ana ${randomUUID()}`, '1000.00')
})

const because = (more: Partial<Because> = {}): Because => ({
  reason: 'counted twice',
  incident: null,
  operationId: randomUUID(),
  approver: null,
  ...more,
})
const order = (amount: bigint, more: Partial<Adjustment> = {}): Adjustment => ({
  ...because(more),
  clientId: ana.id,
  amount,
  ...more,
})
const by = (actor = 'person:1') => createCorrections({ store: world.stores.bookkeeping, actor })
const figures = async () => {
  const found = await clientFigures(world.pool, ana.id)
  if (found === null) throw new Error('Ana is there')
  return found
}
const entries = async (): Promise<number> =>
  (await world.pool.query('SELECT FROM ledger_lines WHERE client_id = $1', [ana.id])).rowCount ?? 0
async function refusal(work: Promise<unknown>): Promise<string> {
  const thrown = await work.then(
    () => null,
    (refused: unknown) => refused,
  )
  if (!(thrown instanceof Failure)) throw new Error(`not refused with a sentence: ${String(thrown)}`)
  expect(thrown.code).toBe('refused')
  return thrown.message
}
async function hold(fiat = '400.00000'): Promise<void> {
  // Alone in the pool, so that all of it is his.
  await world.pool.query(`UPDATE dca_clients SET status = 'paused' WHERE id <> $1`, [ana.id])
  await world.sell({ fiat, confirmed_at: soon() })
  await world.takeIn()
  await world.distribute()
}

describe('an adjustment', () => {
  test('is one entry with who, who approved, why, the incident, before and after', async () => {
    const done = await by().adjust(order(-5_000n, { incident: 'INC-7', approver: 'person:2' }))
    expect(done).toMatchObject({ clientId: ana.id, remainingBefore: 100_000n, remainingAfter: 95_000n })
    const found = await adjustments(world.pool, { clientId: ana.id, limit: 10 })
    expect(found).toMatchObject([
      {
        id: done.entryId,
        kind: 'manual_adjustment',
        change: -5_000n,
        before: 100_000n,
        after: 95_000n,
        actor: 'person:1',
        approver: 'person:2',
        reason: 'counted twice',
        incident: 'INC-7',
        reverses: null,
        reversedBy: null,
        direct: false,
      },
    ])
    expect(await figures()).toMatchObject({
      remaining: 95_000n,
      adjusted: -5_000n,
      journalAvailable: 95_000n,
    })
    await expectSoundBooks(world)
  })

  test('leaves nothing of its actor in the connection for whoever has it next', async () => {
    await by().adjust(order(1n, { incident: 'INC-8', approver: 'person:2' }))
    await world.pool.query('SELECT adjust_client($1, 1, $2)', [ana.id, 'by hand'])
    const [newest] = await adjustments(world.pool, { clientId: ana.id, limit: 1 })
    expect(newest).toMatchObject({ approver: null, incident: null, direct: true, reason: 'by hand' })
  })

  test('is the same one when it is asked for again', async () => {
    const wanted = order(700n)
    const first = await by().adjust(wanted)
    expect(await by().adjust(wanted)).toEqual(first)
    expect((await figures()).remaining).toBe(100_700n)
  })

  test('of sixteen who carry out the same request at once, one books it', async () => {
    const wanted = order(-100n)
    const all = await Promise.all(Array.from({ length: 16 }, () => by().adjust(wanted)))
    expect(new Set(all.map(({ entryId }) => entryId)).size).toBe(1)
    expect(await figures()).toMatchObject({ remaining: 99_900n, adjusted: -100n })
  })

  test('sixteen different ones at once take no more than there is', async () => {
    const all = await Promise.allSettled(Array.from({ length: 16 }, () => by().adjust(order(-10_000n))))
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(10)
    expect(await figures()).toMatchObject({ remaining: 0n, adjusted: -100_000n })
    await expectSoundBooks(world)
  })

  test('never goes below zero or into a hold', async () => {
    expect(await refusal(by().adjust(order(-100_001n)))).toContain(
      'none goes below zero. Take at most 1,000.00 GTQ',
    )
    await hold()
    expect(await refusal(by().adjust(order(-60_001n)))).toContain(
      '400.00 GTQ is on hold for payments under way. Take at most 600.00 GTQ, or wait until those payments are completed or cancelled.',
    )
    await by().adjust(order(-60_000n))
    await world.toRest()
    expect(await figures()).toMatchObject({ remaining: 0n, held: 0n, completed: 40_000n })
    await expectSoundBooks(world)
  })

  test('of nothing, or of too much, or for nobody is refused', async () => {
    expect(await refusal(by().adjust(order(0n)))).toContain('there is nothing to adjust')
    expect(await refusal(by().adjust(order(9_007_199_254_740_991n)))).toContain(
      'the most that a balance can be',
    )
    expect(await refusal(by().adjust({ ...order(1n), clientId: 999_999n }))).toBe(
      'There is no client #999999.',
    )
    expect(await entries()).toBe(1)
  })
})

describe('a balance that did not agree', () => {
  const square = async (): Promise<void> => {
    const now = await figures()
    expect([driftOf(now), journalOf(now) - now.remaining]).toEqual([0n, 0n])
    await expectSoundBooks(world)
  }

  test('changed past the journal: what was changed is booked, then taken back', async () => {
    await tamper(world, `UPDATE dca_clients SET remaining_balance = 150000 WHERE id = ${ana.id}`)
    expect(driftOf(await figures())).toBe(50_000n)
    await by().adjust(order(-50_000n))
    expect((await figures()).remaining).toBe(100_000n)
    const found = await adjustments(world.pool, { clientId: ana.id, limit: 9 })
    expect(found.map(({ change, before, after }) => [change, before, after])).toEqual([
      [-50_000n, 150_000n, 100_000n],
      [50_000n, 150_000n, 150_000n],
    ])
    await square()
  })

  test('may be kept: zero books what nobody has booked', async () => {
    await tamper(world, `UPDATE dca_clients SET remaining_balance = 150000 WHERE id = ${ana.id}`)
    const wanted = order(0n)
    const done = await by().adjust(wanted)
    expect(done).toMatchObject({ remainingBefore: 150_000n, remainingAfter: 150_000n })
    expect(await by().adjust(wanted)).toEqual(done)
    await square()
  })

  test.each([
    ['an edited deposit', (id: bigint) => `UPDATE dca_deposits SET amount = 70000 WHERE client_id = ${id}`],
    [
      'an edited entry',
      (id: bigint) => `UPDATE ledger_lines SET amount = -70000 WHERE client_id = ${id};
        UPDATE ledger_lines SET amount = 70000 WHERE client_id IS NULL AND entry_id = (SELECT max(entry_id) FROM ledger_lines WHERE client_id = ${id})`,
    ],
    [
      'a lost entry',
      (
        id: bigint,
      ) => `DELETE FROM ledger_entries WHERE id IN (SELECT entry_id FROM ledger_lines WHERE client_id = ${id});
        DELETE FROM ledger_lines WHERE entry_id IN (SELECT entry_id FROM ledger_lines WHERE client_id = ${id})`,
    ],
  ])('by %s agrees after any adjustment', async (_name, sql) => {
    await tamper(world, sql(ana.id))
    await by().adjust(order(-1n))
    expect((await figures()).remaining).toBe(99_999n)
    await square()
  })
})

describe('taking an adjustment back', () => {
  test('is a second entry, once, however many want it', async () => {
    const { entryId } = await by().adjust(order(-5_000n))
    const all = await Promise.allSettled(
      Array.from({ length: 16 }, () =>
        by('person:3').reverseAdjustment(entryId, because({ approver: 'person:4' })),
      ),
    )
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const [newest, first] = await adjustments(world.pool, { clientId: ana.id, limit: 9 })
    expect(newest).toMatchObject({
      change: 5_000n,
      reverses: entryId,
      actor: 'person:3',
      approver: 'person:4',
    })
    expect(first).toMatchObject({ id: entryId, reversedBy: newest?.id })
    expect(await refusal(by().reverseAdjustment(entryId, because()))).toBe(
      `Adjustment #${entryId} was already taken back by #${newest?.id}: nothing was changed.`,
    )
    expect(await refusal(by().reverseAdjustment(newest?.id ?? 0n, because()))).toContain(
      `takes back #${entryId} itself`,
    )
    expect(await figures()).toMatchObject({ remaining: 100_000n, adjusted: 0n })
    await expectSoundBooks(world)
  })

  test('by the same request again is the same one', async () => {
    const { entryId } = await by().adjust(order(300n))
    const why = because()
    const first = await by().reverseAdjustment(entryId, why)
    expect(await by().reverseAdjustment(entryId, why)).toEqual(first)
  })

  test('is refused where it would take what is spent, of what is none, and of what moved nothing', async () => {
    const { entryId } = await by().adjust(order(5_000n))
    await by().adjust(order(-102_000n))
    expect(await refusal(by().reverseAdjustment(entryId, because()))).toContain('none goes below zero')
    expect(await refusal(by().reverseAdjustment(999_999n, because()))).toContain(
      'There is no adjustment #999999',
    )
    const deposit = await world.pool.query<{ id: bigint }>(
      'SELECT min(entry_id) AS id FROM ledger_lines WHERE client_id = $1',
      [ana.id],
    )
    expect(await refusal(by().reverseAdjustment(deposit.rows[0]?.id ?? 0n, because()))).toContain(
      'There is no adjustment',
    )
  })

  test('works for one that was made in the database itself', async () => {
    await world.pool.query('UPDATE dca_clients SET remaining_balance = 77700 WHERE id = $1', [ana.id])
    const [direct] = await adjustments(world.pool, { clientId: ana.id, limit: 1 })
    expect(direct).toMatchObject({ direct: true, change: -22_300n })
    await by().reverseAdjustment(direct?.id ?? 0n, because())
    expect((await figures()).remaining).toBe(100_000n)
  })
})

describe('taking a deposit back', () => {
  const depositOf = async (): Promise<bigint> =>
    (await world.pool.query<{ id: bigint }>('SELECT id FROM dca_deposits WHERE client_id = $1', [ana.id]))
      .rows[0]?.id ?? 0n

  test('happens once, and is booked with who, who approved and why', async () => {
    const id = await depositOf()
    const all = await Promise.all(
      Array.from({ length: 16 }, () =>
        by().reverseDeposit(id, because({ reason: 'false notes', approver: 'person:2', incident: 'INC-9' })),
      ),
    )
    expect(all.filter(({ kind }) => kind === 'done')).toEqual([
      { kind: 'done', remainingBefore: 100_000n, remainingAfter: 0n },
    ])
    expect(all.filter(({ kind }) => kind === 'not_confirmed')).toHaveLength(15)
    const { rows } = await world.pool.query(
      `SELECT kind, actor, approver, incident, reason FROM ledger_entries WHERE idempotency_key = $1`,
      [`deposit:${id}:reversed`],
    )
    expect(rows).toEqual([
      {
        kind: 'deposit_reversal',
        actor: 'person:1',
        approver: 'person:2',
        incident: 'INC-9',
        reason: 'reversed: false notes',
      },
    ])
    await expectSoundBooks(world)
  })

  test('is refused while part of it is spent or on hold, and changes nothing', async () => {
    const id = await depositOf()
    await hold()
    expect(await by().reverseDeposit(id, because())).toEqual({
      kind: 'not_covered',
      available: 60_000n,
      held: 40_000n,
    })
    await world.toRest()
    expect(await by().reverseDeposit(id, because())).toMatchObject({ kind: 'not_covered', held: 0n })
    expect(await by().reverseDeposit(999_999n, because())).toEqual({ kind: 'unknown' })
    await expectSoundBooks(world)
  })
})

/** The connection is lost right before, or right after, each statement in turn: as when the program is killed there. */
describe('killed at any statement', () => {
  type Store = ReturnType<typeof createBookkeepingStore>
  const acts: Readonly<Record<string, (store: Store, operationId: string) => Promise<unknown>>> = {
    'an adjustment': (store, operationId) => store.adjust(order(-100_000n, { operationId }), 'person:1'),
    'a reversal of a deposit': async (store, operationId) => {
      const { rows } = await world.pool.query<{ id: bigint }>(
        'SELECT id FROM dca_deposits WHERE client_id = $1',
        [ana.id],
      )
      return store.reverseDeposit(rows[0]?.id ?? 0n, because({ operationId }), 'person:1')
    },
  }

  test.each(
    Object.entries(acts).flatMap(([name, act]) =>
      (['before', 'after'] as const).map((moment) => ({ name, act, moment })),
    ),
  )('$name, $moment each: whole or not at all, and whole when it is done again', async ({ act, moment }) => {
    const left: bigint[] = []
    for (let at = 1; ; at += 1) {
      ana = await world.addClient(`Ana ${randomUUID()}`, '1000.00')
      const operationId = randomUUID()
      const mortal = mortalPool(at, moment)
      const thrown = await act(createBookkeepingStore(mortal.pool), operationId).then(
        () => null,
        (lost: unknown) => lost,
      )
      if (!mortal.isDead()) break
      expect(thrown).toBeInstanceOf(Failure)
      left.push(await wholeBalance())
      await act(world.stores.bookkeeping, operationId)
      expect(await wholeBalance()).toBe(0n)
    }
    // Only when the COMMIT itself was done, and its answer lost, is it there.
    const committed = moment === 'after' ? 1 : 0
    expect(left.slice(0, left.length - committed).every((balance) => balance === 100_000n)).toBe(true)
    expect(left.length).toBeGreaterThan(4)
    if (moment === 'after') expect(left.at(-1)).toBe(0n)
    await expectSoundBooks(world)
  })

  /** The balance, once its entries are seen to be all there or none. */
  async function wholeBalance(): Promise<bigint> {
    const now = await figures()
    expect([driftOf(now), journalOf(now) - now.remaining]).toEqual([0n, 0n])
    expect(await entries()).toBe(now.remaining === 100_000n ? 1 : 2)
    return now.remaining
  }

  function mortalPool(at: number, moment: 'before' | 'after'): { pool: Pool; isDead: () => boolean } {
    let statements = 0
    let dead = false
    async function die(client: PoolClient): Promise<void> {
      dead = true
      const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
      await world.pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid])
      // From here on the socket is gone for whoever uses it.
      await client.query('SELECT 1').catch(() => undefined)
    }
    const mortal = (client: PoolClient): PoolClient =>
      new Proxy(client, {
        get(target, name) {
          const value: unknown = Reflect.get(target, name)
          if (name !== 'query') return typeof value === 'function' ? value.bind(target) : value
          return async (...asked: [string]) => {
            statements += 1
            const isLast = statements === at
            if (isLast && moment === 'before') await die(target)
            const answer = await target.query(...asked)
            if (!isLast || moment === 'before') return answer
            await die(target)
            return target.query('SELECT 1')
          }
        },
      })
    const pool = new Proxy(world.pool, {
      get(target, name) {
        if (name === 'connect') return async () => mortal(await target.connect())
        const value: unknown = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    return { pool, isDead: () => dead }
  }
})
