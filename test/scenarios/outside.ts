import { randomBytes, randomUUID } from 'node:crypto'
import { Pool } from 'pg'
import { lamassuSchemaSql } from '../../bot/sandbox/atm/schema.ts'
import type { WalletKeys } from '../../bot/sandbox/lnbits/control.ts'
import { createSimulatedLnbits } from '../../bot/sandbox/lnbits/simulated.ts'
import { sealingContext } from '../../engine/actions.ts'
import { createSealing } from '../../engine/sealing.ts'
import { type Gate, openGate } from '../bot/outside.ts'
import { minor } from '../support/world.ts'
import { nextNight, timeAhead } from '../support/time-ahead.ts'
import type { Bot } from './bot.ts'

export type Outside = Awaited<ReturnType<typeof openOutside>>

export interface ShopClient {
  readonly id: bigint
  readonly name: string
  readonly wallet: WalletKeys
}

/** Everything that the bot meets outside of itself, in time that runs ahead; Lamassu behind a line that can be cut. */
export async function openOutside() {
  const time = timeAhead(nextNight())
  const books = await time.database()
  const lamassuDatabase = await time.database()
  const lamassu = new Pool({ connectionString: lamassuDatabase.url, max: 2 })
  await lamassu.query(`SET search_path = public; ${lamassuSchemaSql('v12')}`)
  const line = await openGate(portOf(lamassuDatabase.url))
  const lnbits = createSimulatedLnbits({
    random: (bytes) => randomBytes(bytes),
    nowMs: () => Date.now(),
    settings: { requestsPerMinute: null },
  })
  const lnbitsUrl = await lnbits.start()
  const { control } = lnbits
  const wallets = { source: control.createWallet('Source'), commission: control.createWallet('Commission') }
  for (let topUps = 0; topUps < 3; topUps += 1) control.topUp(wallets.source.walletId, 10_000_000n)
  const secretsKey = randomBytes(32)
  return {
    time,
    books,
    lamassu,
    line,
    lnbits,
    control,
    wallets,
    secretsKey,
    lamassuPort: portOf(lamassuDatabase.url),
    environment: {
      DATABASE_URL: books.url,
      LAMASSU_DATABASE_URL: throughGate(lamassuDatabase.url, line),
      LNBITS_URL: lnbitsUrl,
      LNBITS_SOURCE_ADMIN_KEY: wallets.source.adminKey,
      LNBITS_COMMISSION_INVOICE_KEY: wallets.commission.invoiceKey,
      LNBITS_REQUESTS_PER_MINUTE: '100000',
      SECRETS_KEY: secretsKey.toString('base64'),
    },
    async close(): Promise<void> {
      await line.stop()
      await lamassu.end()
      await lnbits.stop()
      await lamassuDatabase.drop()
      await books.drop()
      await time.stop()
    },
  }
}

const portOf = (url: string): number => Number(new URL(url).port || '5432')

function throughGate(url: string, { port }: Gate): string {
  const through = new URL(url)
  through.hostname = '127.0.0.1'
  through.port = String(port)
  return through.href
}

/** A client with a confirmed deposit: '5000.00'. */
export async function addClient(
  { control, secretsKey }: Outside,
  bot: Bot,
  name: string,
  deposit: string,
): Promise<ShopClient> {
  const wallet = control.createWallet(name)
  const { bookkeeping } = bot.assembly.stores
  const id = await bookkeeping.addClient(
    {
      username: name,
      fiatCode: 'GTQ',
      walletId: wallet.walletId,
      sealedKey: createSealing(secretsKey).seal(wallet.invoiceKey, sealingContext(wallet.walletId, 'GTQ')),
      mode: 'flow',
      dailyLimit: null,
    },
    'test',
  )
  const depositId = await bookkeeping.addDeposit(
    { clientId: id, amount: minor(deposit), note: null, idempotencyKey: null },
    'test',
  )
  await bookkeeping.decideDeposit(depositId, 'confirmed', 'test', null)
  return { id, name, wallet }
}

/** A finished Lightning sale of 2,000.00 GTQ at 3 %, now. Returns Lamassu's id. */
export async function sell({ lamassu }: Outside, change: Record<string, unknown> = {}): Promise<string> {
  const now = new Date()
  const row: Record<string, unknown> = {
    id: randomUUID(),
    device_id: 'machine-1',
    to_address: 'lnbc1',
    crypto_atoms: '266800',
    crypto_code: 'LN',
    fiat: '2000.00000',
    fiat_code: 'GTQ',
    status: 'confirmed',
    dispense: true,
    dispense_confirmed: true,
    commission_percentage: '0.03000',
    raw_ticker_price: '772000.00000',
    created: now,
    confirmed_at: now,
    customer_id: '47ac1184-8102-11e7-9079-8f13a7117867',
    tx_version: 1,
    ...change,
  }
  const columns = Object.keys(row)
  await lamassu.query(
    `INSERT INTO public.cash_out_txs (${columns.join(', ')}) VALUES (${columns.map((_, i) => `$${i + 1}`).join(', ')})`,
    Object.values(row),
  )
  return String(row['id'])
}
