import type { AlertEvent, AlertReading, Remedy } from '../engine/alerting.ts'
import { say, type Text } from '../engine/phrase.ts'
import { keyOf } from './remedy-key.ts'

/** What lets go again what the bot stopped; only people do that. */
function resumeLine(remedy: Remedy): string {
  switch (remedy.kind) {
    case 'open_incident':
      return 'incident show'
    case 'pause_payouts':
      return 'poll resume payout'
    case 'pause_client':
      return `client resume ${remedy.clientId}`
    case 'hold_cash_out':
      return `tx release ${remedy.transactionId} --reason "…"`
  }
}

type Events = readonly AlertEvent[]

interface RemedyContext {
  readonly events?: Events
  readonly members?: readonly AlertReading[]
  /** The keys of what goes on again by now. */
  readonly letGo?: ReadonlySet<string>
}

const isDone = (remedy: Remedy, events: Events): boolean =>
  events.some(({ what, detail }) => what === 'remedy' && detail === keyOf(remedy))

/** What the bot stops by itself, and how people start it again: none is told without the other. */
export function remedyTexts(
  alert: AlertReading,
  { events = [], members = [], letGo }: RemedyContext,
): Text[] {
  return remediesOf(alert, members).map((remedy) => {
    if (!isDone(remedy, events)) return stoppingText(remedy)
    return letGo?.has(keyOf(remedy)) === true ? resumedText(remedy) : stoppedText(remedy)
  })
}

/** What was stopped and is so still when the alert is over, unless a person has let it go on. */
export function leftTexts({ finding }: AlertReading, { events, members = [], letGo }: RemedyContext): Text[] {
  const own = (finding.remedies ?? []).filter((remedy) => events === undefined || isDone(remedy, events))
  // What became of the members' is in their events, which are not at hand.
  const all = distinct([...own, ...members.flatMap((member) => member.finding.remedies ?? [])])
  return all.filter((remedy) => letGo?.has(keyOf(remedy)) !== true).map(stoppedText)
}

/** Of a group also those of the members that are named. */
const remediesOf = ({ finding }: AlertReading, members: readonly AlertReading[]): Remedy[] =>
  distinct([finding, ...members.map((member) => member.finding)].flatMap(({ remedies }) => remedies ?? []))

const distinct = (remedies: readonly Remedy[]): Remedy[] => [
  ...new Map(remedies.map((remedy) => [keyOf(remedy), remedy])).values(),
]

/** Not in the books yet, or it did not succeed so far: then it is tried again. */
function stoppingText(remedy: Remedy): Text {
  const line = resumeLine(remedy)
  switch (remedy.kind) {
    case 'pause_payouts':
      return say`The bot pauses the payouts ("poll status" shows whether they are); they stay paused until somebody resumes them with "${line}".`
    case 'pause_client':
      return say`The bot pauses client #${remedy.clientId}, who stays paused until somebody ends it with "${line}".`
    case 'hold_cash_out':
      return say`The bot holds the cash-out back; it stays so until somebody releases it with "${line}".`
    case 'open_incident':
      return say`The bot opens an incident: "${line}" has what is to be done.`
  }
}

function stoppedText(remedy: Remedy): Text {
  const line = resumeLine(remedy)
  switch (remedy.kind) {
    case 'pause_payouts':
      return say`The bot paused the payouts; they stay paused until somebody resumes them with "${line}".`
    case 'pause_client':
      return say`The bot paused client #${remedy.clientId}, who stays paused until somebody ends it with "${line}".`
    case 'hold_cash_out':
      return say`The bot held the cash-out back; it stays so until somebody releases it with "${line}".`
    case 'open_incident':
      return openedText(line)
  }
}

function resumedText(remedy: Remedy): Text {
  switch (remedy.kind) {
    case 'pause_payouts':
      return say`The bot paused the payouts; they have been resumed since.`
    case 'pause_client':
      return say`The bot paused client #${remedy.clientId}, who takes part again since.`
    case 'hold_cash_out':
      return say`The bot held the cash-out back; it has been released since.`
    case 'open_incident':
      return openedText(resumeLine(remedy))
  }
}

const openedText = (line: string): Text =>
  say`The bot opened an incident, or one of the same was open: "${line}" has what is to be done.`
