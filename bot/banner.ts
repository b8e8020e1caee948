import { type Phrase, say } from '../engine/phrase.ts'

/** What stands above everything that is not about real money; null where it is. */
export function bannerOf({ sandbox, drill }: { sandbox: boolean; drill?: boolean }): Phrase | null {
  if (drill === true) return say`DRILL · a rehearsal with play money: nothing of it is real`
  return sandbox ? say`SANDBOX · play money` : null
}
