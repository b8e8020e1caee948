import { expect, test } from 'vitest'
import { type FakeTelegram, startFakeTelegram } from './fake-telegram.ts'

/** The stand-in behaves as Telegram does where the bot depends on it, and tells on whoever breaks a limit. */

async function ask(telegram: FakeTelegram, method: string, fields: object, token = telegram.token) {
  const answer = await fetch(`${telegram.apiRoot}/bot${token}/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fields),
  })
  return (await answer.json()) as { ok: boolean; error_code?: number; description?: string; result?: unknown }
}
const idsOf = (answer: { result?: unknown }): number[] =>
  (answer.result as { update_id: number }[]).map((update) => update.update_id)

test('a request that breaks a limit fails the test that made it', async () => {
  const telegram = await startFakeTelegram()
  const chat = telegram.direct(telegram.user('Ana'))
  await ask(telegram, 'sendMessage', { chat_id: chat.id, text: 'x'.repeat(4097) })
  await expect(telegram.stop()).rejects.toThrow('sendMessage: text has 4097 characters')
})

test('updates come again until they are confirmed; a negative number leaves the newest', async () => {
  const telegram = await startFakeTelegram()
  const ana = telegram.user('Ana')
  for (const words of ['one', 'two', 'three']) telegram.say(ana, telegram.direct(ana), words)
  const first = idsOf(await ask(telegram, 'getUpdates', { limit: 2 }))
  expect(first).toHaveLength(2)
  expect(idsOf(await ask(telegram, 'getUpdates', {}))).toHaveLength(3)
  expect(idsOf(await ask(telegram, 'getUpdates', { offset: (first[0] ?? 0) + 1 }))).toHaveLength(2)
  expect(idsOf(await ask(telegram, 'getUpdates', { offset: -1 }))).toEqual([(first[0] ?? 0) + 2])
  await telegram.stop()
})

test('a poll waits for news, and a second one ends it', async () => {
  const telegram = await startFakeTelegram()
  const waiting = ask(telegram, 'getUpdates', { timeout: 30 })
  await expect.poll(() => telegram.isPolled).toBe(true)
  const second = ask(telegram, 'getUpdates', { timeout: 30 })
  expect(await waiting).toMatchObject({ ok: false, error_code: 409 })
  await expect.poll(() => telegram.isPolled).toBe(true)
  const ana = telegram.user('Ana')
  telegram.say(ana, telegram.direct(ana), 'news')
  expect(idsOf(await second)).toHaveLength(1)
  await telegram.stop()
})

test('forms are read, tokens are looked at, methods that are none are none', async () => {
  const telegram = await startFakeTelegram()
  const chat = telegram.direct(telegram.user('Ana'))
  const form = new URLSearchParams({ chat_id: String(chat.id), text: '<b>x</b>', parse_mode: 'HTML' })
  await fetch(`${telegram.apiRoot}/bot${telegram.token}/sendMessage`, { method: 'POST', body: form })
  expect(telegram.screen(chat)).toBe('bot:\n*x*')
  expect(await ask(telegram, 'getMe', {}, '1:wrong')).toMatchObject({ error_code: 401 })
  expect(await ask(telegram, 'getMe', {}, 'wrong')).toMatchObject({ error_code: 404 })
  telegram.kick(chat, telegram.user('Bea'))
  expect(await ask(telegram, 'sendMessage', { chat_id: chat.id, text: 'x' })).toMatchObject({
    error_code: 403,
    description: 'Forbidden: bot was blocked by the user',
  })
  await telegram.stop()
})
