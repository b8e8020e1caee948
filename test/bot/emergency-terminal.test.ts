import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { openOutside, type Outside } from './outside.ts'
import { builtProgram, type Ended, PROGRAM, startCommand, workFolder } from './program.ts'

/** The chat is away and its settings are broken: everything of a recovery is done at the server's terminal, by two people. */

const folder = workFolder('emergency-terminal')
/** Another account of the server, which has no name here. */
const OTHER_USER = 20777
/** Only root can be somebody else, and the other one has to reach the checkout. */
const canBeTwo =
  spawnSync('setpriv', [`--reuid=${OTHER_USER}`, '--clear-groups', 'test', '-r', PROGRAM]).status === 0
let outside: Outside

beforeAll(async () => {
  await builtProgram()
  outside = await openOutside(folder.path)
  mkdirSync(join(folder.path, 'data'))
  for (const path of [folder.path, join(folder.path, 'data')]) chmodSync(path, 0o777)
  await outside.books.pool.query(`
    INSERT INTO dca_clients (username, fiat_code, wallet_id) VALUES ('Ana', 'GTQ', '${outside.wallets.ana.walletId}');
    INSERT INTO dca_deposits (client_id, amount, status) VALUES (1, 100000, 'confirmed')`)
})
afterAll(async () => {
  await outside?.close()
  folder.remove()
})

/** What is left of a chat's settings when its token was taken away, and another one is none. */
const BROKEN_CHAT = {
  DISCORD_GUILD_ID: '1180012345678901234',
  TELEGRAM_TOKEN: 'revoked',
  ALERT_EMAIL: 'nobody',
}

function as(user: 'maria' | 'pedro', line: string): Promise<Ended> {
  const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '')
  const program = [process.execPath, PROGRAM, ...words]
  const [command = '', ...args] =
    user === 'maria' ? program : ['setpriv', `--reuid=${OTHER_USER}`, '--clear-groups', ...program]
  return startCommand(command, args, {
    cwd: folder.path,
    environment: { ...outside.environment, ...BROKEN_CHAT },
  }).ended
}

async function done(user: 'maria' | 'pedro', line: string): Promise<Record<string, unknown>> {
  const ended = await as(user, `${line} --json`)
  expect(ended, line).toMatchObject({ code: 0, stderr: expect.not.stringMatching(/wrong|missing/) })
  return z.record(z.string(), z.unknown()).parse(JSON.parse(ended.stdout))
}
const text = z.string()

test('the bot itself names what is wrong with the chat and does not start; a command does', async () => {
  const run = await as('maria', 'run')
  expect(run.code).toBe(1)
  expect(run.stderr).toMatch(/DISCORD_TOKEN is missing.*\n.*TELEGRAM_TOKEN must be/)
  expect(await done('maria', 'status show')).toMatchObject({ pollingEnabled: true })
}, 120_000)

test('everything is stopped, looked at, and starts again through the gate alone', async () => {
  expect(await done('maria', 'panic --reason "chat away"')).toMatchObject({
    inTheBooks: true,
    incidentId: '1',
  })
  expect(await done('maria', 'status show')).toMatchObject({ pollingEnabled: false, payoutsEnabled: false })
  for (const look of ['check wallets', 'payment list', 'alert list', 'oncall show']) await done('maria', look)
  expect(await done('maria', 'recon run --yes')).toBeDefined()
  const refused = await as('maria', 'poll resume --yes')
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('Incident #1 is open') })
  expect(await done('maria', 'status show')).toMatchObject({ payoutsEnabled: false })
}, 240_000)

test.runIf(canBeTwo)(
  'two people at two accounts of the server correct a balance and change a key',
  async () => {
    const codes = {
      maria: (await done('maria', 'user invite María owner --yes'))['code'],
      pedro: (await done('maria', 'user invite Pedro owner --yes'))['code'],
    }
    await done('maria', `user pair ${text.parse(codes.maria)} --yes`)
    await done('pedro', `user pair ${text.parse(codes.pedro)} --yes`)
    const adjust = await done('maria', 'adjust propose Ana --amount -50.00 --reason "counted again" --yes')
    expect((await as('maria', `approval approve ${text.parse(adjust['requestId'])} --yes`)).stderr).toMatch(
      /somebody else has to approve/,
    )
    await done('pedro', `approval approve ${text.parse(adjust['requestId'])} --yes`)
    const { rows } = await outside.books.pool.query('SELECT remaining_balance FROM dca_clients')
    expect(rows).toEqual([{ remaining_balance: 95_000n }])

    const resume = await done('maria', 'poll resume --override "looked at by two people" --yes')
    await done('pedro', `approval approve ${text.parse(resume['requestId'])} --yes`)
    expect(await done('maria', 'status show')).toMatchObject({ payoutsEnabled: true })

    const { adminKey } = outside.lnbits.control.resetKeys(outside.wallets.source.walletId)
    expect((await as('maria', 'check wallets')).code).toBe(1)
    const file = join(folder.path, 'source.key')
    writeFileSync(file, adminKey)
    const { keyId } = await done('maria', `config rotate source --key-file ${file} --yes`)
    const use = await done('maria', `config rotate source --use ${text.parse(keyId)} --yes`)
    await done('pedro', `approval approve ${text.parse(use['requestId'])} --yes`)
    await done('maria', 'check wallets')

    const { actions } = z
      .object({ actions: z.array(z.object({ command: z.string(), surface: z.string(), actor: z.string() })) })
      .parse(await done('pedro', 'audit log --limit 100'))
    const commands = actions.map(({ command }) => command)
    expect(commands).toEqual(expect.arrayContaining(['adjust propose', 'config rotate', 'approval approve']))
    expect(new Set(actions.map(({ surface }) => surface))).toEqual(new Set(['terminal']))
    expect(JSON.stringify(actions)).not.toContain(adminKey)
  },
  240_000,
)
