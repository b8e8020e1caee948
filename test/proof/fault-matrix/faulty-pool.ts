import type { Pool, PoolClient } from 'pg'

/** What PostgreSQL, or the way to it, can do to a statement. */
export const BOOKS_FAULTS = [
  'connection lost',
  'commit unknown',
  'serialization failure',
  'deadlock',
  'disk full',
] as const
export type BooksFault = (typeof BOOKS_FAULTS)[number]

/** The books' own pool, in which the next statements can be made to fail, with PostgreSQL's own codes. */
export interface FaultyPool {
  readonly pool: Pool
  /** Until it is armed with another or with null. */
  arm(fault: BooksFault | null): void
}

const refusals: Partial<Record<BooksFault, readonly [code: string, message: string]>> = {
  'serialization failure': ['40001', 'could not serialize access due to concurrent update'],
  deadlock: ['40P01', 'deadlock detected'],
  'disk full': ['53100', 'could not extend file "base/16384/16385": No space left on device'],
}

type Query = (...args: unknown[]) => Promise<unknown>

export function createFaultyPool(real: Pool): FaultyPool {
  const state = { fault: null as BooksFault | null }
  const realQuery = real.query.bind(real) as unknown as Query
  const realConnect = real.connect.bind(real)
  const query: Query = (...args) => strike(state.fault, () => realQuery(...args))
  const connect = async (): Promise<PoolClient> => inHand(await realConnect(), () => state.fault)
  const own: Record<string | symbol, unknown> = { query, connect }
  return {
    pool: new Proxy(real, { get: (target, name) => own[name] ?? boundTo(target, name) }),
    arm(fault) {
      state.fault = fault
    },
  }
}

/** A statement that is a transaction of its own. */
async function strike(fault: BooksFault | null, run: () => Promise<unknown>): Promise<unknown> {
  if (fault === null) return run()
  if (fault === 'commit unknown') {
    await run()
    throw lost()
  }
  throw refusalOf(fault)
}

/** A connection that somebody has taken: a fault strikes where it would in a transaction. */
function inHand(client: PoolClient, faultNow: () => BooksFault | null): PoolClient {
  const state = { inTransaction: false }
  const run = client.query.bind(client) as unknown as Query
  const query: Query = async (...args) => {
    const fault = faultNow()
    const [text] = args
    const wasInTransaction = state.inTransaction
    if (text === 'BEGIN') state.inTransaction = true
    if (text === 'COMMIT' || text === 'ROLLBACK') state.inTransaction = false
    if (fault === null) return run(...args)
    if (fault === 'connection lost') throw lost()
    if (text === 'BEGIN' || text === 'ROLLBACK') return run(...args)
    if (!wasInTransaction) return strike(fault, () => run(...args))
    if (fault === 'commit unknown' || fault === 'serialization failure') {
      if (text !== 'COMMIT') return run(...args)
      await run(fault === 'commit unknown' ? 'COMMIT' : 'ROLLBACK')
      throw fault === 'commit unknown' ? lost() : refusalOf(fault)
    }
    throw refusalOf(fault)
  }
  return new Proxy(client, {
    get: (target, name) => (name === 'query' ? query : boundTo(target, name)),
  })
}

function boundTo(target: object, name: string | symbol): unknown {
  const value: unknown = Reflect.get(target, name)
  return typeof value === 'function' ? (value.bind(target) as unknown) : value
}

function refusalOf(fault: BooksFault): Error {
  const refusal = refusals[fault]
  return refusal === undefined ? lost() : Object.assign(new Error(refusal[1]), { code: refusal[0] })
}

const lost = (): Error => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
