import { assessStep } from '../../engine/incidents/steps.ts'
import { SEVERITY_LOOKS } from '../../engine/incidents/words.ts'
import { say } from '../../engine/phrase.ts'
import { choice, optional } from '../arguments.ts'
import { actCommand } from '../definition.ts'
import { doneAnswer } from '../incident-done.ts'
import { incidentArgument, theIncident } from '../incident-reference.ts'

const ANSWERS = ['yes', 'no'] as const
type Answer = (typeof ANSWERS)[number]

export const command = actCommand({
  noun: 'incident',
  verb: 'assess',
  help: 'Answer the three questions, one by one or all at once; the higher severity counts',
  example: 'incident assess --money yes --clients no --blocked no',
  role: 'operator',
  // A press each: it can be answered anew, and never lowers anything.
  confirm: 'C0',
  quiet: true,
  arguments: {
    money: optional(choice(ANSWERS, { help: 'is money at risk: paid twice, payments that fail?' })),
    clients: optional(choice(ANSWERS, { help: 'are clients affected: nothing received, a wrong balance?' })),
    blocked: optional(
      choice(ANSWERS, { help: 'is the work blocked: no connection, a wallet that refuses?' }),
    ),
    id: incidentArgument,
  },
  async preview({ incidents }, args) {
    const incident = await theIncident(incidents, args.id)
    return {
      what: say`Assess incident #${incident.id}`,
      lines: isAsking(args) ? [] : assessStep(incident, answersOf(args)).events.map(({ what }) => what),
    }
  },
  async act({ incidents, now }, args) {
    const before = await theIncident(incidents, args.id)
    if (isAsking(args)) return doneAnswer(incidents, before.id, { what: say`The three questions`, now })
    const after = await incidents.assess(before.id, answersOf(args))
    const what =
      after.severity === before.severity
        ? say`Answered; it stays ${SEVERITY_LOOKS[after.severity].word}`
        : say`Answered; it is ${SEVERITY_LOOKS[after.severity].word} now`
    return doneAnswer(incidents, after.id, { what, now })
  },
})

interface Args {
  readonly money: Answer | null
  readonly clients: Answer | null
  readonly blocked: Answer | null
}

/** Without an answer the card is shown, whose buttons are the questions. */
const isAsking = ({ money, clients, blocked }: Args): boolean =>
  money === null && clients === null && blocked === null

const answersOf = ({ money, clients, blocked }: Args) => ({
  money: meant(money),
  clients: meant(clients),
  blocked: meant(blocked),
})

const meant = (answer: Answer | null): boolean | null => (answer === null ? null : answer === 'yes')
