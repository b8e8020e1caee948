import { Failure } from '../../engine/failure.ts'
import { say, type Text } from '../../engine/phrase.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import type { FaultyWorld } from './faults.ts'

type PaymentRow = ReturnType<Sandbox['lnbits']['control']['payments']>[number]

/** A payment that is in the books goes out once more, past the bot: the same reference, another hash. */
export async function payAgain({ sandbox, assembly }: FaultyWorld): Promise<void> {
  const paid = sandbox.lnbits.control
    .payments()
    .findLast(
      ({ amountMsat, status, walletId }) =>
        amountMsat > 0n && status === 'success' && isClient(sandbox, walletId),
    )
  if (paid === undefined) throw new Error('a client was paid before')
  await pay(sandbox, { from: 'Source', to: paid.walletId, like: paid })
  // As after a restart of the database: the wallet's history is read again before anything is sent.
  await assembly.stores.history.doubt()
}

/** What went out twice is paid back in cash, which no wallet shows: the difference is written down as settled. */
export async function payBack({ hand }: FaultyWorld): Promise<Text> {
  const settled = await hand.settleDifferences('paid back in cash by the one who was paid twice')
  return settled === 0
    ? say`Nothing is open that could be given back: the bot has not seen it yet, or it is settled.`
    : say`It is settled with the receiver, in cash, and written down: the sats stay where they are.`
}

const isClient = (sandbox: Sandbox, walletId: string): boolean =>
  sandbox.lnbits.control
    .wallets()
    .some(
      (wallet) => wallet.walletId === walletId && wallet.name !== 'Source' && wallet.name !== 'Commission',
    )

/** Through LNbits' own interface, as any program that holds the key could do it. */
async function pay(
  { lnbits: { control }, world }: Sandbox,
  order: { readonly from: string; readonly to: string; readonly like: PaymentRow },
): Promise<void> {
  const payer = control.wallets().find(({ name }) => name === order.from)
  const payee = control.wallets().find(({ walletId }) => walletId === order.to)
  if (payer === undefined || payee === undefined) throw new Error('both wallets are there')
  const { amountMsat, memo, extra } = order.like
  const invoice = await post(world.lnbitsUrl, payee.invoiceKey, {
    out: false,
    amount: Number(amountMsat / 1000n),
    memo,
    extra,
  })
  await post(world.lnbitsUrl, payer.adminKey, { out: true, bolt11: invoice['bolt11'], extra })
}

async function post(
  url: string,
  key: string,
  body: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const answer = await fetch(`${url}/api/v1/payments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Failure('refused', `The simulated LNbits answered ${answer.status}.`)
  return (await answer.json()) as Record<string, unknown>
}
