import type { AlertReading, MaintenanceReading, SilenceReading } from '../engine/alerting.ts'
import { besideBefore } from '../engine/beside.ts'
import { formatCount, formatFiat, formatSats } from '../engine/format.ts'
import type { IncidentFigures } from '../engine/incidents/figures.ts'
import { type PeriodFigures, totalOf } from '../engine/period-figures.ts'
import { joined, say, type Text } from '../engine/phrase.ts'
import type { AuditCheck, WeeklyAudit } from '../engine/weekly-audit.ts'
import type { Digest } from './digest.ts'
import { clipped, type DigestLine } from './digest-lines.ts'
import { weekIncidentLines } from './incident-lines.ts'

export interface WeekFacts {
  readonly audit: WeeklyAudit
  readonly figures: PeriodFigures
  /** The week before it. */
  readonly before: PeriodFigures
  /** Real ones that fire now. */
  readonly firing: readonly Pick<AlertReading, 'severity'>[]
  readonly silences: readonly SilenceReading[]
  readonly maintenance: readonly MaintenanceReading[]
  readonly incidents: IncidentFigures
  readonly now: Date
}

const BAD_SHOWN = 2

/** What is read on Sunday: whether the week is in order, what it brought, and what it takes to sign it. */
export function weeklyReport(facts: WeekFacts): Digest {
  const { audit, figures, before } = facts
  const bad = audit.checks.filter(({ outcome }) => outcome !== 'good')
  const tone = bad.length === 0 ? 'green' : 'amber'
  const lines: DigestLine[] = [
    { text: verdictLine(audit, bad), rank: 0 },
    ...moneyLines(figures, before),
    { text: responseLine(figures), rank: 5 },
    ...quietLine(facts),
    ...weekIncidentLines(facts.incidents, facts.now),
    { text: openLine(facts), rank: 3 },
    ...bad.slice(0, BAD_SHOWN).map(({ number, figure }, i) => ({
      text: say`👉 Check ${number}: ${clipped(figure, 160)}`,
      rank: 1 + i,
    })),
    { text: say`👉 Needs you: poll by hand, look through the checks, and sign the week`, rank: 1 },
  ]
  return {
    day: `week ${audit.week}`,
    tone,
    lines,
    buttons: [
      { label: say`Look and sign`, line: 'audit weekly', style: 'primary' },
      { label: say`Poll now`, line: 'poll run', style: 'plain' },
      { label: say`The week's figures`, line: `report weekly ${audit.week}`, style: 'plain' },
    ],
    silent: tone === 'green',
    json: {
      week: audit.week,
      tone,
      auditId: audit.id.toString(),
      notGood: bad.map(({ number }) => number),
      cashOuts: totalOf(figures.machines).cashOuts,
      clientsSats: totalOf(figures.machines).clientsSats.toString(),
      commissionSats: totalOf(figures.machines).commissionSats.toString(),
      alertsTold: figures.responses.told,
      alertsInTime: figures.responses.inTime,
      firing: facts.firing.length,
      silences: facts.silences.length,
      maintenance: facts.maintenance.length,
      incidentsOpen: facts.incidents.open.length,
      followUpsOverdue: facts.incidents.overdue.length,
    },
  }
}

const verdictLine = ({ week, checks }: WeeklyAudit, bad: readonly AuditCheck[]): Text =>
  bad.length === 0
    ? say`🟢 Week up to ${week}: all ${checks.length} checks that run themselves are good`
    : say`🟡 Week up to ${week}: ${bad.length} of ${checks.length} checks to look at`

function moneyLines({ machines }: PeriodFigures, before: PeriodFigures): DigestLine[] {
  const now = totalOf(machines)
  const then = totalOf(before.machines)
  const currencies = [...new Map(machines.map((one) => [one.fiatCode, one.exponent]))]
  const cash = currencies.map(([code, exponent]) =>
    formatFiat(
      machines.filter(({ fiatCode }) => fiatCode === code).reduce((sum, { fiat }) => sum + fiat, 0n),
      exponent,
      code,
    ),
  )
  const count = formatCount(now.cashOuts, 'cash-out')
  return [
    {
      text:
        cash.length === 0
          ? say`💵 No cash-outs`
          : joined([
              say`💵 ${count} · ${joined(cash, ' + ')} → ${formatSats(now.clientsSats)} to clients`,
              besideBefore(now.clientsSats, then.clientsSats),
            ]),
      rank: 6,
    },
    {
      text: joined([
        say`🪙 Commission ${formatSats(now.commissionSats)}`,
        besideBefore(now.commissionSats, then.commissionSats),
      ]),
      rank: 7,
    },
  ]
}

const responseLine = ({ responses: { told, inTime } }: PeriodFigures): Text =>
  told === 0 ? say`🔔 No alert was told` : say`🔔 Alerts: ${inTime} of ${told} answered in time`

const quietLine = ({ silences, maintenance }: WeekFacts): DigestLine[] =>
  silences.length + maintenance.length === 0
    ? []
    : [
        {
          text: say`🔕 In force: ${formatCount(silences.length, 'silence')}, ${formatCount(maintenance.length, 'maintenance window')}`,
          rank: 4,
        },
      ]

const openLine = ({ firing }: WeekFacts): Text => {
  const urgent = firing.filter(({ severity }) => severity === 'critical' || severity === 'high').length
  return firing.length === 0
    ? say`✅ Nothing is open`
    : say`🚨 Open: ${formatCount(firing.length, 'alert')}, ${urgent} of them high or critical`
}
