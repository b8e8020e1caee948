import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { ActionLog, NewAction } from '../../../engine/people.ts'
import { createActionLog } from '../../../engine/store/action-log-store.ts'
import { dumpBooks } from '../../../engine/store/dump/dump.ts'
import { restoreBooks } from '../../../engine/store/dump/restore.ts'
import { migrate, migrationsFolder } from '../../../engine/store/migrate.ts'
import { emptyDatabase, freshDatabase, silentLog, type TestDatabase } from '../../support/database.ts'

let database: TestDatabase
let log: ActionLog
beforeAll(async () => {
  database = await freshDatabase()
  log = createActionLog(database.pool)
})
afterAll(() => database.drop())

const action = (more: Partial<NewAction> = {}): NewAction => ({
  actor: 'person:1',
  surface: 'telegram',
  command: 'deposit confirm',
  arguments: { deposit: '12' },
  ...more,
})
async function begin(more: Partial<NewAction> = {}): Promise<bigint> {
  const id = await log.begin(action(more))
  if (id === null) throw new Error('seen before')
  return id
}
async function act(more: Partial<NewAction> = {}): Promise<bigint> {
  const id = await begin(more)
  await log.finish(id, 'done')
  return id
}
const isSealed = async (id: bigint): Promise<boolean> => {
  const { rows } = await database.pool.query<{ sealed: boolean }>(
    'SELECT EXISTS (SELECT FROM action_log_blocks WHERE last_id >= $1) AS sealed',
    [id],
  )
  return rows[0]?.sealed === true
}
/** As somebody could who owns the tables. */
async function pastTheTriggers(sql: string, values: readonly unknown[] = []): Promise<void> {
  const client = await database.pool.connect()
  try {
    await client.query('SET session_replication_role = replica')
    await client.query(sql, [...values])
  } finally {
    await client.query('RESET session_replication_role')
    client.release()
  }
}

describe('a row', () => {
  test('is written before, finished after, and read with what was shown and who approved', async () => {
    const id = await begin({
      preview: 'Confirm deposit #12',
      previewHash: 'ab'.repeat(32),
      approver: 'person:2',
    })
    expect((await log.actions({ limit: 1 }))[0]).toMatchObject({ id, finishedAt: null, result: null })
    await log.finish(id, 'Deposit #12 is confirmed')
    const [read] = await log.actions({ limit: 1 })
    expect(read).toEqual({
      id,
      actor: 'person:1',
      surface: 'telegram',
      command: 'deposit confirm',
      written: { deposit: '12' },
      preview: 'Confirm deposit #12',
      approver: 'person:2',
      startedAt: expect.any(Date),
      finishedAt: expect.any(Date),
      result: 'Deposit #12 is confirmed',
    })
    expect(await log.verify()).toMatchObject({ broken: null })
  })

  test('is one a delivery: of 16 at once one gets it', async () => {
    const rows = await Promise.all(
      Array.from({ length: 16 }, () => log.begin(action({ deliveryId: 'telegram:5' }))),
    )
    const [id, ...others] = rows.filter((row) => row !== null)
    expect(others).toEqual([])
    await log.finish(id ?? 0n, 'done')
    expect(await log.begin(action({ deliveryId: 'telegram:5' }))).toBeNull()
  })

  test('is finished once, changed never, deleted never', async () => {
    const [open, done] = [await begin(), await begin()]
    await log.finish(done, 'done')
    await expect(log.finish(done, 'something else')).rejects.toThrow(/finished once/)
    await expect(log.finish(999_999n, 'done')).rejects.toThrow(/no action 999999/)
    for (const change of [
      `actor = 'x'`,
      `arguments = '{}'`,
      `started_at = now()`,
      `result = 'x'`,
      'id = 999999',
    ])
      await expect(
        database.pool.query(`UPDATE action_log SET ${change} WHERE id = $1`, [open]),
        change,
      ).rejects.toMatchObject({ code: expect.stringMatching(/^23/) })
    await expect(database.pool.query('DELETE FROM action_log')).rejects.toMatchObject({
      constraint: 'append_only',
    })
    await log.finish(open, 'done')
  })

  test('written by hand is sealed with the others', async () => {
    await database.pool.query(
      `INSERT INTO action_log (actor, surface, command, arguments, finished_at, result)
       VALUES ('psql:postgres', 'psql', 'poll run', '{}', clock_timestamp(), 'done')`,
    )
    expect(await isSealed(await act())).toBe(true)
  })

  test('is found by who, noun and time, the newest first', async () => {
    const ids = [
      await act({ actor: 'person:7', command: 'client pause' }),
      await act({ actor: 'person:7', command: 'panic' }),
      await act({ actor: 'person:8', command: 'client resume' }),
    ]
    const found = async (filter: Omit<Parameters<ActionLog['actions']>[0], 'limit'>, limit = 10) =>
      (await log.actions({ ...filter, limit })).map((row) => row.id)
    expect(await found({ actor: 'person:7' })).toEqual([ids[1], ids[0]])
    expect(await found({ noun: 'client' })).toEqual([ids[2], ids[0]])
    expect(await found({ noun: 'panic' })).toEqual([ids[1]])
    expect(await found({}, 2)).toEqual([ids[2], ids[1]])
    expect(await found({ from: new Date(Date.now() + 3_600_000) })).toEqual([])
    expect(await found({ actor: 'person:7', from: new Date(Date.now() - 3_600_000) })).toHaveLength(2)
  })
})

describe('sealing', () => {
  test('stops before what may still be finished, and goes on afterwards', async () => {
    const first = await act()
    const open = await begin()
    const second = await act()
    expect([await isSealed(first), await isSealed(open), await isSealed(second)]).toEqual([
      true,
      false,
      false,
    ])
    await log.finish(open, 'done')
    expect(await isSealed(second)).toBe(true)
    expect(await log.verify()).toMatchObject({ broken: null })
  })

  test('does not wait for what was never finished within an hour, and closes it', async () => {
    const lost = await begin()
    const next = await act()
    expect(await isSealed(next)).toBe(false)
    await pastTheTriggers(
      `UPDATE action_log SET started_at = now() - interval '1 hour 1 second' WHERE id = $1`,
      [lost],
    )
    const after = await act()
    expect(await isSealed(after)).toBe(true)
    await expect(log.finish(lost, 'late')).rejects.toThrow(/is sealed/)
    expect(await log.verify()).toMatchObject({ broken: null })
  })

  test('never leaves a row behind that could not be seen yet, and keeps nobody waiting for it', async () => {
    const client = await database.pool.connect()
    onTestFinished(() => client.release())
    await client.query('BEGIN')
    const { rows } = await client.query<{ id: bigint }>(
      `INSERT INTO action_log (actor, surface, command, arguments) VALUES ('x', 'psql', 'by hand', '{}') RETURNING id`,
    )
    const later = await act()
    expect(await isSealed(later)).toBe(false)
    await client.query('COMMIT')
    await log.finish(rows[0]?.id ?? 0n, 'done')
    expect(await isSealed(later)).toBe(true)
    expect(await log.verify()).toMatchObject({ broken: null })
  })

  test('of many at once gives one whole chain without a gap', async () => {
    await Promise.all(
      Array.from({ length: 64 }, async (_, i) => {
        const id = await begin({ command: `many ${i}` })
        if (i % 3 === 0) await act({ command: 'between' })
        await log.finish(id, 'done')
      }),
    )
    const last = await act()
    expect(await isSealed(last)).toBe(true)
    const { rows } = await database.pool.query<{ count: bigint }>('SELECT count(*) FROM action_log')
    const verdict = await log.verify()
    expect(verdict).toMatchObject({ broken: null, rows: rows[0]?.count })
    expect(verdict.head).toMatch(/^[0-9a-f]{64}$/)
  })

  test('puts no row behind a seal, nor changes a block, whoever asks', async () => {
    await act()
    await expect(
      database.pool.query(
        `INSERT INTO action_log (id, actor, surface, command, arguments) OVERRIDING SYSTEM VALUE VALUES (-1, 'x', 'x', 'x', '{}')`,
      ),
    ).rejects.toMatchObject({ constraint: 'append_only' })
    for (const sql of [
      'UPDATE action_log_blocks SET row_count = 1',
      'DELETE FROM action_log_blocks',
      'DELETE FROM action_log_head',
    ])
      await expect(database.pool.query(sql), sql).rejects.toMatchObject({ constraint: 'append_only' })
  })
})

test('a log from before it was sealed goes into the first block, whatever it holds', async () => {
  const old = await emptyDatabase()
  const folder = await mkdtemp(path.join(os.tmpdir(), 'satmachine-old-'))
  onTestFinished(async () => {
    await old.drop()
    await rm(folder, { recursive: true })
  })
  const all = await readdir(migrationsFolder())
  for (const name of all.filter((file) => file < '008'))
    await copyFile(path.join(migrationsFolder(), name), path.join(folder, name))
  await migrate({ pool: old.pool, log: silentLog, folder })
  await old.pool.query(
    `INSERT INTO action_log (actor, surface, command, arguments, started_at, finished_at, result)
     SELECT 'terminal:root', 'terminal', 'poll run', jsonb_build_object('n', n), now() - interval '1 day',
            CASE WHEN n % 7 > 0 THEN now() END, CASE WHEN n % 5 > 0 THEN 'done' END
     FROM generate_series(1, 5000) AS n`,
  )
  await migrate({ pool: old.pool, log: silentLog })
  const oldLog = createActionLog(old.pool)
  expect(await oldLog.verify()).toEqual({ blocks: 0, rows: 0n, head: null, broken: null })
  const id = await oldLog.begin(action())
  await oldLog.finish(id ?? 0n, 'done')
  expect(await oldLog.verify()).toMatchObject({ blocks: 1, rows: 5001n, broken: null })
})

test('a backup brings the chain back whole, and it goes on from there', async () => {
  await act()
  const lines: string[] = []
  await dumpBooks(database.pool, new Date(), async (line) => void lines.push(line))
  const other = await emptyDatabase()
  onTestFinished(() => other.drop())
  async function* read() {
    yield* lines
  }
  await migrate({ pool: other.pool, log: silentLog })
  await restoreBooks(other.pool, read())
  const restored = createActionLog(other.pool)
  const before = await log.verify()
  expect(await restored.verify()).toEqual(before)
  const id = await restored.begin(action())
  await restored.finish(id ?? 0n, 'done')
  expect(await restored.verify()).toMatchObject({ blocks: before.blocks + 1, broken: null })
})
