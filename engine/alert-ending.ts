import { say, type Text } from './phrase.ts'

/** How an alert ended, as the books keep it in `resolved_how`: by itself, or because somebody said so. */
export const acknowledgedBy = (actor: string): string => `acknowledged by ${actor}`
export const resolvedBy = (actor: string, reason: string): string => `resolved by ${actor}: ${reason}`

const ACKNOWLEDGED = /^acknowledged by (\S+)$/
const RESOLVED = /^resolved by (\S+): (.*)$/s

/** The same for a reader, who knows people by their names. */
export function endingText(how: string, nameOf: (actor: string) => Text): Text {
  const [, acker] = ACKNOWLEDGED.exec(how) ?? []
  if (acker !== undefined) return say`acknowledged by ${nameOf(acker)}`
  const [, actor, reason] = RESOLVED.exec(how) ?? []
  if (actor !== undefined) return say`resolved by ${nameOf(actor)}: ${reason ?? ''}`
  if (how === 'observed') return say`the bot saw that it is over`
  return how === 'the test is over' ? say`the test is over` : how
}
