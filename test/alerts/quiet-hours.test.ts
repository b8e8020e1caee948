import { expect, test } from 'vitest'
import { isQuiet } from '../../alerts/quiet-hours.ts'

test.each([
  ['22:00-07:00', 'UTC', '2026-11-22T21:59:59Z', false],
  ['22:00-07:00', 'UTC', '2026-11-22T22:00:00Z', true],
  ['22:00-07:00', 'UTC', '2026-11-22T06:59:59Z', true],
  ['22:00-07:00', 'UTC', '2026-11-22T07:00:00Z', false],
  ['22:00-07:00', 'America/Guatemala', '2026-11-22T07:00:00Z', true],
  ['22:00-07:00', 'America/Guatemala', '2026-11-22T13:00:00Z', false],
  ['01:00-05:00', 'UTC', '2026-11-22T00:30:00Z', false],
  ['01:00-05:00', 'UTC', '2026-11-22T03:00:00Z', true],
  ['off', 'UTC', '2026-11-22T03:00:00Z', false],
])('%s in %s at %s', (hours, zone, now, expected) => {
  expect(isQuiet(hours, zone, new Date(now))).toBe(expected)
})
