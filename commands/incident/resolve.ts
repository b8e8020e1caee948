import { Failure } from '../../engine/failure.ts'
import { formatSpan } from '../../engine/format.ts'
import type { IncidentView } from '../../engine/incidents/board.ts'
import { watchSeconds } from '../../engine/incidents/drill.ts'
import { say } from '../../engine/phrase.ts'
import { optional, text as words } from '../arguments.ts'
import { type Asker, mayAct } from '../asker.ts'
import { actCommand } from '../definition.ts'
import { doneAnswer } from '../incident-done.ts'
import { incidentArgument, theIncidentView } from '../incident-reference.ts'

export const command = actCommand({
  noun: 'incident',
  verb: 'resolve',
  help: 'Say that it is put right: the root cause and the fix; it is watched for a day from then on',
  example:
    'incident resolve --root-cause "the source wallet was empty" --fix "it was filled, the payments arrived"',
  role: 'operator',
  confirm: 'C1',
  arguments: {
    fix: words({ help: 'what was done about it' }),
    rootCause: optional(words({ help: 'what it came from, if it is not written down yet' })),
    id: incidentArgument,
  },
  async preview({ incidents, readings, asker }, args) {
    const view = await theIncidentView(incidents, args.id)
    refuseUnlessLead(view, asker)
    const { payoutsEnabled, pollingEnabled } = await readings.status()
    return {
      what: say`Resolve incident #${view.incident.id}`,
      lines: [
        say`Root cause: ${causeOf(view, args.rootCause)}`,
        say`Fix: ${args.fix}`,
        payoutsEnabled && pollingEnabled
          ? say`after: watched for ${formatSpan(watchSeconds(view.incident))}`
          : say`payouts or polling are off: start them again first, with "poll resume"`,
      ],
    }
  },
  async act({ incidents, asker, now }, args) {
    const view = await theIncidentView(incidents, args.id)
    refuseUnlessLead(view, asker)
    const { id } = view.incident
    await incidents.resolve(id, { rootCause: causeOf(view, args.rootCause), fix: args.fix })
    return doneAnswer(incidents, id, { what: say`Incident #${id} is resolved, and watched`, now })
  },
})

/** Said now, or written down before. */
function causeOf({ incident }: IncidentView, said: string | null): string {
  const cause = said ?? incident.rootCause
  if (cause !== null) return cause
  throw new Failure(
    'refused',
    say`Nobody has written down the root cause of incident #${incident.id}: "incident cause system …" first, or --root-cause here.`,
  )
}

/** Whoever leads says so, or an owner. */
function refuseUnlessLead({ incident, leadName }: IncidentView, { role, person }: Asker): void {
  if (mayAct(role, 'owner') || incident.leadId === null || incident.leadId === person?.id) return
  throw new Failure(
    'refused',
    say`${leadName ?? say`Somebody else`} leads incident #${incident.id} and says when it is resolved. Take over with "incident lead", if need be.`,
  )
}
