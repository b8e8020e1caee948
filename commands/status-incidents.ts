import type { Incident } from '../engine/incidents/incident.ts'
import { PHASE_TITLES } from '../engine/incidents/words.ts'
import type { JsonObject } from '../engine/json-value.ts'
import { joined } from '../engine/phrase.ts'
import { type Block, text } from './answer.ts'
import { incidentHead } from './incident-json.ts'
import { incidentHeading } from './incident-view.ts'

/** What the status says about open incidents, the worst first: a line each. */
export const incidentLines = (open: readonly Incident[]): Block[] =>
  open.map((incident) =>
    text(
      joined(
        [
          incidentHeading(incident),
          joined([`${incident.phase}/5`, PHASE_TITLES[incident.phase]], ' '),
          incident.summary,
        ],
        ' · ',
      ),
    ),
  )

/** The worst one's card. */
export const incidentSteps = (open: readonly Incident[]): string[] =>
  open.slice(0, 1).map(({ id }) => `incident show ${id}`)

export const openIncidentsJson = (open: readonly Incident[]): JsonObject => ({
  incidents: open.map(incidentHead),
})
