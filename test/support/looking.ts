import assert from 'node:assert/strict'
import { sats } from '../../engine/domain/money.ts'
import { observeWallets } from '../../engine/observe-wallets.ts'
import type { WalletKey } from '../../engine/ports.ts'
import type { WalletKeys } from '../../engine/preflight.ts'
import { createObservationStore } from '../../engine/store/observation-store.ts'
import type { JsonValue } from '../../engine/json-value.ts'
import { sightOf, type SightOptions } from './alerts.ts'
import type { World } from './world.ts'

export const keysOf = (world: World, changed: Partial<WalletKeys> = {}): WalletKeys => ({
  source: world.wallets.source.adminKey as WalletKey,
  commission: world.wallets.commission.invoiceKey as WalletKey,
  treasury: world.wallets.treasury.adminKey as WalletKey,
  ...changed,
})

/** Looks at the wallets at that moment as the bot does, and answers with what rules see then. */
export async function lookAtWallets(
  world: World,
  options: SightOptions & { readonly now: Date; readonly keys?: WalletKeys },
) {
  const { now, keys = keysOf(world) } = options
  const store = createObservationStore(world.pool)
  const before = await store.all()
  await store.record(await observeWallets({ lnbits: world.client, keys, before, now }), now)
  return sightOf(world, options)
}

/** Remembers something as if it had been seen. */
export const remember = (
  world: Pick<World, 'pool'>,
  subject: string,
  seen: {
    readonly at: Date
    readonly outcome?: string
    readonly detail?: string
    readonly value?: JsonValue
  },
): Promise<void> =>
  createObservationStore(world.pool).record(
    [
      {
        subject,
        outcome: seen.outcome ?? 'ok',
        ...(seen.detail === undefined ? {} : { detail: seen.detail }),
        ...(seen.value === undefined ? {} : { value: seen.value }),
      },
    ],
    seen.at,
  )

/** Every answer about a wallet is this one, until the faults are cleared. */
export const answerWallets = (world: World, status: number, body: string): (() => void) =>
  world.control.inject({
    endpoint: 'wallet',
    fault: {
      kind: 'answer',
      moment: 'before',
      answer: {
        status,
        contentType: body.startsWith('{') ? 'application/json' : 'text/html',
        body,
      },
    },
    times: 'all',
  })

/** As an operator does in LNbits: the wallet pays an invoice of another one. */
export async function takeOut(
  world: World,
  from: { readonly adminKey: string },
  amount: bigint,
): Promise<void> {
  const own = world.control.createWallet('somebody’s own')
  const invoice = await world.client.createInvoice(own.invoiceKey as WalletKey, {
    amountSats: sats(amount),
    memo: 'mine',
    reference: 'mine',
    expirySeconds: 600,
  })
  assert(invoice.kind === 'ok')
  await world.client.pay(from.adminKey as WalletKey, { bolt11: invoice.value.bolt11, reference: 'mine' })
  assert.equal(world.control.balanceMsat(own.walletId), amount * 1000n)
}
