import * as fc from 'fast-check'
import type { PoolClient } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChainVerdict } from '../../../engine/people.ts'
import { verifyChain } from '../../../engine/store/action-chain.ts'
import { createActionLog } from '../../../engine/store/action-log-store.ts'
import { freshDatabase, type TestDatabase } from '../../support/database.ts'

/** Whatever is changed in a sealed log by somebody who owns the tables is found, and its block is named. */

interface Block {
  readonly number: bigint
  readonly first: bigint
  readonly last: bigint
}
let database: TestDatabase
let blocks: Block[]
let ids: bigint[]
let gaps: bigint[]

/** Blocks of one to five rows, with numbers left out between them as happens when an insert is refused. */
beforeAll(async () => {
  database = await freshDatabase()
  const { pool } = database
  const log = createActionLog(pool)
  for (let size = 1; size <= 12; size += 1) {
    const open: bigint[] = []
    for (let i = 0; i < (size % 5) + 1; i += 1) {
      const id = await log.begin({
        actor: `person:${i}`,
        surface: 'discord',
        command: `deposit ${i}`,
        arguments: { deposit: `${i}` },
        deliveryId: `discord:${size}:${i}`,
        preview: `what ${i}`,
        previewHash: 'ab'.repeat(32),
        approver: 'person:9',
      })
      open.push(id ?? 0n)
      if (i % 2 === 0) await pool.query(`SELECT nextval(pg_get_serial_sequence('action_log', 'id'))`)
    }
    for (const id of open.toReversed()) await log.finish(id, `result ${id}`)
  }
  const read = await pool.query<Block>(
    'SELECT number, first_id AS first, last_id AS last FROM action_log_blocks ORDER BY number',
  )
  blocks = read.rows
  ids = (await pool.query<{ id: bigint }>('SELECT id FROM action_log ORDER BY id')).rows.map((row) => row.id)
  const last = ids.at(-1) ?? 0n
  gaps = Array.from({ length: Number(last) }, (_, i) => BigInt(i + 1)).filter((id) => !ids.includes(id))
  await pool.query('CREATE SCHEMA kept')
  for (const table of TABLES) await pool.query(`CREATE TABLE kept.${table} AS SELECT * FROM ${table}`)
})
afterAll(() => database.drop())
const TABLES = ['action_log', 'action_log_blocks', 'action_log_head']

/** What verifying says after a change that is taken back afterwards. */
async function after(change: (client: PoolClient) => Promise<unknown>): Promise<ChainVerdict['broken']> {
  const client = await database.pool.connect()
  try {
    await client.query('SET session_replication_role = replica')
    await change(client)
    return (await verifyChain(database.pool, 3)).broken
  } finally {
    for (const table of TABLES)
      await client.query(`DELETE FROM ${table}; INSERT INTO ${table} SELECT * FROM kept.${table}`)
    await client.query('RESET session_replication_role')
    client.release()
  }
}

const blockOf = (id: bigint): Block => {
  const found = blocks.find((block) => id <= block.last)
  if (found === undefined) throw new Error(`${id} is not sealed`)
  return found
}
const anyId = () => fc.constantFrom(...ids)
const runs = { numRuns: 60 }

test('the log is whole, and so it is again after each change was taken back', async () => {
  expect(blocks.length).toBeGreaterThan(8)
  expect(gaps.length).toBeGreaterThan(8)
  const sound = { blocks: blocks.length, rows: BigInt(ids.length), broken: null }
  for (const page of [1, 2, 3, 500]) expect(await verifyChain(database.pool, page)).toMatchObject(sound)
  expect(await after((client) => client.query('DELETE FROM action_log'))).toEqual({
    block: 1,
    why: 'rows are missing at its end',
  })
  expect(await verifyChain(database.pool)).toMatchObject(sound)
})

test('any column of any row that is changed', async () => {
  const changes = [
    `actor = 'person:77'`,
    `surface = 'telegram'`,
    `command = command || ' '`,
    `arguments = '{"deposit": "78"}'`,
    `arguments = '{"deposit": 0}'`,
    `started_at = started_at + interval '1 microsecond'`,
    `finished_at = finished_at - interval '1 microsecond'`,
    `result = ''`,
    'result = NULL, finished_at = NULL',
    `delivery_id = 'discord:0'`,
    'delivery_id = NULL',
    `preview = preview || '!'`,
    'preview = NULL',
    `preview_hash = repeat('0', 64)`,
    'approver = NULL',
    // What stands in one column is not taken for the same in the next.
    `preview = NULL, approver = preview`,
  ]
  const property = fc.asyncProperty(anyId(), fc.constantFrom(...changes), async (id, change) => {
    const broken = await after((client) =>
      client.query(`UPDATE action_log SET ${change} WHERE id = $1`, [id]),
    )
    expect(broken).toEqual({ block: Number(blockOf(id).number), why: 'a row was changed' })
  })
  await fc.assert(property, { ...runs, numRuns: 120 })
})

test('any row that is removed', async () => {
  const property = fc.asyncProperty(anyId(), async (id) => {
    const broken = await after((client) => client.query('DELETE FROM action_log WHERE id = $1', [id]))
    const block = blockOf(id)
    const why = id === block.last ? 'rows are missing at its end' : 'a row is missing'
    expect(broken).toEqual({ block: Number(block.number), why })
  })
  await fc.assert(property, runs)
})

test('a row that is put between others', async () => {
  const property = fc.asyncProperty(fc.constantFrom(...gaps), anyId(), async (gap, id) => {
    const broken = await after((client) =>
      client.query(
        `INSERT INTO action_log (id, actor, surface, command, arguments, started_at, finished_at, result)
         SELECT $1, actor, surface, command, arguments, started_at, finished_at, result FROM action_log WHERE id = $2`,
        [gap, id],
      ),
    )
    expect(broken).toEqual({ block: Number(blockOf(gap).number), why: 'a row was added' })
  })
  await fc.assert(property, runs)
})

test('two rows that change places', async () => {
  const property = fc.asyncProperty(fc.uniqueArray(anyId(), { minLength: 2, maxLength: 2 }), async (pair) => {
    const [one = 0n, other = 0n] = pair
    const broken = await after(async (client) => {
      for (const [from, to] of [
        [one, -1n],
        [other, one],
        [-1n, other],
      ])
        await client.query('UPDATE action_log SET id = $2 WHERE id = $1', [from, to])
    })
    const first = one < other ? one : other
    expect(broken).toEqual({ block: Number(blockOf(first).number), why: 'a row was changed' })
  })
  await fc.assert(property, runs)
})

const anyBlock = () => fc.constantFrom(...blocks)

test('any column of any block that is changed', async () => {
  const changes = [
    'first_id = first_id - 1',
    'last_id = last_id + 1',
    'row_count = row_count + 1',
    `rows_hash = repeat('0', 64)`,
    `hash = repeat('0', 64)`,
    `sealed_at = sealed_at + interval '1 microsecond'`,
    `previous_hash = CASE WHEN number > 1 THEN repeat('0', 64) END, row_count = row_count + 1`,
  ]
  const property = fc.asyncProperty(anyBlock(), fc.constantFrom(...changes), async (block, change) => {
    const broken = await after((client) =>
      client.query(`UPDATE action_log_blocks SET ${change} WHERE number = $1`, [block.number]),
    )
    expect(broken).toEqual({ block: Number(block.number), why: 'the block itself was changed' })
  })
  await fc.assert(property, runs)
})

test('any block that is removed, the newest too', async () => {
  const property = fc.asyncProperty(anyBlock(), async (block) => {
    const broken = await after((client) =>
      client.query('DELETE FROM action_log_blocks WHERE number = $1', [block.number]),
    )
    expect(broken).toEqual({ block: Number(block.number), why: 'the block is missing' })
  })
  await fc.assert(property, runs)
})

test('two blocks that change places', async () => {
  const later = fc.constantFrom(...blocks.slice(1))
  const property = fc.asyncProperty(fc.uniqueArray(later, { minLength: 2, maxLength: 2 }), async (pair) => {
    const [one = 0n, other = 0n] = pair.map((block) => block.number)
    const broken = await after(async (client) => {
      for (const [from, to] of [
        [one, 999n],
        [other, one],
        [999n, other],
      ])
        await client.query('UPDATE action_log_blocks SET number = $2 WHERE number = $1', [from, to])
    })
    expect(broken).toEqual({ block: Number(one < other ? one : other), why: 'the block itself was changed' })
  })
  await fc.assert(property, runs)
})

const addBlock = `
  INSERT INTO action_log_blocks (number, first_id, last_id, row_count, rows_hash, previous_hash, hash, sealed_at)
  SELECT (b).number, (b).first_id, (b).last_id, (b).row_count, (b).rows_hash, (b).previous_hash, action_block_hash(b), (b).sealed_at
  FROM (SELECT ROW(number + 1, $1::bigint, $2::bigint, 1, rows_hash, hash, NULL, now())::action_log_blocks AS b
        FROM action_log_blocks ORDER BY number DESC LIMIT 1) AS made`

test('a block that is put at the end', async () => {
  const number = blocks.length + 1
  const added = (first: bigint, last: bigint) => after((client) => client.query(addBlock, [first, last]))
  const end = ids.at(-1) ?? 0n
  expect(await added(end + 1n, end + 1n)).toEqual({ block: number, why: 'rows are missing at its end' })
  expect(await added(end, end)).toEqual({ block: number, why: 'the block is out of order' })
  const honest = await after(async (client) => {
    await client.query(
      `INSERT INTO action_log (id, actor, surface, command, arguments) VALUES ($1, 'x', 'x', 'x', '{}')`,
      [end + 1n],
    )
    await client.query(addBlock, [end + 1n, end + 1n])
    await client.query(
      `UPDATE action_log_blocks SET rows_hash = (SELECT rows_hash FROM action_rows($1, $2)) WHERE number = $3`,
      [end, end + 1n, number],
    )
    await client.query('UPDATE action_log_blocks b SET hash = action_block_hash(b) WHERE number = $1', [
      number,
    ])
  })
  expect(honest, 'sound in itself, and sealed by nobody').toEqual({
    block: number,
    why: 'the block was added',
  })
})

test('a row whose block was reckoned anew is given away by the next block, and the last by the head', async () => {
  const property = fc.asyncProperty(anyId(), async (id) => {
    const block = blockOf(id)
    const before = blocks.find((one) => one.number === block.number - 1n)?.last ?? 0n
    const broken = await after(async (client) => {
      await client.query(`UPDATE action_log SET actor = 'person:77' WHERE id = $1`, [id])
      await client.query(
        'UPDATE action_log_blocks SET rows_hash = (SELECT rows_hash FROM action_rows($1, $2)) WHERE number = $3',
        [before, block.last, block.number],
      )
      await client.query('UPDATE action_log_blocks b SET hash = action_block_hash(b) WHERE number = $1', [
        block.number,
      ])
    })
    const isLast = Number(block.number) === blocks.length
    expect(broken).toEqual(
      isLast
        ? { block: blocks.length, why: 'the block is not the one that was sealed' }
        : { block: Number(block.number) + 1, why: 'its link to the block before is broken' },
    )
  })
  await fc.assert(property, runs)
})
