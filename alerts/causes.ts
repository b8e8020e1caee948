import type { Text } from '../engine/phrase.ts'
import { recorded } from '../engine/recorded.ts'

const NEXT_TRY = / The next try is due in \d+ s\.$/

/** What was written down about a failure, without what is another with every try. */
export const causeOf = (sentence: string): Text => recorded(sentence.replace(NEXT_TRY, ''))
