import { formatCount, formatFiat, formatSats, formatTime } from '../engine/format.ts'
import type { JsonObject } from '../engine/json-value.ts'
import { ENGLISH, say, type Text, write } from '../engine/phrase.ts'
import type { Reconciliation, Scope } from '../engine/reconcile.ts'
import {
  type CheckName,
  type CheckResult,
  type Discrepancy,
  type Drift,
  magnitude,
  type Verdict,
} from '../engine/reconcile/verdict.ts'
import { type Answer, type Block, next, right, table, text } from './answer.ts'
import { csvFile } from './csv.ts'

const ROWS_SHOWN = 25

export const VERDICTS: Readonly<Record<Verdict, Text>> = {
  ok: say`✔ square`,
  late: say`… late`,
  broken: say`✘ not square`,
}

export const CHECK_NAMES: Readonly<Record<CheckName, Text>> = {
  clients: say`Clients' balances`,
  'cash-outs': say`Cash-outs`,
  payments: say`Payments`,
  journal: say`Journal`,
  commission: say`Commission`,
  duplicates: say`Duplicates`,
  wallets: say`The bot's wallets`,
  receivers: say`Clients' wallets`,
  coverage: say`Coverage by polls`,
  lamassu: say`Lamassu's ids`,
  unfinished: say`Unfinished payments`,
  deposits: say`Pending deposits`,
  'action-log': say`Action log`,
}

/** Of the whole run: the verdict, every check with its figure, and what is off, the largest drift first. */
export function runAnswer(run: Reconciliation, now: Date): Answer {
  const found = sortedFindings(run)
  return {
    tone: run.verdict === 'ok' ? 'good' : run.verdict === 'late' ? 'warn' : 'bad',
    heading: headingOf(run, found.length),
    blocks: [
      text(originOf(run)),
      table(
        [say`Verdict`, say`Check`, say`Figure`],
        run.checks.map(({ verdict, name, figure }) => [VERDICTS[verdict], CHECK_NAMES[name], figure]),
        say`Nothing was checked.`,
      ),
      ...driftBlocks(found),
      ...(found.length === 0 ? [] : [{ kind: 'file' as const, private: true, ...runFile(run, found, now) }]),
      next(...nextOf(found)),
    ],
    json: runJson(run),
  }
}

interface Found extends Discrepancy {
  readonly check: CheckName
}

const headingOf = (run: Reconciliation, found: number): Text => {
  if (run.verdict === 'ok') return say`All square: ${formatCount(run.checks.length, 'check')}`
  return run.verdict === 'late'
    ? say`Nothing is lost, ${formatCount(found, 'thing')} not square so far`
    : say`Not square: ${formatCount(found, 'thing')} found`
}

function originOf(run: Reconciliation): Text {
  const at = formatTime(run.startedAt)
  if (run.slot === null) return say`Run #${run.id} of ${scopeWords(run.scope)}, asked for at ${at}.`
  return run.missed.length === 0
    ? say`Run #${run.id} of ${scopeWords(run.scope)}, by schedule at ${at}.`
    : say`Run #${run.id} of ${scopeWords(run.scope)}, by schedule at ${at}; it stands for ${formatCount(run.missed.length, 'run')} before it that nobody was there for.`
}

const SCOPES = {
  all: say`everything`,
  wallets: say`the wallets`,
  commission: say`the commission`,
}

export function scopeWords(scope: Scope): Text {
  if (scope.kind === 'client') return say`client #${scope.clientId}`
  if (scope.kind === 'since') return say`what was written since ${formatTime(scope.since)}`
  return scope.kind === 'tx' ? say`cash-out #${scope.cashOutId}` : SCOPES[scope.kind]
}

function driftBlocks(found: readonly Found[]): Block[] {
  if (found.length === 0) return []
  return [
    table(
      [say`Check`, say`What`, right(say`Off by`), say`Why`],
      found
        .slice(0, ROWS_SHOWN)
        .map(({ check, what, drift, why }) => [CHECK_NAMES[check], what, driftWords(drift), why]),
      '',
    ),
    ...(found.length > ROWS_SHOWN
      ? [text(say`Only the first ${ROWS_SHOWN} are shown; the file has all of them.`)]
      : []),
  ]
}

/** '+1,000 sats', '−0.01 GTQ'; more is positive. */
export function driftWords(drift: Drift | null): Text {
  if (drift === null) return '–'
  if (drift.unit !== 'msat') return formatFiat(drift.amount, drift.exponent, drift.unit)
  return drift.amount % 1000n === 0n ? formatSats(drift.amount / 1000n) : say`${String(drift.amount)} msat`
}

/** Broken before late; sats before fiat, currency by currency; the largest first; what is no amount last. */
export const sortedFindings = ({ checks }: Pick<Reconciliation, 'checks'>): Found[] =>
  checks
    .flatMap(({ name, discrepancies }) => discrepancies.map((one) => ({ ...one, check: name })))
    .sort((a, b) => {
      if (a.verdict !== b.verdict) return a.verdict === 'broken' ? -1 : 1
      if (a.drift === null || b.drift === null) return Number(a.drift === null) - Number(b.drift === null)
      if (a.drift.unit !== b.drift.unit) return unitRank(a.drift.unit) < unitRank(b.drift.unit) ? -1 : 1
      const [left, right] = [magnitude(a.drift.amount), magnitude(b.drift.amount)]
      return left === right ? 0 : left > right ? -1 : 1
    })

const unitRank = (unit: string): string => (unit === 'msat' ? '' : unit)

const runFile = (run: Reconciliation, found: readonly Found[], now: Date) =>
  csvFile(
    'reconciliation',
    [
      ['run', 'check', 'verdict', 'entity', 'what', 'why', 'drift', 'unit', 'doubt_sats', 'next'],
      ...found.map(({ check, verdict, entity, what, why, drift, doubtSats, steps }) => [
        run.id.toString(),
        check,
        verdict,
        entity,
        write(what, ENGLISH),
        write(why, ENGLISH),
        drift?.amount.toString() ?? '',
        drift?.unit ?? '',
        doubtSats.toString(),
        steps[0] ?? '',
      ]),
    ],
    now,
  )

function nextOf(found: readonly Found[]): string[] {
  const steps = [...new Set(found.slice(0, 2).flatMap(({ steps: all }) => all))]
  return steps.length === 0 ? ['recon history', 'report daily'] : [...steps.slice(0, 3), 'recon history']
}

const runJson = (run: Reconciliation): JsonObject => ({
  id: run.id.toString(),
  scope: run.scope.kind,
  clientId: run.scope.kind === 'client' ? run.scope.clientId.toString() : null,
  cashOutId: run.scope.kind === 'tx' ? run.scope.cashOutId.toString() : null,
  since: run.scope.kind === 'since' ? run.scope.since.toISOString() : null,
  verdict: run.verdict,
  startedAt: run.startedAt.toISOString(),
  finishedAt: run.finishedAt.toISOString(),
  slot: run.slot?.toISOString() ?? null,
  missed: run.missed.map((slot) => slot.toISOString()),
  checks: run.checks.map(checkJson),
})

const checkJson = ({
  name,
  verdict,
  checked,
  figure,
  tolerance,
  explanation,
  discrepancies,
}: CheckResult): JsonObject => ({
  name,
  verdict,
  checked,
  figure: write(figure, ENGLISH),
  tolerance: write(tolerance, ENGLISH),
  explanation: write(explanation, ENGLISH),
  discrepancies: discrepancies.map(({ entity, verdict: how, what, why, drift, doubtSats, steps }) => ({
    entity,
    verdict: how,
    what: write(what, ENGLISH),
    why: write(why, ENGLISH),
    drift: drift === null ? null : { amount: drift.amount.toString(), unit: drift.unit },
    doubtSats: doubtSats.toString(),
    steps,
  })),
})

/** What each check compares, and how exactly. */
export const explained = ({ checks }: Pick<Reconciliation, 'checks'>): Block =>
  table(
    [say`Check`, say`Looked at`, say`Tolerance`, say`What it compares`],
    checks.map(({ name, checked, tolerance, explanation }) => [
      CHECK_NAMES[name],
      String(checked),
      tolerance,
      explanation,
    ]),
    '',
  )
