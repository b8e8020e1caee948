import type { Logger } from 'pino'
import type { Actions } from '../../engine/actions.ts'
import { fiatMinor } from '../../engine/domain/money.ts'
import { sentenceOf } from '../../engine/failure.ts'
import type { WalletKey } from '../../engine/ports.ts'
import type { Readings } from '../../engine/readings.ts'
import { singleFlight } from '../single-flight.ts'
import type { WorkEvents } from '../shift.ts'
import type { SimulatedControl } from './lnbits/control.ts'

/** The people of the sandbox, with what each brings in, in centavos. */
const CLIENTS = [
  { username: 'Ana', depositMinor: 500_000n },
  { username: 'Luis', depositMinor: 300_000n },
  { username: 'Marta', depositMinor: 200_000n },
] as const
const CURRENCY = 'GTQ'
/** What a client brings anew, in first deposits: enough for all that the machines sell between two polls. */
const RENEWED = 3n

/** Half a bitcoin of play money for the source wallet, in portions that LNbits takes at once. */
const PORTION_SATS = 10_000_000n
const PORTIONS = 5

export interface Supplies {
  readonly lnbits: { readonly control: SimulatedControl }
  readonly sourceKey: WalletKey
  readonly readings: Readings
  readonly actions: Actions
}

export function fillSourceWallet(control: SimulatedControl, walletId: string): void {
  for (let portion = 0; portion < PORTIONS; portion += 1) control.topUp(walletId, PORTION_SATS)
}

/** Three clients with deposits and a source wallet with sats; brings in more of whatever runs low. */
export async function supply(supplies: Supplies): Promise<void> {
  const { control } = supplies.lnbits
  const source = control.wallets().find((wallet) => wallet.adminKey === supplies.sourceKey)
  if (source !== undefined && control.balanceMsat(source.walletId) < PORTION_SATS * 1000n)
    fillSourceWallet(control, source.walletId)
  await supplyClients(supplies)
}

/** The clients alone. @param times how many times their usual deposits they bring at first. */
export async function supplyClients(
  { lnbits: { control }, readings, actions }: Supplies,
  times = 1n,
): Promise<void> {
  for (const { username, depositMinor } of CLIENTS) {
    const [client] = await readings.findClients(username)
    const clientId = client?.id ?? (await addClient(control, actions, username))
    if (client !== undefined && client.remaining - client.held >= depositMinor) continue
    const amount = fiatMinor(depositMinor * (client === undefined ? times : RENEWED))
    const deposit = { clientId, amount, note: 'play money', idempotencyKey: null }
    await actions.decideDeposit(await actions.addDeposit(deposit), 'confirmed', null)
  }
}

async function addClient(control: SimulatedControl, actions: Actions, username: string): Promise<bigint> {
  const wallet = control.wallets().find(({ name }) => name === username) ?? control.createWallet(username)
  const key = wallet.invoiceKey as WalletKey
  const client = { username, fiatCode: CURRENCY, key, mode: 'flow', dailyLimit: null } as const
  return (await actions.addClient(client)).clientId
}

/** The same, after every split and whenever something is missing: a sandbox can be watched for days. */
export function resupplied(events: WorkEvents, supplies: Supplies, log: Logger) {
  const flight = singleFlight(
    () => supply(supplies),
    (thrown) => {
      if (thrown !== null) log.warn({ reason: sentenceOf(thrown) }, 'the play money could not be renewed')
    },
  )
  return {
    stop: () => flight.stop(),
    events: {
      ...events,
      onAllocated(transactionIds) {
        events.onAllocated?.(transactionIds)
        flight.wake()
      },
      onWaiting(reason) {
        events.onWaiting?.(reason)
        if (reason !== null) flight.wake()
      },
    } satisfies WorkEvents,
  }
}
