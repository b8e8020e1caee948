import { actorName, type PersonReading, type RequestReading } from '../../engine/people.ts'
import { say, type Text } from '../../engine/phrase.ts'
import { fields, lines, next } from '../answer.ts'
import { lookCommand } from '../definition.ts'
import { formatTime } from '../../engine/format.ts'
import { REQUEST_STATUS, requestArgument, requestJson, theRequest } from '../request-view.ts'

export const command = lookCommand({
  noun: 'approval',
  verb: 'show',
  help: 'One request: what would happen, who asked, how it ended',
  example: 'approval show 7',
  role: 'operator',
  arguments: { request: requestArgument },
  async look({ requests, people }, args) {
    const request = await theRequest(requests, args.request)
    const isOpen = request.status === 'open'
    return {
      tone: isOpen ? 'warn' : 'plain',
      heading: request.what,
      blocks: [
        ...(request.lines.length === 0 ? [] : [lines(request.lines)]),
        fields(...factsOf(request, await people.people())),
        next(
          ...(isOpen
            ? [`approval approve ${request.id}`, `approval reject ${request.id}`]
            : ['approval list']),
        ),
      ],
      json: requestJson(request),
    }
  },
})

function factsOf(request: RequestReading, people: readonly PersonReading[]): (readonly [Text, Text])[] {
  return [
    [say`Request`, `#${request.id}`],
    [say`Status`, REQUEST_STATUS[request.status]],
    [say`Command`, request.command],
    [say`Asked by`, actorName(request.actor, people)],
    [say`Asked`, formatTime(request.createdAt)],
    ...(request.notBefore === null ? [] : [[say`Not before`, formatTime(request.notBefore)] as const]),
    [say`Valid until`, formatTime(request.expiresAt)],
    ...(request.decidedBy === null
      ? []
      : [
          [say`Decided by`, actorName(request.decidedBy, people)] as const,
          [say`Decided`, formatTime(request.decidedAt)] as const,
        ]),
    ...(request.result === null ? [] : [[say`Result`, request.result] as const]),
  ]
}
