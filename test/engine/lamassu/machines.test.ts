import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { LamassuConnection } from '../../../engine/lamassu/source.ts'
import { createTestSource, freshLamassu, type LamassuDatabase } from '../../support/lamassu.ts'

const READER = 'satmachine_machine_reader'

let lamassu: LamassuDatabase
let reader: LamassuConnection
beforeEach(async () => {
  lamassu = await freshLamassu('v12')
  // The password is needed where the test server asks everybody for one.
  await lamassu.pool.query(
    `DO $$ BEGIN CREATE ROLE ${READER} LOGIN PASSWORD 'reader'; EXCEPTION WHEN duplicate_object THEN NULL; END $$`,
  )
  const address = new URL(lamassu.url)
  address.username = READER
  address.password = 'reader'
  reader = createTestSource({ databaseUrl: address.href, ssh: null }).source
})
afterEach(async () => {
  await reader.stop()
  await lamassu.pool.query(`DROP OWNED BY ${READER}`)
  await lamassu.drop()
})
afterAll(async () => {
  const last = await freshLamassu()
  await last.pool.query(`DROP ROLE IF EXISTS ${READER}`)
  await last.drop()
})

const POLLING_GRANTS = `GRANT SELECT ON cash_out_txs, cash_out_actions TO ${READER};
  GRANT SELECT (id, is_test_customer) ON customers TO ${READER};
  GRANT SELECT (device_id, name) ON devices TO ${READER};`

describe('a role that may read what polls need', () => {
  test('sees the names of the machines, is told the statement that shows more, and the statement does', async () => {
    await lamassu.pool.query(POLLING_GRANTS)
    const look = await reader.machines()
    expect(look.machines).toMatchObject([
      { name: 'Zona 10', lastOnlineAt: null, units: null, cashboxNotes: null, cashOutActive: null },
      { name: 'Antigua' },
    ])
    expect(look.hidden).toContain(`The database user ${READER} may not read`)
    expect(look.hidden).not.toMatch(/user_config|customers|phone/)
    const grants = /GRANT .*$/.exec(look.hidden ?? '')?.[0] ?? ''
    await lamassu.pool.query(grants)
    const after = await reader.machines()
    expect(after.hidden).toBeNull()
    expect(after.machines[0]).toMatchObject({
      lastOnlineAt: expect.any(Date),
      units: [{ unit: 'cassette1', notes: 500 }],
      cashboxNotes: null,
    })
    await lamassu.pool.query(/GRANT .*$/.exec(after.unread ?? '')?.[0] ?? '')
    expect(await reader.machines()).toMatchObject({ unread: null, machines: [{ cashboxNotes: 0 }, {}] })
  })

  test('goes on polling on the same connection while the machines are hidden', async () => {
    await lamassu.pool.query(POLLING_GRANTS)
    const backends = async () =>
      (await lamassu.pool.query('SELECT pid FROM pg_stat_activity WHERE usename = $1', [READER])).rows
    await reader.digests()
    const before = await backends()
    await reader.machines()
    await reader.digests()
    expect(before).toHaveLength(1)
    expect(await backends()).toEqual(before)
  })

  test('one forbidden column hides itself alone', async () => {
    await lamassu.pool.query(POLLING_GRANTS)
    await lamassu.pool.query(`GRANT SELECT (last_online, paired) ON devices TO ${READER}`)
    const look = await reader.machines()
    expect(look.machines[0]).toMatchObject({ lastOnlineAt: expect.any(Date), units: null })
    expect(look.hidden).toMatch(/GRANT SELECT \(.*cassette1.*\) ON public\.devices/)
    expect(look.hidden).not.toMatch(/last_online/)
  })
})

describe('an older Lamassu', () => {
  test('counts its cash box in the machine, has no recyclers and no number of cassettes', async () => {
    await lamassu.pool.query(`ALTER TABLE devices
      ${[1, 2, 3, 4, 5, 6].map((n) => `DROP COLUMN recycler${n}`).join(', ')}, DROP COLUMN cassette3, DROP COLUMN cassette4,
      DROP COLUMN number_of_cassettes, DROP COLUMN number_of_recyclers, ADD COLUMN cashbox integer NOT NULL DEFAULT 17`)
    await lamassu.pool.query(
      'DROP TABLE bills, empty_unit_bills, cash_unit_operation, notifications, user_config',
    )
    const { source } = createTestSource({ databaseUrl: lamassu.url, ssh: null })
    const look = await source.machines()
    await source.stop()
    expect(look).toMatchObject({ hidden: null, unread: null })
    expect(look.machines[0]).toMatchObject({
      units: [
        { unit: 'cassette1', notes: 500 },
        { unit: 'cassette2', notes: 0 },
      ],
      cashboxNotes: 17,
      cashboxOpenedAt: null,
    })
  })

  test('that is upgraded under a live connection is read as it is then', async () => {
    const { source } = createTestSource({ databaseUrl: lamassu.url, ssh: null })
    await source.machines()
    await lamassu.pool.query('ALTER TABLE devices DROP COLUMN recycler6, DROP COLUMN cassette4')
    expect((await source.machines()).machines).toHaveLength(2)
    await source.stop()
  })
})

test('of a cash box that nobody ever emptied in Lamassu no more notes are counted than bear it', async () => {
  await lamassu.pool.query(`
    INSERT INTO cash_in_txs (id, device_id) SELECT gen_random_uuid(), '${'1'.padStart(64, '0')}' FROM generate_series(1, 5000);
    INSERT INTO bills (id, fiat, cash_in_txs_id) SELECT gen_random_uuid(), 100, id FROM cash_in_txs, generate_series(1, 5)`)
  const { source } = createTestSource({ databaseUrl: lamassu.url, ssh: null })
  const look = await source.machines()
  await source.stop()
  expect(look.machines.map(({ cashboxNotes }) => cashboxNotes)).toEqual([20_000, 0])
})
