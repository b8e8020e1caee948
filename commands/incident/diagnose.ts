import type { Diagnosis, ScenarioMatch } from '../../engine/incidents/board.ts'
import { type Incident, SCENARIOS } from '../../engine/incidents/incident.ts'
import type { JsonObject } from '../../engine/json-value.ts'
import { ENGLISH, joined, say, type Text, write } from '../../engine/phrase.ts'
import { iso } from '../../engine/format.ts'
import { type Answer, type Block, type LabelledLine, lines, nextWith, right, table } from '../answer.ts'
import { choice, optional } from '../arguments.ts'
import { type ActContext, actCommand, type LookContext } from '../definition.ts'
import { incidentArgument, theIncident } from '../incident-reference.ts'

/** Below this nothing is recognised. */
const FITS = 20
/** Signs of more than so many pages are too much for a telephone. */
const PAGES_SHOWN = 2

export const command = actCommand({
  noun: 'incident',
  verb: 'diagnose',
  help: 'Look for the signs of every scenario, in the books, at Lamassu and at the wallets, and say which fits best',
  example: 'incident diagnose',
  role: 'operator',
  // It only looks; what it found is written on the open incident.
  confirm: 'C0',
  quiet: true,
  arguments: {
    scenario: optional(
      choice(SCENARIOS, { help: 'with every sign of this page, whether it fits or not', positional: true }),
    ),
    id: incidentArgument,
  },
  async preview(context, args) {
    const incident = await incidentIfAny(context, args.id)
    return {
      what:
        incident === null
          ? say`Look for the signs of every scenario`
          : say`Look for the signs of every scenario, for incident #${incident.id}`,
      lines: [],
    }
  },
  async act(context, args) {
    const incident = await incidentIfAny(context, args.id)
    const diagnosis = await context.incidents.diagnose()
    if (incident !== null) await context.incidents.recordDiagnosis(incident.id, diagnosis)
    return answerOf(diagnosis, incident, args.scenario)
  },
})

/** None is needed to look. */
async function incidentIfAny(
  { incidents }: Pick<LookContext, 'incidents'> | Pick<ActContext, 'incidents'>,
  id: bigint | null,
): Promise<Incident | null> {
  if (id === null && (await incidents.current()).length === 0) return null
  return theIncident(incidents, id)
}

function answerOf(diagnosis: Diagnosis, incident: Incident | null, wanted: string | null): Answer {
  const { matches, findings } = diagnosis
  const [best] = matches
  const fits = best !== undefined && best.score >= FITS
  const shown = matches.filter(({ scenario, score }, i) =>
    wanted === null ? score >= FITS && i < PAGES_SHOWN : scenario === wanted,
  )
  return {
    tone: fits ? 'warn' : 'good',
    heading: fits
      ? say`${best.scenario} ${best.title} fits best: ${best.score} of 100`
      : say`No scenario fits`,
    blocks: [
      table(
        [say`Page`, say`What`, right(say`Of 100`)],
        matches.map(({ scenario, title, score }) => [scenario, title, String(score)]),
        say`Nothing was looked for.`,
      ),
      ...shown.map((match) => signsBlock(match, wanted !== null)),
      ...unaskedBlocks(matches.filter((match) => !shown.includes(match))),
      lines(findings),
      nextWith(buttonsOf(fits ? best : null, incident)),
    ],
    json: { ...diagnosisJson(diagnosis), incidentId: incident?.id.toString() ?? null },
  }
}

type Sign = ScenarioMatch['signs'][number]

/** What was found, and what nobody could ask; what is not there only where it was asked for. */
function signsBlock({ scenario, title, signs }: ScenarioMatch, withAbsent: boolean): Block {
  const told = signs.filter(({ found, asked }) => found || !asked || withAbsent)
  return lines([joined([scenario, title], ' '), ...told.map(signLine)])
}

const signLine = ({ what, found, asked, figure }: Sign): Text =>
  joined([found ? '✔ ' : asked ? '– ' : '? ', what, ...(figure === null ? [] : [': ', figure])])

/** A page that seems not to fit may only not have been looked at. */
function unaskedBlocks(others: readonly ScenarioMatch[]): Block[] {
  const unasked = others.flatMap(({ scenario, signs }) =>
    signs.filter(({ asked }) => !asked).map((sign) => joined([scenario, ' ', signLine(sign)])),
  )
  return unasked.length === 0 ? [] : [lines([say`Not looked at:`, ...unasked])]
}

function buttonsOf(best: ScenarioMatch | null, incident: Incident | null): LabelledLine[] {
  const page = best === null ? [] : [{ line: `incident runbook ${best.scenario}` }]
  if (incident === null)
    return best === null
      ? [{ line: 'status show' }, { line: 'check all' }]
      : [{ line: `incident open ${best.scenario}`, label: say`Open incident`, primary: true }, ...page]
  const scenario: LabelledLine[] =
    best === null || best.scenario === incident.scenario
      ? []
      : [
          {
            line: `incident scenario ${best.scenario} --id ${incident.id}`,
            label: say`It is ${best.scenario}`,
            primary: true,
          },
        ]
  return [
    ...scenario,
    { line: `incident impact --id ${incident.id}`, label: say`Impact` },
    { line: `incident next ${incident.id}`, label: say`Next step` },
    ...page,
  ]
}

/** For programs. Clients show by number and initials alone. */
const words = (text: Text | null): string | null =>
  text === null ? null : write(text, { ...ENGLISH, names: 'initials' })

const diagnosisJson = ({ at, matches, findings }: Diagnosis): JsonObject => ({
  at: iso(at),
  matches: matches.map(({ scenario, score, signs }) => ({
    scenario,
    score,
    signs: signs.map(({ what, found, asked, figure }) => ({
      what: words(what),
      found,
      asked,
      figure: words(figure),
    })),
  })),
  findings: findings.map(words),
})
