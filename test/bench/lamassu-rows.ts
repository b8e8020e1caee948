import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { lamassuSchemaSql } from '../../bot/sandbox/atm/schema.ts'

/** Lamassu's tables with so many finished Lightning sales in GTQ, spread over the last two years. */
export async function fillLamassu(databaseUrl: string, sales: number): Promise<void> {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query(lamassuSchemaSql('v12'))
    await client.query(
      `INSERT INTO devices (device_id, name) SELECT 'machine-' || n, 'Bench ' || n FROM generate_series(1, 5) AS n`,
    )
    await client.query(
      `INSERT INTO cash_out_txs
         (id, device_id, to_address, crypto_atoms, crypto_code, fiat, fiat_code, status, dispense, dispense_confirmed, created,
          published_at, confirmed_at, hd_index, tx_version, commission_percentage, raw_ticker_price, received_crypto_atoms,
          provisioned_1, provisioned_2, denomination_1, denomination_2, terms_accepted)
       SELECT gen_random_uuid(), 'machine-' || (n % 5 + 1), 'lnbc' || md5(n::text) || md5((n + 1)::text), 100000 + n, 'LN',
              100 * (n % 20 + 1), 'GTQ', 'confirmed', true, true, sold.at, sold.at, sold.at + interval '20 seconds', n, 3,
              0.03, 772000 + n % 5000, 100000 + n, n % 20 + 1, 0, 100, 50, true
       FROM generate_series(1, $1::int) AS n, LATERAL (SELECT now() - interval '2 years' * (1 - n / ($1 + 1.0)) AS at) AS sold`,
      [sales],
    )
    await client.query(
      `INSERT INTO cash_out_actions (tx_id, action, dispensed_1, rejected_1, denomination_1, created, device_id)
       SELECT id, 'dispense', provisioned_1, 0, denomination_1, confirmed_at, device_id FROM cash_out_txs`,
    )
    await client.query('VACUUM ANALYZE')
  } finally {
    await client.end()
  }
}

/** One more sale, confirmed and dispensed. */
export async function sellOne(client: Client): Promise<string> {
  const id = randomUUID()
  await client.query(
    `INSERT INTO cash_out_txs
       (id, device_id, to_address, crypto_atoms, crypto_code, fiat, fiat_code, status, dispense, dispense_confirmed,
        confirmed_at, tx_version, commission_percentage, raw_ticker_price, received_crypto_atoms)
     VALUES ($1, 'machine-1', 'lnbc1', 266800, 'LN', 2000, 'GTQ', 'confirmed', true, true, now(), 3, 0.03, 772000, 266800)`,
    [id],
  )
  await client.query(
    `INSERT INTO cash_out_actions (tx_id, action, dispensed_1, denomination_1) VALUES ($1, 'dispense', 20, 100)`,
    [id],
  )
  return id
}
