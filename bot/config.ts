import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { validate as isCron } from 'node-cron'
import { LIMIT_VARIABLES } from '../alerts/limit-variables.ts'
import { Failure, sentenceOf } from '../engine/failure.ts'
import type { LamassuSettings } from '../engine/lamassu/settings.ts'
import type { WalletKey } from '../engine/ports.ts'
import type { WalletKeys } from '../engine/preflight.ts'
import { SETTINGS, settingsSchema } from '../engine/settings.ts'
import { type AlertSettings, readAlertSettings } from './alert-settings.ts'
import { type ChatSettings, readChatSettings } from './chat-settings.ts'
import {
  type AddressKind,
  createSettingReader,
  type Environment,
  type SettingReader,
} from './setting-reader.ts'

/** Everything that the program takes from outside, checked. The only file that reads the environment. */
export interface Config {
  readonly sandbox: boolean
  readonly dataFolder: string
  /** Null: the embedded PostgreSQL in the data folder. */
  readonly databaseUrl: string | null
  /** Null in the sandbox, whose world is made at start. */
  readonly world: World | null
  /** Values for engine/settings.ts that the environment fixes, by setting name. */
  readonly fixedSettings: ReadonlyMap<string, string>
  readonly pollSchedule: string
  readonly httpPort: number | null
  readonly logLevel: string
  readonly chat: ChatSettings
  readonly alerts: AlertSettings
  /** Limits of alert rules that the environment fixes, by variable. */
  readonly fixedLimits: ReadonlyMap<string, number>
}

/** Where the money is and where the cash-outs come from. */
export interface World {
  readonly lamassu: LamassuSettings
  readonly lnbitsUrl: string
  readonly keys: WalletKeys
  /** 32 bytes. */
  readonly secretsKey: Buffer
}

/** The environment over the `.env` file of the working folder. Throws Failure when there is one that can't be read. */
export function readEnvironment(folder = process.cwd()): Environment {
  const file = resolve(folder, '.env')
  if (!existsSync(file)) return process.env
  try {
    return { ...parseEnv(readFileSync(file, 'utf8')), ...process.env }
  } catch (cause) {
    throw new Failure(
      'configuration',
      `The settings in ${file} can't be read (${sentenceOf(cause)}): make it a file that this user may read, or take it away.`,
      { cause },
    )
  }
}

/** What decides that this is no sandbox: any of these is set, itself or as X_FILE. */
const REAL_WORLD = /^(?:LAMASSU_|LNBITS_(?:URL|SOURCE|COMMISSION|TREASURY)|DATABASE_URL|SECRETS_KEY)/

/**
 * Throws one Failure 'configuration' that lists every problem, each with its variable, what is expected and an example.
 * @param options `withoutChat` where a command of the terminal is run: what is wrong with the chat's or the alerts' settings
 * must not keep anybody from it, least of all when the chat is what is broken. They count as not set then.
 */
export function readConfig(environment: Environment, options: { withoutChat?: boolean } = {}): Config {
  const reader = createSettingReader(environment)
  const sandbox = isSandbox(reader, environment)
  const read = <T>(part: (from: SettingReader) => T): T =>
    options.withoutChat === true ? soundOrNone(environment, part) : part(reader)
  const config: Config = {
    sandbox,
    dataFolder: resolve(reader.text('DATA_DIR') ?? 'data', sandbox ? 'sandbox' : '.'),
    databaseUrl: reader.url('DATABASE_URL', BOOKS_ADDRESS),
    world: sandbox ? null : readWorld(reader),
    fixedSettings: readFixedSettings(reader, sandbox),
    pollSchedule: readSchedule(reader, sandbox),
    httpPort: reader.port('HTTP_PORT'),
    logLevel: reader.choice('LOG_LEVEL', ['trace', 'debug', 'info', 'warn', 'error', 'silent']) ?? 'info',
    chat: read(readChatSettings),
    alerts: read(readAlertSettings),
    fixedLimits: readFixedLimits(reader),
  }
  if (reader.problems.length > 0) throw problemsFailure(reader.problems, sandbox)
  return config
}

/** As if nothing were set where something is wrong. */
function soundOrNone<T>(environment: Environment, part: (from: SettingReader) => T): T {
  const apart = createSettingReader(environment)
  const sound = part(apart)
  return apart.problems.length === 0
    ? sound
    : part(createSettingReader({ LANGUAGE: environment['LANGUAGE'] ?? '' }))
}

/** Anything else than 0 or 1 is refused: who writes SANDBOX=true must not move real money. */
function isSandbox(reader: SettingReader, environment: Environment): boolean {
  const asked = reader.choice('SANDBOX', ['1', '0'])
  if (asked !== null) return asked === '1'
  return !Object.keys(environment).some((name) => REAL_WORLD.test(name) && reader.text(name) !== null)
}

function problemsFailure(problems: readonly string[], sandbox: boolean): Failure {
  const lines = problems.map((problem) => `  - ${problem}`)
  if (!sandbox) lines.push('To try the sandbox instead, with play money, set SANDBOX=1.')
  return new Failure(
    'configuration',
    `${problems.length} setting(s) are missing or wrong:\n${lines.join('\n')}`,
  )
}

const POSTGRES = ['postgres:', 'postgresql:']
const UNREADABLE =
  "can't be read as an address: special characters in a password must be written as %.., such as %40 for @"

const BOOKS_ADDRESS: AddressKind = {
  protocols: POSTGRES,
  example: 'postgresql://satmachine:secret@127.0.0.1:5432/satmachine',
  fault: (address) => (URL.canParse(address) ? null : UNREADABLE),
}

const LAMASSU_ADDRESS: AddressKind = {
  protocols: POSTGRES,
  example: 'postgresql://postgres@/lamassu?host=/var/run/postgresql',
  // The host may be empty where a socket folder is named, which URL itself does not allow with a user.
  fault: (address) => (URL.canParse(address.replace('@/', '@socket/')) ? null : UNREADABLE),
}

const LNBITS_ADDRESS: AddressKind = {
  protocols: ['http:', 'https:'],
  example: 'https://lnbits.example',
  fault: lnbitsFault,
}

function lnbitsFault(address: string): string | null {
  if (!URL.canParse(address)) return "can't be read as an address"
  const { username, password, search, hash } = new URL(address)
  if (username !== '' || password !== '')
    return 'must not hold a user or password: keys have settings of their own'
  return search !== '' || hash !== '' ? 'must be the address alone, without anything after a ? or #' : null
}

function readWorld(reader: SettingReader): World {
  return {
    lamassu: readLamassu(reader),
    lnbitsUrl: reader.url('LNBITS_URL', LNBITS_ADDRESS, 'required') ?? '',
    keys: {
      source: (reader.walletKey(
        'LNBITS_SOURCE_ADMIN_KEY',
        'the admin key of the wallet that pays the clients',
        'required',
      ) ?? '') as WalletKey,
      commission: reader.walletKey(
        'LNBITS_COMMISSION_INVOICE_KEY',
        'the invoice key of the commission wallet',
      ) as WalletKey | null,
      treasury: reader.walletKey(
        'LNBITS_TREASURY_ADMIN_KEY',
        'the admin key of the treasury wallet',
        reader.text('FUNDING') === 'treasury' ? 'required' : 'optional',
      ) as WalletKey | null,
    },
    secretsKey: readSecretsKey(reader),
  }
}

const SECRETS_KEY_FORM = /^(?:[A-Za-z0-9+/]{43}=?|[A-Za-z0-9_-]{43}=?)$/

function readSecretsKey(reader: SettingReader): Buffer {
  const making = 'make one with: openssl rand -base64 32'
  const written = reader.secret('SECRETS_KEY', `32 bytes in base64; ${making}`, 'required')
  // Checked by its form: Node's decoder leaves out what it does not understand.
  if (written !== null && !SECRETS_KEY_FORM.test(written))
    reader.problem('SECRETS_KEY', 'must be 32 bytes in base64 and nothing else', making)
  return Buffer.from(written ?? '', 'base64')
}

function readLamassu(reader: SettingReader): LamassuSettings {
  const databaseUrl = reader.url('LAMASSU_DATABASE_URL', LAMASSU_ADDRESS, 'required') ?? ''
  const host = reader.text('LAMASSU_SSH_HOST')
  if (host === null) {
    refuseHalfSsh(reader)
    return { databaseUrl, ssh: null }
  }
  const privateKey = reader.secret(
    'LAMASSU_SSH_PRIVATE_KEY',
    'the private key, or LAMASSU_SSH_PRIVATE_KEY_FILE with its path',
  )
  const password = reader.secret('LAMASSU_SSH_PASSWORD', 'the password')
  if (privateKey === null && password === null) {
    reader.problem(
      'LAMASSU_SSH_PRIVATE_KEY',
      'or LAMASSU_SSH_PASSWORD is needed to log in',
      'LAMASSU_SSH_PRIVATE_KEY_FILE=/home/bot/.ssh/id_ed25519',
    )
  }
  const ssh = {
    host,
    port: reader.port('LAMASSU_SSH_PORT') ?? 22,
    user: reader.text('LAMASSU_SSH_USER') ?? 'postgres',
    hostKeyFingerprint: readFingerprint(reader),
    ...(privateKey === null ? {} : { privateKey }),
    ...optionalSecret(reader, 'passphrase', 'LAMASSU_SSH_PASSPHRASE', 'the passphrase of the private key'),
    ...(password === null ? {} : { password }),
  }
  return { databaseUrl, ssh }
}

const SSH_SETTINGS = ['PORT', 'USER', 'PRIVATE_KEY', 'PRIVATE_KEY_FILE', 'PASSPHRASE', 'PASSPHRASE_FILE']
  .concat(['PASSWORD', 'PASSWORD_FILE', 'HOST_KEY'])
  .map((name) => `LAMASSU_SSH_${name}`)

/** Without the host the other SSH settings would be ignored, and the connection made directly. */
function refuseHalfSsh(reader: SettingReader): void {
  const given = SSH_SETTINGS.filter((name) => reader.text(name) !== null)
  if (given.length === 0) return
  const verb = given.length === 1 ? 'is' : 'are'
  reader.problem('LAMASSU_SSH_HOST', `is missing, though ${given.join(', ')} ${verb} set`, 'lamassu.example')
}

function optionalSecret<N extends string>(
  reader: SettingReader,
  name: N,
  variable: string,
  what: string,
): { [K in N]?: string } {
  const value = reader.secret(variable, what)
  return (value === null ? {} : { [name]: value }) as { [K in N]?: string }
}

/** Null is legal: the connection is then refused with the fingerprint that the server showed, to be compared. */
function readFingerprint(reader: SettingReader): string | null {
  const fingerprint = reader.text('LAMASSU_SSH_HOST_KEY')
  if (fingerprint !== null && !/^SHA256:[A-Za-z0-9+/]{43}=?$/.test(fingerprint)) {
    reader.problem(
      'LAMASSU_SSH_HOST_KEY',
      'must be a fingerprint as ssh-keygen -l prints it',
      'SHA256:uNiVztksCsDhcc0u9e8BrQ+iBQjdnYNTFK7yeNzfKeo',
    )
  }
  return fingerprint
}

/** The sandbox's LNbits is in this very process: it needs no sparing. */
const SANDBOX_SETTINGS = [
  ['lnbits-requests-per-minute', '100000'],
  // Who tries it alone need not wait for himself.
  ['cooling-off-minutes', '0'],
] as const

function readFixedSettings(reader: SettingReader, sandbox: boolean): ReadonlyMap<string, string> {
  const fixed = new Map<string, string>(sandbox ? SANDBOX_SETTINGS : [])
  for (const { name, variable, example } of SETTINGS) {
    const value = reader.text(variable)
    if (value === null) continue
    const parsed = settingsSchema.shape[name].safeParse(value)
    if (parsed.success) fixed.set(name, value)
    else reader.problem(variable, parsed.error.issues[0]?.message ?? 'is not valid', example)
  }
  return fixed
}

function readFixedLimits(reader: SettingReader): ReadonlyMap<string, number> {
  const fixed = new Map<string, number>()
  for (const [variable, { least, most, example }] of Object.entries(LIMIT_VARIABLES)) {
    const value = reader.text(variable)
    if (value === null) continue
    const isWhole = /^\d{1,15}$/.test(value) && Number(value) >= least && Number(value) <= most
    if (isWhole) fixed.set(variable, Number(value))
    else reader.problem(variable, `must be a whole number from ${least} to ${most}`, example)
  }
  return fixed
}

function readSchedule(reader: SettingReader, sandbox: boolean): string {
  const schedule = reader.text('POLL_SCHEDULE') ?? (sandbox ? '*/2 * * * * *' : '* * * * *')
  if (!isCron(schedule))
    reader.problem('POLL_SCHEDULE', 'must be a cron expression', '"* * * * *" (every minute)')
  return schedule
}
