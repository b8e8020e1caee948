import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Actions } from '../../engine/actions.ts'
import { fiatMinor } from '../../engine/domain/money.ts'
import type { Clock, WalletKey } from '../../engine/ports.ts'
import type { Readings } from '../../engine/readings.ts'
import { openEmbeddedPostgres } from '../../engine/store/embedded/open.ts'
import type { OpenDatabase } from '../assembly.ts'
import type { Cleanups } from '../cleanups.ts'
import type { Config, World } from '../config.ts'
import { createSimulatedAtm, type SimulatedAtm } from './atm/simulated-atm.ts'
import { generateSshKey, startSandboxSshServer } from './atm/ssh-server.ts'
import { createSimulatedLnbits, type SimulatedLnbits } from './lnbits/simulated.ts'
import { beTheOnlyOne } from './only-one.ts'
import { readSandboxFile, type SandboxFile, worldOf, writeSandboxFile } from './world.ts'

/** A whole play world: an ATM server behind SSH, an LNbits, and the books' own database. */
export interface Sandbox {
  readonly world: World
  readonly database: OpenDatabase
  readonly atm: SimulatedAtm
  readonly lnbits: SimulatedLnbits
}

/** The people of the sandbox, with what each has brought in, in centavos. */
const CLIENTS = [
  { username: 'Ana', depositMinor: 500_000n },
  { username: 'Luis', depositMinor: 300_000n },
  { username: 'Marta', depositMinor: 200_000n },
] as const
const CURRENCY = 'GTQ'
/** Half a bitcoin of play money in the source wallet, in portions that LNbits takes at once. */
const FLOAT_PORTIONS = [10_000_000n, 10_000_000n, 10_000_000n, 10_000_000n, 10_000_000n]

/** Starts or resumes the sandbox of this data folder. Everything listens on loopback, and every sat is made up. */
export async function openSandbox(
  config: Config,
  cleanups: Cleanups,
  log: Logger,
  clock: Clock,
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
  const file = await prepareFile(config.dataFolder, lnbits, { lnbitsUrl, lamassuUrl })
  const ssh = await startSandboxSshServer({
    user: 'satmachine',
    authorizedKey: file.sshAuthorizedKey,
    hostKey: file.sshHostKey,
    database: { host: '127.0.0.1', port: Number(new URL(lamassuUrl).port) },
  })
  cleanups.add('simulated SSH server', () => ssh.stop())
  const running: SandboxFile = { ...file, sshPort: ssh.port, sshHostKeyFingerprint: ssh.hostKeyFingerprint }
  await writeSandboxFile(config.dataFolder, running)
  const databaseUrl = config.databaseUrl ?? postgres.databaseUrl()
  return {
    world: worldOf(running),
    database: { databaseUrl, revive: () => postgres.revive(), stop: () => Promise.resolve() },
    atm,
    lnbits,
  }
}

async function prepareFile(
  dataFolder: string,
  lnbits: SimulatedLnbits,
  urls: { lnbitsUrl: string; lamassuUrl: string },
): Promise<SandboxFile> {
  const addresses = { lnbitsUrl: urls.lnbitsUrl, lamassuDatabaseUrl: urls.lamassuUrl }
  const known = await readSandboxFile(dataFolder)
  if (known !== null) return { ...known, ...addresses }
  const source = lnbits.control.createWallet('Source')
  for (const portion of FLOAT_PORTIONS) lnbits.control.topUp(source.walletId, portion)
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

/** Three clients with confirmed deposits, on the first start; tops them up when they have run dry. */
export async function settleClients(sandbox: Sandbox, readings: Readings, actions: Actions): Promise<void> {
  for (const { username, depositMinor } of CLIENTS) {
    const [client] = await readings.findClients(username)
    const clientId = client?.id ?? (await addClient(sandbox, actions, username))
    if (client !== undefined && client.remaining - client.held >= depositMinor / 5n) continue
    const depositId = await actions.addDeposit({
      clientId,
      amount: fiatMinor(depositMinor),
      note: 'play money',
      idempotencyKey: null,
    })
    await actions.decideDeposit(depositId, 'confirmed', null)
  }
}

async function addClient({ lnbits }: Sandbox, actions: Actions, username: string): Promise<bigint> {
  const existing = lnbits.control.wallets().find((wallet) => wallet.name === username)
  const wallet = existing ?? lnbits.control.createWallet(username)
  const { clientId } = await actions.addClient({
    username,
    fiatCode: CURRENCY,
    key: wallet.invoiceKey as WalletKey,
    mode: 'flow',
    dailyLimit: null,
  })
  return clientId
}
