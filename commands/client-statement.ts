import { formatDecimal, sum } from '../engine/domain/money.ts'
import type { Language } from '../engine/people.ts'
import type { ClientReading } from '../engine/readings.ts'
import type { StatementMovement, StatementReading } from '../engine/statement-reading.ts'
import { iso } from '../engine/format.ts'
import { bitcoinPrice } from './client-view.ts'

interface Words {
  readonly head: readonly string[]
  readonly opening: string
  readonly closing: string
  readonly kinds: Readonly<Record<string, string>>
}

const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    head: [
      'time (UTC)',
      'what',
      'reference',
      'in',
      'out',
      'balance',
      'currency',
      'sats received',
      'cash-out',
      'price of a bitcoin',
      'note',
    ],
    opening: 'opening balance',
    closing: 'closing balance',
    kinds: {
      deposit: 'deposit',
      deposit_reversal: 'deposit taken back',
      client_payment: 'bitcoin bought',
      compensation_payment: 'commission given back',
      manual_adjustment: 'adjustment',
      correction: 'correction',
    },
  },
  es: {
    head: [
      'hora (UTC)',
      'qué',
      'referencia',
      'entra',
      'sale',
      'saldo',
      'moneda',
      'sats recibidos',
      'retiro',
      'precio de un bitcoin',
      'nota',
    ],
    opening: 'saldo inicial',
    closing: 'saldo final',
    kinds: {
      deposit: 'depósito',
      deposit_reversal: 'depósito anulado',
      client_payment: 'compra de bitcoin',
      compensation_payment: 'comisión devuelta',
      manual_adjustment: 'ajuste',
      correction: 'corrección',
    },
  },
}

/** The statement as rows for a spreadsheet: every movement with the balance after it, exact to the last unit. */
export function statementRows(
  client: Pick<ClientReading, 'fiatCode' | 'exponent'>,
  statement: StatementReading,
  language: Language,
): string[][] {
  const words = WORDS[language]
  const money = (amount: bigint): string => formatDecimal(amount, client.exponent)
  const total = (at: Date, what: string, balance: bigint): string[] => [
    iso(at) ?? '',
    what,
    '',
    '',
    '',
    money(balance),
    client.fiatCode,
    ...Array<string>(4).fill(''),
  ]
  let balance: bigint = statement.opening
  const line = (movement: StatementMovement): string[] => {
    balance += movement.change
    const price = movementPrice(movement)
    return [
      iso(movement.at) ?? '',
      words.kinds[movement.kind] ?? movement.kind,
      movement.reference,
      movement.change > 0n ? money(movement.change) : '',
      movement.change < 0n ? money(-movement.change) : '',
      money(balance),
      client.fiatCode,
      movement.receivedMsat === 0n ? '' : trimmedSats(movement.receivedMsat),
      movement.cashOutId?.toString() ?? '',
      price === null ? '' : money(price),
      movement.reason ?? '',
    ]
  }
  return [
    [...words.head],
    total(statement.since, words.opening, statement.opening),
    ...statement.movements.map(line),
    total(statement.until, words.closing, statement.closing),
  ]
}

/** What a whole bitcoin cost in this purchase, in minor units; null for what is none. */
export const movementPrice = ({ kind, change, receivedMsat }: StatementMovement): bigint | null =>
  kind === 'client_payment' ? bitcoinPrice(-change, receivedMsat) : null

/** Σ of what came and went, which has to lead from the one balance to the other. */
export const addsUp = (statement: StatementReading): boolean =>
  statement.movements.reduce((sum, movement) => sum + movement.change, statement.opening as bigint) ===
  statement.closing

export interface StatementSum {
  readonly count: number
  readonly change: bigint
}

/** What led from the one balance to the other, by its kind; together they are the whole difference. */
export interface StatementSums {
  readonly deposits: StatementSum
  readonly takenBack: StatementSum
  readonly bought: StatementSum & { readonly receivedMsat: bigint }
  /** Adjustments, and all else that is neither a deposit nor a purchase. */
  readonly corrections: StatementSum
}

export function sumsOf({ movements }: StatementReading): StatementSums {
  const sumOf = (isOne: (kind: string) => boolean): StatementSum => {
    const these = movements.filter(({ kind }) => isOne(kind))
    return { count: these.length, change: sum(these.map(({ change }) => change)) }
  }
  return {
    deposits: sumOf((kind) => kind === 'deposit'),
    takenBack: sumOf((kind) => kind === 'deposit_reversal'),
    bought: {
      ...sumOf((kind) => kind === 'client_payment'),
      receivedMsat: sum(movements.map(({ receivedMsat }) => receivedMsat)),
    },
    corrections: sumOf((kind) => !['deposit', 'deposit_reversal', 'client_payment'].includes(kind)),
  }
}

/** '259029', or '259029.5' where there is less than a whole one. */
export const trimmedSats = (amountMsat: bigint): string => formatDecimal(amountMsat, 3).replace(/\.?0+$/, '')
