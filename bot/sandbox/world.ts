import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { Failure } from '../../engine/failure.ts'
import type { WalletKey } from '../../engine/ports.ts'
import type { World } from '../config.ts'

/** What the sandbox remembers of its world between starts, and tells to commands in other terminals. */
const fileSchema = z.object({
  secretsKey: z.string(),
  sshHostKey: z.string(),
  sshClientKey: z.string(),
  sshAuthorizedKey: z.string(),
  sourceAdminKey: z.string(),
  commissionInvoiceKey: z.string(),
  lnbitsUrl: z.string(),
  lamassuDatabaseUrl: z.string(),
  sshPort: z.number(),
  sshHostKeyFingerprint: z.string(),
})
export type SandboxFile = z.infer<typeof fileSchema>

const pathIn = (dataFolder: string): string => join(dataFolder, 'sandbox.json')

export async function readSandboxFile(dataFolder: string): Promise<SandboxFile | null> {
  const path = pathIn(dataFolder)
  if (!existsSync(path)) return null
  try {
    return fileSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    // What it holds is not repeated: keys stand in it, though they open play wallets only.
    const sentence = `The sandbox can't read what it remembers in ${path}: delete the folder ${dataFolder} to start with a new sandbox.`
    throw new Failure('configuration', sentence, { cause })
  }
}

export async function writeSandboxFile(dataFolder: string, file: SandboxFile): Promise<void> {
  await mkdir(dataFolder, { recursive: true })
  const next = `${pathIn(dataFolder)}.${randomBytes(4).toString('hex')}`
  await writeFile(next, JSON.stringify(file, null, 2), { mode: 0o600 })
  await rename(next, pathIn(dataFolder))
}

/** The world of the sandbox that runs (or ran last) in this data folder, for a command in another terminal. */
export async function readSandboxWorld(dataFolder: string): Promise<World> {
  const file = await readSandboxFile(dataFolder)
  if (file === null) {
    throw new Failure(
      'configuration',
      'Nothing is configured, and the sandbox has not been started here yet: run "npm start" and keep it running, or fill in a .env file (see .env.example).',
    )
  }
  return worldOf(file)
}

export const worldOf = (file: SandboxFile): World => ({
  lamassu: {
    databaseUrl: file.lamassuDatabaseUrl,
    ssh: {
      host: '127.0.0.1',
      port: file.sshPort,
      user: 'satmachine',
      hostKeyFingerprint: file.sshHostKeyFingerprint,
      privateKey: file.sshClientKey,
    },
  },
  lnbitsUrl: file.lnbitsUrl,
  keys: {
    source: file.sourceAdminKey as WalletKey,
    commission: file.commissionInvoiceKey as WalletKey,
    treasury: null,
  },
  secretsKey: Buffer.from(file.secretsKey, 'base64'),
})
