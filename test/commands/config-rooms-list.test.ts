import { afterAll, beforeAll, expect, test } from 'vitest'
import { command as rooms } from '../../commands/config/rooms.ts'
import { type Desk, openDesk, rowsOf, saidBy } from '../support/commands.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk({ live: false })
})
afterAll(() => desk.close())

test('config rooms lists every bound room with what it is for, and says when there is none', async () => {
  expect(saidBy((await desk.run(rooms)).answer)).toContain('None is bound')
  await desk.stores.rooms.bind({ platform: 'telegram', roomId: '-100123', purpose: 'ops' }, 'environment')
  await desk.stores.rooms.bind(
    { platform: 'discord', roomId: '1180012345678901234', purpose: 'digest' },
    'terminal:maria',
  )
  expect(rowsOf((await desk.run(rooms)).answer)).toEqual(
    expect.arrayContaining([
      ['telegram', '-100123', 'commands (ops)', 'environment'],
      ['discord', '1180012345678901234', 'the digest', 'terminal:maria'],
    ]),
  )
})
