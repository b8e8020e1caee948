import { Failure } from './failure.ts'
import type { WalletRole } from './observe-wallets.ts'
import {
  firstCharactersOf,
  inForce,
  openKey,
  type OwnKeys,
  type OwnKeyStore,
  ownKeyContext,
  type StoredKey,
} from './own-keys.ts'
import { say } from './phrase.ts'
import type { LnbitsClient, WalletKey } from './ports.ts'
import { type PreflightStore, walletIdBehind, type WalletKeys } from './preflight.ts'
import { recorded } from './recorded.ts'
import { fingerprintOf, type Sealing } from './sealing.ts'
import { KEY_VARIABLES, walletName } from './wallet-words.ts'

/** Changes the keys of the operator's own wallets while the bot runs. Each refuses with what to do instead. */
export interface Rotation {
  /** Tries a new key and keeps it sealed; nothing uses it yet. It has to open the very wallet that the books know. */
  enterOwnKey(role: WalletRole, key: WalletKey): Promise<EnteredKey>
  /** From now on everything uses it, in every process; the one before is kept until a payment has gone through. */
  useOwnKey(role: WalletRole, id: bigint): Promise<EnteredKey>
  /** Puts the key before in force again, and erases the new one. */
  takeBackOwnKey(role: WalletRole): Promise<{ readonly walletId: string; readonly firstCharacters: string }>
}

export interface EnteredKey {
  readonly id: bigint
  readonly walletId: string
  readonly firstCharacters: string
}

export interface RotationDependencies {
  readonly actor: string
  readonly lnbits: LnbitsClient
  readonly preflightStore: PreflightStore
  readonly sealing: Sealing
  readonly settingsKeys: WalletKeys
  readonly ownKeys: Pick<OwnKeys, 'current' | 'forget'>
  readonly store: OwnKeyStore
}

export const createRotation = (deps: RotationDependencies): Rotation => ({
  enterOwnKey: (role, key) => enter(deps, role, key),
  useOwnKey: (role, id) => use(deps, role, id),
  takeBackOwnKey: (role) => takeBack(deps, role),
})

/** Where nothing is configured that could be tried. */
export const noRotation: Rotation = {
  enterOwnKey: () => Promise.reject(nothingConfigured()),
  useOwnKey: () => Promise.reject(nothingConfigured()),
  takeBackOwnKey: () => Promise.reject(nothingConfigured()),
}

const nothingConfigured = (): Failure =>
  new Failure('configuration', say`No LNbits is configured: set LNBITS_URL and LNBITS_SOURCE_ADMIN_KEY.`)

async function enter(deps: RotationDependencies, role: WalletRole, key: WalletKey): Promise<EnteredKey> {
  const { store, sealing, settingsKeys } = deps
  const known = await store.walletOf(role, await keyInUse(deps, role))
  if (known === null)
    throw new Failure(
      'refused',
      say`The books know no ${walletName(role)} yet, so there is nothing to compare a key with: put the first key into the settings (${KEY_VARIABLES[role]}) and start again.`,
    )
  const walletId = await walletOpenedBy(deps, role, key)
  if (walletId !== known)
    throw new Failure(
      'refused',
      say`This key opens wallet ${walletId}, and the ${walletName(role)} of the books is ${known}: balances and history belong to that wallet, so nothing was stored. Give a new key of wallet ${known}. To move to another wallet, let everything be paid first, then change ${KEY_VARIABLES[role]} in the settings and start again.`,
    )
  const fingerprint = fingerprintOf(key)
  const [used] = inForce(await store.kept(), role, settingsKeys[role])
  const settingsKey = settingsKeys[role]
  if (fingerprint === (used?.fingerprint ?? (settingsKey === null ? null : fingerprintOf(settingsKey))))
    throw new Failure('refused', say`This is the key that is in use already: nothing was stored.`)
  await deps.preflightStore.rememberWalletId(key, walletId)
  const firstCharacters = firstCharactersOf(key)
  const sealed = sealing.seal(key, ownKeyContext({ role, walletId }))
  const id = await store.enter({ role, walletId, fingerprint, firstCharacters, sealed }, deps.actor)
  return { id, walletId, firstCharacters }
}

/** A key that can't be opened any more is no reason to take no new one. */
const keyInUse = ({ ownKeys, settingsKeys }: RotationDependencies, role: WalletRole) =>
  ownKeys.current().then(
    (keys) => keys[role],
    (thrown: unknown) => {
      if (thrown instanceof Failure && thrown.code === 'configuration') return settingsKeys[role]
      throw thrown
    },
  )

/** Throws unless LNbits takes the key, and lets it pay where we pay. */
async function walletOpenedBy(
  { lnbits, preflightStore }: RotationDependencies,
  role: WalletRole,
  key: WalletKey,
): Promise<string> {
  const found = await walletIdBehind({ lnbits, store: preflightStore }, role, key)
  if ('problem' in found) throw new Failure('refused', say`${recorded(found.problem)}. Nothing was stored.`)
  if (role !== 'commission' && !found.mayPay)
    throw new Failure(
      'refused',
      say`This key lets LNbits show the ${walletName(role)}, not pay from it: give the wallet's admin key. Nothing was stored.`,
    )
  return found.walletId
}

/** Tried again at this moment: between entering and using it somebody may have changed it in LNbits. */
async function use(deps: RotationDependencies, role: WalletRole, id: bigint): Promise<EnteredKey> {
  const { store, sealing, settingsKeys } = deps
  const stored = (await store.kept()).find((key) => key.id === id && key.role === role)
  if (stored === undefined || stored.sealed === null || stored.inForceAt !== null) throw gone(role, id)
  const walletId = await walletOpenedBy(deps, role, openKey(sealing, { ...stored, sealed: stored.sealed }))
  if (walletId !== stored.walletId)
    throw new Failure(
      'refused',
      say`LNbits says now that this key opens wallet ${walletId}, and not ${stored.walletId} as before: nothing was changed.`,
    )
  const held = settingsKeys[role]
  if (!(await store.putInForce(id, held === null ? null : fingerprintOf(held), deps.actor)))
    throw gone(role, id)
  deps.ownKeys.forget()
  return { id, walletId, firstCharacters: stored.firstCharacters }
}

const gone = (role: WalletRole, id: bigint): Failure =>
  new Failure(
    'refused',
    say`There is no key ${id} of the ${walletName(role)} that could be put in force: one may be used within a day, once. Enter it with "config rotate ${role}".`,
  )

async function takeBack(
  deps: RotationDependencies,
  role: WalletRole,
): ReturnType<Rotation['takeBackOwnKey']> {
  const { store, settingsKeys } = deps
  const [now, before] = inForce(await store.kept(), role, settingsKeys[role])
  if (now === undefined)
    throw new Failure(
      'refused',
      say`The key of the ${walletName(role)} that is in use stands in the settings: there is no older one to go back to.`,
    )
  if (now.provenAt !== null)
    throw new Failure(
      'refused',
      say`The key of the ${walletName(role)} has worked, so the one before it was erased: enter another one with "config rotate ${role}".`,
    )
  const old = keyBefore(deps, role, before)
  const walletId = await walletOpenedBy(deps, role, old)
  if (!(await store.withdraw(now.id, deps.actor)))
    throw new Failure('refused', say`Somebody else has just changed the key: look with "config show".`)
  deps.ownKeys.forget()
  return { walletId, firstCharacters: firstCharactersOf(old) }
}

function keyBefore(
  { sealing, settingsKeys }: RotationDependencies,
  role: WalletRole,
  before: StoredKey | undefined,
): WalletKey {
  if (before?.sealed) return openKey(sealing, { ...before, sealed: before.sealed })
  const held = settingsKeys[role]
  if (held !== null) return held
  throw new Failure(
    'refused',
    say`There is no older key of the ${walletName(role)}: enter another one with "config rotate ${role}".`,
  )
}
