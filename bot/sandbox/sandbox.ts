import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Clock } from '../../engine/ports.ts'
import { openEmbeddedPostgres } from '../../engine/store/embedded/open.ts'
import type { OpenDatabase } from '../assembly.ts'
import type { Cleanups } from '../cleanups.ts'
import type { Config, World } from '../config.ts'
import { createSimulatedAtm, type SimulatedAtm } from './atm/simulated-atm.ts'
import { generateSshKey, startSandboxSshServer } from './atm/ssh-server.ts'
import { createSimulatedLnbits, type SimulatedLnbits } from './lnbits/simulated.ts'
import { beTheOnlyOne } from './only-one.ts'
import { fillSourceWallet } from './supplies.ts'
import { readSandboxFile, type SandboxFile, worldOf, writeSandboxFile } from './world.ts'

/** A whole play world: an ATM server behind SSH, an LNbits, and the books' own database. */
export interface Sandbox {
  readonly world: World
  readonly database: OpenDatabase
  readonly atm: SimulatedAtm
  readonly lnbits: SimulatedLnbits
  /** The server in front of the ATM's database: it can go away, and come back at the same address. */
  readonly ssh: { stop(): Promise<void>; start(): Promise<void> }
}

export interface SandboxWishes {
  /** What the source wallet holds at first; half a bitcoin unless it is said. */
  readonly sourceSats?: bigint
}

/** Starts or resumes the sandbox of this data folder. Everything listens on loopback, and every sat is made up. */
export async function openSandbox(
  config: Config,
  cleanups: Cleanups,
  log: Logger,
  clock: Clock,
  wishes: SandboxWishes = {},
): Promise<Sandbox> {
  await mkdir(config.dataFolder, { recursive: true })
  const postgres = await openEmbeddedPostgres({ dataFolder: config.dataFolder, log })
  cleanups.add('sandbox database', () => postgres.stop())
  await postgres.createDatabase('lamassu')
  const lamassuUrl = postgres.databaseUrl('lamassu')
  const only = await beTheOnlyOne(lamassuUrl)
  cleanups.add('sandbox lock', () => only.stop())
  const atm = await createSimulatedAtm(
    { databaseUrl: lamassuUrl },
    { clock, random: Math.random, log: log.child({ module: 'atm' }) },
  )
  cleanups.add('simulated ATM', () => atm.stop())
  const lnbits = createSimulatedLnbits({
    journalFile: join(config.dataFolder, 'lnbits.jsonl'),
    random: (bytes) => randomBytes(bytes),
    nowMs: () => clock.now().getTime(),
    settings: { requestsPerMinute: null },
  })
  const lnbitsUrl = await lnbits.start()
  cleanups.add('simulated LNbits', () => lnbits.stop())
  const file = await prepareFile(config.dataFolder, lnbits, { lnbitsUrl, lamassuUrl, ...wishes })
  const sshSettings = {
    user: 'satmachine',
    authorizedKey: file.sshAuthorizedKey,
    hostKey: file.sshHostKey,
    database: { host: '127.0.0.1', port: Number(new URL(lamassuUrl).port) },
  }
  let ssh = await startSandboxSshServer(sshSettings)
  cleanups.add('simulated SSH server', () => ssh.stop())
  const running: SandboxFile = { ...file, sshPort: ssh.port, sshHostKeyFingerprint: ssh.hostKeyFingerprint }
  await writeSandboxFile(config.dataFolder, running)
  const databaseUrl = config.databaseUrl ?? postgres.databaseUrl()
  return {
    world: worldOf(running),
    database: { databaseUrl, revive: () => postgres.revive(), stop: () => Promise.resolve() },
    atm,
    lnbits,
    ssh: {
      stop: () => ssh.stop(),
      async start() {
        ssh = await startSandboxSshServer({ ...sshSettings, port: running.sshPort })
      },
    },
  }
}

async function prepareFile(
  dataFolder: string,
  lnbits: SimulatedLnbits,
  urls: { lnbitsUrl: string; lamassuUrl: string } & SandboxWishes,
): Promise<SandboxFile> {
  const addresses = { lnbitsUrl: urls.lnbitsUrl, lamassuDatabaseUrl: urls.lamassuUrl }
  const known = await readSandboxFile(dataFolder)
  if (known !== null) return { ...known, ...addresses }
  const source = lnbits.control.createWallet('Source')
  if (urls.sourceSats === undefined) fillSourceWallet(lnbits.control, source.walletId)
  else lnbits.control.topUp(source.walletId, urls.sourceSats)
  const commission = lnbits.control.createWallet('Commission')
  const client = generateSshKey()
  return {
    ...addresses,
    secretsKey: randomBytes(32).toString('base64'),
    sshHostKey: generateSshKey().privateKey,
    sshClientKey: client.privateKey,
    sshAuthorizedKey: client.publicKey,
    sourceAdminKey: source.adminKey,
    commissionInvoiceKey: commission.invoiceKey,
    sshPort: 0,
    sshHostKeyFingerprint: '',
  }
}
