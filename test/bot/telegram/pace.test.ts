import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createPace, type Pace } from '../../../bot/telegram/pace.ts'

/** Telegram's customs are kept, and chats do not wait for each other more than they must. */

let pace: Pace
const sent: { chat: string; at: number }[] = []
const start = new Date('2026-11-22T12:00:00Z').getTime()

beforeEach(() => {
  vi.useFakeTimers({ now: start })
  sent.length = 0
  pace = createPace({
    clock: { now: () => new Date() },
    delay: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  })
})
afterEach(() => {
  vi.useRealTimers()
})

const send = (chat: string): Promise<unknown> =>
  pace.inTurn(chat, async () => sent.push({ chat, at: Date.now() - start }))

describe('one chat', () => {
  test('gets a message a second, in order', async () => {
    const order: number[] = []
    for (const number of [1, 2, 3]) void pace.inTurn('7', async () => order.push(number))
    for (let i = 0; i < 3; i++) void send('7')
    await vi.runAllTimersAsync()
    expect(sent.map(({ at }) => at)).toEqual([3000, 4000, 5000])
    expect(order).toEqual([1, 2, 3])
  })

  test('a group gets twenty a minute, a person more', async () => {
    for (let i = 0; i < 45; i++) {
      void send('-100')
      void send('7')
    }
    await vi.runAllTimersAsync()
    const of = (chat: string): number[] => sent.filter((one) => one.chat === chat).map(({ at }) => at)
    expect(of('-100').filter((at) => at < 60_000)).toHaveLength(20)
    expect(of('-100').filter((at) => at < 120_000)).toHaveLength(40)
    expect(of('7').at(-1)).toBe(44_000)
  })

  test('work that fails does not hold up the next', async () => {
    const failed = pace.inTurn('7', () => Promise.reject(new Error('no'))).catch(() => 'caught')
    void send('7')
    await vi.runAllTimersAsync()
    expect(await failed).toBe('caught')
    expect(sent).toHaveLength(1)
  })

  test('more than two hundred that wait are refused', async () => {
    const all = Array.from({ length: 201 }, () => send('7'))
    await vi.runAllTimersAsync()
    expect((await Promise.all(all)).filter((one) => one === undefined)).toHaveLength(1)
  })
})

test('over all, thirty a second', async () => {
  for (let i = 1; i <= 90; i++) void send(String(i))
  await vi.runAllTimersAsync()
  for (const from of [0, 500, 1000, 1500, 2000])
    expect(sent.filter(({ at }) => at >= from && at < from + 1000).length).toBeLessThanOrEqual(30)
  expect(sent).toHaveLength(90)
  expect(sent.at(-1)?.at).toBe(2000)
})

test('a clock that is set back holds nothing up', async () => {
  await send('7')
  vi.setSystemTime(start - 3_600_000)
  const next = send('7')
  await vi.advanceTimersByTimeAsync(1_000)
  await next
  expect(sent).toHaveLength(2)
})
