import { ENGLISH, type Voice, write } from '../../engine/phrase.ts'
import { Failure, sentenceOf } from '../../engine/failure.ts'
import { printable, printableLine } from './characters.ts'

const LONGEST_SURPRISE = 300

/** A failure's own sentence. A mistake of ours may carry pages of text: its beginning, on one line, as what it is. */
export function complaintOf(thrown: unknown, voice: Voice = ENGLISH): string {
  if (thrown instanceof Failure) return printable(write(thrown.sentence, voice))
  const words = printableLine(sentenceOf(thrown)).slice(0, LONGEST_SURPRISE)
  return `satmachine made a mistake of its own. Please report it: ${words}`
}
