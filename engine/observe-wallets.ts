import { z } from 'zod'
import { msat } from './domain/money.ts'
import type { JsonObject } from './json-value.ts'
import type { Observation, Sighting } from './observations.ts'
import type { LnbitsClient, WalletKey, WalletOutcome, WalletState } from './ports.ts'
import type { WalletKeys } from './preflight.ts'
import { fingerprintOf } from './sealing.ts'

export const WALLET_ROLES = ['source', 'commission', 'treasury'] as const
export type WalletRole = (typeof WALLET_ROLES)[number]

export interface WalletsLook {
  readonly lnbits: Pick<LnbitsClient, 'wallet' | 'version'>
  readonly keys: WalletKeys
  /** What was seen before: balances that can't be read now, and those of the last two days. */
  readonly before: ReadonlyMap<string, Observation>
  readonly now: Date
}

const decimal = z
  .string()
  .regex(/^-?\d{1,19}$/)
  .transform((digits) => msat(BigInt(digits)))
const moment = z.iso.datetime().transform((iso) => new Date(iso))
const valueSchema = z.object({
  balanceMsat: decimal,
  readAt: moment,
  key: z.string(),
  hourly: z.array(z.object({ at: moment, balanceMsat: decimal })),
})

/** A wallet's balance as it was read last, which may be before it became unreadable. */
export type WalletSight = z.output<typeof valueSchema>

/** Null when the wallet was never read. */
export const walletSightOf = (observation: Observation | undefined): WalletSight | null =>
  valueSchema.safeParse(observation?.value).data ?? null

/** Long enough for comparing a whole day, whatever the limit of the comparison is. */
const HOURS_KEPT = 49
const HOUR_MS = 3_600_000
/** The version is read out of a large document. */
const VERSION_EVERY_MS = HOUR_MS

/**
 * Asks LNbits for each of our wallets and now and then for its version: one sighting a subject ('wallet:source',
 * 'lnbits'), to be recorded by the caller. Outcomes: ok, auth, unreachable, rate_limited, refused, none. Never throws. Where
 * LNbits does not answer for one wallet the others are not asked: each would wait for its whole timeout.
 */
export async function observeWallets(look: WalletsLook): Promise<readonly Sighting[]> {
  const sightings: Sighting[] = []
  for (const role of WALLET_ROLES) {
    const key = look.keys[role]
    if (key === null) {
      // One that was taken out of the settings: what was seen of it says nothing any more.
      if (look.before.has(`wallet:${role}`)) sightings.push({ subject: `wallet:${role}`, outcome: 'none' })
      continue
    }
    const away = sightings.find(({ outcome }) => outcome === 'unreachable')
    sightings.push(away === undefined ? await seeWallet(look, role, key) : same(look, role, away))
  }
  const away = sightings.some(({ outcome }) => outcome === 'unreachable')
  return away || !isVersionDue(look) ? sightings : [...sightings, await seeVersion(look)]
}

async function seeWallet(look: WalletsLook, role: WalletRole, key: WalletKey): Promise<Sighting> {
  const subject = `wallet:${role}`
  const outcome = await look.lnbits.wallet(key)
  if (outcome.kind !== 'ok') return { subject, ...problemOf(outcome), ...kept(look, subject) }
  if (outcome.value.walletId === null && role !== 'commission')
    return {
      subject,
      outcome: 'auth',
      detail: 'LNbits takes the key for an invoice key: it may read the wallet, not pay from it',
      ...kept(look, subject),
    }
  return { subject, outcome: 'ok', value: valueOf(look, subject, key, outcome.value) }
}

const same = (look: WalletsLook, role: WalletRole, { outcome, detail }: Sighting): Sighting => ({
  subject: `wallet:${role}`,
  outcome,
  ...(detail === undefined ? {} : { detail }),
  ...kept(look, `wallet:${role}`),
})

/** What can't be told from an answer counts as none: a 5xx, a timeout, a page that is no JSON. */
function problemOf(
  outcome: Exclude<WalletOutcome<unknown>, { kind: 'ok' }>,
): Pick<Sighting, 'outcome'> & { detail: string } {
  const { detail } = outcome
  if (outcome.kind === 'unknown') return { outcome: 'unreachable', detail }
  return { outcome: outcome.reason === 'key_refused' ? 'auth' : outcome.reason, detail }
}

const kept = (look: WalletsLook, subject: string): Pick<Sighting, 'value'> => ({
  value: look.before.get(subject)?.value ?? null,
})

function valueOf(
  look: WalletsLook,
  subject: string,
  walletKey: WalletKey,
  { balanceMsat }: WalletState,
): JsonObject {
  const key = fingerprintOf(walletKey)
  const before = walletSightOf(look.before.get(subject))
  // Balances of another wallet say nothing about this one.
  const hourly = before?.key === key ? before.hourly : []
  const newest = hourly.at(-1)
  const isDue = newest === undefined || look.now.getTime() - newest.at.getTime() >= HOUR_MS
  const all = isDue ? [...hourly, { at: look.now, balanceMsat }] : hourly
  return {
    balanceMsat: String(balanceMsat),
    readAt: look.now.toISOString(),
    key,
    hourly: all
      .slice(-HOURS_KEPT)
      .map((hour) => ({ at: hour.at.toISOString(), balanceMsat: String(hour.balanceMsat) })),
  }
}

function isVersionDue({ before, now }: WalletsLook): boolean {
  const last = before.get('lnbits')
  return last?.outcome !== 'ok' || now.getTime() - last.observedAt.getTime() >= VERSION_EVERY_MS
}

async function seeVersion({ lnbits, before }: WalletsLook): Promise<Sighting> {
  const version = await lnbits.version()
  if (version.kind === 'ok') return { subject: 'lnbits', outcome: 'ok', value: { version: version.value } }
  return { subject: 'lnbits', ...problemOf(version), value: before.get('lnbits')?.value ?? null }
}
