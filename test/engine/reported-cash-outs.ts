import type { CashOutRow } from '../../engine/ports.ts'

/** A finished sale of 2,000.00 GTQ as Lamassu shows it, in bucket 0x1b4. */
export const finishedRow: CashOutRow = {
  transactionId: '1b4e28ba-2fa1-11d2-883f-0016d3cca427',
  deviceId: 'machine-1',
  machineName: 'Zona 10',
  receivedCryptoAtoms: null,
  cryptoCode: 'LN',
  cryptoAtoms: '266800',
  fiat: '2000.00000',
  fiatCode: 'GTQ',
  fixedFee: '0.00000',
  commissionPercentage: '0.03000',
  rawTickerPrice: '772000.00000',
  discount: null,
  status: 'confirmed',
  dispense: true,
  dispenseConfirmed: true,
  error: null,
  errorCode: null,
  isTestCustomer: false,
  created: new Date('2026-03-01T12:00:00Z'),
  confirmedAt: new Date('2026-03-01T12:00:10Z'),
  dispensedFiat: '2000',
  cashTime: new Date('2026-03-01T12:00:30Z'),
}
