import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readConfig, readEnvironment } from '../../bot/config.ts'
import { complaint, FINGERPRINT, problems, problemWith, RIGHT, SECRETS_KEY } from './settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'satmachine-config-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('which world it is', () => {
  test('nothing set is the sandbox, in a folder of its own, polling fast', () => {
    expect(readConfig({})).toMatchObject({
      sandbox: true,
      dataFolder: resolve('data/sandbox'),
      databaseUrl: null,
      world: null,
      pollSchedule: '*/2 * * * * *',
      httpPort: null,
      logLevel: 'info',
    })
  })

  test('blanks are nothing', () => {
    expect(readConfig({ LNBITS_URL: '', LAMASSU_DATABASE_URL: '  ' }).sandbox).toBe(true)
  })

  test('settings that belong to no world leave it the sandbox', () => {
    expect(readConfig({ LOG_LEVEL: 'debug', HTTP_PORT: '9000', COMMISSION_RULE: 'ticker' }).sandbox).toBe(
      true,
    )
  })

  test.each([
    { LAMASSU_SSH_HOST: 'lamassu.example' },
    { LAMASSU_DATABASE_URL: 'postgresql://x@y/z' },
    { LAMASSU_SSH_PRIVATE_KEY_FILE: '/nowhere' },
    { LNBITS_URL: 'https://lnbits.example' },
    { LNBITS_SOURCE_ADMIN_KEY_FILE: '/nowhere' },
    { DATABASE_URL: 'postgresql://books:pw@127.0.0.1/books' },
    { SECRETS_KEY },
  ])('%o alone is no sandbox but an unfinished configuration', (partly: Record<string, string>) => {
    expect(complaint(partly)).toMatch(/missing[^]*To try the sandbox instead, with play money, set SANDBOX=1/)
  })

  test('SANDBOX=1 is the sandbox, whatever else is set', () => {
    expect(readConfig({ ...RIGHT, SANDBOX: '1' })).toMatchObject({ sandbox: true, world: null })
  })

  test('SANDBOX=0 is no sandbox, even with nothing else', () => {
    expect(problems({ SANDBOX: '0' }).length).toBeGreaterThan(3)
  })

  test.each(['true', 'yes', 'on'])('SANDBOX=%s is refused, and does not move real money', (written) => {
    expect(problemWith({ SANDBOX: written })).toMatch(/^SANDBOX must be one of 1, 0; for example 1$/)
  })
})

describe('everything right', () => {
  test('becomes a Config', () => {
    const config = readConfig({
      ...RIGHT,
      DATA_DIR: '/var/lib/bot',
      POLL_SCHEDULE: '*/5 * * * *',
      HTTP_PORT: '9090',
    })
    expect(config).toMatchObject({
      sandbox: false,
      dataFolder: '/var/lib/bot',
      databaseUrl: RIGHT.DATABASE_URL,
      pollSchedule: '*/5 * * * *',
      httpPort: 9090,
    })
    expect(config.world).toEqual({
      lamassu: {
        databaseUrl: RIGHT.LAMASSU_DATABASE_URL,
        ssh: {
          host: 'lamassu.example',
          port: 2222,
          user: 'reader',
          hostKeyFingerprint: FINGERPRINT,
          privateKey: 'a private key',
          passphrase: 'its passphrase',
        },
      },
      lnbitsUrl: RIGHT.LNBITS_URL,
      keys: { source: 'sourcekey', commission: 'commissionkey', treasury: null },
      secretsKey: Buffer.alloc(32, 7),
    })
  })

  test('polls every minute, as the user postgres on port 22, unless told otherwise', () => {
    const { LAMASSU_SSH_PORT: _port, LAMASSU_SSH_USER: _user, ...rest } = RIGHT
    const config = readConfig(rest)
    expect(config.pollSchedule).toBe('* * * * *')
    expect(config.world?.lamassu.ssh).toMatchObject({ port: 22, user: 'postgres' })
  })

  test('without an SSH host the connection is direct', () => {
    const { lamassu } = readConfig({
      LAMASSU_DATABASE_URL: 'postgres://reader:pw@10.0.0.7:5432/lamassu',
      LNBITS_URL: RIGHT.LNBITS_URL,
      LNBITS_SOURCE_ADMIN_KEY: 'sourcekey',
      SECRETS_KEY,
    }).world ?? { lamassu: null }
    expect(lamassu).toEqual({ databaseUrl: 'postgres://reader:pw@10.0.0.7:5432/lamassu', ssh: null })
  })

  test('without a pinned host key the connection will be refused with the fingerprint, so this is no mistake here', () => {
    const { LAMASSU_SSH_HOST_KEY: _pinned, ...rest } = RIGHT
    expect(readConfig(rest).world?.lamassu.ssh?.hostKeyFingerprint).toBeNull()
  })

  test('settings of the rules are fixed by the environment', () => {
    const { fixedSettings } = readConfig({
      ...RIGHT,
      COMMISSION_RULE: 'ticker',
      OPERATOR_TIMEZONE: 'America/Guatemala',
    })
    expect(Object.fromEntries(fixedSettings)).toEqual({
      'commission-rule': 'ticker',
      'operator-timezone': 'America/Guatemala',
    })
  })
})

describe('what is missing or wrong', () => {
  test('is listed all at once, each with its name, what is expected and an example', () => {
    const told = problems({
      LAMASSU_SSH_HOST: 'lamassu.example',
      LAMASSU_SSH_HOST_KEY: 'SHA256:...',
      LAMASSU_SSH_PORT: '99999',
      FUNDING: 'treasury',
      COMMISSION_RULE: 'guess',
      OPERATOR_TIMEZONE: 'Guatemala',
      MAX_STUCK_PAYMENT_HOURS: '1000',
      POLL_SCHEDULE: 'every minute',
      HTTP_PORT: '0',
      LOG_LEVEL: 'loud',
      SANDBOX: 'no',
    })
    expect(told.map((line) => line.split(' ')[0] ?? '').sort()).toEqual([
      'COMMISSION_RULE',
      'HTTP_PORT',
      'LAMASSU_DATABASE_URL',
      'LAMASSU_SSH_HOST_KEY',
      'LAMASSU_SSH_PORT',
      'LAMASSU_SSH_PRIVATE_KEY',
      'LNBITS_SOURCE_ADMIN_KEY',
      'LNBITS_TREASURY_ADMIN_KEY',
      'LNBITS_URL',
      'LOG_LEVEL',
      'MAX_STUCK_PAYMENT_HOURS',
      'OPERATOR_TIMEZONE',
      'POLL_SCHEDULE',
      'SANDBOX',
      'SECRETS_KEY',
    ])
    for (const line of told) expect(line).toMatch(/^[A-Z_]+ .{8,}; for example .+$/)
  })

  test('of the chat keeps the bot from starting, and no command of the terminal', () => {
    const broken = {
      ...RIGHT,
      DISCORD_GUILD_ID: '1180012345678901234',
      TELEGRAM_TOKEN: 'revoked',
      LANGUAGE: 'es',
    }
    expect(problems(broken)).toHaveLength(2)
    expect(readConfig(broken, { withoutChat: true }).chat).toEqual({
      language: 'es',
      discord: null,
      telegram: null,
    })
    const other = { ...broken, LNBITS_URL: 'nowhere' }
    expect(() => readConfig(other, { withoutChat: true })).toThrow(/^1 setting\(s\).*\n.*LNBITS_URL/)
    const sound = { ...RIGHT, TELEGRAM_TOKEN: `123456:${'a'.repeat(30)}` }
    expect(readConfig(sound, { withoutChat: true }).chat.telegram?.token).toBe(sound.TELEGRAM_TOKEN)
  })

  test('the treasury key is needed only with FUNDING=treasury', () => {
    expect(problemWith({ FUNDING: 'treasury' })).toMatch(
      /^LNBITS_TREASURY_ADMIN_KEY is missing: the admin key/,
    )
    expect(
      readConfig({ ...RIGHT, FUNDING: 'treasury', LNBITS_TREASURY_ADMIN_KEY: 'treasurykey' }).world?.keys
        .treasury,
    ).toBe('treasurykey')
  })

  test.each(['* * * *', '61 * * * *', 'every minute', '* * * * * * *'])('cron "%s"', (schedule) => {
    expect(problemWith({ POLL_SCHEDULE: schedule })).toMatch(
      /^POLL_SCHEDULE must be a cron expression; for example "/,
    )
  })

  test.each(['0', '65536', '-1', '80a', '1e3', '8 0'])('port "%s"', (port) => {
    expect(problemWith({ HTTP_PORT: port })).toMatch(
      /^HTTP_PORT must be a port number from 1 to 65535; for example 8930$/,
    )
  })

  test.each(['Guatemala', 'UTC+6', 'America/Nowhere'])('time zone "%s"', (zone) => {
    expect(problemWith({ OPERATOR_TIMEZONE: zone })).toMatch(/^OPERATOR_TIMEZONE is not a time zone such as/)
  })

  test.each(['SHA256:abc', 'MD5:00:11', `${FINGERPRINT}x`, 'uNiVztksCsDhcc0u9e8BrQ+iBQjdnYNTFK7yeNzfKeo'])(
    'fingerprint "%s"',
    (fingerprint) => {
      expect(problemWith({ LAMASSU_SSH_HOST_KEY: fingerprint })).toMatch(
        /^LAMASSU_SSH_HOST_KEY must be a fingerprint/,
      )
    },
  )

  test('SSH settings without a host do not become a direct connection', () => {
    const { LAMASSU_SSH_HOST: _host, ...rest } = RIGHT
    expect(problems(rest)).toEqual([
      'LAMASSU_SSH_HOST is missing, though LAMASSU_SSH_PORT, LAMASSU_SSH_USER, LAMASSU_SSH_PRIVATE_KEY, ' +
        'LAMASSU_SSH_PASSPHRASE, LAMASSU_SSH_HOST_KEY are set; for example lamassu.example',
    ])
  })
})

describe('the .env file', () => {
  test('is read from the working folder, and the environment wins', () => {
    const place = join(folder, 'with-env')
    mkdirSync(place)
    writeFileSync(join(place, '.env'), 'SATMACHINE_TEST_A=file\nSATMACHINE_TEST_B="from file"\n')
    process.env['SATMACHINE_TEST_A'] = 'environment'
    try {
      expect(readEnvironment(place)).toMatchObject({
        SATMACHINE_TEST_A: 'environment',
        SATMACHINE_TEST_B: 'from file',
      })
    } finally {
      delete process.env['SATMACHINE_TEST_A']
    }
  })

  test('is not needed', () => {
    expect(readEnvironment(join(folder, 'nowhere'))).toMatchObject({ PATH: process.env['PATH'] })
  })

  test('that cannot be read is named', () => {
    const place = join(folder, 'env-folder')
    mkdirSync(join(place, '.env'), { recursive: true })
    expect(() => readEnvironment(place)).toThrow(
      /The settings in .*\.env can't be read \(.*\): make it a file/,
    )
  })
})
