import { obeyOrders } from '../workers.ts'
import { openGround } from '../crash-points/moments.ts'
import { openBooks, type SimulatedBooks } from '../simulation/books.ts'
import { allCells, expectedOf, nameOf } from './cells.ts'
import { runCell, undisturbed } from './run-cell.ts'
import { scenarios, tellStory, type Told } from './scenarios.ts'
import type { MatrixReport, Order } from './section.ts'
import { openStage } from './stage.ts'

/** A child process of section.ts: runs the cells and scenarios that it is sent. */
const [maintenanceUrl = '', number = '0'] = process.argv.slice(2)
const name = `fault_matrix_${process.pid}_${number}`
const books = await openBooks(maintenanceUrl, name)
const stage = await openStage(books)
const { holdings } = await undisturbed(stage, null)
const cells = await allCells(async (provocation) => (await undisturbed(stage, provocation)).calls)

interface Story {
  readonly books: SimulatedBooks
  readonly told: Told
}
let story: Promise<Story> | null = null

async function openStory(): Promise<Story> {
  const storyBooks = await openBooks(maintenanceUrl, `${name}_story`)
  return { books: storyBooks, told: await tellStory(await openGround(storyBooks)) }
}

async function obey(order: Order): Promise<MatrixReport> {
  if ('scenario' in order) {
    const scenario = scenarios[order.scenario]
    if (scenario === undefined) throw new Error(`there is no scenario ${order.scenario}`)
    // Many a worker never gets one.
    story ??= openStory()
    const wrong = await scenario.run((await story).told)
    return { kind: 'scenario', number: order.scenario, name: scenario.name, wrong }
  }
  const cell = cells[order.cell]
  if (cell === undefined) throw new Error(`there is no cell ${order.cell}`)
  const result = await runCell(stage, cell, holdings)
  return { kind: 'cell', number: order.cell, name: nameOf(cell), cell, expected: expectedOf(cell), result }
}

obeyOrders<MatrixReport>({
  ready: { kind: 'ready', cells: cells.length, scenarios: scenarios.length },
  obey: (order) => obey(order as Order),
  async close() {
    await books.close()
    await (await story)?.books.close()
  },
})
