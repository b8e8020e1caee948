import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { atExit } from '../../support/at-exit.ts'
import type { RealLnbits } from '../../support/lnbits-real.ts'

/** One row of LNbits' own payments table that counts: money that came or went. */
export interface FinalRow {
  readonly walletId: string
  readonly paymentHash: string
  readonly amountMsat: bigint
  readonly feeMsat: bigint
}

export interface WalletReader {
  /** All successful rows, at this moment, whether LNbits is alive or not. */
  read(): Promise<FinalRow[]>
  stop(): Promise<void>
}

/** SQLite's own recovery comes with opening the file after a kill, so it is opened as LNbits itself would. */
const READER = `
import json, sqlite3, sys
for _ in sys.stdin:
    try:
        db = sqlite3.connect(sys.argv[1], timeout=20)
        rows = db.execute("SELECT wallet_id, payment_hash, CAST(amount AS TEXT), CAST(fee AS TEXT) FROM apipayments WHERE status = 'success'").fetchall()
        db.close()
        print(json.dumps({"rows": rows}), flush=True)
    except Exception as problem:
        print(json.dumps({"problem": repr(problem)}), flush=True)
`

const answerSchema = z.union([
  z.object({ rows: z.array(z.tuple([z.string(), z.string(), z.string(), z.string()])) }),
  z.object({ problem: z.string() }),
])

/** Reads LNbits' SQLite file with a Python of its own: Node 20 has no SQLite. One read at a time. */
export function openWalletReader({ python, databaseFile }: RealLnbits): WalletReader {
  const child = spawn(python, ['-c', READER, databaseFile], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  })
  const stopGuarding = atExit(() => child.kill('SIGKILL'))
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async read() {
      child.stdin.write('\n')
      const line = await answers.next()
      if (line.done === true) throw new Error("the reader of LNbits' file has ended")
      const answer = answerSchema.parse(JSON.parse(line.value))
      if ('problem' in answer) throw new Error(`LNbits' file could not be read: ${answer.problem}`)
      return answer.rows.map(([walletId, paymentHash, amount, fee]) => ({
        walletId,
        paymentHash,
        amountMsat: BigInt(amount),
        feeMsat: BigInt(fee),
      }))
    },
    async stop() {
      const gone = once(child, 'exit')
      child.stdin.end()
      await gone
      stopGuarding()
    },
  }
}
