import { formatCount, formatShortTime, formatTime } from '../format.ts'
import { joined, say, type Text } from '../phrase.ts'
import type { CheckName } from '../reconcile/verdict.ts'
import type { Gate } from './board.ts'
import { gateOf, isSquare, TESTS_NEEDED, goodTests } from './gate.ts'
import { done, doneIf, type Item, notNeeded, open, type Seen, type Sight } from './part.ts'
import type { Incident } from './incident.ts'

/** Recovery, within thirty minutes to two hours. */
export const PHASE_3: readonly Item[] = [
  {
    key: 'fix',
    phase: 3,
    title: say`Fix the root cause`,
    parts: [
      {
        key: 'code',
        title: say`Put the program right, if it was a bug`,
        line: 'incident check fix.code',
        asks: true,
        sees: ({ incident: { causeKind } }) => {
          if (causeKind === null) return open(say`the kind of the cause is not said so far`)
          return causeKind === 'system'
            ? open(say`a fault of the system: say what was put right, or that it was no bug`)
            : notNeeded(say`the program was not the cause`)
        },
      },
      {
        key: 'settings',
        title: say`Put the settings right, if they were the cause`,
        line: 'incident check fix.settings',
        asks: true,
        sees: settingsFixed,
      },
      {
        key: 'connection',
        title: say`Bring the connection back, if the network was the cause`,
        line: 'check all',
        sees: connectionFixed,
      },
      {
        key: 'steps',
        title: say`Follow the recovery steps of the scenario`,
        line: 'incident check fix.steps',
        asks: true,
        sees: ({ telemetry: { origin }, incident: { fix } }) => {
          if (fix !== null) return done(fix)
          if (origin === null) return open(say`say what was done, step by step`)
          return doneIf(
            origin.over,
            say`alert #${origin.id} ${origin.rule} is over`,
            say`alert #${origin.id} ${origin.rule} is still open`,
          )
        },
      },
    ],
  },
  {
    key: 'correct',
    phase: 3,
    title: say`Correct the books`,
    parts: [
      {
        key: 'reconcile',
        title: say`Run the reconciliation`,
        line: 'recon run',
        sees: ({ telemetry: { reconciliation } }) =>
          reconciliation === null
            ? open(say`the books were not reconciled since then`)
            : done(say`reconciliation #${reconciliation.id} of ${formatTime(reconciliation.finishedAt)}`),
      },
      { key: 'corrections', title: say`Make the corrections`, line: correctionLine, sees: corrected },
      {
        key: 'balances',
        title: say`Verify that every client's balance is right`,
        line: 'recon run',
        sees: (sight) => checksOf(sight, ['clients', 'journal', 'payments']),
      },
      {
        key: 'trail',
        title: say`Make sure that the audit trail is complete`,
        line: 'recon run',
        sees: (sight) => checksOf(sight, ['action-log', 'journal']),
      },
    ],
  },
  {
    key: 'verify',
    phase: 3,
    title: say`Verify`,
    parts: [
      {
        key: 'transaction',
        title: say`Test the fix with a single cash-out`,
        line: (sight) => condition(sight, 'test').line,
        sees: (sight) => fromGate(sight, 'test'),
      },
      {
        key: 'wallets',
        title: say`Verify that the wallets are accessible`,
        line: 'check wallets',
        sees: (sight) => fromGate(sight, 'wallets'),
      },
      {
        key: 'connections',
        title: say`Confirm that the connections are stable`,
        line: 'check all',
        sees: (sight) => fromGate(sight, 'connections'),
      },
      {
        key: 'reconciliation',
        title: say`Run a full reconciliation report`,
        line: 'recon run',
        sees: (sight) => fromGate(sight, 'reconciliation'),
      },
    ],
  },
]

/** Scenarios in which a setting or a key may be what is wrong. */
const ABOUT_SETTINGS: ReadonlySet<Incident['scenario']> = new Set(['R2', 'R5', 'R6', 'R10', 'other'])

function settingsFixed({ telemetry: { settings }, incident: { scenario, causeKind } }: Sight): Seen {
  if (settings.since > 0 && settings.newestAt !== null)
    return done(
      say`${formatCount(settings.since, 'setting change')}, the last seen at ${formatShortTime(settings.newestAt)}`,
    )
  if (causeKind === 'external') return notNeeded(say`the cause was outside`)
  if (settings.beforehand === 0 && !ABOUT_SETTINGS.has(scenario))
    return notNeeded(say`no setting had changed`)
  return open(say`no setting was changed since then: put it right, or say that the settings were right`)
}

function connectionFixed({ telemetry: { connections, polls, at } }: Sight): Seen {
  const troubled = connections.filter(({ failedSince }) => failedSince)
  if (connections.length > 0 && troubled.length === 0 && polls.failed === 0)
    return notNeeded(say`every connection was good all the time`)
  const away = connections.filter((one) => goodTests(one, at) < TESTS_NEEDED)
  if (connections.length > 0 && away.length === 0)
    return done(say`every connection is good again, ${TESTS_NEEDED} times in a row`)
  return open(
    say`not stable so far: ${away.length === 0 ? '–' : away.map(({ subject }) => subject).join(', ')}`,
  )
}

function correctionLine({ telemetry: { reconciliation } }: Sight): string {
  return reconciliation === null || isSquare(reconciliation) ? 'recon run' : `recon show ${reconciliation.id}`
}

/** A correction is an entry that a second person agreed to, or a payment that was healed; never a changed balance. */
function corrected({ telemetry: { reconciliation, corrections, lastFixAt } }: Sight): Seen {
  const made = formatCount(corrections, 'correction')
  if (reconciliation === null) return open(say`whether there is anything to correct is not known so far`)
  if (lastFixAt !== null && reconciliation.startedAt < lastFixAt)
    return open(say`corrected at ${formatShortTime(lastFixAt)}, and not reconciled since`)
  if (!isSquare(reconciliation)) return open(say`reconciliation #${reconciliation.id} is not square`)
  return corrections > 0 || lastFixAt !== null
    ? done(say`${made} for this incident, and the books are square`)
    : notNeeded(say`the books are square without any`)
}

function checksOf({ telemetry: { reconciliation } }: Sight, names: readonly CheckName[]): Seen {
  if (reconciliation === null) return open(say`the books were not reconciled since then`)
  const bad = reconciliation.checks.filter(({ name, verdict }) => names.includes(name) && verdict !== 'ok')
  const run: Text = say`reconciliation #${reconciliation.id} of ${formatTime(reconciliation.finishedAt)}`
  return doneIf(
    bad.length === 0,
    joined([run, say`in order`], ': '),
    joined([run, bad.map(({ name }) => name).join(', ')], ': '),
  )
}

type Key = Gate['conditions'][number]['key']
function condition({ telemetry }: Sight, key: Key): Pick<Gate['conditions'][number], 'ok' | 'why' | 'line'> {
  const found = gateOf(telemetry).conditions.find((one) => one.key === key)
  return found ?? { ok: false, why: '–', line: null }
}

function fromGate(sight: Sight, key: Key): Seen {
  const { ok, why } = condition(sight, key)
  return doneIf(ok, why, why)
}
