import { expect, test } from 'vitest'
import { mergeRun, type ProofRecord } from './record.ts'
import type { ProofSection } from './section.ts'

const section: ProofSection = {
  name: 'museum',
  title: 'The bug museum',
  explanation: 'Bugs are put back.',
  run: () => Promise.reject(new Error('not run here')),
}
const run = (minutes: number, leftOut: string | null, failures: string[] = []) => ({
  date: '2026-11-22',
  commit: `after-${minutes}`,
  machine: 'a machine',
  minutes,
  figures: [],
  failures,
  repeat: 'npm run proof',
  leftOut,
})
const after = (...runs: ReturnType<typeof run>[]) =>
  runs.reduce<ProofRecord>((record, one) => mergeRun(record, section, one), { sections: {} }).sections[
    'museum'
  ]

test('a whole run is shown before a longer one that left something out, whichever came first', () => {
  expect(after(run(6, 'half of it'), run(3, null))?.longest.minutes).toBe(3)
  expect(after(run(3, null), run(6, 'half of it'))?.longest.minutes).toBe(3)
})

test('of two whole runs, or two halves, the longer one is shown', () => {
  expect(after(run(6, null), run(3, null))?.longest.minutes).toBe(6)
  expect(after(run(3, 'half'), run(6, 'half'))?.longest.minutes).toBe(6)
})

test('the latest run is always there, so that a finding is in sight', () => {
  expect(after(run(6, null), run(3, null, ['a sat was lost']))?.latest.failures).toEqual(['a sat was lost'])
})
