import { openTestServer } from '../../support/test-server.ts'
import { openBooks } from './books.ts'
import { simulate } from './simulate.ts'

/** One seed again, step by step: `npx tsx test/proof/simulation/replay.ts 29`. Exit code 1 when it breaks a rule. */
async function replay(seed: number): Promise<number> {
  const server = await openTestServer()
  try {
    const books = await openBooks(server.maintenanceUrl, `replay_${process.pid}`)
    try {
      const { trace, violation, fingerprint, events, restEvents } = await simulate(books, seed)
      for (const [number, line] of trace.entries()) process.stdout.write(`${number}\t${line}\n`)
      const verdict = violation === null ? 'no rule was broken' : `broken: ${violation}`
      process.stdout.write(
        `seed ${seed}, ${events} + ${restEvents} steps, fingerprint ${fingerprint}: ${verdict}\n`,
      )
      return violation === null ? 0 : 1
    } finally {
      await books.close()
    }
  } finally {
    await server.stop()
  }
}

const [seed = ''] = process.argv.slice(2)
if (!/^\d{1,10}$/.test(seed)) {
  process.stderr.write('Which seed? It is a whole number, as the proof printed it.\n')
  process.exit(2)
}
process.exit(await replay(Number(seed)))
