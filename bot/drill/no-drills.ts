import { Failure } from '../../engine/failure.ts'
import type { Drills } from '../../engine/incidents/drill.ts'
import { say } from '../../engine/phrase.ts'

/** In a process that runs one command, or in a drill itself. */
export const NO_DRILLS: Drills = {
  current: () => null,
  start: (scenario) =>
    Promise.reject(
      new Failure(
        'refused',
        say`A drill needs a program that stays: start it with "npx satmachine drill ${scenario}", or ask the bot in chat.`,
      ),
    ),
  stop: () => Promise.reject(new Failure('refused', say`No drill runs here.`)),
}
