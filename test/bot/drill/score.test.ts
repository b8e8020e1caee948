import { expect, test } from 'vitest'
import { drillPaper, scoreLine } from '../../../engine/incidents/drill-paper.ts'
import { type DrillFacts, scoreOf } from '../../../engine/incidents/drill.ts'
import { writeMarkdown } from '../../../engine/incidents/paper.ts'
import { ENGLISH, write } from '../../../engine/phrase.ts'

const at = (minutes: number): Date => new Date(Date.UTC(2026, 10, 23, 3, 0) + minutes * 60_000)

const facts: DrillFacts = {
  scenario: 'R3',
  actor: 'person:1',
  faultAt: at(0),
  endedAt: at(60),
  alert: { rule: 'SOURCE_LOW', at: at(1), respondMinutes: 60 },
  ackedAt: at(4),
  stoppedAt: at(5),
  diagnosedAt: at(31),
  recoveredAt: at(40),
  verifiedAt: at(45),
  resumedAt: at(121),
  closedAt: null,
}

test('each step counts against its own time; what comes late or never is not in time', () => {
  const { marks, met } = scoreOf(facts)
  expect(Object.fromEntries(marks.map(({ key, tookSeconds, ok }) => [key, [tookSeconds, ok]]))).toEqual({
    detected: [60, true],
    // Since the alert, not since the fault.
    acknowledged: [180, true],
    stopped: [300, true],
    diagnosed: [1860, false],
    recovered: [2400, true],
    verified: [2700, true],
    resumed: [7260, false],
    closed: [null, false],
  })
  expect(met).toBe(5)
})

test('an alert on which the bot acts at once wants a person within five minutes', () => {
  const alert = { rule: 'TX_DUPLICATE', at: at(1), respondMinutes: 0 }
  const mark = (minutes: number) =>
    scoreOf({ ...facts, alert, ackedAt: at(minutes) }).marks.find(({ key }) => key === 'acknowledged')
  expect(mark(6)).toMatchObject({ withinSeconds: 300, ok: true })
  expect(mark(7)).toMatchObject({ ok: false })
})

test('the score as a line and as a paper', () => {
  const score = scoreOf(facts)
  expect(write(scoreLine(score), ENGLISH)).toBe('Drill R3: 5 of 8 in time')
  const paper = writeMarkdown(drillPaper(score), ENGLISH)
  expect(paper).toContain('# Drill R3: 5 of 8 in time')
  expect(paper).toMatch(/\| ✖ \| Incident closed \| not reached \| 2 h \|/)
})
