import { say, type Text } from '../../engine/phrase.ts'
import { type CommissionRule, type CommissionTerms, splitCommission } from '../../engine/domain/commission.ts'
import { MAX_SATS, parseDecimal, sats } from '../../engine/domain/money.ts'
import { Failure } from '../../engine/failure.ts'
import { next, lines, text } from '../answer.ts'
import { choice, currency, decimal, optional, withDefault } from '../arguments.ts'
import { compared, otherRule, RULE_NAMES, workOut } from '../commission-words.ts'
import { lookCommand } from '../definition.ts'
import { type Currency, readFiatAmount, theCurrency } from '../fiat-amount.ts'
import { formatSats } from '../../engine/format.ts'
import { fiatText, type Split, splitBlocks, splitJson } from '../split-view.ts'
import { numbered } from '../tx-view.ts'

export const command = lookCommand({
  noun: 'tx',
  verb: 'test',
  help: "Work out an invented cash-out for today's clients: a dry run, nothing is written and nothing is sent",
  example: 'tx test --crypto-atoms 266800 --commission 0.03 --discount 0 --fiat 2000.00 --currency GTQ',
  role: 'operator',
  arguments: {
    'crypto-atoms': decimal({
      help: 'sats that the customer pays, commission included',
      placeholder: '266800',
    }),
    commission: decimal({ help: 'the commission as a fraction: 0.03 is 3 %', placeholder: '0.03' }),
    discount: withDefault(decimal({ help: 'percent off the commission', placeholder: '0' }), '0'),
    fiat: decimal({ help: 'cash that the machine pays out, in whole units', placeholder: '2000.00' }),
    currency: currency({ help: 'the currency of the cash' }),
    price: optional(
      decimal({ help: "Lamassu's price of one bitcoin, without commission", placeholder: '771000.00' }),
    ),
    'fixed-fee': withDefault(
      decimal({ help: 'a fixed fee on top, in the same currency', placeholder: '0' }),
      '0',
    ),
    rule: optional(
      choice(['markup', 'ticker'], { help: 'the commission rule; the configured one unless given' }),
    ),
  },
  async look({ readings, probes, settings, now }, args) {
    const money = await theCurrency(readings, args.currency)
    const fiat = readFiatAmount(args.fiat, 'fiat', money)
    const terms = termsOf(args)
    const rule: CommissionRule = args.rule ?? settings['commission-rule']
    const worked = workOut(rule, terms, money)
    if (worked.split === null)
      throw new Failure('usage', say`The ticker rule needs the price: add --price, or --rule markup.`)
    const { baseSats, commissionSats } = worked.split
    const result = await probes.previewSplit({ fiatCode: money.fiatCode, fiat, base: baseSats, time: now })
    const split: Split = { currency: money, fiat, base: baseSats, commission: commissionSats, ...result }
    const other = workOut(otherRule(rule), terms, money)
    return {
      tone: 'plain',
      heading: say`DRY RUN: ${formatSats(baseSats)} for the clients, ${formatSats(commissionSats)} commission`,
      blocks: [
        text(say`Nothing was written and nothing moves. The rule is ${RULE_NAMES[rule]}.`),
        lines(numbered(worked.steps)),
        text(compared(worked, other)),
        text(say`How ${fiatText(fiat, money)} would be shared out at this moment:`),
        ...(await splitBlocks(readings, split)),
        next('client list', 'config show'),
      ],
      json: {
        dryRun: true,
        rule,
        ...inputsJson(terms, money),
        ...splitJson(split),
        otherRule: otherJson(rule, terms),
      },
    }
  },
})

function termsOf(args: {
  'crypto-atoms': string
  commission: string
  discount: string
  fiat: string
  price: string | null
  'fixed-fee': string
}): CommissionTerms {
  const cryptoAtoms = scaled(
    args['crypto-atoms'],
    'crypto-atoms',
    0,
    say`a whole number of sats such as 266800`,
  )
  if (cryptoAtoms <= 0n || cryptoAtoms > MAX_SATS)
    throw new Failure(
      'usage',
      say`--crypto-atoms must be from 1 to ${MAX_SATS} sats; "${args['crypto-atoms']}" is not.`,
    )
  const commissionE5 = scaled(
    args.commission,
    'commission',
    5,
    say`a fraction with 5 decimals at most, such as 0.055`,
  )
  if (commissionE5 < 0n || commissionE5 >= 100_000n)
    throw new Failure(
      'usage',
      say`--commission is a fraction from 0 to below 1, so that 0.03 is 3 %; "${args.commission}" is not.`,
    )
  const discountE4 = scaled(
    args.discount,
    'discount',
    4,
    say`a percentage with 4 decimals at most, such as 10`,
  )
  if (discountE4 < 0n || discountE4 > 1_000_000n)
    throw new Failure('usage', say`--discount is a percentage from 0 to 100; "${args.discount}" is not.`)
  const fixedFeeE5 = scaled(
    args['fixed-fee'],
    'fixed-fee',
    5,
    say`an amount with 5 decimals at most, such as 25.00`,
  )
  if (fixedFeeE5 < 0n)
    throw new Failure('usage', say`--fixed-fee can't be negative; "${args['fixed-fee']}" is.`)
  return {
    cryptoAtomsSats: sats(cryptoAtoms),
    commissionE5,
    discountE4,
    fiatE5: scaled(args.fiat, 'fiat', 5, say`an amount such as 2000.00`),
    fixedFeeE5,
    tickerPriceE5: args.price === null ? null : price(args.price),
  }
}

function price(written: string): bigint {
  const value = scaled(written, 'price', 5, say`an amount with 5 decimals at most, such as 771000.00`)
  if (value <= 0n) throw new Failure('usage', say`--price must be above zero; "${written}" is not.`)
  return value
}

function scaled(written: string, name: string, decimals: number, wanted: Text): bigint {
  const value = parseDecimal(written, decimals)
  if (value === null) throw new Failure('usage', say`--${name} must be ${wanted}; "${written}" is not.`)
  return value
}

const inputsJson = (terms: CommissionTerms, { exponent }: Currency) => ({
  exponent,
  cryptoAtomsSats: terms.cryptoAtomsSats.toString(),
})

function otherJson(rule: CommissionRule, terms: CommissionTerms) {
  const split = splitCommission(otherRule(rule), terms)
  return {
    rule: otherRule(rule),
    baseSats: split?.baseSats.toString() ?? null,
    commissionSats: split?.commissionSats.toString() ?? null,
  }
}
