import { withDeadline } from '../deadline.ts'
import { Failure } from '../failure.ts'
import { say, type Text } from '../phrase.ts'

/** What came of a question: its answer, or why it could not be asked. Never the one for the other. */
export type Asked<T> = { readonly answer: T } | { readonly problem: Text }

/** Nobody waits longer for one answer in an emergency. */
const SECONDS = 30

/** Asks; that the world fails is an answer to whoever looks for what is wrong. Mistakes of our own code are thrown. */
export async function ask<T>(question: () => Promise<T>, seconds = SECONDS): Promise<Asked<T>> {
  try {
    return { answer: await withDeadline(question(), seconds, () => tooLate(seconds)) }
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown
    return { problem: thrown.sentence }
  }
}

const tooLate = (seconds: number): Failure =>
  new Failure('refused', say`there was no answer within ${seconds} s`)

/** The answer, or this where there is none. */
export const answerOr = <T, U>(asked: Asked<T>, otherwise: U): T | U =>
  'answer' in asked ? asked.answer : otherwise

/** Whether the answer is known, and like this. */
export const isSure = <T>(asked: Asked<T>, test: (answer: T) => boolean): boolean =>
  'answer' in asked && test(asked.answer)
