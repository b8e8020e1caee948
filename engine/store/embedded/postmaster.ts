import { open, rename } from 'node:fs/promises'
import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { Failure } from '../../failure.ts'
import type { Binaries } from './binaries.ts'
import { type Keeper, connectKeeper } from './keeper.ts'
import { lastLines, readLogSince } from './log-tail.ts'
import { type PostmasterFile, readPostmasterFile } from './postmaster-file.ts'
import { type Detached, exists, folderArgument, isServerOf, launchOptions, startDetached } from './process.ts'
import { type Site, giveToFolderOwner } from './site.ts'
import { statOrNull } from './stat.ts'

const POLL_MILLISECONDS = 20
/** With the poll: about a minute and a half, enough for the recovery after a crash on a slow card. */
const MAX_POLLS = 4_500
const MAX_STARTS = 20
const RESTART_MILLISECONDS = 250
const MAX_LOG_BYTES = 10_000_000

interface Start {
  readonly server: Detached
  readonly logOffset: number
}

/**
 * A session on the cluster's server: the one that runs already, whoever started it, or one started now.
 * @param wantedPort where a server that went away was reached before; another is taken when somebody has it now.
 */
export async function reachServer(
  site: Site,
  binaries: Binaries,
  password: string,
  wantedPort?: number,
): Promise<Keeper> {
  let start: Start | null = null
  let starts = 0
  for (let poll = 0; poll < MAX_POLLS; poll += 1) {
    const file = await readPostmasterFile(site.clusterFolder)
    if (file && (await isServerOf(file.pid, site.clusterFolder))) {
      const keeper = file.ready && file.port ? await connectKeeper(site, file.port, password) : null
      if (keeper) return keeper
    } else if (!start) {
      const port = starts === 0 ? wantedPort : undefined
      start = await startServer(site, binaries, { stale: file, port: port ?? (await freePort()) })
      starts += 1
    } else if (start.server.ended !== 'running') {
      await refuseHopeless(site, start, starts)
      start = null
      await delay(RESTART_MILLISECONDS)
    }
    await delay(POLL_MILLISECONDS)
  }
  throw new Failure(
    'embedded_postgres',
    `The embedded PostgreSQL in ${site.clusterFolder} does not get ready. Its last words in ${site.logFile}: ${lastLines(await readLogSince(site.logFile, 0))}`,
  )
}

/** `stale` is a postmaster.pid whose process is not this cluster's server any more. */
async function startServer(
  site: Site,
  binaries: Binaries,
  { stale, port }: { stale: PostmasterFile | null; port: number },
): Promise<Start> {
  await rotateLog(site)
  const log = await open(site.logFile, 'a', 0o600)
  try {
    await giveToFolderOwner(site.logFile, site)
    const { size } = await log.stat()
    const options = launchOptions(site.clusterFolder, site.account)
    // A number taken over by another program would look like a live server to PostgreSQL. This is how pg_ctl tells
    // it that a process is no rival; its other guard, the shared memory of a dead server's children, stays in force.
    if (stale && exists(stale.pid)) options.env = { ...options.env, PG_GRANDPARENT_PID: String(stale.pid) }
    const args = serverArguments(site, port)
    return { server: startDetached(binaries.postgres, args, options, log.fd), logOffset: size }
  } finally {
    await log.close()
  }
}

function serverArguments(site: Site, port: number): string[] {
  const settings: Record<string, string> = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    cluster_name: 'satmachine',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
    log_checkpoints: 'off',
    // A small machine: a few replicas and command lines, no parallel queries, no helper processes.
    max_connections: '50',
    shared_buffers: '64MB',
    io_method: 'sync',
    jit: 'off',
    max_parallel_workers_per_gather: '0',
    max_logical_replication_workers: '0',
    // Money: a commit is on the disk before it is told.
    synchronous_commit: 'on',
    fsync: site.crashSafe ? 'on' : 'off',
    full_page_writes: site.crashSafe ? 'on' : 'off',
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return ['-D', folderArgument(site.clusterFolder, site.account), ...flags]
}

/** Throws unless another try makes sense: a lost race for the port or the lock, or a dead server's last children. */
async function refuseHopeless(site: Site, start: Start, starts: number): Promise<void> {
  const output = await readLogSince(site.logFile, start.logOffset)
  const passing =
    /could not create any TCP\/IP sockets|pre-existing shared memory block|lock file ".*" already exists/
  if (passing.test(output) && starts < MAX_STARTS) return
  if (/No space left on device/.test(output)) {
    throw new Failure(
      'database_full',
      `The disk of ${site.dataFolder} is full, so the embedded PostgreSQL can't start: free some space, then start again.`,
    )
  }
  const words = start.server.ended instanceof Error ? start.server.ended.message : lastLines(output)
  throw new Failure(
    'embedded_postgres',
    `The embedded PostgreSQL in ${site.clusterFolder} did not start. Its last words in ${site.logFile}: ${words}`,
  )
}

/** A port that was free a moment ago; whoever loses it in between chooses another. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

async function rotateLog(site: Site): Promise<void> {
  const log = await statOrNull(site.logFile)
  if (log && log.size > MAX_LOG_BYTES) await rename(site.logFile, `${site.logFile}.1`)
}
