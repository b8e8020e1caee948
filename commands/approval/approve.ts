import { actorName } from '../../engine/people.ts'
import { say } from '../../engine/phrase.ts'
import { actCommand } from '../definition.ts'
import { requestArgument, theOpenRequest } from '../request-view.ts'

export const command = actCommand({
  noun: 'approval',
  verb: 'approve',
  help: 'Say yes to what somebody else asked for; it is done at once',
  example: 'approval approve 7',
  role: 'operator',
  confirm: 'C1',
  arguments: { request: requestArgument },
  async preview({ requests, people }, args) {
    const request = await theOpenRequest(requests, args.request)
    return {
      what: say`Approve request ${request.id}: ${request.what}`,
      lines: [...request.lines, say`asked for by ${actorName(request.actor, await people.people())}`],
      // Where nobody else is there to say yes, the word has to be typed here too.
      ...(request.word === null ? {} : { confirm: 'C2' as const, word: request.word }),
    }
  },
  async act(context, args) {
    await theOpenRequest(context.requests, args.request)
    return context.decide(args.request, 'approve')
  },
})
