import { type AddressInfo, createServer } from 'node:net'
import { inspect } from 'node:util'
import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databaseFailure } from '../../../engine/lamassu/database-failures.ts'
import { NEEDED_COLUMNS } from '../../../engine/lamassu/schema.ts'
import { emptyDatabase } from '../../support/database.ts'
import { createTestSource, freshLamassu, type LamassuDatabase } from '../../support/lamassu.ts'

const READER = 'satmachine_reader'
const PASSWORD = 'pl4nted-s3cret'

async function failureOf(databaseUrl: string): Promise<Error & { code: string }> {
  const { source } = createTestSource({ databaseUrl, ssh: null, connectTimeoutSeconds: 5 })
  try {
    await source.probe()
  } catch (thrown) {
    return thrown as Error & { code: string }
  } finally {
    await source.stop()
  }
  throw new Error('the probe succeeded')
}

describe('what the database may answer', () => {
  let lamassu: LamassuDatabase
  let readerUrl: string
  beforeAll(async () => {
    lamassu = await freshLamassu('v12')
    await lamassu.pool.query(`CREATE ROLE ${READER} LOGIN PASSWORD '${PASSWORD}'`)
    const url = new URL(lamassu.url)
    url.username = READER
    url.password = PASSWORD
    readerUrl = url.href
  })
  afterAll(async () => {
    await lamassu.pool.query(`DROP OWNED BY ${READER}`)
    await lamassu.pool.query(`DROP ROLE ${READER}`)
    await lamassu.drop()
  })

  const changed = (change: (url: URL) => void): string => {
    const url = new URL(lamassu.url)
    change(url)
    return url.href
  }

  test('nothing listens', async () => {
    const failure = await failureOf(changed((url) => (url.port = '1')))
    expect(failure).toMatchObject({ name: 'Failure', code: 'lamassu_unreachable' })
    expect(failure.message).toMatch(
      /nothing listens at .*:1\. Check the host and port of LAMASSU_DATABASE_URL/,
    )
  })

  test('an unknown user, with no trace of the password', async () => {
    const url = changed((address) => {
      address.username = 'nobody_at_all'
      address.password = PASSWORD
    })
    const failure = await failureOf(url)
    expect(failure).toMatchObject({ name: 'Failure', code: 'lamassu_auth_failed' })
    expect(failure.message).toMatch(/refused the login of user nobody_at_all/)
    expect(inspect(failure, { depth: 10, showHidden: true })).not.toContain(PASSWORD)
  })

  test('another database', async () => {
    const failure = await failureOf(changed((url) => (url.pathname = '/not_there')))
    expect(failure).toMatchObject({ code: 'lamassu_wrong_database' })
    expect(failure.message).toMatch(/There is no database not_there/)
  })

  test('a database of something else', async () => {
    const other = await emptyDatabase()
    try {
      const failure = await failureOf(other.url)
      expect(failure).toMatchObject({ code: 'lamassu_missing_table' })
      expect(failure.message).toMatch(/no table cash_out_txs/)
    } finally {
      await other.drop()
    }
  })

  test('a table without a needed column', async () => {
    const old = await freshLamassu()
    try {
      await old.pool.query('ALTER TABLE cash_out_txs DROP COLUMN raw_ticker_price')
      const failure = await failureOf(old.url)
      expect(failure).toMatchObject({ code: 'lamassu_missing_column' })
      expect(failure.message).toMatch(/table cash_out_txs has no column raw_ticker_price/)
    } finally {
      await old.drop()
    }
  })

  test('an older server without recyclers is read all the same', async () => {
    const old = await freshLamassu()
    try {
      for (const number of [1, 2, 3, 4, 5, 6]) {
        await old.pool.query(`ALTER TABLE cash_out_actions DROP COLUMN dispensed_recycler_${number}`)
      }
      const sale = await old.atm.sellOnce('lightning')
      const { source } = createTestSource({ databaseUrl: old.url, ssh: null })
      expect((await source.cashOut(sale.transactionId))?.dispensedFiat).toBe(`${sale.fiat}`)
      await source.stop()
    } finally {
      await old.drop()
    }
  })

  test('a role that may read too little gets the statement that helps, and the statement does', async () => {
    const sale = await lamassu.atm.sellOnce('lightning')
    const told = []
    for (const table of Object.keys(NEEDED_COLUMNS)) {
      const failure = await failureOf(readerUrl)
      expect(failure).toMatchObject({ code: 'lamassu_permission' })
      expect(failure.message).toContain(`may not read table ${table}.`)
      const grant = /GRANT .*;$/.exec(failure.message)?.[0] ?? ''
      await lamassu.pool.query(grant)
      told.push(grant)
    }
    expect(told.join()).not.toMatch(/phone|email|to_address|ssn|id_card/)
    const { source } = createTestSource({ databaseUrl: readerUrl, ssh: null })
    expect((await source.digests()).rowCount).toBe(1)
    expect(await source.cashOut(sale.transactionId)).toMatchObject({
      isTestCustomer: false,
      fixedFee: '0.00000',
    })
    await source.stop()
  })

  test('a single forbidden column is named, also when it came with a newer Lamassu', async () => {
    await lamassu.pool.query(`REVOKE SELECT (fixed_fee) ON cash_out_txs FROM ${READER}`)
    const failure = await failureOf(readerUrl)
    expect(failure).toMatchObject({ code: 'lamassu_permission' })
    expect(failure.message).toContain('may not read fixed_fee of table cash_out_txs.')
  })

  test('a server that wants another encryption', async () => {
    const plain = createServer((socket) => socket.once('data', () => socket.end('N')))
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve))
    const { port } = plain.address() as AddressInfo
    const failure = await failureOf(`postgresql://reader@127.0.0.1:${port}/lamassu?sslmode=no-verify`)
    plain.close()
    expect(failure).toMatchObject({ code: 'lamassu_unreachable' })
    expect(failure.message).toMatch(/sslmode in LAMASSU_DATABASE_URL/)
  })

  test('an address that is none is told without its password', async () => {
    const failure = await failureOf(`postgresql://reader:${PASSWORD}@[bad/lamassu`)
    expect(failure).toMatchObject({ code: 'configuration' })
    expect(inspect(failure, { depth: 10, showHidden: true })).not.toContain(PASSWORD)
  })

  test('nothing can be written through the connection', async () => {
    const { openSession } = await import('../../../engine/lamassu/session.ts')
    const session = await openSession({ databaseUrl: lamassu.url, ssh: null }, new AbortController().signal)
    for (const text of [
      'CREATE TABLE public.intruder ()',
      'UPDATE public.cash_out_txs SET fiat = 0',
      "SELECT nextval('public.cash_out_actions_id_seq')",
    ]) {
      await expect(session.query({ text })).rejects.toMatchObject({
        code: 'lamassu_failed',
        message: expect.stringContaining('25006'),
      })
    }
    await session.close()
  })

  test('the client gives up on a server that does not, and says so', async () => {
    const { openSession } = await import('../../../engine/lamassu/session.ts')
    const session = await openSession({ databaseUrl: lamassu.url, ssh: null }, new AbortController().signal)
    // A statement that lifts its own timeout stands for a server that hangs.
    await session.query({ text: 'SELECT 1', timeoutSeconds: 0.1 })
    const pool = new Pool({ connectionString: lamassu.url, max: 1 })
    const text = "SELECT set_config('statement_timeout', '0', false), pg_sleep(60)"
    await expect(session.query({ text: 'SET statement_timeout = 0', timeoutSeconds: 0.1 })).resolves.toEqual(
      [],
    )
    await expect(session.query({ text, timeoutSeconds: 0.1 })).rejects.toMatchObject({
      code: 'lamassu_unreachable',
      message: expect.stringContaining('gave no answer within'),
    })
    await expect(session.query({ text: 'SELECT 1' })).rejects.toMatchObject({ code: 'lamassu_unreachable' })
    await session.close()
    // Only what this test left behind: other files read other databases of the same server meanwhile.
    await pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = 'satmachine' AND datname = current_database()`,
    )
    await pool.end()
  })
})

describe('classification', () => {
  const target = { host: 'db', port: 5432, user: 'reader', database: 'lamassu' }
  const serverError = (code: string, message = 'words of the server') =>
    Object.assign(new Error(message), { code, severity: 'FATAL' })

  test.each([
    ['28P01', 'lamassu_auth_failed'],
    ['28000', 'lamassu_auth_failed'],
    ['3D000', 'lamassu_wrong_database'],
    ['42P01', 'lamassu_missing_table'],
    ['42703', 'lamassu_missing_column'],
    ['42501', 'lamassu_permission'],
    ['57014', 'lamassu_timeout'],
    ['57P01', 'lamassu_unreachable'],
    ['57P03', 'lamassu_unreachable'],
    ['53300', 'lamassu_unreachable'],
    ['08006', 'lamassu_unreachable'],
    ['25006', 'lamassu_failed'],
    ['42883', 'lamassu_failed'],
    ['XX000', 'lamassu_failed'],
  ])('%s is %s', (sqlState, code) => {
    const failure = databaseFailure(serverError(sqlState), target)
    expect(failure.code).toBe(code)
    expect(failure.message).toMatch(/lamassu/i)
    expect(failure.cause).toBeDefined()
  })

  test.each([
    ['ECONNREFUSED', /nothing listens at db:5432/],
    ['ENOENT', /nothing listens/],
    ['ENOTFOUND', /can't be resolved/],
    ['ETIMEDOUT', /can't be reached/],
  ])('%s is lamassu_unreachable', (systemCode, sentence) => {
    const failure = databaseFailure(Object.assign(new Error('connect'), { code: systemCode }), target)
    expect(failure.code).toBe('lamassu_unreachable')
    expect(failure.message).toMatch(sentence)
  })

  test('a connection tried at several addresses tells of each', () => {
    const thrown = new AggregateError([new Error('refused by ::1'), new Error('refused by 127.0.0.1')])
    expect(databaseFailure(thrown, target).message).toContain('refused by ::1; refused by 127.0.0.1')
  })

  test('a missing password is told as that', () => {
    const thrown = new Error('SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string')
    expect(databaseFailure(thrown, target).message).toMatch(
      /asks for a password and LAMASSU_DATABASE_URL has none/,
    )
  })
})
