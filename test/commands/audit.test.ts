import { afterAll, beforeAll, expect, test } from 'vitest'
import { command as log } from '../../commands/audit/log.ts'
import { type Desk, openDesk, rowsOf, saidBy } from '../support/commands.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
  const { people, log: actions } = desk.stores
  for (const [i, name] of ['Ana', 'Luis'].entries()) {
    await people.invite(`CODE000${i}`, { kind: 'new_person', name, role: 'owner' }, 'terminal:root')
    await people.pair(`CODE000${i}`, { platform: 'telegram', userId: `${i}` })
  }
  const [ana, luis] = await people.people()
  const act = async (actor: string, command: string, approver?: string, result = 'done') => {
    const id = await actions.begin({
      actor,
      surface: 'telegram',
      command,
      arguments: { deposit: '12', reason: 'two words' },
      ...(approver === undefined ? {} : { approver }),
    })
    await actions.finish(id ?? 0n, result)
  }
  await act(`person:${ana?.id}`, 'deposit confirm')
  await act(`person:${luis?.id}`, 'config set', `person:${ana?.id}`)
  await act('terminal:root', 'panic', undefined, 'x'.repeat(500))
  await desk.stores.people.revoke(luis?.id ?? 0n)
})
afterAll(() => desk.close())

const commandsIn = async (written: Record<string, string>): Promise<(string | undefined)[]> =>
  rowsOf((await desk.run(log, written)).answer).map((row) => row[3]?.split(' reason=')[0])

test('audit log shows who did what, the newest first, and that the log is whole', async () => {
  const { answer } = await desk.run(log)
  expect(answer.tone).toBe('good')
  expect(answer.heading).toBe('The log is whole: 3 rows in 3 blocks')
  const rows = rowsOf(answer)
  expect(rows.map((row) => row.slice(1, 4))).toEqual([
    ['terminal:root', 'telegram', 'panic reason=two words deposit=12'],
    ['Luis, approved by Ana', 'telegram', 'config set reason=two words deposit=12'],
    ['Ana', 'telegram', 'deposit confirm reason=two words deposit=12'],
  ])
  expect(rows[0]?.[4]).toBe(`${'x'.repeat(120)}…`)
  expect(answer.json).toMatchObject({ verdict: { blocks: 3, rows: '3', broken: null } })
  expect(log.role).toBe('operator')
})

test('audit log finds by person, also without access, by noun, by time and by number', async () => {
  expect(await commandsIn({ who: 'Luis' })).toEqual(['config set'])
  expect(await commandsIn({ who: 'terminal:root' })).toEqual(['panic'])
  expect(await commandsIn({ noun: 'DEPOSIT' })).toEqual(['deposit confirm'])
  expect(await commandsIn({ limit: '2' })).toEqual(['panic', 'config set'])
  expect(saidBy((await desk.run(log, { limit: '2' })).answer)).toContain('The newest 2; --limit shows more.')
  const none = (await desk.run(log, { from: '2999-01-01' })).answer
  expect(saidBy(none)).toContain('Nothing was done that fits.')
  expect(await desk.refusal(log, { who: 'Nobody' })).toContain('There is nobody called "Nobody"')
})

test('audit log names the first broken block, and why', async () => {
  await desk.world.pool.query(`ALTER TABLE action_log DISABLE TRIGGER USER`)
  await desk.world.pool.query(
    `UPDATE action_log SET actor = 'person:99' WHERE id = (SELECT min(id) + 1 FROM action_log)`,
  )
  await desk.world.pool.query(`ALTER TABLE action_log ENABLE TRIGGER USER`)
  const { answer } = await desk.run(log)
  expect(answer.tone).toBe('bad')
  expect(answer.heading).toBe('✘ The log was tampered with, from block 2 on: a row was changed')
  expect(answer.json).toMatchObject({
    verdict: { blocks: 1, broken: { block: 2, why: 'a row was changed' } },
  })
})
