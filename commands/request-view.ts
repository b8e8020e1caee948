import { Failure } from '../engine/failure.ts'
import type { RequestReading, RequestStatus, RequestStore } from '../engine/people.ts'
import { say, type Text } from '../engine/phrase.ts'
import { id, type ArgumentSpec } from './arguments.ts'
import type { JsonObject } from '../engine/json-value.ts'
import { iso } from '../engine/format.ts'

export const requestArgument: ArgumentSpec<bigint> = id({
  help: "the request's number",
  positional: true,
  completes: 'request',
})

export const REQUEST_STATUS: Readonly<Record<RequestStatus, Text>> = {
  open: say`open`,
  done: say`done`,
  refused: say`refused`,
  cancelled: say`cancelled`,
  expired: say`expired`,
}

/** What others have a say in: a second person's yes, or, where there is none, everybody's no while it waits. */
export const isForOthers = (request: RequestReading): boolean =>
  request.level === 'C4E' || request.notBefore !== null

export async function theRequest(
  requests: Pick<RequestStore, 'byId'>,
  requestId: bigint,
): Promise<RequestReading> {
  const request = await requests.byId(requestId)
  if (request === null || !isForOthers(request))
    throw new Failure(
      'refused',
      say`No request ${requestId} waits for a second person: "approval list" shows which do.`,
    )
  return request
}

export async function theOpenRequest(
  requests: Pick<RequestStore, 'byId'>,
  requestId: bigint,
): Promise<RequestReading> {
  const request = await theRequest(requests, requestId)
  if (request.status !== 'open')
    throw new Failure(
      'refused',
      say`Request ${requestId} is ${REQUEST_STATUS[request.status]} already: nothing was changed.`,
    )
  return request
}

/** Without its token: that is for the one who holds the card. */
export const requestJson = (request: RequestReading): JsonObject => ({
  requestId: request.id.toString(),
  command: request.command,
  arguments: request.written,
  level: request.level,
  actor: request.actor,
  what: request.what,
  lines: request.lines,
  previewHash: request.previewHash,
  status: request.status,
  createdAt: iso(request.createdAt),
  expiresAt: iso(request.expiresAt),
  notBefore: iso(request.notBefore),
  decidedBy: request.decidedBy,
  decidedAt: iso(request.decidedAt),
  result: request.result,
})
