import { actorName, type PersonReading, type RequestReading } from '../../engine/people.ts'
import { say, type Text } from '../../engine/phrase.ts'
import { next, table } from '../answer.ts'
import { lookCommand } from '../definition.ts'
import { formatAge, formatCount } from '../../engine/format.ts'
import { isForOthers, requestJson } from '../request-view.ts'

export const command = lookCommand({
  noun: 'approval',
  verb: 'list',
  help: 'What waits for a second person to approve it, the oldest first',
  example: 'approval list',
  role: 'operator',
  arguments: {},
  async look({ requests, people, now }) {
    const waiting = (await requests.pending()).filter(isForOthers)
    const known = await people.people()
    const columns = [say`Request`, say`What`, say`Asked by`, say`Time left`]
    const [first] = waiting
    return {
      tone: waiting.length > 0 ? 'warn' : 'plain',
      heading: formatCount(waiting.length, 'open approval'),
      blocks: [
        table(
          columns,
          waiting.map((request) => rowOf(request, known, now)),
          say`Nothing waits for an approval.`,
        ),
        next(
          ...(first === undefined
            ? ['status show']
            : [`approval show ${first.id}`, `approval approve ${first.id}`, `approval reject ${first.id}`]),
        ),
      ],
      json: { requests: waiting.map(requestJson) },
    }
  },
})

const rowOf = (request: RequestReading, people: readonly PersonReading[], now: Date): Text[] => [
  `#${request.id}`,
  request.what,
  actorName(request.actor, people),
  formatAge(now, request.expiresAt),
]
