import { parseArgs } from 'node:util'
import { benchAlerts } from './alerts.ts'
import { benchAllocation } from './allocation.ts'
import { benchChat } from './chat.ts'
import { benchExport } from './export.ts'
import { type Ground, openGround } from './ground.ts'
import type { Finding } from './measure.ts'
import { benchPaying } from './paying.ts'
import { benchPoll } from './poll.ts'
import { benchProcess } from './process.ts'
import { benchReconciliation } from './reconciliation.ts'
import { describeMachine, renderTable } from './report.ts'

/** The promised speeds, measured. `npm run bench -- --json --only allocation,poll`; exit code 1 when one is missed. */
const BENCHMARKS: Readonly<Record<string, (ground: Ground) => Promise<Finding[]>>> = {
  allocation: benchAllocation,
  poll: benchPoll,
  paying: benchPaying,
  process: benchProcess,
  chat: benchChat,
  alerts: benchAlerts,
  books: benchReconciliation,
  export: benchExport,
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
    },
  })
  const wanted = values.only?.split(',') ?? Object.keys(BENCHMARKS)
  const unknown = wanted.filter((name) => !(name in BENCHMARKS))
  if (unknown.length > 0) {
    process.stderr.write(
      `There is no benchmark ${unknown.join(', ')}: choose among ${Object.keys(BENCHMARKS).join(', ')}.\n`,
    )
    return 2
  }
  const findings = await measure(wanted, values.quick)
  const missed = findings.filter((found) => !found.holds && found.target.kind === 'promise')
  const report = { quick: values.quick, ...describeMachine(), holds: missed.length === 0, findings }
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : `${renderTable(findings)}\n`)
  if (values.quick) process.stderr.write('Small sizes: these figures mean nothing, and nothing is judged.\n')
  return missed.length === 0 || values.quick ? 0 : 1
}

async function measure(wanted: readonly string[], quick: boolean): Promise<Finding[]> {
  const ground = await openGround({ quick, say: (line) => void process.stderr.write(`${line}\n`) })
  const interrupted = (): void => {
    void ground.cleanups.run().then(() => process.exit(130))
  }
  process.once('SIGINT', interrupted)
  process.once('SIGTERM', interrupted)
  try {
    const findings: Finding[] = []
    for (const name of wanted) findings.push(...((await BENCHMARKS[name]?.(ground)) ?? []))
    return findings
  } finally {
    await ground.cleanups.run()
  }
}

process.exit(await main())
