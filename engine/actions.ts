import { say, type Text } from './phrase.ts'
import type { Actor, BookkeepingStore, DepositDecision, Switches } from './bookkeeping.ts'
import { type Compensations, type CompensationStore, createCompensations } from './compensations.ts'
import { type Corrections, createCorrections } from './corrections.ts'
import type { FiatMinor } from './domain/money.ts'
import { Failure } from './failure.ts'
import {
  type CashOutInterventions,
  createCashOutInterventions,
  type InterventionDependencies,
  type InterventionStore,
} from './interventions.ts'
import {
  createPaymentInterventions,
  type PaymentInterventions,
  type PaymentInterventionStore,
} from './payment-interventions.ts'
import { createPaperwork, type Paperwork, type PaperworkStore } from './paperwork.ts'
import { type PayDependencies, type PayResult, payTransfer } from './pay.ts'
import type { LnbitsClient, WalletKey } from './ports.ts'
import { type PreflightStore, walletIdBehind } from './preflight.ts'
import { createRotation, noRotation, type Rotation, type RotationDependencies } from './rotation.ts'
import type { Sealing } from './sealing.ts'
import { lookUp } from './settle.ts'
import { type SettingName, settingsSchema } from './settings.ts'
import type { Lease, Transfer, TransferKind, TransferStore } from './storage.ts'
import type { PollOutcome } from './take-in.ts'
import { recorded, recordedOr } from './recorded.ts'

/** Everything that a person may have done. Each refuses with a Failure whose sentence says what to do instead. */
export interface Actions
  extends CashOutInterventions,
    PaymentInterventions,
    Paperwork,
    Corrections,
    Compensations,
    Rotation {
  pollNow(): Promise<PollOutcome>
  setSwitches(switches: Switches, reason: string | null): Promise<void>
  startTrial(): Promise<bigint | null>
  addClient(client: ClientToAdd): Promise<{ clientId: bigint; walletId: string }>
  setClientStatus(clientId: bigint, status: 'active' | 'paused'): Promise<boolean>
  setClientKey(clientId: bigint, fiatCode: string, key: WalletKey): Promise<{ walletId: string }>
  addDeposit(deposit: {
    clientId: bigint
    amount: FiatMinor
    note: string | null
    idempotencyKey: string | null
  }): Promise<bigint>
  decideDeposit(
    depositId: bigint,
    decision: 'confirmed' | 'rejected',
    note: string | null,
  ): Promise<DepositDecision>
  retryPayment(kind: TransferKind, id: bigint): Promise<RetryOutcome>
  setSetting(name: SettingName, value: string): Promise<void>
}

export interface ClientToAdd {
  readonly username: string
  readonly fiatCode: string
  readonly key: WalletKey
  readonly mode: 'flow' | 'fixed'
  readonly dailyLimit: FiatMinor | null
}

export type RetryOutcome =
  /** The wallets show that it was paid: the books were healed, nothing was sent. */
  | { readonly kind: 'healed' }
  | { readonly kind: 'paid' }
  | { readonly kind: 'not_yet'; readonly why: Text }
  | { readonly kind: 'refused'; readonly why: Text }

export interface ActionDependencies {
  readonly actor: Actor
  readonly bookkeeping: BookkeepingStore
  readonly preflightStore: PreflightStore
  readonly transfers: TransferStore
  /** Null where no LNbits is configured. */
  readonly lnbits: LnbitsClient | null
  readonly sealing: Sealing | null
  readonly pay: PayDependencies | null
  readonly poll: () => Promise<PollOutcome>
  /** The wallets that a client's wallet must not be. */
  readonly ownWalletIds: () => Promise<readonly string[]>
  /** For changing the keys of the operator's own wallets; left out where none is configured. */
  readonly rotation?: Omit<RotationDependencies, 'actor'>
  /** What a person decides about single cash-outs and payments. */
  readonly byHand: ByHand
}

export interface ByHand extends Omit<InterventionDependencies, 'actor' | 'store'> {
  readonly cashOuts: InterventionStore
  readonly payments: PaymentInterventionStore
  readonly paperwork: PaperworkStore
  readonly compensations: CompensationStore
}

export function createActions(deps: ActionDependencies): Actions {
  const { bookkeeping, actor, byHand, transfers, pay } = deps
  return {
    ...createCashOutInterventions({ ...byHand, store: byHand.cashOuts, actor }),
    ...createPaymentInterventions({ store: byHand.payments, transfers, pay, actor }),
    ...createPaperwork({ store: byHand.paperwork, actor }),
    ...createCorrections({ store: bookkeeping, actor }),
    ...createCompensations({ store: byHand.compensations, pay, actor }),
    ...(deps.rotation === undefined ? noRotation : createRotation({ ...deps.rotation, actor })),
    pollNow: () => deps.poll(),
    setSwitches: (switches, reason) => bookkeeping.setSwitches(switches, reason),
    startTrial: () => bookkeeping.startTrial(),
    addClient: (client) => addClient(deps, client),
    setClientStatus: (clientId, status) => bookkeeping.setClientStatus(clientId, status, actor),
    setClientKey: (clientId, fiatCode, key) => setClientKey(deps, clientId, fiatCode, key),
    addDeposit: (deposit) => bookkeeping.addDeposit(deposit, actor),
    decideDeposit: (depositId, decision, note) => bookkeeping.decideDeposit(depositId, decision, actor, note),
    retryPayment: (kind, id) => retryPayment(deps, kind, id),
    async setSetting(name, value) {
      const parsed = settingsSchema.shape[name].safeParse(value)
      if (!parsed.success)
        throw new Failure(
          'usage',
          say`${name} ${recordedOr(parsed.error.issues[0]?.message ?? null, say`is not valid`)}; "${value}" was given.`,
        )
      await bookkeeping.setSetting(name, value, actor)
    },
  }
}

async function addClient(
  deps: ActionDependencies,
  client: ClientToAdd,
): Promise<{ clientId: bigint; walletId: string }> {
  const { sealedKey, walletId } = await checkKey(deps, client.key, client.fiatCode)
  try {
    const clientId = await deps.bookkeeping.addClient({ ...client, walletId, sealedKey }, deps.actor)
    return { clientId, walletId }
  } catch (thrown) {
    throw clashSentence(thrown, client)
  }
}

function clashSentence(thrown: unknown, client: { username: string; fiatCode: string }): unknown {
  const constraint =
    thrown instanceof Failure ? (thrown.cause as { constraint?: string } | undefined)?.constraint : undefined
  if (constraint === 'dca_clients_name') {
    return new Failure(
      'refused',
      say`There is already a client named "${client.username}" in ${client.fiatCode}: choose another name.`,
      { cause: thrown },
    )
  }
  if (constraint === 'dca_clients_wallet_id_fiat_code_key') {
    return new Failure(
      'refused',
      say`Another client in ${client.fiatCode} already has this wallet: every client needs a wallet of his own.`,
      { cause: thrown },
    )
  }
  return thrown
}

async function setClientKey(
  deps: ActionDependencies,
  clientId: bigint,
  fiatCode: string,
  key: WalletKey,
): Promise<{ walletId: string }> {
  const { sealedKey, walletId } = await checkKey(deps, key, fiatCode)
  const before = await deps.bookkeeping.sealedClientKey(clientId)
  if (before === null) throw new Failure('refused', say`There is no client #${clientId}.`)
  if (before.walletId !== walletId) {
    throw new Failure(
      'refused',
      say`This key opens wallet ${walletId}, and the client's wallet is ${before.walletId}: a key of the wrong wallet. Payments that are under way belong to the old wallet, so nothing was changed.`,
    )
  }
  await deps.bookkeeping.setClientKey(clientId, walletId, sealedKey, deps.actor)
  return { walletId }
}

async function checkKey(
  deps: ActionDependencies,
  key: WalletKey,
  fiatCode: string,
): Promise<{ sealedKey: Buffer; walletId: string }> {
  if (deps.lnbits === null)
    throw new Failure(
      'configuration',
      say`No LNbits is configured: set LNBITS_URL, so that the key can be tried before it is stored.`,
    )
  if (deps.sealing === null)
    throw new Failure(
      'configuration',
      say`SECRETS_KEY is not set: without it a client's key can't be stored safely. Make one with: openssl rand -base64 32`,
    )
  const found = await walletIdBehind({ lnbits: deps.lnbits, store: deps.preflightStore }, 'client', key)
  if ('problem' in found) throw new Failure('refused', say`${recorded(found.problem)}. Nothing was stored.`)
  if (found.mayPay) {
    throw new Failure(
      'refused',
      say`This is the wallet's admin key, which could spend the client's sats: give its invoice key. Nothing was stored.`,
    )
  }
  if ((await deps.ownWalletIds()).includes(found.walletId)) {
    throw new Failure(
      'refused',
      say`This key opens wallet ${found.walletId}, which is one of the operator's own: a key of the wrong wallet. Nothing was stored.`,
    )
  }
  return {
    walletId: found.walletId,
    sealedKey: deps.sealing.seal(key, sealingContext(found.walletId, fiatCode)),
  }
}

/** What a client's sealed key is bound to. */
export const sealingContext = (walletId: string, fiatCode: string): string => `client:${walletId}:${fiatCode}`

/**
 * Looks first: what the wallets show as paid is booked, what they leave open is refused, and only what they prove
 * unpaid is tried again, with the same invoice.
 */
async function retryPayment(deps: ActionDependencies, kind: TransferKind, id: bigint): Promise<RetryOutcome> {
  const { pay } = deps
  if (pay === null)
    throw new Failure(
      'configuration',
      say`No LNbits is configured: set LNBITS_URL and LNBITS_SOURCE_ADMIN_KEY.`,
    )
  const lease: Lease = { ...pay.lease, owner: `${pay.lease.owner}:retry:${id}` }
  const transfer = await deps.transfers.claimOne(lease, kind, id)
  if (transfer === null)
    return { kind: 'refused', why: say`it is finished, or a worker has it in hand at this moment` }
  try {
    return await retryLeased({ ...pay, lease }, transfer)
  } finally {
    await deps.transfers.postpone(lease, transfer, { error: null, seconds: 0, attempted: false })
  }
}

async function retryLeased(pay: PayDependencies, transfer: Transfer): Promise<RetryOutcome> {
  const healed =
    transfer.paymentHash === null
      ? null
      : await healOrRefuse(pay, { ...transfer, paymentHash: transfer.paymentHash })
  if (healed !== null) return healed
  // A person has decided to try again, so the attempts before do not count against this one.
  const result = await payTransfer(pay, { ...transfer, attempts: 0 })
  return outcomeOf(result)
}

async function healOrRefuse(
  pay: PayDependencies,
  transfer: Transfer & { paymentHash: string },
): Promise<RetryOutcome | null> {
  const payer = await pay.keyring.payerKey(transfer.payerWalletId)
  const payee = await pay.keyring.payeeKey(transfer)
  if (payer === null || payee === null)
    return { kind: 'refused', why: say`a key of one of its wallets is missing` }
  const lookup = await lookUp(pay.lnbits, { payer, payee }, transfer)
  if (lookup.kind === 'unreadable')
    return {
      kind: 'not_yet',
      why: say`the wallets can't be read (${recorded(lookup.outcome.detail)}); look again in a minute`,
    }
  if (lookup.resolution.kind === 'paid') {
    if (!lookup.resolution.receiverConfirmed) return { kind: 'not_yet', why: UNCONFIRMED }
    await pay.store.complete(transfer, lookup.resolution)
    return { kind: 'healed' }
  }
  if (lookup.resolution.kind === 'unpaid' || lookup.resolution.kind === 'invoice_dead') return null
  return { kind: 'refused', why: refusals[lookup.resolution.kind] }
}

const UNCONFIRMED = say`the paying wallet was debited, and the receiver's wallet can't be read: enter its key again with "client set-key"`

const refusals = {
  half_state: say`the paying wallet was debited and the receiver was not credited: paying again would pay twice. Have LNbits repaired`,
  in_flight: say`the payment is under way in LNbits; look again in a minute`,
  receiver_gone: say`the receiver's wallet can't be read; enter its key again with "client set-key"`,
  paid_by_other: say`the invoice was paid from another wallet; nothing is owed on it`,
  contradiction: say`the wallets' rows contradict the books; nothing may be sent before a person has understood why`,
} as const

function outcomeOf(result: PayResult): RetryOutcome {
  switch (result.kind) {
    case 'completed':
      return { kind: 'paid' }
    case 'left_alone':
      return {
        kind: 'refused',
        why: say`payouts are switched off ("poll resume" starts them), another worker took it, or the database was started anew at this very moment; try again`,
      }
    case 'postponed':
      return { kind: 'not_yet', why: recorded(result.why) }
    case 'needs_review':
      return { kind: 'refused', why: recorded(result.why) }
  }
}
