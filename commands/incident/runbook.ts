import type { IncidentView } from '../../engine/incidents/board.ts'
import type { Incident } from '../../engine/incidents/incident.ts'
import { type RunbookPage, type RunbookStep, wholeLines } from '../../engine/incidents/runbook.ts'
import { preventionOf } from '../../engine/incidents/prevention.ts'
import { joined, say } from '../../engine/phrase.ts'
import { type Block, type LabelledLine, lines, nextWith, text } from '../answer.ts'
import { choice, count, optional } from '../arguments.ts'
import { mayAct } from '../asker.ts'
import { type Command, isAct, lookCommand, type LookContext, nameOf } from '../definition.ts'
import { PAGES, type PageName, readRunbook } from '../runbook-pages.ts'

export const command = lookCommand({
  noun: 'incident',
  verb: 'runbook',
  help: "A page of the handbook, step by step; without one, the open incident's",
  example: 'incident runbook R3 2',
  role: 'viewer',
  arguments: {
    page: optional(choice(PAGES, { help: 'R0 the general one, R1 to R10', positional: true })),
    step: optional(
      count({ help: 'which step; the first unless given', least: 1, most: 50, positional: true }),
    ),
  },
  async look(context, args) {
    const incident = await openOne(context)
    const name = args.page ?? pageOf(incident)
    const page = await readRunbook(name)
    const number = Math.min(args.step ?? 1, page.steps.length)
    const step = page.steps[number - 1] ?? { title: '', text: '', lines: [] }
    return {
      tone: 'plain',
      heading: joined([page.title, say`${number} of ${page.steps.length}`], ' · '),
      blocks: [
        text(
          joined(
            [step.title, step.text].filter((words) => words !== ''),
            '\n',
          ),
        ),
        ...(number === page.steps.length ? preventionBlocks(name, incident) : []),
        nextWith(await buttonsOf(context, { name, page, number, step, incident })),
      ],
      json: {
        page: name,
        pageTitle: page.title,
        step: number,
        steps: page.steps.length,
        title: step.title,
        text: step.text,
        lines: [...step.lines],
      },
    }
  },
})

/** Of several nobody can tell which is meant: then the general page. */
async function openOne({ incidents }: LookContext): Promise<Incident | null> {
  const [only, second] = await incidents.current()
  return second === undefined ? (only ?? null) : null
}

const pageOf = (incident: Incident | null): PageName => {
  const scenario = incident?.scenario ?? 'other'
  return scenario === 'other' ? 'R0' : scenario
}

/** At the page's end: what only people can do, to be taken over as a follow-up. */
function preventionBlocks(name: PageName, incident: Incident | null): Block[] {
  if (incident === null || pageOf(incident) !== name) return []
  const items = preventionOf(incident.scenario).map((item) => joined(['• ', item]))
  return [lines([say`So that it does not happen again ("incident followup add"):`, ...items])]
}

const BUTTONS = 5

/** The playbook's own line first; of the page only what is no example and can't change anything. */
async function buttonsOf(
  context: LookContext,
  of: {
    readonly name: PageName
    readonly page: RunbookPage
    readonly number: number
    readonly step: RunbookStep
    readonly incident: Incident | null
  },
): Promise<LabelledLine[]> {
  const { name, page, number, step, incident } = of
  const isMeant = incident !== null && pageOf(incident) === name && mayAct(context.asker.role, 'operator')
  const view: IncidentView | null = isMeant ? await context.incidents.view(incident.id) : null
  const offered: LabelledLine[] =
    view === null || view.next.line === null ? [] : [{ line: view.next.line, primary: true }]
  const ofPage = wholeLines(step)
    .filter((line) => line !== view?.next.line && onlyLooks(line, context))
    .map((line) => ({ line }))
  const turn: LabelledLine[] = [
    ...(number < page.steps.length
      ? [{ line: `incident runbook ${name} ${number + 1}`, label: say`Next ▶` }]
      : []),
    ...(number > 1 ? [{ line: `incident runbook ${name} ${number - 1}`, label: say`◀ Back` }] : []),
  ]
  return [...offered, ...ofPage.slice(0, BUTTONS - turn.length), ...turn]
}

/** A look that the asker may have: nothing printed on a page acts by one press. */
function onlyLooks(line: string, { commands, asker }: LookContext): boolean {
  const [noun = '', verb = ''] = line.split(/\s+/)
  const found = commands.find((one: Command) => nameOf(one) === `${noun} ${verb}` || nameOf(one) === noun)
  return found !== undefined && !isAct(found) && found.role !== 'anyone' && mayAct(asker.role, found.role)
}
