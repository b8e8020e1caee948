import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RoomStore } from '../../../engine/rooms.ts'
import { createRoomStore } from '../../../engine/store/room-store.ts'
import { freshDatabase, type TestDatabase } from '../../support/database.ts'

let books: TestDatabase
let rooms: RoomStore
beforeEach(async () => {
  books = await freshDatabase()
  rooms = createRoomStore(books.pool)
})
afterEach(() => books.drop())

const ops = { platform: 'telegram', roomId: '-17', purpose: 'ops' } as const
const critical = { ...ops, purpose: 'critical' } as const

test('a room may have several purposes, and each is taken away alone', async () => {
  await rooms.bind(ops, 'person:1')
  await rooms.bind(critical, 'person:1')
  await rooms.bind({ platform: 'discord', roomId: '-17', purpose: 'ops' }, 'environment')
  expect(await rooms.rooms()).toEqual([
    { platform: 'discord', roomId: '-17', purpose: 'ops', boundBy: 'environment' },
    { ...critical, boundBy: 'person:1' },
    { ...ops, boundBy: 'person:1' },
  ])
  expect(await rooms.unbind(ops)).toBe(true)
  expect(await rooms.unbind(ops)).toBe(false)
  expect(await rooms.rooms()).toHaveLength(2)
})

test('whoever bound a room first has bound it', async () => {
  await rooms.bind(ops, 'person:1')
  await rooms.bind(ops, 'environment')
  expect(await rooms.rooms()).toEqual([{ ...ops, boundBy: 'person:1' }])
})

test('a group that became a supergroup keeps all its purposes under the new id, told once or twice', async () => {
  await rooms.bind(ops, 'environment')
  await rooms.bind(critical, 'person:1')
  await rooms.bind({ ...critical, roomId: '-10017' }, 'person:2')
  await rooms.bind({ ...ops, platform: 'discord' }, 'person:1')
  const moved = [
    { platform: 'discord', roomId: '-17', purpose: 'ops', boundBy: 'person:1' },
    { platform: 'telegram', roomId: '-10017', purpose: 'critical', boundBy: 'person:2' },
    { platform: 'telegram', roomId: '-10017', purpose: 'ops', boundBy: 'environment' },
  ]
  await rooms.move('telegram', '-17', '-10017')
  expect(await rooms.rooms()).toEqual(moved)
  await rooms.move('telegram', '-17', '-10017')
  await rooms.move('telegram', '-10017', '-10017')
  expect(await rooms.rooms()).toEqual(moved)
})

test('nonsense is refused by the database itself', async () => {
  await expect(rooms.bind({ ...ops, roomId: '' }, 'person:1')).rejects.toThrow()
  await expect(rooms.bind({ ...ops, purpose: 'all' as never }, 'person:1')).rejects.toThrow()
})
