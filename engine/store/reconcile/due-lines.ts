/**
 * What each row of the books is booked with, line by line: the one place that says it, in SQL over the row's alias. The
 * journal is compared with it in two ways: in marks of many entries at once, and row by row.
 */

interface DueLine {
  readonly account: string
  readonly unit: string
  readonly amount: string
  /** Its account's mark, where that is worked out once for each client (see MARKS_OF_CLIENTS). */
  readonly mark: string | null
  /** A line that says what the row is about; the others only balance it. */
  readonly main: boolean
}

/** The lines of one row, called `t`, in one entry, called `e`. */
export interface Booking {
  readonly what: 'deposit' | 'deposit_reversal' | 'allocation' | 'compensation' | 'payment' | 'void'
  readonly table: string
  readonly entity: string
  readonly key: string
  /** When the row is booked so. */
  readonly when: string
  /** Of which kind its entry is, and by which of the entry's columns it is the row's. */
  readonly kind: string
  readonly link: string
  /** The client whose row it is. */
  readonly owner: string
  /** Of which list of a part the row is chosen, and by which of its columns. */
  readonly of: 'transfers' | 'cashOuts' | 'deposits'
  readonly by: string
  readonly lines: readonly DueLine[]
}

const line = (account: string, unit: string, amount: string): Omit<DueLine, 'main'> => ({
  account,
  unit,
  amount,
  mark: MARKED[account] ?? null,
})
const main = (...of: Parameters<typeof line>): DueLine => ({ ...line(...of), main: true })
const beside = (...of: Parameters<typeof line>): DueLine => ({ ...line(...of), main: false })

const PAYABLE = `'payable:' || t.client_id || ':BTC'`
const HOLD = `'hold:' || t.client_id || ':' || t.fiat_code`
const CLIENT = `'client:' || t.client_id || ':' || t.fiat_code`
const DISPENSED = `'dispensed:' || t.fiat_code`
/** The same account, where its mark is worked out for each client. */
const DISPENSED_TO = `'dispensed:' || (t.fiat_code)`
/** Sats that the operator brought past our wallet: the difference was settled with these words when he said so. */
const ELSEWHERE = `t.payment_hash IN (SELECT payment_hash FROM wallet_differences WHERE what = 'missing' AND settled_how LIKE 'paid from another wallet:%')`
const PAYER = `CASE WHEN ${ELSEWHERE} THEN 'funding:BTC' ELSE 'source:BTC' END`
const MARKED: Readonly<Record<string, string>> = {
  [PAYABLE]: 'c.payable',
  [HOLD]: 'c.hold',
  [CLIENT]: 'c.client',
  [DISPENSED_TO]: 'c.dispensed',
  [PAYER]: `CASE WHEN ${ELSEWHERE} THEN account_mark('funding:BTC', 'msat', $1) ELSE account_mark('source:BTC', 'msat', $1) END`,
}

/** `c` beside a client's payments: a million payments are of ten thousand clients. */
export const MARKS_OF_CLIENTS = `(
  SELECT t.client_id, t.fiat_code, account_mark(${PAYABLE}, 'msat', $1) AS payable, account_mark(${HOLD}, t.fiat_code, $1) AS hold,
         account_mark(${CLIENT}, t.fiat_code, $1) AS client, account_mark(${DISPENSED}, t.fiat_code, $1) AS dispensed
  FROM (SELECT id AS client_id, fiat_code FROM dca_clients) AS t) AS c`

const MSAT = `'msat'`
const SATS = 't.amount_sats::bigint * 1000'

/** How each kind of transfer is booked when it is completed, and when it is given up. */
const TRANSFERS: readonly {
  readonly kind: string
  readonly table: string
  readonly completed: readonly DueLine[]
  readonly voided: readonly DueLine[]
}[] = [
  {
    kind: 'client',
    table: 'dca_payments',
    completed: [
      main(PAYABLE, MSAT, SATS),
      beside(`'fees:BTC'`, MSAT, '-t.fee_msat'),
      main(PAYER, MSAT, `t.fee_msat - ${SATS}`),
      main(HOLD, 't.fiat_code', 't.amount_fiat::bigint'),
      beside(DISPENSED_TO, 't.fiat_code', '-t.amount_fiat::bigint'),
    ],
    voided: [
      main(PAYABLE, MSAT, SATS),
      beside(`'house:BTC'`, MSAT, `-(${SATS})`),
      main(HOLD, 't.fiat_code', 't.amount_fiat::bigint'),
      main(CLIENT, 't.fiat_code', '-t.amount_fiat::bigint'),
      beside(`'house:' || t.fiat_code`, 't.fiat_code', 't.amount_fiat::bigint'),
      beside(DISPENSED_TO, 't.fiat_code', '-t.amount_fiat::bigint'),
    ],
  },
  {
    kind: 'commission',
    table: 'commission_payments',
    completed: [
      main(`'commission:BTC'`, MSAT, SATS),
      beside(`'fees:BTC'`, MSAT, '-t.fee_msat'),
      main(PAYER, MSAT, `t.fee_msat - ${SATS}`),
    ],
    voided: [main(`'commission:BTC'`, MSAT, SATS), beside(`'house:BTC'`, MSAT, `-(${SATS})`)],
  },
  {
    kind: 'compensation',
    table: 'compensation_payments',
    completed: [
      main(PAYABLE, MSAT, SATS),
      beside(`'fees:BTC'`, MSAT, '-t.fee_msat'),
      main(PAYER, MSAT, `t.fee_msat - ${SATS}`),
    ],
    voided: [main(PAYABLE, MSAT, SATS), beside(`'house:BTC'`, MSAT, `-(${SATS})`)],
  },
  {
    kind: 'funding',
    table: 'funding_transfers',
    completed: [
      main(`'source:BTC'`, MSAT, SATS),
      beside(`'fees:BTC'`, MSAT, '-t.fee_msat'),
      main(`'funding:BTC'`, MSAT, `t.fee_msat - ${SATS}`),
    ],
    voided: [],
  },
]

const DEPOSIT: Omit<Booking, 'what' | 'key' | 'kind' | 'link' | 'when' | 'lines'> = {
  table: 'dca_deposits',
  entity: `'deposit:' || t.id`,
  owner: 't.client_id',
  of: 'deposits',
  by: 't.id',
}
const CASH_OUT: Omit<Booking, 'what' | 'table' | 'key' | 'kind' | 'when' | 'link' | 'lines'> = {
  entity: `'tx:' || t.id`,
  owner: 'NULL::bigint',
  of: 'cashOuts',
  by: 't.id',
}
/** What a client gets of a cash-out stands in the cash-out's own entry. */
const shareOf = (kind: 'client' | 'compensation'): Omit<Booking, 'lines' | 'what' | 'key' | 'kind'> => ({
  table: kind === 'client' ? 'dca_payments' : 'compensation_payments',
  entity: `'payment:${kind}:' || t.id`,
  when: 'true',
  owner: 't.client_id',
  link: 'e.lamassu_transaction_id = t.lamassu_transaction_id',
  of: 'cashOuts',
  by: 't.lamassu_transaction_id',
})

export const BOOKINGS: readonly Booking[] = [
  {
    ...DEPOSIT,
    what: 'deposit',
    key: `'deposit:' || t.id`,
    kind: 'deposit',
    link: `e.idempotency_key = 'deposit:' || t.id`,
    when: `t.status IN ('confirmed', 'reversed')`,
    lines: [
      beside(`'cash:' || t.currency`, 't.currency', 't.amount::bigint'),
      main(`'client:' || t.client_id || ':' || t.currency`, 't.currency', '-t.amount::bigint'),
    ],
  },
  {
    ...DEPOSIT,
    what: 'deposit_reversal',
    key: `'deposit:' || t.id || ':reversed'`,
    kind: 'deposit_reversal',
    link: `e.idempotency_key = 'deposit:' || t.id || ':reversed'`,
    when: `t.status = 'reversed'`,
    lines: [
      beside(`'cash:' || t.currency`, 't.currency', '-t.amount::bigint'),
      main(`'client:' || t.client_id || ':' || t.currency`, 't.currency', 't.amount::bigint'),
    ],
  },
  {
    ...CASH_OUT,
    what: 'allocation',
    table: 'lamassu_transactions',
    key: `'allocation:' || t.id`,
    when: `t.status IN ('processing', 'completed')`,
    kind: 'allocation',
    link: 'e.lamassu_transaction_id = t.id',
    lines: [
      main(`'funding:BTC'`, MSAT, '(t.base_amount + t.commission_amount) * 1000'),
      main(`'commission:BTC'`, MSAT, '-t.commission_amount::bigint * 1000'),
      main(`'house:BTC'`, MSAT, '-t.unallocated_sats::bigint * 1000'),
      main(`'house:' || t.fiat_code`, 't.fiat_code', 't.unallocated_fiat::bigint'),
      beside(DISPENSED, 't.fiat_code', '-t.unallocated_fiat::bigint'),
    ],
  },
  {
    ...shareOf('client'),
    what: 'allocation',
    key: `'allocation:' || t.lamassu_transaction_id`,
    kind: 'allocation',
    lines: [
      main(PAYABLE, MSAT, `-(${SATS})`),
      main(CLIENT, 't.fiat_code', 't.amount_fiat::bigint'),
      main(HOLD, 't.fiat_code', '-t.amount_fiat::bigint'),
    ],
  },
  {
    what: 'compensation',
    table: 'commission_compensations',
    entity: `'tx:' || t.lamassu_transaction_id`,
    key: `'compensation:' || t.lamassu_transaction_id`,
    when: 'true',
    kind: 'compensation',
    link: 'e.lamassu_transaction_id = t.lamassu_transaction_id',
    owner: 'NULL::bigint',
    of: 'cashOuts',
    by: 't.lamassu_transaction_id',
    lines: [main(`'commission:BTC'`, MSAT, SATS), main(`'house:BTC'`, MSAT, '-t.house_sats::bigint * 1000')],
  },
  {
    ...shareOf('compensation'),
    what: 'compensation',
    key: `'compensation:' || t.lamassu_transaction_id`,
    kind: 'compensation',
    lines: [main(PAYABLE, MSAT, `-(${SATS})`)],
  },
  ...TRANSFERS.flatMap(({ kind, table, completed, voided }): Booking[] => {
    const transfer = {
      table,
      entity: `'payment:${kind}:' || t.id`,
      owner: kind === 'client' || kind === 'compensation' ? 't.client_id' : 'NULL::bigint',
      of: 'transfers' as const,
      by: 't.id',
    }
    return [
      {
        ...transfer,
        what: 'payment' as const,
        key: `'payment:${kind}:' || t.id`,
        when: `t.status = 'completed'`,
        kind: `${kind}_payment`,
        link: 'e.transfer_id = t.id',
        lines: completed,
      },
      {
        ...transfer,
        what: 'void' as const,
        key: `'void:${kind}:' || t.id`,
        when: `t.status IN ('failed', 'cancelled')`,
        kind: `${kind}_payment_void`,
        link: 'e.transfer_id = t.id',
        lines: voided,
      },
    ].filter(({ lines }) => lines.length > 0)
  }),
]
