import { afterAll, beforeAll, expect, test } from 'vitest'
import { copyOut } from '../../../engine/store/audit-export/copy-out.ts'
import { freshDatabase, type TestDatabase } from '../../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())

const ROW_BYTES = 1001
const rows = (count: number) =>
  `SELECT repeat('x', ${ROW_BYTES - 1}) FROM generate_series(1, ${count}) AS rows (n)`

/** Whether the connection still answers after the copy: one whose stream stayed paused never would. */
async function copied(
  sql: string,
  take: (bytes: Uint8Array) => Promise<void>,
): Promise<{ count: number | Error; answers: boolean }> {
  const client = await database.pool.connect()
  try {
    const count = await copyOut(client, sql, take).catch((thrown: Error) => thrown)
    let late: NodeJS.Timeout | undefined
    const answers = await Promise.race([
      client.query('SELECT 1').then(() => true),
      new Promise<false>((resolve) => {
        late = setTimeout(() => resolve(false), 5000)
      }),
    ])
    clearTimeout(late)
    return { count, answers }
  } finally {
    client.release(true)
  }
}

test.each([0, 1, 260, 261, 262, 263, 264, 523, 524, 525, 5000])(
  'hands on every byte of %d rows, and leaves the connection usable',
  async (count) => {
    let bytes = 0
    const outcome = await copied(rows(count), async (piece) => {
      bytes += piece.length
    })
    expect(outcome).toEqual({ count, answers: true })
    expect(bytes).toBe(count * ROW_BYTES)
  },
)

test('says why a piece was not taken, and leaves the connection usable', async () => {
  const outcome = await copied(rows(3000), async () => {
    throw new Error('the disk is full')
  })
  expect(outcome).toMatchObject({ count: { message: 'the disk is full' }, answers: true })
})

test('says what the server says against a statement, and leaves the connection usable', async () => {
  const outcome = await copied(
    'SELECT 1 / (n - 3000) FROM generate_series(1, 4000) AS rows (n)',
    async () => {},
  )
  expect(outcome).toMatchObject({ count: { message: 'division by zero' }, answers: true })
})
