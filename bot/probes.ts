import type { Pool } from 'pg'
import { formatSats } from '../engine/format.ts'
import { sentenceOf } from '../engine/failure.ts'
import type { LamassuConnection } from '../engine/lamassu/source.ts'
import { assertSupportedVersion } from '../engine/lnbits/version.ts'
import type { Clock, LnbitsClient } from '../engine/ports.ts'
import type { CheckReading, Probes } from '../engine/probes.ts'
import type { Readings } from '../engine/readings.ts'
import type { Settings } from '../engine/settings.ts'
import type { OwnKeys } from '../engine/own-keys.ts'
import { lookUp } from '../engine/settle.ts'
import { readTransfer } from '../engine/store/transfer-store.ts'
import { previewSplit } from '../engine/store/allocation-store.ts'
import { walletIdBehind } from '../engine/preflight.ts'
import { rawErrorOf } from './raw-error.ts'
import type { Wallets } from './wallets.ts'
import { createPreflightStore } from '../engine/store/preflight-store.ts'

export interface ProbesDependencies {
  readonly pool: Pool
  readonly source: LamassuConnection
  readonly lnbits: LnbitsClient
  readonly ownKeys: Pick<OwnKeys, 'current' | 'inUse'>
  readonly hasTreasury: boolean
  readonly readings: Readings
  readonly wallets: Wallets
  readonly settings: () => Promise<{ settings: Settings }>
  readonly clock: Clock
}

/** A clock that is off by more than this puts cash-outs and deposits in the wrong order. */
const LARGEST_CLOCK_SKEW_SECONDS = 30

export function createProbes(deps: ProbesDependencies): Probes {
  return {
    checkAll: (only) => checkAll(deps, only),
    preflight: () => deps.wallets.preflight(),
    ownKeys: () => deps.ownKeys.inUse(),
    async lookUpPayment(kind, id) {
      const transfer = await readTransfer(deps.pool, kind, id)
      if (transfer === null || transfer.paymentHash === null) return { kind: 'no_invoice' }
      const { keyring } = await deps.wallets.payDependencies('lookup')
      const payer = await keyring.payerKey(transfer.payerWalletId)
      const payee = await keyring.payeeKey(transfer)
      if (payer === null || payee === null) {
        return {
          kind: 'unreadable',
          outcome: {
            kind: 'not_executed',
            reason: 'key_refused',
            detail: 'the key of one of its wallets is not at hand',
          },
        }
      }
      return lookUp(deps.lnbits, { payer, payee }, { ...transfer, paymentHash: transfer.paymentHash })
    },
    async lamassuCashOut(transactionId) {
      await deps.source.reconnectNow()
      return deps.source.cashOut(transactionId)
    },
    async lamassuDispensedIds() {
      await deps.source.reconnectNow()
      return deps.source.dispensedIds()
    },
    async previewSplit(cashOut) {
      const { settings } = await deps.settings()
      return previewSplit(deps.pool, cashOut, {
        fixedModeEnabled: settings['fixed-mode'] === 'on',
        timeZone: settings['operator-timezone'],
      })
    },
  }
}

type Check = () => Promise<string>

async function checkAll(
  deps: ProbesDependencies,
  only?: readonly CheckReading['name'][],
): Promise<CheckReading[]> {
  const checks: [CheckReading['name'], Check][] = [
    ['database', () => checkDatabase(deps)],
    ['clock', () => checkClock(deps)],
    ['lamassu', () => checkLamassu(deps)],
    ['lnbits', () => checkLnbits(deps)],
    ['source wallet', async () => (await checkPayingWallet(deps, 'source')).sentence],
    ['commission wallet', () => checkCommissionWallet(deps)],
    ...(deps.hasTreasury
      ? [['treasury wallet', () => checkTreasuryWallet(deps)] as [CheckReading['name'], Check]]
      : []),
    ['stuck payments', () => checkStuck(deps)],
  ]
  const readings: CheckReading[] = []
  for (const [name, check] of checks)
    if (only?.includes(name) ?? true) readings.push(await timed(name, check))
  return readings
}

async function timed(name: CheckReading['name'], check: Check): Promise<CheckReading> {
  const started = performance.now()
  const milliseconds = (): number => Math.round(performance.now() - started)
  try {
    const sentence = await check()
    return { name, ok: true, sentence, milliseconds: milliseconds() }
  } catch (thrown) {
    // An edge: a failing check is the answer to the question.
    const raw = rawErrorOf(thrown)
    const failed = { name, ok: false, sentence: sentenceOf(thrown), milliseconds: milliseconds() }
    return raw === null ? failed : { ...failed, raw }
  }
}

async function checkDatabase(deps: ProbesDependencies): Promise<string> {
  const status = await deps.readings.status()
  await openStoredKeys(deps)
  const clients = status.pools.reduce((total, pool) => total + pool.clients, 0)
  return `answers; ${clients} active client(s) in ${status.pools.length} currency pool(s)`
}

/** A changed SECRETS_KEY opens none of the keys, so that a few tell as much as all. */
const KEYS_OPENED = 20

async function openStoredKeys({ readings, wallets }: ProbesDependencies): Promise<void> {
  const { keyring } = await wallets.payDependencies('check')
  const clients = await readings.clients({ status: 'active', limit: KEYS_OPENED })
  for (const { id, fiatCode, hasKey } of clients)
    if (hasKey) await keyring.payeeKey({ kind: 'client', clientId: id, fiatCode })
}

async function checkClock({ readings, clock }: ProbesDependencies): Promise<string> {
  const { databaseTime } = await readings.status()
  const skewSeconds = Math.abs(databaseTime.getTime() - clock.now().getTime()) / 1000
  if (skewSeconds > LARGEST_CLOCK_SKEW_SECONDS)
    throw new Error(
      `this machine's clock and the database's differ by ${Math.round(skewSeconds)} s: set them by NTP`,
    )
  return 'agrees with the database'
}

async function checkLamassu({ source }: ProbesDependencies): Promise<string> {
  await source.reconnectNow()
  const probe = await source.probe()
  return `answers; PostgreSQL ${probe.postgresVersion}, ${probe.cashOutCount} cash-out row(s)`
}

async function checkLnbits({ lnbits }: ProbesDependencies): Promise<string> {
  const version = await lnbits.version()
  if (version.kind !== 'ok') throw new Error(`LNbits can't be asked for its version: ${version.detail}`)
  assertSupportedVersion(version.value)
  return `answers; version ${version.value}`
}

async function checkPayingWallet(
  { lnbits, ownKeys }: ProbesDependencies,
  role: 'source' | 'treasury',
): Promise<{ walletId: string; sentence: string }> {
  const key = (await ownKeys.current())[role]
  if (key === null) throw new Error(`no ${role} wallet is configured`)
  const state = await lnbits.wallet(key)
  if (state.kind !== 'ok') throw new Error(`the ${role} wallet can't be opened: ${state.detail}`)
  const { name, walletId, balanceMsat } = state.value
  if (walletId === null)
    throw new Error(`the key of the ${role} wallet is an invoice key; an admin key is needed to pay`)
  return {
    walletId,
    sentence: `"${name}" opens for paying, and holds ${String(formatSats(balanceMsat / 1000n))}`,
  }
}

async function checkTreasuryWallet(deps: ProbesDependencies): Promise<string> {
  const { walletId, sentence } = await checkPayingWallet(deps, 'treasury')
  await refuseSourceWallet(deps, walletId, 'LNBITS_TREASURY_ADMIN_KEY')
  return sentence
}

async function checkCommissionWallet(deps: ProbesDependencies): Promise<string> {
  const { lnbits, ownKeys, pool } = deps
  const { commission } = await ownKeys.current()
  if (commission === null)
    return 'none is configured: commission accrues until LNBITS_COMMISSION_INVOICE_KEY is set'
  const store = createPreflightStore(pool)
  const found = await walletIdBehind({ lnbits, store }, 'commission', commission)
  if ('problem' in found) throw new Error(found.problem)
  await refuseSourceWallet(deps, found.walletId, 'LNBITS_COMMISSION_INVOICE_KEY')
  return 'opens for receiving'
}

/** What would be moved from the source wallet to itself would be booked as gone. */
async function refuseSourceWallet(
  { lnbits, ownKeys }: ProbesDependencies,
  walletId: string,
  variable: string,
): Promise<void> {
  const source = await lnbits.wallet((await ownKeys.current()).source)
  if (source.kind === 'ok' && source.value.walletId === walletId)
    throw new Error(`${variable} belongs to the source wallet: give the key of a wallet of its own`)
}

async function checkStuck({ pool, settings }: ProbesDependencies): Promise<string> {
  const hours = (await settings()).settings['max-stuck-payment-hours']
  const stuck = await createPreflightStore(pool).stuckTransfers(hours)
  if (stuck.count > 0)
    throw new Error(
      `${stuck.count} payment(s) are unfinished for more than ${hours} h: see "payment list --status stuck"`,
    )
  return `none is older than ${hours} h`
}
