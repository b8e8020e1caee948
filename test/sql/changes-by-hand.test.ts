import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { command as log } from '../../commands/audit/log.ts'
import { createActionLog } from '../../engine/store/action-log-store.ts'
import { type Desk, openDesk, rowsOf } from '../support/commands.ts'
import { emergencyStatements, openSession, type Row, type Session } from './session.ts'

/** What somebody changes past the bot stands in the log; what the bot changes stands there as the bot's alone. */

const byHand = (rows: readonly Row[]): Row[] => rows.filter(({ surface }) => surface === 'sql')

describe('docs/sql/emergency.sql', () => {
  let session: Session
  beforeAll(async () => {
    session = await openSession()
  })
  afterAll(() => session?.close())

  const noted = async (): Promise<Row[]> =>
    byHand(
      await session.query(
        'SELECT actor, surface, command, arguments, result, finished_at FROM satoshimachine.action_log ORDER BY id',
      ),
    )

  /** What has to be there before the statement finds something to change. */
  const GROUND: Readonly<Record<string, string>> = {
    '3f': `UPDATE satoshimachine.transfers SET next_attempt_at = now() + interval '1 hour' WHERE status IN ('pending', 'invoiced', 'paying')`,
    '3h': `INSERT INTO satoshimachine.wallet_differences (payment_hash, what, wallet_id, amount_msat) VALUES ('${'ab'.repeat(32)}', 'unbooked', 'w', 7000)`,
    Se: 'UPDATE satoshimachine.lamassu_config SET polling_enabled = false',
    Ag: `INSERT INTO satoshimachine.dca_deposits (id, client_id, amount, status) VALUES (900, 1, 100, 'confirmed')`,
  }
  const changing = emergencyStatements.filter(({ changes }) => changes).map(({ name }) => name)

  test.each(changing)('%s leaves a trace with who, from where, before and after', async (name) => {
    await session.triedOut(async () => {
      const ground = GROUND[name]
      if (ground !== undefined) await session.query(ground)
      const before = (await noted()).length
      await session.run(name, name === 'Ag' ? { deposit_id: '900' } : {})
      const rows = (await noted()).slice(before)
      expect(rows.length).toBeGreaterThan(0)
      for (const row of rows)
        expect(row).toMatchObject({
          actor: expect.stringMatching(/^sql:.+/),
          command: expect.stringMatching(/^sql (?:insert|update)$/),
          arguments: expect.objectContaining({ table: expect.any(String), program: 'satmachine test' }),
          result: 'done by hand, in SQL',
          finished_at: expect.any(Date),
        })
    })
  })

  test('says each value before and after, and what our own triggers did because of it once', async () => {
    await session.triedOut(async () => {
      const before = (await noted()).length
      await session.run('Sb')
      await session.run('Ae')
      const [stop, confirm, ...more] = (await noted()).slice(before)
      expect(more).toEqual([])
      expect(stop).toMatchObject({
        command: 'sql update',
        arguments: {
          table: 'lamassu_config',
          polling_enabled: 'true → false',
          payouts_enabled: 'true → false',
          pause_reason: '– → stopped by hand in psql',
        },
      })
      expect(confirm).toMatchObject({
        arguments: {
          table: 'dca_deposits',
          row: String(session.history.oldDeposit),
          status: 'pending → confirmed',
        },
      })
      expect((await session.run('Ai'))[0]).toMatchObject({
        what: 'dca_deposits',
        changes: expect.objectContaining({ status: 'pending → confirmed' }),
      })
    })
  })

  test('what was tried out and taken back leaves nothing, and what changes nothing neither', async () => {
    const before = (await noted()).length
    await session.triedOut(() => session.run('Sb'))
    await session.query('UPDATE satoshimachine.lamassu_config SET updated_at = now()')
    expect(await noted()).toHaveLength(before)
  })

  test('a sealed key is no part of it', async () => {
    await session.triedOut(async () => {
      await session.query(
        `UPDATE satoshimachine.dca_clients SET invoice_key_sealed = '\\xabcdef' WHERE id = 1`,
      )
      const [row] = (await noted()).slice(-1)
      expect(row).toMatchObject({ arguments: { table: 'dca_clients', invoice_key_sealed: 'changed' } })
      expect(JSON.stringify(row)).not.toContain('abcdef')
    })
  })
})

describe('beside the bot', () => {
  let desk: Desk
  let guest: Client
  beforeAll(async () => {
    desk = await openDesk()
    const owner = await desk.world.pool.query('SELECT current_database() AS name')
    const name = String(owner.rows[0]?.name)
    // Somebody who may stop everything, and nothing else: not even read the log.
    await desk.world.pool.query(`
      CREATE ROLE stopper_${name} LOGIN PASSWORD 'x';
      GRANT USAGE ON SCHEMA satoshimachine TO stopper_${name};
      GRANT SELECT, UPDATE ON satoshimachine.lamassu_config TO stopper_${name}`)
    const url = new URL(desk.world.books.url)
    url.username = `stopper_${name}`
    url.password = 'x'
    guest = new Client({ connectionString: url.href, application_name: 'psql' })
    await guest.connect()
  })
  afterAll(async () => {
    const { rows } = await guest.query('SELECT session_user AS name')
    await guest.end()
    await desk.world.pool.query(`DROP OWNED BY ${rows[0].name}; DROP ROLE ${rows[0].name}`)
    await desk.close()
  })

  test('the bot writes its own rows, and none of these', async () => {
    const { world } = desk
    await world.addClient('Ana', '1000.00')
    await world.sell()
    await world.toRest()
    await world.stores.bookkeeping.setSwitches({ payouts: false }, 'paused by the bot')
    await world.stores.bookkeeping.setSetting('operator-timezone', 'America/Guatemala', 'person:1')
    const { rows } = await world.pool.query<Row>('SELECT surface FROM action_log')
    expect(byHand(rows)).toEqual([])
  })

  test('who may only stop everything can do it, is named in the log, and the log stays whole', async () => {
    await guest.query('UPDATE satoshimachine.lamassu_config SET polling_enabled = false')
    const actionLog = createActionLog(desk.world.pool)
    const row = await actionLog.begin({
      actor: 'person:1',
      surface: 'terminal',
      command: 'poll resume',
      arguments: {},
    })
    await actionLog.finish(row ?? 0n, 'Polling goes on')
    const { answer } = await desk.run(log, { noun: 'sql' })
    expect(answer.heading).toBe('The log is whole: 2 rows in 1 block')
    const [shown] = rowsOf(answer)
    expect(shown?.[1]).toMatch(/^sql:stopper_/)
    expect(shown?.[2]).toBe('sql')
    expect(shown?.[3]).toMatch(/table=lamassu_config.*polling_enabled=true → false/)
    expect(shown?.[3]).toContain('program=psql')
  })

  test('a setting that is changed by hand is signed by the hand, and counts as a version of its own', async () => {
    const hand = new Client({ connectionString: desk.world.books.url, application_name: 'psql' })
    await hand.connect()
    try {
      await hand.query(`UPDATE satoshimachine.settings SET value = 'UTC' WHERE name = 'operator-timezone'`)
    } finally {
      await hand.end()
    }
    const { rows } = await desk.world.pool.query<Row>('SELECT updated_by, value FROM satoshimachine.settings')
    expect(rows).toEqual([{ updated_by: expect.stringMatching(/^sql:/), value: 'UTC' }])
  })
})
