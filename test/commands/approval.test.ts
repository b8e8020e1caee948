import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Answer } from '../../commands/answer.ts'
import { command as approve } from '../../commands/approval/approve.ts'
import { command as list } from '../../commands/approval/list.ts'
import { command as reject } from '../../commands/approval/reject.ts'
import { command as show } from '../../commands/approval/show.ts'
import type { NewRequest, RequestReading } from '../../engine/people.ts'
import { type Desk, openDesk, rowsOf, saidBy } from '../support/commands.ts'

let desk: Desk
let serial = 0
const decided: string[] = []
const settled: Answer = {
  tone: 'good',
  heading: 'settled',
  blocks: [{ kind: 'next', commands: [] }],
  json: {},
}
beforeAll(async () => {
  desk = await openDesk({
    decide: (id, decision) => {
      decided.push(`${decision} ${id}`)
      return Promise.resolve(settled)
    },
  })
  await desk.stores.people.invite(
    'CODE0001',
    { kind: 'new_person', name: 'Ana', role: 'owner' },
    'terminal:root',
  )
  await desk.stores.people.pair('CODE0001', { platform: 'telegram', userId: '1' })
})
afterAll(() => desk.close())
beforeEach(() => {
  decided.length = 0
})

async function open(more: Partial<NewRequest> = {}): Promise<RequestReading> {
  serial += 1
  const [ana] = await desk.stores.people.people()
  return desk.stores.requests.open({
    token: `token_${String(serial).padStart(10, '0')}`,
    command: 'user revoke',
    written: { person: 'Otto' },
    level: 'C4E',
    actor: `person:${ana?.id}`,
    personId: ana?.id ?? null,
    identity: { platform: 'telegram', userId: '1' },
    what: 'Take the access of Otto away',
    lines: ['role: owner → none', 'owners: 2 → 1'],
    word: null,
    previewHash: 'ab'.repeat(32),
    lifetimeSeconds: 900,
    coolingOffSeconds: 0,
    ...more,
  })
}
const alone = { level: 'C2', word: 'revoke', lifetimeSeconds: 1200, coolingOffSeconds: 600 } as const

test('approval list shows what others have a say in, the oldest first', async () => {
  expect(saidBy((await desk.run(list)).answer)).toContain('Nothing waits for an approval.')
  const [first, second] = [await open(), await open(alone)]
  await open({ level: 'C1' })
  const { answer } = await desk.run(list)
  expect(answer.heading).toBe('2 open approvals')
  expect(rowsOf(answer).map((row) => row.slice(0, 3))).toEqual([
    [`#${first.id}`, 'Take the access of Otto away', 'Ana'],
    [`#${second.id}`, 'Take the access of Otto away', 'Ana'],
  ])
  expect(JSON.stringify(answer), 'a card’s token is for who holds the card').not.toContain(first.token)
  for (const { id } of await desk.stores.requests.pending())
    await desk.stores.requests.decide(id, { status: 'cancelled', actor: 'person:1' })
})

test('approval show tells what would happen, who asked, and how it ended', async () => {
  const { id } = await open(alone)
  const before = (await desk.run(show, { request: `#${id}` })).answer
  for (const said of [
    'role: owner → none',
    'Asked by: Ana',
    'Status: open',
    'Not before: ',
    `> approval approve ${id}`,
  ])
    expect(saidBy(before)).toContain(said)
  await desk.stores.requests.decide(id, { status: 'refused', actor: 'terminal:root' })
  await desk.stores.requests.setResult(id, 'not today')
  const after = (await desk.run(show, { request: `${id}` })).answer
  for (const said of ['Status: refused', 'Decided by: terminal:root', 'Result: not today'])
    expect(saidBy(after)).toContain(said)
  expect(after.json).toMatchObject({
    status: 'refused',
    command: 'user revoke',
    arguments: { person: 'Otto' },
  })
})

describe.each([
  ['approve', approve, 'Approve'],
  ['reject', reject, 'Reject'],
] as const)('approval %s', (decision, command, word) => {
  test('shows the request’s own words, and leaves the rules to the one who knows them', async () => {
    const { id } = await open()
    const { preview, answer } = await desk.run(command, { request: `${id}` })
    expect(preview?.what).toBe(`${word} request ${id}: Take the access of Otto away`)
    expect(preview?.lines).toEqual(
      expect.arrayContaining(['role: owner → none', 'owners: 2 → 1', 'asked for by Ana']),
    )
    expect(answer.heading).toBe('settled')
    expect(decided).toEqual([`${decision} ${id}`])
    expect(command).toMatchObject({ role: 'operator', confirm: 'C1' })
  })

  test('is for what is still open', async () => {
    const { id } = await open()
    await desk.stores.requests.decide(id, { status: 'done', actor: 'person:2' })
    expect(await desk.refusal(command, { request: `${id}` })).toBe(
      `Request ${id} is done already: nothing was changed.`,
    )
    const late = await open({ lifetimeSeconds: 1 })
    await desk.world.pool.query(
      `DO $$ BEGIN ALTER TABLE requests DISABLE TRIGGER USER;
         UPDATE requests SET created_at = created_at - interval '1 hour', expires_at = expires_at - interval '1 hour' WHERE id = ${late.id};
         ALTER TABLE requests ENABLE TRIGGER USER; END $$`,
    )
    expect(await desk.refusal(command, { request: `${late.id}` })).toContain('is expired already')
    expect(decided).toEqual([])
  })

  test('is not for what only the asker confirms', async () => {
    const { id } = await open({ level: 'C1' })
    expect(await desk.refusal(command, { request: `${id}` })).toContain(
      `No request ${id} waits for a second person`,
    )
    expect(await desk.refusal(command, { request: '999999' })).toContain('No request 999999 waits')
  })
})

test('where the word is asked for, approving in words asks for it too; saying no does not', async () => {
  const { id } = await open(alone)
  expect(await desk.preview(approve, { request: `${id}` })).toMatchObject({ confirm: 'C2', word: 'revoke' })
  expect(await desk.preview(reject, { request: `${id}` })).not.toHaveProperty('confirm')
})
