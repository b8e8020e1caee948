import type { AlertReading, Severity } from '../engine/alerting.ts'
import { say, type Text } from '../engine/phrase.ts'
import type { AlertMessage } from './message.ts'

/** Icon, word and colour stand together always: nobody has to tell colours apart. */
export interface Look {
  readonly icon: string
  readonly word: Text
  /** '#D92D20' */
  readonly colour: string
}

const SEVERITY_LOOKS: Readonly<Record<Severity, Look>> = {
  critical: { icon: '🔴', word: say`CRITICAL`, colour: '#D92D20' },
  high: { icon: '🟠', word: say`HIGH`, colour: '#F79009' },
  medium: { icon: '🟡', word: say`MEDIUM`, colour: '#FDB022' },
  info: { icon: '🔵', word: say`INFO`, colour: '#2E90FA' },
}

const STATE_LOOKS: Readonly<Record<Exclude<AlertMessage['state'], 'firing'>, Look>> = {
  acked: { icon: '⚪', word: say`ACKNOWLEDGED`, colour: '#667085' },
  silenced: { icon: '🔕', word: say`SILENCED`, colour: '#667085' },
  resolved: { icon: '🟢', word: say`RESOLVED`, colour: '#12B76A' },
}

export const severityLook = (severity: Severity): Look => SEVERITY_LOOKS[severity]

/** How a message looks: by its severity while it fires, else by what became of it. */
export const lookOf = ({ state, severity }: Pick<AlertMessage, 'state' | 'severity'>): Look =>
  state === 'firing' ? SEVERITY_LOOKS[severity] : STATE_LOOKS[state]

/** Acknowledged counts before silenced: somebody has it. */
export function stateOf(alert: AlertReading, now: Date): AlertMessage['state'] {
  if (alert.state === 'resolved') return 'resolved'
  if (alert.ackedBy !== null && (alert.ackUntil === null || alert.ackUntil > now)) return 'acked'
  return alert.mutedBy === null ? 'firing' : 'silenced'
}
