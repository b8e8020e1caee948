import type { ClientPoint, CoverageBar, VolumeBar } from '../../engine/chart-figures.ts'
import { formatDecimal } from '../../engine/domain/money.ts'
import type { JsonObject } from '../../engine/json-value.ts'
import type { ChartClient } from './client.ts'
import type { CommissionSeries } from './commission.ts'
import type { FloatSeries } from './float.ts'

/** The figures behind the pictures, for programs. */

export const volumeJson = (bars: readonly VolumeBar[]): JsonObject => ({
  bars: bars.map((bar) => ({
    first: bar.first,
    last: bar.last,
    clientsSats: bar.clientsSats.toString(),
    commissionSats: bar.commissionSats.toString(),
    usualSats: bar.usualSats?.toString() ?? null,
    books: bar.trust,
    criticalAlerts: bar.incidents,
  })),
})

export const commissionJson = ({ bars, hundredths }: CommissionSeries): JsonObject => ({
  effectivePercent: percent(hundredths),
  bars: bars.map((bar) => ({
    first: bar.first,
    last: bar.last,
    commissionSats: bar.commissionSats.toString(),
    effectivePercent: percent(bar.hundredths),
  })),
})

const percent = (hundredths: bigint | null): string | null =>
  hundredths === null ? null : formatDecimal(hundredths, 2)

export const clientJson = (client: ChartClient, points: readonly ClientPoint[]): JsonObject => ({
  clientId: client.id.toString(),
  fiatCode: client.fiatCode,
  bars: points.map((point) => ({
    first: point.first,
    last: point.last,
    gatheredSats: point.sats.toString(),
    spentMinor: point.fiat.toString(),
    averageMinorPerBitcoin: point.averageMinor?.toString() ?? null,
  })),
})

export const floatJson = ({ curves, flowDays }: FloatSeries): JsonObject => ({
  flowDays,
  currencies: curves.map((curve) => ({
    fiatCode: curve.fiatCode,
    availableMinor: curve.available.toString(),
    daysLeft: curve.tenthsLeft === null ? null : formatDecimal(curve.tenthsLeft, 1),
    clients: curve.clients,
    clientsWithNothing: curve.empty,
    past: curve.past.map(({ last, available }) => ({ last, availableMinor: available.toString() })),
    ahead: curve.ahead.map(({ day, available }) => ({ day, availableMinor: available.toString() })),
    dry: curve.dry.map(({ id, day, available, tenthsLeft }) => ({
      clientId: id.toString(),
      day,
      availableMinor: available.toString(),
      daysLeft: formatDecimal(tenthsLeft, 1),
    })),
  })),
})

export const coverageJson = (bars: readonly CoverageBar[]): JsonObject => ({
  bars: bars.map(({ first, last, succeeded, failed, due }) => ({ first, last, succeeded, failed, due })),
})
