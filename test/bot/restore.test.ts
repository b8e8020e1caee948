import { afterEach, beforeEach, expect, test } from 'vitest'
import { backUp } from '../../bot/backup.ts'
import { readConfig } from '../../bot/config.ts'
import { runRestore } from '../../bot/restore.ts'
import { emptyDatabase, silentLog, type TestDatabase } from '../support/database.ts'
import { openWorld, type World } from '../support/world.ts'
import { workFolder } from './program.ts'

let world: World
let target: TestDatabase
let folder: ReturnType<typeof workFolder>
beforeEach(async () => {
  world = await openWorld()
  await world.addClient('Ana', '5000.00')
  target = await emptyDatabase()
  folder = workFolder('restore')
})
afterEach(async () => {
  folder.remove()
  await target.drop()
  await world.close()
})

const config = () => readConfig({ SANDBOX: '1', DATA_DIR: folder.path, DATABASE_URL: target.url })

test('a backup goes from the command line into a new database, once', async () => {
  const { path } = await backUp({ pool: world.pool, dataFolder: folder.path, now: new Date() })
  expect(await runRestore([path], config(), silentLog)).toMatch(
    /^Restored the books of 20\d\d-.*: \d+ rows in \d+ tables, each as/,
  )
  const { rows } = await target.pool.query('SELECT username, remaining_balance FROM dca_clients')
  expect(rows).toEqual([{ username: 'Ana', remaining_balance: 500_000n }])
  await expect(runRestore([path, '--json'], config(), silentLog)).rejects.toThrow(/books that are in use/)
})

test('says how it is used', async () => {
  await expect(runRestore([], config(), silentLog)).rejects.toThrow(/usage: restore/)
  await expect(runRestore(['--all'], config(), silentLog)).rejects.toThrow(/usage: restore/)
  await expect(runRestore(['a', 'b'], config(), silentLog)).rejects.toThrow(/"b" is not expected here/)
})
