import { afterAll, beforeAll, expect, test } from 'vitest'
import { backUp, restoreBackup } from '../../bot/backup.ts'
import { verifyChain } from '../../engine/store/action-chain.ts'
import { createActionLog } from '../../engine/store/action-log-store.ts'
import { booksOf } from '../support/books.ts'
import { emptyDatabase, silentLog, type TestDatabase } from '../support/database.ts'
import { openWorld, type World } from '../support/world.ts'
import { workFolder } from './program.ts'

/** What was noticed, compared, corrected and signed comes back with the money. */

let world: World
let restored: TestDatabase
const folder = workFolder('backup-watch')
const person = 'person:1'
const FILLED = `
  INSERT INTO people (name, role, created_by) VALUES ('María', 'owner', 'test');
  INSERT INTO observations (subject, outcome, value, since, observed_at) VALUES ('wallet:source', 'ok', '{"balance": "5"}', now(), now());
  INSERT INTO alerts (rule, entity, state, severity, finding, since, opened_at, last_seen_at)
    VALUES ('FLOAT_LOW', 'wallet:source', 'firing', 'high', '{"what": "tab\\there \\"quoted\\" ñ"}', now(), now(), now());
  INSERT INTO alert_events (alert_id, at, what, detail, actor) SELECT id, now(), 'acked', E'line\\nline', '${person}' FROM alerts;
  INSERT INTO alert_deliveries (alert_id, channel, why, wanted_at, next_attempt_at, posted) SELECT id, 'slack:1', 'route', now(), now(), '{"ts": "1"}' FROM alerts;
  INSERT INTO alert_channels (channel, failures) VALUES ('slack:1', 2);
  INSERT INTO alert_silences (rule, reason, created_by, until) VALUES ('FLOAT_LOW', 'filling up', '${person}', now() + interval '1 hour');
  INSERT INTO maintenance_windows (rules, reason, created_by, until) VALUES ('{POLL_LATE,"ODD, ONE"}', 'move', '${person}', now() + interval '1 hour');
  INSERT INTO alert_limits (rule, name, value, updated_by) VALUES ('FLOAT_LOW', 'sats', 12.50, '${person}');
  INSERT INTO config_versions (hash, settings, seen_at) VALUES ('h', '{"FUNDING": "prefunded"}', now());
  INSERT INTO scheduled_runs (job, slot, started_at, finished_at, outcome, detail) VALUES ('digest', now(), now(), now(), 'done', '[1]');
  INSERT INTO pauses (what, since, until) VALUES ('polling', now() - interval '1 hour', now());
  INSERT INTO weekly_audits (week, actor, started_at, finished_at, results, reconciliation_id)
    SELECT '2026-11-22', 'satmachine', now(), now(), '[{"check": "balances"}]', max(id) FROM reconciliations;
  INSERT INTO weekly_signoffs (week, audit_id, actor, evidence) SELECT week, id, '${person}', 'poll run: paid' FROM weekly_audits;
  INSERT INTO protocol_signoffs (quarter, role, actor, version) VALUES ('2026-Q4', 'owner', '${person}', '1.0')`

beforeAll(async () => {
  world = await openWorld()
  await world.addClient('Ana', '5000.00')
  await world.sell()
  await world.toRest()
  await world.pool.query(
    `BEGIN; SELECT set_config('satmachine.approver', '${person}', true), set_config('satmachine.incident', 'INC-1', true);
     SELECT adjust_client(1, 100, 'typed twice'); COMMIT`,
  )
  await booksOf(world).reconcile({ scope: { kind: 'all' }, actor: 'test' })
  await world.pool.query(FILLED)
  await world.pool.query(
    `INSERT INTO reconciliation_findings (reconciliation_id, number, check_name, entity, verdict, unit, drift, exponent, doubt_sats, what, why, steps)
     SELECT max(id), 99, 'balances', 'client:1', 'late', 'GTQ', 1.00, 2, 0, '"what"', '"why"', '{a,"b c"}' FROM reconciliations`,
  )
  const log = createActionLog(world.pool)
  const id = await log.begin({
    actor: person,
    surface: 'terminal',
    command: 'panic',
    arguments: { reason: 'ñ' },
  })
  await log.finish(id ?? 0n, 'done')
  const { path } = await backUp({
    pool: world.pool,
    dataFolder: folder.path,
    now: new Date('2026-11-22T21:05:33Z'),
  })
  restored = await emptyDatabase()
  await restoreBackup({ pool: restored.pool, path, log: silentLog })
}, 120_000)
afterAll(async () => {
  await restored?.drop()
  await world?.close()
  folder.remove()
})

const rowsOf = async ({ pool }: Pick<TestDatabase, 'pool'>, table: string): Promise<string[]> =>
  (await pool.query<{ row: string }>(`SELECT to_jsonb(t)::text AS row FROM ${table} t ORDER BY 1`)).rows.map(
    ({ row }) => row,
  )

test.each([
  'observations',
  'alerts',
  'alert_events',
  'alert_deliveries',
  'alert_channels',
  'alert_silences',
  'maintenance_windows',
  'alert_limits',
  'oncall_contacts',
  'config_versions',
  'scheduled_runs',
  'pauses',
  'reconciliations',
  'reconciliation_findings',
  'weekly_audits',
  'weekly_signoffs',
  'protocol_signoffs',
  'action_log',
  'action_log_blocks',
  'ledger_entries',
  'ledger_lines',
])('%s has its rows again', async (table) => {
  const rows = await rowsOf(world, table)
  expect(rows.length).toBeGreaterThan(0)
  expect(await rowsOf(restored, table)).toEqual(rows)
})

test('the correction has its second person and its incident', async () => {
  const { rows } = await restored.pool.query(
    `SELECT approver, incident FROM ledger_entries WHERE kind = 'manual_adjustment'`,
  )
  expect(rows).toEqual([{ approver: person, incident: 'INC-1' }])
})

test('the chain of actions holds, and what is kept is still kept', async () => {
  const before = await verifyChain(world.pool)
  expect(before).toMatchObject({ broken: null, blocks: 1 })
  expect(await verifyChain(restored.pool)).toEqual(before)
  for (const table of ['reconciliations', 'weekly_audits', 'weekly_signoffs', 'alert_events'])
    await expect(restored.pool.query(`DELETE FROM ${table}`), table).rejects.toThrow(/removed|kept|never/)
})

test('the numbers that are handed out next follow the old ones', async () => {
  const next = `INSERT INTO alerts (rule, entity, state, severity, finding, since, opened_at, last_seen_at)
    VALUES ('POLL_LATE', '', 'firing', 'high', '{}', now(), now(), now()) RETURNING id`
  expect((await restored.pool.query(next)).rows).toEqual((await world.pool.query(next)).rows)
})
