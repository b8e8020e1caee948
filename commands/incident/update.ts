import { say } from '../../engine/phrase.ts'
import { choice, text as words, withDefault } from '../arguments.ts'
import { actCommand } from '../definition.ts'
import { doneAnswer } from '../incident-done.ts'
import { incidentArgument, theIncident } from '../incident-reference.ts'

/** Conditions, Actions, Needs. */
export const command = actCommand({
  noun: 'incident',
  verb: 'update',
  help: 'Say how it stands: conditions, actions, needs; the next is due half an hour later',
  example:
    'incident update --conditions "two payments fail" --actions "the source wallet is filled" --needs "the key of LNbits"',
  role: 'operator',
  confirm: 'C0',
  arguments: {
    conditions: words({ help: 'what is: what is known, and what it means' }),
    actions: words({ help: 'what we do about it' }),
    needs: words({ help: 'what we need, and from whom; nothing, if that is so' }),
    audience: withDefault(
      choice(['team', 'stakeholders'], { help: 'stakeholders: level 3 is told as well' }),
      'team',
    ),
    id: incidentArgument,
  },
  async preview({ incidents }, args) {
    const { id } = await theIncident(incidents, args.id)
    return {
      what: say`Update on incident #${id}`,
      lines: [
        say`Conditions: ${args.conditions}`,
        say`Actions: ${args.actions}`,
        say`Needs: ${args.needs}`,
        args.audience === 'team' ? say`for the team` : say`for the team and level 3, who is called`,
      ],
    }
  },
  async act({ incidents, now }, args) {
    const { id } = await theIncident(incidents, args.id)
    const { conditions, actions, needs, audience } = args
    await incidents.recordUpdate(id, { conditions, actions, needs, audience })
    return doneAnswer(incidents, id, { what: say`Update on incident #${id}: ${conditions}`, now })
  },
})
