import type { CashOutRow } from '../../../engine/ports.ts'
import type { Dice } from './dice.ts'

/** What must have become of a row at the end. */
export type Fate =
  /** In the books once, and distributed. */
  | 'distributed'
  /** In the books once, and set aside for a person. */
  | 'set_aside'
  /** In the books once, whatever its state: it was changed in Lamassu at a moment that decides. */
  | 'known'
  /** Not in the books. */
  | 'absent'
  /** A person has decided about it, or tried to: in the books once or not at all. */
  | 'by_hand'

export interface Sale {
  readonly row: CashOutRow
  readonly fate: Fate
}

const CURRENCIES = { GTQ: 130, USD: 1000, JPY: 7 } as const
export type Currency = keyof typeof CURRENCIES
export const EXPONENTS: Readonly<Record<Currency, number>> = { GTQ: 2, USD: 2, JPY: 0 }

/** A customer sells bitcoin to the machine. `currencies`: those in which a client keeps deposits. */
export function rollSale(dice: Dice, now: Date, currencies: readonly Currency[]): Sale {
  const row = plainRow(dice, now, dice.pick(currencies))
  return dice.weighted<() => Sale>([
    [60, () => ({ row, fate: 'distributed' })],
    [8, () => ({ row: { ...row, ...UNDISPENSED }, fate: 'absent' })],
    [6, () => ({ row: { ...row, status: 'published' }, fate: 'absent' })],
    [12, () => ({ row: { ...row, ...oddity(dice) }, fate: 'set_aside' })],
    [
      4,
      () => ({ row: { ...row, dispense: false, dispenseConfirmed: null, cashTime: null }, fate: 'absent' }),
    ],
    [
      3,
      () => ({
        row: { ...row, ...UNDISPENSED, error: 'cancelled', errorCode: 'operatorCancel' },
        fate: 'absent',
      }),
    ],
  ])()
}

/** The machine has begun to dispense and has not reported the end. */
const UNDISPENSED = { dispenseConfirmed: null, dispensedFiat: null }

export const isOpen = ({ row }: Sale): boolean =>
  row.dispense && row.errorCode === null && (row.dispenseConfirmed === null || row.status === 'published')

/** The late report, or the confirmation of the sats, comes in after all. */
export const finished = ({ row }: Sale): Sale => ({
  row: { ...row, dispenseConfirmed: true, status: 'confirmed' },
  fate: 'distributed',
})

/** Somebody changes the row of a finished cash-out by hand. */
export const changed = (dice: Dice, { row }: Sale): Sale => ({
  row: dice.pick([
    { ...row, cryptoAtoms: `${BigInt(row.cryptoAtoms) + 1n}` },
    { ...row, error: 'dispense failed', errorCode: 'cashboxError' },
    { ...row, commissionPercentage: '0.07000' },
  ]),
  fate: 'known',
})

function plainRow(dice: Dice, now: Date, fiatCode: Currency): CashOutRow {
  const notes = dice.between(1, 40)
  const fiat = notes * dice.pick([20, 50, 100])
  const rate = CURRENCIES[fiatCode]
  const commission = dice.between(0, 1200)
  const cashTime = dice.chance(0.7) ? now : null
  const cryptoAtoms = Math.max(1, Math.round(fiat * rate * (1 + commission / 10_000)) + dice.between(-3, 3))
  return {
    transactionId: uuid(dice),
    cryptoCode: dice.chance(0.8) ? 'LN' : 'BTC',
    cryptoAtoms: `${cryptoAtoms}`,
    fiat: `${fiat}.00000`,
    fiatCode,
    fixedFee: dice.chance(0.1) ? '5.00000' : '0',
    commissionPercentage: `0.${`${commission * 10}`.padStart(5, '0')}`,
    rawTickerPrice: (1e8 / rate).toFixed(5),
    discount: dice.chance(0.2) ? `${dice.between(0, 100)}.00` : null,
    status: dice.pick(['confirmed', 'instant']),
    dispense: true,
    dispenseConfirmed: true,
    error: null,
    errorCode: null,
    isTestCustomer: false,
    created: new Date(now.getTime() - 60_000),
    confirmedAt: dice.chance(0.9) ? now : null,
    dispensedFiat: cashTime !== null && dice.chance(0.7) ? `${fiat}` : null,
    cashTime,
    deviceId: 'machine-1',
    machineName: 'Shop',
    receivedCryptoAtoms: `${cryptoAtoms}`,
  }
}

const oddity = (dice: Dice): Partial<CashOutRow> =>
  dice.pick<Partial<CashOutRow>>([
    { isTestCustomer: true },
    { cryptoCode: 'ETH' },
    { fiatCode: 'EUR' },
    { cryptoAtoms: '0' },
    { fiat: '-100.00000' },
    { fiat: '100.12345', dispensedFiat: null },
    { commissionPercentage: null },
    { rawTickerPrice: null },
    { commissionPercentage: '1.00000' },
    { discount: '250.00' },
    { error: 'dispense', errorCode: 'cashboxError' },
    { dispensedFiat: '0', cashTime: new Date(0) },
    { cryptoAtoms: '99999999999999999999' },
  ])

const uuid = (dice: Dice): string => {
  const hex = dice.bytes(16).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
