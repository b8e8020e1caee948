import type { Pool } from 'pg'
import type { KeptFile, RequestFileStore } from '../people.ts'
import { guarded } from './guarded.ts'

export const createRequestFileStore = (pool: Pool): RequestFileStore =>
  guarded<RequestFileStore>({
    async keep(requestId, file) {
      await pool.query(
        'INSERT INTO request_files (request_id, name, media_type, bytes) VALUES ($1, $2, $3, $4)',
        [requestId, file.name, file.mediaType, Buffer.from(file.bytes)],
      )
    },
    async fileOf(requestId) {
      const { rows } = await pool.query<KeptFile>(
        'SELECT name, media_type AS "mediaType", bytes FROM request_files WHERE request_id = $1',
        [requestId],
      )
      return rows[0] ?? null
    },
  })
