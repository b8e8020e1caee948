import type { IncidentBoard } from '../engine/incidents/board.ts'
import type { Text } from '../engine/phrase.ts'
import { type Answer, text } from './answer.ts'
import { incidentCard, incidentHeading } from './incident-view.ts'

/** What was done, and the card as it stands now. */
export async function doneAnswer(
  incidents: Pick<IncidentBoard, 'view'>,
  id: bigint,
  { what, now }: { readonly what: Text; readonly now: Date },
): Promise<Answer> {
  const view = await incidents.view(id)
  if (view === null) throw new Error('an incident that was changed is there')
  const card = incidentCard(view, now)
  return { ...card, heading: what, blocks: [text(incidentHeading(view.incident)), ...card.blocks] }
}
