import { join } from 'node:path'
import { existsSync } from 'node:fs'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { removeLeftovers } from '../../../bot/drill/leftovers.ts'
import { isServerOf } from '../../../engine/store/embedded/process.ts'
import { readPostmasterFile } from '../../../engine/store/embedded/postmaster-file.ts'
import { silentLog } from '../../support/database.ts'
import { eventually } from '../../support/lamassu.ts'
import { builtProgram, killed, workFolder } from '../program.ts'
import { type AtDrill, sitAtDrill, worldsIn } from './terminal.ts'

vi.setConfig({ testTimeout: 200_000, hookTimeout: 180_000 })

const folder = workFolder('drill-killed')
const data = join(folder.path, 'data/sandbox')
let drill: AtDrill

beforeAll(builtProgram)
afterAll(async () => {
  if (drill !== undefined) await killed(drill.running)
  folder.remove()
})

test('what a killed drill leaves behind is gone at the next start; what lives is left alone', async () => {
  drill = await sitAtDrill('R2', { cwd: folder.path })
  await removeLeftovers(data, silentLog)
  const [world] = worldsIn(data)
  if (world === undefined) throw new Error('a drill that runs has its world')
  // R2: seen by the bot there.
  await drill.until('alert list', /LAMASSU_DB_DOWN/, 90)

  const cluster = join(data, 'drills', world, 'sandbox/postgres')
  const server = await readPostmasterFile(cluster)
  if (server === null) throw new Error('the world has a server of its own')
  await killed(drill.running)
  expect(await isServerOf(server.pid, cluster)).toBe(true)

  await removeLeftovers(data, silentLog)
  expect(worldsIn(data)).toEqual([])
  await eventually(async () => !existsSync(cluster) || !(await isServerOf(server.pid, cluster)), 20)
})
