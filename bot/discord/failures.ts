import { RateLimitError } from 'discord.js'
import { Failure, type FailureCode } from '../../engine/failure.ts'
import { say, type Text } from '../../engine/phrase.ts'
import { type Fault, faultOf, reasonOf, waitOf } from './faults.ts'

/** What was thrown by a request, as the outlet tells it. */
export function failureFor(cause: unknown): Failure {
  if (cause instanceof RateLimitError) {
    const retryAfterSeconds = Math.ceil(waitOf(cause) / 1000)
    const words = say`Discord asks to wait ${retryAfterSeconds} seconds.`
    return new Failure('chat_unreachable', words, { cause, retryAfterSeconds })
  }
  const [code, sentence] = wordsFor(faultOf(cause), reasonOf(cause))
  return new Failure(code, sentence, { cause })
}

function wordsFor(fault: Fault, reason: string): [FailureCode, Text] {
  switch (fault) {
    case 'unreached':
    case 'too_many':
      return ['chat_unreachable', say`Discord can't be reached (${reason}): look at this machine's network.`]
    case 'passing':
      return ['chat_uncertain', say`Whether Discord has the message is not known (${reason}).`]
    case 'token_refused':
      return ['chat_refused', say`Discord refuses the bot's token (${reason}).`]
    case 'not_allowed':
    case 'message_gone':
      return [
        'chat_refused',
        say`Discord does not let the bot write there (${reason}): look at the room's permissions.`,
      ]
    case 'too_late':
    case 'answered_already':
    case 'other':
      return ['chat_refused', say`Discord did not take the message (${reason}).`]
  }
}
