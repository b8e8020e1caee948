import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { generateSshKey, startSandboxSshServer } from '../../bot/sandbox/atm/ssh-server.ts'
import { commonFaults } from '../../bot/sandbox/lnbits/faults.ts'
import { eventually } from '../support/lamassu.ts'
import { openOutside, type Outside } from './outside.ts'
import { builtProgram, run, start, workFolder } from './program.ts'
import { secretsOf } from './sentences.ts'

const folder = workFolder('secrets')
let outside: Outside
beforeAll(async () => {
  await builtProgram()
  outside = await openOutside(folder.path)
})
afterAll(async () => {
  await outside?.close()
  folder.remove()
})

/** The long lines in the middle of a key's armour. */
const linesOf = (privateKey: string): string[] =>
  privateKey.split('\n').filter((line) => line.length > 20 && !line.startsWith('-----'))

/** Nobody listens there: what could not be sent is told again and again. */
const NOWHERE = '127.0.0.1:9'
const PLANTED = ['planted-smtp-password', 'planted-hook', 'planted-call', 'planted-beat', 'cGxhbnRlZC1z']
const ALERTS = {
  ALERT_EMAIL: 'mara@shop.example',
  SMTP_URL: `smtp://bot:planted-smtp-password@${NOWHERE}`,
  ALERT_WEBHOOK: `http://${NOWHERE}/planted-hook`,
  ALERT_WEBHOOK_SECRET: `whsec_${Buffer.from('planted-signing-secret-of-webhooks').toString('base64')}`,
  ALERT_PHONE: `http://${NOWHERE}/planted-call`,
  HEARTBEAT_URL: `http://${NOWHERE}/planted-beat`,
}

const filesBelow = (path: string): string[] =>
  readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((name) => join(path, name))
    .filter((file) => statSync(file).isFile())

test('no secret reaches the log, the output or a file, in a run where much goes wrong', async () => {
  const { control } = outside.lnbits
  const client = generateSshKey()
  const ssh = await startSandboxSshServer({
    user: 'reader',
    authorizedKey: client.publicKey,
    database: { host: '127.0.0.1', port: Number(new URL(outside.lamassu.url).port || 5432) },
  })
  const environment = {
    ...outside.environment,
    LAMASSU_SSH_HOST: '127.0.0.1',
    LAMASSU_SSH_PORT: String(ssh.port),
    LAMASSU_SSH_USER: 'reader',
    LAMASSU_SSH_PRIVATE_KEY: client.privateKey,
    LAMASSU_SSH_PASSWORD: 'planted-ssh-password',
    LAMASSU_SSH_HOST_KEY: ssh.hostKeyFingerprint,
    LOG_LEVEL: 'trace',
    COOLING_OFF_MINUTES: '0',
    POLL_SCHEDULE: '* * * * * *',
    ...ALERTS,
  }
  const options = { cwd: folder.path, environment }
  const key = outside.wallets.ana.invoiceKey
  const added = await run(
    ['client', 'add', '--name', 'Ana', '--currency', 'GTQ', '--key-file', '-', '--yes'],
    { ...options, stdin: key },
  )
  expect(added, added.stderr).toMatchObject({ code: 0 })
  await run(['deposit', 'add', '--client', 'Ana', '--amount', '5000.00', '--yes'], options)
  await run(['deposit', 'confirm', '1', '--yes'], options)

  const bot = start(['run'], options)
  try {
    await eventually(
      async () => (await outside.books.pool.query('SELECT 1 FROM lamassu_polls')).rowCount !== 0,
      20,
    )
    // An LNbits that throws the key back at us, one that hangs up, and a wallet that is gone.
    const source = outside.wallets.source.adminKey
    const echo = {
      status: 520,
      contentType: 'application/json',
      body: JSON.stringify({ detail: `no ${source} here ${source}` }),
    }
    control.inject({ endpoint: 'pay', fault: { kind: 'answer', moment: 'before', answer: echo } })
    control.inject({ endpoint: 'pay', nth: 2, fault: commonFaults.dropAfter })
    await outside.lamassu.atm.sellOnce('lightning')
    await bot.says(/✔ paid .* to commission wallet/, 30)
    control.deleteWallet(outside.wallets.ana.walletId)
    ssh.dropConnections()
    await outside.lamassu.atm.sellOnce('lightning')
    await bot.says(/to Ana postponed: /, 30)
    await outside.lamassu.pool.query('ALTER TABLE cash_out_txs RENAME TO gone')
    await bot.says(/poll failed: .*cash_out_txs/, 30)
  } finally {
    bot.child.kill('SIGTERM')
    await bot.ended
    await ssh.stop()
  }
  const ended = await bot.ended
  expect(ended.code).toBe(0)
  expect(ended.stderr.split('\n').length).toBeGreaterThan(5)
  expect(ended.stderr).toContain('"level":40')
  const secrets = [...secretsOf(outside), ...linesOf(client.privateKey), 'planted-ssh-password', ...PLANTED]
  expect(secrets.length).toBeGreaterThan(8)
  const written = filesBelow(folder.path).map((file) => readFileSync(file, 'latin1'))
  for (const text of [ended.stdout, ended.stderr, added.stdout, added.stderr, ...written])
    for (const secret of secrets) expect(text).not.toContain(secret)
})
