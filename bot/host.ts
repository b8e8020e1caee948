import { randomBytes, randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Pool } from 'pg'
import type { Logger } from 'pino'
import { z } from 'zod'
import type { Host } from '../commands/host.ts'
import { Failure, sentenceOf } from '../engine/failure.ts'
import type { Drills } from '../engine/incidents/drill.ts'
import type { KeyLinkStore } from '../engine/key-links.ts'
import { say } from '../engine/phrase.ts'
import { createAuditExportStore } from '../engine/store/audit-export-store.ts'
import { migrationsFolder } from '../engine/store/migrate.ts'
import { exportAudit } from './audit-export.ts'
import { backUp } from './backup.ts'
import { NO_DRILLS } from './drill/no-drills.ts'
import type { Halt } from './halt.ts'
import { exportEvidence } from './incidents/export-evidence.ts'
import { type LogPlace, logLines } from './host/log-lines.ts'
import { hashOfToken, KEY_PATH } from './key-page.ts'

export interface HostOptions {
  readonly pool: Pool
  readonly dataFolder: string
  readonly halt: Halt
  readonly keyLinks: KeyLinkStore
  /** Of this program's HTTP server; null in a process that has none. */
  readonly httpUrl: () => string | null
  readonly logPlace: LogPlace
  readonly startedAt: Date
  readonly now: () => Date
  /** Null in a process that runs one command and ends anyway. */
  readonly onRestart: (() => void) | null
  /** None unless it is said. */
  readonly drills?: Drills
  readonly log: Logger
}

/** Without what is taken for something else when it is read aloud or off a screen: 0 O, 1 I L, 5 S, 2 Z, 8 B, U V. */
const ALPHABET = '34679ACDEFGHJKMNPQRTWXY'
const CODE_LENGTH = 8
/** How long a person waits to hear that everything is stopped; the local flag is up long before. */
const BOOKS_MS = 900

/** The running program, as far as commands may ask something of it. */
export function createHost(options: HostOptions): Host {
  const { halt, now } = options
  return {
    newCode: () => Array.from({ length: CODE_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join(''),
    version: () => ({
      version: packageVersion(),
      node: process.version,
      startedAt: options.onRestart === null ? null : options.startedAt,
    }),
    logLines: (filter) => logLines(options.logPlace, filter),
    backup: () => backUp({ pool: options.pool, dataFolder: options.dataFolder, now: now() }),
    exportAudit: (request) =>
      exportAudit(request, {
        store: createAuditExportStore(options.pool),
        dataFolder: options.dataFolder,
        now: now(),
      }),
    exportEvidence: (request) => exportEvidence(options, request),
    restart() {
      if (options.onRestart === null)
        throw new Failure(
          'refused',
          say`This process runs one command and no bot: restart the bot where it was started, or ask it in chat.`,
        )
      options.onRestart()
    },
    keyPage: (purpose, actor) => openKeyPage(options, purpose, actor),
    halt: (reason, actor) => haltEverything(options, reason, actor),
    isHalted: () => halt.isRaised(),
    clearHalt: () => halt.clear(),
    drills: options.drills ?? NO_DRILLS,
  }
}

const packageSchema = z.object({ version: z.string() })

/** From package.json, which lies beside migrations/ for the sources as well as for dist/. */
function packageVersion(): string {
  const text = readFileSync(join(migrationsFolder(), '..', 'package.json'), 'utf8')
  return packageSchema.parse(JSON.parse(text)).version
}

/** The flag first; the books in any case, also when the disk took no flag. */
async function haltEverything(options: HostOptions, reason: string, actor: string): ReturnType<Host['halt']> {
  const [raised] = await Promise.allSettled([options.halt.raise(reason, actor)])
  const at = (await options.halt.flag())?.at ?? options.now()
  const inTheBooks = await writtenDown(options)
  if (raised?.status === 'rejected') {
    options.log.error({ reason: sentenceOf(raised.reason) }, 'the flag of a halt could not be written')
    if (!inTheBooks) throw raised.reason
  }
  return { inTheBooks, at }
}

/** False when the database did not take it in time; the bot's own work goes on trying. */
async function writtenDown({ halt, log }: HostOptions): Promise<boolean> {
  const told = halt.writeDown().then(
    () => true,
    (thrown: unknown) => {
      log.error({ reason: sentenceOf(thrown) }, 'the halt is not in the books yet')
      return false
    },
  )
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), BOOKS_MS)
  })
  return Promise.race([told, late]).finally(() => clearTimeout(timer))
}

async function openKeyPage(
  { httpUrl, keyLinks }: HostOptions,
  purpose: Parameters<Host['keyPage']>[0],
  actor: string,
): ReturnType<Host['keyPage']> {
  const base = httpUrl()
  if (base === null)
    throw new Failure(
      'refused',
      say`There is no page for keys here, because the bot runs in another process: give the key with --key-file, or ask the bot in chat.`,
    )
  const token = randomBytes(32).toString('base64url')
  const { expiresAt } = await keyLinks.open(hashOfToken(token), { purpose, actor })
  return { url: `${base}${KEY_PATH}${token}`, expiresAt }
}
