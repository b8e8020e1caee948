import os from 'node:os'
import type { Finding } from './measure.ts'

/** Where the figures come from: they are worth nothing without it. */
export function describeMachine() {
  const [cpu] = os.cpus()
  return {
    node: process.version,
    platform: `${os.platform()} ${os.arch()}`,
    cpus: os.cpus().length,
    cpu: cpu?.model ?? 'unknown',
    loadAverage: os.loadavg().map((load) => Math.round(load * 100) / 100),
  }
}

export function renderTable(findings: readonly Finding[]): string {
  const rows = findings.map((found) => [
    found.name,
    figure(found.ratio, found.unit),
    `${found.target.is} ${figure(found.target.value, found.unit)}`,
    verdict(found),
    Object.entries(found.medianMs)
      .map(([name, milliseconds]) => `${name} ${figure(milliseconds, 'ms')}`)
      .join(', '),
  ])
  const all = [['what', 'measured', 'target', '', 'medians'], ...rows]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)))
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function verdict({ holds, target }: Finding): string {
  if (target.kind === 'aim') return holds ? 'aim met' : 'aim missed'
  return holds ? 'holds' : 'MISSED'
}

function figure(value: number, unit: Finding['unit']): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2
  return `${value.toFixed(digits)} ${unit}`
}
