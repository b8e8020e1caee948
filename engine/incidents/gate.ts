import { formatCount, formatShortTime, formatTime } from '../format.ts'
import { joined, say, type Text } from '../phrase.ts'
import { recorded } from '../recorded.ts'
import type { CheckName } from '../reconcile/verdict.ts'
import type { Gate } from './board.ts'
import type { AlertSight, ConnectionSight, ReconciliationSight, Telemetry } from './telemetry.ts'

type Condition = Gate['conditions'][number]
type Judged = Pick<Condition, 'ok' | 'why' | 'line'>

/**
 * What has to be right before payouts run again: five conditions, each from what was seen. Whoever is sure although one
 * is red says why, and a second person agrees.
 */
export function gateOf(telemetry: Telemetry): Gate {
  const ways: Condition[] = [
    { key: 'wallets', title: say`Wallets accessible`, ...wallets(telemetry) },
    { key: 'connections', title: say`Connections stable`, ...connections(telemetry) },
  ]
  const state: Condition[] = [
    { key: 'reconciliation', title: say`Books reconciled in full`, ...reconciled(telemetry) },
    { key: 'findings', title: say`No serious alert open`, ...findings(telemetry) },
  ]
  const test = tested(telemetry, [...ways, ...state])
  const conditions = [
    ...ways,
    { key: 'test' as const, title: say`Tested with one cash-out`, ...test },
    ...state,
  ]
  return { open: conditions.every(({ ok }) => ok), conditions }
}

const good = (why: Text): Judged => ({ ok: true, why, line: null })
const red = (why: Text, line: string | null): Judged => ({ ok: false, why, line })

function wallets({ preflight }: Telemetry): Judged {
  if (preflight.ready) return good(say`the wallets open, and no payment is stuck`)
  return red(joined(preflight.reasons.map(recorded), '; '), 'check wallets')
}

export const TESTS_NEEDED = 3
export const TEST_MINUTES = 10

/** Good tests in a row of the last ten minutes. The bot tests every minute, whether or not anybody asks. */
export const goodTests = ({ ok, goodAt }: ConnectionSight, at: Date): number =>
  ok ? goodAt.filter((test) => at.getTime() - test.getTime() <= TEST_MINUTES * 60_000).length : 0

function connections({ connections: all, at }: Telemetry): Judged {
  const sides = [...new Set(['lamassu', 'wallet:source', ...all.map(({ subject }) => subject)])]
  const tests = sides.map((subject) => {
    const sight = all.find((one) => one.subject === subject)
    return { subject, sight, count: sight === undefined ? 0 : goodTests(sight, at) }
  })
  const lacking = tests.filter(({ count }) => count < TESTS_NEEDED)
  if (lacking.length === 0)
    return good(say`${TESTS_NEEDED} good tests of each within ${TEST_MINUTES} minutes`)
  const words = lacking.map(({ subject, sight, count }) =>
    sight === undefined || sight.ok
      ? say`${subject}: ${count} of ${TESTS_NEEDED} good tests within ${TEST_MINUTES} minutes`
      : say`${subject}: ${recorded(sight.detail ?? '–')}`,
  )
  return red(joined(words, '; '), 'check all')
}

/**
 * A cash-out that went through end to end proves the fix. Where a cash-out waits it can be let through alone ("poll
 * resume --what one"); where none does, a poll by hand that went well is all that can be tried, and it says so.
 */
function tested({ cashOuts, polls: { byHand }, polling }: Telemetry, others: readonly Condition[]): Judged {
  const shut = others.find(({ ok }) => !ok)
  if (cashOuts.completedAt !== null)
    return good(
      say`${formatCount(cashOuts.completed, 'cash-out')} went through end to end, the last at ${formatTime(cashOuts.completedAt)}`,
    )
  if (cashOuts.onTrial !== null)
    return red(
      say`cash-out #${cashOuts.onTrial} goes through alone: see what becomes of it`,
      `tx show ${cashOuts.onTrial}`,
    )
  if (cashOuts.waiting > 0)
    return shut === undefined
      ? red(
          say`${formatCount(cashOuts.waiting, 'cash-out')} waiting, and none went through since: let one through alone`,
          'poll resume --what one',
        )
      : // It is not let through over what is red, so that comes first.
        red(
          say`${formatCount(cashOuts.waiting, 'cash-out')} waiting; one goes through alone when this is green: ${shut.title} (${shut.why})`,
          shut.line,
        )
  // Polling starts over good connections only.
  const away = others.find(({ key, ok }) => key === 'connections' && !ok)
  const again = polling.on ? 'poll run' : (away?.line ?? 'poll resume --what ingest')
  if (byHand === null) return red(say`no cash-out went through since, and nobody has polled by hand`, again)
  if (byHand.result === 'failed')
    return red(say`the poll by hand at ${formatShortTime(byHand.at)} failed`, again)
  return good(
    say`no cash-out is there to try it with: the poll by hand at ${formatShortTime(byHand.at)} went well, and the next cash-outs are watched`,
  )
}

/** What is late in them is late because payouts rest: a pause must not keep itself from ending. */
const LATE_BY_THE_PAUSE: ReadonlySet<CheckName> = new Set(['unfinished', 'coverage', 'deposits'])

export const isSquare = ({ checks }: ReconciliationSight): boolean =>
  checks.every(({ name, verdict }) => verdict === 'ok' || (verdict === 'late' && LATE_BY_THE_PAUSE.has(name)))

function reconciled({ reconciliation: run, lastFixAt }: Telemetry): Judged {
  if (run === null) return red(say`the books were not reconciled since then`, 'recon run')
  if (lastFixAt !== null && run.startedAt < lastFixAt)
    return red(
      say`reconciliation #${run.id} is older than the last correction, ${formatShortTime(lastFixAt)}`,
      'recon run',
    )
  if (isSquare(run)) return good(say`reconciliation #${run.id} of ${formatTime(run.finishedAt)} is square`)
  const bad = run.checks.filter(({ verdict }) => verdict !== 'ok').map(({ name }) => name)
  return red(say`reconciliation #${run.id} is not square: ${bad.join(', ')}`, `recon show ${run.id}`)
}

/** About the pause, the incident and who answers, not about the money: they end with what is resumed or written. */
const ABOUT_THE_STOP: ReadonlySet<string> = new Set([
  'PAUSED_TOO_LONG',
  'INCIDENT_NEGLECTED',
  'RESPONSE_OVERDUE',
  'PAGE',
  'DIGEST_MISSED',
  // The gate asks for a reconciliation of its own.
  'DAILY_RECON_MISSED',
])
/** While nothing is polled, they say no more than that. */
const ABOUT_NO_POLLING: ReadonlySet<string> = new Set(['POLL_SILENT_24H', 'POLL_GAP', 'POLL_LATE'])

/** Serious alerts that speak of something else than the stop itself. Acknowledged is not over. */
export const seriousAlerts = ({ alerts, polling }: Telemetry): readonly AlertSight[] =>
  alerts.filter(
    ({ rule, severity }) =>
      (severity === 'critical' || severity === 'high') &&
      !ABOUT_THE_STOP.has(rule) &&
      (polling.on || !ABOUT_NO_POLLING.has(rule)),
  )

function findings(telemetry: Telemetry): Judged {
  const serious = seriousAlerts(telemetry)
  const [first] = serious
  if (first === undefined) return good(say`no critical or high alert is open`)
  const words = serious
    .slice(0, 5)
    .map(({ id, rule, acked }) => (acked ? say`#${id} ${rule} (acknowledged)` : say`#${id} ${rule}`))
  return red(
    say`${formatCount(serious.length, 'serious alert')} open: ${joined(words, ', ')}; each is over by itself some minutes after its cause is put right`,
    `alert show ${first.id}`,
  )
}
