import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { chown, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { atExit, signalQuietly } from '../../support/at-exit.ts'
import { administer, programsFolder, runAs } from '../../support/lamassu-peer-postgres.ts'
import { freePort } from '../../support/lnbits-process.ts'
import type { Account } from '../../support/sshd-account.ts'

/** A PostgreSQL of the operator's own for the books, as careful with its disk as in production. */
export interface BooksPostgres {
  readonly databaseUrl: string
  /** `pg_ctl stop -m immediate`: no checkpoint, no goodbye; the next start recovers from the log. */
  stopImmediately(): Promise<void>
  /** Starts it again on the same port and waits until it answers. */
  start(): Promise<void>
  stop(): Promise<void>
}

const DATABASE = 'satmachine'
/** Three replicas with nine connections each, commands, the reader, and what killed clients have left behind. */
const MAX_CONNECTIONS = 150

/** Debian's newest PostgreSQL, else the embedded one's programs; in a folder that the account may enter. */
export async function startBooksPostgres(account: Account, folder: string): Promise<BooksPostgres> {
  const home = path.join(folder, 'books')
  await mkdir(home)
  await chown(home, account.uid, account.gid)
  const programs = await programsFolder(home)
  const cluster = path.join(home, 'cluster')
  const password = randomBytes(12).toString('hex')
  const passwordFile = path.join(home, 'password')
  await writeFile(passwordFile, password, { mode: 0o600 })
  await chown(passwordFile, account.uid, account.gid)
  await runAs(account, path.join(programs, 'initdb'), [
    `--pgdata=${cluster}`,
    `--username=${account.name}`,
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--locale=C',
  ])
  const port = await freePort()
  const control = (...words: string[]): Promise<void> =>
    runAs(account, path.join(programs, 'pg_ctl'), ['-D', cluster, '-s', ...words])
  const settings = `-p ${port} -h 127.0.0.1 -k '' -c fsync=on -c full_page_writes=on -c synchronous_commit=on -c max_connections=${MAX_CONNECTIONS}`
  const start = (): Promise<void> =>
    control('-w', '-t', '60', '-l', path.join(home, 'log'), '-o', settings, 'start')
  atExit(() => quitServer(cluster))
  await start()
  const urlOf = (database: string): string =>
    `postgresql://${account.name}:${password}@127.0.0.1:${port}/${database}`
  await administer(urlOf('postgres'), `CREATE DATABASE ${DATABASE}`)
  return {
    databaseUrl: urlOf(DATABASE),
    stopImmediately: () => control('-w', '-m', 'immediate', 'stop'),
    start,
    async stop() {
      // It may be down already.
      await control('-w', '-m', 'fast', 'stop').catch(() => undefined)
    },
  }
}

/** For the very end of this process, when nothing can be waited for. */
function quitServer(cluster: string): void {
  try {
    const [pid] = readFileSync(path.join(cluster, 'postmaster.pid'), 'utf8').split('\n')
    signalQuietly(Number(pid), 'SIGQUIT')
  } catch {
    // No such file: it does not run.
  }
}
