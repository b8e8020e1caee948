import type { Pool } from 'pg'
import type { BoundRoom, RoomStore } from '../rooms.ts'
import { guarded } from './guarded.ts'
import { inTransaction } from './pool.ts'

export const createRoomStore = (pool: Pool): RoomStore =>
  guarded<RoomStore>({
    rooms: () => rooms(pool),
    bind: (room, actor) => bind(pool, room, actor),
    unbind: (room) => unbind(pool, room),
    move: (platform, from, to) => move(pool, platform, from, to),
  })

async function rooms(pool: Pool): Promise<BoundRoom[]> {
  const { rows } = await pool.query<{
    platform: BoundRoom['platform']
    room_id: string
    purpose: BoundRoom['purpose']
    bound_by: string
  }>('SELECT platform, room_id, purpose, bound_by FROM rooms ORDER BY platform, purpose, bound_at, room_id')
  return rows.map((row) => ({
    platform: row.platform,
    roomId: row.room_id,
    purpose: row.purpose,
    boundBy: row.bound_by,
  }))
}

/** A room that is bound already stays bound by whoever did it first. */
async function bind(pool: Pool, room: Omit<BoundRoom, 'boundBy'>, actor: string): Promise<void> {
  await pool.query(
    'INSERT INTO rooms (platform, room_id, purpose, bound_by) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
    [room.platform, room.roomId, room.purpose, actor],
  )
}

async function unbind(pool: Pool, room: Omit<BoundRoom, 'boundBy'>): Promise<boolean> {
  const { rowCount } = await pool.query(
    'DELETE FROM rooms WHERE platform = $1 AND room_id = $2 AND purpose = $3',
    [room.platform, room.roomId, room.purpose],
  )
  return rowCount === 1
}

/** The new id may be bound to some of the purposes already. */
async function move(pool: Pool, platform: BoundRoom['platform'], from: string, to: string): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query(
      `INSERT INTO rooms (platform, room_id, purpose, bound_by, bound_at)
       SELECT platform, $3, purpose, bound_by, bound_at FROM rooms WHERE platform = $1 AND room_id = $2
       ON CONFLICT DO NOTHING`,
      [platform, from, to],
    )
    await client.query('DELETE FROM rooms WHERE platform = $1 AND room_id = $2 AND room_id <> $3', [
      platform,
      from,
      to,
    ])
  })
}
