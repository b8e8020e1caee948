import { formatDecimal } from '../engine/domain/money.ts'

/** '1,234,567.89' */
export const grouped = (decimal: string): string => {
  const [whole = '', fraction] = decimal.split('.')
  const digits = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? digits : `${digits}.${fraction}`
}

/** '266,800 sats' */
export const formatSats = (amount: bigint): string => `${grouped(amount.toString())} sats`

/** '5,000.00 GTQ' from minor units. */
export const formatFiat = (amountMinor: bigint, exponent: number, fiatCode: string): string =>
  `${grouped(formatDecimal(amountMinor, exponent))} ${fiatCode}`

/** '5.5' for '5.500': without the zeros that say nothing. */
export const trimZeros = (decimal: string): string =>
  decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal

/** '2,000.00' from major units times 10^5: with the currency's digits, and with more where there are more. */
export function formatMajor(amountE5: bigint, exponent: number): string {
  const [whole = '', fraction = ''] = trimZeros(formatDecimal(amountE5, 5)).split('.')
  const digits = fraction.padEnd(exponent, '0')
  return grouped(digits === '' ? whole : `${whole}.${digits}`)
}

/** '1a2b3c4d': enough of a long id to tell it apart on a small screen. */
export const shortId = (id: string): string => id.slice(0, 8)

/** '22 Nov 2026, 14:05:07' in the given zone. */
export function formatTime(moment: Date | null, timeZone: string): string {
  if (moment === null) return '–'
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    dateStyle: 'medium',
    timeStyle: 'medium',
    hourCycle: 'h23',
  }).format(moment)
}

/** '22 Nov, 14:05' in the given zone. */
export function formatShortTime(moment: Date | null, timeZone: string): string {
  if (moment === null) return '–'
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(moment)
}

const UNITS = [
  { seconds: 86_400, name: 'd' },
  { seconds: 3_600, name: 'h' },
  { seconds: 60, name: 'min' },
] as const

/** '2 h 5 min', '41 s': the two largest units. */
export function formatAge(from: Date, now: Date): string {
  let left = Math.max(0, Math.floor((now.getTime() - from.getTime()) / 1000))
  const parts: string[] = []
  for (const unit of UNITS) {
    const whole = Math.floor(left / unit.seconds)
    left -= whole * unit.seconds
    if (whole > 0) parts.push(`${whole} ${unit.name}`)
  }
  if (parts.length === 0) return `${left} s`
  return parts.slice(0, 2).join(' ')
}

/** '3 payments', '1 payment'. */
export const formatCount = (count: number | bigint, noun: string): string =>
  `${grouped(count.toString())} ${noun}${BigInt(count) === 1n ? '' : 's'}`

export const iso = (moment: Date | null): string | null => moment?.toISOString() ?? null
