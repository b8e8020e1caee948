import type { Divergence } from '../engine/explain.ts'
import type { Account, JournalEntry } from '../engine/explain-documents.ts'
import { formatSats } from '../engine/format.ts'
import { type Phrase, say, type Text } from '../engine/phrase.ts'
import { fiatOf, signed } from './adjust-view.ts'

/* Where a client's books stop to agree, in words. */

interface Currency {
  readonly exponent: number
  readonly fiatCode: string
}

/** What a deposit's, payment's or adjustment's key in the journal stands for. */
export function documentWords(key: string): Text {
  const [what = '', ...rest] = key.split(':')
  const last = rest.at(-1) ?? ''
  if (what === 'deposit')
    return last === 'reversed' ? say`reversal of deposit #${rest[0] ?? ''}` : say`deposit #${last}`
  if (what === 'payment') return say`payment #${last}`
  if (what === 'void') return say`given-up payment #${last}`
  if (what === 'allocation') return say`distribution of cash-out #${last}`
  if (what === 'adjustment') return say`adjusted by hand`
  if (what === 'correction') return say`correction of the journal`
  return key
}

/** 'journal entry #13 (deposit #4)' */
export const entryWords = ({ id, key }: JournalEntry): Phrase =>
  say`journal entry #${id} (${documentWords(key)})`

/** Which entry, what it says, and what should stand there. */
export function divergenceWords(found: Divergence, currency: Currency): Text {
  const money = (amount: bigint): Text => fiatOf(currency, amount)
  switch (found.kind) {
    case 'gap':
      return gapWords(found, currency)
    case 'amount':
      return amountWords(found, currency)
    case 'columns':
      return found.account === 'held'
        ? say`${entryWords(found.entry)} says that it left ${money(found.stands)} on hold. By its own amounts it left ${money(found.should)}: that should stand there.`
        : say`${entryWords(found.entry)} says that it left a balance of ${money(found.stands)}. By its own amounts it left ${money(found.should)}: that should stand there.`
    case 'missing': {
      const document = documentWords(found.document)
      const { remaining, held } = found.effect
      const effect = signed(currency, remaining === 0n ? held : remaining)
      if (!found.counted)
        return say`for ${document} there is no entry in the journal, and the balance does not count it either: an entry of ${effect} should stand at the end.`
      return found.entry === null
        ? say`for ${document} there is no entry in the journal, and the balance counts it: an entry of ${effect} should stand at the end.`
        : say`for ${document} there is no entry in the journal, and the balance counts it: an entry of ${effect} should stand right before ${entryWords(found.entry)}.`
    }
    case 'stray':
      return say`${entryWords(found.entry)} of ${signed(currency, found.effect.remaining)} stands for nothing that the books know of: nothing should stand there.`
  }
}

function gapWords(
  { entry, after, account, should, stands }: Extract<Divergence, { kind: 'gap' }>,
  currency: Currency,
): Text {
  const [was, is] = [fiatOf(currency, should), fiatOf(currency, stands)]
  const by = signed(currency, stands - should)
  const left = after === null ? say`the beginning` : entryWords(after)
  if (account === 'held')
    return entry === null
      ? say`after ${left} ${was} was on hold, and now it is ${is}: it was changed by ${by} without an entry. ${was} should be on hold.`
      : say`after ${left} ${was} was on hold, and before ${entryWords(entry)} it was ${is}: it was changed by ${by} without an entry. ${was} should stand there.`
  return entry === null
    ? say`${left} left a balance of ${was}, and now it is ${is}: it was changed by ${by} without an entry. The balance should be ${was}.`
    : say`${left} left a balance of ${was}, and ${entryWords(entry)} began with ${is}: in between it was changed by ${by} without an entry. ${was} should stand there.`
}

function amountWords(
  { entry, document, account, should, stands, changed }: Extract<Divergence, { kind: 'amount' }>,
  currency: Currency,
): Text {
  const [booked, due] = [amountOf(account, stands, currency), amountOf(account, should, currency)]
  const name = documentWords(document)
  if (account === 'msat')
    return say`${entryWords(entry)} books ${booked}, and by ${name} it should be ${due}: one of the two was changed afterwards. What the client's wallet received decides.`
  return changed === 'document'
    ? say`${entryWords(entry)} books ${booked}, and by ${name} it should be ${due}. The balances around the entry agree with the entry: the row of ${name} was changed, and ${booked} should stand there.`
    : say`${entryWords(entry)} books ${booked}, and by ${name} it should be ${due}. The balances around the entry agree with ${name}: the entry was changed, and ${due} should stand there.`
}

const amountOf = (account: Account, amount: bigint, currency: Currency): Text =>
  account !== 'msat'
    ? signed(currency, amount)
    : amount % 1000n === 0n
      ? formatSats(amount / 1000n)
      : say`${String(amount)} msat`
