import { say } from '../../engine/phrase.ts'
import { fields, next } from '../answer.ts'
import { text as words } from '../arguments.ts'
import { actCommand } from '../definition.ts'
import { incidentArgument, theIncident } from '../incident-reference.ts'
import { checkedFile } from '../received-file.ts'

export const command = actCommand({
  noun: 'incident',
  verb: 'note',
  help: 'Write something into the timeline, with a file if there is one',
  example: 'incident note the router was restarted at three',
  role: 'viewer',
  confirm: 'C0',
  quiet: true,
  file: { help: 'a screenshot, a log, an export, at most 10 MiB' },
  arguments: {
    words: words({ help: 'what was seen or done', positional: true }),
    id: incidentArgument,
  },
  async preview({ incidents }, args) {
    const { id } = await theIncident(incidents, args.id)
    return { what: say`Note on incident #${id}`, lines: [args.words] }
  },
  async act({ incidents, file }, args) {
    const kept = checkedFile(file)
    const { id } = await theIncident(incidents, args.id)
    const attached = kept === null ? null : await incidents.attach(id, kept, args.words)
    const note = attached === null ? await incidents.note(id, args.words) : null
    return {
      tone: 'good',
      heading: say`Noted on incident #${id}`,
      blocks: [
        ...(attached === null ? [] : [fields([say`File`, attached.name], ['SHA-256', attached.sha256])]),
        next(`incident show ${id} --timeline`, `incident show ${id}`),
      ],
      json: {
        incidentId: id.toString(),
        eventId: note?.id.toString() ?? null,
        fileId: attached?.id.toString() ?? null,
        sha256: attached?.sha256 ?? null,
      },
    }
  },
})
