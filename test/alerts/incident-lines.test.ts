import { expect, test } from 'vitest'
import { incidentLines, weekIncidentLines } from '../../alerts/incident-lines.ts'
import type { IncidentFigures } from '../../engine/incidents/figures.ts'
import { ENGLISH, write } from '../../engine/phrase.ts'

const NOW = new Date('2026-11-22T14:00:00Z')
const NONE: IncidentFigures = { open: [], watched: [], watchesOver: [], overdue: [] }
const hoursAgo = (hours: number): Date => new Date(NOW.getTime() - hours * 3_600_000)
const written = (lines: ReturnType<typeof incidentLines>): string[] =>
  lines.map(({ text }) => write(text, ENGLISH))

test('nothing is said where nothing is', () => {
  expect(incidentLines(NONE, NOW)).toEqual([])
  expect(weekIncidentLines(NONE, NOW)).toEqual([])
})

test('what is open, watched and overdue stands in one line, and what a watch has shown in another', () => {
  const figures: IncidentFigures = {
    open: [{ id: 3n, severity: 'critical', openedAt: hoursAgo(5) }],
    watched: [{ id: 2n, until: hoursAgo(-3) }],
    watchesOver: [{ id: 1n, what: 'watched for a day' }],
    overdue: [{ id: 7n, incidentId: 1n, what: 'a second key', due: '2026-11-20' }],
  }
  expect(written(incidentLines(figures, NOW))).toEqual([
    expect.stringMatching(
      /^🚒 Incidents · #3 CRITICAL open for 5 h · #2 watched until .* · 1 follow-up overdue$/,
    ),
    '👀 Incident #1: watched for a day',
  ])
  expect(written(weekIncidentLines(figures, NOW)).at(-1)).toBe(
    '👉 Needs you: follow-up #7, due 2026-11-20: a second key',
  )
})

test('many are counted', () => {
  const open = Array.from({ length: 5 }, (_, i) => ({
    id: BigInt(i + 1),
    severity: 'high' as const,
    openedAt: hoursAgo(1),
  }))
  expect(written(incidentLines({ ...NONE, open }, NOW))[0]).toMatch(/· 2 more open$/)
})
