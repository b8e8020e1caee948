import { expect, test } from 'vitest'
import type { Channel, Sent } from '../../../alerts/channel.ts'
import type { AlertMessage } from '../../../alerts/message.ts'
import { secondsAfter } from '../../../alerts/moments.ts'
import { createBlackout } from '../../../bot/alerts/blackout.ts'
import { Failure } from '../../../engine/failure.ts'
import { ENGLISH, write } from '../../../engine/phrase.ts'
import { silentLog } from '../../support/database.ts'

function watch(answer: () => Sent = () => ({ kind: 'sent', posted: null })) {
  const clock = { now: new Date('2026-11-22T03:00:00Z') }
  const told: AlertMessage[] = []
  const lastResort: AlertMessage[] = []
  const books = { away: false }
  const channel: Channel = {
    kind: 'email',
    isChat: false,
    addresses: ['ops@shop.example'],
    async send(_address, message) {
      told.push(message)
      return answer()
    },
  }
  const blackout = createBlackout({
    async ask() {
      if (books.away) throw new Failure('database_unreachable', 'The database is away.')
    },
    channels: () => [[channel, 'ops@shop.example']],
    lastResort: async (message) => void lastResort.push(message),
    clock: { now: () => clock.now },
    log: silentLog,
  })
  const pass = async (seconds: number): Promise<void> => {
    for (let at = 0; at < seconds; at += 10) {
      clock.now = secondsAfter(clock.now, 10)
      await blackout.look()
    }
  }
  return { books, told, lastResort, pass }
}

test('books that are away for a minute are told directly, again after half an hour, and once that they are back', async () => {
  const { books, told, pass } = watch()
  books.away = true
  await pass(60)
  expect(told).toEqual([])
  await pass(20)
  expect(told.map(({ kind }) => kind)).toEqual(['first'])
  expect(write(told[0]?.heading ?? '', ENGLISH)).toBe("🔴 CRITICAL · The bot's own database can't be reached")
  expect(told[0]?.sections.map(([, words]) => write(words, ENGLISH))).toContain('The database is away.')
  await pass(1780)
  expect(told).toHaveLength(1)
  await pass(40)
  expect(told.map(({ kind }) => kind)).toEqual(['first', 'repeat'])
  books.away = false
  await pass(60)
  expect(told.map(({ kind }) => kind)).toEqual(['first', 'repeat', 'resolved'])
})

test('a short absence is nobody’s concern', async () => {
  const { books, told, pass } = watch()
  books.away = true
  await pass(50)
  books.away = false
  await pass(60)
  expect(told).toEqual([])
})

test('when nobody can be told it is said where the program runs', async () => {
  const { books, lastResort, pass } = watch(() => ({ kind: 'failed', why: 'no answer', retry: 'soon' }))
  books.away = true
  await pass(80)
  expect(lastResort).toHaveLength(1)
})
