import { Failure } from '../engine/failure.ts'
import type { Gate } from '../engine/incidents/board.ts'
import type { Incident } from '../engine/incidents/incident.ts'
import { joined, say, type Text } from '../engine/phrase.ts'
import { mayAct } from './asker.ts'
import type { LookContext } from './definition.ts'

/** What is to run again: `one` lets a single cash-out through while payouts stay off. */
export const RESUMABLE = ['payout', 'ingest', 'both', 'one'] as const
export type What = (typeof RESUMABLE)[number]

/** What an open incident asks for before anything runs again. */
export interface Passage {
  readonly incident: Incident
  readonly conditions: Gate['conditions']
  /** Why it is done although a condition is red; null: all of them are green. */
  readonly override: string | null
}

type Asking = Pick<LookContext, 'incidents' | 'asker'>

/**
 * Null where no incident is open: resuming is as free as stopping was. Otherwise refuses with every condition that is red
 * and the line that makes it green, unless an owner has said why it is done all the same.
 */
export async function passageFor(
  { incidents, asker }: Asking,
  { what, override }: { readonly what: What; readonly override: string | null },
): Promise<Passage | null> {
  const incident = await incidents.gatedBy()
  if (incident === null) return null
  const conditions = (await incidents.gate()).conditions.filter(({ key }) => isAskedFor(key, what))
  const red = conditions.filter(({ ok }) => !ok)
  if (red.length === 0) return { incident, conditions, override: null }
  if (override === null) throw shut(incident, red)
  if (!mayAct(asker.role, 'owner'))
    throw new Failure(
      'refused',
      say`Only an owner may resume while a condition is red, and a second person has to agree.`,
    )
  return { incident, conditions, override }
}

/**
 * Taking cash-outs in moves no money, and nothing can be tested or square without it: for it the way to Lamassu and the
 * wallets is all that counts. Letting one through is the test itself.
 */
function isAskedFor(key: Gate['conditions'][number]['key'], what: What): boolean {
  if (what === 'ingest') return key === 'connections'
  return what !== 'one' || key !== 'test'
}

const shut = ({ id }: Incident, red: Gate['conditions']): Failure =>
  new Failure(
    'refused',
    joined(
      [
        say`Incident #${id} is open, and not everything is green that has to be before this runs again. Nothing was changed:`,
        ...red.map(({ title, why, line }) =>
          line === null ? say`✘ ${title}: ${why}` : say`✘ ${title}: ${why} → ${line}`,
        ),
      ],
      '\n',
    ),
    { steps: [...new Set(red.flatMap(({ line }) => (line === null ? [] : [line])))] },
  )

/** Without figures, which change by the minute: what somebody agrees to is what is asked for. */
export const passageLines = ({ incident, conditions, override }: Passage): Text[] => [
  ...conditions.map(({ title, ok }) => (ok ? say`✔ ${title}` : say`✘ ${title}`)),
  ...(override === null
    ? []
    : [say`incident #${incident.id}: it is done all the same, because: ${override}`]),
]
