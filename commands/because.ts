import { Failure } from '../engine/failure.ts'
import type { IncidentBoard } from '../engine/incidents/board.ts'
import { say, type Text } from '../engine/phrase.ts'
import { id, optional, text as words } from './arguments.ts'

/** Why something in the books is corrected, for whoever looks next. */
export const becauseArguments = {
  reason: words({ help: 'why, for whoever looks next' }),
  incident: optional(
    id({ help: 'the incident that it belongs to; the one that is open unless given', completes: 'incident' }),
  ),
}

export interface Because {
  readonly reason: string
  /** As it stands in the journal: '3'. */
  readonly incident: string | null
}

/** The one that was named, which has to be there; else the one that is open, if there is one alone. */
export async function becauseOf(
  { incidents }: { readonly incidents: Pick<IncidentBoard, 'incident' | 'current'> },
  { reason, incident }: { readonly reason: string; readonly incident: bigint | null },
): Promise<Because> {
  if (incident === null) {
    const open = (await incidents.current()).filter(({ status }) => status === 'open')
    return { reason, incident: open.length === 1 ? String(open[0]?.id) : null }
  }
  if ((await incidents.incident(incident)) !== null) return { reason, incident: String(incident) }
  throw new Failure('refused', say`There is no incident ${incident}: "incident list" shows which there are.`)
}

export const becauseLines = ({ reason, incident }: Because): Text[] => [
  say`because: ${reason}`,
  ...(incident === null ? [] : [say`incident: ${`#${incident}`}`]),
]
