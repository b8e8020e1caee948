import { afterAll, beforeAll, expect, test } from 'vitest'
import { command as backup } from '../../commands/bot/backup.ts'
import { command as logs } from '../../commands/bot/logs.ts'
import { command as ping } from '../../commands/bot/ping.ts'
import { command as restart } from '../../commands/bot/restart.ts'
import { command as version } from '../../commands/bot/version.ts'
import type { Asker } from '../../commands/asker.ts'
import { type Desk, openDesk, saidBy } from '../support/commands.ts'

const LINES = Array.from({ length: 40 }, (_, n) => `2026-11-22T21:05:00Z INFO line ${n} ${'x'.repeat(100)}`)
let desk: Desk
const asked: unknown[] = []
beforeAll(async () => {
  desk = await openDesk({
    live: false,
    host: {
      logLines: async (filter) => {
        asked.push(filter)
        return LINES.slice(-filter.limit)
      },
    },
  })
})
afterAll(() => desk.close())

const inChat: Asker = {
  actor: 'person:3',
  person: null,
  role: 'operator',
  identity: { platform: 'telegram', userId: '17' },
}

test('bot ping says how quickly the database answers', async () => {
  const { answer } = await desk.run(ping)
  expect(saidBy(answer)).toMatch(/^I am here\nDatabase: \d+ ms\nRunning since: 22 Nov 2026/)
  expect(answer.json).toMatchObject({ databaseMilliseconds: expect.any(Number) })
})

test('bot version says what runs, and for how long', async () => {
  const { answer } = await desk.run(version)
  expect(answer.heading).toBe('satmachine 0.0.0')
  expect(answer.json).toEqual({ version: '0.0.0', node: 'v20.19.0', startedAt: '2026-11-22T00:00:00.000Z' })
})

test('bot logs gives all lines at the terminal, as many as are asked for', async () => {
  const { answer } = await desk.run(logs, { pattern: 'errors', grep: 'tunnel', lines: '30' })
  expect(asked.at(-1)).toEqual({ pattern: 'errors', grep: 'tunnel', limit: 30 })
  expect(answer.heading).toBe('30 lines of the log, the newest last')
  expect(saidBy(answer)).toContain(LINES.slice(-30).join('\n'))
  expect(await desk.refusal(logs, { lines: '501' })).toMatch(/from 1 to 500/)
  expect(await desk.refusal(logs, { pattern: 'secrets' })).toMatch(
    /one of errors, processor, payments, ssh, wallet/,
  )
})

test('bot logs in a chat goes to the asker alone: the newest lines on the screen, all in a file', async () => {
  const { answer } = await desk.run(logs, {}, inChat)
  const file = answer.blocks.find((block) => block.kind === 'file')
  expect(file).toMatchObject({ private: true, mediaType: 'text/plain; charset=utf-8' })
  expect(file?.kind === 'file' && Buffer.from(file.bytes).toString()).toBe(`${LINES.join('\n')}\n`)
  expect(file?.kind === 'file' && file.name).toMatch(/^logs_\d{8}T\d{4}Z_[0-9a-f]{8}\.txt$/)
  const [shown] = answer.blocks
  expect(shown?.kind === 'text' && shown.text.length).toBeLessThan(2600)
  expect(shown?.kind === 'text' && shown.text.endsWith(LINES.at(-1) ?? '')).toBe(true)
})

test('bot backup says beforehand what it holds, and afterwards where it is', async () => {
  const { preview, answer } = await desk.run(backup)
  expect(preview?.lines.join('\n')).toMatch(/newest 14 are kept[\s\S]*stay encrypted: without SECRETS_KEY/)
  expect(saidBy(answer)).toContain('File: backup.dump')
  expect(answer.json).toEqual({ path: 'backup.dump', bytes: 1, sha256: '0'.repeat(64) })
})

test('bot restart asks the program, after the person said yes', async () => {
  expect((await desk.preview(restart)).lines.join('\n')).toMatch(/finished first; in flight now: 0 sats/)
  expect(desk.asked).not.toContain('restart')
  const { answer } = await desk.run(restart)
  expect(desk.asked).toContain('restart')
  expect(answer.heading).toBe('Restarting')
})
