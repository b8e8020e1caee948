import { formatTime } from '../engine/format.ts'
import type { JsonObject } from '../engine/json-value.ts'
import type { ActionReading } from '../engine/people.ts'
import { ENGLISH, say, type Text, write } from '../engine/phrase.ts'
import type {
  AuditCheck,
  AuditNumber,
  AuditOutcome,
  WeekReading,
  WeeklyAudit,
  WeekSignoff,
} from '../engine/weekly-audit.ts'
import { type Block, table } from './answer.ts'

/** The handbook's eight checks, in its order. */
export const CHECK_WORDS: Readonly<Record<AuditNumber, Text>> = {
  1: say`Full reconciliation`,
  2: say`Export of all tables`,
  3: say`Commission wallet against the commission`,
  4: say`Deposits pending for more than 7 days`,
  5: say`The last 20 cash-outs worked out again`,
  6: say`Connection to Lamassu`,
  7: say`Manual poll from end to end`,
  8: say`Trouble in the log`,
}

export const OUTCOMES: Readonly<Record<AuditOutcome, Text>> = {
  good: say`✔ good`,
  attention: say`✘ needs a look`,
  unknown: say`? not known`,
}

/** What of the seven needs a person's look. */
export const notGood = ({ checks }: Pick<WeeklyAudit, 'checks'>): readonly AuditCheck[] =>
  checks.filter(({ outcome }) => outcome !== 'good')

/** All eight; the seventh is a person's, so that it says what is known of it. */
export const checksTable = (audit: WeeklyAudit, manual: Text, signoff: WeekSignoff | null): Block => {
  const seventh: readonly [number, Text, Text] = [
    7,
    signoff === null ? say`… is asked for` : say`✔ good`,
    signoff === null ? manual : signoff.evidence,
  ]
  const rows = audit.checks.map(({ number, outcome, figure }): readonly [number, Text, Text] => [
    number,
    OUTCOMES[outcome],
    figure,
  ])
  return table(
    [say`Verdict`, say`Check`, say`Figure`],
    [...rows, seventh]
      .sort(([a], [b]) => a - b)
      .map(([number, verdict, figure]) => [
        verdict,
        say`${number}. ${CHECK_WORDS[number as AuditNumber]}`,
        figure,
      ]),
    say`Nothing was checked.`,
  )
}

/** The newest poll that a person asked for since the week was over, as the action log has it. */
export const manualPollOf = (actions: readonly ActionReading[]): ActionReading | null =>
  actions.find(
    ({ command, finishedAt, result }) =>
      command === 'poll run' && finishedAt !== null && result?.startsWith('refused') !== true,
  ) ?? null

export const manualPollWords = (poll: ActionReading | null): Text =>
  poll === null
    ? say`nobody has polled by hand since the week was over`
    : say`polled by hand at ${formatTime(poll.finishedAt)}: ${poll.result ?? ''}`

export const weekJson = ({ week, latest, signoff }: WeekReading): JsonObject => ({
  week,
  audit:
    latest === null
      ? null
      : {
          id: latest.id.toString(),
          actor: latest.actor,
          startedAt: latest.startedAt.toISOString(),
          reconciliationId: latest.reconciliationId?.toString() ?? null,
          exportName: latest.exported?.name ?? null,
          exportSha256: latest.exported?.sha256 ?? null,
          checks: latest.checks.map(({ number, outcome, figure }) => ({
            number,
            outcome,
            figure: write(figure, ENGLISH),
          })),
        },
  signoff:
    signoff === null
      ? null
      : {
          actor: signoff.actor,
          evidence: signoff.evidence,
          accepting: signoff.accepting,
          signedAt: signoff.signedAt.toISOString(),
        },
})
