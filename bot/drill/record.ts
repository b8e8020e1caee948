import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Pool } from 'pg'
import { scoreLine } from '../../engine/incidents/drill-paper.ts'
import type { DrillScore } from '../../engine/incidents/drill.ts'
import { SCENARIO_TITLES } from '../../engine/incidents/words.ts'
import { ENGLISH, say, write } from '../../engine/phrase.ts'
import { createIncidentStore } from '../../engine/store/incident-store.ts'

/** The score as a file below the data folder; its path. */
export async function writeScore(dataFolder: string, score: DrillScore, markdown: string): Promise<string> {
  const folder = join(dataFolder, 'drills')
  await mkdir(folder, { recursive: true })
  const path = join(folder, scoreName(score))
  await writeFile(path, markdown)
  return path
}

const scoreName = ({ facts }: DrillScore): string =>
  `drill_${facts.scenario}_${facts.faultAt.toISOString().replaceAll(/[-:]/g, '').slice(0, 15)}Z.md`

/** In the real books a drill is one closed row with its score as a file: nothing of what was played is in them. */
export async function recordDrill(pool: Pool, score: DrillScore, markdown: string): Promise<bigint> {
  const store = createIncidentStore(pool)
  const { facts } = score
  const line = write(scoreLine(score), ENGLISH)
  const { incident } = await store.open(
    {
      scenario: facts.scenario,
      severity: 'medium',
      summary: `${line} (${write(SCENARIO_TITLES[facts.scenario], ENGLISH)})`,
      drill: true,
      origin: null,
      alertId: null,
      openedBy: facts.actor,
      openedAt: facts.faultAt,
    },
    { kind: 'opened', what: say`A drill was played: ${scoreLine(score)}` },
  )
  const { id } = incident
  const file = { name: scoreName(score), mediaType: 'text/markdown', bytes: Buffer.from(markdown) }
  await store.addFile(id, file, facts.actor, { kind: 'file', what: say`File ${file.name}` })
  await store.change(id, facts.actor, () => ({
    change: { status: 'closed', closedBy: facts.actor, closedAt: facts.endedAt },
    events: [{ kind: 'closed', what: say`Closed` }],
  }))
  return id
}
