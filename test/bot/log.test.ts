import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { createLog } from '../../bot/log.ts'
import { Failure } from '../../engine/failure.ts'

const root = mkdtempSync(join(tmpdir(), 'satmachine-log-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

let folder: string
let count = 0
beforeEach(() => {
  count += 1
  folder = join(root, String(count))
})

const written = (): string => readFileSync(join(folder, 'satmachine.log'), 'utf8')
const lastLine = (): Record<string, unknown> => JSON.parse(written().trim().split('\n').at(-1) ?? '')

describe('what is written', () => {
  test('is a JSON line in a file that only its owner reads', () => {
    createLog({ level: 'info', folder }).info({ module: 'x', count: 3 }, 'a constant sentence')
    expect(lastLine()).toMatchObject({ level: 30, module: 'x', count: 3, msg: 'a constant sentence' })
    expect(statSync(join(folder, 'satmachine.log')).mode & 0o777).toBe(0o600)
  })

  test('has amounts as text: a bare number of more than 16 digits is read wrongly by every JSON reader', () => {
    const log = createLog({ level: 'info', folder }).child({ clientId: 9_007_199_254_740_993n })
    const amountSats = 2_100_000_000_000_000n
    log.info({ amountSats, nested: { amountMsat: 9_007_199_254_740_993n, list: [1n] } }, 'paid')
    expect(lastLine()).toMatchObject({
      clientId: '9007199254740993',
      amountSats: '2100000000000000',
      nested: { amountMsat: '9007199254740993', list: ['1'] },
    })
  })

  test('has no secret, however deep it stands and whatever carries it', () => {
    const secret = 'planted7secret'
    const log = createLog({ level: 'trace', folder })
    for (const name of [
      'password',
      'passphrase',
      'privateKey',
      'databaseUrl',
      'key',
      'adminKey',
      'invoiceKey',
      'secretsKey',
    ])
      log.trace(
        { [name]: secret, a: { [name]: secret, b: { [name]: [secret], c: [{ [name]: secret }] } } },
        'x',
      )
    log.child({ invoiceKey: secret }).error('x')
    const error = Object.assign(new Error('broke'), {
      client: { connectionParameters: { password: secret } },
    })
    log.error({ error, wrapped: { error } }, 'x')
    log.error(error)
    expect(written()).not.toContain(secret)
    expect(written().match(/\[secret\]/g)?.length).toBeGreaterThan(24)
  })

  test('keeps dates, counts and booleans as they are', () => {
    createLog({ level: 'info', folder }).info({ at: new Date(0), ok: true, none: null, list: [1, 'a'] }, 'x')
    expect(lastLine()).toMatchObject({ at: '1970-01-01T00:00:00.000Z', ok: true, none: null, list: [1, 'a'] })
  })
})

describe('a log that cannot be written', () => {
  test('because the disk is full does not end the work, and is said once', () => {
    mkdirSync(folder)
    symlinkSync('/dev/full', join(folder, 'satmachine.log'))
    const said = vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
    try {
      const log = createLog({ level: 'info', folder })
      for (let line = 0; line < 5; line += 1) log.info({ line }, 'on a full disk')
      expect(said.mock.calls.map(([text]) => text)).toEqual([
        expect.stringMatching(/^The log can't be written \(ENOSPC.*\): the bot goes on without it\.\n$/),
      ])
    } finally {
      said.mockRestore()
    }
  })

  test('because its folder is a file says which', () => {
    writeFileSync(folder, '')
    let thrown: unknown
    try {
      createLog({ level: 'info', folder })
    } catch (caught) {
      thrown = caught
    }
    expect(thrown).toBeInstanceOf(Failure)
    expect(String(thrown)).toMatch(/The log in .* can't be opened \(.*\): make that folder writable/)
  })
})
