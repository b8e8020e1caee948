import { formatSpan, formatTime } from '../format.ts'
import { say, type Text } from '../phrase.ts'
import { type DrillMark, type DrillScore, MARK_TITLES } from './drill.ts'
import type { PaperBlock } from './paper.ts'
import { SCENARIO_TITLES } from './words.ts'

/** 'Drill R3: 6 of 8 in time' */
export const scoreLine = ({ facts, marks, met }: DrillScore): Text =>
  say`Drill ${facts.scenario}: ${met} of ${marks.length} in time`

/** ✔ in time · ✖ late or never */
export const markRow = ({ key, tookSeconds, withinSeconds, ok }: DrillMark): Text[] => [
  ok ? '✔' : '✖',
  MARK_TITLES[key],
  tookSeconds === null ? say`not reached` : formatSpan(tookSeconds),
  formatSpan(withinSeconds),
]

/** How a drill went, to be kept. */
export function drillPaper(score: DrillScore): PaperBlock[] {
  const { facts, marks } = score
  return [
    { kind: 'heading', level: 1, text: scoreLine(score) },
    { kind: 'text', text: SCENARIO_TITLES[facts.scenario] },
    {
      kind: 'fields',
      fields: [
        [say`Fault`, formatTime(facts.faultAt)],
        [say`Over`, formatTime(facts.endedAt)],
        [say`First alert`, facts.alert?.rule ?? say`none`],
        [say`Played by`, facts.actor],
      ],
    },
    {
      kind: 'table',
      columns: ['', say`Step`, say`Took`, say`Within`],
      rows: marks.map(markRow),
    },
    {
      kind: 'text',
      text: say`A rehearsal in a world of its own: no real sat, client or address was in it, and its watch took minutes instead of a day.`,
    },
  ]
}
