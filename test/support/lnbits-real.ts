import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { atExit } from './at-exit.ts'
import { installLnbits } from './lnbits-install.ts'
import { freePort, startLnbitsProcess } from './lnbits-process.ts'
import { quickestFolder } from './quickest-folder.ts'

export interface RealWalletKeys {
  readonly walletId: string
  readonly adminKey: string
  readonly invoiceKey: string
}

/** A real LNbits with FakeWallet as its funding source, on a loopback port, in a folder of its own. */
export interface RealLnbits {
  readonly url: string
  readonly logFile: string
  /** Its SQLite file, which can be read while the server is dead; and a Python that can. */
  readonly databaseFile: string
  readonly python: string
  /** Every wallet belongs to a user of its own, and has no currency, so that nothing asks for exchange rates. */
  createWallet(name: string): Promise<RealWalletKeys>
  topUp(walletId: string, amountSats: bigint): Promise<void>
  balanceMsat(key: string): Promise<bigint>
  deleteWallet(walletId: string): Promise<void>
  resetKeys(walletId: string): Promise<RealWalletKeys>
  deactivateAccount(walletId: string): Promise<void>
  /** The next internal payment kills the server between its debit and its credit; restart() brings it back. */
  armHalfWayDeath(): void
  /** True while the order stands: no internal payment has come since. */
  isArmed(): boolean
  /** Takes the order back. */
  disarm(): void
  /** Ends it (SIGTERM unless told otherwise) and starts it again: same port, same data. */
  restart(options?: { signal?: NodeJS.Signals }): Promise<void>
  /** SIGKILL to the whole process group; restart() brings it back. */
  kill(): Promise<void>
  /** Ends it for good and deletes its data. */
  stop(): Promise<void>
}

/** Installs LNbits if need be (minutes, the first time) and starts it. Environment variables may be added. */
export async function startRealLnbits(
  environment: Readonly<Record<string, string>> = {},
): Promise<RealLnbits> {
  const installed = await installLnbits()
  const folder = mkdtempSync(join(quickestFolder(), 'satmachine-lnbits-'))
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true })
  const stopGuarding = atExit(removeFolder)
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const logFile = join(folder, 'lnbits.log')
  const order = join(folder, 'die-half-way')
  const env = { ...lnbitsEnvironment(folder, port), DIE_HALF_WAY: order, ...environment }
  const start = () => startLnbitsProcess(installed, { url, env, logFile })
  let running = await start()
  const admin = createAdmin(url, await firstInstall(url))
  return {
    url,
    logFile,
    ...admin,
    databaseFile: join(folder, 'database.sqlite3'),
    python: installed.python,
    armHalfWayDeath: () => writeFileSync(order, ''),
    isArmed: () => existsSync(order),
    disarm: () => rmSync(order, { force: true }),
    async restart({ signal = 'SIGTERM' } = {}) {
      await running.end(signal)
      running = await start()
    },
    kill: () => running.end('SIGKILL'),
    async stop() {
      await running.end('SIGKILL')
      removeFolder()
      stopGuarding()
    },
  }
}

function lnbitsEnvironment(folder: string, port: number): Record<string, string> {
  return {
    HOME: folder,
    HOST: '127.0.0.1',
    PORT: `${port}`,
    LNBITS_BACKEND_WALLET_CLASS: 'FakeWallet',
    LNBITS_DATA_FOLDER: folder,
    LNBITS_EXTENSIONS_PATH: folder,
    LNBITS_EXTENSIONS_DEFAULT_INSTALL: '',
    LNBITS_EXTENSIONS_DEACTIVATE_ALL: 'true',
    LNBITS_ADMIN_UI: 'true',
    LNBITS_RATE_LIMIT_NO: '100000',
    AUTH_ALLOWED_METHODS: 'user-id-only, username-password',
    // The superuser's session must outlive a restart.
    AUTH_SECRET_KEY: randomBytes(32).toString('hex'),
  }
}

async function firstInstall(url: string): Promise<string> {
  const password = randomBytes(16).toString('hex')
  const answer = await call(url, 'PUT', '/api/v1/auth/first_install', {
    body: { username: 'superuser', password, password_repeat: password },
  })
  return z.looseObject({ access_token: z.string() }).parse(answer).access_token
}

const walletSchema = z.looseObject({ id: z.string(), adminkey: z.string(), inkey: z.string() })

function createAdmin(url: string, token: string) {
  const headers = { authorization: `Bearer ${token}` }
  const userOf = new Map<string, string>()
  const userPath = (walletId: string): string => `/users/api/v1/user/${userOf.get(walletId)}`
  return {
    async createWallet(name: string): Promise<RealWalletKeys> {
      const user = z
        .looseObject({ id: z.string() })
        .parse(await call(url, 'POST', '/users/api/v1/user', { headers, body: {} }))
      const listed = await call(url, 'GET', `/users/api/v1/user/${user.id}/wallet`, { headers })
      const keys = keysOf(z.tuple([walletSchema]).parse(listed)[0])
      const patch = { headers: { 'x-api-key': keys.adminKey }, body: { name, currency: '' } }
      await call(url, 'PATCH', '/api/v1/wallet', patch)
      userOf.set(keys.walletId, user.id)
      return keys
    },
    async topUp(walletId: string, amountSats: bigint): Promise<void> {
      const body = { id: walletId, amount: Number(amountSats) }
      await call(url, 'PUT', '/users/api/v1/balance', { headers, body })
    },
    async balanceMsat(key: string): Promise<bigint> {
      const answer = await call(url, 'GET', '/api/v1/wallet', { headers: { 'x-api-key': key } })
      return BigInt(z.looseObject({ balance: z.int() }).parse(answer).balance)
    },
    async deleteWallet(walletId: string): Promise<void> {
      await call(url, 'DELETE', `${userPath(walletId)}/wallet/${walletId}`, { headers })
    },
    async resetKeys(walletId: string): Promise<RealWalletKeys> {
      const path = `/api/v1/wallet/reset/${walletId}?usr=${userOf.get(walletId)}`
      return keysOf(walletSchema.parse(await call(url, 'PUT', path, {})))
    },
    async deactivateAccount(walletId: string): Promise<void> {
      await call(url, 'PUT', `${userPath(walletId)}/activate`, { headers, body: { active: false } })
    },
  }
}

function keysOf(wallet: z.output<typeof walletSchema>): RealWalletKeys {
  return { walletId: wallet.id, adminKey: wallet.adminkey, invoiceKey: wallet.inkey }
}

async function call(
  url: string,
  method: string,
  path: string,
  { headers = {}, body }: { headers?: Record<string, string>; body?: unknown },
): Promise<unknown> {
  const response = await fetch(url + path, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    redirect: 'manual',
  })
  const text = await response.text()
  if (!response.ok)
    throw new Error(`LNbits answered ${method} ${path} with ${response.status}: ${text.slice(0, 300)}`)
  return JSON.parse(text)
}
