import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { emptyDatabase } from '../support/database.ts'
import { openOutside, type Outside } from './outside.ts'
import {
  bareEnvironment,
  builtProgram,
  type Ended,
  PROGRAM,
  run,
  startCommand,
  startInTerminal,
  workFolder,
} from './program.ts'
import { expectNoInside, expectSentence, oneObject, secretsOf } from './sentences.ts'

/** The program as a shell or a script calls it: exit codes, what goes where, and nothing of its inside. */

const folder = workFolder('cli')
let outside: Outside

beforeAll(async () => {
  await builtProgram()
  outside = await openOutside(folder.path)
})
afterAll(async () => {
  await outside?.close()
  folder.remove()
})

const command = (...words: string[]): Promise<Ended> =>
  run(words, { cwd: folder.path, environment: outside.environment })

const sentence = (ended: Ended, code: 1 | 2, wanted: RegExp): void =>
  expectSentence(ended, { code, sentence: wanted, secrets: secretsOf(outside) })

describe('usage', () => {
  test.each([[[]], [['run', '--help']], [['tx', 'list', '--help']]])('%j shows help', async (words) => {
    const ended = await run(words, { cwd: folder.path })
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    expect(ended.stdout).toMatch(/usage: |satmachine migrate/)
  })

  test.each([
    ['nonsense', /^There is no command "nonsense"/],
    ['run --fast', /^"--fast" is not expected here/],
    ['migrate down', /^"down" is not expected here; usage: migrate \[--json\]$/m],
    ['client set-key Ana --key-file planted7', /^The file with the key can't be read: give the path/],
  ])('%s is wrong usage', async (words, wanted) => {
    const ended = await command(...words.split(' '))
    sentence(ended, 2, wanted)
    expect(ended.stdout + ended.stderr).not.toContain('planted7')
  })

  test('with --json wrong usage is an object, too', async () => {
    const ended = await command('status', 'show', '--wide', '--json')
    expect(oneObject(ended.stdout)).toEqual({ error: { code: 'usage', message: ended.stderr.trim() } })
    expect(ended.code).toBe(2)
  })
})

describe('settings', () => {
  test('nothing configured, and no sandbox here', async () => {
    const wanted = /^Nothing is configured, and the sandbox has not been started here yet: run "npm start"/
    sentence(await run(['status', 'show'], { cwd: folder.path }), 1, wanted)
  })

  test.each(['run', 'migrate', 'status show'])('what is missing is listed by %s', async (words) => {
    const environment = { LNBITS_SOURCE_ADMIN_KEY: 'planted7' }
    const ended = await run(words.split(' '), { cwd: folder.path, environment })
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toMatch(
      /^3 setting\(s\) are missing or wrong:\n {2}- LAMASSU_DATABASE_URL is missing/,
    )
    expect(ended.stderr).not.toContain('planted7')
  })
})

test('migrate says what it applied and where the schema is, and then that there is nothing to do', async () => {
  const empty = await emptyDatabase()
  const environment = { ...outside.environment, DATABASE_URL: empty.url }
  const migrate = (...words: string[]) => run(['migrate', ...words], { cwd: folder.path, environment })
  try {
    const first = await migrate()
    expect(first).toMatchObject({ code: 0, stderr: '' })
    expect(first.stdout).toMatch(/^Applied 001\.do\..*: the schema is at version \d+\.\n$/)
    expect((await migrate()).stdout).toMatch(/^Nothing to do: the schema is at version \d+\.\n$/)
    expect(oneObject((await migrate('--json')).stdout)).toEqual({ applied: [], version: expect.any(Number) })
  } finally {
    await empty.drop()
  }
})

describe('a command', () => {
  test('prints one JSON object with --json, and nothing else', async () => {
    const ended = await command('status', 'show', '--json')
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    expect(oneObject(ended.stdout)).toMatchObject({ pollingEnabled: true, payoutsEnabled: true })
  })

  test('prints without colours, and breaks no line, where there is no screen', async () => {
    const wanted = 'tx test --crypto-atoms 266800 --commission 0.03 --fiat 2000.00 --currency GTQ'
    const ended = await command(...wanted.split(' '))
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    expect(ended.stdout).toMatch(/^· DRY RUN: 259,029 sats for the clients, 7,771 sats commission$/m)
    expect(ended.stdout).not.toContain('\u001b')
    expect(Math.max(...ended.stdout.split('\n').map((line) => line.length))).toBeGreaterThan(100)
  })

  test('that needs a yes and finds nobody is refused', async () => {
    const ended = await command('poll', 'run')
    expect(ended.stderr).toMatch(
      /"poll run" asks for a confirmation, and nobody is there to give it: add --yes/,
    )
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expectNoInside(ended, secretsOf(outside))
  })

  test('that is refused says why, with --json as an object', async () => {
    const ended = await command('deposit', 'confirm', '999', '--yes', '--json')
    sentence(ended, 1, /999/)
    expect(oneObject(ended.stdout)).toMatchObject({ error: { message: ended.stderr.trim() } })
  })

  test('whose reader goes away ends quietly', async () => {
    const program = startCommand(process.execPath, [PROGRAM, 'help'], { cwd: folder.path })
    program.child.stdout?.destroy()
    expect(await program.ended).toMatchObject({ code: 0, stderr: '' })
  })

  test('whose answer does not fit on the disk says so', async () => {
    const full = openSync('/dev/full', 'w')
    const child = spawn(process.execPath, [PROGRAM, 'status', 'show', '--json'], {
      cwd: folder.path,
      env: bareEnvironment(outside.environment),
      stdio: ['ignore', full, 'pipe'],
    })
    let stderr = ''
    child.stderr?.on('data', (text: Buffer) => (stderr += text.toString()))
    await once(child, 'close')
    closeSync(full)
    sentence({ code: child.exitCode, stdout: '', stderr }, 1, /^The answer could not be written: ENOSPC/)
  })

  test.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
    ['an empty line', '\r'],
  ])('asks at a terminal, and takes %s for a no', async (_name, key) => {
    const program = startInTerminal(['poll', 'run'], { cwd: folder.path, environment: outside.environment })
    await program.says(/Do it\? \(y\/N\) /)
    program.child.stdin?.write(key)
    const ended = await program.ended
    expect(ended.stdout).toMatch(/Nothing was done\./)
    expect(ended.code).toBe(1)
  })
})
