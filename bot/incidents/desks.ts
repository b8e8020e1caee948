import type { AlertDesk } from '../../engine/alerting.ts'
import type { IncidentBoard, IncidentDesk } from '../../engine/incidents/board.ts'
import { createIncidentDesk } from '../../engine/incidents/desk.ts'
import { createIncidentStore } from '../../engine/store/incident-store.ts'
import { type BoardParts, createIncidentBoard } from './board.ts'

export interface IncidentParts {
  readonly incidents: IncidentBoard
  /** What one person, or the bot, does about incidents, in his own name. */
  readonly incidentsFor: (actor: string) => IncidentDesk
}

/** The board that everybody asks, and a desk for whoever acts. */
export function createIncidentParts(
  parts: Omit<BoardParts, 'incidents' | 'alerts'> & { readonly alerts: AlertDesk; readonly drill?: boolean },
): IncidentParts {
  const store = createIncidentStore(parts.pool)
  const incidents = createIncidentBoard({ ...parts, incidents: store })
  return {
    incidents,
    incidentsFor: (actor) => createIncidentDesk({ ...parts, store, board: incidents, actor }),
  }
}
