import { countsText } from '../alerts/compose-heading.ts'
import { stateOf } from '../alerts/compose-look.ts'
import {
  type AlertReading,
  type AlertReadings,
  type MaintenanceReading,
  type OncallContact,
  SEVERITIES,
  type Severity,
  type SilenceReading,
} from '../engine/alerting.ts'
import { formatCount, formatShortTime, iso } from '../engine/format.ts'
import type { JsonObject } from '../engine/json-value.ts'
import { SLOT_WORDS } from '../engine/paging.ts'
import type { PersonReading } from '../engine/people.ts'
import { joined, say, type Text } from '../engine/phrase.ts'
import { clockText, severityText, standingText, subjectOf } from './alert-view.ts'
import { type Block, text, type Tone } from './answer.ts'
import type { LookContext } from './definition.ts'
import { maintenanceJson, windowText } from './maintenance-view.ts'
import { holderOf, holderText } from './oncall-view.ts'
import { silencedText, silenceJson } from './silence-view.ts'

/** What the status says about alerts: what fires, who is called, and what is quiet because somebody asked for it. */
export interface AlertStatus {
  readonly firing: readonly AlertReading[]
  readonly oncall: readonly OncallContact[]
  readonly silences: readonly SilenceReading[]
  readonly maintenance: readonly MaintenanceReading[]
  readonly people: readonly PersonReading[]
}

export async function alertStatus(
  alerts: AlertReadings,
  people: readonly PersonReading[],
): Promise<AlertStatus> {
  const firing = (await alerts.firing()).filter(({ testChannel }) => testChannel === null)
  return {
    // What is for the digest alone is no reason to worry anybody.
    firing: firing.filter(({ severity }) => severity !== 'info'),
    oncall: await alerts.oncall(),
    silences: await alerts.silences(),
    maintenance: await alerts.maintenance(),
    people,
  }
}

/** How loudly the alerts alone would put it; null when nothing fires. */
export function alertVerdict({ firing }: AlertStatus): { tone: Tone; heading: Text } | null {
  if (firing.length === 0) return null
  return { tone: isCritical(firing) ? 'bad' : 'warn', heading: firingText(firing) }
}

export const isCritical = (firing: readonly AlertReading[]): boolean =>
  firing.some(({ severity }) => severity === 'critical')

export const firingText = (alerts: readonly AlertReading[]): Text =>
  say`${formatCount(alerts.length, 'alert')} firing: ${countsText(countsOf(alerts))}`

export function countsOf(alerts: readonly AlertReading[]): Partial<Record<Severity, number>> {
  const counts: Partial<Record<Severity, number>> = {}
  for (const { severity } of alerts) counts[severity] = (counts[severity] ?? 0) + 1
  return counts
}

export const alertFields = ({ firing, oncall, people }: AlertStatus): (readonly [Text, Text])[] => [
  [say`Alerts`, firing.length === 0 ? say`none is firing` : countsText(countsOf(firing))],
  [say`On call`, oncallText(oncall, people)],
]

function oncallText(oncall: readonly OncallContact[], people: readonly PersonReading[]): Text {
  const levels = oncall.filter(({ slot }) => slot.startsWith('level'))
  const [first] = levels
  if (first === undefined || holderOf(first, people) === null) return say`⚠ NOBODY: "oncall set level1"`
  const missing = levels.filter((contact) => holderOf(contact, people) === null)
  const holder = holderText(first, people)
  return missing.length === 0
    ? holder
    : say`${holder}; ⚠ nobody for ${joined(
        missing.map(({ slot }) => SLOT_WORDS[slot]),
        ', ',
      )}`
}

const MOST_LINES = 3

/** The worst alert with its clock, and who asked for quiet about what until when: on a telephone, a few lines. */
export function alertLines(status: AlertStatus, { rules, now }: Pick<LookContext, 'rules' | 'now'>): Block[] {
  const { firing, silences, maintenance, people } = status
  const worst = firing.find((alert) => stateOf(alert, now) === 'firing') ?? firing[0]
  const quiet: Text[] = [
    ...silences.map(
      (silence) =>
        say`🔕 #${silence.id} ${silencedText(silence, rules)}, until ${formatShortTime(silence.until)}`,
    ),
    ...maintenance.map((window) => say`🔧 #${window.id} maintenance ${windowText(window, people)}`),
  ]
  return [
    ...(worst === undefined ? [] : [text(worstText(worst, status, { rules, now }))]),
    ...quiet.slice(0, MOST_LINES).map(text),
    ...(quiet.length > MOST_LINES
      ? [text(say`and ${formatCount(quiet.length - MOST_LINES, 'more silence')}`)]
      : []),
  ]
}

function worstText(
  worst: AlertReading,
  { people }: AlertStatus,
  { rules, now }: Pick<LookContext, 'rules' | 'now'>,
): Text {
  const clock = clockText(worst, now)
  const parts = [severityText(worst.severity), subjectOf(worst, rules), standingText(worst, people, now)]
  return joined([`#${worst.id} `, joined(clock === null ? parts : [...parts, clock], ' · ')])
}

export const alertSteps = ({ firing }: AlertStatus): string[] => {
  const [worst] = firing
  if (worst === undefined) return []
  return [`alert show ${worst.id}`, ...(worst.ackedBy === null ? [`alert ack ${worst.id}`] : ['alert list'])]
}

export const alertStatusJson = ({
  firing,
  oncall,
  silences,
  maintenance,
  people,
}: AlertStatus): JsonObject => ({
  alerts: Object.fromEntries(SEVERITIES.map((severity) => [severity, countsOf(firing)[severity] ?? 0])),
  worstAlertId: firing[0]?.id.toString() ?? null,
  worstDueAt: iso(firing[0]?.dueAt ?? null),
  onCall: oncall
    .filter(({ slot }) => slot.startsWith('level'))
    .map((contact) => ({ slot: contact.slot, onCall: holderOf(contact, people) })),
  silences: silences.map(silenceJson),
  maintenance: maintenance.map(maintenanceJson),
})
