import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cp, mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pino, { type Logger } from 'pino'
import type { Cleanups } from '../../../bot/cleanups.ts'
import { createSimulatedAtm, type SimulatedAtm } from '../../../bot/sandbox/atm/simulated-atm.ts'
import { buildProgram, type Program } from '../../support/bot-process.ts'
import { startPeerPostgres } from '../../support/lamassu-peer-postgres.ts'
import { type RealLnbits, type RealWalletKeys, startRealLnbits } from '../../support/lnbits-real.ts'
import { seededRandom } from '../../support/random.ts'
import { type Sshd, startSshd } from '../../support/sshd.ts'
import { type BooksPostgres, startBooksPostgres } from './books-postgres.ts'

/** Everything real that the replicas live on, each in a process of its own that can be killed. */
export interface Ground {
  readonly log: Logger
  readonly folder: string
  readonly program: Program
  /** What the replicas and the commands are told. */
  readonly environment: Readonly<Record<string, string>>
  readonly books: BooksPostgres
  readonly sshd: Sshd
  readonly lnbits: RealLnbits
  readonly wallets: { readonly source: RealWalletKeys; readonly commission: RealWalletKeys }
  readonly sourceSats: bigint
  readonly lamassuUrl: string
  /** One sells in GTQ, the other in USD. */
  readonly atms: readonly SimulatedAtm[]
}

/** More than all clients' deposits are worth, so that no cash-out waits for funds. */
const SOURCE_SATS = 3_000_000_000n
const SATS_PER_TOP_UP = 1_000_000_000n

/** Starts it all; what was started is in `cleanups` even when a later part does not start. */
export async function openGround(
  cleanups: Cleanups,
  options: { seed: number; say: (sentence: string) => void },
): Promise<Ground> {
  const log = pino({ level: 'silent' })
  const folder = mkdtempSync(path.join(tmpdir(), 'satmachine-kills-'))
  cleanups.add('folder', async () => rmSync(folder, { recursive: true, force: true }))
  // Other accounts (the books' PostgreSQL's) reach their folders below it.
  chmodSync(folder, 0o755)
  options.say('building the program')
  const program = await buildProgram(path.join(folder, 'program'))
  options.say('starting sshd and two PostgreSQL servers')
  const sshd = await startSshd()
  cleanups.add('sshd', () => sshd.stop())
  const peer = await startPeerPostgres(sshd.account)
  cleanups.add("Lamassu's PostgreSQL", () => peer.stop())
  const books = await startBooksPostgres(sshd.account, folder)
  cleanups.add("the books' PostgreSQL", () => books.stop())
  const lamassu = await peer.createDatabase()
  const atms = await openAtms(peer.urlOf(lamassu), { cleanups, log, seed: options.seed })
  options.say('starting LNbits')
  const lnbits = await startRealLnbits({
    LNBITS_MAX_INCOMING_PAYMENT_AMOUNT_SATS: String(SATS_PER_TOP_UP),
  })
  cleanups.add('LNbits', () => lnbits.stop())
  const source = await lnbits.createWallet('source')
  const commission = await lnbits.createWallet('commission')
  for (let sats = 0n; sats < SOURCE_SATS; sats += SATS_PER_TOP_UP)
    await lnbits.topUp(source.walletId, SATS_PER_TOP_UP)
  const wallets = { source, commission }
  const environment = environmentOf({
    folder,
    lamassuUrl: peer.socketUrlOf(lamassu),
    books,
    sshd,
    lnbits,
    wallets,
  })
  return {
    log,
    folder,
    program,
    environment,
    books,
    sshd,
    lnbits,
    wallets,
    sourceSats: SOURCE_SATS,
    lamassuUrl: peer.urlOf(lamassu),
    atms,
  }
}

/** Copies what the replicas, PostgreSQL and LNbits have written to a folder that stays; returns its path. */
export async function keepLogs({ folder, lnbits }: Ground): Promise<string> {
  const kept = await mkdtemp(path.join(tmpdir(), 'satmachine-kill-logs-'))
  const replicaLogs = (await readdir(folder)).filter((name) => name.endsWith('.log'))
  for (const name of replicaLogs) await cp(path.join(folder, name), path.join(kept, name))
  await cp(path.join(folder, 'books', 'log'), path.join(kept, 'postgres.log'))
  await cp(lnbits.logFile, path.join(kept, 'lnbits.log'))
  return kept
}

async function openAtms(
  databaseUrl: string,
  { cleanups, log, seed }: { cleanups: Cleanups; log: Logger; seed: number },
): Promise<SimulatedAtm[]> {
  const clock = { now: () => new Date() }
  const machines = [{ fiatCode: 'GTQ' }, { fiatCode: 'USD', bidE5: 10_700_000_000n, machines: ['Border'] }]
  const atms: SimulatedAtm[] = []
  for (const [index, machine] of machines.entries()) {
    const settings = { databaseUrl, version: 'v10', ...machine } as const
    const atm = await createSimulatedAtm(settings, { clock, random: seededRandom(seed + index), log })
    cleanups.add('simulated machine', () => atm.stop())
    atms.push(atm)
  }
  return atms
}

function environmentOf(parts: {
  folder: string
  lamassuUrl: string
  books: BooksPostgres
  sshd: Sshd
  lnbits: RealLnbits
  wallets: Ground['wallets']
}): Record<string, string> {
  const { sshd, lnbits, wallets } = parts
  const secrets = path.join(parts.folder, 'secrets')
  mkdirSync(secrets, { mode: 0o700 })
  const secret = (name: string, value: string): string => {
    const file = path.join(secrets, name)
    writeFileSync(file, value, { mode: 0o600 })
    return file
  }
  return {
    DATA_DIR: path.join(parts.folder, 'data'),
    DATABASE_URL: parts.books.databaseUrl,
    LAMASSU_DATABASE_URL: parts.lamassuUrl,
    LAMASSU_SSH_HOST: sshd.host,
    LAMASSU_SSH_PORT: String(sshd.port),
    LAMASSU_SSH_USER: sshd.user,
    LAMASSU_SSH_HOST_KEY: sshd.hostKeyFingerprint,
    LAMASSU_SSH_PRIVATE_KEY_FILE: secret('ssh-key', sshd.privateKey),
    LNBITS_URL: lnbits.url,
    LNBITS_SOURCE_ADMIN_KEY_FILE: secret('source-key', wallets.source.adminKey),
    LNBITS_COMMISSION_INVOICE_KEY_FILE: secret('commission-key', wallets.commission.invoiceKey),
    LNBITS_REQUESTS_PER_MINUTE: '100000',
    // The operators of these loops are one shell account, and nobody waits for ten minutes.
    COOLING_OFF_MINUTES: '0',
    // LNbits calls every open invoice failed when it starts: short, so that the loop does not wait for new ones.
    REISSUE_AFTER_SECONDS: '3',
    SECRETS_KEY: randomBytes(32).toString('base64'),
    POLL_SCHEDULE: '* * * * * *',
    LOG_LEVEL: 'warn',
  }
}
