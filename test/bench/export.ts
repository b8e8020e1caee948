import { execFile, fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { fillBigBooks } from './big-books.ts'
import type { Ground } from './ground.ts'
import { atMost, type Finding, finding, median, takeTurns, timed } from './measure.ts'

const ROUNDS = 5
/** What is held against us: the same rows and columns by the server's own tool, with nothing neutralised, packed or hashed. */
const COPY = `\\copy (SELECT kind, id, lamassu_transaction_id, client_id, transaction_type, amount_sats, amount_fiat, fiat_code, status, payer_wallet_id, payee_wallet_id, payment_hash, preimage, fee_msat, receiver_confirmed, attempts, note, last_error, created_at, completed_at FROM satoshimachine.transfers) TO`

export interface ExportQuestion {
  readonly databaseUrl: string
  readonly dataFolder: string
}
export interface ExportAnswer {
  readonly ms: number
  readonly rows: number
  readonly residentMegabytes: number
}

/** How soon a million payments are exported, and how much memory that takes. */
export async function benchExport(ground: Ground): Promise<Finding[]> {
  const payments = ground.quick ? 10_000 : 1_000_000
  const large = await booksWith(ground, 'export_large', payments)
  const small = await booksWith(ground, 'export_small', payments / 10)
  const answers: ExportAnswer[] = []
  const medians = await takeTurns(ROUNDS, [
    { name: 'psql', run: () => timed(() => copied(ground, large)) },
    {
      name: 'export',
      run: async () => {
        const answer = await exported(ground, large)
        answers.push(answer)
        return answer.ms
      },
    },
    { name: 'tenth', run: async () => (await exported(ground, small)).ms },
  ])
  const size = `${answers[0]?.rows} payments`
  return [
    finding({
      name: `export of ${size}, packed and with its hashes: times psql's COPY`,
      medianMs: { psql: medians.psql, export: medians.export },
      ratio: medians.export / medians.psql,
      unit: 'x',
      target: atMost(1.5),
    }),
    finding({
      name: `memory of a process that exports ${size}`,
      medianMs: {},
      ratio: median(answers.map(({ residentMegabytes }) => residentMegabytes)),
      unit: 'MB',
      target: atMost(150),
    }),
    finding({
      name: 'export of ten times as many payments: times one of a tenth',
      medianMs: { tenth: medians.tenth, export: medians.export },
      ratio: medians.export / medians.tenth,
      unit: 'x',
      target: atMost(12),
    }),
  ]
}

async function booksWith(ground: Ground, name: string, payments: number): Promise<string> {
  ground.say(`export: filling books with ${payments} payments`)
  await ground.booksDatabase(name)
  await fillBigBooks(ground.url(name), { clients: Math.max(100, payments / 100), payments })
  return ground.url(name)
}

const copied = (ground: Ground, databaseUrl: string) =>
  promisify(execFile)('psql', [
    '--no-psqlrc',
    '-q',
    '-c',
    `${COPY} '${path.join(ground.folder, 'copied.csv')}' WITH (FORMAT csv, HEADER)`,
    databaseUrl,
  ])

/** A new process each time: one that has exported keeps some of what it needed. */
async function exported(ground: Ground, databaseUrl: string): Promise<ExportAnswer> {
  const child = fork(fileURLToPath(new URL('export-child.ts', import.meta.url)), { detached: true })
  const gone = once(child, 'exit')
  try {
    child.send({ databaseUrl, dataFolder: path.join(ground.folder, 'export') } satisfies ExportQuestion)
    const [answer] = (await Promise.race([
      once(child, 'message'),
      gone.then(() => {
        throw new Error('the export ended before it was done')
      }),
    ])) as [ExportAnswer]
    return answer
  } finally {
    if (child.connected) child.disconnect()
    await gone
  }
}
