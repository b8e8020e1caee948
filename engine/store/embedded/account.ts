import { readFile } from 'node:fs/promises'
import { Failure } from '../../failure.ts'
import { statOrNull } from './stat.ts'

/** An account of the operating system without privileges. */
export interface Account {
  readonly uid: number
  readonly gid: number
}

/**
 * Who runs initdb and postgres. An ordinary user runs them as himself (null). PostgreSQL refuses to run as root:
 * there it is the owner of the folder when that isn't root, else the system's `postgres`, else `nobody`.
 */
export async function accountFor(folders: {
  dataFolder: string
  clusterFolder: string
}): Promise<Account | null> {
  const ownUid = process.getuid?.()
  if (ownUid === undefined) return null
  const cluster = await statOrNull(folders.clusterFolder)
  if (ownUid !== 0) {
    if (cluster && cluster.uid !== ownUid) throw foreignFolder(folders.clusterFolder, cluster.uid, ownUid)
    return null
  }
  if (process.platform !== 'linux') {
    throw new Failure(
      'embedded_postgres',
      'The embedded PostgreSQL does not run as root on this system: start satmachine as an ordinary user, or set DATABASE_URL.',
    )
  }
  if (cluster && cluster.uid !== 0) return { uid: cluster.uid, gid: cluster.gid }
  const data = await statOrNull(folders.dataFolder)
  const account = data && data.uid !== 0 ? { uid: data.uid, gid: data.gid } : await systemAccount()
  if (cluster) await refuseRootCluster(folders.clusterFolder, account)
  return account
}

async function systemAccount(): Promise<Account> {
  const accounts = new Map<string, Account>()
  for (const line of (await readFile('/etc/passwd', 'utf8')).split('\n')) {
    const [name, , uid, gid] = line.split(':')
    if (name && uid && gid) accounts.set(name, { uid: Number(uid), gid: Number(gid) })
  }
  const account = accounts.get('postgres') ?? accounts.get('nobody')
  if (account && account.uid !== 0) return account
  throw new Failure(
    'embedded_postgres',
    'PostgreSQL refuses to run as root, and this system has neither a user "postgres" nor "nobody": start satmachine as an ordinary user, or set DATABASE_URL.',
  )
}

/** A cluster that root owns was copied there by hand: an empty folder is fine, a used one can't be run by anyone. */
async function refuseRootCluster(clusterFolder: string, account: Account): Promise<void> {
  if (!(await statOrNull(`${clusterFolder}/PG_VERSION`))) return
  throw new Failure(
    'embedded_postgres',
    `The database folder ${clusterFolder} belongs to root, but PostgreSQL refuses to run as root: run "chown -R ${account.uid}:${account.gid} ${clusterFolder}" once, then start again.`,
  )
}

function foreignFolder(folder: string, ownerUid: number, ownUid: number): Failure {
  return new Failure(
    'embedded_postgres',
    `The database folder ${folder} belongs to the user with the id ${ownerUid}, but satmachine runs as the user with the id ${ownUid}: start it as that user, or set DATA_DIR to another folder.`,
  )
}
