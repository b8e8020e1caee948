import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assemble, type Assembly, openDatabase, workerName } from '../../bot/assembly.ts'
import { createBooks } from '../../bot/books.ts'
import { Cleanups } from '../../bot/cleanups.ts'
import { readConfig } from '../../bot/config.ts'
import { pollOnce, type Shift, workOnce } from '../../bot/shift.ts'
import type { Books } from '../../engine/books.ts'
import { fiatMinor } from '../../engine/domain/money.ts'
import type { WalletKey } from '../../engine/ports.ts'
import { freshDatabase, silentLog, type TestDatabase } from '../support/database.ts'
import { freshLamassu, type LamassuDatabase } from '../support/lamassu.ts'
import { type RealLnbits, type RealWalletKeys, startRealLnbits } from '../support/lnbits-real.ts'

/** The bot's own parts beside a real LNbits: what it paid there is really there. */
export interface RealShop {
  readonly assembly: Assembly
  readonly books: Books
  readonly lnbits: RealLnbits
  readonly wallets: { readonly source: RealWalletKeys; readonly commission: RealWalletKeys }
  readonly clients: readonly { readonly id: bigint; readonly name: string; readonly wallet: RealWalletKeys }[]
  /** Sells at the machine, and lets the bot take in, distribute and pay until nothing is left to do. */
  readonly sellAndPay: (sales: number) => Promise<void>
  /** As somebody who owns the server: past every trigger. */
  readonly tamper: (sql: string) => Promise<void>
  readonly close: () => Promise<void>
}

/** Odd on purpose: shares that do not come out even. */
const DEPOSITS = [
  ['Ana', 9_000_033n],
  ['Luis', 4_000_001n],
  ['Eva', 2_333_335n],
] as const
const SOURCE_SATS = 30_000_000n
const SATS_PER_TOP_UP = 10_000_000n

/** What was opened is closed again, also when a later part does not open. */
export async function openRealShop(): Promise<RealShop> {
  const cleanups = new Cleanups(silentLog)
  try {
    const folder = mkdtempSync(join(tmpdir(), 'satmachine-recon-'))
    cleanups.add('folder', async () => rmSync(folder, { recursive: true, force: true }))
    const lnbits = await startRealLnbits()
    cleanups.add('LNbits', () => lnbits.stop())
    const database = await freshDatabase()
    cleanups.add('books', () => database.drop())
    const lamassu = await freshLamassu('v12')
    cleanups.add('Lamassu', () => lamassu.drop())
    const wallets = {
      source: await lnbits.createWallet('source'),
      commission: await lnbits.createWallet('commission'),
    }
    for (let sats = 0n; sats < SOURCE_SATS; sats += SATS_PER_TOP_UP)
      await lnbits.topUp(wallets.source.walletId, SATS_PER_TOP_UP)
    const assembly = await assembled({ folder, lnbits, database, lamassu, wallets })
    cleanups.add('parts', () => assembly.stop())
    const clients = await addClients(assembly, lnbits)
    const shift = shiftOf(assembly)
    await pollOnce(shift)
    return {
      assembly,
      books: createBooks(assembly, async () => 60),
      lnbits,
      wallets,
      clients,
      async sellAndPay(sales) {
        for (let sale = 0; sale < sales; sale += 1) await lamassu.atm.sellOnce('lightning')
        await pollOnce(shift)
        await workOnce(shift)
      },
      tamper: (sql) => tamper(database, sql),
      close: () => cleanups.run(),
    }
  } catch (thrown) {
    await cleanups.run()
    throw thrown
  }
}

/** Put together as the program does it. */
async function assembled(parts: {
  folder: string
  lnbits: RealLnbits
  database: TestDatabase
  lamassu: LamassuDatabase
  wallets: RealShop['wallets']
}): Promise<Assembly> {
  const config = readConfig({
    DATA_DIR: join(parts.folder, 'data'),
    DATABASE_URL: parts.database.url,
    LAMASSU_DATABASE_URL: parts.lamassu.url,
    LNBITS_URL: parts.lnbits.url,
    LNBITS_SOURCE_ADMIN_KEY: parts.wallets.source.adminKey,
    LNBITS_COMMISSION_INVOICE_KEY: parts.wallets.commission.invoiceKey,
    LNBITS_REQUESTS_PER_MINUTE: '100000',
    SECRETS_KEY: randomBytes(32).toString('base64'),
  })
  if (config.world === null) throw new Error('this is no sandbox')
  const database = await openDatabase(config, silentLog)
  return assemble({ config, world: config.world, database, log: silentLog, poolSize: 4 })
}

async function addClients(assembly: Assembly, lnbits: RealLnbits): Promise<RealShop['clients']> {
  const actions = await assembly.actionsFor('test')
  const clients = []
  for (const [name, deposit] of DEPOSITS) {
    const wallet = await lnbits.createWallet(name)
    const { clientId } = await actions.addClient({
      username: name,
      fiatCode: 'GTQ',
      key: wallet.invoiceKey as WalletKey,
      mode: 'flow',
      dailyLimit: null,
    })
    const amount = fiatMinor(deposit)
    const depositId = await actions.addDeposit({ clientId, amount, note: null, idempotencyKey: null })
    await actions.decideDeposit(depositId, 'confirmed', null)
    clients.push({ id: clientId, name, wallet })
  }
  return clients
}

const shiftOf = (parts: Assembly): Shift => ({
  parts,
  log: silentLog,
  events: {
    onPoll: () => undefined,
    onAllocated: () => undefined,
    onWaiting: () => undefined,
    onPayment: () => undefined,
    onTrouble: () => undefined,
  },
  owner: workerName(),
  nowMs: () => performance.now(),
  stopping: false,
  waitUntilMs: 0,
  doubtful: true,
})

async function tamper({ pool }: TestDatabase, sql: string): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query(
      `SET session_replication_role = replica; ${sql}; SET session_replication_role = DEFAULT`,
    )
  } finally {
    client.release()
  }
}
