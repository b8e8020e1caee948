import { expect, test, vi } from 'vitest'
import { newDrillFolder, openDrillWorld } from '../../../bot/drill/world.ts'
import { NO_DRILLS } from '../../../bot/drill/no-drills.ts'
import { loadCommands } from '../../../commands/catalogue.ts'
import type { DrillScenario } from '../../../engine/incidents/drill.ts'
import { eventually } from '../../support/lamassu.ts'
import { workFolder } from '../program.ts'

vi.setConfig({ testTimeout: 180_000 })

/** What the bot of a drill says first of each failure. */
const EXPECTED: readonly (readonly [DrillScenario, RegExp])[] = [
  ['R1', /^TX_DUPLICATE$/],
  ['R4', /^(?:BALANCE_DRIFT|BOOKS_BROKEN|CONSERVATION_BREACH)$/],
  ['R5', /^(?:CONFIG_CHANGED|COMMISSION_.*|RATE_OUTLIER)$/],
]

test.each(EXPECTED)('%s is seen by the bot of its world', async (scenario, rule) => {
  const folder = workFolder(`drill-${scenario}`)
  const world = await openDrillWorld({
    scenario,
    actor: 'terminal:test',
    folder: newDrillFolder(folder.path, scenario),
    language: 'en',
    people: [],
    commands: await loadCommands(),
    print: () => undefined,
    drills: NO_DRILLS,
  })
  try {
    await eventually(async () => (await world.score()).facts.alert !== null, 90)
    const { facts, marks } = await world.score()
    expect(facts.alert?.rule).toMatch(rule)
    expect(marks[0]).toMatchObject({ key: 'detected', ok: true })
  } finally {
    await world.stop()
    folder.remove()
  }
})
