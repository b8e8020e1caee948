import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { validate as isCron } from 'node-cron'
import { Failure } from '../engine/failure.ts'
import type { LamassuSettings } from '../engine/lamassu/settings.ts'
import type { WalletKey } from '../engine/ports.ts'
import type { WalletKeys } from '../engine/preflight.ts'
import { SETTINGS, settingsSchema } from '../engine/settings.ts'

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
}

/** Where the money is and where the cash-outs come from. */
export interface World {
  readonly lamassu: LamassuSettings
  readonly lnbitsUrl: string
  readonly keys: WalletKeys
  /** 32 bytes. */
  readonly secretsKey: Buffer
}

type Environment = Readonly<Record<string, string | undefined>>

/** The environment over the `.env` file of the working folder. */
export function readEnvironment(folder = process.cwd()): Environment {
  const file = resolve(folder, '.env')
  return { ...(existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {}), ...process.env }
}

/** What decides that this is no sandbox: any of these is set. */
const REAL_WORLD = /^(?:LAMASSU_|LNBITS_(?:URL|SOURCE|COMMISSION|TREASURY))/

/** Throws one Failure 'configuration' that lists every problem, each with its variable, what is expected and an example. */
export function readConfig(environment: Environment): Config {
  const reader = createReader(environment)
  const sandbox =
    reader.text('SANDBOX') === '1' ||
    !Object.keys(environment).some((name) => REAL_WORLD.test(name) && environment[name])
  const dataFolder = resolve(reader.text('DATA_DIR') ?? 'data', sandbox ? 'sandbox' : '.')
  const config: Config = {
    sandbox,
    dataFolder,
    databaseUrl: reader.url(
      'DATABASE_URL',
      ['postgres:', 'postgresql:'],
      'postgresql://satmachine:secret@127.0.0.1:5432/satmachine',
    ),
    world: sandbox ? null : readWorld(reader),
    fixedSettings: readFixedSettings(reader, sandbox),
    pollSchedule: readSchedule(reader, sandbox),
    httpPort: readPort(reader, 'HTTP_PORT'),
    logLevel: reader.choice('LOG_LEVEL', ['trace', 'debug', 'info', 'warn', 'error', 'silent']) ?? 'info',
  }
  if (reader.problems.length > 0) {
    throw new Failure(
      'configuration',
      `${reader.problems.length} setting(s) are missing or wrong:\n${reader.problems.map((problem) => `  - ${problem}`).join('\n')}`,
    )
  }
  return config
}

function readWorld(reader: Reader): World {
  return {
    lamassu: readLamassu(reader),
    lnbitsUrl: reader.url('LNBITS_URL', ['http:', 'https:'], 'https://lnbits.example', 'required') ?? '',
    keys: {
      source: (reader.secret(
        'LNBITS_SOURCE_ADMIN_KEY',
        'the admin key of the wallet that pays the clients',
        'required',
      ) ?? '') as WalletKey,
      commission: reader.secret(
        'LNBITS_COMMISSION_INVOICE_KEY',
        'the invoice key of the commission wallet',
      ) as WalletKey | null,
      treasury: reader.secret(
        'LNBITS_TREASURY_ADMIN_KEY',
        'the admin key of the treasury wallet',
        reader.text('FUNDING') === 'treasury' ? 'required' : 'optional',
      ) as WalletKey | null,
    },
    secretsKey: readSecretsKey(reader),
  }
}

function readSecretsKey(reader: Reader): Buffer {
  const written = reader.secret(
    'SECRETS_KEY',
    '32 bytes in base64; make one with: openssl rand -base64 32',
    'required',
  )
  const key = Buffer.from(written ?? '', 'base64')
  if (written !== null && key.length !== 32)
    reader.problem(
      'SECRETS_KEY',
      `must be 32 bytes in base64, and is ${key.length} bytes`,
      'made with: openssl rand -base64 32',
    )
  return key
}

function readLamassu(reader: Reader): LamassuSettings {
  const databaseUrl =
    reader.url(
      'LAMASSU_DATABASE_URL',
      ['postgres:', 'postgresql:'],
      'postgresql://postgres@/lamassu?host=/var/run/postgresql',
      'required',
    ) ?? ''
  const host = reader.text('LAMASSU_SSH_HOST')
  if (host === null) return { databaseUrl, ssh: null }
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
    port: readPort(reader, 'LAMASSU_SSH_PORT') ?? 22,
    user: reader.text('LAMASSU_SSH_USER') ?? 'postgres',
    hostKeyFingerprint: readFingerprint(reader),
    ...(privateKey === null ? {} : { privateKey }),
    ...optionalSecret(reader, 'passphrase', 'LAMASSU_SSH_PASSPHRASE', 'the passphrase of the private key'),
    ...(password === null ? {} : { password }),
  }
  return { databaseUrl, ssh }
}

function optionalSecret<N extends string>(
  reader: Reader,
  name: N,
  variable: string,
  what: string,
): { [K in N]?: string } {
  const value = reader.secret(variable, what)
  return (value === null ? {} : { [name]: value }) as { [K in N]?: string }
}

/** Null is legal: the connection is then refused with the fingerprint that the server showed, to be compared. */
function readFingerprint(reader: Reader): string | null {
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
const SANDBOX_SETTINGS = [['lnbits-requests-per-minute', '100000']] as const

function readFixedSettings(reader: Reader, sandbox: boolean): ReadonlyMap<string, string> {
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

function readSchedule(reader: Reader, sandbox: boolean): string {
  const schedule = reader.text('POLL_SCHEDULE') ?? (sandbox ? '*/2 * * * * *' : '* * * * *')
  if (!isCron(schedule))
    reader.problem('POLL_SCHEDULE', 'must be a cron expression', '"* * * * *" (every minute)')
  return schedule
}

function readPort(reader: Reader, name: string): number | null {
  const written = reader.text(name)
  if (written === null) return null
  const port = /^\d{1,5}$/.test(written) ? Number(written) : 0
  if (port < 1 || port > 65_535) reader.problem(name, 'must be a port number from 1 to 65535', '8930')
  return port
}

interface Reader {
  readonly problems: readonly string[]
  problem(name: string, expected: string, example: string): void
  text(name: string): string | null
  /** X, or the content of the file named by X_FILE. Its value never appears in a problem. */
  secret(name: string, what: string, need?: 'required' | 'optional'): string | null
  url(
    name: string,
    protocols: readonly string[],
    example: string,
    need?: 'required' | 'optional',
  ): string | null
  choice(name: string, choices: readonly string[]): string | null
}

function createReader(environment: Environment): Reader {
  const problems: string[] = []
  const problem: Reader['problem'] = (name, expected, example) =>
    void problems.push(`${name} ${expected}; for example ${example}`)
  const text: Reader['text'] = (name) => environment[name]?.trim() || null
  return {
    problems,
    problem,
    text,
    secret(name, what, need = 'optional') {
      const file = text(`${name}_FILE`)
      const value = file === null ? text(name) : readSecretFile(file)
      if (value === null && file !== null)
        problem(
          `${name}_FILE`,
          'names a file that is missing, empty or not readable by this user',
          `/etc/satmachine/${name.toLowerCase()}`,
        )
      else if (value === null && need === 'required')
        problem(name, `is missing: ${what}`, `${name}_FILE=/etc/satmachine/${name.toLowerCase()}`)
      return value
    },
    url(name, protocols, example, need = 'optional') {
      const value = text(name)
      if (value === null && need === 'required') problem(name, 'is missing', example)
      // The host may be empty in a PostgreSQL address that names a socket folder, which URL itself does not allow with a user.
      else if (value !== null && !protocols.some((protocol) => value.startsWith(`${protocol}//`)))
        problem(name, `must begin with ${protocols.map((p) => `${p}//`).join(' or ')}`, example)
      return value
    },
    choice(name, choices) {
      const value = text(name)
      if (value !== null && !choices.includes(value))
        problem(name, `must be one of ${choices.join(', ')}`, choices[0] ?? '')
      return value
    },
  }
}

function readSecretFile(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim() || null
  } catch {
    return null
  }
}
