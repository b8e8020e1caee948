import { joined, say, type Text } from '../engine/phrase.ts'
import type { CheckReading } from '../engine/probes.ts'
import { recorded } from '../engine/recorded.ts'
import { type Answer, next, right, table, text } from './answer.ts'
import { lookCommand } from './definition.ts'
import { formatCount } from '../engine/format.ts'
import { CHECK_NAMES } from './status-words.ts'

/** A command that tries some of what "check all" tries, and shows the error behind each that fails. */
export const checkPart = (part: {
  readonly verb: string
  readonly help: string
  readonly names: readonly CheckReading['name'][]
  readonly next: readonly string[]
}) =>
  lookCommand({
    noun: 'check',
    verb: part.verb,
    help: part.help,
    example: `check ${part.verb}`,
    role: 'operator',
    arguments: {},
    async look({ probes }) {
      const checks = (await probes.checkAll(part.names)).filter(({ name }) => part.names.includes(name))
      return answerOf(checks, part.next)
    },
  })

function answerOf(checks: readonly CheckReading[], more: readonly string[]): Answer {
  const failed = checks.filter((check) => !check.ok)
  return {
    tone: failed.length > 0 ? 'bad' : 'good',
    heading: headingOf(checks, failed),
    blocks: [
      table(
        ['', say`Check`, right(say`ms`), say`Found`],
        checks.map((check) => [
          check.ok ? '✔' : '✘',
          CHECK_NAMES[check.name],
          String(check.milliseconds),
          check.ok ? recorded(check.sentence) : say`see below`,
        ]),
        say`There is nothing to check.`,
      ),
      ...failed.map((check) => text(say`${CHECK_NAMES[check.name]}: ${recorded(check.sentence)}`)),
      ...failed.flatMap(({ raw }) => (raw === undefined ? [] : [text(say`The error itself: ${raw}`)])),
      next(...more),
    ],
    json: {
      ok: failed.length === 0,
      checks: checks.map(({ name, ok, sentence, milliseconds, raw }) => ({
        name,
        ok,
        sentence,
        milliseconds,
        raw: raw ?? null,
      })),
    },
  }
}

function headingOf(checks: readonly CheckReading[], failed: readonly CheckReading[]): Text {
  if (failed.length === 0) return say`${formatCount(checks.length, 'check')} passed`
  const names = joined(
    failed.map((check) => CHECK_NAMES[check.name]),
    ', ',
  )
  return say`${failed.length} of ${formatCount(checks.length, 'check')} failed: ${names}`
}
