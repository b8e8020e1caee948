import { readFileSync } from 'node:fs'
import type { PoolClient } from 'pg'
import { openHistory } from './night.ts'
import { readStatements, withVariables } from './psql-file.ts'

/** A person in psql with docs/sql/emergency.sql beside him, on books with a past. */

export const emergencyFile = readFileSync(new URL('../../docs/sql/emergency.sql', import.meta.url), 'utf8')
export const emergencyStatements = readStatements(emergencyFile)

/** The statements that find something wrong: on sound books they say nothing. */
export const FINDERS = ['1a', '1b', '1c', '1d', '1e', '4a', '5a', 'Rb', 'Rc', 'Rd', 'Re']

export type Row = Record<string, unknown>
export type Session = Awaited<ReturnType<typeof openSession>>

export async function openSession() {
  const history = await openHistory()
  const client: PoolClient = await history.world.pool.connect()
  // As a person in psql: without the bot's search path, and without its name.
  await client.query('SET search_path = public')
  await client.query(`SET satmachine.program = ''`)
  const variables: Record<string, string> = {
    client_id: String(history.clients.ana),
    tx_id: '1',
    kind: 'client',
    payment_id: String(history.stuckPayment),
    deposit_id: String(history.oldDeposit),
    amount_minor: '20000',
    delta_minor: '-5000',
    sats: '250',
    since: '2020-01-01',
    payment_hash: 'ab'.repeat(32),
    reason: "the client's own mistake",
  }
  const query = async (sql: string): Promise<Row[]> => (await client.query<Row>(sql)).rows

  /** Runs a statement of the file by its name. */
  async function run(name: string, more: Readonly<Record<string, string>> = {}): Promise<Row[]> {
    const statement = emergencyStatements.find((found) => found.name === name)
    if (statement === undefined) throw new Error(`there is no statement ${name}`)
    return await query(withVariables(statement.sql, { ...variables, ...more }))
  }

  /** Tries something out in a transaction that is rolled back. */
  async function triedOut<T>(work: () => Promise<T>): Promise<T> {
    await client.query('BEGIN')
    try {
      return await work()
    } finally {
      await client.query('ROLLBACK')
    }
  }

  /** A change past all triggers and journals, as only damage or a superuser can make one. */
  async function damage(sql: string): Promise<void> {
    await client.query('SET LOCAL session_replication_role = replica')
    await client.query(sql)
    await client.query('SET LOCAL session_replication_role = origin')
  }

  /** What the database says to a statement that it must refuse: code, constraint, message and hint. */
  async function refusal(work: Promise<unknown>): Promise<{ code: string; message: string; hint?: string }> {
    return await work.then(
      () => ({ code: 'accepted', message: '' }),
      (thrown: { code: string; message: string; hint?: string }) => thrown,
    )
  }

  return {
    history,
    variables,
    query,
    run,
    triedOut,
    damage,
    refusal,
    async close(): Promise<void> {
      client.release()
      await history.world.close()
    },
  }
}
