import { openBooks } from '../simulation/books.ts'
import { openTestServer } from '../../support/test-server.ts'
import { contrastOne, faultsOfOurs } from './contrast-run.ts'
import { DAYS } from './section.ts'
import { type Weather, WEATHERS } from './workload.ts'

/** `npx tsx test/proof/contrast/replay.ts <seed> [calm|common|heavy] [days]`: all counts of one run, as JSON. */
async function main([seed = '1', weather = 'calm', days = `${DAYS}`]: readonly string[]): Promise<number> {
  if (!WEATHERS.includes(weather as Weather)) {
    process.stderr.write(`The weather is one of ${WEATHERS.join(', ')}.\n`)
    return 2
  }
  const server = await openTestServer()
  try {
    const books = await openBooks(server.maintenanceUrl, 'contrast_replay')
    try {
      const run = await contrastOne(books, {
        seed: Number(seed),
        weather: weather as Weather,
        days: Number(days),
      })
      const faults = faultsOfOurs(run)
      process.stdout.write(`${JSON.stringify({ ...run, faults }, asText, 2)}\n`)
      return faults.length === 0 ? 0 : 1
    } finally {
      await books.close()
    }
  } finally {
    await server.stop()
  }
}

const asText = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}` : value)

process.exit(await main(process.argv.slice(2)))
