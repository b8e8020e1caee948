import { say } from '../../engine/phrase.ts'
import { thePart } from '../../engine/incidents/ticks.ts'
import { text as words } from '../arguments.ts'
import { actCommand } from '../definition.ts'
import { doneAnswer } from '../incident-done.ts'
import { incidentArgument, partArgument, theIncidentView } from '../incident-reference.ts'
import { checkedFile } from '../received-file.ts'

export const command = actCommand({
  noun: 'incident',
  verb: 'check',
  help: 'Tick a part of the checklist that only a person can know, with a word of evidence',
  example: 'incident check document.screenshots "three of them, from the terminal of the machine"',
  role: 'operator',
  // It can be unticked.
  confirm: 'C0',
  quiet: true,
  file: { help: 'the evidence: a screenshot, an export, at most 10 MiB' },
  arguments: {
    part: partArgument,
    evidence: words({ help: 'what was seen or done, and by whom', positional: true }),
    id: incidentArgument,
  },
  async preview({ incidents }, args) {
    const view = await theIncidentView(incidents, args.id)
    const part = thePart(view.items, args.part)
    return { what: say`Tick "${part.title}" of incident #${view.incident.id}`, lines: [args.evidence] }
  },
  async act({ incidents, file, now }, args) {
    const kept = checkedFile(file)
    const view = await theIncidentView(incidents, args.id)
    const { key, title } = thePart(view.items, args.part)
    const { id } = view.incident
    const attached = kept === null ? null : await incidents.attach(id, kept, null)
    await incidents.tick(id, key, args.evidence, attached?.id ?? null)
    return doneAnswer(incidents, id, { what: say`✔ ${title}`, now })
  },
})
