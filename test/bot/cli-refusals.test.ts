import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { generateSshKey, startSandboxSshServer } from '../../bot/sandbox/atm/ssh-server.ts'
import { emptyDatabase } from '../support/database.ts'
import { closedPort, openOutside, type Outside } from './outside.ts'
import { builtProgram, type Ended, type Environment, run, workFolder } from './program.ts'
import { expectNoInside, expectSentence, oneObject, secretsOf } from './sentences.ts'

/** What the program says when something outside of it is not as it should be. */

const folder = workFolder('refusals')
let outside: Outside

beforeAll(async () => {
  await builtProgram()
  outside = await openOutside(folder.path)
})
afterAll(async () => {
  await outside?.close()
  folder.remove()
})

const command = (words: string, changes: Environment = {}, stdin?: string): Promise<Ended> =>
  run(words.split(' '), {
    cwd: folder.path,
    environment: { ...outside.environment, ...changes },
    ...(stdin === undefined ? {} : { stdin }),
  })

const sentence = (ended: Ended, wanted: RegExp): void =>
  expectSentence(ended, { code: 1, sentence: wanted, secrets: secretsOf(outside) })

describe('our own database', () => {
  const changed = (change: (url: URL) => void): Environment => {
    const url = new URL(outside.books.url)
    change(url)
    return { DATABASE_URL: url.href }
  }

  test('is not there', async () => {
    const port = String(await closedPort())
    const elsewhere = changed((url) => void (url.port = port))
    const wanted = /^The database can't be reached \(.*ECONNREFUSED.*\): see that PostgreSQL is running\.$/m
    for (const words of ['status show', 'run']) sentence(await command(words, elsewhere), wanted)
  })

  test('has another name', async () => {
    const ended = await command(
      'status show',
      changed((url) => void (url.pathname = '/nowhere')),
    )
    sentence(ended, /^The database refused us \(database "nowhere" does not exist\): check DATABASE_URL\.$/m)
  })

  test('refuses the login', async () => {
    const ended = await command(
      'status show',
      changed((url) => void (url.username = 'nobody')),
    )
    sentence(ended, /^The database refused us \(.*"nobody".*\): check DATABASE_URL\.$/m)
  })

  test('holds real books, which the sandbox leaves alone, or play money, which the real bot leaves alone', async () => {
    const dataFolder = join(folder.path, 'marked')
    writeSandboxFile(join(dataFolder, 'sandbox'))
    const sandbox = { SANDBOX: '1', DATA_DIR: dataFolder }
    const play = await emptyDatabase()
    try {
      expect(await command('status show')).toMatchObject({ code: 0 })
      sentence(
        await command('status show', sandbox),
        /^This database holds real books, and the sandbox must not touch them: unset DATABASE_URL/,
      )
      expect(await command('status show', { ...sandbox, DATABASE_URL: play.url })).toMatchObject({ code: 0 })
      sentence(
        await command('status show', { DATABASE_URL: play.url }),
        /^This database belongs to the sandbox and holds play money: set DATABASE_URL or DATA_DIR/,
      )
    } finally {
      await play.drop()
    }
  })
})

/** As a sandbox leaves it behind that ran in this folder. */
function writeSandboxFile(dataFolder: string): void {
  const { environment } = outside
  const keys = { sshHostKey: '-', sshClientKey: '-', sshAuthorizedKey: '-', sshHostKeyFingerprint: '-' }
  const wallets = { sourceAdminKey: 'source', commissionInvoiceKey: 'commission' }
  const addresses = {
    lnbitsUrl: environment['LNBITS_URL'],
    lamassuDatabaseUrl: environment['LAMASSU_DATABASE_URL'],
    sshPort: 1,
  }
  mkdirSync(dataFolder, { recursive: true })
  const file = { ...keys, ...wallets, ...addresses, secretsKey: environment['SECRETS_KEY'] }
  writeFileSync(join(dataFolder, 'sandbox.json'), JSON.stringify(file))
}

/** The sentences of the checks that failed, by name. */
async function failedChecks(changes: Environment): Promise<Record<string, string>> {
  const ended = await command('check all --json', changes)
  const checks = oneObject(ended.stdout)['checks'] as { name: string; ok: boolean; sentence: string }[]
  const failed = checks.filter((check) => !check.ok)
  expect(ended.code).toBe(failed.length === 0 ? 0 : 1)
  expect(ended.stderr).toMatch(failed.length === 0 ? /^$/ : /^\d of \d checks failed: .*\.\n$/)
  expectNoInside(ended, secretsOf(outside))
  return Object.fromEntries(failed.map(({ name, sentence: words }) => [name, words]))
}

describe('check all', () => {
  test('finds nothing wrong where nothing is', async () => {
    expect(await failedChecks({})).toEqual({})
  })

  test('says everything that is wrong at once, in an exit code and in sentences that are not cut', async () => {
    const changes = {
      LNBITS_URL: `http://127.0.0.1:${await closedPort()}`,
      LAMASSU_DATABASE_URL: outside.books.url,
    }
    const failed = await failedChecks(changes)
    expect(Object.keys(failed)).toEqual(['lamassu', 'lnbits', 'source wallet', 'commission wallet'])
    expect(failed['lamassu']).toMatch(/cash_out_txs/)
    expect(failed['lnbits']).toMatch(
      /^LNbits can't be asked for its version: nothing listens at this address/,
    )
    const shown = await command('check all', changes)
    for (const words of Object.values(failed)) expect(shown.stdout).toContain(words)
  })
})

test('a server behind SSH that is not trusted yet is refused with the fingerprint to compare', async () => {
  const client = generateSshKey()
  const ssh = await startSandboxSshServer({
    user: 'reader',
    authorizedKey: client.publicKey,
    database: { host: '127.0.0.1', port: Number(new URL(outside.lamassu.url).port) },
  })
  const changes = {
    LAMASSU_SSH_HOST: '127.0.0.1',
    LAMASSU_SSH_PORT: String(ssh.port),
    LAMASSU_SSH_USER: 'reader',
    LAMASSU_SSH_PRIVATE_KEY: client.privateKey,
  }
  const unknown = new RegExp(
    `^(?:The poll failed; nothing was taken for read: )?The SSH server 127\\.0\\.0\\.1:${ssh.port} has not been trusted yet: it shows the host key .*set LAMASSU_SSH_HOST_KEY=${ssh.hostKeyFingerprint.replaceAll(/[+/]/g, '.')}\\.`,
  )
  try {
    expect(await failedChecks(changes)).toEqual({ lamassu: expect.stringMatching(unknown) })
    sentence(await command('poll run --yes', changes), unknown)
    const pinned = { ...changes, LAMASSU_SSH_HOST_KEY: ssh.hostKeyFingerprint }
    expect(await command('poll run --yes', pinned)).toMatchObject({ code: 0, stderr: '' })
  } finally {
    await ssh.stop()
  }
})
