import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { builtProgram, killed, workFolder } from '../program.ts'
import { type AtDrill, finish, sitAtDrill, worldsIn } from './terminal.ts'

vi.setConfig({ testTimeout: 290_000, hookTimeout: 180_000 })

const folder = workFolder('drill-R3')
const data = join(folder.path, 'data/sandbox')
let drill: AtDrill

beforeAll(builtProgram)
afterAll(async () => {
  if (drill !== undefined) await killed(drill.running)
  folder.remove()
})

test('R3, a wallet that ran dry, is played to its end', async () => {
  drill = await sitAtDrill('R3', { cwd: folder.path })
  await drill.until('alert list', /SOURCE_LOW/, 90)
  await drill.does('panic the clients wait for their sats')
  await drill.does('incident scenario R3 --id 1')
  await drill.does('incident lead --id 1')
  await drill.says('outside fill-wallet', /holds 10,000,000 sats more/)
  const answer = await finish(drill)
  expect(answer).toMatch(/Drill R3: 8 of 8 in time/)
  expect(await drill.running.ended).toMatchObject({ code: 0 })
  // The score stays, the world does not.
  expect(worldsIn(data)).toEqual([])
  const [paper] = readdirSync(join(data, 'drills'))
  expect(readFileSync(join(data, 'drills', paper ?? ''), 'utf8')).toContain(
    'DRILL · a rehearsal with play money',
  )
})
