import { openGround } from '../crash-points/moments.ts'
import { openTestServer } from '../../support/test-server.ts'
import { openBooks } from '../simulation/books.ts'
import { allCells, expectedOf, nameOf } from './cells.ts'
import { runCell, undisturbed } from './run-cell.ts'
import { scenarios, tellStory } from './scenarios.ts'
import { openStage } from './stage.ts'

/** Runs again every cell and scenario whose name holds these words: `again.ts "lnbits.pay: lie_520"`. */
const words = process.argv[2] ?? ''
const print = (line: string): void => void process.stdout.write(`${line}\n`)

async function runCells(maintenanceUrl: string): Promise<void> {
  const books = await openBooks(maintenanceUrl, `fault_matrix_again_${process.pid}`)
  try {
    const stage = await openStage(books)
    const { holdings } = await undisturbed(stage, null)
    const cells = await allCells(async (provocation) => (await undisturbed(stage, provocation)).calls)
    for (const cell of cells.filter((each) => nameOf(each).includes(words))) {
      const { outcome, sentence, rounds } = await runCell(stage, cell, holdings)
      print(
        `${nameOf(cell)}: ${outcome}, expected ${expectedOf(cell)}, in ${rounds} rounds. ${sentence ?? ''}`,
      )
    }
  } finally {
    await books.close()
  }
}

async function runScenarios(maintenanceUrl: string): Promise<void> {
  const books = await openBooks(maintenanceUrl, `fault_matrix_again_${process.pid}`)
  try {
    const told = await tellStory(await openGround(books))
    for (const { name, run } of scenarios.filter((each) => each.name.includes(words)))
      print(`${name}: ${(await run(told)) ?? 'as it must be'}`)
  } finally {
    await books.close()
  }
}

const server = await openTestServer()
try {
  await runCells(server.maintenanceUrl)
  await runScenarios(server.maintenanceUrl)
} finally {
  await server.stop()
}
