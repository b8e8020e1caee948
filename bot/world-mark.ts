import type { Pool } from 'pg'
import { Failure } from '../engine/failure.ts'
import { claimWorld } from '../engine/store/world-store.ts'

/** Keeps play money and real money apart: a database belongs to the world that used it first, for ever. */
export async function markWorld(pool: Pool, world: 'sandbox' | 'real'): Promise<void> {
  const owner = await claimWorld(pool, world)
  if (owner === world) return
  throw new Failure(
    'configuration',
    world === 'sandbox'
      ? 'This database holds real books, and the sandbox must not touch them: unset DATABASE_URL, or name another database.'
      : 'This database belongs to the sandbox and holds play money: set DATABASE_URL or DATA_DIR to a place of its own for the real books.',
  )
}
