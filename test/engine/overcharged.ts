import { type Desk, openDesk } from '../support/commands.ts'
import type { TestClient } from '../support/world.ts'
import { soon } from './one-payment.ts'

const DEPOSITS = [
  ['Ana', '1000.01'],
  ['Beto', '777.77'],
  ['Carla', '500.00'],
  ['Delia', '333.33'],
  ['Ernesto', '123.45'],
] as const
/** The third is larger than what is left of the deposits by then: part of it is the operator's own. */
export const SALES = [
  ['600.00000', '80041'],
  ['1300.00000', '173417'],
  ['1500.00000', '200101'],
] as const
export const ASKED = { cashouts: '1,2,3', rate: '5.5', reason: '8 % had been configured' }

export interface Shop {
  readonly desk: Desk
  readonly clients: readonly TestClient[]
}

/** Three cash-outs split by 8 % where 5.5 % would have been right, all of it paid. */
export async function overcharged(options: Parameters<typeof openDesk>[0] = {}): Promise<Shop> {
  const desk = await openDesk(options)
  const clients: TestClient[] = []
  for (const [name, deposit] of DEPOSITS) clients.push(await desk.world.addClient(name, deposit))
  for (const [fiat, sats] of SALES) {
    await desk.world.sell({
      fiat,
      crypto_atoms: sats,
      commission_percentage: '0.08000',
      confirmed_at: soon(),
    })
    await desk.world.toRest()
  }
  return { desk, clients }
}

export const walletOf = ({ desk }: Shop, client: TestClient): bigint =>
  desk.world.control.balanceMsat(client.wallet.walletId)
export const wallets = (shop: Shop): bigint[] => shop.clients.map((client) => walletOf(shop, client) / 1000n)
export const one = async <T extends object>({ world }: Desk, sql: string): Promise<T | undefined> =>
  (await world.pool.query<T>(sql)).rows[0]
