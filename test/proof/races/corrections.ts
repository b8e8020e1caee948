import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { Failure } from '../../../engine/failure.ts'
import { behindLock } from './queue.ts'
import { calmDown, type Race } from './race.ts'
import { type Contender, type Ring, SETTINGS } from './ring.ts'

const because = () => ({
  reason: 'counted twice',
  incident: null,
  operationId: randomUUID(),
  approver: 'referee',
})

/** 'adjusted', or the beginning of the sentence with which it was refused. */
const adjust = (one: Contender, clientId: bigint, amount: bigint): Promise<string> =>
  one
    .actions()
    .adjust({ ...because(), clientId, amount })
    .then(
      () => 'adjusted',
      (refused: unknown) => {
        assert(refused instanceof Failure && refused.code === 'refused', String(refused))
        assert.match(refused.message, /can't be taken away|was already taken back/)
        return 'refused'
      },
    )

const balanceOf = async (
  ring: Ring,
  clientId: bigint,
): Promise<{ remaining: bigint; held: bigint; payments: bigint; adjustments: bigint }> => {
  const { rows } = await ring.pool.query<{
    remaining: bigint
    held: bigint
    payments: bigint
    adjustments: bigint
  }>(
    `SELECT remaining_balance AS remaining, held_balance AS held,
            (SELECT count(*) FROM dca_payments WHERE client_id = c.id) AS payments,
            (SELECT count(*) FROM ledger_entries e JOIN ledger_lines l ON l.entry_id = e.id AND l.client_id = c.id
             WHERE e.kind = 'manual_adjustment') AS adjustments
     FROM dca_clients c WHERE id = $1`,
    [clientId],
  )
  const [row] = rows
  assert(row)
  return row
}

const againstAllocation: Race = {
  name: 'a balance is adjusted while it is distributed',
  meaning:
    'The whole balance of a client is taken away by an adjustment at the moment in which a cash-out is being distributed to him, in either order and truly at once. Either he gets sats for it or it is taken away, never both.',
  async round(ring, number) {
    const client = await ring.addClient(200_000n)
    const id = await ring.takeIn(await ring.sale(200_000n))
    const [first, second] = ring.contenders
    assert(first && second)
    const allocate = async (): Promise<string> =>
      (await first.stores.allocation.allocate(id, ring.allocationWallets(), SETTINGS)).kind
    const take = (): Promise<string> => adjust(second, client.id, -200_000n)
    const lock = { sql: 'SELECT FROM dca_clients WHERE id = $1 FOR UPDATE', values: [client.id] }
    const told = await [
      () => Promise.all([allocate(), take()]),
      () => behindLock(ring, lock, [allocate, take]),
      () => behindLock(ring, lock, [take, allocate]),
    ][number % 3]?.()
    const wasAdjusted = told?.includes('adjusted') === true
    assert.deepEqual(
      await balanceOf(ring, client.id),
      wasAdjusted
        ? { remaining: 0n, held: 0n, payments: 0n, adjustments: 1n }
        : { remaining: 200_000n, held: 200_000n, payments: 1n, adjustments: 0n },
    )
    await calmDown(ring)
    assert.equal(ring.control.balanceMsat(client.walletId) > 0n, !wasAdjusted)
    return wasAdjusted ? 'adjusted first' : 'distributed first'
  },
}

const againstReversal: Race = {
  name: 'a balance is adjusted while its deposit is taken back',
  meaning:
    'Eight replicas take a deposit back, and eight others take a part of the same balance away, all at once. One of the two happens, once; the others are told why not.',
  async round(ring, number) {
    const client = await ring.addClient(500n)
    const half = ring.contenders.length / 2
    const acts = ring.contenders.map((one, i) => async (): Promise<string> => {
      if (i < half) return adjust(one, client.id, -400n)
      const { kind } = await one.actions().reverseDeposit(client.depositId, because())
      return kind === 'done' ? 'reversed' : kind
    })
    if (number % 2 === 1) acts.reverse()
    const lock = { sql: 'SELECT FROM dca_clients WHERE id = $1 FOR UPDATE', values: [client.id] }
    const told =
      number % 3 === 0 ? await Promise.all(acts.map((act) => act())) : await behindLock(ring, lock, acts)
    const done = told.filter((one) => one === 'adjusted' || one === 'reversed')
    assert.equal(done.length, 1, told.join(', '))
    const [what = ''] = done
    assert.deepEqual(
      await balanceOf(ring, client.id),
      what === 'adjusted'
        ? { remaining: 100n, held: 0n, payments: 0n, adjustments: 1n }
        : { remaining: 0n, held: 0n, payments: 0n, adjustments: 0n },
    )
    return `${what} first`
  },
}

const takenBackOnce: Race = {
  name: 'sixteen take back one adjustment',
  meaning: 'Sixteen people take the same adjustment back at once. It is taken back once.',
  async round(ring, number) {
    const client = await ring.addClient(500n)
    const [first] = ring.contenders
    assert(first)
    const { entryId } = await first.actions().adjust({ ...because(), clientId: client.id, amount: -100n })
    const acts = ring.contenders.map(
      (one) => (): Promise<string> =>
        one
          .actions()
          .reverseAdjustment(entryId, because())
          .then(
            () => 'taken back',
            (refused: unknown) => {
              assert.match(String(refused), /was already taken back by #\d+: nothing was changed/)
              return 'refused'
            },
          ),
    )
    const lock = { sql: 'SELECT FROM dca_clients WHERE id = $1 FOR UPDATE', values: [client.id] }
    const told =
      number % 2 === 0 ? await Promise.all(acts.map((act) => act())) : await behindLock(ring, lock, acts)
    assert.equal(told.filter((one) => one === 'taken back').length, 1)
    assert.deepEqual(await balanceOf(ring, client.id), {
      remaining: 500n,
      held: 0n,
      payments: 0n,
      adjustments: 2n,
    })
    return 'once'
  },
}

export const correctionRaces: readonly Race[] = [againstAllocation, againstReversal, takenBackOnce]
