import { openTestServer } from '../../support/test-server.ts'
import { openBooks } from '../simulation/books.ts'
import { explore, type Family } from './explore.ts'
import { openGround } from './moments.ts'

/** Shows again what the proof has found at one point: `again.ts pairs 58`. */
const [family = 'replay', point = '0'] = process.argv.slice(2)
const server = await openTestServer()
try {
  const books = await openBooks(server.maintenanceUrl, `crash_points_again_${process.pid}`)
  try {
    const { points, families } = await explore(await openGround(books))
    process.stdout.write(`${points.map(({ effect }, number) => `${number} ${effect}`).join('\n')}\n\n`)
    const { runs, findings } = await families[family as Family](Number(point))
    for (const { where, what } of findings) process.stdout.write(`${where}: ${what}\n`)
    process.stdout.write(`${runs} runs, ${findings.length} broke a rule\n`)
  } finally {
    await books.close()
  }
} finally {
  await server.stop()
}
