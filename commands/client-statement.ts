import { formatDecimal } from '../engine/domain/money.ts'
import type { Language } from '../engine/people.ts'
import type { ClientReading, StatementMovement, StatementReading } from '../engine/readings.ts'
import { iso } from '../engine/format.ts'

interface Words {
  readonly head: readonly string[]
  readonly opening: string
  readonly closing: string
  readonly kinds: Readonly<Record<string, string>>
}

const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    head: ['time (UTC)', 'what', 'reference', 'in', 'out', 'balance', 'currency', 'sats received', 'note'],
    opening: 'opening balance',
    closing: 'closing balance',
    kinds: {
      deposit: 'deposit',
      deposit_reversal: 'deposit taken back',
      client_payment: 'bitcoin bought',
      manual_adjustment: 'adjustment',
      correction: 'correction',
    },
  },
  es: {
    head: ['hora (UTC)', 'qué', 'referencia', 'entra', 'sale', 'saldo', 'moneda', 'sats recibidos', 'nota'],
    opening: 'saldo inicial',
    closing: 'saldo final',
    kinds: {
      deposit: 'depósito',
      deposit_reversal: 'depósito anulado',
      client_payment: 'compra de bitcoin',
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
    '',
    '',
  ]
  let balance: bigint = statement.opening
  const line = (movement: StatementMovement): string[] => {
    balance += movement.change
    return [
      iso(movement.at) ?? '',
      words.kinds[movement.kind] ?? movement.kind,
      movement.reference,
      movement.change > 0n ? money(movement.change) : '',
      movement.change < 0n ? money(-movement.change) : '',
      money(balance),
      client.fiatCode,
      movement.receivedMsat === 0n ? '' : trimmedSats(movement.receivedMsat),
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

const trimmedSats = (amountMsat: bigint): string => formatDecimal(amountMsat, 3).replace(/\.?0+$/, '')

/** Σ of what came and went, which has to lead from the one balance to the other. */
export const addsUp = (statement: StatementReading): boolean =>
  statement.movements.reduce((sum, movement) => sum + movement.change, statement.opening as bigint) ===
  statement.closing
