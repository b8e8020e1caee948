import type { DigestFigures } from '../engine/digest-figures.ts'
import type { JsonObject } from '../engine/json-value.ts'

/** The digest for machines: amounts as decimal strings, named with their unit. */
export function digestJson(figures: DigestFigures, tone: string, missed: readonly Date[]): JsonObject {
  const { day, timeZone, computedAt, figures: of, usual, work, books } = figures
  return {
    day,
    timeZone,
    tone,
    computedAt: computedAt.toISOString(),
    missed: missed.map((slot) => slot.toISOString()),
    cashOuts: of.cashOuts,
    fiat: of.fiat.map(({ fiatCode, amount }) => ({ fiatCode, amountMinor: amount.toString() })),
    receivedSats: of.receivedSats.toString(),
    clientsSats: of.clientsSats.toString(),
    commissionSats: of.commissionSats.toString(),
    houseSats: of.houseSats.toString(),
    clients: of.clients,
    usualClientsSats: usual?.clientsSats.toString() ?? null,
    usualCommissionSats: usual?.commissionSats.toString() ?? null,
    hoursPolled: work.hoursPolled,
    hours: work.hours,
    slowestPayoutSeconds: work.slowestPayoutSeconds,
    stuck: work.stuck,
    squareDays: figures.squareDays,
    paused: figures.paused !== null,
    reconciliation: books === null ? null : { id: books.id.toString(), verdict: books.verdict },
    needs: figures.needs.map(({ kind, id, since }) => ({
      kind,
      id: id.toString(),
      since: since.toISOString(),
    })),
    firing: { ...figures.alerts.firing },
    silences: figures.alerts.silences,
    maintenance: figures.alerts.maintenance,
    incidents: {
      open: figures.incidents.open.map(({ id }) => id.toString()),
      watched: figures.incidents.watched.map(({ id }) => id.toString()),
      overdueFollowUps: figures.incidents.overdue.map(({ id }) => id.toString()),
    },
  }
}
