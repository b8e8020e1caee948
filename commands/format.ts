import { formatDecimal } from '../engine/domain/money.ts'

const grouped = (decimal: string): string => {
  const [whole = '', fraction] = decimal.split('.')
  const digits = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? digits : `${digits}.${fraction}`
}

/** '266,800 sats' */
export const formatSats = (amount: bigint): string => `${grouped(amount.toString())} sats`

/** '5,000.00 GTQ' from minor units. */
export const formatFiat = (amountMinor: bigint, exponent: number, fiatCode: string): string =>
  `${grouped(formatDecimal(amountMinor, exponent))} ${fiatCode}`

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
