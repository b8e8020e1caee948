import assert from 'node:assert/strict'
import { decidedBefore } from '../../../commands/deposit-view.ts'
import { sentenceOf } from '../../../engine/failure.ts'
import type { CashOutRow } from '../../../engine/ports.ts'
import { decide } from '../../../engine/take-in.ts'
import { behindLock } from './queue.ts'
import { calmDown, type Race } from './race.ts'
import { type Contender, type Ring, SETTINGS } from './ring.ts'

async function takeAsReplica(one: Contender, row: CashOutRow): Promise<string> {
  const known = await one.stores.takeIn.known([row.transactionId])
  const context = { rule: 'markup', exponents: new Map([['GTQ', 2]]), now: row.created } as const
  const decision = decide(row, known.get(row.transactionId), context)
  if (decision === null) return 'nothing to do'
  await one.stores.takeIn.takeIn(decision)
  return decision.kind
}

const sixteenTakers: Race = {
  name: 'sixteen take in one cash-out',
  meaning:
    'Sixteen replicas read the same cash-out from Lamassu at once; then Lamassu changes the row, and sixteen read that at once. In the books it is one row, booked once, and the changed one is set aside.',
  async round(ring, number) {
    const row = await ring.sale(200_000n)
    const takers = ring.contenders.map((one) => () => takeAsReplica(one, row))
    const told =
      number % 2 === 0
        ? await Promise.all(takers.map((take) => take()))
        : await behindLock(ring, { sql: 'SELECT FROM lamassu_config FOR UPDATE' }, takers)
    const id = await ring.idOf(row.transactionId)
    await assertTakenOnce(ring, row.transactionId, 'pending')
    const changed = { ...row, cryptoAtoms: '266801' }
    await Promise.all(ring.contenders.map((one, i) => takeAsReplica(one, i % 4 === 0 ? row : changed)))
    await assertTakenOnce(ring, row.transactionId, 'quarantined')
    assert.equal(await ring.idOf(row.transactionId), id)
    return `${told.filter((kind) => kind === 'take').length === 16 ? 'all 16' : 'some'} found it new`
  },
}

async function assertTakenOnce(ring: Ring, transactionId: string, status: string): Promise<void> {
  const { rows } = await ring.pool.query<{ status: string; entries: bigint; crypto_atoms: bigint }>(
    `SELECT status, crypto_atoms, (SELECT count(*) FROM ledger_entries WHERE idempotency_key = 'cash-out:' || t.id) AS entries
     FROM lamassu_transactions t WHERE transaction_id = $1`,
    [transactionId],
  )
  assert.deepEqual(rows, [{ status, crypto_atoms: 266_800n, entries: 1n }])
}

const reversal: Race = {
  name: 'a deposit is reversed while it is distributed',
  meaning:
    'A confirmed deposit turns out to be false and is reversed at the moment in which a cash-out is being distributed to its client, in either order and truly at once. Either he gets sats for it or he gets his deposit reversed, never both.',
  async round(ring, number) {
    const client = await ring.addClient(200_000n)
    const id = await ring.takeIn(await ring.sale(200_000n))
    const [first, second] = ring.contenders
    assert(first && second)
    const allocate = async (): Promise<string> =>
      (await first.stores.allocation.allocate(id, ring.allocationWallets(), SETTINGS)).kind
    const reverse = async (): Promise<string> =>
      second.pool
        .query(`UPDATE dca_deposits SET status = 'reversed', note = 'false notes' WHERE id = $1`, [
          client.depositId,
        ])
        .then(
          () => 'reversed',
          (refused: { constraint?: string }) => refused.constraint ?? 'refused without a constraint',
        )
    const lock = { sql: 'SELECT FROM dca_clients WHERE id = $1 FOR UPDATE', values: [client.id] }
    const told = await [
      () => Promise.all([allocate(), reverse()]),
      () => behindLock(ring, lock, [allocate, reverse]),
      () => behindLock(ring, lock, [reverse, allocate]),
    ][number % 3]?.()
    const { rows } = await ring.pool.query<{ remaining: bigint; held: bigint; payments: bigint }>(
      `SELECT remaining_balance AS remaining, held_balance AS held, (SELECT count(*) FROM dca_payments WHERE client_id = c.id) AS payments
       FROM dca_clients c WHERE id = $1`,
      [client.id],
    )
    const wasReversed = told?.includes('reversed') === true
    if (!wasReversed)
      assert(
        told?.includes('deposit_still_there'),
        `the reversal was refused for another reason: ${told?.join(', ')}`,
      )
    assert.deepEqual(
      rows[0],
      wasReversed
        ? { remaining: 0n, held: 0n, payments: 0n }
        : { remaining: 200_000n, held: 200_000n, payments: 1n },
    )
    await calmDown(ring)
    assert.equal(ring.control.balanceMsat(client.walletId) > 0n, !wasReversed)
    return wasReversed ? 'reversed first' : 'distributed first'
  },
}

const twoOperators: Race = {
  name: 'several decide about one deposit',
  meaning:
    'Operators confirm and reject the same deposit at once. One of them does it; the others are told, in a sentence, by whom it was done.',
  async round(ring, number) {
    const client = await ring.addClient(0n)
    const depositId = await ring.addDeposit(client.id, 500n)
    const people = ring.contenders.slice(0, 2 + (number % 15))
    const decide = people.map(
      (one, i) => () =>
        one
          .actions()
          .decideDeposit(depositId, number % 2 === 0 || i % 2 === 0 ? 'confirmed' : 'rejected', null),
    )
    const lock = { sql: 'SELECT FROM dca_deposits WHERE id = $1 FOR UPDATE', values: [depositId] }
    const decisions =
      number % 3 === 0 ? await Promise.all(decide.map((run) => run())) : await behindLock(ring, lock, decide)
    const { rows } = await ring.pool.query<{
      status: string
      decided_by: string
      balance: bigint
      entries: bigint
    }>(
      `SELECT d.status, d.decided_by, c.remaining_balance AS balance,
              (SELECT count(*) FROM ledger_entries WHERE idempotency_key = 'deposit:' || d.id) AS entries
       FROM dca_deposits d JOIN dca_clients c ON c.id = d.client_id WHERE d.id = $1`,
      [depositId],
    )
    const [row] = rows
    assert(row)
    assert.equal(decisions.filter(({ kind }) => kind === 'done').length, 1, 'exactly one decided')
    for (const decision of decisions.filter(({ kind }) => kind !== 'done')) {
      assert(decision.kind === 'too_late')
      assert.equal(decision.status, row.status)
      const sentence = sentenceOf(decidedBefore(depositId, decision.status, decision.decidedBy))
      assert(sentence.includes(row.decided_by) && sentence.includes(row.status), sentence)
    }
    const confirmed = row.status === 'confirmed'
    assert.deepEqual([row.balance, row.entries], confirmed ? [500n, 1n] : [0n, 0n])
    return row.status
  },
}

const sameClients: Race = {
  name: 'replicas distribute to the same clients',
  meaning:
    'Four replicas distribute four cash-outs, and two more the same ones, to clients whose balances do not suffice for all of them.',
  async round(ring, number) {
    const clients = []
    for (let i = 0; i < 5; i += 1) clients.push(await ring.addClient(60_000n + BigInt(i) * 7_001n))
    const ids: bigint[] = []
    for (let i = 0; i < 4; i += 1) ids.push(await ring.takeIn(await ring.sale(200_000n)))
    const wanted = [...ids, ids[0], ids[1]].filter((id) => id !== undefined)
    const runs = wanted.map((id, i) => async () => {
      const one = ring.contenders[i]
      assert(one)
      return (await one.stores.allocation.allocate(id, ring.allocationWallets(), SETTINGS)).kind
    })
    // The last client's row is the last that each of them locks.
    const lock = { sql: 'SELECT FROM dca_clients WHERE id = $1 FOR UPDATE', values: [clients.at(-1)?.id] }
    const told =
      number % 2 === 0 ? await Promise.all(runs.map((run) => run())) : await behindLock(ring, lock, runs)
    assert.equal(told.filter((kind) => kind === 'allocated').length, 4, 'each cash-out was distributed once')
    const { rows } = await ring.pool.query(
      'SELECT id FROM dca_clients WHERE id = ANY($1) AND (held_balance > remaining_balance OR held_balance < 0)',
      [clients.map((client) => client.id)],
    )
    assert.deepEqual(rows, [], 'nobody spent more than he had')
    await calmDown(ring)
    const spent = await ring.pool.query<{ sum: string }>(
      'SELECT sum(remaining_balance)::text AS sum FROM dca_clients WHERE id = ANY($1)',
      [clients.map((client) => client.id)],
    )
    assert.equal(spent.rows[0]?.sum, '0', 'all that the clients had was spent, and no more')
    return 'all four distributed once'
  },
}

export const bookRaces: readonly Race[] = [sixteenTakers, reversal, twoOperators, sameClients]
