import { type AlertReading, type Finding, SEVERITIES, type Severity } from '../engine/alerting.ts'
import { formatCount, formatSats } from '../engine/format.ts'
import { joined, listed, say, type Text } from '../engine/phrase.ts'
import { lookOf, severityLook } from './compose-look.ts'
import type { AlertMessage } from './message.ts'
import type { Rule } from './rule.ts'

type State = AlertMessage['state']

/** '184,220 sats in doubt (≈ 1,381.00 GTQ)'; null where no money is. */
export function inDoubt({ exposureSats, worth }: Finding, state: State): Text | null {
  if (exposureSats === 0n && worth === undefined) return null
  const amount = exposureSats === 0n ? (worth ?? '') : formatSats(exposureSats)
  const words = state === 'resolved' ? say`${amount} were in doubt` : say`${amount} in doubt`
  return exposureSats === 0n || worth === undefined ? words : joined([words, ' (', worth, ')'])
}

/** An alert whose rule is gone has its id for a title. */
export const titleOf = (rule: Rule | null, id: string): Text => (rule === null ? id : listed(rule.title))

/** '🔴 CRITICAL · Payment stuck · 3 payments · 184,220 sats in doubt (≈ 1,381.00 GTQ)' */
export function headingOf(
  alert: AlertReading,
  rule: Rule | null,
  { state, memberCount }: { readonly state: State; readonly memberCount: number | undefined },
): Text {
  const { severity, finding, entity, testChannel } = alert
  const { icon, word } = lookOf({ state, severity })
  const isMuted = state === 'acked' || state === 'silenced'
  const money = inDoubt(finding, state)
  const parts: Text[] = [
    joined([icon, word], ' '),
    ...(isMuted ? [severityLook(severity).word] : []),
    titleOf(rule, alert.rule),
    entity === '*' && memberCount !== undefined
      ? say`${formatCount(memberCount, 'alert')} at once`
      : finding.what,
    ...(money === null ? [] : [money]),
  ]
  return joined(testChannel === null ? parts : [joined(['🧪', say`TEST`], ' '), ...parts], ' · ')
}

/** '2 CRITICAL, 25 HIGH' */
export function countsText(counts: Readonly<Partial<Record<Severity, number>>>): Text {
  const parts = SEVERITIES.toReversed()
    .filter((severity) => (counts[severity] ?? 0) > 0)
    .map((severity) => joined([String(counts[severity]), severityLook(severity).word], ' '))
  return joined(parts, ', ')
}
