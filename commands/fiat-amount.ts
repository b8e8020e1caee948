import { say } from '../engine/phrase.ts'
import {
  type FiatMinor,
  fiatMinor,
  formatDecimal,
  MAX_FIAT_MINOR,
  parseDecimal,
} from '../engine/domain/money.ts'
import { Failure } from '../engine/failure.ts'
import type { Readings } from '../engine/readings.ts'
import { formatFiat } from '../engine/format.ts'

export interface Currency {
  readonly fiatCode: string
  /** Digits after the point. */
  readonly exponent: number
}

/** A currency that the books know; refused with a sentence when they don't. */
export async function theCurrency(readings: Readings, fiatCode: string): Promise<Currency> {
  const exponent = await readings.exponentOf(fiatCode)
  if (exponent === null)
    throw new Failure(
      'refused',
      say`${fiatCode} is not a currency that the books know: use an ISO 4217 code such as GTQ.`,
    )
  return { fiatCode, exponent }
}

/** An amount in major units, exactly as written, as minor units: above zero, and no finer than the currency. */
export function readFiatAmount(written: string, name: string, currency: Currency): FiatMinor {
  const amount = parseDecimal(written, currency.exponent)
  if (amount === null) throw tooFine(written, name, currency)
  if (amount < 0n) throw new Failure('usage', say`--${name} must be above zero; "${written}" is negative.`)
  if (amount === 0n) throw new Failure('usage', say`--${name} must be above zero; "${written}" is zero.`)
  if (amount > MAX_FIAT_MINOR) {
    const most = formatFiat(MAX_FIAT_MINOR, currency.exponent, currency.fiatCode)
    throw new Failure('usage', say`--${name} can be ${most} at most; "${written}" is more.`)
  }
  return fiatMinor(amount)
}

/** The same with a sign: "-50.00" takes away. Whether zero means anything is for the command to say. */
export function readSignedFiat(written: string, name: string, currency: Currency): FiatMinor {
  const plain = written.replace(/^[+-]/, '')
  if (parseDecimal(plain, currency.exponent) === 0n) return fiatMinor(0n)
  const amount = readFiatAmount(plain, name, currency)
  return fiatMinor(written.startsWith('-') ? -amount : amount)
}

function tooFine(written: string, name: string, { fiatCode, exponent }: Currency): Failure {
  const example = formatDecimal(5000n * 10n ** BigInt(exponent), exponent)
  const allowed =
    exponent === 0 ? say`no digits after the point` : say`${exponent} digits after the point at most`
  return new Failure(
    'usage',
    say`--${name} has too many decimals: ${fiatCode} has ${allowed}, such as ${example}; "${written}" has more.`,
  )
}
