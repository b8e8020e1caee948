import { SALE_KINDS, type SaleKind } from './atm/sale-kinds.ts'
import type { Sandbox } from './sandbox.ts'

/** What a newcomer reads first. */
export const sandboxGuide = (url: string): string[] => [
  '',
  '  satmachine — SANDBOX: a simulated ATM, a simulated LNbits, play money only.',
  '',
  '  Ana, Luis and Marta have deposited cash. A customer is about to sell bitcoin to the ATM; watch the',
  '  sats being split in proportion to the deposits and paid into their wallets.',
  '',
  '  Then try:  status show · tx list · tx show 1 · client list · client history --client Ana',
  '             poll pause --reason lunch · poll resume · sell litecoin · help',
  `  Metrics: ${url}/metrics     Stop: Ctrl-C`,
  '',
]

/** Words that only the sandbox's chat knows: they play the customer. */
export function sandboxExtras({
  atm,
}: Sandbox): Record<string, (words: readonly string[]) => Promise<string>> {
  return {
    async sell(words) {
      const [kind = 'lightning'] = words
      if (!Object.hasOwn(SALE_KINDS, kind))
        return `A customer can sell in these ways: ${Object.entries(SALE_KINDS)
          .map(([name, { text }]) => `\n  ${name.padEnd(22)} ${text}`)
          .join('')}`
      const sale = await atm.sellOnce(kind as SaleKind)
      return `A customer sells (${SALE_KINDS[kind as SaleKind].text}): ${sale.fiat} ${sale.fiatCode}. The next poll sees it.`
    },
  }
}
