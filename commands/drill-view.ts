import { markRow, scoreLine } from '../engine/incidents/drill-paper.ts'
import type { DrillScore, DrillStanding } from '../engine/incidents/drill.ts'
import { SCENARIO_TITLES } from '../engine/incidents/words.ts'
import { formatTime } from '../engine/format.ts'
import type { JsonObject } from '../engine/json-value.ts'
import { say } from '../engine/phrase.ts'
import { type Answer, fields, next, table, text } from './answer.ts'

/** A short card of how a drill went. */
export const scoreAnswer = (score: DrillScore): Answer => ({
  tone: score.met === score.marks.length ? 'good' : 'warn',
  heading: scoreLine(score),
  blocks: [
    table(
      ['', say`Step`, say`Took`, say`Within`],
      score.marks.map((mark) => markRow(mark)),
      say`Nothing was measured.`,
    ),
    next('drill history'),
  ],
  json: {
    scenario: score.facts.scenario,
    met: score.met,
    marks: score.marks.map(
      ({ key, tookSeconds, withinSeconds, ok }): JsonObject => ({ key, tookSeconds, withinSeconds, ok }),
    ),
  },
})

/** What is played now, and where. */
export const standingAnswer = (standing: DrillStanding): Answer => ({
  tone: 'warn',
  heading: say`A drill runs: ${SCENARIO_TITLES[standing.scenario]}`,
  blocks: [
    fields([say`Since`, formatTime(standing.startedAt)], [say`Place`, standing.place]),
    text(
      say`What is written there is of the drill's world alone, and every answer there says DRILL. The real work goes on meanwhile.`,
    ),
    table(
      [say`Word`, say`What it does`],
      standing.outside.map(([word, help]) => [`outside ${word}`, help]),
      '–',
    ),
    next('drill stop'),
  ],
  json: {
    scenario: standing.scenario,
    place: standing.place,
    startedAt: standing.startedAt.toISOString(),
    outside: standing.outside.map(([word]) => word),
  },
})
