import type { OncallContact } from '../../engine/alerting.ts'
import { sats } from '../../engine/domain/money.ts'
import { botSightOf } from '../../engine/observe-self.ts'
import { joined, type Phrase, say } from '../../engine/phrase.ts'
import { defineRule } from '../rule.ts'

const LEVELS = ['level1', 'level2', 'level3'] as const

export const rule = defineRule({
  id: 'CONTACTS_MISSING',
  title: 'Nobody to call',
  severity: 'medium',
  runbook: 'R0',
  respondMinutes: 24 * 60,
  everySeconds: 300,
  money: false,
  why: 'An emergency that reaches nobody is not handled by anybody',
  trigger: 'a level of the people on call has no name or no way to be reached, or no amount calls the owner',
  automatic: null,
  resolves: 'the three levels and the amount are filled in',
  goodChecks: 1,
  limits: {},
  async check({ observations, signs, now }) {
    const bot = observations.get('bot')
    const sight = botSightOf(bot)
    // Not known yet, or play money.
    if (sight === null || sight.sandbox) return []
    const contacts = await signs.alerts.oncall()
    const blanks = LEVELS.filter((slot) => !isReachable(contacts.find((contact) => contact.slot === slot)))
    const words: Phrase[] = blanks.map((slot) => say`level ${slot.slice(-1)}`)
    if (sight.l3ThresholdSats === null) words.push(say`the amount that calls the owner`)
    if (words.length === 0) return []
    return [
      {
        entity: '',
        what: say`not filled in: ${joined(words, ', ')}`,
        exposureSats: sats(0n),
        since: bot?.since ?? now,
        fired: say`the handbook's list of contacts has ${words.length} blanks`,
        now: say`Enter who is called first, second and third, with a way to reach each of them.`,
        steps: ['oncall show', 'config show'],
      },
    ]
  },
})

const isReachable = (contact: OncallContact | undefined): boolean =>
  contact !== undefined &&
  contact.name !== null &&
  [contact.email, contact.phone, contact.personId].some((way) => way !== null)
