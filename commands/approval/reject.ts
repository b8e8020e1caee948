import { actorName } from '../../engine/people.ts'
import { say } from '../../engine/phrase.ts'
import { actCommand } from '../definition.ts'
import { requestArgument, theOpenRequest } from '../request-view.ts'

export const command = actCommand({
  noun: 'approval',
  verb: 'reject',
  help: 'Say no to what somebody asked for: nothing is done',
  example: 'approval reject 7',
  role: 'operator',
  confirm: 'C1',
  arguments: { request: requestArgument },
  async preview({ requests, people }, args) {
    const request = await theOpenRequest(requests, args.request)
    return {
      what: say`Reject request ${request.id}: ${request.what}`,
      lines: [
        ...request.lines,
        say`asked for by ${actorName(request.actor, await people.people())}`,
        say`nothing is done, and it can be asked for again`,
      ],
    }
  },
  async act(context, args) {
    await theOpenRequest(context.requests, args.request)
    return context.decide(args.request, 'reject')
  },
})
