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
    inOrder(items, (phase) => phase <= 2, { part: isLookedUp }) ??
    offered(of) ??
    inOrder(items, (phase) => phase === 3) ??
    inOrder(items, (phase) => phase <= 3) ??
    throughGate(of) ??
    inOrder(items, (phase) => phase === 4, { item: isWatch, part: awaitsCustomers(of.telemetry) }) ??
    resolveNext(of) ??
    inOrder(items, (phase) => phase === 5) ??
    watchOn(incident, of.telemetry) ??
    inOrder(items, () => true) ?? {
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
/** What is on its way when everything is stopped is looked up; as long as LNbits is away, nobody can say more of it. */
const isLookedUp = ({ key }: PartState): boolean => key === 'stop.in_flight'

/** At night nobody comes: what only the next cash-out can show holds up nothing else. */
const awaitsCustomers =
  ({ payouts, cashOuts }: Telemetry) =>
  ({ key }: PartState): boolean =>
    payouts.on && cashOuts.waiting === 0 && (key === 'restart.distributions' || key === 'restart.commission')

function inOrder(
  items: readonly ItemState[],
  inPhase: (phase: number) => boolean,
  except: { readonly item?: (item: ItemState) => boolean; readonly part?: (part: PartState) => boolean } = {},
): NextStep | null {
  const part = items
    .filter((item) => inPhase(item.phase) && !item.done && except.item?.(item) !== true)
    .flatMap(({ parts }) => parts)
    .find((one) => one.state === 'open' && except.part?.(one) !== true)
  return part === undefined ? null : asStep(part)
}

/** While the root cause is not put right, the scenario's page knows better than the checklist what comes next. */
function offered({
  playbook,
  items,
  gate,
}: {
  readonly playbook: readonly OfferedStep[]
  readonly items: readonly ItemState[]
  readonly gate: Gate
}): NextStep | null {
  if (items.every(({ key, done }) => key !== 'fix' || done)) return null
  const step = playbook.find(({ done }) => !done)
  if (step === undefined) return null
  const shut = shutFor(step.line, gate)
  return shut === null
    ? { what: step.what, line: step.line, why: step.why }
    : { what: shut.title, line: shut.line, why: shut.why }
}

/** What would refuse a resumption comes before it. */
function shutFor(line: string | null, { conditions }: Gate): Gate['conditions'][number] | null {
  if (line === null || !line.startsWith('poll resume')) return null
  const asked = line.includes('ingest') ? conditions.filter(({ key }) => key === 'connections') : conditions
  return asked.find(({ ok }) => !ok) ?? null
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
