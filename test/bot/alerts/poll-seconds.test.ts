import { expect, test } from 'vitest'
import { pollSecondsOf } from '../../../bot/alerts/poll-seconds.ts'

test.each([
  ['* * * * *', 60],
  ['*/2 * * * * *', 2],
  ['*/15 * * * *', 900],
  ['0 8-20 * * *', 12 * 3600],
])('%s leaves up to %i s between two polls', async (schedule, seconds) => {
  expect(await pollSecondsOf(schedule)).toBe(seconds)
})
