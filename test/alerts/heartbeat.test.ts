import { afterAll, beforeAll, expect, test } from 'vitest'
import { createHeartbeat, type HeartbeatOutcome } from '../../alerts/heartbeat.ts'
import { ENGLISH, write } from '../../engine/phrase.ts'
import { deadUrl, openReceiver, type Receiver } from './channels/receiver.ts'

let receiver: Receiver
beforeAll(async () => {
  receiver = await openReceiver()
})
afterAll(() => receiver.close())
const why = (outcome: HeartbeatOutcome): string =>
  outcome.kind === 'failed' ? write(outcome.why, ENGLISH) : ''

test('says that all is well at its address, and what is wrong below it', async () => {
  receiver.answers({ status: 200 })
  const heartbeat = createHeartbeat({ url: `${receiver.url}/ping/planted-uuid?rid=1` })
  expect(await heartbeat.ok()).toEqual({ kind: 'sent' })
  expect(receiver.received.at(-1)).toMatchObject({ method: 'GET', path: '/ping/planted-uuid?rid=1' })
  expect(await heartbeat.fail('the last poll failed')).toEqual({ kind: 'sent' })
  expect(receiver.received.at(-1)).toMatchObject({
    method: 'POST',
    path: '/ping/planted-uuid/fail?rid=1',
    body: 'the last poll failed',
  })
})

test('what goes wrong is told without the address, and never thrown', async () => {
  receiver.answers({ status: 404, body: 'no planted-uuid' })
  const refused = await createHeartbeat({ url: `${receiver.url}/planted-uuid` }).ok()
  expect(why(refused)).toBe('HEARTBEAT_URL answers HTTP 404.')
  const dead = await createHeartbeat({ url: `${await deadUrl()}/planted-uuid` }).ok()
  expect(why(dead)).toBe("HEARTBEAT_URL can't be reached (ECONNREFUSED).")
  receiver.answers('silence')
  const silent = await createHeartbeat({ url: `${receiver.url}/planted-uuid`, timeoutMs: 200 }).ok()
  expect(why(silent)).toBe("HEARTBEAT_URL can't be reached (timeout).")
})

test('one at a time, and none holds up a bot that stops', async () => {
  receiver.answers('silence')
  const heartbeat = createHeartbeat({ url: receiver.url, timeoutMs: 60_000 })
  const before = receiver.received.length
  const first = heartbeat.ok()
  expect(await heartbeat.fail('late')).toEqual({ kind: 'busy' })
  await expect.poll(() => receiver.received.length).toBe(before + 1)
  heartbeat.stop()
  expect(await first).toMatchObject({ kind: 'failed' })
  expect(receiver.received.length).toBe(before + 1)
})
