import { COMMISSION_RULES } from '../engine/domain/commission.ts'
import { parseDecimal } from '../engine/domain/money.ts'
import { Failure } from '../engine/failure.ts'
import type { RightTerms } from '../engine/compensations.ts'
import { joined, say, type Text } from '../engine/phrase.ts'
import { choice, decimal, optional } from './arguments.ts'
import { RULE_NAMES } from './commission-words.ts'

/** What would have been right, where a wrong rule or rate was configured. */
export const rightArguments = {
  rule: optional(
    choice(COMMISSION_RULES, { help: 'the rule that would have been right; else the one of each cash-out' }),
  ),
  rate: optional(
    decimal({
      help: 'the commission that would have been right, in percent before the discount; else the one of each cash-out',
      placeholder: '5.5',
    }),
  ),
}

/** 5.5 is 5500: a fraction times 10^5. The ticker rule has no rate. */
export function rightTermsOf({ rule, rate }: { rule: RightTerms['rule']; rate: string | null }): RightTerms {
  if (rate === null) return { rule, commissionE5: null }
  const commissionE5 = parseDecimal(rate, 3)
  if (commissionE5 === null || commissionE5 < 0n || commissionE5 >= 100_000n)
    throw new Failure(
      'usage',
      say`--rate must be a percentage from 0 to below 100 with at most three decimals, such as 5.5; "${rate}" is not.`,
    )
  if (rule === 'ticker')
    throw new Failure(
      'usage',
      say`--rate says nothing under the ticker rule, which works with the price alone: leave it out.`,
    )
  return { rule, commissionE5 }
}

/** By what the cash-outs are judged. */
export function rightText({ rule, rate }: { rule: RightTerms['rule']; rate: string | null }): Text {
  const by = rule === null ? say`the rule of each cash-out` : say`the rule ${RULE_NAMES[rule]}`
  return rate === null ? by : joined([by, say`${rate} % commission`], ', ')
}
