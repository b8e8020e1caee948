import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { assemble, openDatabase } from '../../bot/assembly.ts'
import { readConfig } from '../../bot/config.ts'
import { createSimulatedAtm, type SimulatedAtm } from '../../bot/sandbox/atm/simulated-atm.ts'
import type { Sale } from '../../bot/sandbox/atm/sale.ts'
import { fiatMinor } from '../../engine/domain/money.ts'
import type { WalletKey } from '../../engine/ports.ts'
import { type EmbeddedPostgres, openEmbeddedPostgres } from '../../engine/store/embedded/open.ts'
import { createPool } from '../../engine/store/pool.ts'
import { type BotProcess, startBot } from '../support/bot-process.ts'
import { silentLog } from '../support/database.ts'
import { type LamassuDatabase, lamassuAt, seededRandom } from '../support/lamassu.ts'
import { type PeerPostgres, startPeerPostgres } from '../support/lamassu-peer-postgres.ts'
import { type RealLnbits, type RealWalletKeys, startRealLnbits } from '../support/lnbits-real.ts'
import { type Sshd, startSshd } from '../support/sshd.ts'

/**
 * The whole program against real other ends: an OpenSSH server, a PostgreSQL with Lamassu's tables behind it that is
 * reached through a Unix socket without a password, and a real LNbits. The bot is killed again and again, LNbits and
 * the SSH server too; in the end every wallet is counted.
 */
const SALES = 200
const KILLS = 50
const LNBITS_RESTARTS = 5
const SSH_CUTS = 3
const SOURCE_SATS = 90_000_000n
const CLIENTS = [
  { fiatCode: 'GTQ', count: 15, depositMinor: 1_500_000n },
  { fiatCode: 'USD', count: 10, depositMinor: 400_000n },
] as const

const random = seededRandom(Number(process.env['KILL_SEED'] ?? Date.now() % 1_000_000))
const folder = mkdtempSync(join(tmpdir(), 'satmachine-kill-'))
let lnbits: RealLnbits
let sshd: Sshd
let postgres: PeerPostgres
let lamassu: LamassuDatabase
let atms: SimulatedAtm[]
let environment: Record<string, string>
let books: Pool
let embedded: EmbeddedPostgres
let source: RealWalletKeys
let commission: RealWalletKeys
const clients: { id: bigint; wallet: RealWalletKeys }[] = []

beforeAll(async () => {
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' })
  sshd = await startSshd()
  postgres = await startPeerPostgres(sshd.account)
  const database = await postgres.createDatabase()
  lamassu = await lamassuAt({ url: postgres.urlOf(database), drop: async () => undefined }, 'v10')
  atms = [lamassu.atm, await secondAtm(postgres.urlOf(database))]
  lnbits = await startRealLnbits()
  source = await lnbits.createWallet('source')
  commission = await lnbits.createWallet('commission')
  for (let sats = 0n; sats < SOURCE_SATS; sats += 10_000_000n)
    await lnbits.topUp(source.walletId, 10_000_000n)
  environment = botEnvironment(postgres.socketUrlOf(database))
  await settleClients()
  embedded = await openEmbeddedPostgres({ dataFolder: join(folder, 'data'), log: silentLog })
  books = createPool({
    databaseUrl: embedded.databaseUrl(),
    applicationName: 'checker',
    max: 2,
    log: silentLog,
  })
})

afterAll(async () => {
  await books?.end()
  await embedded?.stop()
  await atms?.[1]?.stop()
  await lamassu?.drop()
  await lnbits?.stop()
  await sshd?.stop()
  await postgres?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const secondAtm = (databaseUrl: string): Promise<SimulatedAtm> =>
  createSimulatedAtm(
    { databaseUrl, version: 'v10', fiatCode: 'USD', bidE5: 10_700_000_000n, machines: ['Border'] },
    { clock: { now: () => new Date() }, random, log: silentLog },
  )

function botEnvironment(databaseUrl: string): Record<string, string> {
  const secret = (name: string, value: string): string => {
    const file = join(folder, name)
    writeFileSync(file, value, { mode: 0o600 })
    return file
  }
  return {
    DATA_DIR: join(folder, 'data'),
    LAMASSU_DATABASE_URL: databaseUrl,
    LAMASSU_SSH_HOST: sshd.host,
    LAMASSU_SSH_PORT: String(sshd.port),
    LAMASSU_SSH_USER: sshd.user,
    LAMASSU_SSH_HOST_KEY: sshd.hostKeyFingerprint,
    LAMASSU_SSH_PRIVATE_KEY_FILE: secret('ssh-key', sshd.privateKey),
    LNBITS_URL: lnbits.url,
    LNBITS_SOURCE_ADMIN_KEY_FILE: secret('source-key', source.adminKey),
    LNBITS_COMMISSION_INVOICE_KEY_FILE: secret('commission-key', commission.invoiceKey),
    LNBITS_REQUESTS_PER_MINUTE: '100000',
    REISSUE_AFTER_SECONDS: '3',
    SECRETS_KEY: Buffer.alloc(32, 7).toString('base64'),
    POLL_SCHEDULE: '* * * * * *',
  }
}

async function settleClients(): Promise<void> {
  const config = readConfig(environment)
  if (config.world === null) throw new Error('this is no sandbox')
  const database = await openDatabase(config, silentLog)
  const assembly = await assemble({ config, world: config.world, database, log: silentLog, poolSize: 2 })
  try {
    const actions = await assembly.actionsFor('test')
    for (const { fiatCode, count, depositMinor } of CLIENTS) {
      for (let n = 0; n < count; n += 1) {
        const wallet = await lnbits.createWallet(`${fiatCode} ${n}`)
        const key = wallet.invoiceKey as WalletKey
        const { clientId } = await actions.addClient({
          username: `${fiatCode} ${n}`,
          fiatCode,
          key,
          mode: 'flow',
          dailyLimit: null,
        })
        const amount = fiatMinor(depositMinor + BigInt(Math.floor(random() * 100_000)))
        const depositId = await actions.addDeposit({ clientId, amount, note: null, idempotencyKey: null })
        await actions.decideDeposit(depositId, 'confirmed', null)
        clients.push({ id: clientId, wallet })
      }
    }
    // Go-live: what was sold before this poll is not the clients'.
    expect((await actions.pollNow()).kind).toBe('done')
  } finally {
    await assembly.stop()
  }
}

test('200 cash-outs survive 50 kills of the bot, 5 of LNbits and 3 cuts of SSH to the last millisat', {
  timeout: 1_200_000,
}, async () => {
  const sales: Sale[] = []
  let bot: BotProcess = startBot(environment, join(folder, 'bot.log'))
  for (let kill = 1; kill <= KILLS; kill += 1) {
    await feed(sales, Math.ceil(SALES / KILLS))
    await delay(1200 + random() * 2000)
    if (kill % (KILLS / LNBITS_RESTARTS) === 0) await lnbits.restart({ signal: 'SIGKILL' })
    if (kill % Math.ceil(KILLS / (SSH_CUTS + 1)) === 0) {
      await sshd.kill()
      await sshd.restart()
    }
    await bot.kill()
    bot = startBot(environment, join(folder, 'bot.log'))
  }
  expect(sales).toHaveLength(SALES)
  await untilAtRest()
  expect(await bot.stop()).toBe(0)

  const counted = await countEverything()
  process.stdout.write(
    `${JSON.stringify({ sales: sales.length, kills: KILLS, lnbitsRestarts: LNBITS_RESTARTS, ...counted.summary }, null, 1)}\n`,
  )
  expect(counted.problems).toEqual([])
  await expectEverySaleDealtWith(sales)
})

/** Writes some sales, many of them only in part at first, as they happen in a shop. */
async function feed(sales: Sale[], count: number): Promise<void> {
  for (let n = 0; n < count && sales.length < SALES; n += 1) {
    const atm = atms[sales.length % atms.length] ?? lamassu.atm
    const sale = atm.nextSale()
    const half = Math.ceil(sale.steps.length / 2)
    await atm.runSteps(sale, { from: 0, to: half })
    await delay(random() * 50)
    await atm.runSteps(sale, { from: half, to: sale.steps.length })
    sales.push(sale)
  }
}

/** Nothing pending, nothing being paid, and every row that Lamassu calls finished is known. */
async function untilAtRest(): Promise<void> {
  const deadline = performance.now() + 420_000
  for (let quiet = 0; quiet < 3; ) {
    if (performance.now() > deadline)
      throw new Error(
        `not at rest: ${JSON.stringify(await openWork(), (_, v) => (typeof v === 'bigint' ? String(v) : v))}`,
      )
    await delay(2000)
    quiet = (await openWork()).length === 0 ? quiet + 1 : 0
  }
}

const openWork = async (): Promise<object[]> =>
  (
    await books.query<object>(
      `SELECT 'transfer' AS what, status, count(*), min(last_error) AS why FROM transfers WHERE status IN ('pending', 'invoiced', 'paying') GROUP BY status
       UNION ALL SELECT 'cash-out', status, count(*), min(waiting_reason) FROM lamassu_transactions WHERE status = 'pending' GROUP BY status`,
    )
  ).rows

async function countEverything(): Promise<{ problems: string[]; summary: Record<string, string> }> {
  const problems: string[] = []
  const same = (what: string, found: bigint, expected: bigint): void => {
    if (found !== expected) problems.push(`${what}: ${found} instead of ${expected} msat`)
  }
  const one = async (sql: string, values: unknown[] = []): Promise<bigint> =>
    BigInt((await books.query<{ n: string }>(sql, values)).rows[0]?.n ?? '0')
  for (const client of clients) {
    const owed = await one(
      `SELECT coalesce(sum(amount_sats), 0)::text AS n FROM dca_payments WHERE client_id = $1 AND status = 'completed'`,
      [client.id],
    )
    same(`client ${client.id}`, await lnbits.balanceMsat(client.wallet.invoiceKey), owed * 1000n)
  }
  const toCommission = await one(
    `SELECT coalesce(sum(amount_sats), 0)::text AS n FROM commission_payments WHERE status = 'completed'`,
  )
  same('commission wallet', await lnbits.balanceMsat(commission.invoiceKey), toCommission * 1000n)
  // LNbits killed between its debit and its credit leaves a debit that nobody received: a person's case, never paid again.
  const halfPaid = await one(
    `SELECT coalesce(sum(amount_sats), 0)::text AS n FROM transfers WHERE status = 'needs_review' AND last_error LIKE 'half_state%'`,
  )
  const otherReviews = await one(
    `SELECT count(*)::text AS n FROM transfers WHERE status = 'needs_review' AND last_error NOT LIKE 'half_state%'`,
  )
  if (otherReviews !== 0n)
    problems.push(`${otherReviews} payment(s) need review for another reason than a half-state`)
  const left = await lnbits.balanceMsat(source.adminKey)
  const journal = await one(
    `SELECT coalesce(sum(amount), 0)::text AS n FROM ledger_lines WHERE account = 'source:BTC'`,
  )
  same('source wallet by the journal', left, SOURCE_SATS * 1000n + journal - halfPaid * 1000n)
  const unbalanced = await one(
    'SELECT count(*)::text AS n FROM (SELECT 1 FROM ledger_lines GROUP BY entry_id, unit HAVING sum(amount) <> 0) AS bad',
  )
  if (unbalanced !== 0n) problems.push(`${unbalanced} journal entries do not balance`)
  const drift = await one(
    'SELECT count(*)::text AS n FROM v_reconciliation WHERE balance_drift <> 0 OR hold_drift <> 0',
  )
  if (drift !== 0n) problems.push(`${drift} clients drift`)
  const summary = {
    payments: (await one(`SELECT count(*)::text AS n FROM transfers WHERE status = 'completed'`)).toString(),
    halfStates: (
      await one(`SELECT count(*)::text AS n FROM transfers WHERE status = 'needs_review'`)
    ).toString(),
    invoices: (await one('SELECT count(*)::text AS n FROM payment_invoices')).toString(),
    failedPolls: (
      await one(`SELECT count(*)::text AS n FROM lamassu_polls WHERE result = 'failed'`)
    ).toString(),
    sourceLeftMsat: left.toString(),
    journalSourceMsat: journal.toString(),
  }
  return { problems, summary }
}

/** Every sale whose cash came out is in the books once, completed or set aside with a reason; the others are not. */
async function expectEverySaleDealtWith(sales: readonly Sale[]): Promise<void> {
  const { rows } = await books.query<{ transaction_id: string; status: string }>(
    'SELECT transaction_id, status FROM lamassu_transactions',
  )
  const known = new Map(rows.map((row) => [row.transaction_id, row.status]))
  const dispensed = await lamassu.pool.query<{ id: string; payable: boolean }>(
    `SELECT id::text, (status = 'confirmed' AND error IS NULL AND crypto_code IN ('BTC', 'LN')
       AND customer_id NOT IN (SELECT id FROM public.customers WHERE is_test_customer)) AS payable
     FROM public.cash_out_txs WHERE dispense_confirmed`,
  )
  for (const { id, payable } of dispensed.rows) {
    const status = known.get(id)
    if (payable) expect(['completed', 'processing', 'quarantined'], id).toContain(status)
    else expect([undefined, 'quarantined'], id).toContain(status)
  }
  const completed = rows.filter((row) => row.status === 'completed').length
  expect(completed, 'most sales are ordinary ones').toBeGreaterThan(sales.length / 2)
}
