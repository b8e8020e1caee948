import { joined, say, type Text } from '../../engine/phrase.ts'
import type { CheckReading } from '../../engine/probes.ts'
import { next, right, table, text } from '../answer.ts'
import { lookCommand } from '../definition.ts'
import { formatCount } from '../../engine/format.ts'
import { CHECK_NAMES } from '../status-words.ts'
import { recorded } from '../../engine/recorded.ts'

export const command = lookCommand({
  noun: 'check',
  verb: 'all',
  help: 'Try everything that money depends on: databases, Lamassu, LNbits, wallets, clock',
  example: 'check all',
  role: 'operator',
  arguments: {},
  async look({ probes }) {
    const checks = await probes.checkAll()
    const failed = checks.filter((check) => !check.ok)
    // A table is cut to the screen; what failed is said in full below it.
    const rows = checks.map((c) => [
      c.ok ? '✔' : '✘',
      CHECK_NAMES[c.name],
      String(c.milliseconds),
      c.ok ? recorded(c.sentence) : say`see below`,
    ])
    return {
      tone: failed.length > 0 ? 'bad' : 'good',
      heading: headingOf(checks, failed),
      blocks: [
        table(['', say`Check`, right(say`ms`), say`Found`], rows, say`There is nothing to check.`),
        ...failed.map((check) => text(say`${CHECK_NAMES[check.name]}: ${recorded(check.sentence)}`)),
        ...(failed.length > 0 ? [next('check all', 'status show')] : [next('poll run', 'status show')]),
      ],
      json: {
        ok: failed.length === 0,
        checks: checks.map(({ name, ok, sentence, milliseconds }) => ({ name, ok, sentence, milliseconds })),
      },
    }
  },
})

function headingOf(checks: readonly CheckReading[], failed: readonly CheckReading[]): Text {
  if (failed.length === 0) return say`${formatCount(checks.length, 'check')} passed`
  const names = joined(
    failed.map((check) => CHECK_NAMES[check.name]),
    ', ',
  )
  return say`${failed.length} of ${formatCount(checks.length, 'check')} failed: ${names}`
}
