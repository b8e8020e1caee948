import { Failure } from './failure.ts'
import { WALLET_ROLES, type WalletRole } from './observe-wallets.ts'
import { say } from './phrase.ts'
import type { WalletKey } from './ports.ts'
import type { WalletKeys } from './preflight.ts'
import { fingerprintOf, type Sealing } from './sealing.ts'
import { walletName } from './wallet-words.ts'

/** A key of one of the operator's own wallets that was entered while the bot ran, as the books keep it. */
export interface StoredKey {
  readonly id: bigint
  readonly role: WalletRole
  readonly walletId: string
  readonly fingerprint: string
  readonly firstCharacters: string
  /** Null once it was erased. */
  readonly sealed: Buffer | null
  readonly enteredBy: string
  readonly enteredAt: Date
  /** Null: it was tried, and is not used. */
  readonly inForceAt: Date | null
  /** The fingerprint of the key that the settings held when it was put in force. */
  readonly insteadOf: string | null
  /** When a payment had gone through with it: from then on the one before is not needed any more. */
  readonly provenAt: Date | null
}

export interface NewKey {
  readonly role: WalletRole
  readonly walletId: string
  readonly fingerprint: string
  readonly firstCharacters: string
  readonly sealed: Buffer
}

export interface OwnKeyStore {
  /** Those that are neither erased nor taken back, the oldest first. */
  kept(): Promise<StoredKey[]>
  /** The wallet that this key opens, or that the role's wallet was when it was last known; null when nobody knows. */
  walletOf(role: WalletRole, key: WalletKey | null): Promise<string | null>
  /** One that was entered before and never put in force is withdrawn. */
  enter(key: NewKey, actor: string): Promise<bigint>
  /** False when it is not there to be used: used, withdrawn or older than a day. What waits for the wallet is due at once. */
  putInForce(id: bigint, insteadOf: string | null, actor: string): Promise<boolean>
  /** False when it is proven, or not in force. */
  withdraw(id: bigint, actor: string): Promise<boolean>
  /** Erases the text of the role's keys that were in force before it. */
  prove(id: bigint): Promise<void>
}

/** With which key a wallet is opened now, for people: never the key itself. */
export interface KeyInUse {
  readonly role: WalletRole
  readonly from: 'settings' | 'books' | 'none'
  readonly walletId: string | null
  readonly firstCharacters: string | null
  readonly since: Date | null
  /** True until a payment went through with it; the key before it is kept so long. */
  readonly onTrial: boolean
  /** What "--back" would put in force again; null when there is no way back. */
  readonly before: string | null
  /** Entered and tried, and waiting for the second person. */
  readonly entered: readonly Pick<StoredKey, 'id' | 'firstCharacters' | 'enteredBy' | 'enteredAt'>[]
}

/** The keys of the operator's own wallets: those of the settings, or newer ones out of the books. */
export interface OwnKeys {
  /** As they are now, at most a second old: what another process has put in force is used here too. */
  current(): Promise<WalletKeys>
  inUse(): Promise<readonly KeyInUse[]>
  /** A payment went through with this key. */
  worked(key: WalletKey): Promise<void>
  /** After a change by this process. */
  forget(): void
  /** Every key that was read so far, so that none shows in a log. */
  seen(): readonly WalletKey[]
}

export interface OwnKeysDependencies {
  readonly settings: WalletKeys
  readonly store: Pick<OwnKeyStore, 'kept' | 'prove' | 'walletOf'>
  readonly sealing: Sealing
  /** A clock that never goes back. */
  readonly nowMs: () => number
}

const FRESH_MS = 1000

/** What an own wallet's sealed key is bound to. */
export const ownKeyContext = ({ role, walletId }: { role: WalletRole; walletId: string }): string =>
  `own:${role}:${walletId}`

export const firstCharactersOf = (key: WalletKey): string => key.slice(0, 4)

/** The keys of the books that may be in force for a role, the newest first: as long as the settings are what they were. */
export function inForce(
  kept: readonly StoredKey[],
  role: WalletRole,
  settingsKey: WalletKey | null,
): StoredKey[] {
  const held = settingsKey === null ? null : fingerprintOf(settingsKey)
  const used = kept
    .filter((key) => key.role === role && key.inForceAt !== null)
    .sort((a, b) => (b.inForceAt?.getTime() ?? 0) - (a.inForceAt?.getTime() ?? 0) || (b.id > a.id ? 1 : -1))
  // Who edits the settings after the rotation is never ignored.
  const until = used.findIndex((key) => key.insteadOf !== held)
  return until === -1 ? used : used.slice(0, until)
}

export function createOwnKeys(deps: OwnKeysDependencies): OwnKeys {
  const { settings, store, sealing, nowMs } = deps
  const seen = new Set<WalletKey>(Object.values(settings).filter((key): key is WalletKey => key !== null))
  let read: { readonly atMs: number; readonly kept: Promise<StoredKey[]> } | null = null
  const kept = (): Promise<StoredKey[]> => {
    const now = nowMs()
    if (read === null || now - read.atMs >= FRESH_MS) {
      const asked = { atMs: now, kept: store.kept() }
      read = asked
      asked.kept.catch(() => {
        if (read === asked) read = null
      })
    }
    return read.kept
  }
  const open = (stored: StoredKey & { sealed: Buffer }): WalletKey => {
    const key = openKey(sealing, stored)
    seen.add(key)
    return key
  }
  const keyOf = (all: readonly StoredKey[], role: WalletRole): WalletKey | null => {
    const [stored] = inForce(all, role, settings[role])
    return stored?.sealed ? open({ ...stored, sealed: stored.sealed }) : settings[role]
  }
  return {
    async current() {
      const all = await kept()
      const source = keyOf(all, 'source') ?? settings.source
      return { source, commission: keyOf(all, 'commission'), treasury: keyOf(all, 'treasury') }
    },
    async inUse() {
      const all = await store.kept()
      return Promise.all(WALLET_ROLES.map((role) => inUse(deps, all, role)))
    },
    async worked(key) {
      const fingerprint = fingerprintOf(key)
      const all = await kept()
      const onTrial = all.find(
        (one) => one.fingerprint === fingerprint && one.inForceAt !== null && one.provenAt === null,
      )
      if (onTrial === undefined) return
      await store.prove(onTrial.id)
      read = null
    },
    forget() {
      read = null
    },
    seen: () => [...seen],
  }
}

/** Throws Failure 'configuration' when SECRETS_KEY is not the one that it was sealed with. */
export function openKey(sealing: Sealing, stored: StoredKey & { sealed: Buffer }): WalletKey {
  try {
    return sealing.open(stored.sealed, ownKeyContext(stored)) as WalletKey
  } catch (cause) {
    throw new Failure(
      'configuration',
      say`The stored key of the ${walletName(stored.role)} could not be opened: SECRETS_KEY is not the one it was sealed with. Restore the old SECRETS_KEY, or put the wallet's key into the settings, where a changed key wins, and start again.`,
      { cause },
    )
  }
}

async function inUse(
  { settings, store }: OwnKeysDependencies,
  all: readonly StoredKey[],
  role: WalletRole,
): Promise<KeyInUse> {
  const held = settings[role]
  const [now, before] = inForce(all, role, held)
  const onTrial = now !== undefined && now.provenAt === null
  const settingsFirst = held === null ? null : firstCharactersOf(held)
  return {
    role,
    from: now !== undefined ? 'books' : held === null ? 'none' : 'settings',
    walletId: now?.walletId ?? (await store.walletOf(role, held)),
    firstCharacters: now?.firstCharacters ?? settingsFirst,
    since: now?.inForceAt ?? null,
    onTrial,
    before: onTrial ? (before?.firstCharacters ?? settingsFirst) : null,
    entered: all.filter((key) => key.role === role && key.inForceAt === null),
  }
}
