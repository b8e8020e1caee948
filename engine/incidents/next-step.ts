import { formatTime } from '../format.ts'
import { say, type Text } from '../phrase.ts'
import type { Gate, ItemState, NextStep, PartState } from './board.ts'
import type { Incident } from './incident.ts'
import type { Telemetry } from './telemetry.ts'

/** What the scenario's page offers, with the numbers of what is there. */
export interface OfferedStep {
  readonly what: Text
  readonly why: Text | null
  readonly line: string | null
  readonly done: boolean
}

/**
 * The one thing to do now. Stop first, if money may be wrong; then somebody leads; then the checklist in its order, with
 * the scenario's own steps where recovery stands; then the gate, the watch, and what is to be written down.
 */
export function nextStep(of: {
  readonly incident: Incident
  readonly items: readonly ItemState[]
  readonly gate: Gate
  readonly telemetry: Telemetry
  readonly playbook: readonly OfferedStep[]
}): NextStep {
  const { incident, items } = of
  if (incident.status === 'closed') return { what: say`Nothing: it is closed.`, line: null, why: null }
  return (
    stopFirst(of.telemetry, items) ??
    leadNext(incident) ??
    inOrder(items, (phase) => phase <= 2) ??
    offered(of.playbook, items) ??
    inOrder(items, (phase) => phase === 3) ??
    throughGate(of) ??
    inOrder(items, (phase) => phase === 4, isWatch) ??
    resolveNext(of) ??
    inOrder(items, (phase) => phase === 5) ??
    watchOn(incident, of.telemetry) ?? {
      what: say`Close the incident.`,
      line: 'incident close',
      why: say`everything on the checklist is done`,
    }
  )
}

const partOf = (items: readonly ItemState[], key: string): PartState | undefined =>
  items.flatMap(({ parts }) => parts).find((part) => part.key === key)

const asStep = ({ title, line, why }: PartState): NextStep => ({ what: title, line, why })

function stopFirst({ payouts }: Telemetry, items: readonly ItemState[]): NextStep | null {
  const stop = partOf(items, 'stop.polling')
  if (stop?.state !== 'open' || !payouts.on) return null
  return { what: say`Stop now, if money may be wrong.`, line: 'panic', why: stop.why }
}

const leadNext = ({ leadId }: Incident): NextStep | null =>
  leadId === null ? { what: say`Take the lead.`, line: 'incident lead', why: say`nobody leads so far` } : null

/** These only pass: they hold up nothing that can be done meanwhile. */
const isWatch = ({ key }: ItemState): boolean => key === 'watch'

function inOrder(
  items: readonly ItemState[],
  inPhase: (phase: number) => boolean,
  except: (item: ItemState) => boolean = () => false,
): NextStep | null {
  const item = items.find((one) => inPhase(one.phase) && !one.done && !except(one))
  const part = item?.parts.find(({ state }) => state === 'open')
  return part === undefined ? null : asStep(part)
}

/** While the root cause is not put right, the scenario's page knows better than the checklist what comes next. */
function offered(playbook: readonly OfferedStep[], items: readonly ItemState[]): NextStep | null {
  if (items.every(({ key, done }) => key !== 'fix' || done)) return null
  const step = playbook.find(({ done }) => !done)
  return step === undefined ? null : { what: step.what, line: step.line, why: step.why }
}

function throughGate({
  gate,
  telemetry,
}: {
  readonly gate: Gate
  readonly telemetry: Telemetry
}): NextStep | null {
  if (telemetry.polling.on && telemetry.payouts.on) return null
  if (gate.open) return { what: say`Resume: every condition is green.`, line: 'poll resume', why: null }
  const red = gate.conditions.find(({ ok }) => !ok)
  return red === undefined ? null : { what: red.title, line: red.line, why: red.why }
}

const resolveNext = ({ incident }: { readonly incident: Incident }): NextStep | null =>
  incident.status === 'open'
    ? {
        what: say`Say what it was and what was put right.`,
        line: 'incident resolve',
        why: say`everything runs again`,
      }
    : null

const watchOn = ({ watchUntil }: Incident, { at }: Telemetry): NextStep | null =>
  watchUntil !== null && at < watchUntil
    ? {
        what: say`Watch: it is closed when the watch is over.`,
        line: 'status watch',
        why: formatTime(watchUntil),
      }
    : null
