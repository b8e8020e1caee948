import type { PoolClient } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { World } from '../support/world.ts'
import { openBusyWorld, refusal, tried } from './refusals.ts'

/** Every change of status there could be: those of legal_status_changes are allowed, all others are refused. */

let world: World
beforeAll(async () => {
  world = await openBusyWorld()
})
afterAll(() => world.close())

interface Entity {
  readonly table: string
  readonly statuses: readonly string[]
  /** Some row, to be put into each status in turn. */
  readonly id: string
  /** What else has to be set for the constraints to agree with status $1. */
  readonly columns: string
  readonly insert: string
}

const HASH = 'ab'.repeat(32)

const entities: Record<string, Entity> = {
  transaction: {
    table: 'lamassu_transactions',
    statuses: ['pending', 'quarantined', 'processing', 'completed', 'failed'],
    id: `SELECT id FROM lamassu_transactions WHERE status = 'completed' ORDER BY id LIMIT 1`,
    columns: `quarantine_reason = CASE WHEN $1 = 'quarantined' THEN 'unreadable' END`,
    insert: `INSERT INTO lamassu_transactions (transaction_id, status, quarantine_reason, device_id, source_row, source_row_hash, crypto_code,
               crypto_atoms, fiat_code, fiat_amount, fiat_major, commission_percentage, commission_rule, base_amount, commission_amount,
               unallocated_sats, unallocated_fiat, calculation, source_wallet_id, transaction_time)
             VALUES ('new', $1, CASE WHEN $1 = 'quarantined' THEN 'unreadable' END, 'm', '{}', 'x', 'LN', 100, 'GTQ', 1000, 10, 0, 'markup',
               100, 0, 100, 1000, '{}', 'w', now())`,
  },
  transfer: {
    table: 'transfers',
    statuses: [
      'accrued',
      'pending',
      'invoiced',
      'paying',
      'needs_review',
      'completed',
      'failed',
      'cancelled',
    ],
    id: `SELECT id FROM commission_payments WHERE status = 'needs_review' ORDER BY id LIMIT 1`,
    columns: `payment_hash = '${HASH}', bolt11 = 'lnbc', completed_at = CASE WHEN $1 = 'completed' THEN now() END`,
    insert: `INSERT INTO commission_payments (lamassu_transaction_id, amount_sats, status, payment_hash, bolt11, completed_at)
             SELECT id, 10, $1, '${HASH}', 'lnbc', CASE WHEN $1 = 'completed' THEN now() END FROM lamassu_transactions
             WHERE status = 'quarantined' LIMIT 1`,
  },
  deposit: {
    table: 'dca_deposits',
    statuses: ['pending', 'confirmed', 'rejected', 'reversed'],
    id: `SELECT id FROM dca_deposits WHERE status = 'pending' ORDER BY id LIMIT 1`,
    columns: `confirmed_at = CASE WHEN $1 IN ('confirmed', 'reversed') THEN coalesce(confirmed_at, now()) ELSE confirmed_at END`,
    insert: `INSERT INTO dca_deposits (client_id, amount, status, confirmed_at)
             SELECT id, 100, $1, CASE WHEN $1 = 'reversed' THEN now() END FROM dca_clients WHERE username = 'Ana'`,
  },
}

/** Puts the row into a status from which to try, past the triggers; only the table's owner can do that. */
async function putInto(client: PoolClient, { table, id, columns }: Entity, status: string): Promise<void> {
  await client.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`)
  await client.query(`UPDATE ${table} SET status = $1::text, ${columns} WHERE id = (${id})`, [status])
  await client.query(`ALTER TABLE ${table} ENABLE TRIGGER USER`)
}

async function legalChanges(name: string): Promise<Set<string>> {
  const { rows } = await world.pool.query<{ change: string }>(
    `SELECT from_status || ' > ' || to_status AS change FROM legal_status_changes WHERE entity = $1`,
    [name],
  )
  return new Set(rows.map((row) => row.change))
}

describe.each(Object.entries(entities))('%s', (name, entity) => {
  test('every change between two states is allowed when it is legal, and refused when it is not', async () => {
    const legal = await legalChanges(name)
    const { rows } = await world.pool.query<{ id: bigint }>(entity.id)
    const row = { ...entity, id: String(rows[0]?.id) }
    const found = new Map<string, string>()
    for (const from of entity.statuses) {
      for (const to of entity.statuses.filter((status) => status !== from)) {
        const answer = await tried(world, async (client) => {
          await putInto(client, row, from)
          return refusal(
            client,
            `UPDATE ${row.table} SET status = $1::text, ${row.columns} WHERE id = ${row.id}`,
            [to],
          )
        })
        found.set(`${from} > ${to}`, answer)
      }
    }
    const expected = [...found.keys()].map((change) => [
      change,
      legal.has(change) ? 'accepted' : 'legal_status_changes',
    ])
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected))
    const known = entity.statuses.flatMap((from) => entity.statuses.map((to) => `${from} > ${to}`))
    expect(
      [...legal].filter((change) => !change.startsWith(' >')).every((change) => known.includes(change)),
    ).toBe(true)
  })

  test('a new one begins only where it may', async () => {
    const legal = await legalChanges(name)
    for (const status of entity.statuses) {
      const answer = await tried(world, (client) =>
        refusal(client, entity.insert.replaceAll('$1', '$1::text'), [status]),
      )
      expect([status, answer]).toEqual([
        status,
        legal.has(` > ${status}`) ? 'accepted' : 'legal_status_changes',
      ])
    }
  })

  test('a status that does not exist is refused', async () => {
    const answer = await tried(world, (client) =>
      refusal(client, `UPDATE ${entity.table} SET status = 'done' WHERE id = (${entity.id})`),
    )
    expect(answer).toBe('legal_status_changes')
  })
})
