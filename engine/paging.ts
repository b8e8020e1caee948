import { type Finding, ONCALL_SLOTS, type OncallSlot } from './alerting.ts'
import { sats } from './domain/money.ts'
import { say, type Text } from './phrase.ts'

/** The rule under which a person is called by another one. */
export const PAGE_RULE = 'PAGE'

export const SLOT_WORDS: Readonly<Record<OncallSlot, Text>> = {
  level1: say`level 1`,
  level2: say`level 2`,
  level3: say`level 3`,
  lamassu: say`the Lamassu administrator`,
  lnbits: say`the LNbits infrastructure`,
  accountant: say`the accountant`,
}

export interface Page {
  readonly slot: OncallSlot
  readonly words: string
  /** Who calls. */
  readonly name: Text
  readonly now: Date
}

/** Each page is an alert of its own: two about two things must not be taken for one. */
export const pageFinding = ({ slot, words, name, now }: Page, alertId: bigint): Finding => ({
  entity: `page:${slot}:${alertId}`,
  what: say`${name} calls ${SLOT_WORDS[slot]}: ${words}`,
  exposureSats: sats(0n),
  since: now,
  fired: say`called by hand`,
  now: say`Say that you have it, then answer ${name}.`,
  steps: ['status show', 'oncall show'],
})

/** Who is called by an alert of the rule PAGE. */
export function pagedSlot(entity: string): OncallSlot | null {
  const [, word] = entity.split(':')
  return ONCALL_SLOTS.find((slot) => slot === word) ?? null
}
