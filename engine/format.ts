import { Phrase, type Text } from './phrase.ts'
import { formatDecimal } from './domain/money.ts'

/** '266,800 sats' */
export const formatSats = (amount: bigint): Phrase => new Phrase({ kind: 'sats', amount })

/** '5,000.00 GTQ' from minor units. */
export const formatFiat = (amountMinor: bigint, exponent: number, fiatCode: string): Phrase =>
  new Phrase({ kind: 'fiat', amountMinor, exponent, fiatCode })

/** '5.5' for '5.500': without the zeros that say nothing. */
export const trimZeros = (decimal: string): string =>
  decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal

/** '1,234,567.89', exact; what is no plain number stays as it is. */
export const formatNumber = (decimal: string): Text =>
  /^-?\d+(?:\.\d{1,20})?$/.test(decimal) ? new Phrase({ kind: 'number', decimal }) : decimal

/** '2,000.00' from major units times 10^5: with the currency's digits, and with more where there are more. */
export function formatMajor(amountE5: bigint, exponent: number): Text {
  const [whole = '', fraction = ''] = trimZeros(formatDecimal(amountE5, 5)).split('.')
  const digits = fraction.padEnd(exponent, '0')
  return formatNumber(digits === '' ? whole : `${whole}.${digits}`)
}

/** '1a2b3c4d': enough of a long id to tell it apart on a small screen. */
export const shortId = (id: string): string => id.slice(0, 8)

/** '22 Nov 2026, 14:05:07' in the reader's zone. */
export const formatTime = (moment: Date | null): Text =>
  moment === null ? '–' : new Phrase({ kind: 'moment', at: moment, style: 'full' })

/** '22 Nov, 14:05' in the reader's zone. */
export const formatShortTime = (moment: Date | null): Text =>
  moment === null ? '–' : new Phrase({ kind: 'moment', at: moment, style: 'short' })

/** '2 h 5 min', '41 s': the two largest units. */
export const formatAge = (from: Date, now: Date): Phrase =>
  new Phrase({ kind: 'span', seconds: Math.floor((now.getTime() - from.getTime()) / 1000) })

/** '2 h', '30 min', '1 d 6 h'. */
export const formatSpan = (seconds: number): Phrase => new Phrase({ kind: 'span', seconds })

/** '3 payments', '1 payment'. */
export const formatCount = (count: number | bigint, noun: string): Phrase =>
  new Phrase({ kind: 'count', count: BigInt(count), noun })

export const iso = (moment: Date | null): string | null => moment?.toISOString() ?? null

/** '#3 Ana'; where names are hidden '#3 A.' */
export const clientName = ({ id, username }: { id: bigint; username: string | null }): Phrase =>
  new Phrase({ kind: 'client', id, name: username ?? '?' })
