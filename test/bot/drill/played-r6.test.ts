import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { builtProgram, killed, workFolder } from '../program.ts'
import { type AtDrill, finish, sitAtDrill, worldsIn } from './terminal.ts'

vi.setConfig({ testTimeout: 290_000, hookTimeout: 180_000 })

const folder = workFolder('drill-R6')
const data = join(folder.path, 'data/sandbox')
let drill: AtDrill

beforeAll(builtProgram)
afterAll(async () => {
  if (drill !== undefined) await killed(drill.running)
  folder.remove()
})

test('R6, a key that was revoked, is played to its end', async () => {
  drill = await sitAtDrill('R6', { cwd: folder.path })
  await drill.until('alert list', /WALLET_AUTH/, 90)
  await drill.does('panic the wallet refuses its key')
  await drill.does('incident scenario R6 --id 1')
  await drill.does('incident lead --id 1')
  const handed = await drill.says('outside new-key', /--key-file \S+/)
  const [, file] = /--key-file (\S+)/.exec(handed) ?? []
  await drill.says(`config rotate source --key-file ${file} --yes`, /--use 1/)
  await drill.says('config rotate source --use 1', /Type rotate/)
  await drill.does('rotate')
  const answer = await finish(drill)
  expect(answer).toMatch(/Drill R6: 8 of 8 in time/)
  expect(await drill.running.ended).toMatchObject({ code: 0 })
  // The score stays, the world does not.
  expect(worldsIn(data)).toEqual([])
  const [paper] = readdirSync(join(data, 'drills'))
  expect(readFileSync(join(data, 'drills', paper ?? ''), 'utf8')).toContain(
    'DRILL · a rehearsal with play money',
  )
})
