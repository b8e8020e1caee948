import { randomBytes } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { logLines } from '../../../bot/host/log-lines.ts'
import { createLogRing } from '../../../bot/host/log-ring.ts'
import { createLog, LOG_FILE } from '../../../bot/log.ts'
import { workFolder } from '../program.ts'

let folder: ReturnType<typeof workFolder>
beforeEach(() => {
  folder = workFolder('log-lines')
})
afterEach(() => folder.remove())

const everything = { pattern: null, limit: 100 }
const place = () => ({ file: join(folder.path, LOG_FILE), ring: null, secrets: ['tiger-tiger'] })

/** Both ways in which a program keeps its log. */
function written(say: (log: ReturnType<typeof createLog>) => void) {
  const ring = createLogRing()
  say(createLog({ level: 'debug', folder: folder.path, ring }))
  return { file: place(), ring: { file: null, ring, secrets: ['tiger-tiger'] } }
}

test('file and ring give the same lines, readable, oldest first', async () => {
  const places = written((log) => {
    log.info({ count: 3n }, 'the bot is running')
    log.child({ module: 'work' }).warn({ code: 'ssh_lost', reason: 'The line\nis cut.' }, 'a poll failed')
  })
  const lines = await logLines(places.file, everything)
  expect(lines.map((line) => line.replace(/^\S+ /, ''))).toEqual([
    'INFO the bot is running · count=3',
    'WARN a poll failed · module=work code=ssh_lost reason=The line is cut.',
  ])
  expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ INFO/)
  expect(await logLines(places.ring, everything)).toEqual(lines)
})

test('no secret comes out, and none can be searched for', async () => {
  const key = randomBytes(16).toString('hex')
  const { file } = written((log) => {
    log.info({ password: 'hush-hush', nested: { adminKey: 'hush-hush' } }, 'x')
    log.warn({ reason: `wallet server said ${key} and tiger-tiger` }, 'y')
  })
  // As an older version, or another program, would have written it.
  appendFileSync(
    file.file ?? '',
    `${JSON.stringify({ level: 30, time: 0, password: 'hush-hush', msg: 'old' })}\n`,
  )
  appendFileSync(file.file ?? '', `(node:1) Warning: ${key} tiger-tiger\n`)
  const all = (await logLines(file, everything)).join('\n')
  expect(all.split('\n')).toHaveLength(4)
  for (const secret of ['hush-hush', 'tiger-tiger', key]) {
    expect(all).not.toContain(secret)
    expect(await logLines(file, { ...everything, grep: secret })).toEqual([])
  }
})

test('the patterns, the words and the limit choose', async () => {
  const { file } = written((log) => {
    log.info({}, 'the bot is running')
    log.warn({ reason: 'The SSH tunnel broke.' }, 'a poll failed')
    log.info({ wallet: 'source' }, 'LNbits answers again')
    log.error({}, 'a payment needs a person')
  })
  const found = async (filter: object) =>
    (await logLines(file, { ...everything, ...filter })).map(
      (line) => line.replace(/^\S+ \S+ /, '').split(' · ')[0],
    )
  expect(await found({ pattern: 'errors' })).toEqual(['a poll failed', 'a payment needs a person'])
  expect(await found({ pattern: 'processor' })).toEqual(['a poll failed'])
  expect(await found({ pattern: 'payments' })).toEqual(['a payment needs a person'])
  expect(await found({ pattern: 'ssh' })).toEqual(['a poll failed'])
  expect(await found({ pattern: 'wallet' })).toEqual(['LNbits answers again'])
  expect(await found({ grep: 'TUNNEL' })).toEqual(['a poll failed'])
  expect(await found({ pattern: 'errors', grep: 'person' })).toEqual(['a payment needs a person'])
  expect(await found({ limit: 2 })).toEqual(['LNbits answers again', 'a payment needs a person'])
})

test('a long log is read from its end, and a ring forgets its oldest lines', async () => {
  const line = (n: number) =>
    `${JSON.stringify({ level: 30, time: 0, msg: `line ${n} ${'x'.repeat(500)}` })}\n`
  appendFileSync(place().file, Array.from({ length: 12_000 }, (_, n) => line(n)).join(''))
  const lines = await logLines(place(), { ...everything, limit: 2 })
  expect(lines.map((one) => one.slice(0, 36).trim())).toEqual([
    '1970-01-01T00:00:00Z INFO line 11998',
    '1970-01-01T00:00:00Z INFO line 11999',
  ])
  const ring = createLogRing(10)
  for (let n = 0; n < 1005; n += 1) ring.write(`line ${n}\n`)
  expect(ring.lines()).toHaveLength(10)
  expect(ring.lines()[9]).toBe('line 1004')
  ring.write('y'.repeat(100_000))
  expect(ring.lines().at(-1)?.length).toBeLessThan(5000)
})

test('a log that is not there says so', async () => {
  await expect(logLines(place(), everything)).rejects.toThrow(/The log .* can't be read \(ENOENT/)
  expect(await logLines({ file: null, ring: null, secrets: [] }, everything)).toEqual([])
})
