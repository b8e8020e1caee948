/** v10 is Lamassu 10.0; v12 adds the fixed fee, which came with 10.2. */
export type LamassuVersion = 'v10' | 'v12'

/** The customer whom Lamassu names when nobody was identified. */
export const ANONYMOUS_CUSTOMER_ID = '47ac1184-8102-11e7-9079-8f13a7117867'

const CASSETTES = ['1', '2', '3', '4']
const RECYCLERS = ['1', '2', '3', '4', '5', '6']
const UNITS = [...CASSETTES, ...RECYCLERS.map((number) => `recycler_${number}`)]

const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ')

const noteColumns = (...kinds: string[]): string =>
  kinds.flatMap((kind) => UNITS.map((unit) => `${kind}_${unit} integer`)).join(', ')

/**
 * The tables of a Lamassu server's database that this bot reads, with the columns, types and defaults that a live
 * server has, for an empty database. Indexes too are as few as there.
 */
export function lamassuSchemaSql(version: LamassuVersion): string {
  const newerColumns = version === 'v12' ? ', fixed_fee numeric(14,5) NOT NULL DEFAULT 0, coupon_id uuid' : ''
  return `
  CREATE TYPE status_stage AS ENUM
    ('notSeen', 'published', 'authorized', 'instant', 'confirmed', 'rejected', 'insufficientFunds');
  CREATE TYPE discount_source AS ENUM ('individualDiscount', 'promoCode');
  CREATE TYPE cash_unit AS ENUM ('cashbox', ${quoted([...CASSETTES.map((n) => `cassette${n}`), ...RECYCLERS.map((n) => `recycler${n}`)])});
  CREATE TYPE cash_unit_operation_type AS ENUM ('cash-box-refill', 'cash-box-empty');
  CREATE TYPE notification_type AS ENUM
    ('highValueTransaction', 'transaction', 'fiatBalance', 'cryptoBalance', 'compliance', 'error', 'security');

  CREATE TABLE customers (
    id uuid PRIMARY KEY,
    phone text,
    email text,
    id_card_data json,
    us_ssn text,
    is_test_customer boolean NOT NULL DEFAULT false,
    created timestamptz NOT NULL DEFAULT now());
  INSERT INTO customers (id) VALUES ('${ANONYMOUS_CUSTOMER_ID}');

  CREATE TABLE devices (
    device_id text PRIMARY KEY,
    name text NOT NULL,
    ${CASSETTES.map((number) => `cassette${number} integer NOT NULL DEFAULT 0`).join(', ')},
    ${RECYCLERS.map((number) => `recycler${number} integer NOT NULL DEFAULT 0`).join(', ')},
    number_of_cassettes integer NOT NULL DEFAULT 2,
    number_of_recyclers integer NOT NULL DEFAULT 0,
    paired boolean NOT NULL DEFAULT true,
    display boolean NOT NULL DEFAULT true,
    created timestamptz NOT NULL DEFAULT now(),
    last_online timestamptz NOT NULL DEFAULT now(),
    version text,
    model text);

  CREATE TABLE cash_out_txs (
    id uuid PRIMARY KEY,
    device_id text NOT NULL,
    to_address text NOT NULL,
    layer_2_address text,
    crypto_atoms numeric(30,0) NOT NULL,
    crypto_code text NOT NULL,
    fiat numeric(14,5) NOT NULL,
    fiat_code text NOT NULL,
    status status_stage NOT NULL DEFAULT 'notSeen',
    dispense boolean NOT NULL DEFAULT false,
    dispense_confirmed boolean DEFAULT false,
    redeem boolean NOT NULL DEFAULT false,
    notified boolean NOT NULL DEFAULT false,
    timedout boolean NOT NULL DEFAULT false,
    phone text,
    email text,
    error text,
    error_code text,
    created timestamptz NOT NULL DEFAULT now(),
    published_at timestamptz,
    confirmed_at timestamptz,
    hd_index integer UNIQUE,
    swept boolean NOT NULL DEFAULT false,
    ${noteColumns('provisioned', 'denomination')},
    customer_id uuid REFERENCES customers (id) DEFAULT '${ANONYMOUS_CUSTOMER_ID}',
    tx_version integer NOT NULL,
    terms_accepted boolean NOT NULL DEFAULT false,
    commission_percentage numeric(14,5),
    raw_ticker_price numeric(14,5),
    received_crypto_atoms numeric(30,0),
    discount smallint,
    discount_source discount_source,
    wallet_score smallint,
    tx_customer_photo_at timestamptz,
    tx_customer_photo_path text${newerColumns});

  CREATE TABLE cash_out_actions (
    id serial PRIMARY KEY,
    tx_id uuid NOT NULL,
    action text NOT NULL,
    to_address text,
    error text,
    error_code text,
    tx_hash text,
    ${noteColumns('provisioned', 'dispensed', 'rejected', 'denomination')},
    redeem boolean NOT NULL DEFAULT false,
    created timestamptz NOT NULL DEFAULT now(),
    device_id text NOT NULL DEFAULT '');

  CREATE TABLE cash_in_txs (
    id uuid PRIMARY KEY,
    device_id text NOT NULL,
    created timestamptz NOT NULL DEFAULT now());

  CREATE TABLE bills (
    id uuid PRIMARY KEY,
    fiat integer NOT NULL,
    cash_in_txs_id uuid NOT NULL REFERENCES cash_in_txs (id),
    created timestamptz NOT NULL DEFAULT now(),
    cashbox_batch_id uuid,
    destination_unit cash_unit NOT NULL DEFAULT 'cashbox');
  CREATE INDEX ON bills (cashbox_batch_id);
  CREATE INDEX ON bills (destination_unit);

  CREATE TABLE empty_unit_bills (
    id uuid PRIMARY KEY,
    fiat integer NOT NULL,
    device_id text NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    cashbox_batch_id uuid);
  CREATE INDEX ON empty_unit_bills (cashbox_batch_id);

  CREATE TABLE cash_unit_operation (
    id uuid PRIMARY KEY,
    device_id text,
    operation_type cash_unit_operation_type NOT NULL,
    created timestamptz NOT NULL DEFAULT now());

  CREATE TABLE notifications (
    id uuid PRIMARY KEY,
    type notification_type NOT NULL,
    detail jsonb,
    message text NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    read boolean NOT NULL DEFAULT false,
    valid boolean NOT NULL DEFAULT true);

  CREATE TABLE user_config (
    id serial PRIMARY KEY,
    type text NOT NULL,
    data json NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    valid boolean NOT NULL,
    schema_version integer NOT NULL DEFAULT 2);`
}
